"""The thành phần of five plans, each as its plan words it, expanded to people on a stated day.

The people are invented. Where a plan gives no day, its window's first day is read.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.services import demo
from planner.services.demo.stage import at
from planner.services.invitation import trying
from planner.services.invitation.drafting import Draft, draft_for
from planner.services.invitation.groups import facts_of
from planner.store import invitation as invitations
from planner.store.campaign import Campaign, Duty
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series

Listed = dict[str, list[str]]
LOADED_AT = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
COLLEGE, PLANT = (
    "Đoàn Trường Cao đẳng Cộng đồng Kiên Giang",
    "Đoàn cơ sở Xí nghiệp chế biến An Biên",
)


@pytest.fixture(scope="module")
def loaded(engine: Engine) -> Iterator[Connection]:
    """The demo office, in which the five plans stand."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            demo.load(session, KEEPER, date(2026, 11, 20), LOADED_AT, code_key="c" * 32)
            session.commit()
        yield connection
        outer.rollback()


@pytest.fixture
def books(loaded: Connection) -> Iterator[Session]:
    with Session(loaded, join_transaction_mode="create_savepoint") as session:
        yield session


def draft_of(books: Session, title: str, now: datetime = LOADED_AT) -> Draft:
    return draft_for(books, books.query(Meeting).filter_by(title=title).one(), now)


def people(draft: Draft) -> Listed:
    """Group to names, in printed order."""
    listed: Listed = {group.name: [] for group in draft.groups}
    for one in draft.invitees:
        listed[one.group_name].append(one.name)
    return listed


def seats(draft: Draft) -> list[tuple[str, str, int]]:
    return [(seat.group_name, seat.unit_name, seat.count) for seat in draft.seats]


def twice(draft: Draft) -> dict[str, list[str]]:
    return {one.name: [way["group"] for way in one.why] for one in draft.twice}


def campaign(books: Session, code: str) -> Campaign:
    return books.query(Campaign).filter_by(code=code).one()


def those_who_meet(books: Session, code: str) -> list[str]:
    duties = invitations.units_that_meet(books, campaign(books, code).id, start=0, limit=99)
    return [duty.unit.name for duty in duties]


def exempt(books: Session, code: str) -> dict[str, bool]:
    """Unit to whether it still owes a report, of those that hold no conference."""
    query = books.query(Duty, Unit).join(Unit, Unit.id == Duty.unit_id)
    found = query.filter(Duty.campaign_id == campaign(books, code).id, Duty.is_exempt)
    return {unit.name: duty.owes_report for duty, unit in found.order_by(Unit.code)}


MID_TERM = "Sơ kết giữa nhiệm kỳ 2012–2017"


def test_kien_giang_2014_is_read_by_the_province(books: Session) -> None:
    draft = draft_of(books, f"{MID_TERM}, Tỉnh đoàn Kiên Giang")

    assert draft.day == date(2015, 6, 16)
    assert people(draft) == {
        "Ủy viên Ban Chấp hành Đoàn cấp triệu tập": [
            "Danh Thanh Bình",
            "Huỳnh Ngọc Châu",
            "Võ Minh Đăng",
            "Thị Kim Em",
            "Trương Thu Hà",
            "Đinh Quang Khải",
        ],
        "Bí thư, Phó Bí thư Đoàn trực thuộc": [
            "Tăng Văn Ích",
            "Ngô Bích Lài",
            "Mai Chí Mẫn",
            "Quách Thảo Nghi",
        ],
        "Lãnh đạo Đoàn cấp trên": ["Lý Hoài Ân"],
        "Thường trực cấp ủy, HĐND, UBND, Mặt trận cùng cấp": [
            "Lưu Đức Tâm",
            "Kiều Công Uẩn",
            "Châu Kim Vàng",
            "Giang Nhật Xuân",
        ],
        "Lãnh đạo các ban Đảng, các phòng, các ngành, đoàn thể cùng cấp": [
            "Viên Thị Út",
            "Từ Hải Yên",
        ],
        "Lãnh đạo cấp ủy cấp dưới": ["Mạc Thành Ánh", "Nghiêm Xuân Dân"],
    }
    both = ["Ủy viên Ban Chấp hành Đoàn cấp triệu tập", "Bí thư, Phó Bí thư Đoàn trực thuộc"]
    assert twice(draft) == {"Trương Thu Hà": both, "Đinh Quang Khải": both}


def test_kien_giang_2014_is_read_by_a_district_as_its_own(books: Session) -> None:
    draft = draft_of(books, f"{MID_TERM}, Huyện đoàn An Biên")

    assert draft.day == date(2015, 4, 18)
    assert people(draft) == {
        "Ủy viên Ban Chấp hành Đoàn cấp triệu tập": [
            "Đinh Quang Khải",
            "Ngô Bích Lài",
            "Phan Hữu Oai",
        ],
        "Bí thư, Phó Bí thư Đoàn trực thuộc": ["Cao Mỹ Phụng", "Thái Văn Quý", "Hà Thị Rớt"],
        "Lãnh đạo Đoàn cấp trên": ["Danh Thanh Bình", "Huỳnh Ngọc Châu"],
        "Thường trực cấp ủy, HĐND, UBND, Mặt trận cùng cấp": ["Mạc Thành Ánh", "Khổng Văn Bảy"],
        "Lãnh đạo các ban Đảng, các phòng, các ngành, đoàn thể cùng cấp": ["Ông Tấn Cảnh"],
        "Lãnh đạo cấp ủy cấp dưới": ["Tiêu Hồng Điệp"],
    }
    assert [vacancy.why["unit"] for vacancy in draft.vacancies] == ["Đoàn xã Nam Yên", PLANT]


def test_kien_giang_2014_is_read_by_a_commune_as_its_own(books: Session) -> None:
    draft = draft_of(books, f"{MID_TERM}, Đoàn xã Đông Thái")

    assert draft.day == date(2015, 3, 14)
    assert {name: listed for name, listed in people(draft).items() if listed} == {
        "Ủy viên Ban Chấp hành Đoàn cấp triệu tập": ["Phan Hữu Oai", "Cao Mỹ Phụng"],
        "Lãnh đạo Đoàn cấp trên": ["Đinh Quang Khải", "Ngô Bích Lài"],
        "Thường trực cấp ủy, HĐND, UBND, Mặt trận cùng cấp": ["Tiêu Hồng Điệp"],
    }


def test_kien_giang_2014_leaves_out_colleges_and_units_of_short_terms(books: Session) -> None:
    """The books know no length of terms and no kind for colleges: both are named."""
    assert those_who_meet(books, "KG-SK-2015") == [
        "Đoàn phường Vĩnh Lạc",
        "Đoàn xã Đông Thái",
        "Đoàn xã Nam Yên",
        "Đoàn Khối Doanh nghiệp tỉnh Kiên Giang",
        "Huyện đoàn An Biên",
        "Thành đoàn Rạch Giá",
        "Tỉnh đoàn Kiên Giang",
    ]
    assert exempt(books, "KG-SK-2015") == {PLANT: False, COLLEGE: False}


THANH_PHO_2019 = "Sơ kết giữa nhiệm kỳ 2017–2022, Đoàn Khối Dân – Chính – Đảng Thành phố"


def test_thanh_pho_2019_mixes_calls_and_invitations(books: Session) -> None:
    draft = draft_of(books, THANH_PHO_2019)

    assert draft.day == date(2020, 4, 11)
    assert {name: listed for name, listed in people(draft).items() if listed} == {
        "Thường trực Đảng ủy Khối": ["Văn Kim Quế"],
        "Ủy viên Ban Chấp hành, Ủy viên Ủy ban Kiểm tra Đoàn Khối": [
            "Doãn Thùy Dương",
            "La Hoàng Giáp",
            "Tống Khánh Hòa",
            "Lục Thanh Kiều",
            "Nhan Tuệ Mẫn",
            "Thân Trọng Phúc",
        ],
        "Bí thư, Phó Bí thư các cơ sở Đoàn trực thuộc": [
            "Viên Bảo Long",
            "Ưng Phước Nam",
            "Hồng Thục Oanh",
        ],
    }
    assert [(group.mode, group.nominate_by) for group in draft.groups] == [
        ("invited", None),
        ("invited", None),
        ("invited", None),
        ("summoned", None),
        ("summoned", None),
        ("invited", date(2020, 3, 30)),
    ]
    assert books.query(Meeting).filter_by(title=THANH_PHO_2019).one().headcount == 120


def test_thanh_pho_2019_asks_units_for_names(books: Session) -> None:
    draft = draft_of(books, THANH_PHO_2019)

    above = "Đại diện Ban Thường vụ và các ban Thành đoàn"
    party = "Đại diện lãnh đạo các ban, Văn phòng Đảng ủy Khối, các đoàn thể Khối"
    chosen = "Cán bộ Đoàn, đoàn viên tiêu biểu"
    assert seats(draft) == [
        (above, "Thành đoàn Thành phố Hồ Chí Minh", 1),
        (above, "Ban Tuyên giáo Thành đoàn", 1),
        (above, "Ban Công nhân Lao động Thành đoàn", 1),
        (above, "Ban Tổ chức Thành đoàn", 1),
        (above, "Ban Kiểm tra Thành đoàn", 1),
        (party, "Ban Tuyên giáo Đảng ủy Khối", 1),
        (party, "Văn phòng Đảng ủy Khối", 1),
        (party, "Công đoàn Khối", 1),
        (chosen, "Đoàn Sở Văn hóa và Thể thao", 1),
        (chosen, "Đoàn Cơ quan Thành đoàn", 1),
        (chosen, "Đoàn Sở Tài chính", 1),
        (chosen, "Đoàn Sở Tư pháp", 1),
    ]


def test_thanh_pho_2019_exempts_all_but_two_which_owe_a_report_all_the_same(
    books: Session,
) -> None:
    assert those_who_meet(books, "DCD-SK-2020") == [
        "Đoàn Cơ quan Thành đoàn",
        "Đoàn Sở Văn hóa và Thể thao",
        "Đoàn Khối Dân – Chính – Đảng Thành phố",
    ]
    assert exempt(books, "DCD-SK-2020") == {"Đoàn Sở Tài chính": True, "Đoàn Sở Tư pháp": True}
    owing = books.query(Unit.name).join(Duty, Duty.unit_id == Unit.id)
    owing = owing.filter(Duty.campaign_id == campaign(books, "DCD-SK-2020").id, Duty.owes_report)
    assert owing.count() == 4


def test_kien_giang_2012_calls_its_committee_and_leaders_to_study(books: Session) -> None:
    draft = draft_of(books, "Quán triệt Nghị quyết Trung ương 4")

    assert draft.day == date(2012, 8, 1)
    assert people(draft) == {
        "Ủy viên Ban Chấp hành Tỉnh đoàn": [
            "Danh Thanh Bình",
            "Huỳnh Ngọc Châu",
            "Võ Minh Đăng",
            "Thị Kim Em",
            "Trương Thu Hà",
            "Đinh Quang Khải",
        ],
        "Bí thư, Phó Bí thư huyện, thị, thành đoàn và đoàn trực thuộc": [
            "Tăng Văn Ích",
            "Ngô Bích Lài",
            "Mai Chí Mẫn",
            "Quách Thảo Nghi",
        ],
    }


def test_kien_giang_2012_calls_its_bureau_and_heads_of_offices(books: Session) -> None:
    draft = draft_of(books, "Ban Thường vụ góp ý", at(date(2012, 8, 15), "08:00"))

    assert draft.day == date(2012, 8, 15)  # it waits for the word of the party committee
    assert people(draft) == {
        "Ủy viên Ban Thường vụ": ["Danh Thanh Bình", "Huỳnh Ngọc Châu", "Thị Kim Em"],
        "Trưởng các phòng, ban, đơn vị": ["Võ Minh Đăng"],
    }
    assert list(twice(draft)) == ["Thị Kim Em"]


def test_kien_giang_2012_reads_the_committee_where_a_unit_has_no_bureau(books: Session) -> None:
    row = campaign(books, "KG-GY-2012")
    groups = invitations.groups_of_campaign(books, row.id)
    duties = invitations.units_that_meet(books, row.id, start=0, limit=99)
    now = at(date(2012, 8, 15), "08:00")
    (rule,) = groups[0].rules

    found = {}
    for duty in duties:
        facts = facts_of(rule)
        trial = trying.try_rule(
            books, trying.unit_occasion(duty, now), groups[0], facts, rule_id=rule.id
        )
        found[duty.unit.name] = [one.name for one in trial.people.first]

    assert {unit: listed for unit, listed in found.items() if listed} == {
        "Đoàn xã Đông Thái": ["Phan Hữu Oai", "Cao Mỹ Phụng"],  # has a BCH only
        "Huyện đoàn An Biên": ["Đinh Quang Khải", "Ngô Bích Lài"],  # Oai is of the BCH alone
        "Thành đoàn Rạch Giá": ["Tăng Văn Ích"],
        "Đoàn Khối Doanh nghiệp tỉnh Kiên Giang": ["Mai Chí Mẫn"],
        COLLEGE: ["Quách Thảo Nghi"],
    }


def test_kien_giang_2012_asks_former_officers_by_name(books: Session) -> None:
    """Where people live is not kept, so those who live in the town are named."""
    draft = draft_of(books, "Lấy ý kiến góp ý Ban Thường vụ")

    assert draft.day == date(2012, 8, 30)
    assert people(draft) == {
        "Các ban Đảng của Tỉnh ủy": ["Từ Hải Yên"],
        "Ban Thường vụ các huyện, thị, thành đoàn và đoàn trực thuộc": [
            "Tăng Văn Ích",
            "Đinh Quang Khải",
            "Ngô Bích Lài",
            "Mai Chí Mẫn",
            "Quách Thảo Nghi",
        ],
        "Các phòng, ban, đơn vị thuộc Tỉnh đoàn": ["Võ Minh Đăng", "Thị Kim Em"],
        "Nguyên Ủy viên Ban Thường vụ Tỉnh đoàn": ["Âu Dương Gấm", "Bành Văn Hưởng"],
    }


def test_trieu_son_2020_calls_the_committee_of_each_level(books: Session) -> None:
    title = "Đánh giá giữa nhiệm kỳ 2017–2022"
    district = draft_of(books, f"{title}, Huyện đoàn Triệu Sơn")
    commune = draft_of(books, f"{title}, Đoàn xã Dân Lực")

    assert (district.day, people(district)) == (
        date(2020, 5, 9),
        {"Ủy viên Ban Chấp hành": ["Hoàng Trọng An", "Lê Thị Biên", "Trần Hữu Cầu"]},
    )
    assert (commune.day, people(commune)) == (
        date(2020, 4, 8),
        {"Ủy viên Ban Chấp hành": ["Trần Hữu Cầu", "Lê Đình Duyệt"]},
    )


# Of Thị đoàn Duyên Hải, Huyện đoàn Cầu Ngang, Huyện đoàn Châu Thành.
EACH_HOST = [
    [
        "Lê Thị Loan",
        "Lý Văn Quốc Phong",
        "Đặng Văn Thanh Sang",
        "Huỳnh Minh Sang",
        "Phan Văn Nhật Sang",
        "Phan Thị Trinh",
        "Đỗ Thị Thùy Xuân",
    ],
    [
        "Đặng Thị Kim Giang",
        "Trần Thị Hà",
        "Đặng Trung Hậu",
        "Hồ Văn Hậu",
        "Nguyễn Văn Minh Hậu",
        "Kiên Minh Khôi",
        "Nguyễn Thị Mỹ Linh",
        "Nguyễn Thị Mỹ Linh",
        "Bùi Thùy Ngân",
        "Trần Thị Cẩm Ngân",
        "Lý Thị Nhung",
        "Kim Sa Rươl",
        "Lâm Thi",
        "Nguyễn Thị Thùy Tuyền",
        "Huỳnh Thị Ngọc Xuân",
    ],
    [
        "Phan Văn Duy",
        "Nguyễn Văn Minh Hải",
        "Đặng Văn Hoàng Kiệt",
        "Bùi Thị Nhung",
        "Lý Thị Oanh",
        "Lý Văn Phúc",
        "Trần Thị Phương",
        "Lê Thị Thanh Quyên",
        "Sơn Thị Sa Ry",
        "Trần Minh Sang",
        "Đặng Văn Thành",
        "Hồ Thanh Thịnh",
        "Nguyễn Thị Trang",
        "Nguyễn Văn Tuấn",
    ],
]


def test_tra_vinh_2024_calls_other_people_at_each_host(books: Session) -> None:
    series = books.query(Series).filter_by(code="GB-2024").one()
    turns = books.query(HostTurn).filter_by(series_id=series.id).order_by(HostTurn.ordinal).all()
    drafts = [
        draft_for(books, books.get_one(Meeting, turn.meeting_id), LOADED_AT) for turn in turns
    ]

    assert [draft.day for draft in drafts] == [
        date(2024, 5, 16),
        date(2024, 8, 16),
        date(2024, 11, 18),
    ]
    of_host = [people(draft)["Bí thư đoàn cơ sở của đơn vị đăng cai"] for draft in drafts]
    shared = [
        {name: listed for name, listed in people(draft).items() if "đăng cai" not in name}
        for draft in drafts
    ]
    assert shared[0] == shared[1] == shared[2]
    assert of_host == EACH_HOST
