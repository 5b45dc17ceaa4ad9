"""Words of time as a hurried hand types them: «8h sg mai», «trc 25/12», «2pm», «7h30->9h»."""

import re

from planner.domain.timewords.lexicon import NUMBERS

_DAY = r"(?:\d{1,2}\s*[/.-]\s*\d|t\.?\s?[2-7]\b|cn\b|thứ |chủ nhật|ngày )"
_CLOCK = r"\b\d{1,2}\s?(?:h|g|giờ|:)\s?(?:\d{2})?(?:\s?(?:p|ph|phút)\b|')?"
_PARTS = {"sg": "sáng", "ch": "chiều"}
_ARROW = re.compile(r"[-=]+>")
_HOURS = re.compile(r"\b(\d{1,2})(?:[:.hg]([0-5]\d))?\s?([ap])m\b", re.IGNORECASE)
_HALF_PAST = re.compile(r"\b(\d{1,2}) (?=rưỡi (?:sáng|trưa|chiều|tối))")
_HOUR_IN_WORDS = re.compile(
    r"\b(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: một| hai)?)"
    r" (?=giờ (?:sáng|trưa|chiều|tối|ngày))",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"\btrc\b(?= (?:{_DAY}|{_CLOCK}|tháng |hết |mai\b))", re.IGNORECASE)
_PART_AHEAD = re.compile(
    rf"(?<!ở )(?<!tại )\b([Ss]g|[Cc]h)\.? (?=(?i:(?:mai|nay|mốt|kia)\b|{_DAY}))"
)
_PART_BEHIND = re.compile(rf"((?:{_CLOCK}|\d/\d{{1,2}}(?:/\d{{2,4}})?) \(?)(sg|ch)\b")
# «mai 14h», «8h mai», «trong mai»: so placed it is no name; a name is written large besides.
_TOMORROW_FIRST = re.compile(
    rf"^(mai|mốt)(?=[\s.,;:!?]*$|,? (?:lúc |vào )?{_CLOCK})", re.IGNORECASE
)
_TOMORROW = re.compile(
    rf"((?:{_CLOCK},?|\b(?:trong|từ|cả ngày|hết|hạn|nhất|trước|đến)) )(mai|mốt)\b"
)


def spelled_out(line: str) -> str:
    """The line with such words in full; large letters tell names, so it is not lower case yet."""
    shown = _HOURS.sub(_on_24_hours, _ARROW.sub("-", line))
    shown = _HOUR_IN_WORDS.sub(_in_figures, shown)
    shown = _BEFORE.sub("trước", _HALF_PAST.sub(r"\1 giờ ", shown))
    shown = _PART_AHEAD.sub(lambda found: _PARTS[found[1].lower()] + " ", shown)
    shown = _PART_BEHIND.sub(lambda found: found[1] + _PARTS[found[2]], shown)
    return _TOMORROW.sub(r"\1ngày \2", _TOMORROW_FIRST.sub(r"ngày \1", shown))


def _in_figures(found: re.Match[str]) -> str:
    ten, *unit = found[1].lower().split()
    return f"{NUMBERS[ten] + (NUMBERS[unit[0]] if unit else 0)} "


def _on_24_hours(found: re.Match[str]) -> str:
    hour = int(found[1])
    if not 1 <= hour <= 12:
        return f"{hour}:{found[2] or '00'}"
    return f"{hour % 12 + 12 * (found[3] in 'pP')}:{found[2] or '00'}"
