"""Who should host next, and why not the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.domain.rotation.ledger import Standing


@dataclass(frozen=True, slots=True)
class Loss:
    """The first reason for which a unit is not the one; `code` has its words in the messages.

    `away`, `passed` (skipped at this session), `hosts_before`, `more_turns`, `hosted_later`,
    `behind` (later in the order of the house).
    """

    unit_id: int
    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who comes first (None: nobody can), with its standing, and the others in their order."""

    first: Standing | None
    others: Sequence[Loss]


def propose(
    rows: Sequence[Standing],
    *,
    away: Mapping[int, str],
    passed: Mapping[int, str],
    just_hosted: Collection[int] = (),
) -> Proposal:
    """The first of the ledger who can: nobody hosts again before all who can have hosted.

    `rows` in the order of the ledger; `away` and `passed` tell why; `just_hosted` are the hosts of
    the sessions beside this one, between whom the flag would not move.
    """
    barred = {row.unit_id: _bar(row.unit_id, away, passed, just_hosted) for row in rows}
    first = next((row for row in rows if barred[row.unit_id] is None), None)
    others = [
        barred[row.unit_id] or _lost_to(row, first)
        for row in rows
        if first is None or row.unit_id != first.unit_id
    ]
    return Proposal(first, [loss for loss in others if loss])


def _bar(
    unit_id: int,
    away: Mapping[int, str],
    passed: Mapping[int, str],
    just_hosted: Collection[int],
) -> Loss | None:
    if unit_id in away:
        return Loss(unit_id, "away", {"reason": away[unit_id]})
    if unit_id in passed:
        return Loss(unit_id, "passed", {"reason": passed[unit_id]})
    if unit_id in just_hosted:
        return Loss(unit_id, "hosts_before")
    return None


def _lost_to(row: Standing, first: Standing | None) -> Loss | None:
    if first is None:
        return None
    if row.count > first.count:
        return Loss(row.unit_id, "more_turns", {"count": row.count, "fewest": first.count})
    if (row.last or date.min) > (first.last or date.min):
        return Loss(row.unit_id, "hosted_later", {"day": f"{row.last:%d/%m/%Y}"})
    return Loss(row.unit_id, "behind")
