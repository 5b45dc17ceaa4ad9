"""The year as a ribbon: each moment at its day by class, its label where there is room."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.domain.timespan import DateWindow, Precision
from planner.web.timemarks import Mark, Moment, days_of, mark_of, short_words, status_words
from planner.web.wording import counted, gettext

STRIP = 960  # pixels of a ribbon under a title, on a middling desk screen
BOARD = 760  # pixels of a row of the year board, which has columns left and right
_PHONE = 328
_LETTER = 7.2  # a letter of a label, on average, in pixels
_GAP = 10  # between two labels
_YEAR = range(1, 13)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the year. `further` are the other times of a thing that comes again.

    `state` says how far it is, where that is not how sure a meeting is.
    """

    label: str
    place: str
    url: str | None
    moment: Moment
    is_this: bool = False
    further: tuple[Moment, ...] = ()
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One shape of a pin."""

    symbol: str
    css_class: str


@dataclass(frozen=True, slots=True)
class Pin:
    """One `li` of the track; a later month of a window has no label and is left to the eye."""

    css_class: str
    mark: Mark
    ticks: tuple[Spot, ...] = ()
    is_bar: bool = False
    label: str = ""
    place: str = ""
    url: str | None = None
    label_class: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    css_class: str
    words: str


@dataclass(frozen=True, slots=True)
class Pocketed:
    """What has no day yet, with whose word is awaited."""

    label: str
    url: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ribbon:
    """`months` are the names above; the month under the tab of today has none.

    `is_listed`: phones set the labels below the strip, since they would not stand on it.
    """

    year: int
    months: tuple[str, ...]
    pins: tuple[Pin, ...]
    today: Today | None
    pocket: tuple[Pocketed, ...]
    is_over: bool
    is_listed: bool


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """How many things a month holds, as cells of a row."""

    css_class: str
    words: str
    count: int
    width: int
    fill: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry in the year: its pins, and where its label would begin and end (pixels in 1)."""

    entry: Entry
    pins: tuple[Pin, ...]
    day: date
    left: float
    right: float


def ribbon_of(year: int, today: date, entries: Iterable[Entry], *, width: int = STRIP) -> Ribbon:
    """The ribbon of a year; what lies in other years is left out, what has no day is pocketed."""
    pocket, placed = [], []
    for entry in entries:
        if days_of(entry.moment) is None and not entry.further:
            pocket.append(Pocketed(entry.label, entry.url, mark_of(entry.moment)))
        else:
            placed += _placed(year, today, entry)
    placed.sort(key=lambda one: one.day)
    desk, phone = _sides(placed, width, with_place=True), _sides(placed, _PHONE, with_place=False)
    return Ribbon(
        year,
        tuple("" if (year, month) == (today.year, today.month) else str(month) for month in _YEAR),
        tuple(pin for one, side in zip(placed, desk, strict=True) for pin in _sided(one, side)),
        _today(today) if today.year == year else None,
        tuple(pocket),
        is_over=year < today.year,
        is_listed=desk != phone or "label-off" in desk or _has_many(placed),
    )


def load_of(year: int, today: date, moments: Iterable[Moment]) -> tuple[MonthLoad, ...]:
    """How many moments begin in each month; cancelled and postponed ones weigh nothing."""
    counts = dict.fromkeys(_YEAR, 0)
    for moment in moments:
        days = days_of(moment)
        if days and days.start.year == year and moment.status not in ("cancelled", "postponed"):
            counts[days.start.month] += 1
    now = (today.year, today.month)
    return tuple(
        MonthLoad(
            f"c{month} is-now" if (year, month) == now else f"c{month}",
            gettext("tháng %(month)s", month=month),
            count,
            width=8 * min(count, 8),
            fill="done" if (year, month) < now else "yes",
        )
        for month, count in counts.items()
    )


def _placed(year: int, today: date, entry: Entry) -> list[_Placed]:
    if entry.further:
        return _many(year, today, entry)
    days = days_of(entry.moment)
    if days is None or days.end.year < year or days.start.year > year:
        return []
    inside = DateWindow(max(days.start, date(year, 1, 1)), min(days.end, date(year, 12, 31)))
    if entry.moment.precision is Precision.WINDOW:
        return [_bar(entry, days, inside)]
    return [_tick(entry, inside.start)]


def _tick(entry: Entry, day: date) -> _Placed:
    mark = mark_of(entry.moment)
    is_due = entry.moment.precision is Precision.DEADLINE
    kind = "pin due" if is_due else "pin"
    css_class = f"{kind} {_at(day)} {mark.css_class}"
    pin = replace(_named(entry, mark, css_class), ticks=(Spot(mark.symbol, mark.css_class),))
    return _Placed(entry, (pin,), day, _middle(day), _middle(day))


def _bar(entry: Entry, days: DateWindow, inside: DateWindow) -> _Placed:
    mark = mark_of(entry.moment)
    pieces = _pieces(inside)
    pins: list[Pin] = []
    for piece, place in pieces:
        joints = " came-on" if piece.start > days.start else ""
        joints += " goes-on" if piece.end < days.end else ""
        css_class = f"pin {place} {mark.css_class}{joints}"
        named = Pin(css_class, mark) if pins else _named(entry, mark, css_class)
        pins.append(replace(named, is_bar=True))
    first = pieces[0][0]
    return _Placed(entry, tuple(pins), first.start, _begin(first.start), _end(first.end))


def _pieces(window: DateWindow) -> list[tuple[DateWindow, str]]:
    """The window as stretches of one month each, or of whole months, with their classes."""
    first, last = window.start, window.end
    months = last.month - first.month + 1
    if months > 1 and first.day == 1 and last.day == _length(last):
        return [(window, f"c{first.month} w{months} whole")]
    pieces = []
    while first <= last:
        end = min(last, first.replace(day=_length(first)))
        pieces.append((DateWindow(first, end), f"{_at(first)} n{(end - first).days + 1}"))
        first = end + timedelta(days=1)
    return pieces


def _many(year: int, today: date, entry: Entry) -> list[_Placed]:
    """One row of shapes with one label, at the next of them, or as near as it fits."""
    spots, days = [], []
    for moment in (entry.moment, *entry.further):
        span = days_of(moment)
        if span and span.start.year == year:
            mark = mark_of(moment)
            spots.append(Spot(mark.symbol, f"{mark.css_class} {_at(span.start)}"))
            days.append(span.start)
    if not days:
        return []
    next_day = min((day for day in days if day >= today), default=max(days))
    room = int(12 - _text_width(entry.label) / STRIP * 12)
    pin = replace(
        _named(entry, mark_of(entry.moment), "many"),
        ticks=tuple(spots),
        label_class=f"c{max(1, min(next_day.month, room))}",
        more=counted("%(count)s lần trong năm", len(days)),
    )
    return [_Placed(entry, (pin,), min(days), 0, 0)]


def _named(entry: Entry, mark: Mark, css_class: str) -> Pin:
    this = " is-this" if entry.is_this else ""
    return Pin(
        css_class + this,
        mark,
        label=entry.label,
        place=entry.place,
        url=entry.url,
        more=_more(entry),
    )


def _more(entry: Entry) -> str:
    """What the label does not say yet: when, and how sure it is."""
    moment, words = entry.moment, short_words(entry.moment)
    if moment.precision is Precision.DEADLINE and moment.status == "confirmed":
        return words
    if entry.state is not None:
        return ", ".join(filter(None, (words, entry.state)))
    status = status_words(moment)
    return status if entry.place == words else f"{words}, {status}"


def _sides(placed: Sequence[_Placed], width: int, *, with_place: bool) -> list[str]:
    """For each label: right of its mark "", else "to-left", else "label-off"; this one first."""
    taken: list[tuple[float, float]] = []
    sides = [""] * len(placed)
    for index in sorted(range(len(placed)), key=lambda i: (not placed[i].entry.is_this, i)):
        if placed[index].entry.further:
            continue
        sides[index], place = _side(placed[index], width, taken, with_place=with_place)
        taken += place
    return sides


def _side(
    one: _Placed, width: int, taken: Sequence[tuple[float, float]], *, with_place: bool
) -> tuple[str, list[tuple[float, float]]]:
    entry = one.entry
    length = _text_width(f"{entry.label} {entry.place}" if with_place else entry.label)
    reach = 0 if one.pins[0].is_bar else 8  # a label begins or ends under the edge of its mark
    begin = one.left * width - reach
    end = one.right * width + reach
    for side, place in (("", (begin, begin + length)), ("to-left", (end - length, end))):
        is_inside = place[0] >= -reach and place[1] <= width + _GAP
        if is_inside and all(place[1] < low or high < place[0] for low, high in taken):
            return side, [place]
    return "label-off", []


def _sided(one: _Placed, side: str) -> tuple[Pin, ...]:
    if not side:
        return one.pins
    first = replace(one.pins[0], css_class=f"{one.pins[0].css_class} {side}")
    return (first, *one.pins[1:])


def _today(today: date) -> Today:
    edge = " to-right" if today.month == 1 else ""
    return Today(_at(today) + edge, f"{today.day}/{today.month}")


def _has_many(placed: Iterable[_Placed]) -> bool:
    return any(one.entry.further for one in placed)


def _at(day: date) -> str:
    return f"c{day.month} m{_length(day)} at{day.day}"


def _begin(day: date) -> float:
    """Where a day begins in its year, of 1; months are equally wide."""
    return (day.month - 1 + (day.day - 1) / _length(day)) / 12


def _middle(day: date) -> float:
    return (day.month - 1 + (day.day - 0.5) / _length(day)) / 12


def _end(day: date) -> float:
    return (day.month - 1 + day.day / _length(day)) / 12


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _text_width(text: str) -> float:
    return len(text.strip()) * _LETTER + _GAP
