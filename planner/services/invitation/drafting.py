"""What the rules give for a meeting, with the names that people read.

The list is as of the meeting's day (of a window its first).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.directory import Organisation, PostFact
from planner.domain.invitation import (
    Called,
    Capacity,
    EmptyPost,
    Expansion,
    Gathering,
    Seats,
    Why,
    expand,
)
from planner.domain.timespan import local_day
from planner.services.invitation.groups import group_value
from planner.store import invitation as invitations
from planner.store.directory import Person, names_on, organisation_on
from planner.store.invitation import InviteeGroup
from planner.store.meeting import Meeting

BY_HAND = "hand"  # beside the relations of the rules: why somebody is on the list
SUBSTITUTE = "substitute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Somebody whom the rules call, as a delegate's row keeps it; `why` has the highest first."""

    person_id: int
    unit_id: int | None
    group_id: int
    group_name: str
    name: str
    position: str
    unit_name: str
    email: str | None
    mode: str
    place: int
    why: list[dict[str, str]]
    search_key: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A wanted post that nobody holds, and why it is wanted."""

    group_name: str
    why: dict[str, str]


@dataclass(frozen=True, slots=True)
class UnitSeats:
    """How many people a unit is asked to name, and how many it has."""

    group_id: int
    group_name: str
    unit_id: int
    unit_name: str
    count: int
    named: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What the rules give for a meeting, in printed order."""

    day: date
    groups: Sequence[InviteeGroup]
    invitees: Sequence[Invitee]
    vacancies: Sequence[Vacancy]
    seats: Sequence[UnitSeats]

    @property
    def twice(self) -> Sequence[Invitee]:
        """Who is called in several capacities: one invitation for all."""
        return [invitee for invitee in self.invitees if len(invitee.why) > 1]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What thành phần is read for: the day, who convenes and hosts, and the meeting if booked."""

    day: date
    convenor_id: int | None
    host_id: int | None
    meeting_id: int | None = None

    @property
    def gathering(self) -> Gathering[int]:
        return Gathering(self.convenor_id, self.host_id)


def occasion_of(meeting: Meeting, now: datetime) -> Occasion:
    """The first of the meeting's days; today where it has none yet."""
    days = meeting.when.days
    day = days.start if days else local_day(now)
    return Occasion(day, meeting.convenor_id, meeting.host_id, meeting.id)


def draft_for(session: Session, meeting: Meeting, now: datetime) -> Draft:
    """What the rules give for a meeting that the caller may see: a fixed number of queries."""
    occasion = occasion_of(meeting, now)
    groups = invitations.groups_for_meeting(session, meeting.id)
    organisation = organisation_on(session, occasion.day)
    values = [group_value(group) for group in groups]
    expansion = expand(organisation, values, occasion.gathering)
    return Drafting(session, occasion, groups, organisation, expansion).draft()


@dataclass(frozen=True, slots=True)
class Drafting:
    """An expansion on its way to names."""

    session: Session
    occasion: Occasion
    groups: Sequence[InviteeGroup]
    organisation: Organisation[int]
    expansion: Expansion[int]

    def draft(self) -> Draft:
        """Everybody in printed order."""
        people = invitations.people_named(
            self.session, {called.person for called in self.expansion.delegates}
        )
        posts = self._posts_of_the_named()
        units = self._units(posts)
        invitees = [
            self._invitee(called, people[called.person], posts.get(called.person), units)
            for called in self.expansion.delegates
            if called.person in people
        ]
        invitees.sort(key=lambda one: (one.place, one.sort_key, one.person_id))
        vacancies = [self._vacancy(post, units) for post in self.expansion.empty]
        return Draft(self.occasion.day, self.groups, invitees, vacancies, list(self._seats(units)))

    def _posts_of_the_named(self) -> dict[int, PostFact[int]]:
        """The most senior post of those who are called by name only."""
        wanted = {one.person for one in self.expansion.delegates if one.first.post is None}
        if not wanted:
            return {}
        held = [
            post
            for of_units in self.organisation.posts.values()
            for of_positions in of_units.values()
            for posts in of_positions.values()
            for post in posts
            if post.person in wanted
        ]
        held.sort(key=lambda post: (post.rank, post.id), reverse=True)
        return {post.person: post for post in held}

    def _units(self, posts: Mapping[int, PostFact[int]]) -> dict[int, str]:
        """What the units were, or will be, called on the day."""
        expansion = self.expansion
        wanted = {post.unit for post in expansion.empty} | {seat.unit for seat in expansion.seats}
        wanted |= {post.unit for post in posts.values()}
        for called in expansion.delegates:
            capacities = (called.first, *called.also)
            wanted |= {capacity.post.unit for capacity in capacities if capacity.post is not None}
        named = invitations.units_named(self.session, wanted)
        return names_on(self.session, self.occasion.day, named.values())

    def _invitee(
        self,
        called: Called[int],
        person: Person,
        own_post: PostFact[int] | None,
        units: Mapping[int, str],
    ) -> Invitee:
        post = called.first.post or own_post
        group = self._row(called.first.group.id)
        return Invitee(
            person_id=person.id,
            unit_id=post.unit if post else None,
            group_id=group.id,
            group_name=group.name,
            name=person.name,
            position=post.position if post else "",
            unit_name=units[post.unit] if post else "",
            email=person.email,
            mode=group.mode,
            place=self._place(group.id),
            why=[self._capacity(capacity, units) for capacity in (called.first, *called.also)],
            search_key=person.search_key,
            sort_key=person.sort_key,
        )

    def _capacity(self, capacity: Capacity[int], units: Mapping[int, str]) -> dict[str, str]:
        return _why_kept(self._row(capacity.group.id).name, capacity.why, units)

    def _vacancy(self, post: EmptyPost[int], units: Mapping[int, str]) -> Vacancy:
        name = self._row(post.group.id).name
        return Vacancy(name, _why_kept(name, post.why, units))

    def _seats(self, units: Mapping[int, str]) -> Iterator[UnitSeats]:
        seats: Sequence[Seats[int]] = self.expansion.seats
        if not seats:
            return
        booked = self.occasion.meeting_id
        named = {} if booked is None else invitations.named_by_units(self.session, booked)
        for seat in seats:
            group = self._row(seat.group.id)
            done = named.get((group.id, seat.unit), 0)
            yield UnitSeats(group.id, group.name, seat.unit, units[seat.unit], seat.count, done)

    def _row(self, group_id: int) -> InviteeGroup:
        return self.groups[self._place(group_id)]

    def _place(self, group_id: int) -> int:
        return next(at for at, group in enumerate(self.groups) if group.id == group_id)


def _why_kept(group_name: str, why: Why[int], units: Mapping[int, str]) -> dict[str, str]:
    return {
        "group": group_name,
        "relation": why.relation.value,
        "unit": units[why.unit] if why.unit is not None else "",
        "position": why.position or "",
        "body": why.body.value if why.body is not None else "",
    }


def plain_why(relation: str, **words: Any) -> list[dict[str, str]]:
    """Why somebody is on the list whom no rule called: added by a hand, or sent instead."""
    empty = {"group": "", "unit": "", "position": "", "body": ""}
    return [{"relation": relation, **empty, **words}]
