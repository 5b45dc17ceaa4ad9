"""Offices large enough to measure in: a meeting with thousands at its doors, years of meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planner.domain.account import delegate_code, token_hash
from planner.domain.feed import Scope
from planner.domain.rights import KEEPER
from planner.services import feed
from planner.services.attendance.door import NewDoor, open_door
from planner.store.account import Credential
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.schema import upgrade
from planner.store.session import make_engine, make_writers

KEY = "c" * 32
REACH = 365  # days ahead on which meetings stand


@dataclass(frozen=True, slots=True)
class Office:
    """A migrated database and the settings under which the house serves it."""

    url: str
    engine: Engine

    @property
    def settings(self) -> dict[str, str]:
        return {
            "PLANNER_DATABASE_URL": self.url,
            "PLANNER_SECRET_KEY": "k" * 32,
            "PLANNER_CODE_KEY": KEY,
            "PLANNER_BASE_URL": "http://127.0.0.1",
        }

    def writer(self) -> Session:
        return make_writers(self.engine)()


def open_office(url: str) -> Office:
    """An empty one; whoever opens it disposes of its engine."""
    office = Office(url, make_engine(url))
    upgrade(office.engine)
    return office


@dataclass(frozen=True, slots=True)
class Rush:
    """A meeting that goes on: a door's token, and the codes of its delegates."""

    token: str
    codes: tuple[str, ...]


def add_rush(office: Office, people: int) -> Rush:
    """A day of so many delegates, each with a code."""
    now = datetime.now(UTC)
    with office.writer() as session:
        unit = add_unit(session, "DOAN", "Tỉnh đoàn")
        add_meetings(session, unit, 1, now - timedelta(hours=1))
        (meeting,) = session.query(Meeting).all()
        names = [f"Người {number:05}" for number in range(people)]
        session.bulk_insert_mappings(
            Delegate.__mapper__,
            [{"meeting_id": meeting.id, "name": n, "search_key": n, "sort_key": n} for n in names],
        )
        ids = [row.id for row in session.query(Delegate.id).order_by(Delegate.id)]
        codes = {one: delegate_code(KEY.encode(), "delegate", one, 1) for one in ids}
        _add_codes(session, codes.items(), now)
        opened = open_door(session, KEEPER, meeting.id, NewDoor("Cửa chính"), now)
        session.commit()
    return Rush(opened.token, tuple(codes.values()))


def _add_codes(session: Session, codes: Iterable[tuple[int, str]], now: datetime) -> None:
    session.bulk_insert_mappings(
        Credential.__mapper__,
        [
            {"kind": "delegate", "owner_id": one, "hash": token_hash(code), "created_at": now}
            for one, code in codes
        ],
    )


def add_unit(session: Session, code: str, name: str) -> Unit:
    """One of the top."""
    unit = Unit(code=code, name=name, kind="tỉnh đoàn", level=2, search_key=name, sort_key=name)
    session.add(unit)
    session.flush()
    unit.path = f"/{unit.id}/"
    return unit


def add_meetings(session: Session, unit: Unit, number: int, first: datetime) -> None:
    """So many of a unit's, two hours each, spread over a year from the first."""
    step = timedelta(days=REACH) / number
    starts = [(index, first + index * step) for index in range(number)]
    session.bulk_insert_mappings(
        Meeting.__mapper__, [_meeting(unit, index, start) for index, start in starts]
    )


def _meeting(unit: Unit, index: int, start: datetime) -> dict[str, object]:
    return {
        "code": f"{unit.code}-{index}",
        "kind": "conference",
        "title": f"Hội nghị triển khai chuyên đề công tác số {index} của {unit.name}",
        "search_key": f"hoi nghi {index}",
        "convenor_id": unit.id,
        "place": "Hội trường lớn, 64 phố Bà Triệu, phường Cửa Nam, Hà Nội",
        "precision": "minute",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "status": "confirmed",
        "uid": f"{unit.code}-{index}@127.0.0.1",
        "changed_at": start - timedelta(days=REACH),
        "created_at": start - timedelta(days=REACH),
    }


def add_feed(office: Office, unit: Unit) -> str:
    """The path of a unit's calendar."""
    with office.writer() as session:
        token = feed.issue(
            session,
            KEEPER,
            (Scope.UNIT, unit.code),
            label="",
            code_key=KEY,
            now=datetime.now(UTC),
        )
        session.commit()
    return f"/lich/{token}.ics"
