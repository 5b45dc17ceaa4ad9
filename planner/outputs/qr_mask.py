"""Which of the eight masks of a QR code reads best (ISO/IEC 18004, 7.8.3).

A square of modules is one whole number, a bit a module, with an empty bit after each line: shifting
it compares every module with its neighbour. A list of lists takes forty times as long, and an
office prints a thousand codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import and_
from typing import Self

MASKS = range(8)
_FINDER_LIKE = ("10111010000", "00001011101")  # what a reader could take for a corner


@dataclass(frozen=True, slots=True)
class Square:
    """The modules by rows, and the same by columns."""

    size: int
    rows: int
    columns: int

    @classmethod
    def of(cls, modules: Sequence[Sequence[bool | None]]) -> Self:
        """From the lists of a library; dark is True."""
        return cls(len(modules), _number(modules), _number(list(zip(*modules, strict=True))))

    def turned(self, other: Self) -> Self:
        """Those modules changed that are dark in the other."""
        return type(self)(self.size, self.rows ^ other.rows, self.columns ^ other.columns)

    @property
    def lines(self) -> list[str]:
        """The rows; `1` is dark."""
        width = self.size + 1
        bits = f"{self.rows:0{self.size * width}b}"
        return [bits[start : start + self.size] for start in range(0, len(bits), width)]

    @property
    def penalty(self) -> int:
        """Less is better: long runs, blocks, what looks like a corner, too dark or light."""
        whole = _whole(self.size)
        lost = _blocks(self.rows, whole, self.size + 1) + _imbalance(self.rows, self.size)
        for lines in (self.rows, self.columns):
            lost += _runs(lines) + _runs(lines ^ whole) + _corners(lines, whole)
        return lost


def _number(modules: Sequence[Sequence[bool | None]]) -> int:
    return int("".join("".join("1" if dark else "0" for dark in row) + "0" for row in modules), 2)


@lru_cache(maxsize=64)
def _whole(size: int) -> int:
    return int(("1" * size + "0") * size, 2)


def _runs(lines: int) -> int:
    """Five of one kind in a line lose three, each further one loses one more."""
    five = reduce(and_, (lines >> step for step in range(5)))
    return five.bit_count() + 2 * (five & ~(five << 1)).bit_count()


def _blocks(rows: int, whole: int, width: int) -> int:
    """Each two by two of one kind loses three; they may overlap."""
    return sum(
        3 * (lines & lines >> 1 & lines >> width & lines >> width + 1).bit_count()
        for lines in (rows, rows ^ whole)
    )


def _corners(lines: int, whole: int) -> int:
    """Each 1:1:3:1:1 with four light modules on one side loses forty."""
    light = lines ^ whole
    return sum(
        40
        * reduce(
            and_,
            ((lines if sign == "1" else light) >> step for step, sign in enumerate(pattern)),
        ).bit_count()
        for pattern in _FINDER_LIKE
    )


def _imbalance(rows: int, size: int) -> int:
    """Each five per cent away from half dark loses ten."""
    return int(abs(rows.bit_count() * 100 / size**2 - 50) / 5) * 10
