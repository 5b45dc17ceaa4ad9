"""Work that is shared: whoever comes while others are at the database goes with the next turn.

One disk write for several requests. Each of them gets its answer only when the transaction that
holds its work is committed.
"""

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")
MOST_TOGETHER = 8  # jobs in a turn, so that nobody waits for a crowd


class _Ticket(Generic[Job, Done]):
    def __init__(self, job: Job) -> None:
        self.job = job
        self.called = Event()
        self.done: Done | Exception | None = None


class Turns(Generic[Job, Done]):
    """`work` does several jobs in one transaction and answers for each; safe between threads.

    When it fails for several, each is tried alone, so that only the guilty one fails.
    """

    def __init__(self, work: Callable[[Sequence[Job]], Sequence[Done]]) -> None:
        self._work = work
        self._guard = Lock()
        self._waiting: list[_Ticket[Job, Done]] = []
        self._busy = False

    def take(self, job: Job) -> Done:
        """The answer to one job, once it is kept; raises what its work raised."""
        ticket: _Ticket[Job, Done] = _Ticket(job)
        with self._guard:
            self._waiting.append(ticket)
            leads, self._busy = not self._busy, True
        if not leads:
            ticket.called.wait()
        if ticket.done is None:
            self._lead(ticket)
        if isinstance(ticket.done, Exception):
            raise ticket.done
        assert ticket.done is not None  # noqa: S101 -- the leader answered everybody
        return ticket.done

    def _lead(self, own: _Ticket[Job, Done]) -> None:
        """Do the work of who waits, own first; then hand the lead to the next."""
        with self._guard:
            self._waiting.remove(own)
            together = [own, *self._waiting[: MOST_TOGETHER - 1]]
            del self._waiting[: MOST_TOGETHER - 1]
        try:
            self._do(together)
        finally:
            with self._guard:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            if following is not None:
                following.called.set()
            for ticket in together:
                ticket.called.set()

    def _do(self, together: Sequence[_Ticket[Job, Done]]) -> None:
        try:
            answers = self._work([ticket.job for ticket in together])
        except Exception as error:
            if len(together) == 1:
                together[0].done = error
                return
            for ticket in together:
                self._do([ticket])
            return
        for ticket, answer in zip(together, answers, strict=True):
            ticket.done = answer
