"""Text cut into words, numbers, dates, hours and marks."""

import re
from dataclasses import dataclass
from typing import Literal

from planner.domain.text import one_line
from planner.domain.timewords.lunar import without_lunar_asides
from planner.domain.timewords.marks import with_marks
from planner.domain.timewords.names import without_names
from planner.domain.timewords.shorthand import spelled_out

Kind = Literal[
    "iso", "dmy", "my", "dm", "clock", "number", "weekday", "quarter", "document", "word"
]

_LETTER = r"[^\W\d_]"
_BULLET = re.compile(r"^\s*[-+*•·]+\s*")
_HALF_A_DAY = re.compile(r"\b1/2 (?=(?:ngày|buổi|tháng)\b)")
_LISTED_DAYS = re.compile(r"(?<![/\d])(\d{1,2})\s*;\s*(?=\d{1,2}\s*[;,/])")
_HALF_MISTYPED = re.compile(r"\bnữa (?=(?:đầu|cuối|sau|tháng|năm)\b)")
# «trước hết ngày 28/8» is by the end of that day; «trước hết» else is first of all.
_BY_THE_END = re.compile(
    r"\btrước (?=hết (?:(?:ngày|tuần|tháng|quý|năm) )?(?:\d|[ivx]+\b|này\b|nay\b|sau\b|tới\b))"
)
_MONTHS_LISTED = re.compile(
    r"\b(?:\d{1,2} )?tháng\s*:\s*(?=\d{1,2}\s*[,/&])"
)  # «03 tháng: 6, 7, 8/2027»
_GOODS = re.compile(r"\b(nhà|phố|cửa|khách|ngân|bán|mua|đơn|mặt|gian) hàng\b")  # no «hàng tháng»
# «thứ Tư - 15/4/2026» is one day, no range.
_WEEKDAY_OF = re.compile(
    r"(\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn|t[2-7](?=\s*-\s*\d+/\d{1,2}\b)))"
    r"\s*-\s*(?=(?:ngày )?\d{1,2}\s*/)"
)
_DATE_AHEAD = r"(?!\d|\s*[/.]\s*\d|\s*-\s*\d{1,2}(?!\d|\s*(?:giờ|g|h|:))|\s*tháng)"
# «T5 - T8/2026», «T9-T12» are months, «T5, T6» days of the week.
_MONTH_AHEAD = (
    r"\s*(?:-|,|và|đến)\s*(?:(?:th?\.?\s?)?\d{1,2}\s*/\s*\d{4}|th?\.?\s?(?:[89]\b|1[0-2]\b))"
)
_COUNTED = (
    r"(?<=-\d)\s*(?:ngày|tuần|lần|phút|người)\b(?!\s*\d)|(?<=-\d\d)\s*(?:ngày|tuần|lần)\b(?!\s*\d)"
)
_TOKEN = re.compile(
    rf"""
    (?P<document>§)
    | (?P<iso>(?<!\d)\d{{4}}(?P<sep>[/-])\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d)(?:t(?=\d))?)
    | (?P<dmy>(?<!\d)\d{{1,2}}\s*(?P<same>[/.-])\s*\d{{1,2}}
        \s*(?P=same)\s*(?:\d{{4}}|\d{{2}})(?!\d))
    | (?P<my>(?<!\d)\d{{1,2}}\s*[/.-]\s*\d{{4}}(?!\d))
    | (?P<clock>(?<!\d)\d{{1,2}}(?:
        :\d{{2}}(?::\d{{2}})?(?!\d)
        | \.[0-5]\d(?=(?:\s?-\s?\d{{1,2}}\.[0-5]\d)?,?\s*(?:ngày|thứ)\s)
        | \s*(?:giờ|g|h)\s*kém\s+\d{{1,2}}(?!\d)(?:\s*phút)?
        | \s?(?:giờ|g|h)\d{{1,2}}(?!\d)(?:\s?(?:phút|ph|p)(?!{_LETTER})|')?
        | \s*(?:giờ|g|h)\s+\d{{1,2}}{_DATE_AHEAD}(?:\s*(?:phút|ph|p)(?!{_LETTER})|')?
        | \s*(?:giờ|g|h)\s*rưỡi
        | \s*(?:giờ|g|h)(?!{_LETTER}|\d)
      ))
    | (?P<dm>(?<!\d)(?<!\d/)\d{{1,2}}\s*[/.-]\s*(?:1[0-2]|0?[1-9])(?!\d|\s*[/.]\s*\d|\s*tháng)
        (?!\s*(?:giờ|g|h)(?!{_LETTER})|:\d|{_COUNTED}))
    | (?P<number>\d+)
    | (?P<weekday>\bt(?:h?\.?\s?)[2-7]\b(?!\s*[/.-]\s*\d|{_MONTH_AHEAD}))
    | (?P<month>\bth?\.?\s?(?=\d))
    | (?P<quarter>\bq\.?\s?(?:iv|i{{1,3}}|[1-4])\b)
    | (?P<word>{_LETTER}+|[^\s\w])
    """,
    re.VERBOSE,
)
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u00f7~→", "-")
    | dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4", "'")
)
_LONGEST = 2000  # characters; a phrase of time has less, and a line of a paper too
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SPELLINGS = {"quí": "quý", "bẩy": "bảy", "khoá": "khóa", "tuỳ": "tùy", "hàng": "hằng"}


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    values: tuple[int, ...] = ()
    dotted: bool = False
    dashed: bool = False


def tokens(text: str) -> list[Token]:
    """NFC, lower case; a document's number is one token, so that it is never taken for a date."""
    line = one_line(text[:_LONGEST])
    shown = without_lunar_asides(_BULLET.sub("", line.translate(_DASHES)))
    shown = without_names(shown)
    shown = spelled_out(with_marks(shown.lower() if shown.isupper() else shown)).lower()
    shown = _HALF_A_DAY.sub("½ ", _HALF_MISTYPED.sub("nửa ", _WEEKDAY_OF.sub(r"\1 ", shown)))
    shown = _MONTHS_LISTED.sub("tháng ", shown)
    shown = _GOODS.sub(r"\1 ¤", shown)
    shown = _LISTED_DAYS.sub(r"\1, ", _BY_THE_END.sub("", shown))
    return [_token(found) for found in _TOKEN.finditer(shown)]


def _token(found: re.Match[str]) -> Token:
    kind, text = found.lastgroup or "word", found[0]
    values = tuple(int(digits[:9]) for digits in re.findall(r"\d+", text))
    match kind:
        case "clock":
            hour, minutes = values[0], _minutes(text, values)
            if "kém" in text and hour and minutes:
                hour, minutes = hour - 1, 60 - minutes
            return Token("clock", text, (hour, minutes))
        case "quarter":
            return Token("quarter", text, values or (_QUARTERS[text.lstrip("q. ")],))
        case "month":
            return Token("word", "tháng")
        case "iso" | "dmy" | "my" | "dm" | "number" | "weekday" | "document":
            return Token(kind, text, values, dotted="." in text, dashed="-" in text)
        case _:
            return Token("word", _SPELLINGS.get(text, text))


def _minutes(text: str, values: tuple[int, ...]) -> int:
    if text.endswith("rưỡi"):
        return 30
    return values[1] if len(values) > 1 else 0
