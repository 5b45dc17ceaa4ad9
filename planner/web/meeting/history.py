"""What was done to a meeting, told in sentences from the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.meeting import When
from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan, local_day
from planner.messages.audit import DEEDS
from planner.messages.meeting import FIELDS, KINDS
from planner.services.meeting.values import plain
from planner.store import audit
from planner.store import directory as units
from planner.store import venue as venues
from planner.store.audit import AuditEntry
from planner.store.meeting import Meeting
from planner.web.moments import moment_of_when
from planner.web.timemarks import hour_words, mark_of
from planner.web.wording import gettext

State = dict[str, Any]  # a meeting as it is written down
TIME = frozenset(
    [
        "precision",
        "start",
        "end",
        "part",
        "window_start",
        "window_end",
        "strict_before",
        "words",
        "awaiting",
    ]
)
UNITS = ("convenor", "host", "standing_office")
LATEST = 40  # deeds that a page tells


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that was done; where it changed a value, what stood there before and after."""

    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the record."""

    at: str  # for programs
    when: str
    who: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The record of a meeting as a form knows it; entries come newest first."""

    entries: Sequence[AuditEntry]
    deeds: list[Deed]

    @property
    def newest(self) -> int:
        return self.entries[0].id if self.entries else 0

    def since(self, known: int) -> list[Deed]:
        """What was done after the entry of this number."""
        paired = zip(self.entries, self.deeds, strict=False)
        return [deed for entry, deed in paired if entry.id > known]


def seen_of(session: Session, meeting: Meeting, today: date) -> Seen:
    """The record of a meeting that the caller may see, the latest deeds in words."""
    entries = audit.history_of(session, meeting)
    names = _names_in(session, entries[:LATEST])
    deeds, after = [], plain(meeting)
    for entry in entries[:LATEST]:
        before = after | {name: pair[0] for name, pair in entry.changes.items()}
        clauses = tuple(_clauses(entry, before, after, names))
        deeds.append(_deed(entry, clauses, today))
        after = before
    return Seen(entries, deeds)


def _deed(entry: AuditEntry, clauses: tuple[Clause, ...], today: date) -> Deed:
    return Deed(
        at=entry.at.isoformat(),
        when=_moment_words(entry.at, today),
        who=entry.account_name,
        clauses=clauses or (Clause(gettext("sửa cuộc họp")),),
    )


def _clauses(
    entry: AuditEntry, before: State, after: State, names: dict[str, str]
) -> Iterator[Clause]:
    """What was done: the step by its name, then each change."""
    deed = _lowered(str(DEEDS.get(entry.action, entry.action)))
    if entry.action == "book_meeting":
        yield Clause(deed, after=_time_words(after))
        return
    if entry.action != "change_meeting":
        yield Clause(deed)
    if entry.changes.keys() & TIME:
        yield Clause(gettext("đổi thời gian"), _time_words(before), _time_words(after))
    for name, (old, new) in entry.changes.items():
        if name not in TIME | {"status"}:
            yield from _clause(name, old, new, names)


def _clause(name: str, old: Any, new: Any, names: dict[str, str]) -> Iterator[Clause]:
    if name in _sure_words():
        yield Clause(_sure_words()[name][bool(new)])
    elif name == "reason" and new:
        yield Clause(gettext("lý do"), after=str(new))
    elif name in FIELDS and name != "reason":
        label = gettext("đổi %(field)s", field=_lowered(str(FIELDS[name])))
        yield Clause(label, _value(name, old, names), _value(name, new, names))


def _sure_words() -> dict[str, tuple[str, str]]:
    """By what it is about: said when it is open again, and when it is settled."""
    return {
        "date_sure": (gettext("để ngày lại dự kiến"), gettext("chốt ngày")),
        "venue_sure": (gettext("để nơi họp lại dự kiến"), gettext("chốt nơi họp")),
        "headcount_sure": (gettext("để số người lại dự kiến"), gettext("chốt số người")),
    }


def _value(name: str, value: Any, names: dict[str, str]) -> str:
    if value in (None, ""):
        return ""
    if name == "kind":
        return str(KINDS[value])
    return names.get(f"{name}:{value}", str(value))


def _names_in(session: Session, entries: Sequence[AuditEntry]) -> dict[str, str]:
    """The names of units and halls that the record knows by their codes: `host:CN` and so on."""
    names = {}
    for field in (*UNITS, "hall"):
        codes = {code for entry in entries for code in entry.changes.get(field, ()) if code}
        for code in sorted(codes):
            find = venues.find_hall_by_code if field == "hall" else units.find_unit_by_code
            found = find(session, code)
            names[f"{field}:{code}"] = found.name if found else code
    return names


def _time_words(state: State) -> str:
    return mark_of(moment_of_when(_when(state))).words


def _when(state: State) -> When:
    """The time that the record holds, as it was."""
    span, window = None, None
    if state.get("start") and state.get("end"):
        span = TimeSpan(
            datetime.fromisoformat(state["start"]), datetime.fromisoformat(state["end"])
        )
    if state.get("window_start") and state.get("window_end"):
        first, last = state["window_start"], state["window_end"]
        window = DateWindow(date.fromisoformat(first), date.fromisoformat(last))
    return When(
        precision=Precision(state.get("precision") or Precision.UNKNOWN),
        span=span,
        window=window,
        part=DayPart(state["part"]) if state.get("part") else None,
        words=state.get("words") or "",
        strict_before=state.get("strict_before"),
        awaiting=state.get("awaiting") or "",
    )


def _moment_words(moment: datetime, today: date) -> str:
    """6/8 08g12; the year only where it is another one."""
    day = local_day(moment)
    year = "" if day.year == today.year else f"/{day.year}"
    return f"{day.day}/{day.month}{year} {hour_words(moment)}"


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
