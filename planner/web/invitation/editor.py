"""Writing a rule: its form, and beside it whom it would call as it stands in the form."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.messages.invitation import rule_words, vacancy_words, why_words
from planner.services.invitation import groups as service
from planner.services.invitation import trying
from planner.services.invitation.groups import RuleFacts
from planner.services.invitation.trying import Chance, Trial
from planner.store import invitation as invitations
from planner.store.invitation import InviteeGroup, InviteRule
from planner.web.context import clock, needs, reading, writing
from planner.web.forms import BaseForm
from planner.web.invitation.blueprint import GROUP, RULE, bp
from planner.web.invitation.forms import RuleForm, rule_fields
from planner.web.invitation.homes import (
    Home,
    home_of,
    home_of_group,
    named_in,
    names_in,
    thing_of_group,
)

_HIDDEN = ("without_units", "without_people", "without_positions", "without_kinds", "only_units")


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule in words and what it gives; without a trial there is nothing to read it for yet."""

    sentence: str
    chance: Chance | None
    trial: Trial | None


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
        home = home_of_group(session, viewer, group)
    return redirect(f"{home.rules_url}#nhom-{group.id}", 303)


def _rule_page(form: RuleForm, group: InviteeGroup, rule: InviteRule | None) -> ResponseReturnValue:
    """Saved when it is sent to be; tried when it is only looked at, and when it is opened."""
    with reading() as (session, viewer):
        thing = thing_of_group(session, viewer, group)
        chances = trying.chances_of(session, thing, clock())
        positions = invitations.known_positions(session)
    home = home_of(thing)
    form.offer_chances(chances)
    is_right = form.validate_on_submit()
    if is_right and "look" not in request.form and _kept(form, group, rule):
        return redirect(f"{home.rules_url}#nhom-{group.id}", 303)
    tried = _tried(form, group, rule, chances) if is_right or request.method == "GET" else None
    return _shown(form, group, rule, home, tried, positions)


def _kept(form: RuleForm, group: InviteeGroup, rule: InviteRule | None) -> bool:
    with form.refusals():
        with writing() as (session, viewer):
            facts = form.facts(session, viewer, local_day(clock()))
            if rule is None:
                service.add_rule(session, viewer, group.id, facts, clock())
            else:
                service.change_rule(session, viewer, rule.id, facts, clock())
        return True
    return False


def _tried(
    form: RuleForm, group: InviteeGroup, rule: InviteRule | None, chances: list[Chance]
) -> Tried | None:
    try:
        with reading() as (session, viewer):
            facts = form.facts(session, viewer, local_day(clock()))
            chance = trying.next_chance(chances, form.chance.data, clock())
            sentence = rule_words(facts, names_in(session, [facts]), group.quota)
            if chance is None:
                return Tried(sentence, None, None)
            form.chance.data = chance.key
            rule_id = rule.id if rule else 0
            trial = trying.try_rule(session, chance.occasion, group, facts, rule_id=rule_id)
            return Tried(sentence, chance, trial)
    except RuleBroken as broken:
        if not form.errors:
            form.refuse(broken)
        return None


def _shown(
    form: RuleForm,
    group: InviteeGroup,
    rule: InviteRule | None,
    home: Home,
    tried: Tried | None,
    positions: object,
) -> str:
    return render_template(
        "invitation/rule.html",
        form=form,
        group=group,
        rule=rule,
        home=home,
        tried=tried,
        positions=positions,
        has_exceptions=_any_filled(form),
        why_words=why_words,
        vacancy_words=vacancy_words,
    )


def _any_filled(form: BaseForm) -> bool:
    """Whether what the form hides at first has something in it."""
    return any(form[name].data or form[name].errors for name in _HIDDEN)


def _fields(session: Session, facts: RuleFacts) -> dict[str, object]:
    units, people = named_in(session, [facts])
    seats = invitations.units_of_people(session, people)

    def unit_line(number: int) -> str:
        unit = units.get(number)
        return f"{unit.code} · {unit.name}" if unit else ""

    def person_line(number: int) -> str:
        name = people[number].name if number in people else ""
        return f"{name} · {seats[number]}" if number in seats else name

    return rule_fields(facts, unit_line, person_line)
