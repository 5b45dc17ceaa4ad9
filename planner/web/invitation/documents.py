"""Documents of a meeting: what those who are called may read on their own pages."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.services.invitation import documents as service
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.base import LAST_ID
from planner.store.invitation import documents as store
from planner.web.context import clock, needs, reading, writing
from planner.web.invitation.answer_forms import DocumentForm
from planner.web.invitation.blueprint import MEETING, bp
from planner.web.invitation.downloads import handed_out
from planner.web.wording import gettext

DOCUMENT = f"/documents/<int(max={LAST_ID}):document_id>"


@bp.route(f"{MEETING}/documents", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def documents(meeting_id: int) -> ResponseReturnValue:
    """What there is, for whom; one more."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id)
        groups = invitations.groups_for_meeting(session, meeting_id)
        found = store.documents_of(session, meeting_id)
    form = DocumentForm()
    form.offer(groups)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.add(session, viewer, meeting_id, form.given(), clock())
            flash(gettext("Đã thêm tài liệu."))
            return redirect(url_for(".documents", meeting_id=meeting_id), 303)
    return render_template(
        "invitation/documents.html",
        meeting=meeting,
        documents=found,
        names={group.id: group.name for group in groups},
        form=form,
    )


@bp.get(DOCUMENT)
@needs(Action.SEE_INVITEES)
def document(document_id: int) -> Response:
    """A file, to be saved."""
    with reading() as (session, viewer):
        found, content = service.read(session, viewer, document_id)
    return handed_out(found, content)


@bp.post(f"{DOCUMENT}/drop")
@needs(Action.SET_INVITEES)
def drop_document(document_id: int) -> ResponseReturnValue:
    """Take a document away."""
    with writing() as (session, viewer):
        meeting_id = service.drop(session, viewer, document_id, clock())
    flash(gettext("Đã bỏ tài liệu."))
    return redirect(url_for(".documents", meeting_id=meeting_id), 303)
