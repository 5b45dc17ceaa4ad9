"""A signed list that comes back: its code, and the row numbers that somebody types."""

import re
from collections.abc import Collection

from planner.domain.errors import RuleBroken

MOST_NUMBERS = 10_000
_RANGE = re.compile(r"(\d{1,6})\s*[-–—]\s*(\d{1,6})|(\d{1,6})")
_BETWEEN = re.compile(r"[\s,;.]+")


def sheet_code(meeting_code: str, number: int) -> str:
    """What stands in the foot of a printed sheet: GB-2026-1/2."""
    return f"{meeting_code}/{number}"


def read_sheet_code(words: str) -> tuple[str, int] | None:
    """The meeting's code and the sheet's number; None for anything else."""
    code, _stroke, number = words.strip().rpartition("/")
    if not code or not number.strip().isdecimal() or len(number) > 6:
        return None
    return code.strip(), int(number)


def read_numbers(words: str, known: Collection[int]) -> frozenset[int]:
    """Row numbers such as `3, 7, 12–15`. Refused: other words, numbers not on the sheet."""
    found: set[int] = set()
    place = 0
    text = words.strip()
    while place < len(text):
        match = _RANGE.match(text, place)
        if match is None:
            raise RuleBroken("attendance.numbers_unreadable", field="numbers", at=text[place:][:20])
        first, last, single = match.groups()
        low, high = (int(single),) * 2 if single else (int(first), int(last))
        if high < low or high - low > MOST_NUMBERS:
            raise RuleBroken("attendance.numbers_unreadable", field="numbers", at=match[0])
        found.update(range(low, high + 1))
        place = match.end()
        gap = _BETWEEN.match(text, place)
        if gap is None and place < len(text):
            raise RuleBroken("attendance.numbers_unreadable", field="numbers", at=text[place:][:20])
        place = gap.end() if gap else place
    strangers = sorted(found - set(known))
    if strangers:
        raise RuleBroken("attendance.not_on_sheet", field="numbers", number=strangers[0])
    return frozenset(found)
