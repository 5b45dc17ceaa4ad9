"""Writes a planning problem in the neutral form `rotation-1`, as `inputs.timetable` reads it."""

from collections.abc import Iterable
from typing import Any

from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import (
    Announced,
    Assignment,
    Blackout,
    Half,
    Instance,
    Series,
    Session,
    Venue,
)

FORMAT = "rotation-1"


def written(instance: Instance) -> dict[str, Any]:
    """The whole instance in plain values; what is not limited is null."""
    return {
        "format": FORMAT,
        "id": instance.id,
        "title": instance.title,
        "today": instance.today.isoformat() if instance.today else None,
        **_days_of(instance),
        **_names_of(instance),
        **_plan_of(instance),
        "preferences": {
            "weekdays": _sorted(instance.preferences.weekdays),
            "halves": _halves(instance.preferences.halves),
        },
        "distances": {host: dict(ways) for host, ways in instance.distances.items()},
        "objective": [measure.value for measure in instance.objective],
    }


def _days_of(instance: Instance) -> dict[str, Any]:
    """Which days there are, and which of them are free."""
    return {
        "horizon": _days(instance.horizon),
        "weekdays": _sorted(instance.weekdays),
        "holidays": [
            {"id": one.id, "name": one.name, **_days(one.days)} for one in instance.holidays
        ],
    }


def _names_of(instance: Instance) -> dict[str, Any]:
    """What sessions choose from: hosts, halls, people, themes."""
    return {
        "units": [
            {"id": one.id, "name": one.name, "cluster": one.cluster} for one in instance.units
        ],
        "venues": [_venue(one) for one in instance.venues],
        "people": [
            {"id": one.id, "name": one.name, "one_place_per_day": one.one_place_per_day}
            for one in instance.people
        ],
        "themes": [
            {"id": one.id, "name": one.name, "units": _sorted(one.units)} for one in instance.themes
        ],
    }


def _plan_of(instance: Instance) -> dict[str, Any]:
    """What is to be planned, what is in its way, what was and what is announced."""
    return {
        "series": [_series(one) for one in instance.series],
        "sessions": [_session(one) for one in instance.sessions],
        "orders": [
            {"id": one.id, "before": one.before, "after": one.after, "min_days": one.min_days}
            for one in instance.orders
        ],
        "blackouts": [_blackout(one) for one in instance.blackouts],
        "history": [
            {"series": one.series, "unit": one.unit, "date": one.date.isoformat()}
            for one in instance.history
        ],
        "announced": [_announced(one) for one in instance.announced],
    }


def assignment(one: Assignment) -> dict[str, Any]:
    """What a plan says of one session."""
    return {
        "session": one.session,
        "host": one.host,
        "date": one.date.isoformat(),
        "half": one.half.value,
        "venue": one.venue,
        "theme": one.theme,
    }


def _venue(one: Venue) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "unit": one.unit,
        "place": one.place,
        "capacity": one.capacity,
    }


def _series(one: Series) -> dict[str, Any]:
    chain = one.chain and {
        "first_holder": one.chain.first_holder,
        "next_host_present": one.chain.next_host_present,
        "different_cluster": one.chain.different_cluster,
    }
    return {
        "id": one.id,
        "name": one.name,
        "eligible": _listed(one.eligible),
        "count_from": one.count_from.isoformat() if one.count_from else None,
        "no_repeat_until_all": one.no_repeat_until_all,
        "min_gap_days": one.min_gap_days,
        "ideal_gap_days": one.ideal_gap_days,
        "chain": chain,
    }


def _session(one: Session) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "series": one.series,
        "index": one.index,
        "window": _days(one.window) if one.window else None,
        "halves": _halves(one.halves),
        "headcount": one.headcount,
        "people": list(one.people),
        "optional_people": list(one.optional_people),
        "hosts": _listed(one.hosts),
        "venues": _listed(one.venues),
        "themes": _listed(one.themes),
        "min_lead_days": one.min_lead_days,
        "target": one.target.isoformat() if one.target else None,
    }


def _blackout(one: Blackout) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "ref": one.ref,
        "halves": _halves(one.halves),
        "reason": one.reason,
        **_days(one.days),
    }


def _announced(one: Announced) -> dict[str, Any]:
    return {**assignment(one.assignment), "locked": one.locked}


def _days(window: DateWindow) -> dict[str, str]:
    return {"from": window.start.isoformat(), "to": window.end.isoformat()}


def _halves(halves: Iterable[Half] | None) -> list[str] | None:
    return None if halves is None else sorted(half.value for half in halves)


def _sorted(values: Iterable[Any] | None) -> list[Any] | None:
    return None if values is None else sorted(values)


def _listed(values: Iterable[str] | None) -> list[str] | None:
    return None if values is None else list(values)
