"""The list of campaigns, one campaign as its page, and who is late."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.campaign import DutyState, progress_of
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages import finding
from planner.messages.audit import DEEDS
from planner.messages.campaign import STATES
from planner.messages.directory import KINDS as UNIT_KINDS
from planner.messages.meeting import KINDS
from planner.services import campaign as service
from planner.store import audit
from planner.store import campaign as campaigns
from planner.store.campaign import Campaign, CampaignFilter, DutyLine
from planner.web.asked import number_asked, year_asked
from planner.web.campaign import view
from planner.web.campaign.blueprint import ONE, bp
from planner.web.context import clock, needs, reading
from planner.web.paging import page_asked, page_of
from planner.web.ribbon import ribbon_of
from planner.web.timemarks import day_words

PAGE = 50
UNITS = 50  # of a page of the matrix
LATE = 500  # of a page that is printed
STEPS_SHOWN = 6
DEEDS_SHOWN = 8


@bp.get("")
@needs(Action.SEE_CAMPAIGN)
def index() -> ResponseReturnValue:
    """The campaigns within reach, the latest year first, each with how far it has come."""
    number, year, text = page_asked(), year_asked(), one_line(request.args.get("q"))
    wanted, today = CampaignFilter(text=text, year=year), local_day(clock())
    with reading() as (session, viewer):
        found = campaigns.listed(session, viewer, wanted, limit=PAGE, offset=(number - 1) * PAGE)
        facts = campaigns.facts_by_campaign(session, viewer, [one.id for one in found])
        whole = campaigns.count(session, viewer, wanted)
        years = campaigns.years_of(session, viewer)
        may_lead = bool(campaigns.convenors_for(session, viewer))
        lacks_units = not may_lead and viewer.may_ever(Action.KEEP_UNITS)
    return render_template(
        "campaign/index.html",
        lines=[(one, progress_of(facts[one.id], today)) for one in found],
        page=page_of(number, PAGE, len(found), whole=whole, more=number * PAGE < whole),
        years=years,
        year=year,
        text=text,
        may_lead=may_lead,
        lacks_units=lacks_units,
        overdue=DutyState.OVERDUE,
    )


@bp.get(ONE)
@needs(Action.SEE_CAMPAIGN)
def show(campaign_id: int) -> ResponseReturnValue:
    """One campaign: its levels and their progress, who is exempt, every unit, the steps."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.SEE_CAMPAIGN, campaign_id)
        duties = campaigns.duty_lines(session, viewer, campaign)
        shown = _shown(session, viewer, campaign, duties)
        shown |= _matrix(session, viewer, campaign, duties)
    return render_template("campaign/show.html", campaign=campaign, **shown)


@bp.get(f"{ONE}/overdue")
@needs(Action.SEE_CAMPAIGN)
def overdue(campaign_id: int) -> ResponseReturnValue:
    """Who is late, and whose report waits to be corrected; to be printed."""
    today = local_day(clock())
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.SEE_CAMPAIGN, campaign_id)
        duties = campaigns.duty_lines(session, viewer, campaign)
        names = {level.id: level.name for level in campaigns.levels_of(session, campaign)}
    late = view.overdue_of(duties, today)
    number = page_asked()
    shown = late[(number - 1) * LATE : number * LATE]
    lacking = [view.what_lacks(duty.facts, today) for duty in shown]
    return render_template(
        "campaign/overdue.html",
        campaign=campaign,
        lines=list(zip(view.unit_lines(shown, names, today), lacking, strict=True)),
        first=(number - 1) * LATE,
        late=len(late),
        units=len(duties),
        returned=view.unit_lines(view.returned_of(duties, today), names, today),
        page=page_of(number, LATE, len(shown), whole=len(late), more=number * LATE < len(late)),
        today=day_words(today),
    )


def _shown(
    session: Session, viewer: Viewer, campaign: Campaign, duties: Sequence[DutyLine]
) -> dict[str, Any]:
    today = local_day(clock())
    levels = campaigns.levels_of(session, campaign)
    steps = campaigns.milestones_of(session, campaign)
    exemptions = campaigns.exemptions_of(session, campaign)
    named = {unit for one in exemptions for unit in one.named_units}
    year = next((level.window_end.year for level in levels if level.window_end), campaign.year)
    return {
        "ribbon": ribbon_of(year, today, view.entries_of(campaign, levels, [])),
        "levels": view.level_lines(levels, duties, today, UNIT_KINDS),
        "progress": view.whole_of(duties, today),
        "findings": [finding(one) for one in service.findings_of(campaign, levels, duties)],
        "exemptions": exemptions,
        "unit_names": campaigns.unit_names(session, named),
        "unit_kinds": UNIT_KINDS,
        "steps": view.step_lines(steps, today)[:STEPS_SHOWN],
        "steps_count": len(steps),
        "own": campaigns.own_duty(session, viewer, campaign),
        "meeting_kind": KINDS[campaign.meeting_kind],
        "history": audit.history_of(session, campaign)[:DEEDS_SHOWN],
        "deeds": DEEDS,
        "may_lead": campaigns.find(session, viewer, Action.LEAD_CAMPAIGN, campaign.id) is not None,
    }


def _matrix(
    session: Session, viewer: Viewer, campaign: Campaign, duties: Sequence[DutyLine]
) -> dict[str, Any]:
    """The units that were asked for, a page of them; all of them stand in `duties`."""
    today, number = local_day(clock()), page_asked()
    text, level_id = one_line(request.args.get("q")), number_asked("level")
    asked = request.args.get("state", "")
    state = DutyState(asked) if asked in STATES else None
    found = view.narrowed(duties, text, level_id)
    matching = view.in_state(found, state, today)
    names = {level.id: level.name for level in campaigns.levels_of(session, campaign)}
    rows = matching[(number - 1) * UNITS : number * UNITS]
    more = number * UNITS < len(matching)
    return {
        "units": view.unit_lines(rows, names, today),
        "level_names": names,
        "states": view.choices_of(found, today),
        "asked": {"text": text, "level": level_id, "state": asked if state else ""},
        "page": page_of(number, UNITS, len(rows), whole=len(matching), more=more),
        "matching": len(matching),
    }
