"""What stands behind an address: which meetings, in what version, in which lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from planner.domain import feed as rules
from planner.domain.account import token_hash
from planner.domain.feed import Choices, Lines, Scope, Version
from planner.domain.meeting import MeetingKind
from planner.domain.text import one_line
from planner.domain.timespan import (
    DateWindow,
    DayPart,
    Precision,
    TimeSpan,
    local_day,
    start_of_day,
)
from planner.outputs import ics
from planner.outputs.ics import Block, CalendarEntry, CalendarHead
from planner.store import feed as feeds
from planner.store.account import Credential
from planner.store.feed import Feed, Found, Told
from planner.store.meeting import Meeting

MOST_BLOCKS = 16_384  # kept ready per process, of about a kilobyte each

_KINDS: Mapping[str, str] = {
    MeetingKind.CONFERENCE: "Hội nghị",
    MeetingKind.BRIEFING: "Giao ban",
    MeetingKind.COMMITTEE: "Họp ban",
    MeetingKind.ENLARGED_COMMITTEE: "Ban chấp hành mở rộng",
    MeetingKind.CONGRESS: "Đại hội",
    MeetingKind.TRAINING: "Tập huấn",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed as it stands: its head, how it is told, its version, which meetings are drawn.

    A feed too large for calendars holds what is nearest to the day, so that its bytes have a
    version for each day: `day_etag`.
    """

    head: CalendarHead
    told_as: Lines
    etag: str
    day_etag: str
    versions: Sequence[Version]


@dataclass(slots=True)
class Blocks:
    """The lines of meetings, made once for each state of each; threads share them."""

    kept: dict[tuple[Lines, str, int, datetime], Block | None] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def missing(self, told_as: Lines, versions: Iterable[Version]) -> list[int]:
        """The numbers of the meetings that are still to be made."""
        return [one.meeting_id for one in versions if _key(told_as, one) not in self.kept]

    def keep(self, told_as: Lines, told: Told, made: Block | None) -> None:
        with self.lock:
            while len(self.kept) >= MOST_BLOCKS:
                del self.kept[next(iter(self.kept))]
            self.kept[told_as, told.uid, told.sequence, told.changed_at] = made

    def of(self, told_as: Lines, versions: Iterable[Version]) -> list[Block]:
        """What has a day; a meeting that changed this very moment comes with its next version."""
        found = (self.kept.get(_key(told_as, one)) for one in versions)
        return [one for one in found if one is not None]


def find(session: Session, token: str, now: datetime) -> Found | None:
    """What a secret opens; None when it opens nothing (any more)."""
    return feeds.open_feed(session, token_hash(token), now)


def look_up(
    session: Session, token: str, choices: Choices, now: datetime, source: str
) -> tuple[Found, Reading] | None:
    """What a secret opens and what that shows today: true until somebody writes something."""
    found = find(session, token, now)
    return None if found is None else (found, read(session, found, choices, now, source))


def read(
    session: Session, found: Found, choices: Choices, now: datetime, source: str = ""
) -> Reading:
    """Which meetings the feed shows today, and the version that they make.

    `source` is its own address, which only a feed for everybody may name.
    """
    today, scope = local_day(now), Scope(found.feed.scope)
    days = rules.reach(scope, choices, today)
    versions = feeds.versions_in(session, found, days, choices)
    kept = rules.shown(versions, choices, today, ics.MOST_EVENTS)
    head = CalendarHead(_name(session, found.feed), source=source if found.feed.is_public else "")
    told_as = _told_as(found.feed)
    etag = rules.etag_of(told_as, (head.name, head.source), kept)
    return Reading(head, told_as, etag, f"{etag}-{today:%Y%m%d}", kept)


def draw(
    session: Session, reading: Reading, blocks: Blocks, link: Callable[[int], str], now: datetime
) -> tuple[bytes, str]:
    """The bytes of a feed and their version; `link` gives the address of a meeting's page."""
    ids = blocks.missing(reading.told_as, reading.versions)
    for told in feeds.told_of(session, ids):
        entry = _entry(told, link(told.id), reading.told_as)
        blocks.keep(reading.told_as, told, ics.block(entry))
    made = blocks.of(reading.told_as, reading.versions)
    kept = ics.nearest(made, start_of_day(local_day(now)))
    is_whole = len(kept) == len(made)
    return ics.joined(reading.head, kept), reading.etag if is_whole else reading.day_etag


def entry_of(meeting: Meeting, url: str) -> CalendarEntry:
    """A meeting (with its names loaded) as calendars show it; no person is named."""
    hall, topic = meeting.hall, meeting.topic
    told = Told(
        id=meeting.id,
        uid=meeting.uid,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        status=meeting.status,
        kind=meeting.kind,
        precision=meeting.precision,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        window_start=meeting.window_start,
        window_end=meeting.window_end,
        day_part=meeting.day_part,
        strict_before=meeting.strict_before,
        time_words=meeting.time_words,
        place=meeting.place,
        status_reason=meeting.status_reason,
        hall=hall.name if hall else None,
        venue=hall.venue.name if hall else None,
        address=hall.venue.address if hall else None,
        convenor=meeting.convenor.name,
        host=meeting.host.name if meeting.host else None,
        office=meeting.standing_office.name if meeting.standing_office else None,
        topic=topic.title if topic else None,
    )
    return _entry(told, url, Lines.OFFICE)


def _entry(told: Told, url: str, told_as: Lines) -> CalendarEntry:
    start, end, first, last = told.starts_at, told.ends_at, told.window_start, told.window_end
    return CalendarEntry(
        uid=told.uid,
        sequence=told.sequence,
        changed_at=told.changed_at,
        status=told.status,
        precision=Precision(told.precision),
        title=told.title,
        span=TimeSpan(start, end) if start and end else None,
        window=DateWindow(first, last) if first and last else None,
        part=DayPart(told.day_part) if told.day_part else None,
        strict_before=bool(told.strict_before),
        words=told.time_words,
        location=_location(told),
        description=tuple(filter(None, _description(told, told_as))),
        url="" if told_as is Lines.GUEST else url,
        categories=tuple(filter(None, [_KINDS.get(told.kind)])),
    )


def note_use(session: Session, found: Found, client: str, now: datetime) -> None:
    """Write down who fetched, at most once an hour."""
    credential = session.get_one(Credential, found.credential.id)
    credential.used_at, credential.used_by = now, one_line(client)[:200]


def is_use_new(found: Found, now: datetime) -> bool:
    """Whether this fetch is worth writing down."""
    used_at = found.credential.used_at
    return used_at is None or now - used_at >= rules.USED_ONCE_AN


def _key(told_as: Lines, one: Version) -> tuple[Lines, str, int, datetime]:
    return told_as, one.uid, one.sequence, one.changed_at


def _told_as(feed: Feed) -> Lines:
    """Guests have no account that a link would lead to, and need not know what the office does."""
    if feed.is_public or feed.scope == Scope.DELEGATE:
        return Lines.GUEST
    return Lines.WEEK if feed.scope == Scope.WEEK else Lines.OFFICE


def _name(session: Session, feed: Feed) -> str:
    (named,) = feeds.names_of(session, [feed])
    words = {
        Scope.ME: "Cuộc họp của tôi",
        Scope.DELEGATE: "Cuộc họp tôi được mời",
        Scope.ALL: "Tất cả cuộc họp",
        Scope.TREE: f"{named} và đơn vị trực thuộc",
        Scope.WEEK: f"Lịch công tác tuần {named}",
    }
    return words.get(Scope(feed.scope), named)


def _location(told: Told) -> str:
    if told.hall is None:
        return told.place
    return ", ".join(part for part in (told.hall, told.venue, told.address) if part)


def _description(told: Told, told_as: Lines) -> tuple[str, ...]:
    """The columns of the paper, top to bottom; of the week's more than of the rest."""
    is_week, is_guest, place = told_as is Lines.WEEK, told_as is Lines.GUEST, _location(told)
    return (
        f"Nội dung: {told.title}" if is_week else "",
        f"{told.series}, kỳ {told.ordinal}." if told.series else "",
        f"Chuyên đề: {told.topic}" if told.topic else "",
        f"Địa điểm: {place}" if is_week and place else "",
        f"Triệu tập: {told.convenor}",
        f"Đăng cai: {told.host}" if told.host else "",
        f"Chuẩn bị: {told.office}" if is_week and told.office else "",
        f"Lý do: {told.status_reason}" if told.status_reason and not is_guest else "",
    )
