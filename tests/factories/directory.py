"""Units, people and accounts."""

from datetime import date

from sqlalchemy.orm import Session, joinedload

from planner.domain.rights import Role, Viewer
from planner.domain.text import alphabet_key, search_key, sort_key
from planner.store.account import Account, viewer_for
from planner.store.directory import (
    Person,
    Post,
    Succession,
    SuccessionPart,
    Unit,
)
from tests.factories.ground import NOW, keep


def make_unit(
    session: Session,
    code: str,
    name: str = "",
    *,
    parent: Unit | None = None,
    kind: str = "huyện đoàn",
    level: int = 3,
) -> Unit:
    """A unit of ours at its place in the tree."""
    unit = Unit(
        code=code,
        name=name or code,
        kind=kind,
        level=level,
        parent_id=parent.id if parent else None,
        search_key=search_key(name or code),
        sort_key=alphabet_key(name or code),
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    return keep(session, unit)


def make_account(
    session: Session, role: Role, unit: Unit, name: str = "Thu Hà", email: str | None = None
) -> Account:
    """An account that signs in by `tests.web.browser.sign_in`; it has no password."""
    return keep(
        session,
        Account(
            email=email or f"{role}.{unit.code}.{search_key(name)}@vn".replace(" ", "-").lower(),
            name=name,
            password_hash="!",
            role=role.value,
            unit_id=unit.id,
            created_at=NOW,
        ),
    )


def make_person(session: Session, name: str, email: str | None = None) -> Person:
    return keep(
        session,
        Person(name=name, email=email, search_key=search_key(name), sort_key=sort_key(name)),
    )


def make_post(session: Session, person: Person, unit: Unit, position: str = "Bí thư") -> Post:
    return keep(session, Post(person_id=person.id, unit_id=unit.id, position=position, rank=10))


def make_renaming(session: Session, unit: Unit) -> Succession:
    """A unit was renamed long ago: who entered it has moved nothing."""
    part = SuccessionPart(unit_id=unit.id, heir_id=unit.id, takes_history=False, ends=False)
    return keep(
        session,
        Succession(
            kind="rename",
            day=date(2012, 1, 1),
            account_name="Văn thư",
            created_at=NOW,
            applied_at=NOW,
            parts=[part],
        ),
    )


def who(session: Session, account: Account) -> Viewer:
    """The viewer that an account is."""
    options = [joinedload(Account.unit).joinedload(Unit.parent)]
    loaded = session.get(Account, account.id, options=options, populate_existing=True)
    assert loaded is not None
    return viewer_for(loaded)
