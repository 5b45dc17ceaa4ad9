"""What stands behind an address: which meetings, in what version, in which lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain import feed as rules
from planner.domain.account import token_hash
from planner.domain.campaign import CalendarItem
from planner.domain.feed import Choices, Lines, Scope, Version
from planner.domain.text import one_line
from planner.domain.timespan import local_day, start_of_day
from planner.outputs import ics
from planner.outputs.ics import CalendarHead
from planner.services.feed.entries import Entries, Fresh
from planner.services.feed.told import Pages, entry_of_item, version_of_item
from planner.store import feed as feeds
from planner.store.account import Credential
from planner.store.feed import Feed, Found


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed as it stands: its head, how it is told, its version, what is drawn.

    A feed too large for calendars holds what is nearest to the day, so that its bytes have a
    version for each day: `day_etag`. `items` are its deadlines and milestones by UID.
    """

    head: CalendarHead
    told_as: Lines
    etag: str
    day_etag: str
    versions: Sequence[Version]
    items: Mapping[str, CalendarItem]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bytes of a feed and their version; `fresh` is worth keeping for other processes."""

    text: bytes
    etag: str
    fresh: Fresh


def find(session: Session, token: str, now: datetime) -> Found | None:
    """What a secret opens; None when it opens nothing (any more)."""
    return feeds.open_feed(session, token_hash(token), now)


def look_up(
    session: Session, entries: Entries, token: str, choices: Choices, now: datetime, source: str
) -> tuple[Found, Reading] | None:
    """What a secret opens and what that shows today: true until somebody writes something.

    `source` is its own address, which only a feed for everybody may name.
    """
    found = find(session, token, now)
    if found is None:
        return None
    versions, items = _content(session, entries, found, choices, now)
    head = CalendarHead(_name(session, found.feed), source=source if found.feed.is_public else "")
    told_as = _told_as(found.feed)
    etag = rules.etag_of(told_as, (head.name, head.source, *items.values()), versions)
    day_etag = f"{etag}-{local_day(now):%Y%m%d}"
    return found, Reading(head, told_as, etag, day_etag, versions, items)


def _content(
    session: Session, entries: Entries, found: Found, choices: Choices, now: datetime
) -> tuple[list[Version], dict[str, CalendarItem]]:
    """Which meetings and items the feed shows today, as far as its reader may see them."""
    scope, today = Scope(found.feed.scope), local_day(now)
    days = rules.reach(scope, choices, today)
    wanted = feeds.asked(found.feed, found.viewer, choices)
    versions = entries.versions_in(session, wanted, days)
    shown = rules.shown(versions, choices, today, ics.MOST_EVENTS)
    if not rules.wants_items(scope, choices):
        return shown, {}
    met = [one.meeting_id for one in shown if one.meeting_id is not None]
    items = feeds.items_in(session, wanted, days, met)
    shown = rules.shown([*shown, *map(version_of_item, items)], choices, today, ics.MOST_EVENTS)
    uids = {one.uid for one in shown}
    return shown, {item.uid: item for item in items if item.uid in uids}


def draw(
    session: Session, reading: Reading, entries: Entries, pages: Pages, now: datetime
) -> Drawing:
    """The file of a feed; those of its entries that are ready are not drawn again."""
    fresh = entries.draw_missing(session, reading.told_as, reading.versions, pages)
    items = (ics.block(entry_of_item(item, pages)) for item in reading.items.values())
    blocks = entries.blocks_of(reading.told_as, reading.versions)
    blocks += [block for block in items if block is not None]
    kept = ics.nearest(blocks, start_of_day(local_day(now)))
    etag = reading.etag if len(kept) == len(blocks) else reading.day_etag
    return Drawing(ics.joined(reading.head, kept), etag, fresh)


def note_use(session: Session, found: Found, client: str, now: datetime) -> None:
    """Write down who fetched, at most once an hour."""
    credential = session.get_one(Credential, found.credential.id)
    credential.used_at, credential.used_by = now, one_line(client)[:200]


def is_use_new(found: Found, now: datetime) -> bool:
    """Whether this fetch is worth writing down."""
    used_at = found.credential.used_at
    return used_at is None or now - used_at >= rules.USED_ONCE_AN


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
