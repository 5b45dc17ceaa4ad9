"""Papers of the office: what stands on them, before anybody has drawn a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from planner.domain.meeting import When
from planner.domain.timespan import HANOI, DateWindow, Precision, TimeSpan

KINDS = (
    "plan",
    "invitation",
    "summons",
    "programme",
    "attendee-list",
    "sign-in-list",
    "badges",
    "place-cards",
    "minutes",
    "conclusions",
    "seating",
    "weekly-calendar",
    "overdue-reports",
)
FORMATS = ("pdf", "docx", "xlsx")
MOST_SITTINGS = 3  # columns to sign in that still fit beside each other
NO_UNIT = "Đại biểu khác"
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a paper: whom the issuer stands under, who issues it, where and when.

    `day` is None while the paper has not been issued.
    """

    superior: str
    issuer: str
    place: str
    day: date | None

    @property
    def dateline(self) -> str:
        """Place and date as the office rules ask (29-HD/TWĐTN-VP, 2013).

        Days below 10 and months below 3 carry a zero, so that nobody can write a digit before
        them; a paper without a day leaves room for the pen.
        """
        if self.day is None:
            return f"{self.place}, ngày …… tháng …… năm ………"
        month = f"{self.day.month:02}" if self.day.month < 3 else f"{self.day.month}"
        return f"{self.place}, ngày {self.day.day:02} tháng {month} năm {self.day.year}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person on a list; `number` is the STT, unique on the whole paper."""

    number: int
    name: str
    position: str
    unit: str
    note: str = ""
    delegate_id: int = 0


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The rows under one heading: a unit, or a group of those invited."""

    name: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """Danh sách điểm danh: whoever comes signs here.

    `sittings` names the columns to sign in (sáng, chiều); none or one is a single column.
    `code` finds the sheet again when the signed paper comes back.
    """

    letterhead: Letterhead
    title: str
    subtitle: str
    when: str
    where: str
    groups: tuple[SheetGroup, ...]
    code: str
    sittings: tuple[str, ...] = ()

    @property
    def headcount(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def columns_to_sign(self) -> tuple[str, ...]:
        """The heads of the columns to sign in: one for each sitting when there are several."""
        if len(self.sittings) < 2:
            return ("Ký tên",)
        return tuple(f"Ký tên ({sitting})" for sitting in self.sittings)

    @property
    def column_count(self) -> int:
        """Number, name, position, unit and note, and the columns to sign in."""
        return 5 + len(self.columns_to_sign)


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is to sign. `place` is that of the group in the thành phần, smaller first.

    `unit_place` is that of the unit in the tree; who has no unit stands after all who have.
    """

    name: str
    position: str
    unit: str
    place: int
    unit_place: int
    sort_key: str
    note: str = ""
    delegate_id: int = 0


def by_unit(signers: Iterable[Signer]) -> tuple[SheetGroup, ...]:
    """The rows of a sheet under the names of their units, numbered through.

    Units come in the order of their most senior group, then of the tree; within a unit people
    come by group, then by tên.
    """
    of_units: dict[tuple[int, str], list[Signer]] = {}
    for signer in signers:
        of_units.setdefault((signer.unit_place, signer.unit), []).append(signer)
    ordered = sorted(
        of_units.items(), key=lambda unit: (min(one.place for one in unit[1]), *unit[0])
    )
    number = count(1)
    return tuple(
        SheetGroup(
            name or NO_UNIT,
            tuple(
                SheetRow(next(number), one.name, one.position, one.unit, one.note, one.delegate_id)
                for one in sorted(people, key=lambda one: (one.place, one.sort_key))
            ),
        )
        for (_place, name), people in ordered
    )


def when_words(when: When) -> str:
    """When a meeting is, as papers write it: 07g30, thứ Hai, 05/02/2024; nothing where unknown."""
    if when.span is not None and when.precision is Precision.MINUTE:
        return _hours(when.span)
    days = when.days
    if days is None:
        return ""
    if not when.has_day:
        return when.words or _days(days)
    said = _days(days)
    return f"{when.part.capitalize()} {said}" if when.part else said


def sittings_of(when: When) -> tuple[str, ...]:
    """The days to sign for, where there are several that fit on a sheet."""
    days = when.days
    if days is None or not when.has_day or not 1 < days.days <= MOST_SITTINGS:
        return ()
    return tuple(f"{days.start + timedelta(days=later):%d/%m}" for later in range(days.days))


def _hours(span: TimeSpan) -> str:
    start, end = (moment.astimezone(HANOI) for moment in (span.start, span.end))
    if start.date() == end.date():
        return _hour(start)
    return f"từ {_hour(start)} đến {_hour(end)}"


def _hour(moment: datetime) -> str:
    return f"{moment:%H}g{moment:%M}, {_day(moment.date())}"


def _days(days: DateWindow) -> str:
    if days.days == 1:
        return _day(days.start)
    return f"từ {_day(days.start)} đến {_day(days.end)}"


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"
