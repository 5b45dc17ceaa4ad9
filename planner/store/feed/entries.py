"""Entries of calendars kept ready, for a process that has none of them yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from planner.store.feed.rows import FeedEntry


class KeptEntry(NamedTuple):
    """One entry in one version; without a day it has neither `begins` nor `text`."""

    uid: str
    version: str
    begins: datetime | None
    text: str | None


_ROWS = cast(Table, FeedEntry.__table__)
_KEPT = select(*(_ROWS.c[name] for name in KeptEntry._fields)).where(
    FeedEntry.told_as == bindparam("told_as"),
    FeedEntry.uid.in_(bindparam("uids", expanding=True)),
    FeedEntry.version.in_(bindparam("versions", expanding=True)),
)

_OUTDATED = delete(_ROWS).where(
    _ROWS.c.told_as == bindparam("told"), _ROWS.c.uid.in_(bindparam("uids", expanding=True))
)


def entries_of(session: Session, told_as: str, versions: Mapping[str, str]) -> list[KeptEntry]:
    """What is kept of these, by their UIDs, in just these versions."""
    if not versions:
        return []
    wanted = {"uids": list(versions), "versions": list(set(versions.values()))}
    found = session.execute(_KEPT, {"told_as": told_as, **wanted})
    kept = (KeptEntry._make(row) for row in found)
    return [one for one in kept if versions[one.uid] == one.version]


def keep_entries(session: Session, told_as: str, entries: Sequence[KeptEntry]) -> None:
    """In the place of what was kept of them."""
    rows = [{"told_as": told_as, **one._asdict()} for one in entries]
    session.execute(_OUTDATED, {"told": told_as, "uids": [one.uid for one in entries]})
    session.connection().execute(_ROWS.insert(), rows)  # plain rows: quicker than objects


def throw_away(session: Session) -> None:
    """Forget them all; they are drawn anew when somebody asks."""
    session.execute(delete(FeedEntry))
