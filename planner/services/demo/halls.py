"""The houses and halls of the demo, at the province and with those who host."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.rights import Viewer
from planner.services import venue
from planner.services.demo.units import DISTRICTS, ROOT, code
from planner.services.venue import HallFacts, VenueFacts
from planner.store.directory import Unit
from planner.store.venue import Hall

# House, address, its unit, and its halls: code, name, seats.
HOUSES = (
    (
        "Trụ sở Tỉnh đoàn",
        "Đường Lê Lợi, phường 1, Trà Vinh",
        ROOT,
        (("HT-A", "Hội trường A", 150), ("PH-1", "Phòng họp 1", 30), ("PH-2", "Phòng họp 2", 16)),
    ),
    (
        "Trung tâm Sinh hoạt Thanh thiếu nhi",
        "Đường Nguyễn Thái Học, phường 1, Trà Vinh",
        code("TT"),
        (("HT-TTN", "Hội trường lớn", 320), ("PN-TTN", "Phòng năng khiếu", 60)),
    ),
    (
        "Trường Đại học Trà Vinh",
        "Đường Nguyễn Thiện Thành, phường 5, Trà Vinh",
        code("DHTV"),
        (("HT-DHTV", "Hội trường khu D", 600), ("PH-DHTV", "Phòng hội thảo", 80)),
    ),
)
DISTRICT_SEATS = (180, 150, 200, 160, 220, 190, 140, 170, 210)  # in the order of the districts


def add_halls(
    session: Session, viewer: Viewer, units: Mapping[str, Unit], now: datetime
) -> dict[str, Hall]:
    """All halls by code; that of Huyện đoàn Cầu Ngang is HT-CN."""
    halls = [
        hall
        for name, address, unit, rooms in (*HOUSES, *_of_districts(units))
        for hall in _add_house(session, viewer, VenueFacts(name, unit, address), rooms, now)
    ]
    return {hall.code: hall for hall in halls}


Rooms = tuple[tuple[str, str, int], ...]


def _of_districts(units: Mapping[str, Unit]) -> list[tuple[str, str, str, Rooms]]:
    return [
        (
            f"Trung tâm Văn hoá – Thể thao {district.territory}",
            f"{district.territory}, tỉnh Trà Vinh",
            units[code(district.code)].code,
            ((f"HT-{district.code}", f"Hội trường {district.territory}", seats),),
        )
        for district, seats in zip(DISTRICTS, DISTRICT_SEATS, strict=True)
    ]


def _add_house(
    session: Session, viewer: Viewer, facts: VenueFacts, rooms: Rooms, now: datetime
) -> list[Hall]:
    house = venue.add_venue(session, viewer, facts, now)
    return [venue.add_hall(session, viewer, house.id, HallFacts(*room), now) for room in rooms]
