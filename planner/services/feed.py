"""Calendar feeds: making and ending addresses, and reading what stands behind one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from planner.domain import feed as rules
from planner.domain.account import secret, token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.feed import FOR_EVERYBODY, Choices, Lines, Scope, Version
from planner.domain.meeting import MeetingKind
from planner.domain.rights import Action, Relation, Role, Viewer
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
from planner.store import account as accounts
from planner.store import audit
from planner.store import feed as feeds
from planner.store.account import Account, Credential
from planner.store.feed import Feed, Found, Told
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.session import flush, remembered

LONGEST_LABEL = 100  # characters


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


def issue(
    session: Session,
    viewer: Viewer,
    target: tuple[Scope, str],
    *,
    label: str,
    code_key: str,
    now: datetime,
) -> str:
    """A new address for a target (`domain.feed.read_target`); its secret. Earlier ones live on.

    Made by an account it shows what that account may see; made by the server's keeper, for
    `me:EMAIL` what that person may see, else all that the target holds.
    """
    scope, code = target
    row = None if scope is Scope.ALL else _target(session, viewer, scope, code)
    reader = row.id if isinstance(row, Account) else viewer.account_id
    scope_id = None if row is None or isinstance(row, Account) else row.id
    feed = Feed(
        scope=scope.value,
        scope_id=scope_id,
        account_id=reader,
        label=one_line(label)[:LONGEST_LABEL],
        created_at=now,
    )
    return _issue(session, viewer, feed, code_key, now)


def open_to_all(
    session: Session, viewer: Viewer, target: tuple[Scope, str], *, code_key: str, now: datetime
) -> str:
    """An address for everybody of a series, or of what a unit convenes, for who keeps those.

    There is one at most: while it is open, its own secret is given again. Refused: other scopes.
    """
    scope, code = target
    if scope not in FOR_EVERYBODY:
        raise RuleBroken("feed.not_for_everybody", field="for")
    row = _target(session, viewer, scope, code)
    if not feeds.may_open_to_all(session, viewer, scope, row.id):
        raise RuleBroken("feed.not_yours_to_open", field="for")
    feeds.lock_addresses(session)
    for feed, credential in feeds.public_addresses(session):
        if (feed.scope, feed.scope_id) == (scope, row.id):
            return token_of(feed, credential, code_key)
    feed = Feed(scope=scope.value, scope_id=row.id, is_public=True, created_at=now)
    return _issue(session, viewer, feed, code_key, now)


def take_as_delegate(session: Session, delegate: Delegate, code_key: str, now: datetime) -> None:
    """An address for who carries a living code, of all that this person is called to.

    One at most: who has one keeps it, who has a newer code takes a new one.
    """
    feeds.lock_addresses(session)
    taken = feeds.address_of_delegate(session, delegate.id)
    if taken is not None and feeds.open_feed(session, taken[1].hash, now) is not None:
        return
    feed = Feed(scope=Scope.DELEGATE.value, scope_id=delegate.id, created_at=now)
    _issue(session, _as_viewer(delegate), feed, code_key, now)


def end_as_delegate(session: Session, delegate: Delegate, now: datetime) -> None:
    """End the address that a delegate has taken, if there is one."""
    taken = feeds.address_of_delegate(session, delegate.id)
    if taken is not None:
        _end(session, _as_viewer(delegate), taken[0], "revoke_feed", now)


def secret_of_delegate(
    session: Session, delegate: Delegate, code_key: str, now: datetime
) -> str | None:
    """The secret of the address that a delegate has taken, while it lives."""
    taken = feeds.address_of_delegate(session, delegate.id)
    if taken is None or feeds.open_feed(session, taken[1].hash, now) is None:
        return None
    return token_of(*taken, code_key)


def _issue(session: Session, viewer: Viewer, feed: Feed, code_key: str, now: datetime) -> str:
    session.add(feed)
    flush(session)
    audit.record(session, viewer, now, "issue_feed", feed, {"scope": [None, feed.scope]})
    return _add_address(session, feed, code_key, now)


def revoke(session: Session, viewer: Viewer, feed_id: int, now: datetime) -> None:
    """End an address of the viewer's own, or one for everybody of what they keep: from now on it
    is as if it had never been."""
    _end(session, viewer, _own(session, viewer, feed_id), "revoke_feed", now)


def renew(session: Session, viewer: Viewer, feed_id: int, *, code_key: str, now: datetime) -> str:
    """A new address in place of a leaked one; the old one ends."""
    feed = _own(session, viewer, feed_id)
    _end(session, viewer, feed, "renew_feed", now)
    return _add_address(session, feed, code_key, now)


def revoke_token(session: Session, viewer: Viewer, token: str, now: datetime) -> None:
    """End an address by its secret, for who keeps the server."""
    if Relation.ANY not in viewer.reach(Action.KEEP_ACCOUNTS):
        raise NotFound("feed")
    credential = accounts.find_credential(session, "feed", token_hash(token))
    if credential is None:
        raise NotFound("feed")
    credential.revoked_at = credential.revoked_at or now


def token_of(feed: Feed, credential: Credential, code_key: str) -> str:
    """The secret of an address, made again to be shown again."""
    return secret(code_key.encode(), "feed", feed.id, credential.generation)


def find(session: Session, token: str, now: datetime) -> Found | None:
    """What a secret opens; None when it opens nothing (any more)."""
    return feeds.open_feed(session, token_hash(token), now)


def recall(
    session: Session, token: str, choices: Choices, now: datetime, source: str
) -> tuple[Found, Reading] | None:
    """What a secret opens and what that shows, from memory while nobody has written anything."""

    def look_up() -> tuple[Found, Reading] | None:
        found = find(session, token, now)
        return None if found is None else (found, read(session, found, choices, now, source))

    key = ("feed", token_hash(token), choices, local_day(now), source)
    known = remembered(session, key, look_up)
    return known if known and known[0].credential.lives(now) else None


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


def _target(session: Session, viewer: Viewer, scope: Scope, code: str) -> feeds.Target:
    row = feeds.find_target(session, scope, code)
    if row is None:
        raise RuleBroken("feed.no_such_target", field="for")
    keeps_all = Relation.ANY in viewer.reach(Action.KEEP_ACCOUNTS)
    if isinstance(row, Account) and row.id != viewer.account_id and not keeps_all:
        raise RuleBroken("feed.no_such_target", field="for")
    return row


def _own(session: Session, viewer: Viewer, feed_id: int) -> Feed:
    feed = feeds.find_own(session, viewer, feed_id)
    if feed is None:
        raise NotFound("feed")
    return feed


def _add_address(session: Session, feed: Feed, code_key: str, now: datetime) -> str:
    generation = accounts.next_generation(session, "feed", feed.id)
    token = secret(code_key.encode(), "feed", feed.id, generation)
    credential = Credential(
        kind="feed",
        owner_id=feed.id,
        generation=generation,
        hash=token_hash(token),
        created_at=now,
    )
    session.add(credential)
    flush(session)
    return token


def _end(session: Session, viewer: Viewer, feed: Feed, deed: str, now: datetime) -> None:
    accounts.revoke_all(session, "feed", feed.id, now)
    audit.record(session, viewer, now, deed, feed)


def _as_viewer(delegate: Delegate) -> Viewer:
    """Who may do nothing but what their code opens."""
    name = ", ".join(part for part in (delegate.name, delegate.unit_name) if part)
    return Viewer(account_id=None, name=name, role=Role.VIEWER, unit_id=delegate.unit_id)


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
