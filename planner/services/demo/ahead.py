"""The coming year: months are known, hosts and days are for the planner; a plan is asked for."""

from datetime import date, datetime, timedelta

from planner.domain.meeting import When
from planner.domain.rotation.planning import Kind, Wish
from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import Half
from planner.services import series
from planner.services.demo import present
from planner.services.demo.stage import Stage, month, new_uid
from planner.services.rotation.planning import runs
from planner.services.series import SeriesFacts, SessionFacts

MONTHS = (3, 5, 8, 11)
THURSDAY = 3
SECONDS = 60
THEMES = (
    "Chi đoàn mạnh ở địa bàn dân cư",
    "Thanh niên công nhân và nhà trọ văn hoá",
    "Vốn vay cho thanh niên khởi nghiệp",
    "Đoàn với trẻ em vùng khó khăn",
)


def add_coming(stage: Stage, today: date, now: datetime) -> None:
    """A series whose plan waits for the worker."""
    year, early = today.year + 1, now - timedelta(days=2)
    facts = SeriesFacts(
        code=f"GB-{year}",
        title=f"Giao ban chuyên đề năm {year}",
        year=year,
        standing_office_id=stage.unit_id("BTC"),
        flag_from_id=stage.unit_id(present.AWAITED_AT),
    )
    session, viewer = stage.session, stage.organiser
    made = series.add_series(session, viewer, stage.province.id, facts, early)
    plans = {
        number: SessionFacts(
            when=When.within(month(date(year, one, 1)), f"tháng {one}/{year}"), headcount=90
        )
        for number, one in enumerate(MONTHS)
    }
    uids = (new_uid() for _ in plans)
    series.plan_sessions(session, viewer, made.id, plans, uids=uids, now=early)
    wish = Wish(
        kind=Kind.YEAR,
        year=year,
        series=(made.id,),
        horizon=DateWindow(date(year, 1, 1), date(year, 12, 31)),
        weekdays=frozenset({THURSDAY}),
        half=Half.AM,
        themes=THEMES,
    )
    runs.ask(session, viewer, wish, SECONDS, now)
