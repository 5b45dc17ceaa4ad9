"""Runs that look like a time and are none: shares, scores, names of streets, headings."""

from planner.domain.timewords.lexicon import (
    AMOUNTS,
    COMPARED,
    COUNTED,
    COUNTED_PAIRS,
    EVENTS,
    PLACES,
    STREETS,
    Item,
)
from planner.domain.timewords.points import Point
from planner.domain.timewords.run import Run

_SURE = ("clock", "session", "before", "until", "tentative")


def is_doubtful(run: Run, items: list[Item]) -> bool:
    """A bare weekday, 2/3 or year among other words may be anything else."""
    after = items[run.start + len(run.items) :]
    if _numbers_a_thing(run, items) or _is_a_stretch_of_numbers(run):
        return True
    if run.of("tentative") and tuple(item.text for item in after[:2]) in COUNTED_PAIRS:
        return True  # «dự kiến 10-12 đơn vị»
    if any(map(run.of, _SURE)):
        return False
    others = (item.role in ("junk", "number") or item.text in COUNTED for item in items)
    return any(others) and _is_unlikely(run, items, after)


def _is_unlikely(run: Run, items: list[Item], after: list[Item]) -> bool:
    """Whether a run beside other words is no time for all we know."""
    if after and after[0].text in COMPARED and not _has_days(run):
        return True  # «quý I/2026 tăng 6,5%»
    if all(point.unit == "year" and not _is_season(point) for point in run.points):
        opened = run.items[0].text in (("trong", "vào") if run.start else ("trong", "vào", "đến"))
        return not opened and run.range_place is None
    if any(point.named for point in run.points):
        return False
    return _looks_like_amount(run, items) or _numbers_a_list(run)


def _is_a_fraction(run: Run, items: list[Item]) -> bool:
    """«mức 3/5», «phiếu thuận 12/12»: a part of a thing, where no meeting is named."""
    point = run.items[0].point
    if not run.start or items[run.start - 1].role not in ("junk", "review") or point is None:
        return False
    if point.unit != "day" or point.year or (point.day or 0) > (point.number or 0):
        return False
    return not any(item.text in EVENTS for item in items[: run.start])


def _has_days(run: Run) -> bool:
    return any(point.unit not in ("month", "quarter", "year") for point in run.points)


def _numbers_a_thing(run: Run, items: list[Item]) -> bool:
    """«đường 30/4», «xe 84-12/11»."""
    if not run.start or run.items[0].role not in ("point", "range"):
        return False
    before = items[run.start - 1]
    if before.text == "tuần" and run.range_place is not None:
        return False  # «tuần 23 - 29/11»
    dashed = run.items[0].text == "-" and before.role == "number" and before.text.isdigit()
    return before.text in STREETS or (dashed and int(before.text) > 31)


def _is_a_stretch_of_numbers(run: Run) -> bool:
    """«khoảng 5-7», «từ 2-3»."""
    counted = any(item.text in ("khoảng", "chừng", "tầm", "từ") for item in run.items)
    return counted and run.range_place is None and all(point.dashed for point in run.points)


def _is_season(year: Point) -> bool:
    """«cuối năm 2026», not «tuần 1, năm 2026», which may count the weeks of the year."""
    return year.part is not None and year.part.unit != "week"


def _looks_like_amount(run: Run, items: list[Item]) -> bool:
    end = run.start + len(run.items)
    before = items[run.start - 1].text if run.start else ""
    after = items[end] if end < len(items) else None
    dashed = any(point.dashed for point in run.points) and items[run.start - 1].role == "junk"
    if before in AMOUNTS or (run.start and dashed) or _is_a_fraction(run, items):
        return True  # «bài 7-8»
    if after is None:
        return False
    return after.text in COUNTED or (after.role in ("junk", "number") and after.text not in PLACES)


def _numbers_a_list(run: Run) -> bool:
    """«Thứ hai, đẩy mạnh …»."""
    return run.points[0].unit == "weekday" and run.start == 0 and run.items[-1].text in (",", "là")
