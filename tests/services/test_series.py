from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.domain.meeting import When
from planner.domain.rights import Role
from planner.domain.timespan import DateWindow, DayPart
from planner.services import meeting as meetings
from planner.services import series as service
from planner.services.series import SeriesFacts, SessionFacts
from planner.store import audit
from planner.store import series as all_series
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from tests.factories import NOW, Office, at, make_account, make_hall, make_meeting, who

FACTS = SeriesFacts("GB-2027", " Giao ban  chuyên đề năm 2027 ", 2027)


def month(number: int) -> When:
    window = DateWindow(date(2026, number, 1), date(2026, number, 28))
    return When.within(window, f"tháng {number}")


def uids() -> Iterator[str]:
    return (f"session-{number}@example.vn" for number in range(100))


def numbered(session: Session, series: Series) -> list[tuple[int, str, str]]:
    return [
        (turn.ordinal, turn.meeting.title, turn.meeting.status)
        for turn in all_series.turns_of(session, series)
    ]


def plan(session: Session, office: Office, *plans: SessionFacts) -> list[Meeting]:
    booked = service.plan_sessions(
        session,
        who(session, office.ha),
        office.series.id,
        dict(enumerate(plans)),
        uids=uids(),
        now=NOW,
    )
    return [one.meeting for one in booked]


def test_a_series_is_made_for_a_unit_of_ones_own(session: Session, office: Office) -> None:
    facts = replace(
        FACTS,
        standing_office_id=office.bureau.id,
        flag_from_id=office.host.id,
        flag_to_id=office.called.id,
    )

    series = service.add_series(session, who(session, office.ha), office.province.id, facts, NOW)

    assert (series.title, series.year, series.convenor_id, series.standing_office_id) == (
        "Giao ban chuyên đề năm 2027",
        2027,
        office.province.id,
        office.bureau.id,
    )
    assert [entry.action for entry in audit.history_of(session, series)] == ["add_series"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(FACTS, code="GB-2026"), ("series.code_taken", "code")),
        (replace(FACTS, code="GB 2027"), ("series.code_malformed", "code")),
        (replace(FACTS, title=" "), ("series.no_title", "title")),
        (replace(FACTS, year=20270), ("series.year_out_of_reach", "year")),
    ],
)
def test_odd_facts_are_refused(
    session: Session, office: Office, facts: SeriesFacts, expected: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.add_series(session, who(session, office.ha), office.province.id, facts, NOW)

    assert (broken.value.code, broken.value.field) == expected


@pytest.mark.parametrize("field", ["standing_office_id", "flag_from_id", "flag_to_id"])
def test_a_unit_of_somebody_else_is_refused(session: Session, office: Office, field: str) -> None:
    facts = replace(FACTS, **{field: office.stranger.id})  # type: ignore[arg-type]  # ids only

    with pytest.raises(RuleBroken) as broken:
        service.add_series(session, who(session, office.ha), office.province.id, facts, NOW)

    assert (broken.value.code, broken.value.field) == ("series.not_of_the_convenor", field)


def test_nobody_plans_for_a_foreign_unit(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        service.add_series(session, who(session, office.tuan), office.province.id, FACTS, NOW)
    with pytest.raises(NotFound):
        service.change_series(session, who(session, office.tuan), office.series.id, FACTS, NOW)
    with pytest.raises(NotFound):
        service.change_series(session, who(session, office.minh), office.series.id, FACTS, NOW)


def test_sessions_follow_the_name_of_their_series(session: Session, office: Office) -> None:
    plan(session, office, SessionFacts(when=month(5)))
    facts = SeriesFacts("GB-26", "Giao ban quý", 2026, standing_office_id=office.bureau.id)

    series = service.change_series(session, who(session, office.ha), office.series.id, facts, NOW)

    turns = all_series.turns_of(session, series)
    assert [(turn.meeting.title, turn.meeting.standing_office_id) for turn in turns] == [
        ("Giao ban quý I", office.bureau.id),
        ("Giao ban quý, kỳ 2", office.bureau.id),
    ]
    assert audit.history_of(session, series)[0].changes == {
        "code": ["GB-2026", "GB-26"],
        "title": ["Giao ban chuyên đề năm 2026", "Giao ban quý"],
        "standing_office_id": [None, office.bureau.id],
    }


def test_a_year_is_planned_in_one_go(session: Session, office: Office) -> None:
    first, second = plan(
        session,
        office,
        SessionFacts(when=month(5), host_id=office.called.id, topic="Ứng xử văn minh"),
        SessionFacts(when=month(8), topic="ứng xử  văn minh!", place="Thị xã Duyên Hải"),
    )

    assert (first.kind, first.status, first.convenor_id, first.host_id, first.window) == (
        "briefing",
        "tentative",
        office.province.id,
        office.called.id,
        DateWindow(date(2026, 5, 1), date(2026, 5, 28)),
    )
    assert first.topic_id == second.topic_id
    assert second.place == "Thị xã Duyên Hải"
    assert numbered(session, office.series) == [
        (1, "Giao ban quý I", "confirmed"),
        (2, "Giao ban chuyên đề năm 2026, kỳ 2", "tentative"),
        (3, "Giao ban chuyên đề năm 2026, kỳ 3", "tentative"),
    ]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (SessionFacts(), ("series.no_time", "when")),
        (SessionFacts(when=month(8), topic="…"), ("topic.no_title", "topic")),
        (SessionFacts(when=month(8), place="x" * 201), ("meeting.words_too_long", "place")),
    ],
)
def test_a_refusal_names_its_row_and_keeps_nothing(
    session: Session, office: Office, wrong: SessionFacts, expected: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        plan(session, office, SessionFacts(when=month(5)), wrong)
    session.rollback()

    assert (broken.value.code, broken.value.field) == expected
    assert broken.value.details["row"] == 1
    assert len(numbered(session, office.series)) == 1


def test_only_units_below_the_convenor_host(session: Session, office: Office) -> None:
    for unit in (office.stranger, office.bureau, office.central):
        with pytest.raises(RuleBroken) as broken:
            plan(session, office, SessionFacts(when=month(5), host_id=unit.id))
        assert (broken.value.code, broken.value.field) == ("series.not_of_the_convenor", "host_id")


def test_a_series_holds_no_more_sessions_than_a_year(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken) as broken:
        plan(session, office, *[SessionFacts(when=month(5))] * 60)

    assert broken.value.code == "series.too_many_sessions"


def test_a_taken_hall_is_refused_at_its_row(session: Session, office: Office) -> None:
    held = make_meeting(session, office.province, code="HN-1")
    meetings.change(session, who(session, office.ha), held.id, {"hall_id": office.hall.id}, NOW)
    morning = When.session(at("08:00").date(), DayPart.MORNING)

    with pytest.raises(RuleBroken) as broken:
        plan(session, office, SessionFacts(when=morning, hall_id=office.hall.id))

    assert (broken.value.code, broken.value.field) == ("venue.hall_taken", "hall_id")
    assert broken.value.details["row"] == 0


def test_a_session_is_changed_and_keeps_its_time(session: Session, office: Office) -> None:
    hall = make_hall(session, office.venue, "HT-B", 200)
    facts = SessionFacts(
        host_id=office.other.id,
        topic="Sinh hoạt chi đoàn",
        hall_id=hall.id,
        date_sure=True,
        headcount=84,
    )

    booked = service.change_session(
        session, who(session, office.ha), office.series.id, office.meeting.id, facts, NOW
    )

    meeting = booked.meeting
    assert (meeting.host_id, meeting.hall_id, meeting.headcount, meeting.starts_at) == (
        office.other.id,
        hall.id,
        84,
        at("07:30"),
    )
    assert meeting.topic
    assert meeting.topic.title == "Sinh hoạt chi đoàn"


def test_a_session_is_taken_out_and_called_off(session: Session, office: Office) -> None:
    plan(session, office, SessionFacts(when=month(5)), SessionFacts(when=month(8)))

    service.remove_session(
        session,
        who(session, office.ha),
        office.series.id,
        office.meeting.id,
        reason="gộp với hội nghị",
        now=NOW,
    )

    assert office.meeting.status == "cancelled"
    assert numbered(session, office.series) == [
        (1, "Giao ban chuyên đề năm 2026, kỳ 1", "tentative"),
        (2, "Giao ban chuyên đề năm 2026, kỳ 2", "tentative"),
    ]
    assert audit.history_of(session, office.series)[0].action == "remove_session"


def test_taking_out_asks_for_a_reason(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.remove_session(
            session,
            who(session, office.ha),
            office.series.id,
            office.meeting.id,
            reason=" ",
            now=NOW,
        )

    assert (broken.value.code, broken.value.field) == ("meeting.no_reason", "reason")


def test_a_session_of_another_series_is_not_found(session: Session, office: Office) -> None:
    viewer = who(session, office.ha)
    lone = make_meeting(session, office.province, code="HN-2")

    with pytest.raises(NotFound):
        service.change_session(session, viewer, office.series.id, lone.id, SessionFacts(), NOW)


def test_sessions_are_numbered_by_time(session: Session, office: Office) -> None:
    plan(session, office, SessionFacts(when=month(8)), SessionFacts(when=month(5)))

    service.sort_sessions(session, who(session, office.ha), office.series.id, NOW)

    turns = all_series.turns_of(session, office.series)
    assert [(turn.ordinal, turn.meeting.time_words) for turn in turns] == [
        (1, ""),
        (2, "tháng 5"),
        (3, "tháng 8"),
    ]
    assert turns[1].meeting.title == "Giao ban chuyên đề năm 2026, kỳ 2"


def test_it_finds_a_topic_that_was_studied_a_year_ago(session: Session, office: Office) -> None:
    viewer = who(session, office.ha)
    plan(session, office, SessionFacts(when=month(5), topic="Ứng xử văn minh"))
    later = service.add_series(session, viewer, office.province.id, FACTS, NOW)
    next_year = When.within(DateWindow(date(2027, 5, 1), date(2027, 5, 31)))
    service.plan_sessions(
        session,
        viewer,
        later.id,
        {0: SessionFacts(when=next_year, topic="Ứng xử văn minh")},
        uids=["later@example.vn"],
        now=NOW,
    )

    turns = all_series.turns_of(session, later)
    found = service.findings_of(session, viewer, later, turns)

    assert found == [
        Finding(
            "series.topic_again",
            "topic",
            {
                "ordinal": 1,
                "topic": "Ứng xử văn minh",
                "where": "Giao ban chuyên đề năm 2026, kỳ 2",
            },
        )
    ]


def test_who_may_only_see_plans_nothing(session: Session, office: Office) -> None:
    viewer = who(session, make_account(session, Role.VIEWER, office.province))
    facts = SessionFacts(when=month(5))

    with pytest.raises(NotFound):
        service.plan_sessions(session, viewer, office.series.id, {0: facts}, uids=uids(), now=NOW)
    with pytest.raises(NotFound):
        service.sort_sessions(session, viewer, office.series.id, NOW)
    assert session.query(HostTurn).count() == 1
