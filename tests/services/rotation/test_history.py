from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.services.rotation import history as service
from planner.services.rotation.history import EarlierFacts
from planner.store import rotation as kept
from planner.store import series as all_series
from tests.factories import NOW, Office, who


def rows(session: Session, office: Office) -> list[tuple[str, date, str]]:
    found = kept.earlier_of(session, office.province.id)
    return [(row.unit.code, row.held_on, row.topic.title if row.topic else "") for row in found]


def add(session: Session, office: Office, facts: EarlierFacts) -> None:
    service.add_earlier(session, who(session, office.ha), office.series.id, facts, NOW)


def test_a_turn_from_before_is_kept(session: Session, office: Office) -> None:
    add(session, office, EarlierFacts("trà cú", "tháng 8/2021", "Ứng xử văn minh"))
    add(session, office, EarlierFacts("CL", "năm 2018"))

    assert rows(session, office) == [
        ("TC", date(2021, 8, 1), "Ứng xử văn minh"),
        ("TC", date(2019, 5, 16), ""),
        ("CL", date(2018, 1, 1), ""),
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (EarlierFacts("", "2019"), ("rotation.no_unit", "unit")),
        (EarlierFacts("Huyện đoàn", "2019"), ("rotation.no_such_unit", "unit")),
        (EarlierFacts("TINH", "2019"), ("rotation.no_such_unit", "unit")),
        (EarlierFacts("TC", ""), ("rotation.no_day", "when")),
        (EarlierFacts("TC", "theo chỉ đạo"), ("rotation.no_day", "when")),
        (EarlierFacts("TC", "1/1/2027"), ("rotation.day_to_come", "when")),
        (EarlierFacts("TC", "16/5/2019"), ("rotation.history_twice", "when")),
        (EarlierFacts("TC", "2018", report="x" * 2001), ("rotation.words_too_long", "report")),
    ],
)
def test_what_cannot_be_kept_is_refused(
    session: Session, office: Office, facts: EarlierFacts, expected: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add(session, office, facts)

    assert (refused.value.code, refused.value.field) == expected


def test_a_list_is_kept_and_what_was_known_is_passed_over(session: Session, office: Office) -> None:
    listed = [
        (1, EarlierFacts("TC", "16/5/2019")),
        (2, EarlierFacts("CL", "16/5/2020")),
        (3, EarlierFacts("CL", "16/5/2020")),
    ]
    viewer = who(session, office.ha)

    assert service.import_rows(session, viewer, office.series.id, listed, NOW) == (1, 2, [])


def test_the_faults_of_a_list_are_told_by_row(session: Session, office: Office) -> None:
    listed = [(4, EarlierFacts("Không có", "2019")), (5, EarlierFacts("CL", "hôm nào"))]

    viewer = who(session, office.ha)
    added, known, faults = service.import_rows(session, viewer, office.series.id, listed, NOW)

    assert (added, known) == (0, 0)
    assert [(one.row, one.broken.code) for one in faults] == [
        (4, "rotation.no_such_unit"),
        (5, "meeting.time_not_understood"),
    ]


def test_a_turn_that_was_wrong_is_taken_out(session: Session, office: Office) -> None:
    ha = who(session, office.ha)

    service.remove_earlier(session, ha, office.series.id, office.earlier.id, NOW)

    assert rows(session, office) == []
    with pytest.raises(NotFound):
        service.remove_earlier(session, ha, office.series.id, office.earlier.id, NOW)


def test_a_topic_that_was_studied_before_the_product_is_pointed_out(
    session: Session, office: Office
) -> None:
    add(session, office, EarlierFacts("TC", "5/6/2025", "Ứng xử văn minh"))
    topic = kept.earlier_of(session, office.province.id)[0].topic
    assert topic is not None
    office.meeting.topic_id = topic.id
    session.merge(office.meeting)
    session.commit()

    turns = all_series.turns_of(session, office.series)
    found = service.repeated_from_before(session, who(session, office.ha), office.series, turns)

    details = {"ordinal": 1, "topic": topic.title, "where": "Huyện đoàn Trà Cú, 5/6/2025"}
    assert found == [Finding("series.topic_again", "topic", details)]
