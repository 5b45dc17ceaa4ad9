"""Whose thành phần a page keeps, and the names that its rules need."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from planner.domain.rights import Action, Viewer
from planner.messages.invitation import Names
from planner.services.invitation import groups as service
from planner.services.invitation.groups import RuleFacts
from planner.store import invitation as invitations
from planner.store.directory import Person, Unit
from planner.store.invitation import InviteeGroup
from planner.store.meeting import Meeting
from planner.store.series import Series


@dataclass(frozen=True, slots=True)
class Home:
    """Whose thành phần a page keeps: its name, and where it and its rules are shown."""

    title: str
    url: str
    rules_url: str


def home_of(thing: service.Home) -> Home:
    number = thing.id
    if isinstance(thing, Meeting):
        url = url_for("meeting.show", meeting_id=number)
        return Home(thing.title, url, url_for("invitation.of_meeting", meeting_id=number))
    if isinstance(thing, Series):
        url = url_for("series.show", series_id=number)
        return Home(thing.title, url, url_for("invitation.of_series", series_id=number))
    rules_url = url_for("invitation.of_campaign", campaign_id=number)
    return Home(thing.title, url_for("campaign.show", campaign_id=number), rules_url)


def thing_of_group(session: Session, viewer: Viewer, group: InviteeGroup) -> service.Home:
    """The meeting, series or campaign whose group the viewer may change."""
    return service.get_owner(session, viewer, Action.SET_INVITEES, service.owner_of(group))


def home_of_group(session: Session, viewer: Viewer, group: InviteeGroup) -> Home:
    return home_of(thing_of_group(session, viewer, group))


def names_in(session: Session, rules: Iterable[RuleFacts]) -> Names:
    """The names of the units and people that rules name."""
    units, people = named_in(session, rules)
    return Names(
        {unit.id: unit.name for unit in units.values()},
        {person.id: person.name for person in people.values()},
    )


def named_in(
    session: Session, rules: Iterable[RuleFacts]
) -> tuple[dict[int, Unit], dict[int, Person]]:
    """The units and people that rules name."""
    units: set[int] = set()
    people: set[int] = set()
    for rule in rules:
        units.update(rule.units, rule.without_units, rule.only_units)
        people.update(rule.people, rule.without_people)
    return invitations.units_named(session, units), invitations.people_named(session, people)
