"""How sure a time is, as people see it: the shape of its mark, its line, its words."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.domain.timespan import HANOI, DateWindow, DayPart, Precision, TimeSpan, local_day
from planner.web.wording import gettext

_PARTS = {
    DayPart.MORNING: "morning",
    DayPart.AFTERNOON: "afternoon",
    DayPart.EVENING: "evening",
    DayPart.WHOLE_DAY: "allday",
}
_SHAPES = {
    Precision.MINUTE: "exact",
    Precision.DAY: "allday",
    Precision.WINDOW: "window",
    Precision.DEADLINE: "deadline",
}
_PLAIN_LINES = ("confirmed", "held")  # drawn with the plain shape; the others have their own
_QUARTERS = {1: "I", 4: "II", 7: "III", 10: "IV"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with how exactly and how surely it is known.

    `status`: tentative, confirmed, held, postponed or cancelled. A deadline is the end of `span`
    (with its hour) or of `window` (its day alone). `words` is what the paper says of it; of an
    unknown time, whose word is awaited.
    """

    precision: Precision
    status: str
    span: TimeSpan | None = None
    window: DateWindow | None = None
    part: DayPart | None = None
    words: str = ""
    strict_before: bool | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol of the sprite, the class of its line, and the time in words."""

    symbol: str
    css_class: str
    words: str
    note: str = ""


def mark_of(moment: Moment) -> Mark:
    """The mark of a moment with its words in full: weekday and year."""
    symbol = _shape(moment)
    if symbol == "awaiting":
        return Mark("awaiting", "is-awaiting", _awaited(moment.words))
    suffix = "" if moment.status in _PLAIN_LINES else f"-{moment.status}"
    return Mark(symbol + suffix, f"is-{moment.status}", _words(moment), _note(moment))


def short_words(moment: Moment) -> str:
    """The time as it is said where the year is seen: no weekday, no year."""
    if _shape(moment) == "awaiting":
        return _awaited(moment.words)
    return _words(moment, full=False)


def status_words(moment: Moment) -> str:
    """How sure, in a word; a deadline that is held was kept, not met at."""
    if moment.status == "held" and moment.precision is Precision.DEADLINE:
        return gettext("đã xong")
    return {
        "tentative": gettext("dự kiến"),
        "confirmed": gettext("chốt"),
        "held": gettext("đã họp"),
        "postponed": gettext("hoãn"),
        "cancelled": gettext("huỷ"),
    }[moment.status]


def days_of(moment: Moment) -> DateWindow | None:
    """The local days from the first to the last, or None where no day is known."""
    if moment.precision is Precision.UNKNOWN:
        return None
    if moment.precision is Precision.DEADLINE:
        due = _due(moment)
        return DateWindow(due[0], due[0]) if due else None
    if moment.span:
        last = moment.span.end - timedelta(microseconds=1)  # the end does not belong to it
        return DateWindow(local_day(moment.span.start), local_day(last))
    return moment.window


def hour_words(moment: datetime | time) -> str:
    """An hour of the office's clock in house style: 07g30."""
    local = moment.astimezone(HANOI) if isinstance(moment, datetime) else moment
    return gettext("%(hour)sg%(minute)s", hour=f"{local:%H}", minute=f"{local:%M}")


def day_words(day: date, *, full: bool = True) -> str:
    """A day as it is said: thứ Năm 15/8/2024, or 15/8 where the year is seen."""
    if not full:
        return f"{day.day}/{day.month}"
    return f"{weekday_words(day)} {day.day}/{day.month}/{day.year}"


def weekday_words(day: date) -> str:
    return (
        gettext("thứ Hai"),
        gettext("thứ Ba"),
        gettext("thứ Tư"),
        gettext("thứ Năm"),
        gettext("thứ Sáu"),
        gettext("thứ Bảy"),
        gettext("Chủ nhật"),
    )[day.weekday()]


def window_words(window: DateWindow, *, full: bool = True) -> str:
    """Days from … to …, by their usual name where they have one: nửa cuối tháng 6/2015."""
    first, last = window.start, window.end
    if window.days == 1:
        return day_words(first, full=full)
    if first.year != last.year:
        return gettext("từ %(first)s đến %(last)s", first=_dated(first), last=_dated(last))
    if first.month == last.month:
        return _within_month(first, last, full=full)
    if first.day == 1 and last.day == _length(last):
        return _whole_months(first, last, full=full)
    return _from_to(first, last, full=full)


def _shape(moment: Moment) -> str:
    if moment.precision is Precision.RECURRING:
        return _PARTS[moment.part or DayPart.WHOLE_DAY]
    if days_of(moment) is None:
        return "awaiting"
    if moment.precision is Precision.SESSION:
        return _PARTS[_part(moment)]
    return _SHAPES[moment.precision]


def _part(moment: Moment) -> DayPart:
    """The part that is said, else the one in which the hours begin."""
    if moment.part or not moment.span:
        return moment.part or DayPart.WHOLE_DAY
    hour = moment.span.start.astimezone(HANOI).hour
    if hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < 18 else DayPart.EVENING


def _words(moment: Moment, *, full: bool = True) -> str:
    days = days_of(moment)
    if days is None:
        return moment.words or gettext("định kỳ")
    if moment.precision is Precision.DEADLINE:
        return _deadline_words(moment, full=full)
    if moment.precision is Precision.WINDOW:
        return window_words(days, full=full)
    if moment.precision is Precision.MINUTE and moment.span:
        return _minute_words(moment.span, full=full)
    return _session_words(moment, days, full=full)


def _minute_words(span: TimeSpan, *, full: bool) -> str:
    day, hour = day_words(local_day(span.start), full=full), hour_words(span.start)
    if full:
        return gettext("%(day)s, %(hour)s", day=day, hour=hour)
    return gettext("%(hour)s ngày %(day)s", day=day, hour=hour)


def _session_words(moment: Moment, days: DateWindow, *, full: bool) -> str:
    if days.days > 1:
        return _from_to(days.start, days.end, full=full)
    day = day_words(days.start, full=full)
    part = _part(moment) if moment.precision is Precision.SESSION else moment.part
    if part is None:
        return day if full else gettext("ngày %(day)s", day=day)
    return gettext("%(part)s %(day)s", part=part_words(part), day=day)


def part_words(part: DayPart) -> str:
    return {
        DayPart.MORNING: gettext("sáng"),
        DayPart.AFTERNOON: gettext("chiều"),
        DayPart.EVENING: gettext("tối"),
        DayPart.WHOLE_DAY: gettext("cả ngày"),
    }[part]


def _due(moment: Moment) -> tuple[date, time | None] | None:
    """The day of a deadline and its hour; midnight ends the day before, unless said «trước»."""
    if moment.span is None:
        return (moment.window.end, None) if moment.window else None
    local = moment.span.end.astimezone(HANOI)
    if local.time() != time():
        return local.date(), local.time()
    return local.date() - timedelta(days=0 if moment.strict_before else 1), None


def _deadline_words(moment: Moment, *, full: bool) -> str:
    due = _due(moment)
    if due is None:
        return moment.words
    day = _dated(due[0]) if full else day_words(due[0], full=False)
    said = gettext("ngày %(day)s", day=day) if full else day
    if due[1] is not None:
        said = gettext("%(hour)s ngày %(day)s", hour=hour_words(due[1]), day=day)
    if moment.strict_before:
        return gettext("trước %(when)s", when=said)
    return gettext("chậm nhất %(when)s", when=said)


def _note(moment: Moment) -> str:
    """What the words leave out: when an exact time ends, how the paper puts a window."""
    if moment.precision is Precision.MINUTE and moment.span:
        return _until(moment.span)
    if moment.precision is Precision.WINDOW and moment.words not in _words(moment):
        return moment.words
    return ""


def _until(span: TimeSpan) -> str:
    end = hour_words(span.end)
    if local_day(span.start) == local_day(span.end):
        return gettext("đến %(end)s", end=end)
    return gettext("đến %(end)s %(day)s", end=end, day=day_words(local_day(span.end)))


def _awaited(words: str) -> str:
    """Whose word is awaited; what already says so is left as it is."""
    if not words:
        return gettext("chưa có ngày")
    if words.casefold().startswith(("chờ", "đợi", "theo ", "sau ", "khi ")):
        return words
    return gettext("chờ %(whom)s", whom=words)


def _within_month(first: date, last: date, *, full: bool) -> str:
    month = f"{first.month}/{first.year}" if full else str(first.month)
    end = _length(first)
    named = {
        (1, end): gettext("tháng %(month)s", month=month),
        (1, 15): gettext("nửa đầu tháng %(month)s", month=month),
        (16, end): gettext("nửa cuối tháng %(month)s", month=month),
        (1, 10): gettext("đầu tháng %(month)s", month=month),
        (11, 20): gettext("giữa tháng %(month)s", month=month),
        (21, end): gettext("cuối tháng %(month)s", month=month),
        (1, 7): gettext("tuần đầu tháng %(month)s", month=month),
        (8, 14): gettext("tuần thứ hai tháng %(month)s", month=month),
        (15, 21): gettext("tuần thứ ba tháng %(month)s", month=month),
        (end - 6, end): gettext("tuần cuối tháng %(month)s", month=month),
    }
    return named.get((first.day, last.day)) or _from_to(first, last, full=full)


def _whole_months(first: date, last: date, *, full: bool) -> str:
    year = f"/{first.year}" if full else ""
    if (first.month, last.month) == (1, 12):
        return gettext("năm %(year)s", year=first.year)
    if first.month in _QUARTERS and last.month - first.month == 2:
        return gettext("quý %(quarter)s", quarter=_QUARTERS[first.month] + year)
    return gettext(
        "tháng %(first)s đến tháng %(last)s", first=first.month, last=f"{last.month}{year}"
    )


def _from_to(first: date, last: date, *, full: bool) -> str:
    until = _dated(last) if full else day_words(last, full=False)
    since = day_words(first, full=False) if first.year == last.year else _dated(first)
    return gettext("từ %(first)s đến %(last)s", first=since, last=until)


def _dated(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _length(day: date) -> int:
    """Days of the month in which a day lies."""
    return monthrange(day.year, day.month)[1]
