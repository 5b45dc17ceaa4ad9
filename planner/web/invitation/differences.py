"""What the rules would write otherwise than the frozen list has it: taken or declined."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.rights import Action, Viewer
from planner.messages.invitation import why_words
from planner.services.invitation import calling, codes
from planner.services.invitation import groups as all_groups
from planner.services.invitation.drafting import draft_for
from planner.services.invitation.groups import Owner
from planner.store import meeting as meetings
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.flashes import flashed_refusals
from planner.web.invitation.blueprint import MEETING, PERSON, bp
from planner.web.wording import counted, gettext


@bp.get(f"{MEETING}/delegates/differences")
@needs(Action.SEE_INVITEES)
def differences(meeting_id: int) -> ResponseReturnValue:
    """What is proposed; and how much of it was declined."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
        draft = draft_for(session, meeting, clock())
        found = calling.compared(session, meeting, draft)
        may_set = all_groups.may_set(session, viewer, Owner(meeting_id=meeting_id))
    return render_template(
        "invitation/differences.html",
        meeting=meeting,
        found=found.open,
        declined=found.declined,
        why_words=why_words,
        may_set=may_set,
    )


@bp.post(f"{MEETING}/delegates/differences/{PERSON}/<any(accept, decline):verb>")
@needs(Action.SET_INVITEES)
def decide(meeting_id: int, person_id: int, verb: str) -> ResponseReturnValue:
    """One person as the rules say now, or left as the list has them."""
    with flashed_refusals():
        with writing() as (session, viewer):
            words = _decide(session, viewer, meeting_id, person_id, verb)
        flash(words)
    return _back(meeting_id)


@bp.post(f"{MEETING}/delegates/accept")
@needs(Action.SET_INVITEES)
def accept_all(meeting_id: int) -> ResponseReturnValue:
    """Write the list as the rules say now; who is taken off can be put back."""
    with flashed_refusals():
        with writing() as (session, viewer):
            calling.accept_all(session, viewer, meeting_id, clock())
            codes.issue_missing(session, meeting_id, settings().code_key, clock())
        flash(gettext("Danh sách đã theo đúng thành phần."))
    return redirect(url_for(".delegates", meeting_id=meeting_id), 303)


@bp.post(f"{MEETING}/delegates/decline")
@needs(Action.SET_INVITEES)
def decline_all(meeting_id: int) -> ResponseReturnValue:
    """Keep the list as it is; what changes later is proposed again."""
    with writing() as (session, viewer):
        count = calling.decline_all(session, viewer, meeting_id, clock())
    flash(counted("Danh sách giữ nguyên; đã gác %(count)s chỗ khác.", count))
    return _back(meeting_id)


@bp.post(f"{MEETING}/delegates/propose")
@needs(Action.SET_INVITEES)
def propose_again(meeting_id: int) -> ResponseReturnValue:
    """Look anew at everything that was declined."""
    with writing() as (session, viewer):
        calling.propose_again(session, viewer, meeting_id, clock())
    return _back(meeting_id)


def _decide(session: Session, viewer: Viewer, meeting_id: int, person_id: int, verb: str) -> str:
    if verb == "decline":
        name = calling.decline(session, viewer, meeting_id, person_id, clock())
        return gettext("Giữ %(name)s như danh sách đã chốt.", name=name)
    name = calling.accept(session, viewer, meeting_id, person_id, clock())
    codes.issue_missing(session, meeting_id, settings().code_key, clock())
    return gettext("Đã ghi %(name)s theo thành phần hiện nay.", name=name)


def _back(meeting_id: int) -> ResponseReturnValue:
    return redirect(url_for(".differences", meeting_id=meeting_id), 303)
