"""The rows of units, people and posts."""

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, or_
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from planner.store.base import Base


class Unit(Base):
    """A unit as it is today. Outside bodies (cấp ủy, UBND, …) hang on the unit of their territory.

    `path` is the way down the tree, `/1/7/23/`: units below share its beginning.
    `from_on` is the first day, `to_on` the first day on which it no longer is; None = open.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="ends_after_start"),
        CheckConstraint("parent_id IS NULL OR territory_id IS NULL", name="one_place_in_the_tree"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    level: Mapped[int]
    is_outside: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(index=True, default="/")
    rank: Mapped[int] = mapped_column(default=0)  # among its sisters, smaller first
    place: Mapped[str] = mapped_column(default="")  # where its papers are dated: a town
    search_key: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    parent: Mapped["Unit | None"] = relationship(
        foreign_keys=[parent_id], remote_side="Unit.id", lazy="raise"
    )
    territory: Mapped["Unit | None"] = relationship(
        foreign_keys=[territory_id], remote_side="Unit.id", lazy="raise"
    )


class Person(Base):
    """A name, and how to reach it; nothing more by default. `sort_key` orders by tên, họ, đệm.

    One that was found to be another's double is `merged_into_id`, and no longer anybody.
    """

    __tablename__ = "person"
    # A search reads nothing else.
    __table_args__ = (Index(None, "sort_key", "search_key", "merged_into_id"),)

    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    search_key: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Post(Base):
    """What a person is, in a unit or in one of its bodies (BCH, BTV, TT, UBKT), and since when.

    A smaller `rank` is more senior. The term is free text: every unit counts its own.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="ends_after_start"),
        Index(None, "unit_id", "body"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    body: Mapped[str | None]
    position: Mapped[str]
    is_full_time: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int] = mapped_column(default=100)
    term: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    person: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


def in_being(
    from_on: InstrumentedAttribute[date | None],
    to_on: InstrumentedAttribute[date | None],
    day: date,
) -> ColumnElement[bool]:
    """`domain.directory.holds`, said in SQL."""
    return or_(from_on.is_(None), from_on <= day) & or_(to_on.is_(None), to_on > day)
