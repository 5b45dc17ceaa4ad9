"""A very large meeting of today, to try the doors and the outbox on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import cycle
from random import Random
from typing import Any

from planner.domain.invitation import Mode
from planner.domain.meeting import MeetingKind, Status, When
from planner.domain.text import search_key, sort_key
from planner.domain.timespan import DayPart, Precision, whole_day
from planner.services.demo.people import DOMAIN, a_name
from planner.services.demo.stage import Stage
from planner.services.invitation import groups
from planner.services.invitation.drafting import BY_HAND, plain_why
from planner.services.invitation.groups import GroupFacts, Owner
from planner.services.meeting import MeetingDraft
from planner.store import invitation as invitations
from planner.store.directory import Unit
from planner.store.invitation import InviteeGroup
from planner.store.meeting import Meeting

CODE = "LARGE"
DEAD_EVERY = 50  # of the addresses one in so many takes no letters
# The group, the level of its units, and how many of a hundred delegates are in it.
GROUPS = (("Đại biểu cấp tỉnh", 2, 4), ("Đại biểu cấp huyện", 3, 16), ("Đại biểu cơ sở", 4, 80))


def add_large(stage: Stage, delegates: int, chance: Random, today: date, now: datetime) -> None:
    """A confirmed meeting of the whole day with that many delegates, each with an address."""
    draft = MeetingDraft(
        title="Ngày hội Thanh niên Trà Vinh",
        kind=MeetingKind.CONFERENCE,
        convenor_id=stage.province.id,
        standing_office_id=stage.unit_id("VP"),
        when=When(Precision.SESSION, span=whole_day(today), part=DayPart.WHOLE_DAY),
        place="Sân vận động tỉnh Trà Vinh",
        headcount=delegates,
        headcount_sure=True,
        venue_sure=True,
        status=Status.CONFIRMED,
        code=CODE,
    )
    row = stage.book(draft, now)
    made = _groups(stage, row, now)
    rows = list(_rows(stage, row, made, delegates, chance))
    invitations.add_delegates(stage.session, rows)


def _groups(stage: Stage, row: Meeting, now: datetime) -> list[InviteeGroup]:
    owner = Owner(meeting_id=row.id)
    return [
        groups.add_group(
            stage.session, stage.organiser, owner, GroupFacts(name, place, Mode.SUMMONED), now
        )
        for place, (name, _level, _share) in enumerate(GROUPS, start=1)
    ]


def _rows(
    stage: Stage, row: Meeting, made: Sequence[InviteeGroup], count: int, chance: Random
) -> Iterator[Mapping[str, Any]]:
    """In the order of the thành phần."""
    units = [cycle(_units(stage, level)) for _name, level, _share in GROUPS]
    for number in range(1, count + 1):
        place = _place(number, count)
        yield {
            "meeting_id": row.id,
            "group_id": made[place].id,
            "group_name": made[place].name,
            "place": place,
            "mode": made[place].mode,
            "position": "Đoàn viên" if place else "Ủy viên Ban Chấp hành",
            "email": _address(number),
            "why": plain_why(BY_HAND, by=stage.organiser.name, group=made[place].name),
            **_person(a_name(chance), next(units[place])),
        }


def _person(name: str, unit: Unit) -> dict[str, Any]:
    return {
        "name": name,
        "search_key": search_key(name),
        "sort_key": sort_key(name),
        "unit_id": unit.id,
        "unit_name": unit.name,
    }


def _place(number: int, count: int) -> int:
    """The group of the n-th of so many."""
    before = 0
    for place, (_name, _level, share) in enumerate(GROUPS):
        before += share
        if number * 100 <= before * count:
            return place
    return len(GROUPS) - 1


def _units(stage: Stage, level: int) -> list[Unit]:
    return [unit for unit in stage.units.values() if unit.level == level and not unit.is_outside]


def _address(number: int) -> str:
    kind = "dead" if number % DEAD_EVERY == 0 else "dai-bieu"
    return f"{kind}-{number:05}@{DOMAIN}"
