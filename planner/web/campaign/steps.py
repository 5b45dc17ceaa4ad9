"""The milestones of a campaign: the list with the year, and changing them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.services import campaign as service
from planner.store import campaign as campaigns
from planner.web.campaign import view
from planner.web.campaign.blueprint import MILESTONE, ONE, bp
from planner.web.campaign.forms import MilestoneForm
from planner.web.context import clock, needs, reading, writing
from planner.web.moments import moment_of_when
from planner.web.ribbon import ribbon_of
from planner.web.timemarks import mark_of
from planner.web.wording import gettext


@bp.get(f"{ONE}/milestones")
@needs(Action.SEE_CAMPAIGN)
def milestones(campaign_id: int) -> ResponseReturnValue:
    """Every step on its year, and in its order."""
    today = local_day(clock())
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.SEE_CAMPAIGN, campaign_id)
        steps = campaigns.milestones_of(session, campaign)
        led = campaigns.find(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
    years = sorted({day.year for one in steps if (day := one.window_start)} or {campaign.year})
    entries = view.entries_of(campaign, [], steps)
    return render_template(
        "campaign/milestones.html",
        campaign=campaign,
        ribbons=[ribbon_of(year, today, entries) for year in years],
        steps=view.step_lines(steps, today),
        may_lead=led is not None,
    )


@bp.route(f"{ONE}/milestones/new", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def add_milestone(campaign_id: int) -> ResponseReturnValue:
    """One more step."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
    form = MilestoneForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = form.facts(campaign.year)
                service.add_milestone(session, viewer, campaign_id, facts, clock())
            flash(gettext("Đã ghi mốc."))
            return redirect(url_for(".milestones", campaign_id=campaign_id), 303)
    return render_template("campaign/milestone.html", form=form, campaign=campaign, step=None)


@bp.route(f"{MILESTONE}/edit", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def change_milestone(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """Another time, another text."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
        step = campaigns.get_milestone(session, campaign, milestone_id)
    said = step.time_words or step.awaiting or mark_of(moment_of_when(step.when)).words
    form = MilestoneForm(data={"when": said, "what": step.what})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = form.facts(campaign.year)
                service.change_milestone(session, viewer, campaign_id, milestone_id, facts, clock())
            flash(gettext("Đã lưu mốc."))
            return redirect(url_for(".milestones", campaign_id=campaign_id), 303)
    return render_template("campaign/milestone.html", form=form, campaign=campaign, step=step)


@bp.post(f"{MILESTONE}/done")
@needs(Action.LEAD_CAMPAIGN)
def finish_milestone(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """Done today."""
    today = local_day(clock())
    with writing() as (session, viewer):
        service.finish_milestone(session, viewer, campaign_id, milestone_id, today, clock())
    return redirect(url_for(".milestones", campaign_id=campaign_id), 303)


@bp.post(f"{MILESTONE}/reopen")
@needs(Action.LEAD_CAMPAIGN)
def reopen_milestone(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """Not done after all."""
    with writing() as (session, viewer):
        service.finish_milestone(session, viewer, campaign_id, milestone_id, None, clock())
    return redirect(url_for(".milestones", campaign_id=campaign_id), 303)


@bp.post(f"{MILESTONE}/remove")
@needs(Action.LEAD_CAMPAIGN)
def remove_milestone(campaign_id: int, milestone_id: int) -> ResponseReturnValue:
    """Take a step away."""
    with writing() as (session, viewer):
        service.remove_milestone(session, viewer, campaign_id, milestone_id, clock())
    flash(gettext("Đã bỏ mốc."))
    return redirect(url_for(".milestones", campaign_id=campaign_id), 303)
