"""People as cells: who comes, sends another, stays away, has not said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_CELL = 8  # pixels a person
_CELLS = 40  # more people than this are one bar, as long as this many cells


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the row, in pixels, with the class that draws it."""

    css_class: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """How many said yes, sent a substitute, said no, or are waited for."""

    yes: int
    substituted: int
    no: int
    waiting: int

    @classmethod
    def of(cls, answers: Iterable[tuple[str, bool, int]]) -> Self:
        """From (reply, whether it stands in for somebody, how many) of live delegates."""
        sums: Counter[str] = Counter()
        for reply, stands_in, count in answers:
            sums["substituted" if stands_in and reply == "yes" else reply] += count
        return cls(sums["yes"], sums["substituted"], sums["no"], sums["none"])

    @classmethod
    def sum(cls, counts: Iterable[Self]) -> Self:
        """All of these together."""
        rows = [(one.yes, one.substituted, one.no, one.waiting) for one in counts]
        return cls(*map(sum, zip(*rows, strict=True))) if rows else cls(0, 0, 0, 0)

    @property
    def coming(self) -> int:
        return self.yes + self.substituted

    @property
    def answered(self) -> int:
        return self.yes + self.substituted + self.no

    @property
    def whole(self) -> int:
        return self.yes + self.substituted + self.no + self.waiting

    @property
    def is_bar(self) -> bool:
        return self.whole > _CELLS

    @property
    def width(self) -> int:
        return _CELL * min(self.whole, _CELLS)

    @property
    def parts(self) -> tuple[Part, ...]:
        """From left to right, the empty ones left out: full, half high, thin, pale."""
        kinds = (
            ("yes", self.yes, 0, 14),
            ("sub", self.substituted, 7, 7),
            ("no", self.no, 6, 2),
            ("wait", self.waiting, 0, 14),
        )
        parts, before = [], 0
        for css_class, count, y, height in kinds:
            x, before = self._place(before), before + count
            if count:
                parts.append(Part(css_class, x, y, self._place(before) - x, height))
        return tuple(parts)

    def _place(self, people: int) -> int:
        return people * self.width // self.whole if self.whole else 0
