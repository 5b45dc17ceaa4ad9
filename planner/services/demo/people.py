"""The people of the demo: names by chance from a fixed seed, so that every load has the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sqlalchemy.orm import Session

from planner.domain.directory import Body, usual_rank
from planner.domain.text import search_key, sort_key
from planner.services.demo.units import DIRECT, DISTRICTS, OFFICES, OUTSIDE, ROOT, code
from planner.store.directory import Person, Post, Unit
from planner.store.session import flush

TERM, SINCE = "2022–2027", date(2022, 10, 1)
DOMAIN = "demo.local"  # leads nowhere
SAME_NAME = "Nguyễn Thị Mỹ Linh"  # two people of one name, in neighbouring communes
FAMILIES = "Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Võ Đặng Bùi Đỗ Hồ Ngô Dương Phan Lý"
MEN = (
    "Văn",
    "Hữu Minh Quốc Thanh Hoàng Đức Trung Nhật",
    "An Bảo Cường Dũng Duy Đạt Hải Hậu Hiếu Hùng Khánh Khoa Kiệt Lâm Long Nghĩa Nhân Phong Phúc"
    " Quân Sang Tài Thành Thịnh Toàn Trí Tuấn Vinh",
)
WOMEN = (
    "Thị",
    "Ngọc Thanh Kim Mỹ Bích Hồng Thùy Cẩm",
    "Anh Diễm Duyên Giang Hà Hạnh Hiền Hương Lan Linh Loan Mai My Nga Ngân Ngọc Nhung Oanh Phương"
    " Quyên Thảo Thư Trang Trinh Tuyền Vy Xuân Yến",
)
KHMER_FAMILIES = "Thạch Sơn Kim Kiên Lâm"
KHMER_MEN = "Sa Rươl|Sa Vuông|Chanh Đa|Ra Đi|Minh Khôi|Phi Rum|Sô Phal|Thi|Hoàng Ni|Vi Sal"
KHMER_WOMEN = "Thị Sa Ry|Thị Ngọc Thuône|Thị Ma Ly|Thị Sô Thia|Thị Chanh Thu|Thị Kim Sên"
KHMER_SHARE = 0.25
MORE_MEMBERS = 3  # of the BTV of each district beside its secretaries


@dataclass(frozen=True, slots=True)
class Seat:
    """A post to be filled; with `until` its holder has left it that day."""

    unit: str
    position: str
    body: Body | None = None
    is_full_time: bool = False
    since: date = SINCE
    until: date | None = None


@dataclass(slots=True)
class Cast:
    """Everybody who was made, with the posts that they hold."""

    names: Iterator[str]
    people: list[tuple[Person, list[Seat]]] = field(default_factory=list)

    def add(self, *seats: Seat, name: str | None = None, mail: str | None = None) -> None:
        """One more person in these posts."""
        called = name or next(self.names)
        person = Person(
            name=called, search_key=search_key(called), sort_key=sort_key(called), email=mail
        )
        self.people.append((person, list(seats)))


def a_name(chance: Random) -> str:
    """A Vietnamese name, every fourth a Khmer one as the province has them."""
    return _khmer_name(chance) if chance.random() < KHMER_SHARE else _kinh_name(chance)


def different_names(chance: Random) -> Iterator[str]:
    """Names of which none comes twice; of Khmer ones there are not enough for thousands."""
    given: set[str] = {SAME_NAME}
    while True:
        name = a_name(chance)
        if name not in given:
            given.add(name)
            yield name


def add_people(
    session: Session, units: Mapping[str, Unit], chance: Random, today: date
) -> dict[str, Person]:
    """Some five hundred people in their posts; those with an address come back by it."""
    cast = Cast(different_names(chance))
    _cast_province(cast, today)
    for district in DISTRICTS:
        _cast_district(cast, code(district.code), units)
    for short, _name, _place in DIRECT:
        _cast_direct_union(cast, code(short))
    _cast_outside(cast)
    session.add_all(person for person, _seats in cast.people)
    flush(session)
    session.add_all(_posts(cast.people, units))
    flush(session)
    return {person.email: person for person, _seats in cast.people if person.email}


def _kinh_name(chance: Random) -> str:
    usual, others, firsts = chance.choice((MEN, WOMEN))
    other = chance.choice(others.split())
    middle = chance.choice((usual, other, f"{usual} {other}"))
    first = chance.choice([first for first in firsts.split() if first != other])
    return f"{chance.choice(FAMILIES.split())} {middle} {first}"


def _khmer_name(chance: Random) -> str:
    given = chance.choice((KHMER_MEN, KHMER_WOMEN)).split("|")
    return f"{chance.choice(KHMER_FAMILIES.split())} {chance.choice(given)}"


def _cast_province(cast: Cast, today: date) -> None:
    """The Thường trực, the heads of offices and their deputies, the clerks.

    On purpose: Phó Bí thư leads the centre as well, and Ban Thanh niên trường học has no deputy.
    """
    own = ("Bí thư", "Phó Bí thư Thường trực", "Phó Bí thư")
    for number, position in enumerate(own, start=1):
        seats = [Seat(ROOT, position), Seat(ROOT, position, Body.TT), *_full_time_bodies()]
        if number == len(own):
            seats.append(Seat(code("TT"), "Giám đốc"))
        cast.add(*seats, mail=f"thuong-truc-{number}@{DOMAIN}")
    for short, _name, kind in OFFICES:
        _cast_office(cast, short, kind, today)
    for _ in range(8):
        cast.add(Seat(ROOT, "Ủy viên Ban Chấp hành", Body.BCH))


def _cast_office(cast: Cast, short: str, kind: str, today: date) -> None:
    unit, low = code(short), short.lower()
    head, deputy = {
        "văn phòng": ("Chánh Văn phòng", "Phó Chánh Văn phòng"),
        "ban": ("Trưởng ban", "Phó Trưởng ban"),
        "trung tâm": ("Giám đốc", "Phó Giám đốc"),
    }[kind]
    if kind == "trung tâm":
        left = Seat(code("CK"), "Bí thư", until=_last_spring(today))
        cast.add(left, Seat(unit, deputy, since=_last_spring(today)))
    else:
        cast.add(Seat(unit, head), *_full_time_bodies(), mail=f"{low}@{DOMAIN}")
    if short != "BTH":
        cast.add(Seat(unit, deputy), _member())
    cast.add(Seat(unit, "Chuyên viên"), _member(), mail=f"{low}-1@{DOMAIN}")
    cast.add(Seat(unit, "Chuyên viên"), mail=f"{low}-2@{DOMAIN}")


def _full_time_bodies() -> list[Seat]:
    return [Seat(ROOT, "Ủy viên Ban Thường vụ", Body.BTV, True), _member()]


def _member() -> Seat:
    """Ủy viên Ban Chấp hành chuyên trách of the province."""
    return Seat(ROOT, "Ủy viên Ban Chấp hành", Body.BCH, True)


def _last_spring(today: date) -> date:
    """When the secretary of Cầu Kè became deputy at the centre; nobody has followed yet."""
    return date(today.year, 2, 1)


def _cast_district(cast: Cast, own: str, units: Mapping[str, Unit]) -> None:
    low = own.lower()
    if own != code("CK"):
        member = Seat(ROOT, "Ủy viên Ban Chấp hành", Body.BCH)
        cast.add(*_secretary(own, "Bí thư"), member, mail=f"{low}@{DOMAIN}")
    for number in (1, 2):
        cast.add(*_secretary(own, "Phó Bí thư"), mail=f"{low}-{number}@{DOMAIN}")
    for _ in range(MORE_MEMBERS):
        cast.add(
            Seat(own, "Ủy viên Ban Thường vụ", Body.BTV, True),
            Seat(own, "Ủy viên Ban Chấp hành", Body.BCH, True),
        )
    communes = [
        unit for unit in units.values() if unit.code.startswith(f"{own}-") and not unit.is_outside
    ]
    for number, unit in enumerate(communes):
        is_double = own == code("CN") and number in (2, 3)
        member = Seat(own, "Ủy viên Ban Chấp hành", Body.BCH)
        name = SAME_NAME if is_double else None
        cast.add(Seat(unit.code, "Bí thư"), member, name=name, mail=f"{unit.code.lower()}@{DOMAIN}")
        cast.add(Seat(unit.code, "Phó Bí thư"))
        cast.add(Seat(unit.code, "Ủy viên Ban Chấp hành", Body.BCH))


def _secretary(own: str, position: str) -> list[Seat]:
    return [
        Seat(own, position, is_full_time=True),
        Seat(own, position, Body.TT, True),
        Seat(own, "Ủy viên Ban Thường vụ", Body.BTV, True),
        Seat(own, "Ủy viên Ban Chấp hành", Body.BCH, True),
    ]


def _cast_direct_union(cast: Cast, own: str) -> None:
    low = own.lower()
    member = Seat(ROOT, "Ủy viên Ban Chấp hành", Body.BCH)
    cast.add(Seat(own, "Bí thư"), Seat(own, "Bí thư", Body.TT), member, mail=f"{low}@{DOMAIN}")
    cast.add(Seat(own, "Phó Bí thư"), mail=f"{low}-1@{DOMAIN}")
    for _ in range(3):
        cast.add(Seat(own, "Ủy viên Ban Thường vụ", Body.BTV))


def _cast_outside(cast: Cast) -> None:
    for short, _name, kind in OUTSIDE:
        chair = "Bí thư" if kind == "cấp ủy" else "Chủ tịch"
        cast.add(Seat(code(short), chair))
        cast.add(Seat(code(short), f"Phó {chair}"))
    cast.add(Seat(code("TU"), "Trưởng Ban Dân vận"))
    for district in DISTRICTS:
        cast.add(Seat(f"{code(district.code)}-CU", "Phó Bí thư Thường trực"))
        cast.add(Seat(f"{code(district.code)}-UB", "Phó Chủ tịch"))


def _posts(
    people: Iterable[tuple[Person, list[Seat]]], units: Mapping[str, Unit]
) -> Iterator[Post]:
    for person, seats in people:
        for seat in seats:
            yield Post(
                person_id=person.id,
                unit_id=units[seat.unit].id,
                body=seat.body.value if seat.body else None,
                position=seat.position,
                is_full_time=seat.is_full_time,
                rank=usual_rank(seat.position),
                term="" if units[seat.unit].is_outside else TERM,
                from_on=seat.since,
                to_on=seat.until,
            )
