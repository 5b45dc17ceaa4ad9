from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.domain.rotation.sentence import read_sentence
from planner.domain.timespan import local_day
from planner.services import series as service
from planner.services.rotation.drafting import draft_year
from planner.services.series import SeriesFacts
from planner.store import series as all_series
from planner.store.series import Series
from tests.factories import NOW, Office, keep, make_blackout, make_hall, make_venue, who


@pytest.fixture
def series(session: Session, office: Office) -> Series:
    facts = SeriesFacts("GB-2027", "Giao ban năm 2027", 2027)
    made = service.add_series(session, who(session, office.ha), office.province.id, facts, NOW)
    session.commit()
    session.expire_all()
    return all_series.get(session, who(session, office.ha), Action.SEE_SERIES, made.id)


def test_a_year_is_drafted_with_days_hosts_by_turn_and_their_halls(
    session: Session, office: Office, series: Series
) -> None:
    hall = make_hall(session, make_venue(session, office.called, "Nhà thiếu nhi"), "CL-1", 60)
    words = "luân phiên 3 đơn vị, mỗi quý một kỳ, sáng thứ Năm"

    drafted = draft_year(session, series, read_sentence(words), NOW)

    assert [
        (
            one.ordinal,
            local_day(one.span.start) if one.span else None,
            one.host.name if one.host else "",
            one.hall.name if one.hall else "",
        )
        for one in drafted.sessions
    ] == [
        (1, date(2027, 2, 18), "Huyện đoàn Càng Long", hall.name),
        (2, date(2027, 5, 13), "Huyện đoàn Trà Cú", ""),
        (3, date(2027, 8, 19), "Huyện đoàn Cầu Ngang", ""),
        (4, date(2027, 11, 18), "Huyện đoàn Càng Long", hall.name),
    ]


def test_days_of_rest_and_busy_days_are_gone_round(
    session: Session, office: Office, series: Series
) -> None:
    away = make_blackout(office.province, 5, "bầu cử")
    away.kind = "all"
    away.starts_at = away.starts_at.replace(year=2027, month=2, day=18)
    away.ends_at = away.ends_at.replace(year=2027, month=2, day=19)
    keep(session, away)

    drafted = draft_year(session, series, read_sentence("mỗi quý một kỳ, sáng thứ Năm"), NOW)

    span = drafted.sessions[0].span
    assert span is not None
    assert local_day(span.start) == date(2027, 2, 11)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("luân phiên 11 đơn vị, mỗi quý một kỳ", "rotation.other_number_of_units"),
        ("mỗi năm 20 kỳ", "rotation.sentence_not_understood"),
    ],
)
def test_a_sentence_that_does_not_fit_is_refused(
    session: Session, office: Office, series: Series, words: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        draft_year(session, series, read_sentence(words), NOW)

    assert refused.value.code == code
