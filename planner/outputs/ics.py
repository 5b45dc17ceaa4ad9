"""Calendars for phones and mail programs: values in, the bytes of an `.ics` file out.

Feed, download and mail all go through `block`. The lines are written here (RFC 5545 3.1 and
3.3.11), since a feed of many hundreds may have to be made anew while somebody waits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from planner.domain.feed import LONGEST_BAR
from planner.domain.text import one_line, paragraphs
from planner.domain.timespan import (
    HANOI,
    DateWindow,
    DayPart,
    Precision,
    TimeSpan,
    local_day,
    span_of_part,
    start_of_day,
)

LONGEST_DESCRIPTION = 2_000  # characters
MOST_EVENTS = 1_000  # beyond about 1,100, or 1 MB, Google drops events without a word
MOST_BYTES = 800_000

_LONGEST_LINE = 74  # octets before a fold; the space that follows one makes 75
_OPENING = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//So hop//Lich//VI
"""
# Vietnam's clock since 13 June 1975: +07:00 and no summer time, the same lines for ever.
_ZONE = f"""\
BEGIN:VTIMEZONE
TZID:{HANOI.key}
BEGIN:STANDARD
DTSTART:19750613T000000
TZNAME:+07
TZOFFSETFROM:+0800
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE
"""
_FOOT = b"END:VCALENDAR\r\n"
_MARKS = {"tentative": "[Dự kiến] ", "postponed": "[HOÃN] ", "cancelled": "[ĐÃ HUỶ] "}
_OFF = {"postponed": "Hoãn, chưa có ngày mới.", "cancelled": "Đã huỷ."}
_STILL_OPEN = {
    Precision.WINDOW: ", chưa chốt ngày",
    Precision.DAY: ", giờ chưa chốt",
    Precision.SESSION: ", giờ chưa chốt: lịch ghi giờ thường lệ của buổi",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One meeting or deadline as a calendar shows it.

    `uid` never changes; `sequence` grows with every change of time or status; `changed_at`
    (aware) is the last change of anything shown here. `status` is tentative, confirmed, held,
    postponed or cancelled: a postponed one has no new date yet and brings its old one. `span`
    holds exact hours, `window` local days (of a deadline its last day counts); `words` say the
    time, `part` is the buổi.
    """

    uid: str
    sequence: int
    changed_at: datetime
    status: str
    precision: Precision
    title: str
    span: TimeSpan | None = None
    window: DateWindow | None = None
    part: DayPart | None = None
    strict_before: bool = False
    words: str = ""
    location: str = ""
    description: tuple[str, ...] = ()
    url: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarHead:
    """What a subscribed calendar is called."""

    name: str
    description: str = ""
    source: str = ""  # its own address, only where that is no secret


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """One entry as it stands in a file; ordered by when it begins."""

    begins: datetime
    uid: str
    text: bytes


def calendar(head: CalendarHead, entries: Iterable[CalendarEntry]) -> bytes:
    """A feed: the same values give the same bytes, earliest first; what has no day is left out."""
    return joined(head, [made for entry in entries if (made := block(entry)) is not None])


def download(entry: CalendarEntry) -> bytes | None:
    """One entry to be added to somebody's own calendar; None while it has no day."""
    made = block(entry)
    return None if made is None else joined(None, [made])


def joined(head: CalendarHead | None, blocks: Iterable[Block]) -> bytes:
    """The whole file from blocks made earlier; without a head it is no calendar to subscribe to."""
    return b"".join([_opening(head), *(one.text for one in sorted(blocks)), _FOOT])


def block(entry: CalendarEntry) -> Block | None:
    """The lines of one entry; None while it has no day."""
    when = _when(entry)
    if when is None:
        return None
    start = when[0]
    begins = start if isinstance(start, datetime) else start_of_day(start)
    return Block(begins.astimezone(UTC), entry.uid, _joined(_event(entry, when)))


def nearest(
    blocks: Iterable[Block], moment: datetime, most: int = MOST_EVENTS, most_bytes: int = MOST_BYTES
) -> list[Block]:
    """The blocks nearest to a moment that calendar programs can still swallow."""
    made = sorted(blocks, key=lambda one: (abs(one.begins - moment), one))
    kept: list[Block] = []
    for one in made[:most]:
        most_bytes -= len(one.text)
        if most_bytes < 0:
            break
        kept.append(one)
    return kept


_STATUS = {"tentative": "TENTATIVE", "postponed": "CANCELLED", "cancelled": "CANCELLED"}


def _event(entry: CalendarEntry, when: tuple[datetime, datetime] | tuple[date, date]) -> list[str]:
    """The lines of an event. Texts that are empty are left out: readers take them for errors."""
    standing = _standing(entry)
    free, busy = _busy(standing, timed=isinstance(when[0], datetime))
    changed = f"{_basic(entry.changed_at.astimezone(UTC))}Z"
    categories = [name for given in entry.categories if (name := one_line(given))]
    lines = [
        "BEGIN:VEVENT",
        f"SUMMARY:{_text(one_line(_MARKS.get(standing, '') + _title(entry)))}",
        f"DTSTART{_moment(when[0])}",
        f"DTEND{_moment(when[1])}",
        f"DTSTAMP:{changed}",
        f"UID:{_text(entry.uid)}",
        f"SEQUENCE:{entry.sequence}",
        f"CATEGORIES:{','.join(map(_text, categories))}" if categories else "",
        _filled("DESCRIPTION:", _text(_description(entry, standing))),
        f"LAST-MODIFIED:{changed}",
        _filled("LOCATION:", _text(one_line(entry.location))),
        f"STATUS:{_STATUS.get(standing, 'CONFIRMED')}",
        f"TRANSP:{'TRANSPARENT' if free else 'OPAQUE'}",
        _filled("URL:", one_line(entry.url)),
        f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}",
        "END:VEVENT",
    ]
    return [line for line in lines if line]


def _filled(name: str, value: str) -> str:
    return name + value if value else ""


def _moment(when: date) -> str:
    """Hours on the office's clock, days without any."""
    if isinstance(when, datetime):
        return f";TZID={HANOI.key}:{_basic(when)}"
    return f";VALUE=DATE:{when.year:04}{when.month:02}{when.day:02}"


def _basic(when: datetime) -> str:
    """As `%Y%m%dT%H%M%S`, in a third of the time, and with four digits of any year."""
    day = f"{when.year:04}{when.month:02}{when.day:02}"
    return f"{day}T{when.hour:02}{when.minute:02}{when.second:02}"


def _text(words: str) -> str:
    """Escaped; one call a sign is many times faster than a table of them."""
    kept = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\n", "\\n")


def _joined(lines: Iterable[str]) -> bytes:
    raw = [line.encode() for line in lines]
    short = [line if len(line) <= _LONGEST_LINE else _folded(line) for line in raw]
    return b"\r\n".join([*short, b""])


def _folded(line: bytes) -> bytes:
    """Broken between letters, never inside one nor inside an escape."""
    parts = []
    while len(line) > _LONGEST_LINE:
        cut = _LONGEST_LINE
        while line[cut] & 0xC0 == 0x80:  # the second or a later octet of a letter
            cut -= 1
        before = line[:cut]
        cut -= (len(before) - len(before.rstrip(b"\\"))) % 2
        parts.append(line[:cut])
        line = line[cut:]
    return b"\r\n ".join([*parts, line])


def _standing(entry: CalendarEntry) -> str:
    """The status as a calendar may claim it: with only a window, no day has been confirmed."""
    open_window = entry.precision is Precision.WINDOW and entry.status == "confirmed"
    return "tentative" if open_window else str(entry.status)


def _when(entry: CalendarEntry) -> tuple[datetime, datetime] | tuple[date, date] | None:
    """Start and end as iCalendar has them: of days the end is the day after the last."""
    span = _span(entry)
    if span is not None:
        return span.start.astimezone(HANOI), span.end.astimezone(HANOI)
    days = _days(entry)
    return None if days is None else (days.start, days.end + timedelta(days=1))


def _span(entry: CalendarEntry) -> TimeSpan | None:
    if entry.precision not in (Precision.MINUTE, Precision.SESSION):
        return None
    if entry.span is None and entry.window is not None and entry.part is not None:
        return span_of_part(entry.window.start, entry.part)
    return entry.span


def _days(entry: CalendarEntry) -> DateWindow | None:
    has_day = entry.precision not in (Precision.UNKNOWN, Precision.RECURRING)
    if not has_day and entry.status not in _OFF:
        return None
    if entry.window is None:
        return None if entry.span is None else _days_of(entry.span)
    if entry.precision is Precision.DEADLINE:
        return DateWindow(entry.window.end, entry.window.end)
    if entry.window.days > LONGEST_BAR and entry.precision is not Precision.DAY:
        return DateWindow(entry.window.start, entry.window.start)
    return entry.window


def _days_of(span: TimeSpan) -> DateWindow:
    """The local days that a span touches; one that ends at midnight does not touch the next."""
    return DateWindow(local_day(span.start), local_day(span.end - timedelta(microseconds=1)))


def _busy(standing: str, *, timed: bool) -> tuple[bool, str]:
    """Only fixed or proposed hours take somebody's time; days and what is off do not."""
    free = not timed or standing in _OFF
    busy = "TENTATIVE" if standing == "tentative" else "BUSY"
    return free, "FREE" if free else busy


def _title(entry: CalendarEntry) -> str:
    """A deadline says in its name what its day means; people read little more of a calendar."""
    if entry.precision is not Precision.DEADLINE or entry.window is None:
        return entry.title
    last = entry.window.end
    word = "Trước" if entry.strict_before else "Chậm nhất"
    return f"{word} {last.day}/{last.month}: {entry.title}"


def _description(entry: CalendarEntry, standing: str) -> str:
    """How sure the time is, then the given lines, then the link, which must not be cut off."""
    text = paragraphs("\n".join([_time_line(entry, standing), *entry.description]))
    url = one_line(entry.url)
    if not url or url in text.splitlines():
        return _cut(text, LONGEST_DESCRIPTION)
    return f"{_cut(text, LONGEST_DESCRIPTION - len(url) - 1)}\n{url}".strip("\n")


def _time_line(entry: CalendarEntry, standing: str) -> str:
    words = one_line(entry.words)
    if standing in _OFF:
        return f"{_OFF[standing]} Thời gian cũ: {words}." if words else _OFF[standing]
    sure = standing != "tentative"
    if not words or (sure and entry.precision is Precision.MINUTE):
        return ""
    label = "Thời hạn" if entry.precision is Precision.DEADLINE else "Thời gian"
    still_open = "" if standing == "held" else _STILL_OPEN.get(entry.precision, "")
    return f"{label}{'' if sure else ' dự kiến'}: {words}{still_open}"


def _cut(text: str, longest: int) -> str:
    """At a space where there is one near, so that no word and no link is shown in half."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:space].rstrip() if space > longest - 200 else kept) + "…"


def _opening(head: CalendarHead | None) -> bytes:
    """Everything before the first event. No METHOD: a file with one would be an invitation."""
    lines = [*_OPENING.splitlines(), *_heading(head), *_ZONE.splitlines()]
    return _joined(lines)


def _heading(head: CalendarHead | None) -> Iterator[str]:
    """The hour is the least that a program should wait."""
    if head is None:
        return
    name, description = _text(one_line(head.name)), _text(one_line(head.description))
    if description:
        yield from (f"DESCRIPTION:{description}", f"X-WR-CALDESC:{description}")
    if name:
        yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}")
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"
    if head.source:
        yield f"SOURCE;VALUE=URI:{head.source}"
        yield f"URL:{head.source}"
