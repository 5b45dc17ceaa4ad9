"""Addresses of calendar feeds; the secret of each is a credential of kind `feed`."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.account import Account
from planner.store.base import Base


class Feed(Base):
    """What an address shows: `scope` is me, unit, series, venue, campaign, delegate or all.

    `scope_id` is the row of that noun. What it shows is what its account may see at each fetch;
    without an account (made by the server's keeper) it is what the scope itself holds.
    """

    __tablename__ = "feed"
    __table_args__ = (Index(None, "scope", "scope_id"),)

    scope: Mapped[str]
    scope_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    account: Mapped[Account | None] = relationship(lazy="raise")
