"""Calendar feeds: making and ending addresses, and reading what stands behind one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain import feed as rules
from planner.domain.account import secret, token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.feed import Scope, Version
from planner.domain.rights import Action, Relation, Viewer
from planner.domain.timespan import local_day
from planner.outputs import ics
from planner.outputs.ics import CalendarEntry, CalendarHead
from planner.store import account as accounts
from planner.store import audit
from planner.store import feed as feeds
from planner.store.account import Account, Credential
from planner.store.feed import Feed, Found
from planner.store.meeting import Meeting
from planner.store.session import flush

LONGEST_LABEL = 100  # characters


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed as it stands: its name, its version, and which meetings are to be drawn."""

    name: str
    etag: str
    versions: Sequence[Version]


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
        label=label[:LONGEST_LABEL],
        created_at=now,
    )
    session.add(feed)
    flush(session)
    audit.record(session, viewer, now, "issue_feed", feed, {"scope": [None, scope.value]})
    return _add_address(session, feed, code_key, now)


def revoke(session: Session, viewer: Viewer, feed_id: int, now: datetime) -> None:
    """End one of the viewer's own addresses: from now on it is as if it had never been."""
    feed = _own(session, viewer, feed_id)
    accounts.revoke_all(session, "feed", feed.id, now)
    audit.record(session, viewer, now, "revoke_feed", feed)


def renew(session: Session, viewer: Viewer, feed_id: int, *, code_key: str, now: datetime) -> str:
    """A new address in place of a leaked one; the old one ends."""
    feed = _own(session, viewer, feed_id)
    accounts.revoke_all(session, "feed", feed.id, now)
    audit.record(session, viewer, now, "renew_feed", feed)
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


def read(session: Session, found: Found, now: datetime) -> Reading:
    """Which meetings the feed shows today, and the version that they make."""
    today = local_day(now)
    versions = feeds.versions_in(session, found, rules.reach(today))
    kept = rules.shown(versions, today, ics.MOST_EVENTS)
    name = _name(session, found.feed)
    return Reading(name, rules.etag_of(name, kept), kept)


def draw(session: Session, reading: Reading, link: Callable[[int], str], now: datetime) -> bytes:
    """The bytes of a feed; `link` gives the address of a meeting's page."""
    ids = [version.meeting_id for version in reading.versions]
    turns = feeds.turns_of(session, ids)
    rows = feeds.meetings_with_names(session, ids)
    entries = [entry_of(row, link(row.id), turns.get(row.id)) for row in rows]
    return ics.joined(CalendarHead(reading.name), ics.nearest(entries, now))


def entry_of(meeting: Meeting, url: str, turn: tuple[int, str] | None = None) -> CalendarEntry:
    """A meeting (with its names loaded) as calendars show it; no person is named.

    `turn` is (ordinal, title of the series) of a session.
    """
    return CalendarEntry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        status=meeting.status,
        precision=meeting.exactness,
        title=meeting.title,
        span=meeting.span,
        window=meeting.window,
        part=meeting.part,
        strict_before=bool(meeting.strict_before),
        words=meeting.time_words,
        location=_location(meeting),
        description=_description(meeting, turn),
        url=url,
    )


def note_use(session: Session, found: Found, client: str, now: datetime) -> None:
    """Write down who fetched, at most once an hour."""
    credential = session.get_one(Credential, found.credential.id)
    credential.used_at, credential.used_by = now, client[:200]


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


def _name(session: Session, feed: Feed) -> str:
    (named,) = feeds.names_of(session, [feed])
    plain = {Scope.ME: "Cuộc họp của tôi", Scope.ALL: "Tất cả cuộc họp"}
    return plain.get(Scope(feed.scope)) or named


def _location(meeting: Meeting) -> str:
    if meeting.hall is None:
        return meeting.place
    venue = meeting.hall.venue
    return ", ".join(part for part in (meeting.hall.name, venue.name, venue.address) if part)


def _description(meeting: Meeting, turn: tuple[int, str] | None) -> tuple[str, ...]:
    lines = [
        f"{turn[1]}, kỳ {turn[0]}." if turn else "",
        f"Chuyên đề: {meeting.topic.title}" if meeting.topic else "",
        f"Triệu tập: {meeting.convenor.name}",
        f"Đăng cai: {meeting.host.name}" if meeting.host else "",
        f"Lý do: {meeting.status_reason}" if meeting.status_reason else "",
    ]
    return tuple(line for line in lines if line)
