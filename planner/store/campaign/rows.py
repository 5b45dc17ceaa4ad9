"""The rows: what a unit orders of those below it, what each of them owes, and the steps on the way.

A meeting belongs to a campaign through the duty that it fulfils (`Duty.meeting_id`).
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.domain.meeting import When
from planner.domain.timespan import DateWindow, Precision
from planner.store.base import Base
from planner.store.directory import Unit
from planner.store.meeting import Meeting


class Timed:
    """A time in whole days, as a meeting without hours has it: `days` is what it means.

    A deadline's day is `window_end`, and `window_start` the same; `strict_before` where that day
    itself is too late. Where nothing is known yet `awaiting` says on whose word it waits.
    """

    precision: Mapped[str]
    window_start: Mapped[date | None]
    window_end: Mapped[date | None]
    strict_before: Mapped[bool | None]
    time_words: Mapped[str] = mapped_column(default="")
    awaiting: Mapped[str] = mapped_column(default="")

    @property
    def window(self) -> DateWindow | None:
        if self.window_start is None or self.window_end is None:
            return None
        return DateWindow(self.window_start, self.window_end)

    @property
    def when(self) -> When:
        return When(
            precision=Precision(self.precision),
            window=self.window,
            words=self.time_words,
            strict_before=self.strict_before,
            awaiting=self.awaiting,
        )

    @when.setter
    def when(self, when: When) -> None:
        days = when.days
        self.precision = when.precision
        self.window_start = days.start if days else None
        self.window_end = days.end if days else None
        self.strict_before = when.strict_before
        self.time_words = when.words
        self.awaiting = when.awaiting


class Campaign(Base):
    """What a unit orders of units below it, of itself too. `meeting_kind` is what each is to hold.

    `sequence` and `changed_at`, here and below, are what calendars compare.

    `period_words` (nhiệm kỳ, giai đoạn) is what is looked back on, no time of any meeting.
    `precedes` names the outside event that each unit's meeting has to come before. `report_to` is
    the office that takes the reports in. `parent` is the campaign of the level above that it
    answers. `uid` is what the items of its calendars are named by. Called off: `cancelled_at`.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index(None, "convenor_id", "year"),)

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    search_key: Mapped[str] = mapped_column(index=True)
    year: Mapped[int] = mapped_column(index=True)
    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    report_to_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    meeting_kind: Mapped[str]
    is_merge_allowed: Mapped[bool]
    document: Mapped[str] = mapped_column(default="")  # number and date of the paper that orders it
    period_words: Mapped[str] = mapped_column(default="")
    precedes: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]

    convenor: Mapped[Unit] = relationship(foreign_keys=[convenor_id], lazy="raise")
    report_to: Mapped[Unit | None] = relationship(foreign_keys=[report_to_id], lazy="raise")
    parent: Mapped["Campaign | None"] = relationship(
        foreign_keys=[parent_id], remote_side="Campaign.id", lazy="raise"
    )


class CampaignLevel(Timed, Base):
    """One step of the cascade: units of these kinds meet at this time, and report by that day.

    The lowest `ordinal` comes first (cấp xã), the convenor's own level last.
    """

    __tablename__ = "campaign_level"
    __table_args__ = (
        UniqueConstraint("campaign_id", "ordinal"),
        CheckConstraint("window_start <= window_end", name="window_in_order"),
        CheckConstraint("owes_meeting OR owes_report", name="owes_something"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id))
    ordinal: Mapped[int]
    name: Mapped[str]
    unit_kinds: Mapped[list[str]] = mapped_column(JSON)
    owes_meeting: Mapped[bool]
    owes_report: Mapped[bool]
    report_on: Mapped[date | None]
    report_strict: Mapped[bool] = mapped_column(default=False)
    report_words: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    campaign: Mapped[Campaign] = relationship(lazy="raise")


class Exemption(Base):
    """Who holds no meeting: units of these kinds, these units, or all but these.

    `way` is `kinds`, `named` or `all_except`; the report may still be owed.
    """

    __tablename__ = "campaign_exemption"

    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id), index=True)
    place: Mapped[int]
    way: Mapped[str]
    unit_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    named_units: Mapped[list[int]] = mapped_column(JSON, default=list)
    still_owes_report: Mapped[bool]
    reason: Mapped[str]


class Duty(Base):
    """What one unit owes. The level's time and report day hold for it; nothing is copied.

    The meeting is `meeting_id`, a meeting of ours that fulfils it (`is_merged`: one called for
    something else, lồng ghép), or is only told of: `planned_on`, `held_on`, `merged_words`.
    Exempt: it owes no meeting, `exempt_reason` says why. `limit_on` is the day of the outside
    event that the campaign precedes. A report came on `received_on`; sent back for correction it
    is owed again.
    """

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id"),
        Index(None, "unit_id"),
        Index(None, "level_id"),
        Index(None, "meeting_id"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id))
    level_id: Mapped[int] = mapped_column(ForeignKey(CampaignLevel.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    owes_meeting: Mapped[bool]
    owes_report: Mapped[bool]
    is_exempt: Mapped[bool] = mapped_column(default=False)
    exempt_reason: Mapped[str] = mapped_column(default="")
    is_exempt_by_hand: Mapped[bool] = mapped_column(default=False)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id))
    is_merged: Mapped[bool] = mapped_column(default=False)
    merged_words: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[date | None]
    held_on: Mapped[date | None]
    limit_on: Mapped[date | None]
    received_on: Mapped[date | None]
    received_by: Mapped[str] = mapped_column(default="")
    report_link: Mapped[str] = mapped_column(default="")
    returned_on: Mapped[date | None]
    return_reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    campaign: Mapped[Campaign] = relationship(lazy="raise")
    level: Mapped[CampaignLevel] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")


class Milestone(Timed, Base):
    """One step of a tiến độ, of a campaign or of a single meeting; done or not."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("(campaign_id IS NULL) <> (meeting_id IS NULL)", name="one_owner"),
        CheckConstraint("window_start <= window_end", name="window_in_order"),
    )

    campaign_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    what: Mapped[str]
    done_on: Mapped[date | None]
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    campaign: Mapped[Campaign | None] = relationship(lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
