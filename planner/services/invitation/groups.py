"""Keeping a thành phần: its groups and their rules, of a meeting, a series or a campaign.

Every verb names its own action: out of reach is NotFound, as missing. The caller commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.directory import Body, position_key
from planner.domain.errors import RuleBroken
from planner.domain.invitation import Exclusions, Group, Mode, Relation, Rule, required
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.store import audit
from planner.store import campaign as campaigns
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store import series as all_series
from planner.store.campaign import Campaign
from planner.store.invitation import InviteeGroup, InviteRule
from planner.store.meeting import Meeting
from planner.store.series import Series

MOST_SEATS = 999  # a unit can be asked for
MOST_EXPECTED = 100_000  # people of a group
Home = Meeting | Series | Campaign


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose thành phần it is: a meeting's own, shared by the sessions of a series, or a campaign's.

    What a campaign keeps each unit below reads for its own meeting, as its convenor.
    """

    meeting_id: int | None = None
    series_id: int | None = None
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A line of the thành phần; with a quota each unit names so many people itself.

    It names them until the day `nominate_by` ends. `expected` is how many the plan counts on.
    """

    name: str
    precedence: int
    mode: Mode
    quota: int | None = None
    nominate_by: date | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What a rule reads; empty positions and kinds leave nobody out.

    With `only_units` everybody else is left out of the relation's units («chỉ …»).
    """

    relation: Relation
    units: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    body: Body | None = None
    fallback_body: Body | None = None
    full_time_only: bool = False
    without_units: tuple[int, ...] = ()
    without_kinds: tuple[str, ...] = ()
    without_people: tuple[int, ...] = ()
    without_positions: tuple[str, ...] = ()
    only_units: tuple[int, ...] = ()


def owner_of(group: InviteeGroup) -> Owner:
    """What a group belongs to."""
    return Owner(group.meeting_id, group.series_id, group.campaign_id)


def get_owner(session: Session, viewer: Viewer, action: Action, owner: Owner) -> Home:
    """The meeting, series or campaign itself, or NotFound."""
    if owner.meeting_id is not None:
        return meetings.get(session, viewer, action, owner.meeting_id)
    if owner.campaign_id is not None:
        return campaigns.get(session, viewer, action, owner.campaign_id)
    return all_series.get(session, viewer, action, owner.series_id or 0)


def may_set(session: Session, viewer: Viewer, owner: Owner) -> bool:
    """Whether the viewer may change it: pages show no way that leads nowhere."""
    if owner.meeting_id is not None:
        found = meetings.find(session, viewer, Action.SET_INVITEES, owner.meeting_id)
        return found is not None
    if owner.campaign_id is not None:
        kept = campaigns.find(session, viewer, Action.SET_INVITEES, owner.campaign_id)
        return kept is not None
    return all_series.find(session, viewer, Action.SET_INVITEES, owner.series_id or 0) is not None


def groups_of(session: Session, owner: Owner) -> Sequence[InviteeGroup]:
    """The groups that call: of a meeting its own and those it shares, in order of precedence."""
    if owner.meeting_id is not None:
        return invitations.groups_for_meeting(session, owner.meeting_id)
    if owner.campaign_id is not None:
        return invitations.groups_of_campaign(session, owner.campaign_id)
    return invitations.groups_of_series(session, owner.series_id or 0)


def next_precedence(groups: Sequence[InviteeGroup]) -> int:
    """After all others."""
    return max((group.precedence for group in groups), default=0) + 1


def add_group(
    session: Session, viewer: Viewer, owner: Owner, facts: GroupFacts, now: datetime
) -> InviteeGroup:
    """Another line of a thành phần; it calls nobody before it has a rule."""
    get_owner(session, viewer, Action.SET_INVITEES, owner)
    group = InviteeGroup(
        meeting_id=owner.meeting_id,
        series_id=owner.series_id,
        campaign_id=owner.campaign_id,
        place=0,
        rules=[],
    )
    _write_group(group, facts)
    session.add(group)
    session.flush()
    group.place = group.id  # after those of equal precedence
    _record(session, viewer, now, "add_invitee_group", group)
    return group


def change_group(
    session: Session, viewer: Viewer, group_id: int, facts: GroupFacts, now: datetime
) -> InviteeGroup:
    """Those who were called already stay as they were called."""
    group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
    _write_group(group, facts)
    _record(session, viewer, now, "change_invitee_group", group)
    return group


def delete_group(session: Session, viewer: Viewer, group_id: int, now: datetime) -> Owner:
    """Those whom it called stay on the list; the next call proposes to leave them out."""
    group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
    owner = owner_of(group)
    _record(session, viewer, now, "delete_invitee_group", group)
    invitations.forget_group(session, group)
    session.flush()
    return owner


def add_rule(
    session: Session, viewer: Viewer, group_id: int, facts: RuleFacts, now: datetime
) -> InviteRule:
    """Another rule of a group, after the others."""
    group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
    rule = InviteRule(place=max((other.place for other in group.rules), default=0) + 1)
    _write_rule(session, rule, facts)
    group.rules.append(rule)
    session.flush()
    _record(session, viewer, now, "add_invite_rule", group, rule)
    return rule


def change_rule(
    session: Session, viewer: Viewer, rule_id: int, facts: RuleFacts, now: datetime
) -> InviteeGroup:
    """Write a rule anew; its group comes back."""
    group, rule = invitations.get_rule(session, viewer, Action.SET_INVITEES, rule_id)
    _write_rule(session, rule, facts)
    _record(session, viewer, now, "change_invite_rule", group, rule)
    return group


def delete_rule(session: Session, viewer: Viewer, rule_id: int, now: datetime) -> InviteeGroup:
    """Take a rule out of its group, which comes back."""
    group, rule = invitations.get_rule(session, viewer, Action.SET_INVITEES, rule_id)
    _record(session, viewer, now, "delete_invite_rule", group, rule)
    group.rules.remove(rule)
    session.flush()
    return group


def group_value(row: InviteeGroup) -> Group[int]:
    """The group as the rules read it."""
    rules = [rule_value(rule) for rule in row.rules]
    return Group(row.id, row.precedence, Mode(row.mode), rules, row.quota)


def rule_value(row: InviteRule) -> Rule[int]:
    """The rule as it is read."""
    return Rule(
        id=row.id,
        relation=Relation(row.relation),
        named_units=row.named_units,
        named_people=row.named_people,
        unit_kinds=None if row.unit_kinds is None else frozenset(row.unit_kinds),
        positions=row.positions,
        body=Body(row.body) if row.body else None,
        fallback_body=Body(row.fallback_body) if row.fallback_body else None,
        full_time_only=bool(row.full_time),
        exclusions=_exclusions(row.exceptions),
    )


def facts_of(row: InviteRule) -> RuleFacts:
    """A rule as its form shows it."""
    rule = rule_value(row)
    out = rule.exclusions
    return RuleFacts(
        relation=rule.relation,
        units=tuple(rule.named_units),
        people=tuple(rule.named_people),
        unit_kinds=tuple(row.unit_kinds or ()),
        positions=tuple(rule.positions or ()),
        body=rule.body,
        fallback_body=rule.fallback_body,
        full_time_only=rule.full_time_only,
        without_units=tuple(sorted(out.units)),
        without_kinds=tuple(sorted(out.kinds)),
        without_people=tuple(sorted(out.people)),
        without_positions=tuple(sorted(out.positions)),
        only_units=tuple(sorted(out.all_but_units or ())),
    )


def _exclusions(kept: Mapping[str, Any]) -> Exclusions[int]:
    only = kept.get("all_but_units")
    return Exclusions(
        units=frozenset(kept.get("units", ())),
        kinds=frozenset(kept.get("kinds", ())),
        people=frozenset(kept.get("people", ())),
        positions=frozenset(kept.get("positions", ())),
        all_but_units=None if only is None else frozenset(only),
    )


def _write_group(group: InviteeGroup, facts: GroupFacts) -> None:
    if facts.quota is not None and not 0 < facts.quota <= MOST_SEATS:
        raise RuleBroken("invitation.odd_quota", field="quota", most=MOST_SEATS)
    if facts.nominate_by is not None and facts.quota is None:
        raise RuleBroken("invitation.nobody_to_name", field="nominate_by")
    if facts.expected is not None and not 0 < facts.expected <= MOST_EXPECTED:
        raise RuleBroken("invitation.odd_expected", field="expected", most=MOST_EXPECTED)
    group.name = required(facts.name, "name", "invitation.no_group_name")
    group.precedence = facts.precedence
    group.mode = facts.mode.value
    group.quota = facts.quota
    group.nominate_by = facts.nominate_by
    group.expected = facts.expected


def written(session: Session, facts: RuleFacts, rule_id: int = 0) -> InviteRule:
    """A rule as it would be kept, which is not kept: to try what it gives."""
    rule = InviteRule(id=rule_id)
    _write_rule(session, rule, facts)
    return rule


def _write_rule(session: Session, rule: InviteRule, facts: RuleFacts) -> None:
    if facts.relation is Relation.NAMED and not facts.units:
        raise RuleBroken("invitation.no_units", field="units")
    if facts.relation is Relation.PEOPLE and not facts.people:
        raise RuleBroken("invitation.no_people", field="people")
    by_unit = facts.relation is not Relation.PEOPLE
    known = invitations.known_positions(session) if by_unit else ()
    rule.relation = facts.relation.value
    rule.named_units = list(facts.units) if facts.relation is Relation.NAMED else []
    rule.named_people = [] if by_unit else list(facts.people)
    rule.unit_kinds = (list(facts.unit_kinds) if by_unit else []) or None
    rule.positions = (_as_held(facts.positions, known) if by_unit else []) or None
    rule.body = facts.body if by_unit else None
    rule.fallback_body = facts.fallback_body if by_unit else None
    rule.full_time = facts.full_time_only
    rule.exceptions = {
        "units": list(facts.without_units),
        "kinds": list(facts.without_kinds),
        "people": list(facts.without_people),
        "positions": _as_held(facts.without_positions, known),
        "all_but_units": list(facts.only_units) or None,
    }


def _as_held(wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """Positions in the writing in which posts have them: «bí thư» finds «Bí thư»."""
    held = {position_key(position): position for position in known}
    lines = [line for text in wanted if (line := one_line(text))]
    return list(dict.fromkeys(held.get(position_key(line), line) for line in lines))


def _record(
    session: Session,
    viewer: Viewer,
    now: datetime,
    what: str,
    group: InviteeGroup,
    rule: InviteRule | None = None,
) -> None:
    """In the book of the meeting or series whose thành phần it is."""
    thing = get_owner(session, viewer, Action.SET_INVITEES, owner_of(group))
    changes: dict[str, Any] = {"group": [None, group.name], "mode": [None, group.mode]}
    if rule is not None:
        facts = asdict(facts_of(rule))
        changes["rule"] = [None, {name: value for name, value in facts.items() if value}]
    audit.record(session, viewer, now, what, thing, changes)
