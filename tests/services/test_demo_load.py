"""Loading the demo: into which databases, on which days."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.rights import KEEPER, Action
from planner.domain.timespan import HANOI, local_day
from planner.services import demo
from planner.store import demo as store
from planner.store import meeting as meetings
from planner.store.meeting import MeetingFilter
from planner.store.tables import NOT_COUNTED, TABLES
from tests.factories import make_unit

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=HANOI)
KEY = "c" * 32


def load(session: Session, *, now: datetime = NOW, delegates: int = 0) -> None:
    demo.load(session, KEEPER, local_day(now), now, delegates=delegates, code_key=KEY)


def test_a_database_with_one_unit_is_not_empty(session: Session) -> None:
    make_unit(session, "TH")

    with pytest.raises(RuleBroken) as refused:
        load(session)

    assert refused.value.code == "demo.not_empty"


@pytest.mark.parametrize("count", [-1, 100_001])
def test_an_odd_number_of_delegates_is_refused(session: Session, count: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        load(session, delegates=count)

    assert (refused.value.code, refused.value.field) == ("demo.odd_count", "delegates")


def test_without_a_demo_there_is_nothing_to_clear(session: Session) -> None:
    with pytest.raises(RuleBroken) as refused:
        demo.clear(session, KEEPER)

    assert refused.value.code == "demo.not_loaded"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the calendar is the same on both
@pytest.mark.parametrize(
    "moment",
    [
        "2027-01-01T00:05:00",  # a holiday, just after midnight
        "2027-02-06T20:30:00",  # Tết
        "2026-12-31T23:50:00",  # the year ends
        "2028-02-29T05:59:00",  # a leap day
    ],
)
def test_it_loads_on_any_day_at_any_hour(session: Session, moment: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=HANOI)

    load(session, now=now)

    code = f"GB-{local_day(now).year - 1}-001"
    first = meetings.get_named(session, KEEPER, Action.SEE_MEETING, code)
    assert first.status == "held"
    assert len(meetings.listed(session, KEEPER, MeetingFilter())) > 30


def test_every_table_is_known_to_what_takes_the_demo_away() -> None:
    known = {*store.THINGS, *store.OWNERS, "audit_entry", *NOT_COUNTED}

    assert set(TABLES.tables) == known
