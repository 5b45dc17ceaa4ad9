"""Turns, busy times and plans of a year."""

from datetime import date

from sqlalchemy.orm import Session

from planner.store.blackout import Blackout
from planner.store.directory import (
    Unit,
)
from planner.store.meeting import Meeting
from planner.store.rotation import EarlierHosting, FlagHandover
from planner.store.rotation.planning import PlanningRun, PlanningSeries
from planner.store.series import Series
from tests.factories.ground import NOW, at, keep


def make_earlier(convenor: Unit, host: Unit, day: date = date(2019, 5, 16)) -> EarlierHosting:
    """A turn from before the product; not yet kept."""
    return EarlierHosting(
        convenor_id=convenor.id,
        unit_id=host.id,
        held_on=day,
        time_words=f"{day:%d/%m/%Y}",
        created_at=NOW,
    )


def make_handover(
    convenor: Unit, giver: Unit, taker: Unit, day: date = date(2019, 5, 16)
) -> FlagHandover:
    """That the flag went on; not yet kept."""
    return FlagHandover(convenor_id=convenor.id, handed_on=day, from_id=giver.id, to_id=taker.id)


def make_blackout(unit: Unit, day: int = 20, reason: str = "đại hội cấp mình") -> Blackout:
    """A unit that is busy all day in January 2026; not yet kept."""
    return Blackout(
        kind="unit",
        unit_id=unit.id,
        starts_at=at("00:00", day),
        ends_at=at("00:00", day + 1),
        reason=reason,
        created_at=NOW,
    )


def make_run(session: Session, series: Series, meeting: Meeting, host: Unit) -> PlanningRun:
    """A plan that was asked for and found: the session as it stands already."""
    days = {"from": "2026-01-01", "to": "2026-12-31"}
    one: dict[str, str | None] = {"session": f"k{meeting.id}", "host": f"u{host.id}"}
    one |= {"date": "2026-01-05", "half": "AM", "venue": f"p{host.id}", "theme": None}
    held = {"id": one["session"], "series": f"s{series.id}", "index": 1, "name": meeting.title}
    row = PlanningRun(
        kind="year",
        year=series.year,
        asked={**days, "kind": "year", "year": series.year, "series": [series.id], "rules": []}
        | {"weekdays": [], "half": None, "order": "fair", "people": [], "themes": []}
        | {"lead_days": 7, "gap_days": None, "fixes": []},
        instance={
            "format": "rotation-1",
            "horizon": days,
            "units": [{"id": one["host"], "name": host.name}],
            "venues": [{"id": one["venue"], "unit": one["host"]}],
            "series": [{"id": f"s{series.id}", "name": series.title}],
            "sessions": [held],
        },
        ground={"sessions": {}, "left_out": []},
        state="done",
        answer={"status": "optimal", "seconds": 0.1, "assignments": [one], "reasons": []}
        | {"proofs": [["host_spread", 1, 1]], "ways": [], "others": []},
        seconds=60,
        account_name="Nguyễn Thu Hà",
        created_at=NOW,
        ended_at=NOW,
    )
    keep(session, row)
    keep(session, PlanningSeries(run_id=row.id, series_id=series.id))
    return row
