"""Entries of calendars kept ready, for a process that has none of them yet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from planner.store.feed.rows import FeedEntry


class KeptEntry(NamedTuple):
    """One entry in one version; without a day it has neither `begins` nor `text`."""

    uid: str
    version: str
    begins: datetime | None
    text: str | None


_KEPT = select(*(FeedEntry.__table__.c[name] for name in KeptEntry._fields)).where(
    FeedEntry.told_as == bindparam("told_as"),
    FeedEntry.uid.in_(bindparam("uids", expanding=True)),
)


def entries_of(session: Session, told_as: str, uids: Collection[str]) -> list[KeptEntry]:
    """What is kept of these, in whatever version."""
    if not uids:
        return []
    found = session.execute(_KEPT, {"told_as": told_as, "uids": list(uids)})
    return [KeptEntry._make(row) for row in found]


def keep_entries(session: Session, told_as: str, entries: Sequence[KeptEntry]) -> None:
    """In the place of what was kept of them."""
    uids = [entry.uid for entry in entries]
    old = FeedEntry.told_as == told_as, FeedEntry.uid.in_(uids)
    session.execute(delete(FeedEntry).where(*old))
    session.execute(insert(FeedEntry), [{"told_as": told_as, **one._asdict()} for one in entries])


def throw_away(session: Session) -> None:
    """Forget them all; they are drawn anew when somebody asks."""
    session.execute(delete(FeedEntry))
