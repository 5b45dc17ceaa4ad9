"""The ways to the pages of units: what they said, their people, and who opens them by a link."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager, joinedload

from planner.store import meeting as meetings
from planner.store.account import Credential
from planner.store.directory import Unit
from planner.store.invitation.answer_rows import UnitPage
from planner.store.invitation.delegates import IN_ORDER, LISTED
from planner.store.invitation.rows import Delegate
from planner.store.session import locked

UNIT_PAGE = "unit_page"  # the kind of credential; its owner is a row of this table
_LIVING = and_(
    Credential.kind == UNIT_PAGE,
    Credential.owner_id == UnitPage.id,
    Credential.revoked_at.is_(None),
)


def page_of_unit(session: Session, meeting_id: int, unit_id: int) -> UnitPage | None:
    """What a unit said, with the unit; None where it said nothing and was given no link."""
    query = select(UnitPage).where(UnitPage.meeting_id == meeting_id, UnitPage.unit_id == unit_id)
    return session.scalar(query.options(joinedload(UnitPage.unit)))


def hold_page(session: Session, meeting_id: int, unit_id: int) -> UnitPage:
    """The same row for everybody who writes for this unit, one after the other."""
    add_pages(session, meeting_id, [unit_id])
    query = select(UnitPage).where(UnitPage.meeting_id == meeting_id, UnitPage.unit_id == unit_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def add_pages(session: Session, meeting_id: int, unit_ids: Iterable[int]) -> None:
    """A page for each of these units that has none."""
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"meeting_id": meeting_id, "unit_id": unit_id} for unit_id in unit_ids]
    if rows:
        once = build(UnitPage).on_conflict_do_nothing(index_elements=["meeting_id", "unit_id"])
        session.execute(once, rows)


def page_of_link(session: Session, token_hash: str) -> UnitPage | None:
    """What a living link opens, with the unit, and the meeting with its names."""
    query = (
        select(UnitPage)
        .join(Credential, _LIVING)
        .where(Credential.hash == token_hash)
        .options(
            joinedload(UnitPage.unit),
            joinedload(UnitPage.meeting).options(*meetings.WITH_NAMES),
        )
    )
    return session.scalar(query)


def pages_with_links(session: Session, meeting_id: int) -> Sequence[tuple[UnitPage, int | None]]:
    """Every page of a meeting with the generation of its living link, by the order of units."""
    query = (
        select(UnitPage, Credential.generation)
        .join(UnitPage.unit)
        .outerjoin(Credential, _LIVING)
        .where(UnitPage.meeting_id == meeting_id)
        .options(contains_eager(UnitPage.unit))
        .order_by(Unit.rank, Unit.sort_key, Unit.id)
    )
    return [(page, generation) for page, generation in session.execute(query)]


def last_links(session: Session, page_ids: Collection[int]) -> dict[int, int]:
    """Page to the newest link it ever had."""
    query = (
        select(Credential.owner_id, func.max(Credential.generation))
        .where(Credential.kind == UNIT_PAGE, Credential.owner_id.in_(page_ids))
        .group_by(Credential.owner_id)
    )
    return dict(session.execute(query).all())


def add_links(session: Session, links: Iterable[tuple[int, int, str]], now: datetime) -> None:
    """Keep links given as (page, generation, hash)."""
    rows = [
        {
            "kind": UNIT_PAGE,
            "owner_id": page_id,
            "generation": generation,
            "hash": hashed,
            "created_at": now,
        }
        for page_id, generation, hashed in links
    ]
    if rows:
        session.execute(insert(Credential), rows)


def units_called(session: Session, meeting_id: int) -> Sequence[int]:
    """The units of those who are on the list."""
    query = select(Delegate.unit_id).where(
        Delegate.meeting_id == meeting_id, Delegate.state == "live", Delegate.unit_id.is_not(None)
    )
    return [number for number in session.scalars(query.distinct()) if number is not None]


def people_of_unit(session: Session, meeting_id: int, unit_id: int) -> Sequence[Delegate]:
    """Whom a unit has on the list, those included who sent somebody else; in printed order."""
    query = select(Delegate).where(
        Delegate.meeting_id == meeting_id,
        Delegate.unit_id == unit_id,
        Delegate.state.in_(LISTED),
    )
    return session.scalars(query.order_by(*IN_ORDER)).all()


def get_of_unit(
    session: Session, meeting_id: int, unit_id: int, delegate_id: int
) -> Delegate | None:
    """One of a unit's people, held till the end, with the meeting."""
    query = select(Delegate).where(
        Delegate.id == delegate_id,
        Delegate.meeting_id == meeting_id,
        Delegate.unit_id == unit_id,
        Delegate.state == "live",
    )
    query = query.options(joinedload(Delegate.meeting).options(*meetings.WITH_NAMES))
    return session.scalar(locked(query, Delegate))


def living_link(session: Session, page_id: int) -> int | None:
    """The generation of the living link of one page."""
    query = select(Credential.generation).where(
        Credential.kind == UNIT_PAGE,
        Credential.owner_id == page_id,
        Credential.revoked_at.is_(None),
    )
    return session.scalar(query)
