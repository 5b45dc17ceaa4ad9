"""The rows: groups and their rules, and the delegates that they called."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base
from planner.store.campaign import Campaign
from planner.store.directory import Person, Unit
from planner.store.meeting import Meeting
from planner.store.series import Series

LAST_PLACE = 10_000  # who belongs to no group stands after all groups


class InviteeGroup(Base):
    """A group of a thành phần: of one meeting, of the sessions of a series, of a campaign.

    A campaign's is read by each unit below for the meeting that it owes, as its convenor.
    `mode`: summoned (triệu tập) or invited (mời). With a `quota` each unit names that many, by
    `nominate_by`. `expected` is how many the plan counts on.
    """

    __tablename__ = "invitee_group"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN series_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN campaign_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        CheckConstraint("quota > 0", name="some_seats"),
    )

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey(Series.id), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id), index=True)
    place: Mapped[int]
    name: Mapped[str]
    precedence: Mapped[int]
    mode: Mapped[str]
    quota: Mapped[int | None]
    nominate_by: Mapped[date | None]
    expected: Mapped[int | None]
    rules: Mapped[list["InviteRule"]] = relationship(
        lazy="raise", order_by="InviteRule.place", cascade="all, delete-orphan"
    )


class InviteRule(Base):
    """One rule of a group: positions × unit kinds × relation; lists are None = no limit."""

    __tablename__ = "invite_rule"

    group_id: Mapped[int] = mapped_column(ForeignKey(InviteeGroup.id), index=True)
    place: Mapped[int]
    relation: Mapped[str]
    named_units: Mapped[list[int]] = mapped_column(JSON, default=list)
    named_people: Mapped[list[int]] = mapped_column(JSON, default=list)
    unit_kinds: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    positions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    body: Mapped[str | None]
    fallback_body: Mapped[str | None]
    full_time: Mapped[bool | None]
    exceptions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Delegate(Base):
    """Somebody called to a meeting, as called: later changes of posts do not change it.

    `reply`: none, yes, no, substituted. `state`: live, replaced (by who stands in), cancelled.
    `why` is the capacities, highest first. A walk-in has no group. What stands of answers is what
    the ledger gives; `proposed_name` is who is to come instead, while that waits for a yes.
    """

    __tablename__ = "delegate"
    __table_args__ = (
        Index(
            "uq_delegate_person",
            "meeting_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
        Index(None, "meeting_id", "search_key"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey(InviteeGroup.id))
    group_name: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    unit_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None]
    mode: Mapped[str] = mapped_column(default="invited")
    place: Mapped[int] = mapped_column(default=LAST_PLACE)  # of its group in printed lists
    why: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reply: Mapped[str] = mapped_column(default="none")
    reply_reason: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    proposed_name: Mapped[str] = mapped_column(default="")
    proposed_position: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="live")
    substitute_for_id: Mapped[int | None] = mapped_column(ForeignKey("delegate.id"))
    seat: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str]
    sort_key: Mapped[str]
    unit: Mapped[Unit | None] = relationship(lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise")


class DeclinedChange(Base):
    """What the rules proposed about somebody and was declined: it is not proposed again.

    `proposal` is what they would have written, nothing where they would have left the person out.
    Once they propose something else, that is proposed anew. Where two entries of a person were made
    one there may be two rows: the later one counts.
    """

    __tablename__ = "declined_change"

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    proposal: Mapped[list[Any]] = mapped_column(JSON)
    declined_at: Mapped[datetime]
    declined_by: Mapped[str]
