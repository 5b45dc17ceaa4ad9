"""Files of lists that wait: to be looked at, to be confirmed, to be taken in by a worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.store.base import Base
from planner.store.directory.rows import Unit
from planner.store.directory.units import in_reach


class Sheet(Base):
    """A file as it was sent (base64: a backup is text), and what was found in it.

    `state`: draft, waiting (confirmed), running, done, failed. `chosen` says otherwise than guessed
    what columns hold. Once done the content is gone; `found` tells what became of the rows.
    """

    __tablename__ = "sheet"

    kind: Mapped[str]
    file_name: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)  # text: above us
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    state: Mapped[str] = mapped_column(default="draft", index=True)
    done: Mapped[int] = mapped_column(default=0)
    whole: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")


def get_sheet(session: Session, viewer: Viewer, sheet_id: int) -> Sheet:
    """One of a unit whose people the viewer keeps, or NotFound."""
    query = select(Sheet).join(Unit, Unit.id == Sheet.unit_id)
    sheet = session.scalar(query.where(Sheet.id == sheet_id, in_reach(viewer, Action.KEEP_PEOPLE)))
    if sheet is None:
        raise NotFound("sheet")
    return sheet


def claim_sheet(session: Session, worker: str, now: datetime, lost: datetime) -> int | None:
    """The oldest that was confirmed, or whose worker has been silent since `lost`; now ours."""
    free = or_(Sheet.state == "waiting", (Sheet.state == "running") & (Sheet.beat_at < lost))
    query = select(Sheet).where(free).order_by(Sheet.id).limit(1).with_for_update(skip_locked=True)
    sheet = session.scalar(query)
    if sheet is None:
        return None
    sheet.state, sheet.worker, sheet.beat_at, sheet.done = "running", worker, now, 0
    session.flush()
    return sheet.id


def get_claimed(session: Session, sheet_id: int, worker: str) -> Sheet | None:
    """The sheet while it is this worker's; None when another has it, or it was dropped."""
    query = select(Sheet).where(Sheet.id == sheet_id, Sheet.worker == worker)
    return session.scalar(query.where(Sheet.state == "running").with_for_update())


def beat_sheet(session: Session, sheet_id: int, done: int, whole: int, now: datetime) -> None:
    """How far it is."""
    values = {"done": done, "whole": whole, "beat_at": now}
    session.execute(update(Sheet).where(Sheet.id == sheet_id).values(values))


def forget_sheets(session: Session, before: datetime) -> None:
    """Drop what was sent before that, unless it is at work."""
    old = (Sheet.created_at < before, Sheet.state.not_in(("waiting", "running")))
    session.execute(delete(Sheet).where(*old))
