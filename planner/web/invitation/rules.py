"""Keeping a thành phần on pages: groups and rules as sentences, and whom they would call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.invitation import Mode
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.messages.invitation import Names, rule_words, vacancy_words, why_words
from planner.services.invitation import calling
from planner.services.invitation import groups as service
from planner.services.invitation.calling import Draft
from planner.services.invitation.groups import Owner, RuleFacts
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store import series as all_series
from planner.store.directory import Person, Unit
from planner.store.invitation import InviteeGroup, InviteRule
from planner.store.meeting import Meeting
from planner.store.series import Series
from planner.web.context import clock, needs, reading, writing
from planner.web.forms import BaseForm
from planner.web.invitation.blueprint import GROUP, MEETING, RULE, SERIES, bp
from planner.web.invitation.forms import GroupForm, RuleForm, rule_fields
from planner.web.wording import gettext

PREVIEWED = 100  # people shown of whom the rules would call; the list itself has pages


@dataclass(frozen=True, slots=True)
class RuleLine:
    id: int
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its rules in words; `is_shared`: it belongs to the series of this meeting."""

    group: InviteeGroup
    rules: list[RuleLine]
    called: int
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Whose thành phần a page keeps: its name, and where it and its rules are shown."""

    title: str
    url: str
    rules_url: str


@bp.get(f"{MEETING}/invitees")
@needs(Action.SEE_INVITEES)
def of_meeting(meeting_id: int) -> ResponseReturnValue:
    """The rules that call to a meeting, and whom they would call today."""
    with reading() as (session, viewer):
        owner = Owner(meeting_id=meeting_id)
        meeting = meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
        draft = calling.draft_for(session, meeting, clock())
        found = calling.differences(session, meeting, draft)
        lines = _lines(session, draft.groups, owner, draft)
        may_set = service.may_set(session, viewer, owner)
    return render_template(
        "invitation/meeting_rules.html",
        meeting=meeting,
        home=_home(meeting),
        lines=lines,
        draft=draft,
        found=found,
        shown=draft.invitees[:PREVIEWED],
        why_words=why_words,
        vacancy_words=vacancy_words,
        may_set=may_set,
        add_url=url_for(".add_to_meeting", meeting_id=meeting_id),
    )


@bp.get(f"{SERIES}/invitees")
@needs(Action.SEE_INVITEES)
def of_series(series_id: int) -> ResponseReturnValue:
    """The rules that the sessions of a series share, read for each of them."""
    with reading() as (session, viewer):
        owner = Owner(series_id=series_id)
        series = all_series.get(session, viewer, Action.SEE_INVITEES, series_id)
        groups = service.groups_of(session, owner)
        turns = all_series.turns_of(session, series)
        drafts = [calling.draft_for(session, turn.meeting, clock()) for turn in turns]
        lines = _lines(session, groups, owner, None)
        may_set = service.may_set(session, viewer, owner)
    return render_template(
        "invitation/series_rules.html",
        series=series,
        home=_home(series),
        lines=lines,
        sessions=list(zip(turns, drafts, strict=True)),
        may_set=may_set,
        add_url=url_for(".add_to_series", series_id=series_id),
    )


@bp.route(f"{MEETING}/invitees/new", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def add_to_meeting(meeting_id: int) -> ResponseReturnValue:
    """A group of this meeting alone."""
    return _add_group(Owner(meeting_id=meeting_id))


@bp.route(f"{SERIES}/invitees/new", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def add_to_series(series_id: int) -> ResponseReturnValue:
    """A group that all sessions share."""
    return _add_group(Owner(series_id=series_id))


@bp.route(GROUP, methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def change_group(group_id: int) -> ResponseReturnValue:
    """Name, order, mode and quota of a group."""
    with reading() as (session, viewer):
        group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
        home = _home_of(session, viewer, group)
    form = GroupForm(obj=group)
    if form.validate_on_submit():
        try:
            with writing() as (session, viewer):
                service.change_group(session, viewer, group_id, form.facts(), clock())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect(f"{home.rules_url}#nhom-{group_id}", 303)
    return render_template("invitation/group.html", form=form, home=home, group=group)


@bp.post(f"{GROUP}/delete")
@needs(Action.SET_INVITEES)
def delete_group(group_id: int) -> ResponseReturnValue:
    """Nobody who was called already is dropped by this."""
    with writing() as (session, viewer):
        group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
        home = _home_of(session, viewer, group)
        service.delete_group(session, viewer, group_id, clock())
    flash(gettext("Đã bỏ nhóm «%(name)s».", name=group.name), "message")
    return redirect(home.rules_url, 303)


@bp.route(f"{GROUP}/rules/new", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def add_rule(group_id: int) -> ResponseReturnValue:
    """Another rule of a group."""
    with reading() as (session, viewer):
        group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
    return _rule_page(RuleForm(), group, None)


@bp.route(RULE, methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def change_rule(rule_id: int) -> ResponseReturnValue:
    """A rule of a group, written anew."""
    with reading() as (session, viewer):
        group, rule = invitations.get_rule(session, viewer, Action.SET_INVITEES, rule_id)
        fields = _fields(session, service.facts_of(rule))
    return _rule_page(RuleForm(data=fields), group, rule)


@bp.post(f"{RULE}/delete")
@needs(Action.SET_INVITEES)
def delete_rule(rule_id: int) -> ResponseReturnValue:
    """Whom it called stays called until the list is looked at again."""
    with writing() as (session, viewer):
        group = service.delete_rule(session, viewer, rule_id, clock())
        home = _home_of(session, viewer, group)
    return redirect(f"{home.rules_url}#nhom-{group.id}", 303)


def _add_group(owner: Owner) -> ResponseReturnValue:
    with reading() as (session, viewer):
        home = _home(service.get_owner(session, viewer, Action.SET_INVITEES, owner))
        after = service.next_precedence(service.groups_of(session, owner))
    form = GroupForm(data={"precedence": after, "mode": Mode.SUMMONED.value})
    if form.validate_on_submit():
        try:
            with writing() as (session, viewer):
                group = service.add_group(session, viewer, owner, form.facts(), clock())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect(url_for(".add_rule", group_id=group.id), 303)
    return render_template("invitation/group.html", form=form, home=home, group=None)


def _rule_page(form: RuleForm, group: InviteeGroup, rule: InviteRule | None) -> ResponseReturnValue:
    with reading() as (session, viewer):
        home = _home_of(session, viewer, group)
        positions = invitations.known_positions(session)
    if form.validate_on_submit():
        try:
            with writing() as (session, viewer):
                _write_rule(session, viewer, form, group, rule)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect(f"{home.rules_url}#nhom-{group.id}", 303)
    return render_template(
        "invitation/rule.html",
        form=form,
        group=group,
        rule=rule,
        home=home,
        positions=positions,
        has_exceptions=_any_filled(form),
    )


def _write_rule(
    session: Session,
    viewer: Viewer,
    form: RuleForm,
    group: InviteeGroup,
    rule: InviteRule | None,
) -> None:
    facts = form.facts(session, viewer, local_day(clock()))
    if rule is None:
        service.add_rule(session, viewer, group.id, facts, clock())
    else:
        service.change_rule(session, viewer, rule.id, facts, clock())


def _any_filled(form: BaseForm) -> bool:
    """Whether what the form hides at first has something in it."""
    hidden = ("without_units", "without_people", "without_positions", "without_kinds")
    return any(form[name].data or form[name].errors for name in (*hidden, "only_units"))


def _lines(
    session: Session, groups: Sequence[InviteeGroup], owner: Owner, draft: Draft | None
) -> list[GroupLine]:
    facts = {rule.id: service.facts_of(rule) for group in groups for rule in group.rules}
    names = _names(session, facts.values())
    called: dict[int, int] = {}
    for invitee in draft.invitees if draft else ():
        called[invitee.group_id] = called.get(invitee.group_id, 0) + 1
    return [
        GroupLine(
            group,
            [RuleLine(rule.id, rule_words(facts[rule.id], names)) for rule in group.rules],
            called.get(group.id, 0),
            is_shared=owner.meeting_id is not None and group.series_id is not None,
        )
        for group in groups
    ]


def _names(session: Session, rules: Iterable[RuleFacts]) -> Names:
    units, people = _named(session, rules)
    return Names(
        {unit.id: unit.name for unit in units.values()},
        {person.id: person.name for person in people.values()},
    )


def _named(
    session: Session, rules: Iterable[RuleFacts]
) -> tuple[dict[int, Unit], dict[int, Person]]:
    units: set[int] = set()
    people: set[int] = set()
    for rule in rules:
        units.update(rule.units, rule.without_units, rule.only_units)
        people.update(rule.people, rule.without_people)
    return invitations.units_named(session, units), invitations.people_named(session, people)


def _fields(session: Session, facts: RuleFacts) -> dict[str, object]:
    units, people = _named(session, [facts])
    seats = invitations.units_of_people(session, people)

    def unit_line(number: int) -> str:
        unit = units.get(number)
        return f"{unit.code} · {unit.name}" if unit else ""

    def person_line(number: int) -> str:
        name = people[number].name if number in people else ""
        return f"{name} · {seats[number]}" if number in seats else name

    return rule_fields(facts, unit_line, person_line)


def _home_of(session: Session, viewer: Viewer, group: InviteeGroup) -> Home:
    owner = service.owner_of(group)
    return _home(service.get_owner(session, viewer, Action.SET_INVITEES, owner))


def _home(thing: Meeting | Series) -> Home:
    if isinstance(thing, Meeting):
        number = thing.id
        url = url_for("meeting.show", meeting_id=number)
        return Home(thing.title, url, url_for(".of_meeting", meeting_id=number))
    url = url_for("series.show", series_id=thing.id)
    return Home(thing.title, url, url_for(".of_series", series_id=thing.id))
