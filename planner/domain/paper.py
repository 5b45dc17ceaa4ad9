"""Papers of the office: what stands on them, before anybody has drawn a page."""

from dataclasses import dataclass
from datetime import date


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
