"""Reads what looks for a time, and what asks for clashes: the forms `slot-1` and `conflict-1`.

Times are those of the office's clock; one with a zone is turned into it.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from pathlib import Path

from planner.domain.timespan import HANOI, DateWindow
from planner.domain.timetable.clash import Booking, Question
from planner.domain.timetable.slot import WHOLE_DAY, Busy, Hours, Wish
from planner.domain.timetable.values import Venue
from planner.inputs.rows import content, quoted
from planner.inputs.timetable import Fields, root

LONGEST_WINDOW = 3_660  # days
_KINDS = ("person", "venue")
_CANCELLED = ("cancelled", "canceled")
_DAY_MINUTES = 24 * 60


def read_wish(path: Path) -> Wish:
    """The instance of form `slot-1` in a file, or Unreadable."""
    return wish_in(content(path))


def read_question(path: Path) -> Question:
    """The instance of form `conflict-1` in a file, or Unreadable."""
    return question_in(content(path))


def wish_in(data: bytes) -> Wish:
    """The instance of form `slot-1` in JSON, or Unreadable."""
    top = root(data, "slot-1")
    minutes = _positive(top, "minutes")
    venues = None if top.value("venues") is None else tuple(map(_venue, top.rows("venues")))
    return Wish(
        minutes=minutes,
        grid_minutes=_positive(top, "grid_minutes"),
        window=_window(top),
        not_before=None if top.value("not_before") is None else _moment(top, "not_before"),
        weekdays=top.weekdays("weekdays"),
        holidays=tuple(days for _, days in _holidays(top)),
        work_hours=_work_hours(top),
        headcount=top.open_whole("headcount"),
        required=_names(top, "required"),
        optional=_names(top, "optional"),
        venue_buffer_minutes=_buffer(top),
        venues=venues,
        busy=tuple(_busy(top)),
    )


def question_in(data: bytes) -> Question:
    """The instance of form `conflict-1` in JSON, or Unreadable."""
    top = root(data, "conflict-1")
    table = top.inner("venues") or Fields({}, "venues")
    rooms = ((name, table.inner(name) or Fields({}, name)) for name in table.fields)
    venues = {name: room.open_whole("capacity") for name, room in rooms}
    return Question(
        calendar=tuple(_booking(row, venues) for row in top.rows("calendar")),
        proposals=tuple(_booking(row, venues) for row in top.rows("proposals")),
        venues=venues,
        venue_buffer_minutes=_buffer(top),
        holidays=tuple(_holidays(top)),
    )


def _positive(row: Fields, name: str) -> int:
    number = row.whole(name)
    return (
        number if 0 < number <= 366 * _DAY_MINUTES else row.refuse(f"{name} không phải một độ dài")
    )


def _buffer(row: Fields) -> int:
    number = row.open_whole("venue_buffer_minutes") or 0
    fits = 0 <= number <= 366 * _DAY_MINUTES
    return number if fits else row.refuse("venue_buffer_minutes không phải một độ dài")


def _window(top: Fields) -> DateWindow:
    days = Fields(top.value("window"), "window").span()
    if days.days > LONGEST_WINDOW or not 1900 <= days.start.year < 9000:
        top.refuse(f"window dài hơn {LONGEST_WINDOW} ngày hoặc quá xa hiện nay")
    return days


def _venue(row: Fields) -> Venue:
    return Venue(row.id, row.open_text("name"), capacity=row.open_whole("capacity"))


def _names(row: Fields, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.open_texts(name) or ()))


def _moment(row: Fields, name: str) -> datetime:
    text = row.text(name)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(HANOI).replace(tzinfo=None)
    except (ValueError, OverflowError):
        row.refuse(f"{name} {quoted(text)} không phải giờ ngày có thật")
    if not 1900 <= moment.year < 9000:
        row.refuse(f"{name} {quoted(text)} quá xa hiện nay")
    return moment


def _span(row: Fields) -> tuple[datetime, datetime]:
    start, end = _moment(row, "from"), _moment(row, "to")
    if end < start:
        row.refuse("kết thúc trước khi bắt đầu")
    return start, end


def _work_hours(top: Fields) -> tuple[Hours, ...]:
    if top.value("work_hours") is None:
        return (WHOLE_DAY,)
    return tuple(_hours(top, pair) for pair in top.items("work_hours"))


def _hours(top: Fields, pair: object) -> Hours:
    if isinstance(pair, list) and len(pair) == 2:
        start, end = (_clock(one) for one in pair)
        if start is not None and end is not None and (start < end or end == time()):
            return start, end
    return top.refuse("work_hours phải là các cặp giờ, giờ sớm đứng trước")


def _clock(value: object) -> time | None:
    """A time of day; the end of the day is 24:00 or 00:00."""
    if not isinstance(value, str):
        return None
    try:
        return time.fromisoformat("00:00" if value == "24:00" else value).replace(tzinfo=None)
    except ValueError:
        return None


def _holidays(top: Fields) -> Iterator[tuple[str, DateWindow]]:
    """Periods with ids as in `rotation-1`; a day alone is a period with itself as its id."""
    if top.value("holidays") is None:
        return
    for number, value in enumerate(top.items("holidays"), 1):
        if isinstance(value, str):
            day = _day_alone(top, value)
            yield value, DateWindow(day, day)
        else:
            row = Fields(value, f"holidays #{number}")
            yield row.text("id"), row.span()


def _day_alone(top: Fields, text: str) -> date:
    return Fields({"day": text}, f"{top.place} holidays").day("day")


def _busy(top: Fields) -> Iterator[Busy]:
    """What counts: neither cancelled nor what the meeting replaces."""
    replaced = _replaced(top)
    for row in top.rows("busy"):
        kind = row.known("kind", _KINDS)
        ref, (start, end) = row.text("ref"), _span(row)
        if row.id not in replaced and not _is_cancelled(row):
            yield Busy(ref, start, end, is_venue=kind == "venue")


def _replaced(row: Fields) -> frozenset[str]:
    """An id, or several."""
    value = row.value("replaces")
    if value is None:
        return frozenset()
    return frozenset({value}) if isinstance(value, str) else frozenset(row.texts("replaces"))


def _is_cancelled(row: Fields) -> bool:
    return row.open_flag("cancelled") or row.open_text("status").lower() in _CANCELLED


def _booking(row: Fields, venues: Collection[str]) -> Booking:
    start, end = _span(row)
    return Booking(
        id=row.id,
        start=start,
        end=end,
        venue=row.open_known("venue", venues),
        people=_names(row, "people"),
        headcount=row.open_whole("headcount"),
        is_cancelled=_is_cancelled(row),
        replaces=_replaced(row),
    )
