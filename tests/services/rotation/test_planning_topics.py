"""The topics of a year, from a plan into the sessions and on the board."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.rotation.planning import Kind
from planner.domain.timetable.values import Half
from planner.services import topic as topics
from planner.services.rotation.planning import accepting, moving, runs
from planner.store.meeting import Meeting
from planner.store.rotation.planning import PlanningRun
from tests.factories import Office
from tests.planned import NOW, Year, make_year, solved


@pytest.fixture
def year(session: Session, office: Office) -> Year:
    return make_year(session, office)


def give_topic(session: Session, year: Year, meeting: Meeting) -> None:
    meeting.topic_id = topics.find_or_create(session, year.ha, "Thanh niên nông thôn").id
    session.flush()
    session.expire(meeting, ["topic"])


def accepted(session: Session, year: Year, *themes: str) -> PlanningRun:
    run = runs.ask(
        session, year.ha, year.wish(Kind.YEAR, weekdays=frozenset({3}), themes=themes), 10, NOW
    )
    solved(session, run)
    accepting.accept(session, year.ha, run.id, [year.march.id, year.june.id], 0, NOW)
    return run


def test_what_a_plan_wrote_is_not_told_as_a_change_of_it(session: Session, year: Year) -> None:
    give_topic(session, year, year.june)
    run = accepted(session, year, "Chuyển đổi số")
    numbers = [year.march.id, year.june.id]

    assert not accepting.what_changed(session, year.ha, run, numbers, 0, NOW)


def test_the_topic_of_a_moved_session_is_not_in_its_way(session: Session, year: Year) -> None:
    accepted(session, year)
    give_topic(session, year, year.march)
    turn = moving.turn_planned(session, year.ha, year.march.id)

    tried = moving.try_day(session, year.ha, turn, date(2027, 4, 8), Half.AM, NOW)

    assert tried.labels == ()
