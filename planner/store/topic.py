"""Chuyên đề: the library of what is studied."""

from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base


class Topic(Base):
    __tablename__ = "topic"

    title: Mapped[str] = mapped_column(unique=True)
    search_key: Mapped[str] = mapped_column(index=True)
