"""What the items of a phrase mean together."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from planner.domain.timespan import HANOI, DateWindow, DayPart, Precision
from planner.domain.timewords.doubt import is_doubtful
from planner.domain.timewords.filters import without_titles
from planner.domain.timewords.lexicon import PROVISIONAL, Item
from planner.domain.timewords.lunar import LUNAR_WORDS
from planner.domain.timewords.points import ImpossibleDate, chain
from planner.domain.timewords.run import PERIODS, Run, runs_of, settle
from planner.domain.timewords.scanner import scan
from planner.domain.timewords.tokens import tokens
from planner.domain.timewords.value import TimeWords

_REACH = {"deferred": 0, "unknown": 5, "after": 15}  # how many other words may stand before them
_PROMISED = 8  # before «sẽ thông báo sau», which needs no other words behind it


def read(text: str, on: date, document: date | None = None) -> TimeWords | None:
    """The one time that a phrase tells, seen from the day `on`; None where it tells none.

    `document` is the date of the paper that the phrase stands in: its year and month are taken
    where none is written. Without it, it is the first time that does not end before `on`.
    A list of days or months is read from its first to its last.
    """
    told = _read(text, on, document, each=False)
    return told[0] if told else None


def read_each(text: str, on: date, document: date | None = None) -> list[TimeWords]:
    """Like `read`, but «tháng 5, 8 và 11/2024» are three times."""
    return _read(text, on, document, each=True)


def _read(text: str, on: date, document: date | None, *, each: bool) -> list[TimeWords]:
    row = tokens(text)
    if any(token.text in LUNAR_WORDS for token in row):
        return []
    try:
        return _meaning(without_titles(scan(row, on)), on, document, each=each)
    except (ImpossibleDate, OverflowError):
        return []


def _meaning(items: list[Item], on: date, document: date | None, *, each: bool) -> list[TimeWords]:
    run = _main_run(items)
    roles = {item.role for item in items}
    tentative = _is_tentative(items)
    if "recurring" in roles and not (run and _is_held_once(run, items)):
        return [TimeWords(Precision.RECURRING, tentative=tentative)]
    if run is None:
        unknown = TimeWords(Precision.UNKNOWN, tentative=tentative)
        return [unknown] if _depends(items) else []
    settled = settle(run)
    windows = chain(settled.points, on, document)
    listed = each and settled.range_place is None
    parts = [[window] for window in windows] if listed else [windows]
    told = [_told(settled, part, late="late" in roles) for part in parts]
    return [replace(value, tentative=tentative) for value in told]


def _is_a_stretch_of_numbers(run: Run) -> bool:
    """«khoảng 5-7», «từ 2-3»."""
    counted = any(item.text in ("khoảng", "chừng", "tầm", "từ") for item in run.items)
    return counted and run.range_place is None and all(point.dashed for point in run.points)


def _is_held_once(run: Run, items: list[Item]) -> bool:
    """A year is no habit, nor is an hour of a whole day: «họp định kỳ: 8g00 ngày 27/11»."""
    if any(point.year for point in run.points):
        return True
    habits = {item.text for item in items if item.role == "recurring"}
    dated = any(point.unit == "day" and point.number for point in run.points)
    return habits == {"định"} and dated and bool(run.of("clock"))


def _depends(items: list[Item]) -> bool:
    """«theo chỉ đạo …» tells of a time near the beginning only, «sau khi …» further on too."""
    junk = 0
    for item in items:
        junk += item.role in ("junk", "review")
        reach = _PROMISED if item.text in ("sẽ", "thông", "báo") else _REACH.get(item.role, -1)
        if item.role in _REACH and junk <= reach:
            return True
    return False


def _main_run(items: list[Item]) -> Run | None:
    """The first run with a point that is surely one; hours standing apart are joined to it."""
    runs = list(runs_of(items))
    told = [run for run in runs if run.points and not is_doubtful(run, items)]
    main = next((run for run in told[1:2] if _is_exacter(told[0], run, items)), None)
    main = main or next(iter(told), None)
    if main is None or main.of("clock"):
        return main
    apart = next((run for run in runs if run.of("clock") and not run.points), None)
    return Run((*apart.items, *main.items), main.start) if apart else main


def _is_exacter(first: Run, other: Run, items: list[Item]) -> bool:
    """«chủ điểm tháng 12 … vào tối 20/12»: the month is that of a thing."""
    if not first.start or first.items[0].role != "point" or len(first.points) > 1:
        return False
    of_a_thing = first.points[0].unit in PERIODS and first.points[0].part is None
    limited = any(map(other.of, ("before", "late", "until", "range")))
    apart = any(item.role == "break" for item in items[first.start : other.start])
    return of_a_thing and other.points[0].unit == "day" and not limited and not apart


def _is_tentative(items: list[Item]) -> bool:
    """«dự kiến 120 đại biểu» says nothing of the time."""
    return any(
        item.role == "tentative"
        and _leads_to_time(items[place + 1 :])
        and not _is_of_a_thing(before)
        for place, (before, item) in enumerate(pairwise([Item("break"), *items]))
    )


def _is_of_a_thing(before: Item) -> bool:
    """«Địa điểm dự kiến: …; thời gian: …»: only the place is open."""
    return before.role == "junk" and before.text in PROVISIONAL


def _leads_to_time(items: list[Item]) -> bool:
    if items and items[0].text in PROVISIONAL:
        return False  # «dự kiến tại Hội trường A»
    told = ("point", "clock", "session", "number", "before", "until", "range", "recurring", "days")
    return next((item.role for item in items if item.role in told), "") != "number"


def _told(run: Run, windows: list[DateWindow], *, late: bool) -> TimeWords:
    first = next(place for place, item in enumerate(run.items) if item.role in ("point", "clock"))
    strict = any(place < first for place in run.of("before"))
    opened = any(
        place < first and run.items[place].text != "-"
        for place in run.of("until") + run.of("range")
    )
    ranged = run.range_place is not None and (len(windows) > 1 or len(run.of("clock")) > 1)
    if not ranged and (strict or opened or late):
        return _deadline(run, windows[-1], strict=strict)
    if run.of("clock") and windows[0].days == 1:
        return _exact(run, windows)
    return _days(run, windows)


def _deadline(run: Run, window: DateWindow, *, strict: bool) -> TimeWords:
    end: date | datetime = window.start if strict else window.end
    clocks = clocks_of(run)
    if clocks and window.days == 1:
        end = _moment(window.end, clocks[-1])
    return TimeWords(Precision.DEADLINE, end=end, strict_before=strict)


def _exact(run: Run, windows: list[DateWindow]) -> TimeWords:
    """Hours of one day, or from an hour of the first day to one of the last."""
    clocks, between = clocks_of(run), run.range_place
    first, last = windows[0].start, windows[-1].end
    start: date | datetime = _moment(first, clocks[0])
    end: date | datetime | None = last if last > first else None
    if len(clocks) > 1 and (between is not None or len(clocks) == len(windows)):
        end = _moment(last, clocks[1])
    elif between is not None and last > first and _ends_at_its_hour(run, between):
        start, end = first, _moment(last, clocks[0])
    if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
        end = None
    return TimeWords(Precision.MINUTE, start, end)


def _ends_at_its_hour(run: Run, between: int) -> bool:
    """«từ 14 đến 17g00 ngày 15/12»; «từ 14 đến 15/12, bắt đầu lúc 7g30» tells the first hour."""
    clock = run.of("clock")[0]
    last = run.of("point")[-1]
    apart = any(item.text in (",", "bắt", "khai") for item in run.items[last + 1 : clock])
    return clock > between and not apart


def _days(run: Run, windows: list[DateWindow]) -> TimeWords:
    start, end = windows[0].start, max(window.end for window in windows)
    named = all(window.days == 1 for window in windows)
    if not named:
        return TimeWords(Precision.WINDOW, start, end)
    session = _session(run)
    adjoining = all(other.start - one.end <= timedelta(days=1) for one, other in pairwise(windows))
    if run.range_place is not None and not adjoining and not run.of("days"):
        return TimeWords(Precision.WINDOW, start, end)
    precision = Precision.SESSION if session else Precision.DAY
    return TimeWords(precision, start, end if end > start else None, session)


def _session(run: Run) -> DayPart | None:
    """«sáng và chiều» of one day are the whole day; of several days they say nothing."""
    parts = [item.session for item in run.items if item.session is not None]
    if len(run.points) > 1 and (len(set(parts)) > 1 or not _is_shared(run)):
        return None
    if len(set(parts)) < 2:
        return parts[0] if parts else None
    tied = any(item.role in ("list", "range") for item in run.items)
    return DayPart.WHOLE_DAY if tied else parts[0]


def _is_shared(run: Run) -> bool:
    """«sáng 12 và 13/4» are two mornings; «12 và sáng 13/4», «từ sáng 12 đến 13/4» are not."""
    places = run.of("session")
    if not places:
        return True
    points = run.of("point")
    if len(places) == len(points):
        return len({run.items[place].text for place in places}) == 1
    begins = run.range_place is not None and run.items[places[0] - 1].text == "từ"
    return not begins and not any(points[0] < place < points[-1] for place in places)


def clocks_of(run: Run) -> list[tuple[int, int]]:
    """The hours on a 24-hour clock: «2 giờ chiều» is 14:00, and so is «chiều …, 2 giờ»."""
    words = [item.text for item in run.items if item.role == "session" and item.text != "cả"]
    clocks = []
    for place in run.of("clock"):
        following = run.items[place + 1] if place + 1 < len(run.items) else None
        own = following is not None and following.role == "session"
        word = following.text if own and following is not None else (words[0] if words else "")
        clocks.append(_on_24_hours(run.items[place].clock, word))
    if len(clocks) > 1 and clocks[0] > clocks[1] and len(run.points) < 2:
        clocks[0] = run.items[run.of("clock")[0]].clock
    return clocks


def _on_24_hours(clock: tuple[int, int], word: str) -> tuple[int, int]:
    hour, minute = clock
    if word == "tối" and hour == 12:
        return (24, minute)  # «12 giờ đêm»
    late = {"chiều": range(1, 8), "trưa": range(1, 4), "tối": range(5, 12)}.get(word, ())
    return (hour + 12 if hour in late else hour, minute)


def _moment(day: date, clock: tuple[int, int]) -> datetime:
    """24:00 is the midnight that ends the day."""
    hour, minute = clock
    moment = datetime.combine(day, time(hour % 24, minute), tzinfo=HANOI)
    return moment + timedelta(days=hour // 24)
