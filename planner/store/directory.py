"""Units, people, and the posts that people hold in units."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapped,
    Session,
    mapped_column,
    relationship,
)

from planner.domain.directory import (
    Body,
    Organisation,
    ParentLink,
    PostFact,
    UnitFact,
)
from planner.domain.rights import Action, Relation, Viewer
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
    """A name, and how to reach it; nothing more by default. `sort_key` orders by tên, họ, đệm."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "sort_key", "search_key"),)  # a search reads nothing else

    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    search_key: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]


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


def find_unit_by_code(session: Session, code: str) -> Unit | None:
    """By its code; that a unit exists is nobody's secret."""
    return session.scalar(select(Unit).where(Unit.code == code))


def in_reach(viewer: Viewer, action: Action) -> ColumnElement[bool]:
    """The units at which the viewer may do it: `domain.directory.reaches`, said in SQL."""
    relations = viewer.reach(action)
    if Relation.ANY in relations:
        return true()
    ways: list[ColumnElement[bool]] = [false()]
    own = [unit for unit in (viewer.seat_id, viewer.unit_id) if unit is not None]
    if Relation.OWN in relations:
        ways.append(Unit.id.in_(own))
    if Relation.BELOW in relations and viewer.seat_id is not None:
        ways.append(Unit.path.like(f"{viewer.seat_path}%") & Unit.id.not_in(own))
    return or_(*ways)


def organisation_on(session: Session, day: date) -> Organisation[int]:
    """What is in being that day, as the rules of thành phần read it: always two queries."""
    found = session.execute(
        select(Unit.id, Unit.kind, Unit.is_outside, Unit.territory_id, Unit.parent_id)
        .where(_in_being(Unit.from_on, Unit.to_on, day))
        .order_by(Unit.id)
    ).all()
    units = [UnitFact(row.id, row.kind, row.is_outside, row.territory_id) for row in found]
    links = [ParentLink(row.id, row.parent_id) for row in found if row.parent_id is not None]
    return Organisation.on(day, units, links, _posts_on(session, day))


def _posts_on(session: Session, day: date) -> list[PostFact[int]]:
    query = (
        select(
            Post.id,
            Post.person_id,
            Post.unit_id,
            Post.body,
            Post.position,
            Post.rank,
            Post.is_full_time,
        )
        .where(_in_being(Post.from_on, Post.to_on, day))
        .order_by(Post.id)
    )
    return [
        PostFact(post, person, unit, Body(body) if body else None, position, rank, full_time)
        for post, person, unit, body, position, rank, full_time in session.execute(query)
    ]


def _in_being(
    from_on: InstrumentedAttribute[date | None],
    to_on: InstrumentedAttribute[date | None],
    day: date,
) -> ColumnElement[bool]:
    """`domain.directory.holds`, said in SQL."""
    return or_(from_on.is_(None), from_on <= day) & or_(to_on.is_(None), to_on > day)
