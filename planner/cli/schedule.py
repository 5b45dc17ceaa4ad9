"""`schedule`: planning, slots and clashes on their neutral forms, without a database."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from planner.cli.console import OfficeGroup, Unusable, print_json
from planner.domain.timetable.clash import Clash, clashes
from planner.domain.timetable.slot import Slot, slots
from planner.domain.timetable.values import Answer, Limits
from planner.inputs.rows import Unreadable
from planner.inputs.slots import read_question, read_wish
from planner.inputs.timetable import read_file
from planner.outputs.timetable import assignment

USUAL_SECONDS = 60.0
MOST_REASONS = 48  # who reads with a program wants all that are found in the time
Value = TypeVar("Value")

schedule = OfficeGroup("schedule", help="Plans, slots and clashes, proved and explained.")


@schedule.command("solve", with_appcontext=False)
@click.argument("file")
@click.option("--seconds", type=float, default=USUAL_SECONDS, help="How long to plan at most.")
def solve_command(file: str, seconds: float) -> None:
    """The best plan of the instance in FILE (form rotation-1), or why there is none."""
    from planner.solver.plan import solve  # noqa: PLC0415 -- a second that only planning pays

    if not (math.isfinite(seconds) and seconds > 0):
        raise Unusable("--seconds: phải là số dương")
    answer = solve(_read(read_file, file), Limits(seconds, most_reasons=MOST_REASONS))
    print_json(plan_answer(answer))


@schedule.command("slot", with_appcontext=False)
@click.argument("file")
def slot_command(file: str) -> None:
    """Where the meeting in FILE (form slot-1) fits best."""
    print_json(slot_answer(list(slots(_read(read_wish, file)))))


@schedule.command("conflicts", with_appcontext=False)
@click.argument("file")
def conflicts_command(file: str) -> None:
    """What the proposals in FILE (form conflict-1) clash with."""
    print_json(clash_answer(list(clashes(_read(read_question, file)))))


def _read(read: Callable[[Path], Value], file: str) -> Value:
    try:
        return read(Path(file))
    except Unreadable as unreadable:
        raise Unusable(str(unreadable)) from unreadable


def plan_answer(answer: Answer) -> dict[str, object]:
    """An answer in the shape of the form."""
    return {
        "status": answer.status.value,
        "assignments": [assignment(one) for one in answer.assignments],
        "reasons": [list(reason) for reason in answer.reasons],
    }


def slot_answer(found: list[Slot]) -> dict[str, object]:
    """Slots, the best one first, in the shape of the form."""
    if not found:
        return {"status": "none", "best": None, "options": []}
    best = {**_slot(found[0]), "required_missing": found[0].required_missing}
    return {"status": "found", "best": best, "options": [_slot(one) for one in found]}


def _slot(one: Slot) -> dict[str, object]:
    return {"start": one.start.isoformat(timespec="minutes"), "venue": one.venue}


def clash_answer(found: list[Clash]) -> dict[str, object]:
    """Clashes in the shape of the form."""
    return {"conflicts": [[one.proposal, one.kind.value, one.what, one.other] for one in found]}


COMMANDS = (schedule,)
