"""What stands on a badge, and where people sit."""

from dataclasses import dataclass

from planner.domain.text import one_line, search_key

LONGEST_SEAT = 40


@dataclass(frozen=True, slots=True)
class Badge:
    """A delegate's badge; `link` is what its QR holds, `short` what is typed where it fails."""

    name: str
    position: str
    unit: str
    seat: str
    meeting: str
    link: str
    short: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A line of a pasted list: a name, a unit where two share it, and a seat."""

    name_key: str
    unit_key: str
    seat: str


def read_seat_lines(text: str) -> list[SeatLine | None]:
    """Lines of `name; seat` or `name; unit; seat`, as typed or pasted from a table.

    None stands for a line that is neither; empty lines are left out.
    """
    found: list[SeatLine | None] = []
    for line in text.splitlines():
        parts = [one_line(part) for part in line.replace("\t", ";").split(";")]
        if not any(parts):
            continue
        if len(parts) not in (2, 3) or not parts[0]:
            found.append(None)
            continue
        unit = search_key(parts[1]) if len(parts) == 3 else ""
        found.append(SeatLine(search_key(parts[0]), unit, parts[-1][:LONGEST_SEAT]))
    return found
