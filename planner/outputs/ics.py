"""Calendars for phones and mail programs: values in, the bytes of an `.ics` file out.

Feed, download and mail all go through `_properties`. A feed keeps each meeting's `block` while its
values stay the same, for a calendar of many hundreds is asked for all day long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Timezone, TimezoneStandard, vCalAddress, vText, vUri
from icalendar.parser import Contentline, Parameters

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
from planner.outputs import ics_lines
from planner.outputs.ics_lines import Value

LONGEST_DESCRIPTION = 2_000  # characters
MOST_EVENTS = 1_000  # beyond about 1,100, or 1 MB, Google drops events without a word
MOST_BYTES = 800_000

_tidy = lru_cache(maxsize=4096)(one_line)  # most calendars say the same of many meetings
When = tuple[datetime, datetime] | tuple[date, date]

_FOOT = b"END:VCALENDAR\r\n"
_MARKS = {"tentative": "[Dự kiến] ", "postponed": "[HOÃN] ", "cancelled": "[ĐÃ HUỶ] "}
_DONE = "[Xong] "
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
    is_step: bool = False  # a milestone or a due day: its window is the time itself, no guess
    is_done: bool = False  # of a step: nothing is owed any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who asks whom, by what method: REQUEST or CANCEL; addresses without `mailto:`.

    `is_whole` false: only this attendee is withdrawn. `answered` is the PARTSTAT that we know.
    """

    method: str
    sequence: int
    written_at: datetime
    organiser: str
    sent_by: str
    attendee: str
    attendee_name: str
    organiser_name: str = ""
    is_whole: bool = True
    answered: str = "NEEDS-ACTION"


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
    in_order = sorted(blocks, key=lambda one: (one.begins, one.uid))
    return b"".join([_opening(head), *(one.text for one in in_order), _FOOT])


def block(entry: CalendarEntry) -> Block | None:
    """The lines of one entry; None while it has no day."""
    when = _when(entry)
    if when is None:
        return None
    start = when[0]
    begins = start if isinstance(start, datetime) else start_of_day(start)
    text = ics_lines.event(_properties(entry, when).items())
    return Block(begins.astimezone(UTC), entry.uid, text)


def _properties(entry: CalendarEntry, when: When) -> dict[str, Value]:
    """What calendars are told, in the order in which icalendar writes it.

    Texts that are empty are left out: some readers take an empty property for an error.
    """
    standing = _standing(entry)
    changed_at = entry.changed_at.astimezone(UTC)
    mark = _MARKS.get(standing, _DONE if entry.is_done else "")
    free = not isinstance(when[0], datetime) or standing in _OFF
    busy = "TENTATIVE" if standing == "tentative" else "BUSY"
    properties: dict[str, Value] = {
        "SUMMARY": one_line(mark + _title(entry)),
        "DTSTART": when[0],
        "DTEND": when[1],
        "DTSTAMP": changed_at,
        "UID": entry.uid,
        "SEQUENCE": entry.sequence,
        "CATEGORIES": tuple(name for given in entry.categories if (name := _tidy(given))),
        "DESCRIPTION": _description(entry, standing),
        "LAST-MODIFIED": changed_at,
        "LOCATION": _tidy(entry.location),
        "STATUS": _STATUS.get(standing, "CONFIRMED"),
        "TRANSP": "TRANSPARENT" if free else "OPAQUE",
        "URL": _tidy(entry.url),
        "X-MICROSOFT-CDO-BUSYSTATUS": "FREE" if free else busy,
    }
    return {name: value for name, value in properties.items() if value or value == 0}


def invitation(entry: CalendarEntry, itip: Invitation) -> bytes | None:
    """One entry as a mail brings it (RFC 5546), for one attendee; None while it has no day.

    The same lines as in feeds; here a METHOD is present, so DTSTAMP is the time of writing.
    """
    when = _when(entry)
    if when is None:
        return None
    properties = _properties(entry, when)
    properties["SEQUENCE"], properties["DTSTAMP"] = itip.sequence, itip.written_at.astimezone(UTC)
    if not itip.is_whole:  # one person is withdrawn; the meeting itself stands
        del properties["STATUS"]
    whole = _empty_calendar(None)
    whole.add("method", itip.method)
    opening = ics_lines.of_component(whole).removesuffix(_FOOT)
    return b"".join([opening, ics_lines.event(properties.items(), _people(itip)), _FOOT])


def _people(itip: Invitation) -> bytes:
    sent_by = {"SENT-BY": f"mailto:{itip.sent_by}"} if itip.sent_by != itip.organiser else {}
    names = {"CN": _unquoted(itip.organiser_name)} if itip.organiser_name else {}
    organiser = Parameters({**names, **sent_by})
    attendee = Parameters(_attending(itip))
    lines = (
        Contentline.from_parts("ORGANIZER", organiser, vCalAddress(f"mailto:{itip.organiser}")),
        Contentline.from_parts("ATTENDEE", attendee, vCalAddress(f"mailto:{itip.attendee}")),
    )
    return b"".join(ics_lines.folded(line.encode()) for line in lines)


def _attending(itip: Invitation) -> dict[str, str]:
    """A request asks for an answer; a cancellation does not."""
    named = {"CN": _unquoted(itip.attendee_name), "ROLE": "REQ-PARTICIPANT"}
    if itip.method != "REQUEST":
        return named
    return {**named, "PARTSTAT": itip.answered, "RSVP": "TRUE"}


def _unquoted(name: str) -> str:
    """No parameter may hold a quotation mark."""
    return one_line(name).replace('"', "'")


def nearest(
    blocks: Iterable[Block], moment: datetime, most: int = MOST_EVENTS, most_bytes: int = MOST_BYTES
) -> list[Block]:
    """The blocks nearest to a moment that calendar programs can still swallow."""
    made = list(blocks)
    if len(made) <= most and sum(len(one.text) for one in made) <= most_bytes:
        return made
    made.sort(key=lambda one: (abs(one.begins - moment), one))
    kept: list[Block] = []
    for one in made[:most]:
        most_bytes -= len(one.text)
        if most_bytes < 0:
            break
        kept.append(one)
    return kept


_STATUS = {"tentative": "TENTATIVE", "postponed": "CANCELLED", "cancelled": "CANCELLED"}


def _standing(entry: CalendarEntry) -> str:
    """The status as a calendar may claim it: with only a window, no day has been confirmed."""
    open_window = entry.precision is Precision.WINDOW and entry.status == "confirmed"
    return "tentative" if open_window and not entry.is_step else str(entry.status)


def _when(entry: CalendarEntry) -> When | None:
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
    url = _tidy(entry.url)
    if not url or url in text.splitlines():
        return _cut(text, LONGEST_DESCRIPTION)
    return f"{_cut(text, LONGEST_DESCRIPTION - len(url) - 1)}\n{url}".strip("\n")


def _time_line(entry: CalendarEntry, standing: str) -> str:
    words = _tidy(entry.words)
    if standing in _OFF:
        return f"{_OFF[standing]} Thời gian cũ: {words}." if words else _OFF[standing]
    sure = standing != "tentative"
    if not words or (sure and entry.precision is Precision.MINUTE):
        return ""
    label = "Thời hạn" if entry.precision is Precision.DEADLINE else "Thời gian"
    still_open = "" if standing == "held" or entry.is_step else _STILL_OPEN.get(entry.precision, "")
    return f"{label}{'' if sure else ' dự kiến'}: {words}{still_open}"


def _cut(text: str, longest: int) -> str:
    """At a space where there is one near, so that no word and no link is shown in half."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:space].rstrip() if space > longest - 200 else kept) + "…"


@lru_cache(maxsize=1024)
def _opening(head: CalendarHead | None) -> bytes:
    """Everything before the first event, the zone first of all."""
    whole: bytes = _empty_calendar(head).to_ical()
    return whole.removesuffix(_FOOT)


def _empty_calendar(head: CalendarHead | None) -> Calendar:
    """No METHOD: a file with one would be read as an invitation. The hour is the least wait."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//So hop//Lich//VI")
    for name, text in _names(head):
        made.add(name, vText(text))  # said so, or X- names would stay unescaped
    if head is not None:
        made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    if head is not None and head.source:
        made.add("source", vUri(head.source), parameters={"VALUE": "URI"})
        made.add("url", head.source)
    made.add_component(_zone())
    return made


def _names(head: CalendarHead | None) -> Sequence[tuple[str, str]]:
    if head is None:
        return []
    name, description = one_line(head.name), one_line(head.description)
    pairs = [("name", name), ("x-wr-calname", name)]
    pairs += [("description", description), ("x-wr-caldesc", description)]
    return [(key, text) for key, text in pairs if text]


def _zone() -> Timezone:
    """Vietnam's clock since 13 June 1975: +07:00 and no summer time, the same lines for ever."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001  # iCalendar wants it local
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", HANOI.key)
    zone.add_component(standard)
    return zone
