"""What a succession has moved, line by line: shown before it is done, kept to be taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from planner.store.directory import Succession


@dataclass(frozen=True, slots=True)
class Move:
    """One column of one row, before and after, with the names that people know both by.

    Without a `field` the row itself is new. Of a unit `periods` is all of its time. `taker` is the
    code of the heir that has it, where another could.
    """

    table: str
    id: int
    name: str
    field: str = ""
    old: Any = None
    new: Any = None
    was: str = ""
    becomes: str = ""
    taker: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """What nobody has said yet where it goes: `code` as in `messages.succession`."""

    code: str
    table: str
    id: int
    name: str


@dataclass(slots=True)
class Log:
    """All that one succession does, in order."""

    moves: list[Move] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)

    def set(
        self, row: Any, name: str, value: Any, words: tuple[str, str, str], taker: str = ""
    ) -> None:
        """Write one column and note it; `words` are the name of the row, of before and after."""
        called, was, becomes = words
        old = getattr(row, name)
        setattr(row, name, value)
        before, after = _plain(old), _plain(value)
        self.note(Move(row.__tablename__, row.id, called, name, before, after, was, becomes, taker))

    def note(self, move: Move) -> None:
        self.moves.append(move)

    def plain(self) -> dict[str, Any]:
        return {
            "moves": [asdict(move) for move in self.moves],
            "undecided": [asdict(one) for one in self.undecided],
        }


def moves_in(succession: Succession) -> list[Move]:
    """What it has moved."""
    return [Move(**move) for move in succession.done.get("moves", ())]


def undecided_in(succession: Succession) -> list[Undecided]:
    """What it has left to a person."""
    return [Undecided(**one) for one in succession.done.get("undecided", ())]


def joined(before: Mapping[str, Any], log: Log) -> dict[str, Any]:
    """What was done on entering, and what was done on its day."""
    new = log.plain()
    return {name: [*before.get(name, ()), *lines] for name, lines in new.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
