"""Why no plan keeps all rules: minimal sets of labels that cannot all hold.

Cheapest first: what a session alone cannot have; then groups that often quarrel (a series, the
sessions of a person, those in an order); then all sessions, narrowed down before their rules are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from planner.domain.timetable import checker
from planner.domain.timetable.values import Instance, Label, Reason, Session
from planner.solver.calendar import Calendar
from planner.solver.conflicts import Labels, all_conflicts, only_minimal, smallest
from planner.solver.options import stands_alone
from planner.solver.oracle import Disagreement, Oracle, OutOfTime, Patience

# Kinds of rules as they should stand in a reason: the telling ones first, the dull ones last.
_TELLING = (
    *("lock", "window", "rotation", "chain", "hosts", "blackout", "holiday", "order", "person"),
    *("lead", "gap", "seq", "theme_once", "theme_allowed", "theme_unit", "capacity", "venues"),
    *("venue_local", "halves", "place", "weekdays", "venue_once"),
)
_OF_A_SESSION = frozenset(
    {"lock", "window", "hosts", "lead", "theme_allowed", "capacity", "venues", "halves"}
)
_OF_ALL = frozenset({"holiday", "weekdays", "venue_local", "theme_unit", "blackout"})
_OF_A_SERIES = frozenset({"rotation", "chain", "gap", "seq", "theme_once"})
_OF_A_PERSON = frozenset({"person", "place"})
PATIENCE = 2.0  # work, about a second each
PATIENCE_A_SESSION = 0.1
_MOST_A_SESSION = 8  # reasons for one session by itself


def find_reasons(calendar: Calendar, seconds: float, most: int) -> list[Reason]:
    """So many reasons at most, each minimal; none where the time was too short.

    The first may take all the time, for further ones there is what a reader waits for, counted in
    work: the same instance has the same reasons. An empty one says that there is no plan whatever
    the rules: nobody may host, say.
    """
    patience = Patience(seconds)
    search = _Search(calendar, patience)
    for_more = PATIENCE + PATIENCE_A_SESSION * len(search.sessions)
    found: list[Labels] = []
    try:
        found.extend(search.alone()[:most])
        if found:
            patience.shorten(for_more)
        for conflict in islice(search.together(found), most - len(found)):
            if not found:
                patience.shorten(for_more)
            found.append(conflict)
    except OutOfTime:
        pass  # what was found stands
    return [tuple(sorted(one, key=_interest)) for one in found]


def kind_and_name(label: Label) -> tuple[str, str]:
    kind, _, name = label.partition(":")
    return kind, name


def _interest(label: Label) -> tuple[int, str]:
    return _TELLING.index(kind_and_name(label)[0]), label


class _Search:
    def __init__(self, calendar: Calendar, patience: Patience) -> None:
        self.calendar = calendar
        self.instance = calendar.instance
        self.patience = patience
        self.labels = tuple(sorted(checker.labels(self.instance), key=_interest))
        self.whole = Oracle(calendar, patience)
        self.groups = [Oracle(calendar, patience, group) for group in _groups(self.instance)]

    @property
    def sessions(self) -> Sequence[Session]:
        return self.instance.sessions

    def alone(self) -> list[Labels]:
        """The conflicts of each session by itself: the first of each, then the second …"""
        rows = [list(self._of_session(session)) for session in self.instance.sessions]
        return only_minimal([one for row in zip_longest(*rows) for one in row if one is not None])

    def _of_session(self, session: Session) -> Iterator[Labels]:
        labels = [one for one in self.labels if self._binds_alone(one, session)]

        def possible(kept: Labels) -> bool:
            return stands_alone(self.calendar, session, kept)

        def find(lacking: Labels) -> Labels | None:
            left = [one for one in labels if one not in lacking]
            return None if possible(frozenset(left)) else frozenset(smallest(left, possible))

        return islice(all_conflicts((), find), _MOST_A_SESSION)

    def _binds_alone(self, label: Label, session: Session) -> bool:
        kind, name = kind_and_name(label)
        return kind in _OF_ALL or (kind in _OF_A_SESSION and name == session.id)

    def together(self, known: Sequence[Labels]) -> Iterator[Labels]:
        """Further conflicts, which take more than one session."""
        return all_conflicts(known, self._find)

    def _find(self, lacking: Labels) -> Labels | None:
        kept = frozenset(self.labels) - lacking
        group = next((one for one in self.groups if not one.possible(kept)), None)
        if group is None and self.whole.possible(kept):
            return None
        everybody = [session.id for session in self.instance.sessions]
        names = everybody if group is None else sorted(group.concerned or ())
        quarrelling = self._narrowed(names, kept)
        labels = [one for one in self.labels if one in kept and self._binds(one, quarrelling)]
        few = Oracle(self.calendar, self.patience, quarrelling)
        return self._settled(frozenset(smallest(labels, few.possible)))

    def _narrowed(self, names: Sequence[str], kept: Labels) -> frozenset[str]:
        """Few sessions that cannot keep the rules together."""

        def possible(some: frozenset[str]) -> bool:
            return Oracle(self.calendar, self.patience, some).possible(kept)

        return frozenset(smallest(names, possible))

    def _binds(self, label: Label, sessions: frozenset[str]) -> bool:
        """Whether a rule can matter to those sessions."""
        kind, name = kind_and_name(label)
        if kind in _OF_A_SESSION:
            return name in sessions
        if kind == "order":
            order = next(one for one in self.instance.orders if one.id == name)
            return {order.before, order.after} <= sessions
        rows = [self.instance.session_of[one] for one in sessions]
        if kind in _OF_A_SERIES:
            return any(row.series == name for row in rows)
        return kind not in _OF_A_PERSON or any(name in row.people for row in rows)

    def _settled(self, conflict: Labels) -> Labels:
        """Minimal for all sessions, and found impossible in two ways."""
        for label in sorted(conflict, key=_interest, reverse=True):
            fewer = conflict - {label}
            if not self.whole.possible(fewer):
                left = sorted(fewer, key=_interest)
                return self._settled(frozenset(smallest(left, self.whole.possible)))
        if not self.whole.confirm(conflict):
            raise Disagreement(f"{', '.join(sorted(conflict))} can all hold")
        self.whole.conflicts.append(conflict)
        return conflict


def _groups(instance: Instance) -> list[frozenset[str]]:
    """Sessions that have more to do with one another than with others, small groups first."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for session in instance.sessions:
        groups["series", session.series].add(session.id)
        for person in session.people:
            groups["person", person].add(session.id)
    for order in instance.orders:
        groups["order", order.id] = {order.before, order.after}
    for row in _in_order(instance):
        groups["orders", min(row)] = row
    found = {frozenset(group) for group in groups.values() if len(group) > 1}
    return sorted(found, key=lambda group: (len(group), sorted(group)))


def _in_order(instance: Instance) -> list[set[str]]:
    """The sessions that orders hold together, directly or through others."""
    rows: list[set[str]] = []
    for order in instance.orders:
        joined = {order.before, order.after}
        apart = [row for row in rows if not row & joined]
        rows = [*apart, joined.union(*(row for row in rows if row & joined))]
    return rows
