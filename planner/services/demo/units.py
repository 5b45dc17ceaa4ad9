"""The units of the demo: Tỉnh đoàn Trà Vinh, its offices, what is below it and beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.rights import Viewer
from planner.services import directory
from planner.services.directory import UnitFacts
from planner.store.directory import Unit

ROOT = "TV"
OFFICES = (
    ("VP", "Văn phòng", "văn phòng"),
    ("BTC", "Ban Tổ chức – Kiểm tra", "ban"),
    ("BTG", "Ban Tuyên giáo", "ban"),
    ("BPT", "Ban Thanh niên nông thôn, công nhân và đô thị", "ban"),
    ("BTH", "Ban Thanh niên trường học", "ban"),
    ("TT", "Trung tâm Sinh hoạt Thanh thiếu nhi", "trung tâm"),
)
DIRECT = (
    ("KHOI", "Đoàn Khối các cơ quan và doanh nghiệp tỉnh", "Trà Vinh"),
    ("DHTV", "Đoàn Trường Đại học Trà Vinh", "Trà Vinh"),
    ("CA", "Đoàn Công an tỉnh", "Trà Vinh"),
    ("BP", "Đoàn Bộ đội Biên phòng tỉnh", "Trà Vinh"),
    ("QD", "Ban Thanh niên Quân đội tỉnh", "Trà Vinh"),
)
OUTSIDE = (
    ("TU", "Tỉnh ủy Trà Vinh", "cấp ủy"),
    ("HDND", "Hội đồng nhân dân tỉnh Trà Vinh", "hđnd"),
    ("UBND", "Ủy ban nhân dân tỉnh Trà Vinh", "ubnd"),
    ("MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Trà Vinh", "mttq"),
)


@dataclass(frozen=True, slots=True)
class District:
    """A huyện, thị xã or thành phố: what its union and its authorities are called, its communes.

    A commune stands by its name; a ward begins with `P`, a township with `TT`.
    """

    code: str
    kind: str
    territory: str
    place: str
    communes: str

    @property
    def union(self) -> str:
        """Huyện đoàn Cầu Ngang: the territory's kind stands in that of the union."""
        return f"{self.kind.capitalize()} {self.territory.split(' ', self._kind_words)[-1]}"

    @property
    def _kind_words(self) -> int:
        return 1 if self.kind == "huyện đoàn" else 2

    @property
    def committee(self) -> str:
        kind = {"huyện đoàn": "Huyện ủy", "thị đoàn": "Thị ủy"}.get(self.kind, "Thành ủy")
        return f"{kind} {self.territory.split(' ', self._kind_words)[-1]}"


# As they stood until mid-2025.
DISTRICTS = (
    District(
        "TPTV",
        "thành đoàn",
        "thành phố Trà Vinh",
        "Trà Vinh",
        "P1, P3, P4, P5, P6, P7, P8, P9, Long Đức",
    ),
    District(
        "TXDH",
        "thị đoàn",
        "thị xã Duyên Hải",
        "Duyên Hải",
        "P1, P2, Dân Thành, Hiệp Thạnh, Long Hữu, Long Toàn, Trường Long Hòa",
    ),
    District(
        "CL",
        "huyện đoàn",
        "huyện Càng Long",
        "Càng Long",
        "TT Càng Long, An Trường, An Trường A, Bình Phú, Đại Phúc, Đại Phước, Đức Mỹ, Huyền Hội,"
        " Mỹ Cẩm, Nhị Long, Nhị Long Phú, Phương Thạnh, Tân An, Tân Bình",
    ),
    District(
        "CK",
        "huyện đoàn",
        "huyện Cầu Kè",
        "Cầu Kè",
        "TT Cầu Kè, An Phú Tân, Châu Điền, Hòa Ân, Hòa Tân, Ninh Thới, Phong Phú, Phong Thạnh,"
        " Tam Ngãi, Thạnh Phú, Thông Hòa",
    ),
    District(
        "CN",
        "huyện đoàn",
        "huyện Cầu Ngang",
        "Cầu Ngang",
        "TT Cầu Ngang, TT Mỹ Long, Hiệp Hòa, Hiệp Mỹ Đông, Hiệp Mỹ Tây, Kim Hòa, Long Sơn, Mỹ Hòa,"
        " Mỹ Long Bắc, Mỹ Long Nam, Nhị Trường, Thạnh Hòa Sơn, Thuận Hòa, Trường Thọ, Vinh Kim",
    ),
    District(
        "CT",
        "huyện đoàn",
        "huyện Châu Thành",
        "Châu Thành",
        "TT Châu Thành, Đa Lộc, Hòa Lợi, Hòa Minh, Hòa Thuận, Hưng Mỹ, Long Hòa, Lương Hòa,"
        " Lương Hòa A, Mỹ Chánh, Nguyệt Hóa, Phước Hảo, Song Lộc, Thanh Mỹ",
    ),
    District(
        "DH",
        "huyện đoàn",
        "huyện Duyên Hải",
        "Long Thành",
        "TT Long Thành, Đôn Châu, Đôn Xuân, Đông Hải, Long Khánh, Long Vĩnh, Ngũ Lạc",
    ),
    District(
        "TCAN",
        "huyện đoàn",
        "huyện Tiểu Cần",
        "Tiểu Cần",
        "TT Tiểu Cần, TT Cầu Quan, Hiếu Trung, Hiếu Tử, Hùng Hòa, Long Thới, Ngãi Hùng, Phú Cần,"
        " Tân Hòa, Tân Hùng, Tập Ngãi",
    ),
    District(
        "TCU",
        "huyện đoàn",
        "huyện Trà Cú",
        "Trà Cú",
        "TT Trà Cú, TT Định An, An Quảng Hữu, Đại An, Định An, Hàm Giang, Hàm Tân, Kim Sơn,"
        " Long Hiệp, Lưu Nghiệp Anh, Ngãi Xuyên, Ngọc Biên, Phước Hưng, Tân Hiệp, Tân Sơn,"
        " Tập Sơn, Thanh Sơn",
    ),
)


def code(short: str) -> str:
    """The code of a unit of the demo: TV-CN is Huyện đoàn Cầu Ngang."""
    return f"{ROOT}-{short}"


def add_units(session: Session, viewer: Viewer, now: datetime) -> dict[str, Unit]:
    """All units, by code, in the order of the tree."""
    return {facts.code: directory.add_unit(session, viewer, facts, now) for facts in _all_facts()}


def _all_facts() -> Iterator[UnitFacts]:
    yield UnitFacts(ROOT, "Tỉnh đoàn Trà Vinh", "tỉnh đoàn", place="Trà Vinh")
    for rank, (short, name, kind) in enumerate(OFFICES, start=1):
        yield UnitFacts(code(short), name, kind, ROOT, rank, "Trà Vinh")
    for rank, district in enumerate(DISTRICTS, start=11):
        yield from _facts_of(district, rank)
    for rank, (short, name, place) in enumerate(DIRECT, start=31):
        yield UnitFacts(code(short), name, "đoàn trực thuộc", ROOT, rank, place)
    for rank, (short, name, kind) in enumerate(OUTSIDE, start=1):
        yield UnitFacts(code(short), name, kind, ROOT, rank, "Trà Vinh")


def _facts_of(district: District, rank: int) -> Iterator[UnitFacts]:
    own = code(district.code)
    yield UnitFacts(own, district.union, district.kind, ROOT, rank, district.place)
    for number, commune in enumerate(district.communes.split(", "), start=1):
        name, kind = _commune_union(commune)
        yield UnitFacts(f"{own}-{number:02}", name, kind, own, number, commune)
    authority = f"Ủy ban nhân dân {district.territory}"
    yield UnitFacts(f"{own}-CU", district.committee, "cấp ủy", own, 1, district.place)
    yield UnitFacts(f"{own}-UB", authority, "ubnd", own, 2, district.place)


def _commune_union(commune: str) -> tuple[str, str]:
    """The name and the kind of its union."""
    if commune.startswith("TT "):
        return f"Đoàn thị trấn {commune.removeprefix('TT ')}", "đoàn thị trấn"
    if commune[0] == "P" and commune[1:].isdigit():
        return f"Đoàn phường {commune[1:]}", "đoàn phường"
    return f"Đoàn xã {commune}", "đoàn xã"
