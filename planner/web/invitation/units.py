"""Pages of units: their links for the organiser, and the page itself by link or account."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.account import normalise_code
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.services.invitation import asking, nominations
from planner.services.invitation import board as boards
from planner.services.invitation import documents as service
from planner.store import meeting as meetings
from planner.store.base import LAST_ID
from planner.store.invitation import answers, letters
from planner.web.context import clock, needs, open_session, open_to, reading, settings, writing
from planner.web.invitation import unit_desk
from planner.web.invitation.blueprint import MEETING, bp, personal
from planner.web.invitation.downloads import handed_out
from planner.web.invitation.pictures import qr_picture
from planner.web.invitation.unit_desk import VERBS, Sent
from planner.web.paging import page_asked, page_of
from planner.web.wording import counted, gettext

UNIT = f"{MEETING}/units/<int(max={LAST_ID}):unit_id>"
PAGE = 50  # units


@bp.get(f"{MEETING}/units")
@needs(Action.SET_INVITEES)
def unit_links(meeting_id: int) -> ResponseReturnValue:
    """Each unit with its link to be copied or printed, what it said, how many it is to name."""
    number = page_asked()
    start = (number - 1) * PAGE
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id)
        linked = asking.links(session, viewer, meeting_id, settings().code_key)
        seats = boards.seats_of(session, meeting, clock())
        setting = answers.setting_of(session, meeting_id)
        plan = letters.plan_of(session, meeting_id)
    some = linked[start : start + PAGE]
    return render_template(
        "invitation/units.html",
        meeting=meeting,
        lines=[(one, _address(one.code), unit_desk.missing_of(one.page, seats)) for one in some],
        setting=setting,
        plan=plan,
        needed=boards.needed([one.page for one in linked]),
        without_link=sum(1 for one in linked if one.code is None),
        page=page_of(number, PAGE, len(some), whole=len(linked), more=start + PAGE < len(linked)),
    )


@bp.post(f"{MEETING}/units/open")
@needs(Action.SET_INVITEES)
def open_units(meeting_id: int) -> ResponseReturnValue:
    """A link for each unit that has seats or people and no link yet."""
    with writing() as (session, viewer):
        made = asking.open_pages(session, viewer, meeting_id, settings().code_key, clock())
    flash(counted("Đã mở trang cho %(count)s đơn vị.", made))
    return redirect(url_for(".unit_links", meeting_id=meeting_id), 303)


@bp.post(f"{UNIT}/link/<any(renew, revoke):verb>")
@needs(Action.SET_INVITEES)
def change_link(meeting_id: int, unit_id: int, verb: str) -> ResponseReturnValue:
    """Another address, or none."""
    with writing() as (session, viewer):
        if verb == "renew":
            key = settings().code_key
            asking.renew_link(session, viewer, meeting_id, unit_id, key, clock())
        else:
            asking.revoke_link(session, viewer, meeting_id, unit_id, clock())
    said = gettext("Đã cấp địa chỉ mới; địa chỉ cũ thôi mở được.")
    flash(said if verb == "renew" else gettext("Đã thu địa chỉ."))
    return redirect(url_for(".unit_page", meeting_id=meeting_id, unit_id=unit_id), 303)


@bp.get(UNIT)
@needs(Action.NAME_DELEGATES)
def unit_page(meeting_id: int, unit_id: int) -> ResponseReturnValue:
    """The page of a unit for its account; for the organiser with the link, too."""
    return _account_page(meeting_id, unit_id, Sent())


@bp.post(f"{UNIT}/<{VERBS}:verb>")
@needs(Action.NAME_DELEGATES)
def act_for_unit(meeting_id: int, unit_id: int, verb: str) -> ResponseReturnValue:
    """What a form of that page asks for."""
    try:
        with writing() as (session, viewer):
            desk = nominations.desk_for(session, viewer, meeting_id, unit_id)
            unit_desk.handle(session, desk, verb)
    except RuleBroken as broken:
        return _account_page(meeting_id, unit_id, unit_desk.sent_form(verb, broken)), 422
    flash(gettext("Đã ghi."))
    return redirect(url_for(".unit_page", meeting_id=meeting_id, unit_id=unit_id), 303)


@bp.get(f"{UNIT}/speech")
@needs(Action.NAME_DELEGATES)
def unit_speech(meeting_id: int, unit_id: int) -> Response:
    """The text of a unit's tham luận."""
    with reading() as (session, viewer):
        desk = nominations.desk_for(session, viewer, meeting_id, unit_id)
        return handed_out(*service.speech_text(session, desk))


@personal.get("/u/<code>")
@open_to("holder of a unit's link")
def unit_by_link(code: str) -> ResponseReturnValue:
    """The page of a unit for who holds its link."""
    return _link_page(code, Sent())


@personal.post(f"/u/<code>/<{VERBS}:verb>")
@open_to("holder of a unit's link")
def act_by_link(code: str, verb: str) -> ResponseReturnValue:
    """What a form of that page asks for; the link is the authority."""
    try:
        with open_session("writers") as session:
            desk = nominations.desk_of_link(session, code, clock())
            unit_desk.handle(session, desk, verb)
    except RuleBroken as broken:
        return _link_page(code, unit_desk.sent_form(verb, broken)), 422
    return redirect(
        url_for(".unit_by_link", code=normalise_code(code), done=1, _anchor="da-ghi"), 303
    )


def _link_page(code: str, sent: Sent) -> str:
    plain = normalise_code(code)
    with open_session("readers") as session:
        desk = nominations.desk_of_link(session, code, clock())
        shown = unit_desk.shown(session, desk)

    def action(verb: str) -> str:
        return url_for(".act_by_link", code=plain, verb=verb)

    return render_template(
        "personal/unit.html", shown=shown, sent=sent, action=action, names=unit_desk.REPLY_WORDS
    )


def _account_page(meeting_id: int, unit_id: int, sent: Sent) -> str:
    key = settings().code_key
    with reading() as (session, viewer):
        desk = nominations.desk_for(session, viewer, meeting_id, unit_id)
        shown = unit_desk.shown(session, desk)
        code = asking.code_of_page(session, shown.said, key) if desk.is_office else None

    def action(verb: str) -> str:
        return url_for(".act_for_unit", meeting_id=meeting_id, unit_id=unit_id, verb=verb)

    link = _address(code)
    return render_template(
        "invitation/unit.html",
        shown=shown,
        sent=sent,
        action=action,
        names=unit_desk.REPLY_WORDS,
        link=link,
        picture=qr_picture(link, desk.unit.name) if link else "",
    )


def _address(code: str | None) -> str:
    return f"{settings().base_url.rstrip('/')}/u/{code}" if code else ""
