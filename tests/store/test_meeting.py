"""Who reaches which meeting, and lists that stay cheap."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.meeting import MarkedDay, MeetingKind, Status
from planner.domain.rights import KEEPER, TABLE, Action, Relation, Role, Viewer
from planner.domain.text import search_key
from planner.domain.timespan import DateWindow, Precision
from planner.services.meeting import record_of
from planner.store import meeting as meetings
from planner.store.base import LAST_ID
from planner.store.directory import Unit
from planner.store.meeting import Clash, Holiday, Meeting, MeetingFilter, SeriesName
from planner.store.series import HostTurn
from tests.factories import (
    NOW,
    Office,
    at,
    keep,
    make_account,
    make_delegate,
    make_hall,
    make_meeting,
    make_person,
    span,
    who,
)
from tests.queries import counted

STANDS = {
    "central": {Relation.OVERSEES},
    "province": {Relation.CONVENES},
    "bureau": {Relation.CONVENES},
    "host": {Relation.HOSTS},
    "called": {Relation.INVITED},
    "other": set[Relation](),
    "stranger": set[Relation](),
}
ON_MEETINGS = (Action.SEE_MEETING, Action.CHANGE_MEETING, Action.SEE_INVITEES, Action.OPEN_DOOR)
EVERYTHING = MeetingFilter()


def codes(session: Session, viewer: Viewer, wanted: MeetingFilter) -> list[str]:
    return [meeting.code for meeting in meetings.listed(session, viewer, wanted)]


def make_window(
    session: Session, unit: Unit, code: str, first: date | None, last: date | None
) -> Meeting:
    """A meeting of some days, or of none that is known."""
    meeting = make_meeting(session, unit, code=code, status="tentative", title="Sơ kết")
    meeting.starts_at = meeting.ends_at = None
    meeting.window_start, meeting.window_end = first, last
    meeting.precision = (Precision.WINDOW if first else Precision.UNKNOWN).value
    return keep(session, meeting)


@pytest.mark.parametrize(("name", "role"), list(product(STANDS, Role)))
def test_a_meeting_is_reached_as_the_table_says(
    session: Session, office: Office, name: str, role: Role
) -> None:
    viewer = who(session, make_account(session, role, getattr(office, name)))

    for action in ON_MEETINGS:
        may = any((action, role, relation) in TABLE for relation in STANDS[name] | {Relation.ANY})
        found = meetings.find(session, viewer, action, office.meeting.id)
        assert (found is office.meeting) == may, (action, name, role)


def test_an_office_stands_where_its_unit_stands(session: Session, office: Office) -> None:
    """Whichever of the two convenes, hosts or is called."""
    for viewer_of in (office.province, office.bureau):
        viewer = who(session, make_account(session, Role.VIEWER, viewer_of, viewer_of.code))
        meeting = make_meeting(session, office.stranger, code=f"X-{viewer_of.code}")
        for called in (office.province, office.bureau):
            lan = make_delegate(session, meeting, called)
            assert meetings.find(session, viewer, Action.SEE_MEETING, meeting.id) is meeting
            session.delete(lan)
            session.commit()
        assert meetings.find(session, viewer, Action.SEE_MEETING, meeting.id) is None


def test_who_is_no_longer_called_does_not_see_it(session: Session, office: Office) -> None:
    viewer = who(session, make_account(session, Role.UNIT, office.called))
    office.lan.state = "cancelled"
    session.flush()

    with pytest.raises(NotFound):
        meetings.get(session, viewer, Action.SEE_MEETING, office.meeting.id)


def test_a_meeting_is_named_by_code_or_number(session: Session, office: Office) -> None:
    meeting = office.meeting

    for name in (meeting.code, str(meeting.id)):
        assert meetings.get_named(session, KEEPER, Action.SEE_MEETING, name) is meeting
    for name in ("KHÔNG", "0", "9" * 30, "²"):
        with pytest.raises(NotFound):
            meetings.get_named(session, KEEPER, Action.SEE_MEETING, name)


def test_a_code_goes_before_a_number(session: Session, office: Office) -> None:
    other = make_meeting(session, office.province, code=str(office.meeting.id))

    assert meetings.get_named(session, KEEPER, Action.SEE_MEETING, other.code) is other


def test_a_locked_meeting_is_read_anew(session: Session, office: Office) -> None:
    found = meetings.get(session, KEEPER, Action.SEE_MEETING, office.meeting.id, lock=True)

    assert found.convenor is office.province
    assert (found.host, found.hall, found.topic) == (office.host, None, None)


def test_lists_go_by_the_first_day_and_those_without_come_last(
    session: Session, office: Office
) -> None:
    make_window(session, office.province, "CHO", None, None)
    make_window(session, office.province, "THANG-2", date(2026, 2, 1), date(2026, 2, 28))
    make_meeting(session, office.province, code="CHIEU", when=span("14:00", "15:00"))
    make_meeting(session, office.province, code="THANG-3", when=span("08:00", "09:00", day=9))
    make_window(session, office.province, "THANG-1", date(2026, 1, 1), date(2026, 1, 31))

    assert codes(session, KEEPER, EVERYTHING) == [
        "THANG-1",
        "GB-2026-1",
        "CHIEU",
        "THANG-3",
        "THANG-2",
        "CHO",
    ]


@pytest.fixture
def many(session: Session, office: Office) -> Office:
    """A meeting of each sort beside the cast's own."""
    make_window(session, office.province, "CUA-SO", date(2026, 3, 1), date(2026, 3, 31))
    training = make_meeting(
        session, office.other, code="TH-1", title="Tập huấn cán bộ", status="cancelled"
    )
    training.kind, training.search_key = "training", search_key("Tập huấn cán bộ TH-1")
    training.hall_id = office.hall.id
    session.commit()
    return office


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (MeetingFilter(), ["GB-2026-1", "TH-1", "CUA-SO"]),
        (MeetingFilter(text="CÁN tap"), ["TH-1"]),
        (MeetingFilter(text="th-1"), ["TH-1"]),
        (MeetingFilter(text="án"), []),
        (MeetingFilter(text="100% _"), []),
        (MeetingFilter(statuses=(Status.CANCELLED, Status.TENTATIVE)), ["TH-1", "CUA-SO"]),
        (MeetingFilter(kinds=(MeetingKind.TRAINING,)), ["TH-1"]),
        (MeetingFilter(first=date(2026, 1, 5), last=date(2026, 1, 5)), ["GB-2026-1", "TH-1"]),
        (MeetingFilter(first=date(2026, 1, 6)), ["CUA-SO"]),
        (MeetingFilter(first=date(2026, 3, 31), last=date(2026, 4, 1)), ["CUA-SO"]),
        (MeetingFilter(last=date(2026, 1, 4)), []),
    ],
)
def test_a_list_is_filtered(
    session: Session, many: Office, wanted: MeetingFilter, expected: list[str]
) -> None:
    assert codes(session, KEEPER, wanted) == expected
    assert meetings.count(session, KEEPER, wanted) == len(expected)


def test_a_list_is_filtered_by_what_a_meeting_refers_to(session: Session, many: Office) -> None:
    for wanted, expected in (
        (MeetingFilter(unit_id=many.host.id), ["GB-2026-1"]),
        (MeetingFilter(unit_id=many.other.id), ["TH-1"]),
        (MeetingFilter(hall_id=many.hall.id), ["TH-1"]),
        (MeetingFilter(series_id=many.series.id), ["GB-2026-1"]),
    ):
        assert codes(session, KEEPER, wanted) == expected


def test_a_list_shows_what_is_in_reach_page_by_page(session: Session, many: Office) -> None:
    tuan, ha = who(session, many.tuan), who(session, many.ha)

    assert codes(session, tuan, EVERYTHING) == []
    page = meetings.listed(session, ha, EVERYTHING, limit=1, offset=1)
    assert [meeting.code for meeting in page] == ["TH-1"]
    found = meetings.meetings_between(session, ha, date(2026, 3, 5), date(2026, 3, 5))
    assert [meeting.code for meeting in found] == ["CUA-SO"]


def test_a_list_takes_the_same_queries_for_one_and_for_thirty(
    session: Session, office: Office
) -> None:
    def look() -> tuple[int, int]:
        session.expunge_all()
        with counted(session) as sent:
            found = meetings.listed(session, KEEPER, EVERYTHING)
            series = meetings.series_of(session)
            records = [record_of(one, series.get(one.id)) for one in found]
        return len(records), len(sent)

    assert look() == (1, 2)
    hall = make_hall(session, office.venue, "HT-B")
    for number in range(30):
        meeting = make_meeting(session, office.province, office.host, code=f"M-{number}")
        meeting.hall_id = hall.id
        turn = HostTurn(series_id=office.series.id, ordinal=number + 2, meeting_id=meeting.id)
        keep(session, turn)

    assert look() == (31, 2)


def test_the_next_meeting_is_live_and_not_over(session: Session, office: Office) -> None:
    make_meeting(session, office.province, code="MAI", when=span("08:00", "9:00", day=6))
    make_meeting(
        session, office.province, code="HUY", when=span("06:00", "07:00"), status="cancelled"
    )
    make_window(session, office.province, "THANG", date(2026, 1, 1), date(2026, 1, 31))

    for now, code in ((NOW, "GB-2026-1"), (at("16:59"), "GB-2026-1"), (at("17:00"), "MAI")):
        found = meetings.next_of(session, KEEPER, now)
        assert found is not None
        assert found.code == code
    assert meetings.next_of(session, KEEPER, NOW + timedelta(days=60)) is None
    assert meetings.next_of(session, who(session, office.tuan), NOW) is None


def test_the_series_of_meetings(session: Session, office: Office) -> None:
    name = SeriesName(office.series.id, "GB-2026", "Giao ban chuyên đề năm 2026", 1)

    assert meetings.series_of(session) == {office.meeting.id: name}
    assert meetings.series_of(session, [office.meeting.id, LAST_ID]) == {office.meeting.id: name}
    assert meetings.series_of(session, []) == {}


def test_a_clash_needs_the_same_time_a_live_meeting_and_the_same_person(
    session: Session, office: Office
) -> None:
    lan, minh = make_person(session, "Lê Ngọc Lan"), make_person(session, "Trần Quang Minh")
    office.lan.person_id = lan.id
    for code, hours, status, person in (
        ("CUNG", span("16:00", "18:00"), "tentative", lan),
        ("SAU", span("17:00", "18:00"), "tentative", lan),
        ("HUY", span("08:00", "09:00"), "cancelled", lan),
        ("KHAC", span("08:00", "09:00"), "confirmed", minh),
    ):
        other = make_meeting(session, office.province, code=code, when=hours, status=status)
        make_delegate(session, other, office.called).person_id = person.id
    session.commit()

    found = meetings.called_elsewhere(session, office.meeting.id, span("07:30", "17:00"))

    assert [(clash.code, clash.names) for clash in found] == [("CUNG", ("Lê Ngọc Lan",))]


def test_a_host_of_two_meetings_is_found(session: Session, office: Office) -> None:
    other = make_meeting(session, office.province, office.host, code="CUNG")

    found = meetings.hosted_elsewhere(
        session, office.host.id, office.meeting.id, span("08:00", "09:00")
    )

    assert found == [Clash(other.id, "CUNG", ("Huyện đoàn Cầu Ngang",))]


def test_of_other_meetings_only_those_in_sight_are_visible(
    session: Session, office: Office
) -> None:
    hidden = make_meeting(session, office.stranger, code="KIN")
    both = {hidden.id, office.meeting.id}

    assert meetings.visible(session, who(session, office.ha), both) == {office.meeting.id}
    assert meetings.visible(session, who(session, office.ha), set()) == set()


def test_days_are_marked(session: Session, office: Office) -> None:
    keep(session, Holiday(day=date(2026, 1, 1), name="Tết Dương lịch"))
    keep(session, Holiday(day=date(2026, 1, 10), name="Làm bù", is_off=False))
    keep(session, Holiday(day=date(2026, 4, 30), name="Giải phóng"))

    assert meetings.marked_days(session, DateWindow(date(2026, 1, 1), date(2026, 1, 31))) == {
        date(2026, 1, 1): MarkedDay("Tết Dương lịch", is_off=True),
        date(2026, 1, 10): MarkedDay("Làm bù", is_off=False),
    }


def test_codes_in_use_begin_so(session: Session, office: Office) -> None:
    make_meeting(session, office.province, code="GBX2026-2")

    assert meetings.codes_in_use(session, "GB-2026-") == ["GB-2026-1"]
    assert meetings.codes_in_use(session, "GB_2026-") == []
