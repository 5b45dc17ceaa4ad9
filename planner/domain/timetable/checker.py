"""Whether a plan keeps all rules, in plain Python: every other answer is measured against it."""

from collections.abc import Iterator

from planner.domain.timetable import choices, days, meets, steps, turns
from planner.domain.timetable.values import Assignment, Instance, Label, Plan, Session


def labels(instance: Instance) -> tuple[Label, ...]:
    """Every rule of the instance that a plan can break, each once."""
    families = (days, choices, meets, steps, turns)
    return tuple(dict.fromkeys(one for family in families for one in family.labels(instance)))


def broken(instance: Instance, plan: Plan) -> tuple[Label, ...]:
    """The labels of all rules that a plan breaks, in a stable order.

    Sessions missing from the plan break nothing; what is beyond the structure is for `faults`.
    """
    found = {*_alone(instance, plan), *meets.broken(instance, plan)}
    found |= {*steps.broken(instance, plan), *turns.broken(instance, plan)}
    return tuple(sorted(found))


def _alone(instance: Instance, plan: Plan) -> Iterator[Label]:
    for session in instance.sessions:
        if session.id in plan:
            yield from broken_alone(instance, session, plan[session.id])


def broken_alone(instance: Instance, session: Session, one: Assignment) -> Iterator[Label]:
    """The labels that one assignment breaks whatever the other sessions do."""
    yield from days.broken(instance, session, one)
    yield from choices.broken(instance, session, one)


def faults(instance: Instance, plan: Plan) -> tuple[str, ...]:
    """The sessions whose assignment is none: missing, unknown, or beyond what exists."""
    unknown = [name for name in plan if name not in instance.session_of]
    known = [one.id for one in instance.sessions if not _stands(instance, one, plan)]
    return tuple(sorted(unknown + known))


def _stands(instance: Instance, session: Session, plan: Plan) -> bool:
    one = plan.get(session.id)
    if one is None or one.session != session.id:
        return False
    return (
        one.host in instance.eligible_in[session.series]
        and instance.horizon.start <= one.date <= instance.horizon.end
        and one.venue in instance.venue_of
        and (one.theme is None or one.theme in instance.theme_of)
    )
