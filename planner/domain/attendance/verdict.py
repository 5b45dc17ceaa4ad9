"""What the door answers to one item; nothing here knows a request or a row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from planner.domain.attendance.hours import Schedule
from planner.domain.attendance.item import Item, Kind
from planner.domain.attendance.presence import Presence


class Verdict(StrEnum):
    """The answers of the contract."""

    OK = "ok"
    OK_LATE = "ok_late"
    ALREADY = "already"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    WRONG_MEETING = "wrong_meeting"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"
    NOT_OURS = "not_ours"
    NOT_ALLOWED = "not_allowed"
    WALK_IN = "walkin"
    VOIDED = "voided"
    ID_REUSED = "id_reused"


class DeviceRight(StrEnum):
    """What a device may do at its door."""

    SCAN = "scan"
    SEARCH = "search"
    WALK_IN = "walkin"
    VOID = "void"
    PRINT = "print"
    KIOSK = "kiosk"
    NAMES = "names"  # clear names in the phone, for a search without the network


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a code or a pick stands for. `is_current`: the code was not renewed since."""

    delegate_id: int
    meeting_id: int
    state: str
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when the door stands: the meeting, its hours, the device's rights.

    `may_substitute`: whether somebody may come in place of a delegate (of a congress nobody may).
    """

    meeting_id: int
    schedule: Schedule
    rights: frozenset[str]
    may_substitute: bool = True


@dataclass(frozen=True, slots=True)
class Sight:
    """One item, seen at the door: what its text is, whom it means, when it truly was."""

    item: Item
    text: Literal["code", "malformed", "not_ours"]
    subject: Subject | None
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer; `needs_review` where the organiser should have a look."""

    verdict: Verdict
    needs_review: bool = False


_RIGHTS_FOR = {
    "void": frozenset({DeviceRight.VOID}),
    "walkin": frozenset({DeviceRight.WALK_IN}),
    "search": frozenset({DeviceRight.SEARCH}),
    "code": frozenset({DeviceRight.SCAN, DeviceRight.KIOSK}),
}


def is_entitled(item: Item, rights: frozenset[str]) -> bool:
    """Whether one of a device's rights covers an item; a kiosk reads codes and nothing else."""
    return not _RIGHTS_FOR[item.method].isdisjoint(rights)


def rule(place: Place, sight: Sight, now_in: Presence | None) -> Ruling:
    """The answer to an item, by what stands before it.

    Online a refusal refuses. Offline it happened already: it is kept, and somebody has a look.
    """
    if not is_entitled(sight.item, place.rights):
        return Ruling(Verdict.NOT_ALLOWED)
    if sight.item.kind is Kind.VOID:
        return Ruling(Verdict.VOIDED)
    if sight.item.kind is Kind.WALK_IN:
        return _rule_walk_in(place, sight)
    if sight.text != "code":
        return Ruling(Verdict(sight.text))
    refusal = _refusal(place, sight)
    if refusal is None:
        return Ruling(_passing(sight.item.kind, now_in))
    if not sight.item.is_offline:
        return Ruling(refusal)
    if refusal is Verdict.CLOSED:
        already = _passing(sight.item.kind, now_in) is Verdict.ALREADY
        return Ruling(Verdict.ALREADY if already else Verdict.OK_LATE, needs_review=True)
    return Ruling(refusal, needs_review=True)


def _rule_walk_in(place: Place, sight: Sight) -> Ruling:
    refusal = _shut(place.schedule, sight.effective_at)
    if sight.item.substitute_for is not None:
        refused_person = _refusal_of_person(place, sight.subject)
        if refused_person in (Verdict.UNKNOWN, Verdict.WRONG_MEETING) or not place.may_substitute:
            return Ruling(Verdict.NOT_ALLOWED)
        refusal = refused_person or refusal
    if refusal is None or sight.item.is_offline:
        return Ruling(Verdict.WALK_IN, needs_review=refusal is not None)
    return Ruling(refusal)


def _refusal(place: Place, sight: Sight) -> Verdict | None:
    """Why an online door says no; the person before the hour."""
    refused_person = _refusal_of_person(place, sight.subject)
    return refused_person or _shut(place.schedule, sight.effective_at)


def _refusal_of_person(place: Place, subject: Subject | None) -> Verdict | None:
    if subject is None:
        return Verdict.UNKNOWN
    if subject.meeting_id != place.meeting_id:
        return Verdict.WRONG_MEETING
    if subject.state == "cancelled":
        return Verdict.CANCELLED
    if subject.state == "replaced" or not subject.is_current:
        return Verdict.REPLACED
    return None


def _shut(schedule: Schedule, moment: datetime) -> Verdict | None:
    opens, closes = schedule.opens, schedule.closes
    if opens is None or moment < opens:
        return Verdict.NOT_OPEN
    return Verdict.CLOSED if closes is not None and moment > closes else None


def _passing(kind: Kind, now_in: Presence | None) -> Verdict:
    """Coming in twice, or going out twice, is `already`; coming back is as good as coming."""
    if now_in is None:
        return Verdict.OK
    repeated = now_in.is_in if kind is Kind.IN else not now_in.is_in
    return Verdict.ALREADY if repeated else Verdict.OK
