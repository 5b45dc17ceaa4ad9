"""Chuyên đề: the library of what is studied."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.text import search_key
from planner.store.base import Base


class Topic(Base):
    __tablename__ = "topic"

    title: Mapped[str] = mapped_column(unique=True)
    search_key: Mapped[str] = mapped_column(index=True)


def find_topic(session: Session, title: str) -> Topic | None:
    """The topic of that title, however it is spelt: dấu and signs do not make another."""
    query = select(Topic).where(Topic.search_key == search_key(title))
    return session.scalar(query.order_by(Topic.id).limit(1))


def topics_in(session: Session, topic_ids: Collection[int]) -> Sequence[Topic]:
    """Those topics, by title."""
    query = select(Topic).where(Topic.id.in_(topic_ids))
    return session.scalars(query.order_by(Topic.search_key, Topic.id)).all()
