"""The outbox: the one queue of what must leave the house, written with the deed that causes it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base


class OutboxMessage(Base):
    """One letter to one recipient for one purpose: `purpose` is unique, so none is queued twice.

    `state`: waiting, sending, sent, failed, uncertain (the server was lost between the text and
    its answer). `claimed_at` is the heartbeat of the worker that has it.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "state", "due_at"),)

    purpose: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("delegate.id"))
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what else belongs to it
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
