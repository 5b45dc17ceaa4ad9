"""What stands on the sign-in list of a meeting."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.paper import Letterhead, SheetGroup, SheetRow, SignInSheet
from planner.domain.text import sort_key
from planner.services import paper
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.topic import Topic
from tests.factories import Office, keep, make_delegate, span, who


def called(session: Session, office: Office, name: str, unit: Unit | None, place: int) -> Delegate:
    delegate = make_delegate(session, office.meeting, unit, name)
    delegate.place = place
    session.commit()
    return delegate


@pytest.fixture
def sheet_office(session: Session, office: Office) -> Office:
    """The cast with a hall, a topic and a place for the province's papers."""
    topic = keep(session, Topic(title="Sinh hoạt chi đoàn", search_key="sinh hoat chi doan"))
    office.meeting.topic_id, office.meeting.hall_id = topic.id, office.hall.id
    office.province.place = "Trà Vinh"
    session.commit()
    session.expire_all()
    return office


def test_the_sheet_says_who_issues_what_is_met_about_when_and_where(
    session: Session, sheet_office: Office
) -> None:
    lan = sheet_office.lan

    sheet = paper.sign_in_sheet(session, who(session, sheet_office.ha), sheet_office.meeting.id)

    assert sheet == SignInSheet(
        letterhead=Letterhead(
            "TRUNG ƯƠNG ĐOÀN", "TỈNH ĐOÀN TRÀ VINH", "Trà Vinh", date(2026, 1, 5)
        ),
        title="Giao ban quý I",
        subtitle="Chuyên đề: Sinh hoạt chi đoàn",
        when="07g30, thứ Hai, 05/01/2026",
        where="Hội trường HT-A, Nhà văn hoá",
        groups=(
            SheetGroup(
                "Huyện đoàn Càng Long",
                (SheetRow(1, lan.name, "Bí thư", "Huyện đoàn Càng Long", "", lan.id),),
            ),
        ),
        code="GB-2026-1",
    )


def test_units_stand_by_the_precedence_of_groups_and_people_by_ten(
    session: Session, office: Office
) -> None:
    office.lan.place = 1
    called(session, office, "Trần Văn Ân", office.called, 1)
    called(session, office, "Phạm Thị Yến", office.province, 0)
    called(session, office, "Lý Đào", office.host, 1)
    called(session, office, "Khách Qua Đường", None, 10_000)

    sheet = paper.sign_in_sheet(session, who(session, office.ha), office.meeting.id)

    assert [
        (group.name, [(row.number, row.name) for row in group.rows]) for group in sheet.groups
    ] == [
        ("Tỉnh đoàn Trà Vinh", [(1, "Phạm Thị Yến")]),
        ("Huyện đoàn Càng Long", [(2, "Trần Văn Ân"), (3, "Lê Ngọc Lan")]),
        ("Huyện đoàn Cầu Ngang", [(4, "Lý Đào")]),
        ("Đại biểu khác", [(5, "Khách Qua Đường")]),
    ]


def test_a_substitute_stands_in_the_place_of_whom_they_replace(
    session: Session, office: Office
) -> None:
    office.lan.state = "replaced"
    instead = called(session, office, "Đỗ Quốc Tuấn", office.called, 0)
    instead.substitute_for_id = office.lan.id
    gone = called(session, office, "Đã Huỷ", office.called, 0)
    gone.state = "cancelled"
    session.commit()

    sheet = paper.sign_in_sheet(session, who(session, office.ha), office.meeting.id)

    assert [group.rows for group in sheet.groups] == [
        (
            SheetRow(
                1, "Đỗ Quốc Tuấn", "Bí thư", "Huyện đoàn Càng Long", "thay Lê Ngọc Lan", instead.id
            ),
        )
    ]
    assert sort_key("Đỗ Quốc Tuấn") == instead.sort_key


def test_a_meeting_of_two_days_has_a_column_for_each(session: Session, office: Office) -> None:
    days = span("07:30", "17:00")
    later = span("07:30", "17:00", day=6)
    office.meeting.starts_at, office.meeting.ends_at = days.start, later.end
    session.commit()

    sheet = paper.sign_in_sheet(session, who(session, office.ha), office.meeting.id)

    assert sheet.columns_to_sign == ("Ký tên (05/01)", "Ký tên (06/01)")
    assert sheet.when == "từ 07g30, thứ Hai, 05/01/2026 đến 17g00, thứ Ba, 06/01/2026"


def test_the_host_prints_for_its_meeting_others_see_nothing(
    session: Session, office: Office
) -> None:
    assert paper.sign_in_sheet(session, who(session, office.minh), office.meeting.id).headcount == 1
    with pytest.raises(NotFound):
        paper.sign_in_sheet(session, who(session, office.tuan), office.meeting.id)
