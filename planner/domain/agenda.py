"""The steps of an agenda and their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line

Row = TypeVar("Row")
LONGEST_STEP = 300  # characters
MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """What is done; an optional one stands with «(nếu có)»."""

    title: str
    is_optional: bool = False


# A giao ban as it usually goes; an office changes it to its own.
USUAL_STEPS = (
    Step("Tuyên bố lý do, giới thiệu đại biểu"),
    Step("Nêu mục đích, yêu cầu của buổi giao ban"),
    Step("Thông qua các văn bản", is_optional=True),
    Step("Gợi ý chuyên đề"),
    Step("Đại biểu thảo luận"),
    Step("Thường trực kết luận"),
    Step("Trao cờ luân lưu cho đơn vị đăng cai kỳ sau", is_optional=True),
    Step("Bế mạc, đáp từ"),
)


def step_title(text: str) -> str:
    """A title as it is kept, in one line; refused when empty or too long."""
    title = one_line(text)
    if not title:
        raise RuleBroken("agenda.no_title", field="title")
    if len(title) > LONGEST_STEP:
        raise RuleBroken("agenda.title_too_long", field="title", longest=LONGEST_STEP)
    return title


def ensure_room(steps: int) -> None:
    """Refuse an agenda that nobody could follow."""
    if steps > MOST_STEPS:
        raise RuleBroken("agenda.too_many_steps", field="title", most=MOST_STEPS)


def moved(rows: Sequence[Row], row: Row, by: int) -> list[Row]:
    """The same rows with one moved by that many places, at most to an end."""
    here = rows.index(row)
    others = [*rows[:here], *rows[here + 1 :]]
    place = max(0, min(len(others), here + by))
    return [*others[:place], row, *others[place:]]
