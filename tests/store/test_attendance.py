"""What the tables of the door hold by themselves, and how its lists are read."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.services.attendance import ledger
from planner.store.attendance import Attendance, Scan
from planner.store.attendance.guest import codes_of, search_guests
from planner.store.base import Base
from planner.store.invitation import Delegate
from tests.doors import EIGHT, give_code, item, open_door, send
from tests.factories import Office, make_delegate


@pytest.fixture
def statements(connection: Connection) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield said
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def _lan_is_in(session: Session, office: Office) -> None:
    token = open_door(session, office.meeting)
    send(session, token, [item(give_code(session, office.lan), id="one")])


def copy_of(row: Base) -> Base:
    """The same row once more."""
    names = [column.name for column in row.__table__.columns if column.name != "id"]
    return type(row)(**{name: getattr(row, name) for name in names})


@pytest.mark.usefixtures("_lan_is_in")
@pytest.mark.parametrize("table", [Scan, Attendance])
def test_a_scan_and_a_presence_are_kept_once(session: Session, table: type[Base]) -> None:
    session.add(copy_of(session.query(table).one()))

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_search_finds_so_many_and_in_the_order_of_names(session: Session, office: Office) -> None:
    for name in ("Trần Văn Anh", "Lê Thị Ánh", "Nguyễn An"):
        make_delegate(session, office.meeting, None, name)

    found = search_guests(session, office.meeting.id, "2026-01-05", "an", 2)

    assert [one.name for one in found] == ["Nguyễn An", "Trần Văn Anh"]


@pytest.mark.usefixtures("_lan_is_in")
def test_a_long_ledger_takes_no_more_queries(
    session: Session, office: Office, statements: list[str]
) -> None:
    counted = []
    for number in (1, 30):
        guests = [make_delegate(session, office.meeting, None, f"K{n}") for n in range(number)]
        queue = [item(give_code(session, guest)) for guest in guests]
        send(session, open_door(session, office.meeting, f"Cửa {number}"), queue)
        session.expire_all()
        statements.clear()
        ledger.attendance_of(session, KEEPER, office.meeting.id, EIGHT)
        codes_of(session, office.meeting.id)
        ledger.rebuild(session, KEEPER, office.meeting.id, EIGHT)
        counted.append(len(statements))

    assert counted[0] == counted[1]


@pytest.mark.usefixtures("_lan_is_in")
def test_every_code_that_was_given_out_is_known(session: Session, office: Office) -> None:
    give_code(session, office.lan, 2)

    known = [(one.generation, one.guest.is_current) for one in codes_of(session, office.meeting.id)]

    assert known == [(1, False), (2, True)]
    assert session.query(Delegate).count() == 1
