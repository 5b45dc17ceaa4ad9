"""Single values of a list as people write them: days, telephones, marks, bodies."""

import re
from datetime import date, timedelta

from planner.domain.directory import Body
from planner.domain.errors import RuleBroken
from planner.domain.text import one_line, search_key
from planner.inputs.sheet.grid import Cell

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(15_000, 80_000)  # days of 1941 to 2119, as a number
_DAY = re.compile(r"(?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2}) (?:nam )?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})(?: 00 00 00)?")
_MONTH = re.compile(r"(?:thang )?(\d{1,2}) (?:nam )?(\d{4})")
_YEAR = re.compile(r"(?:nam )?(\d{4})")
_NOTHING = {"", "khong", "khong co", "chua co", "k", "0"}
_YES = {"x", "co", "1", "yes", "true", "dung", "v", "chuyen trach", "ct"}
_NO = {
    "khong",
    "0",
    "no",
    "false",
    "sai",
    "kiem nhiem",
    "kn",
    "khong chuyen trach",
    "ban chuyen trach",
}
_BODIES = (
    (Body.BTV, r"\b(btv|ban thuong vu)\b"),
    (Body.UBKT, r"\b(ubkt|uy ban kiem tra)\b"),
    (Body.BCH, r"\b(bch|ban chap hanh)\b"),
    (Body.TT, r"^(tt|thuong truc)\b"),
)
_OF_UNIT = {"chuc danh cua don vi", "don vi"}
# Excel takes a telephone for a number; those of houses, 02…, have a digit more. Some of the
# digits are gone where it writes 9,12E+08.
_LOST_NOUGHT = re.compile(r"[1-9]\d{8}|2\d{9}")
_LOST_DIGITS = re.compile(r"\d[.,]?\d*E[+-]?\d+", re.IGNORECASE)

_FORMULA = re.compile(r"^[=@+]|://|[=<>]")
_LONG_NUMBER = re.compile(r"\d{3}")


def is_name(text: str) -> bool:
    """Whether it may be the name of somebody or of a unit: no formula, address or markup."""
    return not _FORMULA.search(text)


def is_persons_name(text: str) -> bool:
    """A name with letters in it and without long numbers, which units may bear."""
    has_letters = any(letter.isalpha() for letter in text)
    return has_letters and is_name(text) and not _LONG_NUMBER.search(text)


def day_of(cell: Cell, *, is_last: bool = False) -> date | None:
    """The day that is written, the first of a month or a year; None where nothing is.

    `is_last` reads «đến ngày»: the first day after what is written.
    """
    if isinstance(cell, date):
        return cell + timedelta(days=1) if is_last else cell
    key = " ".join(re.findall(r"[^\W_]+", search_key(cell)))
    if key in _NOTHING or key in {"nay", "den nay", "hien nay"}:
        return None
    try:
        first, after = _span(key)
    except (ValueError, OverflowError) as error:
        raise RuleBroken("sheet.no_day", value=cell) from error
    return after if is_last else first


def _span(key: str) -> tuple[date, date]:
    """The first day, and the first one after; ValueError where it is no day."""
    if key.isdecimal() and int(key) in _SERIALS:
        return _one_day(_EXCEL_EPOCH + timedelta(days=int(key)))
    if found := _ISO.fullmatch(key):
        return _one_day(date(int(found[1]), int(found[2]), int(found[3])))
    if found := _DAY.fullmatch(key):
        return _one_day(date(_year(found[3]), int(found[2]), int(found[1])))
    if found := _MONTH.fullmatch(key):
        year, month = int(found[2]), int(found[1])
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    if found := _YEAR.fullmatch(key):
        return date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1)
    raise ValueError(key)


def _one_day(day: date) -> tuple[date, date]:
    if not 1900 <= day.year <= 2200:
        raise ValueError(day)
    return day, day + timedelta(days=1)


def _year(digits: str) -> int:
    """Two digits are of this century, from 50 on of the last."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


def phone_of(cell: Cell) -> str:
    """A telephone as typed; the nought that a spreadsheet drops is put back."""
    text = one_line(str(cell)).lstrip("'’")
    if search_key(text) in _NOTHING:
        return ""
    has_digits = sum(letter.isdigit() for letter in text) > 2
    if not has_digits or len(text) > 30 or _LOST_DIGITS.fullmatch(text):
        raise RuleBroken("sheet.no_phone", value=text[:40])
    return f"0{text}" if _LOST_NOUGHT.fullmatch(text) else text


def is_marked(cell: Cell, head: str) -> bool:
    """Whether a cell says yes («x», «có», «chuyên trách»); `head` may ask for the opposite."""
    key = search_key(str(cell)) or ("x" if str(cell).strip() in {"✓", "✔", "☑", "+"} else "")
    is_turned = "kiem nhiem" in search_key(head) and "chuyen trach" not in search_key(head)
    if not key or key in _NO:
        return bool(key) and is_turned and key in {"khong", "0", "no", "false"}
    if key not in _YES:
        raise RuleBroken("sheet.no_mark", value=str(cell)[:40])
    return not is_turned


def body_of(cell: Cell, head: str) -> Body | None:
    """The body that is named, or by whose head a mark stands; None = the unit itself."""
    key = search_key(str(cell))
    if not key or key in _OF_UNIT or key in _NO:
        return None
    found = _named_body(search_key(head) if key in {"x", "co", "1", "v"} else key)
    if found is None:
        raise RuleBroken("sheet.no_body", value=str(cell)[:40])
    return found


def _named_body(key: str) -> Body | None:
    return next((body for body, pattern in _BODIES if re.search(pattern, key)), None)


def number_of(cell: Cell, most: int) -> int | None:
    """A whole number up to `most`; None where nothing is written."""
    text = one_line(str(cell))
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:12]) <= most):
        raise RuleBroken("sheet.no_number", value=text[:40])
    return int(text)
