"""Chuyên đề: the library of what is studied."""

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.text import search_key
from planner.store.base import Base

_TITLES = 0x746F706963  # «topic»: a number of our own among the locks of the server


class Topic(Base):
    __tablename__ = "topic"

    title: Mapped[str] = mapped_column(unique=True)
    search_key: Mapped[str] = mapped_column(index=True)


def find_topic(session: Session, title: str) -> Topic | None:
    """The topic of that title, however it is spelt: dấu and signs do not make another."""
    query = select(Topic).where(Topic.search_key == search_key(title))
    return session.scalar(query.order_by(Topic.id).limit(1))


def lock_titles(session: Session) -> None:
    """PostgreSQL lets one at a time add topics, as SQLite does, so that none is added twice."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TITLES)))
