"""Opening a campaign, its levels, who is exempt, and stopping it."""

from collections.abc import Iterable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from planner.domain.errors import RuleBroken
from planner.domain.meeting import when_from_words
from planner.domain.rights import Action
from planner.domain.series import day_in
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages import refusal
from planner.services import campaign as service
from planner.store import campaign as campaigns
from planner.store.campaign import Campaign, CampaignLevel
from planner.store.directory import Unit
from planner.web.campaign.blueprint import EXEMPTION, LEVEL, ONE, bp
from planner.web.campaign.forms import CampaignForm, ExemptionForm, LevelForm, ReasonForm
from planner.web.campaign.view import report_when
from planner.web.context import clock, needs, new_uid, reading, writing
from planner.web.convenor import convenor_asked
from planner.web.flashes import flashed_refusals
from planner.web.moments import moment_of_when
from planner.web.timemarks import mark_of
from planner.web.wording import counted, gettext


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def add() -> ResponseReturnValue:
    """A new campaign of the unit in the address, else of the viewer's own."""
    today = local_day(clock())
    with reading() as (session, viewer):
        convenor = convenor_asked(session, viewer, Action.LEAD_CAMPAIGN)
        convenors = campaigns.convenors_for(session, viewer)
        form = CampaignForm(data={"year": today.year, "code": f"DOT-{convenor.code}-{today.year}"})
        _offer(session, form, convenor, today.year)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                made = service.open_campaign(
                    session, viewer, convenor.id, form.facts(), uid=new_uid(), now=clock()
                )
            flash(gettext("Đã mở đợt %(title)s. Ghi cấp thấp nhất trước.", title=made.title))
            return redirect(url_for(".add_level", campaign_id=made.id), 303)
    return render_template("campaign/new.html", form=form, convenor=convenor, convenors=convenors)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def change(campaign_id: int) -> ResponseReturnValue:
    """Other facts of a campaign."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
        form = CampaignForm(obj=campaign)
        _offer(session, form, campaign.convenor, campaign.year)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.change_campaign(session, viewer, campaign_id, form.facts(), clock())
            flash(gettext("Đã lưu đợt."))
            return _back(campaign_id)
    return render_template("campaign/edit.html", form=form, campaign=campaign)


@bp.route(f"{ONE}/cancel", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def cancel(campaign_id: int) -> ResponseReturnValue:
    """Stop a campaign, with a reason."""
    campaign, form = _found(campaign_id), ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.cancel_campaign(
                    session, viewer, campaign_id, reason=form.reason.data, now=clock()
                )
            flash(gettext("Đã dừng đợt; lịch của các đơn vị báo dừng."))
            return _back(campaign_id)
    return render_template("campaign/cancel.html", form=form, campaign=campaign)


@bp.post(f"{ONE}/reopen")
@needs(Action.LEAD_CAMPAIGN)
def reopen(campaign_id: int) -> ResponseReturnValue:
    """Go on with a campaign that was stopped."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.reopen_campaign(session, viewer, campaign_id, clock())
        flash(gettext("Đợt được triển khai tiếp."))
    return _back(campaign_id)


@bp.post(f"{ONE}/derive")
@needs(Action.LEAD_CAMPAIGN)
def derive(campaign_id: int) -> ResponseReturnValue:
    """Look again which units there are."""
    with writing() as (session, viewer):
        derived = service.derive_duties(session, viewer, campaign_id, clock())
    added = counted("thêm %(count)s đơn vị", derived.added)
    removed = counted("bớt %(count)s đơn vị", derived.removed)
    flash(gettext("Đã rà lại: %(added)s, %(removed)s.", added=added, removed=removed))
    return _back(campaign_id)


@bp.route(f"{ONE}/levels/new", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def add_level(campaign_id: int) -> ResponseReturnValue:
    """One more level, after those that are there."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
        levels = campaigns.levels_of(session, campaign)
        form = LevelForm()
        form.offer(_free_kinds(session, campaign, levels))
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = form.facts(campaign.year)
                level = service.add_level(session, viewer, campaign_id, facts, clock())
            flash(_understood(level))
            return _back(campaign_id)
    return render_template("campaign/level.html", form=form, campaign=campaign, level=None)


@bp.route(f"{LEVEL}/edit", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def change_level(campaign_id: int, level_id: int) -> ResponseReturnValue:
    """Other kinds, another time."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
        level = campaigns.get_level(session, campaign, level_id)
        others = [one for one in campaigns.levels_of(session, campaign) if one.id != level_id]
        form = LevelForm(data=_data_of(level))
        form.offer([*_free_kinds(session, campaign, others), *level.unit_kinds])
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = form.facts(campaign.year)
                level = service.change_level(session, viewer, campaign_id, level_id, facts, clock())
            flash(_understood(level))
            return _back(campaign_id)
    return render_template("campaign/level.html", form=form, campaign=campaign, level=level)


@bp.post(f"{LEVEL}/remove")
@needs(Action.LEAD_CAMPAIGN)
def remove_level(campaign_id: int, level_id: int) -> ResponseReturnValue:
    """Take a level away with its duties."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.remove_level(session, viewer, campaign_id, level_id, clock())
        flash(gettext("Đã bỏ cấp."))
    return _back(campaign_id)


@bp.route(f"{ONE}/exemptions/new", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def add_exemption(campaign_id: int) -> ResponseReturnValue:
    """Who holds no meeting, by rule."""
    with reading() as (session, viewer):
        campaign = campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)
        form = ExemptionForm()
        form.offer(campaigns.kinds_below(session, campaign.convenor))
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.add_exemption(session, viewer, campaign_id, form.facts(), clock())
            flash(gettext("Đã ghi diện không tổ chức."))
            return _back(campaign_id)
    return render_template("campaign/exemption.html", form=form, campaign=campaign)


@bp.post(f"{EXEMPTION}/remove")
@needs(Action.LEAD_CAMPAIGN)
def remove_exemption(campaign_id: int, exemption_id: int) -> ResponseReturnValue:
    """Whom it named owes again what the level says."""
    with writing() as (session, viewer):
        service.remove_exemption(session, viewer, campaign_id, exemption_id, clock())
    flash(gettext("Đã bỏ diện không tổ chức."))
    return _back(campaign_id)


@bp.get("/time/<int(min=1990, max=2099):year>")
@needs(Action.USE_OFFICE)
def read_time(year: int) -> ResponseReturnValue:
    """What words of time are understood as in a campaign of that year, for who types them."""
    with reading():
        try:
            when = when_from_words(one_line(request.args.get("words")), date(year, 1, 1))
        except RuleBroken as broken:
            return {"understood": False, "words": refusal(broken)}
    mark = mark_of(moment_of_when(when))
    return {"understood": True, "words": gettext("Hiểu là: %(when)s", when=mark.words)}


def _offer(session: Session, form: CampaignForm, convenor: Unit, year: int) -> None:
    day = day_in(year, local_day(clock()))
    form.offer(
        campaigns.offices_of(session, convenor, day),
        campaigns.parents_for(session, convenor, year),
    )


def _found(campaign_id: int) -> Campaign:
    with reading() as (session, viewer):
        return campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id)


def _free_kinds(session: Session, campaign: Campaign, levels: Iterable[CampaignLevel]) -> list[str]:
    """The kinds of units that are there and stand at no other level."""
    taken = {kind for level in levels for kind in level.unit_kinds}
    present = campaigns.kinds_below(session, campaign.convenor)
    return [kind for kind in present if kind not in taken]


def _data_of(level: CampaignLevel) -> dict[str, object]:
    due = report_when(level)
    return {
        "name": level.name,
        "unit_kinds": level.unit_kinds,
        "owes_meeting": level.owes_meeting,
        "when": _words(level),
        "owes_report": level.owes_report,
        "report_words": due.words or mark_of(moment_of_when(due)).words if due else "",
    }


def _words(level: CampaignLevel) -> str:
    """The words that the time was typed in, or that say it."""
    when = level.when
    return when.words or when.awaiting or mark_of(moment_of_when(when)).words


def _understood(level: CampaignLevel) -> str:
    words = mark_of(moment_of_when(level.when)).words
    return gettext("Đã ghi %(level)s: %(when)s.", level=level.name, when=words)


def _back(campaign_id: int) -> Response:
    return redirect(url_for(".show", campaign_id=campaign_id), 303)
