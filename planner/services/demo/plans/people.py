"""Who holds what in those offices, one a line: `name | unit position; unit/BODY position`.

Without a position somebody is a plain member of the body. `*` marks a full-time post, `< day` the
first day on which it was no longer held.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from planner.domain.directory import Body, usual_rank
from planner.domain.text import search_key, sort_key
from planner.store.directory import Person, Post, Unit
from planner.store.session import flush

KIEN_GIANG = """
Lý Hoài Ân | TWD Bí thư
Danh Thanh Bình | KG Bí thư*; KG/BTV*; KG/BCH*
Huỳnh Ngọc Châu | KG Phó Bí thư*; KG/BTV*; KG/BCH*
Võ Minh Đăng | KG-VP Chánh Văn phòng*; KG/BCH*
Thị Kim Em | KG-TCKT Trưởng ban*; KG/BTV*; KG/BCH*
Lâm Quốc Gia | KG-TG Phó Trưởng ban*
Trương Thu Hà | KG-RG Bí thư*; KG/BCH
Tăng Văn Ích | KG-RG Phó Bí thư*; KG-RG/BTV*
Đinh Quang Khải | KG-AB Bí thư*; KG-AB/BTV*; KG-AB/BCH*; KG/BCH
Ngô Bích Lài | KG-AB Phó Bí thư*; KG-AB/BTV*; KG-AB/BCH*
Mai Chí Mẫn | KG-DN Bí thư; KG-DN/BCH
Quách Thảo Nghi | KG-CD Bí thư; KG-CD/BCH
Phan Hữu Oai | KG-AB-DT Bí thư; KG-AB-DT/BCH; KG-AB/BCH
Cao Mỹ Phụng | KG-AB-DT Phó Bí thư; KG-AB-DT/BCH
Thái Văn Quý | KG-AB-NY Bí thư
Hà Thị Rớt | KG-AB-CB Bí thư
Tô Ngọc Sang | KG-RG-VL Bí thư
Lưu Đức Tâm | KG-TU/TT Bí thư
Kiều Công Uẩn | KG-HDND/TT Chủ tịch
Châu Kim Vàng | KG-UBND/TT Chủ tịch
Giang Nhật Xuân | KG-MTTQ/TT Chủ tịch
Từ Hải Yên | KG-DV Trưởng ban
Viên Thị Út | KG-PN Chủ tịch
Mạc Thành Ánh | KG-AB-HU/TT Bí thư
Khổng Văn Bảy | KG-AB-UB/TT Chủ tịch
Ông Tấn Cảnh | KG-AB-NV Trưởng phòng
Nghiêm Xuân Dân | KG-RG-TU/TT Bí thư
Tiêu Hồng Điệp | KG-DT-DU/TT Bí thư
Âu Dương Gấm | KG/BTV* < 2007-10-01
Bành Văn Hưởng | KG/BTV* < 2002-10-01
"""
PARTY_BLOCK = """
Trịnh Gia Bách | HCM Bí thư*
Hứa Minh Chiến | HCM-TG Trưởng ban*
Doãn Thùy Dương | DCD Bí thư*; DCD/BCH*
La Hoàng Giáp | DCD Phó Bí thư*; DCD/BCH*; DCD/UBKT Chủ nhiệm*
Tống Khánh Hòa | DCD/UBKT
Lục Thanh Kiều | DCD-VHTT Bí thư; DCD/BCH
Viên Bảo Long | DCD-VHTT Phó Bí thư
Nhan Tuệ Mẫn | DCD-TD Bí thư; DCD/BCH
Ưng Phước Nam | DCD-TC Bí thư
Hồng Thục Oanh | DCD-TC Phó Bí thư
Thân Trọng Phúc | DCD-TP Bí thư; DCD/UBKT
Văn Kim Quế | DCD-DU/TT Phó Bí thư Thường trực
Cung Đình Sơn | DCD-DU-TG Trưởng ban
Đàm Ngọc Thiện | DCD-DU-VP Chánh Văn phòng
Lại Thị Uyển | DCD-CD Chủ tịch
"""
TRIEU_SON = """
Hoàng Trọng An | TS Bí thư*; TS/BCH*
Lê Thị Biên | TS Phó Bí thư*; TS/BCH*
Trần Hữu Cầu | TS-DL Bí thư; TS-DL/BCH; TS/BCH
Lê Đình Duyệt | TS-DL Phó Bí thư; TS-DL/BCH
Vũ Thị Gái | TS-TD Bí thư; TS-TD/BCH
"""
_MEMBER = {
    "BCH": "Ủy viên Ban Chấp hành",
    "BTV": "Ủy viên Ban Thường vụ",
    "UBKT": "Ủy viên Ủy ban Kiểm tra",
}
EVERYBODY = KIEN_GIANG + PARTY_BLOCK + TRIEU_SON


def add_people(session: Session, units: Mapping[str, Unit]) -> dict[str, Person]:
    """All of them with their posts; they come back by name, of which none stands there twice."""
    lines = [line.split(" | ") for line in EVERYBODY.splitlines() if line]
    people = {
        name: Person(name=name, search_key=search_key(name), sort_key=sort_key(name))
        for name, _posts in lines
    }
    session.add_all(people.values())
    flush(session)
    for name, posts in lines:
        session.add_all(_posts(people[name], posts, units))
    flush(session)
    return people


def _posts(person: Person, text: str, units: Mapping[str, Unit]) -> Iterator[Post]:
    for part in text.split("; "):
        held, _until, left = part.partition(" < ")
        where, _space, named = held.removesuffix("*").partition(" ")
        unit, _slash, body = where.partition("/")
        position = named or _MEMBER[body]
        yield Post(
            person_id=person.id,
            unit_id=units[unit].id,
            body=Body(body).value if body else None,
            position=position,
            is_full_time=held.endswith("*"),
            rank=usual_rank(position),
            to_on=date.fromisoformat(left) if left else None,
        )
