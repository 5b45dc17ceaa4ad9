"""A small year to plan: two sessions of the sample office in 2027, and whoever plans them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from planner.domain.meeting import When
from planner.domain.rights import Viewer
from planner.domain.rotation.planning import Kind, Wish
from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import Answer, Assignment, Half, Limits
from planner.services import series as all_sessions
from planner.services.rotation.planning import runs
from planner.services.series import SeriesFacts, SessionFacts
from planner.solver.plan import solve
from planner.store.meeting import Meeting
from planner.store.rotation.planning import PlanningRun
from planner.store.series import Series
from tests.factories import Office, who

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
YEAR = DateWindow(date(2027, 1, 1), date(2027, 12, 31))
MARCH = DateWindow(date(2027, 3, 1), date(2027, 3, 31))
JUNE = DateWindow(date(2027, 6, 1), date(2027, 6, 30))


@dataclass(frozen=True, slots=True)
class Year:
    """A series with a session in March and one in June; `ha` plans it."""

    office: Office
    ha: Viewer
    series: Series
    march: Meeting
    june: Meeting

    def wish(self, kind: Kind = Kind.YEAR, **values: object) -> Wish:
        asked: dict[str, object] = {"rules": Wish.__dataclass_fields__["rules"].default, **values}
        horizon = asked.pop("horizon", YEAR)
        assert isinstance(horizon, DateWindow)
        return Wish(kind, 2027, (self.series.id,), horizon, **asked)  # type: ignore[arg-type]  # named


def make_year(session: Session, office: Office) -> Year:
    ha = who(session, office.ha)
    facts = SeriesFacts("GB-2027", "Giao ban năm 2027", 2027)
    series = all_sessions.add_series(session, ha, office.province.id, facts, NOW)
    plans = {
        0: SessionFacts(when=When.within(MARCH, "tháng 3/2027"), headcount=80),
        1: SessionFacts(when=When.within(JUNE, "tháng 6/2027"), headcount=80),
    }
    uids = (f"{number}@vn" for number in plans)
    booked = all_sessions.plan_sessions(session, ha, series.id, plans, uids=uids, now=NOW)
    session.commit()
    return Year(office, ha, series, booked[0].meeting, booked[1].meeting)


def solved(session: Session, run: PlanningRun) -> Answer:
    """What the worker's process would find, written down."""
    answer = solve(runs.instance_of(run), Limits(10.0))
    runs.finish(run, answer, (), (), NOW)
    session.flush()
    return answer


def at(one: Assignment) -> tuple[str, date, Half, str]:
    return one.host, one.date, one.half, one.venue
