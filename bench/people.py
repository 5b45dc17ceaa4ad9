"""How long it takes to take in 20,000 people from a workbook, and to find one among 100,000."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice, product
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy.orm import Session

from bench.entries import Entry
from bench.offices import Office, add_unit, open_office
from planner.domain.rights import KEEPER
from planner.domain.text import search_key, sort_key
from planner.inputs.sheet import read_people
from planner.outputs.xlsx import Value, workbook
from planner.services.directory import import_people
from planner.store.directory import PeopleAsked, listing, people_for
from planner.store.session import make_readers

ROWS, PEOPLE, UNITS = 20_000, 100_000, 500
PAGE = 51
HO = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
DEM = ["Văn", "Thị", "Minh", "Ngọc", "Quang", "Thu", "Anh", "Hữu", "Đức", "Thanh"]
TEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hoà",
    "Hùng",
    "Lan",
    "Linh",
    "Minh",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Tuấn",
    "Vân",
    "Yến",
]
QUERIES = ("nvh", "ha nguyen van", "hoà", "quan ly", "zz")
ROUNDS = 3


def measure() -> dict[str, Entry]:
    """Seconds of an import beside bare inserts; milliseconds of the slowest of some searches."""
    with TemporaryDirectory() as name:
        office = open_office(f"sqlite:///{name}/planner.sqlite")
        with office.writer() as session:
            for number in range(UNITS):
                add_unit(session, f"U{number}", f"Đơn vị {number}")
            session.commit()
        found = {"people.import_20000": _import(office)}
        _fill(office)
        found["people.search_100000"] = _search(office)
        office.engine.dispose()
    return found


def _names(number: int) -> list[str]:
    names = (" ".join(parts) for parts in product(DEM, TEN, HO, DEM, TEN))
    return [
        f"{ho} {dem} {lot} {ten}" for dem, lot, ho, _, ten in map(str.split, islice(names, number))
    ]


def _import(office: Office) -> Entry:
    heads = ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại"]
    rows: list[list[Value]] = [
        [at, name, "Ủy viên", f"Đơn vị {at % UNITS}", f"09{at:08}"]
        for at, name in enumerate(_names(ROWS))
    ]
    data = workbook("Người", heads, rows)
    started = perf_counter()
    with office.writer() as session:
        done = import_people(
            session, KEEPER, read_people(data).entries, datetime.now(UTC), save=True
        )
        session.commit()
    taken = perf_counter() - started
    if done.created != ROWS:
        raise ValueError(done)
    bare = _seconds(office, lambda session: listing.add_people(session, _plain(ROWS)))
    return _entry(taken, bare, "s")


def _seconds(office: Office, work: Callable[[Session], object]) -> float:
    """How long it takes, with nothing kept."""
    started = perf_counter()
    with office.writer() as session:
        work(session)
    return perf_counter() - started


def _plain(number: int) -> list[dict[str, str]]:
    return [{"name": name, "search_key": name, "sort_key": name} for name in _names(number)]


def _fill(office: Office) -> None:
    rows = [
        {"name": name, "search_key": search_key(name), "sort_key": sort_key(name)}
        for name in _names(PEOPLE - ROWS)
    ]
    with office.writer() as session:
        listing.add_people(session, rows)
        session.commit()


def _search(office: Office) -> Entry:
    readers, day = make_readers(office.engine), date(2026, 1, 2)

    def asked(text: str) -> float:
        started = perf_counter()
        with readers() as session:
            people_for(session, KEEPER, day, PeopleAsked(text), limit=PAGE)
        return (perf_counter() - started) * 1000

    slowest = max(min(asked(text) for _ in range(ROUNDS)) for text in QUERIES)
    first_page = min(asked("") for _ in range(ROUNDS))
    return _entry(slowest, first_page, "ms")


def _entry(value: float, baseline: float, unit: str) -> Entry:
    return {
        "value": round(value, 2),
        "unit": unit,
        "baseline": round(baseline, 2),
        "ratio": round(value / baseline, 3),
    }
