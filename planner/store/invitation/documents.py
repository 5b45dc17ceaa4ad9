"""The ways to documents; their bytes are read only one by one."""

from base64 import b64decode, b64encode
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.store.invitation.answer_rows import DocumentFile, MeetingDocument, UnitPage


def documents_of(session: Session, meeting_id: int) -> Sequence[MeetingDocument]:
    """For those who are called, in the order in which they were added."""
    query = select(MeetingDocument).where(
        MeetingDocument.meeting_id == meeting_id, MeetingDocument.unit_page_id.is_(None)
    )
    return session.scalars(query.order_by(MeetingDocument.id)).all()


def speech_of(session: Session, page: UnitPage) -> MeetingDocument | None:
    """The text of a unit's tham luận, the newest that came."""
    query = select(MeetingDocument).where(MeetingDocument.unit_page_id == page.id)
    return session.scalar(query.order_by(MeetingDocument.id.desc()).limit(1))


def count_documents(session: Session, meeting_id: int) -> int:
    """How many there are for those who are called."""
    query = select(func.count()).select_from(MeetingDocument)
    mine = MeetingDocument.meeting_id == meeting_id
    return session.scalar(query.where(mine, MeetingDocument.unit_page_id.is_(None))) or 0


def get_document(session: Session, document_id: int) -> MeetingDocument:
    """NotFound where there is none; the caller looks whether it may be read."""
    found = session.get(MeetingDocument, document_id)
    if found is None:
        raise NotFound("document")
    return found


def keep_file(session: Session, document: MeetingDocument, content: bytes) -> None:
    """The bytes of a document that was flushed."""
    text = b64encode(content).decode("ascii")
    session.add(DocumentFile(document_id=document.id, content=text))


def read_file(session: Session, document: MeetingDocument) -> bytes:
    """The bytes of a document; NotFound of a link."""
    query = select(DocumentFile.content).where(DocumentFile.document_id == document.id)
    text = session.scalar(query)
    if text is None:
        raise NotFound("file")
    return b64decode(text)


def drop_document(session: Session, document: MeetingDocument) -> None:
    """With its bytes."""
    session.execute(delete(DocumentFile).where(DocumentFile.document_id == document.id))
    session.delete(document)
    session.flush()
