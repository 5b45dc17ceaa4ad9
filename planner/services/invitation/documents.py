"""Documents of a meeting: given by who keeps its list, read by those whom they are meant for.

The caller commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import SPEECH_KINDS, GivenFile, may_read, read_link, read_title
from planner.domain.rights import Action, Viewer
from planner.services.invitation import nominations
from planner.services.invitation.nominations import Desk
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate, MeetingDocument, UnitPage
from planner.store.invitation import documents as store

MOST_DOCUMENTS = 50  # of one meeting


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it is given: a link or a file, for these groups; none = for everybody."""

    title: str
    url: str = ""
    file: GivenFile | None = None
    groups: tuple[int, ...] = ()


def add(
    session: Session, viewer: Viewer, meeting_id: int, given: Given, now: datetime
) -> MeetingDocument:
    """One more document."""
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)
    if store.count_documents(session, meeting_id) >= MOST_DOCUMENTS:
        raise RuleBroken("invitation.many_documents", field="title", most=MOST_DOCUMENTS)
    title = read_title(given.title)
    if (given.file is None) == (not given.url.strip()):
        raise RuleBroken("invitation.link_or_file", field="file")
    known = {group.id for group in invitations.groups_for_meeting(session, meeting_id)}
    if not known.issuperset(given.groups):
        raise NotFound("group")
    document = MeetingDocument(
        meeting_id=meeting_id,
        title=title,
        groups=list(given.groups),
        added_by=viewer.name,
        added_at=now,
    )
    if given.file is None:
        document.url = read_link(given.url)
    _keep(session, document, given.file)
    changes = {"title": [None, document.title]}
    audit.record(session, viewer, now, "add_document", meeting, changes)
    return document


def drop(session: Session, viewer: Viewer, document_id: int, now: datetime) -> int:
    """Take a document away; the meeting's number."""
    document = store.get_document(session, document_id)
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, document.meeting_id)
    if document.unit_page_id is not None:
        raise NotFound("document")
    changes = {"title": [document.title, None]}
    audit.record(session, viewer, now, "drop_document", meeting, changes)
    store.drop_document(session, document)
    return meeting.id


def read(session: Session, viewer: Viewer, document_id: int) -> tuple[MeetingDocument, bytes]:
    """A file for who may see the list."""
    document = store.get_document(session, document_id)
    meetings.get(session, viewer, Action.SEE_INVITEES, document.meeting_id)
    return document, store.read_file(session, document)


def documents_for(session: Session, delegate: Delegate) -> Sequence[MeetingDocument]:
    """What a delegate may read."""
    found = store.documents_of(session, delegate.meeting_id)
    return [one for one in found if may_read(one.groups, delegate.group_id)]


def read_for(
    session: Session, delegate: Delegate, document_id: int
) -> tuple[MeetingDocument, bytes]:
    """A file for a delegate whom it is meant for."""
    for one in documents_for(session, delegate):
        if one.id == document_id:
            return one, store.read_file(session, one)
    raise NotFound("document")


def receive_speech(
    session: Session, desk: Desk, page: UnitPage, given: GivenFile, now: datetime
) -> MeetingDocument:
    """The text of a unit's tham luận, in the place of an earlier one; the caller holds the page."""
    if not page.speech_title:
        raise RuleBroken("invitation.no_speech_title", field="title")
    given.ensure_safe(kinds=SPEECH_KINDS)
    earlier = store.speech_of(session, page)
    document = MeetingDocument(
        meeting_id=page.meeting_id,
        unit_page_id=page.id,
        title=page.speech_title,
        groups=[],
        added_by=desk.viewer.name,
        added_at=now,
    )
    _keep(session, document, given)
    if earlier is not None:
        store.drop_document(session, earlier)
    page.speech_received_at = page.changed_at = now
    audit.record(session, desk.viewer, now, "receive_speech", page)
    session.flush()
    return document


def speech_text(session: Session, desk: Desk) -> tuple[MeetingDocument, bytes]:
    """The text of a unit's tham luận, for the unit and for who keeps the list."""
    page = nominations.said_by(session, desk)
    found = store.speech_of(session, page) if page.id else None
    if found is None:
        raise NotFound("speech")
    return found, store.read_file(session, found)


def _keep(session: Session, document: MeetingDocument, given: GivenFile | None) -> None:
    if given is not None:
        given.ensure_safe()
        document.file_name, document.media_type = given.safe_name, given.media_type
        document.size = len(given.content)
    session.add(document)
    session.flush()
    if given is not None:
        store.keep_file(session, document, given.content)
        session.flush()
