"""Lines of calendar files, folded: what `icalendar` would write, without an object a property.

Ours differ where it errs: it takes a backslash before an N for a line break, and it folds inside
an escape, which old Outlook shows raw. Tests hold all other lines against its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from icalendar import Component

from planner.domain.timespan import HANOI

LONGEST_LINE = 74  # octets before a fold; the space that follows one makes 75
MOST_LINES = 16_384  # of a process: most say what they said before
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_NO_TEXT = frozenset({"URL"})  # addresses are written as they are

Value = str | int | date | Sequence[str]  # a datetime is a date: of the office's zone, or UTC
Property = tuple[str, Value]


def event(properties: Iterable[Property], more: bytes = b"") -> bytes:
    """An event of these properties, in this order, then of the lines that are given."""
    return b"".join([b"BEGIN:VEVENT\r\n", *map(_line_of, properties), more, b"END:VEVENT\r\n"])


def of_component(component: Component) -> bytes:
    """The lines of what icalendar has made."""
    lines = (line.encode() for line in component.content_lines() if line)
    return b"".join(folded(line) for line in lines)


def folded(line: bytes) -> bytes:
    """A whole line, broken between letters, never inside one nor inside an escape."""
    parts = []
    while len(line) > LONGEST_LINE:
        cut = LONGEST_LINE
        while line[cut] & 0xC0 == 0x80:  # the second or a later octet of a letter
            cut -= 1
        before = line[:cut]
        cut -= (len(before) - len(before.rstrip(b"\\"))) % 2
        parts.append(line[:cut])
        line = line[cut:]
    return b"\r\n ".join([*parts, line]) + b"\r\n"


@lru_cache(maxsize=MOST_LINES)
def _line_of(one: Property) -> bytes:
    name, value = one
    if isinstance(value, datetime):
        return f"{name}{_moment(value)}\r\n".encode()
    if isinstance(value, date):
        return f"{name};VALUE=DATE:{_day(value)}\r\n".encode()
    if isinstance(value, int):
        return f"{name}:{value}\r\n".encode()
    if isinstance(value, str):
        return folded(f"{name}:{value if name in _NO_TEXT else _escaped(value)}".encode())
    return folded(f"{name}:{','.join(map(_escaped, value))}".encode())


def _moment(moment: datetime) -> str:
    hour = f"{_day(moment)}T{moment.hour:02}{moment.minute:02}{moment.second:02}"
    is_utc = moment.utcoffset() == timedelta(0)
    return f":{hour}Z" if is_utc else f";TZID={HANOI.key}:{hour}"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)
