"""The rows: meetings, and the days on which an office rests."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.domain.meeting import When
from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan
from planner.store.base import Base
from planner.store.directory import Unit
from planner.store.topic import Topic
from planner.store.venue import Hall


class Meeting(Base):
    """A hội nghị or a giao ban.

    Time: a span where hours are known (minute, session), else a window of days (a day, a window,
    a deadline whose `window_end` is its day), else nothing and `awaiting` says whose word is
    awaited. Each of date, venue and headcount is sure (chốt) by itself. `opens_at` opens the
    doors earlier than the rule says. `sequence` and `changed_at` are what calendars compare.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="whole_span"),
        CheckConstraint("window_start <= window_end", name="window_in_order"),
        CheckConstraint("headcount > 0", name="some_people"),
        Index(None, "convenor_id", "starts_at"),
        Index(None, "host_id", "starts_at"),
        Index(None, "standing_office_id", "starts_at"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    search_key: Mapped[str] = mapped_column(index=True)
    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    host_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    standing_office_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey(Hall.id), index=True)
    place: Mapped[str] = mapped_column(default="")  # in words, where no hall is chosen
    topic_id: Mapped[int | None] = mapped_column(ForeignKey(Topic.id), index=True)

    precision: Mapped[str]
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    day_part: Mapped[str | None]
    window_start: Mapped[date | None] = mapped_column(index=True)
    window_end: Mapped[date | None]
    strict_before: Mapped[bool | None]
    time_words: Mapped[str] = mapped_column(default="")
    awaiting: Mapped[str] = mapped_column(default="")

    date_sure: Mapped[bool] = mapped_column(default=False)
    venue_sure: Mapped[bool] = mapped_column(default=False)
    headcount: Mapped[int | None]
    headcount_sure: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="tentative")
    status_reason: Mapped[str] = mapped_column(default="")

    opens_at: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]

    convenor: Mapped[Unit] = relationship(foreign_keys=[convenor_id], lazy="raise")
    host: Mapped[Unit | None] = relationship(foreign_keys=[host_id], lazy="raise")
    standing_office: Mapped[Unit | None] = relationship(
        foreign_keys=[standing_office_id], lazy="raise"
    )
    hall: Mapped[Hall | None] = relationship(lazy="raise")
    topic: Mapped[Topic | None] = relationship(lazy="raise")

    @property
    def span(self) -> TimeSpan | None:
        if self.starts_at is None or self.ends_at is None:
            return None
        return TimeSpan(self.starts_at, self.ends_at)

    @property
    def window(self) -> DateWindow | None:
        if self.window_start is None or self.window_end is None:
            return None
        return DateWindow(self.window_start, self.window_end)

    @property
    def part(self) -> DayPart | None:
        return DayPart(self.day_part) if self.day_part else None

    @property
    def exactness(self) -> Precision:
        return Precision(self.precision)

    @property
    def when(self) -> When:
        return When(
            precision=self.exactness,
            span=self.span,
            window=self.window,
            part=self.part,
            words=self.time_words,
            strict_before=self.strict_before,
            awaiting=self.awaiting,
        )


class Holiday(Base):
    """A day off, or (`is_off` false) a weekend day worked instead. Editable: each year differs."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str]
    is_off: Mapped[bool] = mapped_column(default=True)
