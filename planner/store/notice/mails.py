"""Which mails were read already."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.store.notice.rows import ReadMail

_AT_ONCE = 500


def unread(session: Session, keys: list[str]) -> list[str]:
    """Those of these mails that nobody has read, in the same order."""
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        query = select(ReadMail.message_key).where(ReadMail.message_key.in_(some))
        known |= set(session.scalars(query))
    return [key for key in keys if key not in known]


def remember_mail(session: Session, key: str, now: datetime) -> bool:
    """Whether this one is the first to read the mail."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"message_key": key, "what": "", "read_at": now}
    query = insert(ReadMail).values(values).on_conflict_do_nothing(index_elements=["message_key"])
    return session.scalar(query.returning(ReadMail.id)) is not None


def name_mail(session: Session, key: str, what: str) -> None:
    """Say what a mail turned out to be."""
    session.execute(update(ReadMail).where(ReadMail.message_key == key).values(what=what))
