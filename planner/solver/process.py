"""Planning in a process of its own, so that whoever started it can go on and can end it."""

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from planner.domain.rotation.planning import Fix
from planner.domain.timetable.values import (
    Answer,
    Assignment,
    Instance,
    Limits,
    Measure,
    Progress,
    Status,
)

ALTERNATIVES = 3
REASON_SECONDS = 20.0
WAYS_SECONDS = 20.0
ALTERNATIVE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Found:
    """What a process comes back with; `ways` where there is no plan, `others` after an incident."""

    answer: Answer
    ways: tuple[tuple[Fix, ...], ...] = ()
    others: tuple[tuple[Assignment, ...], ...] = ()


Message = Progress | Found | str  # a string says what went wrong


class Running:
    """A process at work; what it says is read one by one."""

    def __init__(self, instance: Instance, seconds: float) -> None:
        context = get_context("spawn")  # nothing of us lives on in it: no sockets, no database
        self._ear, mouth = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=work, args=(instance, seconds, mouth), daemon=True
        )
        self._process.start()
        mouth.close()

    def hear(self, seconds: float) -> list[Message]:
        """All that was said within this time, at least until the first word."""
        heard: list[Message] = []
        with suppress(EOFError, OSError):
            while self._ear.poll(0 if heard else seconds):
                heard.append(self._ear.recv())
        return heard

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def end(self) -> None:
        """Safe at any time, and more than once."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(5)
        self._ear.close()


def work(instance: Instance, seconds: float, mouth: Connection) -> None:
    """What the process does; nobody outlives whoever asked."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        mouth.send(_found(instance, seconds, mouth))
    except (ValueError, ArithmeticError, LookupError, MemoryError) as error:
        mouth.send(f"{type(error).__name__}: {error}"[:500])
    finally:
        mouth.close()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _found(instance: Instance, seconds: float, mouth: Connection) -> Found:
    """The libraries of the solver are loaded here and nowhere else."""
    from planner.solver.plan import solve  # noqa: PLC0415 -- a second that only planning pays

    def tell(progress: Progress) -> bool:
        mouth.send(progress)
        return True

    answer = solve(instance, Limits(seconds, REASON_SECONDS), tell)
    if answer.status is Status.INFEASIBLE:
        from planner.solver.ways_out import ways_out  # noqa: PLC0415 -- as above

        ways = ways_out(instance, answer.reasons, seconds=WAYS_SECONDS)
        return Found(answer, ways=tuple(way.fixes for way in ways))
    return Found(answer, others=_others(instance, answer.assignments))


def _others(instance: Instance, shown: Sequence[Assignment]) -> tuple[tuple[Assignment, ...], ...]:
    """Plans that change as few announced sessions in as little, where that was asked for."""
    if not shown or Measure.CHANGED not in instance.objective:
        return ()
    from planner.solver.alternatives import alternatives  # noqa: PLC0415 -- as above

    cost = replace(instance, objective=(Measure.CHANGED, Measure.CHANGED_FIELDS))
    return tuple(alternatives(cost, shown, ALTERNATIVES, ALTERNATIVE_SECONDS))
