"""Trying a rule before it is kept: whom it would call, beside the others of its thành phần."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from planner.domain.directory import Organisation
from planner.domain.invitation import Called, Capacity, Expansion, Gathering, Group, Rule, expand
from planner.domain.timespan import local_day
from planner.services.invitation.drafting import (
    Draft,
    Drafting,
    Invitee,
    Occasion,
    UnitSeats,
    Vacancy,
    occasion_of,
)
from planner.services.invitation.groups import (
    Home,
    RuleFacts,
    group_value,
    rule_value,
    written,
)
from planner.store import invitation as invitations
from planner.store import series as all_series
from planner.store.campaign import Duty
from planner.store.directory import organisation_on
from planner.store.invitation import InviteeGroup
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series

Thing = TypeVar("Thing")
SHOWN = 12  # of each kind, beside a form
MOST_OCCASIONS = 300


@dataclass(frozen=True, slots=True)
class Chance:
    """An occasion that a shared rule can be tried on: a session by its meeting, a unit by its own.

    `name` is the session's or the unit's, `host` who hosts where that makes a difference.
    """

    key: int
    name: str
    host: str
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class Some(Generic[Thing]):
    """The first of so many things."""

    whole: int
    first: Sequence[Thing]


@dataclass(frozen=True, slots=True)
class Trial:
    """What one rule gives; `doubled` are those of its people whom another rule calls as well.

    In a group with a quota nobody is called: `seats` are those of the whole group.
    """

    occasion: Occasion
    people: Some[Invitee]
    doubled: Some[Invitee]
    vacancies: Some[Vacancy]
    seats: Some[UnitSeats]
    seat_count: int
    called_in_all: int
    seats_in_all: int


def chances_of(session: Session, home: Home, now: datetime) -> list[Chance]:
    """What a rule of this meeting, series or campaign is read for, in order of time or of level."""
    if isinstance(home, Meeting):
        return [Chance(home.id, home.title, "", occasion_of(home, now))]
    if isinstance(home, Series):
        turns = all_series.turns_of(session, home)
        return [_session(turn, now) for turn in turns]
    duties = invitations.units_that_meet(session, home.id, start=0, limit=MOST_OCCASIONS)
    return [_unit(duty, now) for duty in duties]


def next_chance(chances: Sequence[Chance], key: int | None, now: datetime) -> Chance | None:
    """The one that is asked for, else the first that is not over, else the last."""
    asked = [chance for chance in chances if chance.key == key]
    coming = [chance for chance in chances if chance.occasion.day >= local_day(now)]
    return next(iter([*asked, *coming, *reversed(chances)]), None)


def unit_occasion(duty: Duty, now: datetime) -> Occasion:
    """The meeting that a unit of a campaign owes: as it is booked, else as its level is to meet."""
    if duty.meeting is not None:
        return occasion_of(duty.meeting, now)
    return Occasion(_first_day(duty, now), duty.unit_id, None)


def try_rule(
    session: Session,
    occasion: Occasion,
    group: InviteeGroup,
    facts: RuleFacts,
    *,
    rule_id: int = 0,
) -> Trial:
    """Read a rule, in place of the one of this number or after the others of its group.

    The names that come back are the first ones: a fixed number of queries, however many there are.
    """
    rows = _rows(session, occasion, group)
    probe = rule_value(written(session, facts, rule_id))
    values = [_with(probe, row, group) for row in rows]
    organisation = organisation_on(session, occasion.day)
    found = expand(organisation, values, occasion.gathering)
    mine = [called for called in found.delegates if any(_by_probe(called, probe))]
    doubled = [called for called in mine if not all(_by_probe(called, probe))]
    empty = [post for post in found.empty if post.rule.id == probe.id]
    seats = [seat for seat in found.seats if seat.group.id == group.id]
    shown = {called.person: called for called in (*mine[:SHOWN], *doubled[:SHOWN])}
    first = Expansion(list(shown.values()), empty[:SHOWN], seats[:SHOWN])
    named = Drafting(session, occasion, rows, organisation, first).draft()
    return Trial(
        occasion,
        people=_some(mine, named),
        doubled=_some(doubled, named),
        vacancies=Some(len(empty), named.vacancies),
        seats=Some(len(seats), named.seats),
        seat_count=sum(seat.count for seat in seats),
        called_in_all=len(found.delegates),
        seats_in_all=sum(seat.count for seat in found.seats),
    )


@dataclass(frozen=True, slots=True)
class UnitCount:
    """What the groups of a campaign give for the meeting that one unit owes."""

    duty: Duty
    day: date
    people: int
    vacancies: int
    seats: int


def counts_of_units(
    session: Session, groups: Sequence[InviteeGroup], duties: Sequence[Duty], now: datetime
) -> list[UnitCount]:
    """Each unit as the convenor of its own meeting, on the first day of its level's time.

    Two queries for each such day, however many units there are.
    """
    values = [group_value(group) for group in groups]
    days = {duty.level_id: _first_day(duty, now) for duty in duties}
    organisations = {day: organisation_on(session, day) for day in set(days.values())}
    return [_counted(duty, days[duty.level_id], organisations, values) for duty in duties]


def _counted(
    duty: Duty,
    day: date,
    organisations: Mapping[date, Organisation[int]],
    groups: Sequence[Group[int]],
) -> UnitCount:
    host = duty.meeting.host_id if duty.meeting is not None else None
    found = expand(organisations[day], groups, Gathering(duty.unit_id, host))
    seats = sum(seat.count for seat in found.seats)
    return UnitCount(duty, day, len(found.delegates), len(found.empty), seats)


def _first_day(duty: Duty, now: datetime) -> date:
    days = duty.level.when.days
    return days.start if days else local_day(now)


def _some(called: Sequence[Called[int]], named: Draft) -> Some[Invitee]:
    first = {one.person for one in called[:SHOWN]}
    return Some(len(called), [one for one in named.invitees if one.person_id in first])


def _rows(session: Session, occasion: Occasion, group: InviteeGroup) -> Sequence[InviteeGroup]:
    """The groups that stand beside it, the group itself among them."""
    if occasion.meeting_id is not None:
        rows = invitations.groups_for_meeting(session, occasion.meeting_id)
        if any(row.id == group.id for row in rows):
            return rows
    return invitations.groups_of_campaign(session, group.campaign_id or 0)


def _with(probe: Rule[int], row: InviteeGroup, group: InviteeGroup) -> Group[int]:
    value = group_value(row)
    if row.id != group.id:
        return value
    rules = [probe if rule.id == probe.id else rule for rule in value.rules]
    return replace(value, rules=rules if probe in rules else [*rules, probe])


def _by_probe(called: Called[int], probe: Rule[int]) -> Iterator[bool]:
    """Of each capacity, whether it comes by the rule that is tried: numbers of rules are unique."""
    capacities: Sequence[Capacity[int]] = (called.first, *called.also)
    return (capacity.rule.id == probe.id for capacity in capacities)


def _session(turn: HostTurn, now: datetime) -> Chance:
    meeting = turn.meeting
    host = meeting.host.name if meeting.host else ""
    return Chance(meeting.id, meeting.title, host, occasion_of(meeting, now))


def _unit(duty: Duty, now: datetime) -> Chance:
    return Chance(duty.unit_id, duty.unit.name, "", unit_occasion(duty, now))
