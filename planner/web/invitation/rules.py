"""Keeping a thành phần on pages: groups and rules as sentences, and whom they would call."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.invitation import Mode
from planner.domain.rights import Action
from planner.messages.invitation import rule_words, vacancy_words, why_words
from planner.services.invitation import calling, trying
from planner.services.invitation import groups as service
from planner.services.invitation.drafting import Draft, draft_for
from planner.services.invitation.groups import Owner
from planner.store import campaign as campaigns
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store import series as all_series
from planner.store.invitation import InviteeGroup
from planner.web.context import clock, needs, reading, writing
from planner.web.invitation.blueprint import CAMPAIGN, GROUP, MEETING, SERIES, bp
from planner.web.invitation.forms import GroupForm
from planner.web.invitation.homes import home_of, home_of_group, names_in
from planner.web.invitation.lists import counted_by_group
from planner.web.paging import page_asked, page_of
from planner.web.people import PeopleCounts
from planner.web.wording import gettext

PREVIEWED = 100  # people shown of whom the rules would call; the list itself has pages
UNITS = 50  # of a campaign, on a page


@dataclass(frozen=True, slots=True)
class RuleLine:
    id: int
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its rules in words; `shared` says whose it is, where it is not of this page.

    `called` is how many the rules call, `listed` how those on the frozen list answered.
    """

    group: InviteeGroup
    rules: list[RuleLine]
    called: int
    seats: int
    listed: PeopleCounts
    shared: str


@bp.get(f"{MEETING}/invitees")
@needs(Action.SEE_INVITEES)
def of_meeting(meeting_id: int) -> ResponseReturnValue:
    """The rules that call to a meeting, and whom they would call today."""
    with reading() as (session, viewer):
        owner = Owner(meeting_id=meeting_id)
        meeting = meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
        draft = draft_for(session, meeting, clock())
        found = calling.compared(session, meeting, draft)
        listed = counted_by_group(invitations.count_by_group(session, meeting))
        lines = _lines(session, draft.groups, owner, draft, listed)
        may_set = service.may_set(session, viewer, owner)
    return render_template(
        "invitation/meeting_rules.html",
        meeting=meeting,
        home=home_of(meeting),
        lines=lines,
        draft=draft,
        found=found.open,
        declined=len(found.declined),
        whole=PeopleCounts.sum(listed.values()),
        seat_count=sum(seat.count for seat in draft.seats),
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
        drafts = [draft_for(session, turn.meeting, clock()) for turn in turns]
        lines = _lines(session, groups, owner)
        may_set = service.may_set(session, viewer, owner)
    return render_template(
        "invitation/series_rules.html",
        series=series,
        home=home_of(series),
        lines=lines,
        sessions=list(zip(turns, drafts, strict=True)),
        may_set=may_set,
        add_url=url_for(".add_to_series", series_id=series_id),
    )


@bp.get(f"{CAMPAIGN}/invitees")
@needs(Action.SEE_INVITEES)
def of_campaign(campaign_id: int) -> ResponseReturnValue:
    """The rules that a campaign gives to the units below, read for a page of those units."""
    number = page_asked()
    with reading() as (session, viewer):
        owner = Owner(campaign_id=campaign_id)
        campaign = campaigns.get(session, viewer, Action.SEE_INVITEES, campaign_id)
        groups = service.groups_of(session, owner)
        start = (number - 1) * UNITS
        duties = invitations.units_that_meet(session, campaign_id, start=start, limit=UNITS)
        whole = invitations.count_units_that_meet(session, campaign_id)
        lines = _lines(session, groups, owner)
        counts = trying.counts_of_units(session, groups, duties, clock())
        may_set = service.may_set(session, viewer, owner)
    return render_template(
        "invitation/campaign_rules.html",
        home=home_of(campaign),
        lines=lines,
        units=counts,
        page=page_of(number, UNITS, len(counts), whole=whole, more=start + UNITS < whole),
        may_set=may_set,
        add_url=url_for(".add_to_campaign", campaign_id=campaign_id),
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


@bp.route(f"{CAMPAIGN}/invitees/new", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def add_to_campaign(campaign_id: int) -> ResponseReturnValue:
    """A group that each unit below reads for its own meeting."""
    return _add_group(Owner(campaign_id=campaign_id))


@bp.route(GROUP, methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def change_group(group_id: int) -> ResponseReturnValue:
    """Name, order, mode and quota of a group."""
    with reading() as (session, viewer):
        group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
        home = home_of_group(session, viewer, group)
    form = GroupForm(obj=group)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.change_group(session, viewer, group_id, form.facts(), clock())
            return redirect(f"{home.rules_url}#nhom-{group_id}", 303)
    return render_template("invitation/group.html", form=form, home=home, group=group)


@bp.post(f"{GROUP}/delete")
@needs(Action.SET_INVITEES)
def delete_group(group_id: int) -> ResponseReturnValue:
    """Nobody who was called already is dropped by this."""
    with writing() as (session, viewer):
        group = invitations.get_group(session, viewer, Action.SET_INVITEES, group_id)
        home = home_of_group(session, viewer, group)
        service.delete_group(session, viewer, group_id, clock())
    flash(gettext("Đã bỏ nhóm «%(name)s».", name=group.name))
    return redirect(home.rules_url, 303)


def _add_group(owner: Owner) -> ResponseReturnValue:
    with reading() as (session, viewer):
        home = home_of(service.get_owner(session, viewer, Action.SET_INVITEES, owner))
        after = service.next_precedence(service.groups_of(session, owner))
    form = GroupForm(data={"precedence": after, "mode": Mode.SUMMONED.value})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                group = service.add_group(session, viewer, owner, form.facts(), clock())
            return redirect(url_for(".add_rule", group_id=group.id), 303)
    return render_template("invitation/group.html", form=form, home=home, group=None)


def _lines(
    session: Session,
    groups: Sequence[InviteeGroup],
    owner: Owner,
    draft: Draft | None = None,
    listed: dict[tuple[int, str], PeopleCounts] | None = None,
) -> list[GroupLine]:
    facts = {rule.id: service.facts_of(rule) for group in groups for rule in group.rules}
    names = names_in(session, facts.values())
    called = Counter(invitee.group_id for invitee in (draft.invitees if draft else ()))
    seats: Counter[int] = Counter()
    for seat in draft.seats if draft else ():
        seats[seat.group_id] += seat.count
    by_group: dict[int, list[PeopleCounts]] = {}
    for (number, _name), counts in (listed or {}).items():
        by_group.setdefault(number, []).append(counts)
    return [
        GroupLine(
            group,
            [
                RuleLine(rule.id, rule_words(facts[rule.id], names, group.quota))
                for rule in group.rules
            ],
            called[group.id],
            seats[group.id],
            PeopleCounts.sum(by_group.get(group.id, ())),
            _shared(group, owner),
        )
        for group in groups
    ]


def _shared(group: InviteeGroup, owner: Owner) -> str:
    """Whose a group is that the page of a meeting shows and does not change."""
    if owner.meeting_id is None or group.meeting_id is not None:
        return ""
    if group.series_id is not None:
        return gettext("chung của cả chuỗi")
    return gettext("theo kế hoạch cấp trên")
