"""The rows: addresses of calendars, and entries of calendars kept ready."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.account import Account
from planner.store.base import Base


class Feed(Base):
    """What an address shows: `scope` as in `domain.feed.Scope`, `scope_id` its row.

    What it shows is what its account may see at each fetch; without an account (made by the
    server's keeper, for the public, or by a delegate) it is what the scope itself holds. One for
    the public belongs to whoever keeps its series or unit.
    """

    __tablename__ = "feed"
    __table_args__ = (Index(None, "scope", "scope_id"),)

    scope: Mapped[str]
    scope_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    account: Mapped[Account | None] = relationship(lazy="raise")


class FeedEntry(Base):
    """The lines of an entry in its latest version, so that a new process need not draw them.

    `told_as` as in `domain.feed.Lines`. It is only ever a copy, and may be thrown away.
    """

    __tablename__ = "feed_entry"
    __table_args__ = (UniqueConstraint("told_as", "uid"),)

    told_as: Mapped[str]
    uid: Mapped[str]
    version: Mapped[str]
    begins: Mapped[datetime | None]
    text: Mapped[str | None]
