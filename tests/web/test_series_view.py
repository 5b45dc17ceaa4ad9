from datetime import date

from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER, Action
from planner.domain.timespan import Precision, TimeSpan
from planner.store import series as all_series
from planner.store.rotation import FlagHandover
from planner.store.series import HostTurn, Series
from planner.web.series import view
from tests.factories import NOW, Office, keep, make_meeting, span

TODAY = date(2026, 1, 2)


def add_session(
    session: Session, office: Office, ordinal: int, status: str, when: TimeSpan | None = None
) -> None:
    """A session that Lan's unit hosts; without hours it awaits somebody's word."""
    meeting = make_meeting(
        session, office.province, office.called, code=f"GB-{ordinal}", when=when, status=status
    )
    if when is None:
        meeting.precision, meeting.starts_at, meeting.ends_at = Precision.UNKNOWN.value, None, None
        meeting.awaiting = "Tỉnh uỷ"
    keep(session, HostTurn(series_id=office.series.id, ordinal=ordinal, meeting_id=meeting.id))


def year_of(session: Session, office: Office) -> tuple[Series, list[HostTurn]]:
    """The series and its sessions, as its page loads them."""
    series = all_series.get_by_code(session, KEEPER, Action.SEE_SERIES, office.series.code)
    return series, list(all_series.turns_of(session, series))


def test_the_flag_tells_who_has_it_and_for_how_long(session: Session, office: Office) -> None:
    office.meeting.status = "held"
    add_session(session, office, 2, "confirmed", span("08:00", "11:00", 20))
    add_session(session, office, 3, "tentative")
    series, turns = year_of(session, office)

    flag = view.flag_of(series, turns, date(2026, 1, 15))

    assert [(stop.css_class, stop.name, stop.note) for stop in flag.stops] == [
        ("is-held", "Huyện đoàn Cầu Ngang", "trao 07g30 ngày 5/1"),
        ("is-here", "Huyện đoàn Càng Long", "đang giữ, nhận 07g30 ngày 5/1"),
        ("is-confirmed", "Huyện đoàn Càng Long", "nhận 08g00 ngày 20/1, cuối kỳ 2"),
        ("is-tentative", "chưa xác định", "nhận chờ Tỉnh uỷ, cuối kỳ 3"),
    ]
    assert flag.note == "Huyện đoàn Càng Long giữ 10 ngày"


def test_the_flag_is_in_one_year_only(session: Session, office: Office) -> None:
    office.meeting.status = "held"
    add_session(session, office, 2, "held", span("08:00", "11:00", 20))
    series, turns = year_of(session, office)
    today = date(2026, 2, 1)

    earlier = view.flag_of(series, turns, today, flag_year=2027)
    later = view.flag_of(series, [], today, flag_year=2025)

    assert (earlier.note, earlier.holder, later.note, later.holder) == ("", None, "", None)
    assert [(stop.css_class, stop.note) for stop in earlier.stops] == [
        ("is-held", "trao 07g30 ngày 5/1"),
        ("is-held", "nhận 07g30 ngày 5/1, trao 08g00 ngày 20/1"),
        ("is-confirmed", "nhận 08g00 ngày 20/1, cuối kỳ 2"),
    ]
    assert all_series.flag_year(session, office.province.id, today) == 2026
    assert all_series.flag_year(session, office.called.id, today) is None


def test_a_handover_that_was_written_down_outdoes_the_sessions(
    session: Session, office: Office
) -> None:
    office.meeting.status = "held"
    add_session(session, office, 2, "confirmed", span("08:00", "11:00", 20))
    series, turns = year_of(session, office)
    today = date(2026, 1, 15)
    told = FlagHandover(
        convenor_id=office.province.id,
        handed_on=date(2026, 1, 6),
        from_id=office.host.id,
        to_id=office.other.id,
    )
    told.taker = office.other
    flag = view.flag_of(series, turns, today, 2026)

    assert view.as_told(series, flag, None) == flag
    assert view.as_told(series, flag, told).note == f"{office.other.name} đang giữ"
    told.handed_on = date(2026, 1, 4)
    assert view.as_told(series, flag, told) == flag


def test_a_line_tells_what_is_left_and_what_may_be_done(session: Session, office: Office) -> None:
    add_session(session, office, 2, "held", span("08:00", "11:00", 1))
    add_session(session, office, 3, "cancelled")
    office.meeting.headcount = 84
    session.commit()
    _series, turns = year_of(session, office)

    lines = view.lines_of(turns, {turns[1].meeting_id: 81}, TODAY, may_plan=True)

    told = [
        (line.note, line.people, line.people_note, line.may_change, line.may_remove)
        for line in lines
    ]
    assert told == [
        ("còn 3 ngày", 84, "dự kiến", True, True),
        ("", 81, "mời", False, False),
        ("", None, "dự kiến", False, True),
    ]


def test_the_place_of_a_session_that_was_held_is_no_longer_a_plan(
    session: Session, office: Office
) -> None:
    add_session(session, office, 2, "held", span("08:00", "11:00", 1))
    session.commit()
    _series, turns = year_of(session, office)

    lines = view.lines_of(turns, {}, TODAY, may_plan=True)

    assert [line.is_place_planned for line in lines] == [True, False]


def test_the_first_session_without_a_day_is_the_next_to_mend(
    session: Session, office: Office
) -> None:
    add_session(session, office, 2, "cancelled")
    add_session(session, office, 3, "tentative")
    _series, turns = year_of(session, office)

    found = view.next_to_fix(turns, TODAY)

    assert found
    assert found.ordinal == 3


def test_the_ledger_tells_the_last_time_of_each(session: Session, office: Office) -> None:
    add_session(session, office, 2, "tentative")
    series, _turns = year_of(session, office)
    hosts = all_series.possible_hosts(session, series.convenor, TODAY)
    hosted = all_series.hostings_until(session, KEEPER, series)

    lines = view.ledger_of(hosts, hosted, [2026], office.host.id)

    assert [(line.unit.code, line.count, line.last, line.holds_flag) for line in lines] == [
        ("TC", 0, "chưa lần nào", False),
        ("CN", 1, "1/2026", True),
        ("CL", 1, "2026", False),
    ]
    assert [cell.month for cell in lines[1].years[0]] == ["T1"]


def test_the_ledger_counts_earlier_years_of_the_same_convenor(
    session: Session, office: Office
) -> None:
    for year, convenor in (
        (2020, office.province),
        (2021, office.stranger),
        (2030, office.province),
    ):
        series = keep(
            session,
            Series(
                code=f"GB-{year}", title="x", year=year, convenor_id=convenor.id, changed_at=NOW
            ),
        )
        meeting = make_meeting(session, convenor, office.called, code=f"GB-{year}-1")
        keep(session, HostTurn(series_id=series.id, ordinal=1, meeting_id=meeting.id))
    series, _turns = year_of(session, office)

    hosted = all_series.hostings_until(session, KEEPER, series)

    assert [turn.series.year for turn in hosted] == [2020, 2026]


def test_months_are_joined_as_they_are_said(session: Session, office: Office) -> None:
    _series, turns = year_of(session, office)

    assert view.months_words(turns) == "tháng 1"
    assert view.months_words([]) == ""
