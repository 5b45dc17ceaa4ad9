"""Reads a planning problem from the neutral form `rotation-1`.

What exists (horizon, units, venues, series, sessions) has to be there; any other field may be
missing, which is the same as null: no limit. References lead somewhere, ids stand once.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import (
    Announced,
    Assignment,
    Blackout,
    BlackoutKind,
    Chain,
    Half,
    Holiday,
    Hosting,
    Instance,
    Measure,
    Order,
    Person,
    Preferences,
    Series,
    Session,
    Theme,
    Unit,
    Venue,
)
from planner.inputs.rows import Row, content, objects, parsed, quoted

FORMAT = "rotation-1"
LONGEST_HORIZON = 36_600  # days
LARGEST = 10**9  # any whole number: sums of them stay far from 2^63

_HALVES = {half.value: half for half in Half}
_KINDS = {kind.value: kind for kind in BlackoutKind}
_MEASURES = {measure.value: measure for measure in Measure}

Ids = Collection[str]


def read_file(path: Path) -> Instance:
    """The instance in a file, or Unreadable."""
    return read_instance(content(path))


class Fields(Row):
    """An object whose missing fields are null."""

    __slots__ = ()

    def value(self, name: str) -> object:
        return self.fields.get(name)

    def whole(self, name: str) -> int:
        number = super().whole(name)
        return number if abs(number) <= LARGEST else self.refuse(f"{name} quá lớn")

    def open_whole(self, name: str) -> int | None:
        return None if self.value(name) is None else self.whole(name)

    def open_number(self, name: str) -> float | None:
        value = self.value(name)
        if isinstance(value, float) and abs(value) <= LARGEST:
            return value
        return self.open_whole(name)

    def open_flag(self, name: str) -> bool:
        return self.value(name) is not None and self.flag(name)

    def open_text(self, name: str) -> str:
        return "" if self.value(name) is None else self.text(name)

    def open_known(self, name: str, ids: Ids) -> str | None:
        return None if self.value(name) is None else self.known(name, ids)

    def set_of(self, name: str, ids: Ids) -> tuple[str, ...] | None:
        """Known ids, each once, or null."""
        found = self.open_texts(name, ids)
        return None if found is None else tuple(dict.fromkeys(found))

    def list_of(self, name: str, ids: Ids) -> tuple[str, ...]:
        """Known ids, each once; null is none."""
        return self.set_of(name, ids) or ()

    def halves(self, name: str) -> frozenset[Half] | None:
        words = self.set_of(name, _HALVES)
        return None if words is None else frozenset(Half(word) for word in words)

    def weekdays(self, name: str) -> frozenset[int] | None:
        if self.value(name) is None:
            return None
        found = self.items(name)
        if not all(type(day) is int and 0 <= day <= 6 for day in found):
            self.refuse(f"{name} phải là các số từ 0 đến 6")
        return frozenset(day for day in found if isinstance(day, int))

    def inner(self, name: str) -> "Fields | None":
        """An object within this one, or null."""
        value = self.value(name)
        return None if value is None else Fields(value, f"{self.place} {name}".strip())

    def rows(self, name: str, *, keyed: bool = True) -> Iterator["Fields"]:
        """The objects of a list; null is none. `keyed`: each has an id of its own."""
        if self.value(name) is None:
            return
        if keyed:
            yield from (_named(row) for row in objects(self, name))
            return
        for number, value in enumerate(self.items(name), 1):
            yield Fields(value, f"{name} #{number}")

    def span(self) -> DateWindow:
        """The days between its `from` and `to`, both included."""
        start, end = self.day("from"), self.day("to")
        if end < start:
            self.refuse("kết thúc trước khi bắt đầu")
        return DateWindow(start, end)

    def open_span(self) -> DateWindow:
        """As `span`, where either end may be open."""
        start, end = self.open_day("from") or date.min, self.open_day("to") or date.max
        return DateWindow(start, end) if start <= end else self.refuse("kết thúc trước khi bắt đầu")


def _named(row: Row) -> Fields:
    fields = Fields(row.fields, row.place)
    fields.id = row.id
    return fields


def root(data: bytes, wanted: str) -> Fields:
    """The one object of a file, which says that it is of the wanted form."""
    top = Fields(parsed(data), "instance")
    found = top.value("format")
    if found != wanted:
        top.refuse(f"format không phải {quoted(wanted)}")
    return top


def read_instance(data: bytes) -> Instance:
    """The instance in JSON in UTF-8, or Unreadable."""
    return _Reader(root(data, FORMAT)).instance()


class _Reader:
    """Reads the lists in such an order that each finds the ids it refers to."""

    def __init__(self, top: Fields) -> None:
        self.top = top
        for name in ("horizon", "units", "venues", "series", "sessions"):
            if top.value(name) is None:
                top.refuse(f"thiếu {name}")
        self.units = tuple(_unit(row) for row in top.rows("units"))
        self.unit_ids = {unit.id for unit in self.units}
        self.venues = tuple(self._venue(row) for row in top.rows("venues"))
        self.venue_ids = {venue.id for venue in self.venues}
        self.people = tuple(_person(row) for row in top.rows("people"))
        self.people_ids = {person.id for person in self.people}
        self.themes = tuple(self._theme(row) for row in top.rows("themes"))
        self.theme_ids = {theme.id for theme in self.themes}
        self.series = tuple(self._series(row) for row in top.rows("series"))
        self.series_ids = {series.id for series in self.series}
        self.sessions = tuple(self._session(row) for row in top.rows("sessions"))
        self.session_ids = {session.id for session in self.sessions}
        self._refuse_same_index()

    def instance(self) -> Instance:
        top = self.top
        return Instance(
            id=top.open_text("id"),
            title=top.open_text("title"),
            today=top.open_day("today"),
            horizon=self._horizon(),
            weekdays=top.weekdays("weekdays"),
            holidays=tuple(_holiday(row) for row in top.rows("holidays")),
            units=self.units,
            venues=self.venues,
            people=self.people,
            themes=self.themes,
            series=self.series,
            sessions=self.sessions,
            orders=tuple(self._order(row) for row in top.rows("orders")),
            blackouts=tuple(self._blackout(row) for row in top.rows("blackouts")),
            history=tuple(self._hosting(row) for row in top.rows("history", keyed=False)),
            announced=tuple(self._announced()),
            preferences=self._preferences(),
            distances=self._distances(),
            objective=self._objective(),
        )

    def _horizon(self) -> DateWindow:
        days = Fields(self.top.value("horizon"), "horizon").span()
        if days.days > LONGEST_HORIZON:
            self.top.refuse(f"horizon dài hơn {LONGEST_HORIZON} ngày")
        return days

    def _venue(self, row: Fields) -> Venue:
        return Venue(
            id=row.id,
            name=row.open_text("name"),
            unit=row.open_known("unit", self.unit_ids),
            place=None if row.value("place") is None else row.text("place"),
            capacity=row.open_whole("capacity"),
        )

    def _theme(self, row: Fields) -> Theme:
        units = row.set_of("units", self.unit_ids)
        named = None if units is None else frozenset(units)
        return Theme(id=row.id, name=row.open_text("name"), units=named)

    def _series(self, row: Fields) -> Series:
        return Series(
            id=row.id,
            name=row.open_text("name"),
            eligible=row.set_of("eligible", self.unit_ids),
            count_from=row.open_day("count_from"),
            no_repeat_until_all=row.open_flag("no_repeat_until_all"),
            min_gap_days=row.open_whole("min_gap_days"),
            ideal_gap_days=row.open_whole("ideal_gap_days"),
            chain=self._chain(row),
        )

    def _chain(self, series: Fields) -> Chain | None:
        row = series.inner("chain")
        if row is None:
            return None
        return Chain(
            first_holder=row.open_known("first_holder", self.unit_ids),
            next_host_present=row.open_flag("next_host_present"),
            different_cluster=row.open_flag("different_cluster"),
        )

    def _session(self, row: Fields) -> Session:
        return Session(
            id=row.id,
            name=row.open_text("name"),
            series=row.known("series", self.series_ids),
            index=row.whole("index"),
            window=_window(row.inner("window")),
            halves=row.halves("halves"),
            headcount=row.open_whole("headcount"),
            people=row.list_of("people", self.people_ids),
            optional_people=row.list_of("optional_people", self.people_ids),
            hosts=row.set_of("hosts", self.unit_ids),
            venues=row.set_of("venues", self.venue_ids),
            themes=row.set_of("themes", self.theme_ids),
            min_lead_days=row.open_whole("min_lead_days"),
            target=row.open_day("target"),
        )

    def _refuse_same_index(self) -> None:
        seen: set[tuple[str, int]] = set()
        for session in self.sessions:
            if (session.series, session.index) in seen:
                place = Fields({}, f"sessions {session.id}")
                place.refuse(f"index {session.index} có hai lần trong chuỗi")
            seen.add((session.series, session.index))

    def _order(self, row: Fields) -> Order:
        return Order(
            id=row.id,
            before=row.known("before", self.session_ids),
            after=row.known("after", self.session_ids),
            min_days=row.open_whole("min_days") or 0,
        )

    def _blackout(self, row: Fields) -> Blackout:
        kind = row.word("kind", _KINDS)
        ids: Mapping[BlackoutKind, Ids] = {
            BlackoutKind.UNIT: self.unit_ids,
            BlackoutKind.VENUE: self.venue_ids,
            BlackoutKind.PERSON: self.people_ids,
        }
        return Blackout(
            id=row.id,
            kind=kind,
            days=row.open_span(),
            ref=None if kind is BlackoutKind.ALL else row.known("ref", ids[kind]),
            halves=row.halves("halves"),
            reason=row.open_text("reason"),
        )

    def _hosting(self, row: Fields) -> Hosting:
        return Hosting(
            series=row.known("series", self.series_ids),
            unit=row.known("unit", self.unit_ids),
            date=row.day("date"),
        )

    def _announced(self) -> Iterator[Announced]:
        seen = set()
        for row in self.top.rows("announced", keyed=False):
            session = row.known("session", self.session_ids)
            if session in seen:
                row.refuse(f"session {quoted(session)} có hai lần")
            seen.add(session)
            given = Assignment(
                session=session,
                host=row.known("host", self.unit_ids),
                date=row.day("date"),
                half=row.word("half", _HALVES),
                venue=row.known("venue", self.venue_ids),
                theme=row.open_known("theme", self.theme_ids),
            )
            yield Announced(given, locked=row.open_flag("locked"))

    def _preferences(self) -> Preferences:
        row = self.top.inner("preferences")
        if row is None:
            return Preferences()
        return Preferences(weekdays=row.weekdays("weekdays"), halves=row.halves("halves"))

    def _distances(self) -> dict[str, dict[str, int]]:
        """Whole numbers as they are; where one is none, all of them in thousandths."""
        table = self.top.inner("distances") or Fields({}, "distances")
        ways = {host: self._ways(table, host) for host in table.fields}
        is_whole = all(way == int(way) for row in ways.values() for way in row.values())
        scale = 1 if is_whole else 1000
        return {
            host: {unit: round(way * scale) for unit, way in row.items()}
            for host, row in ways.items()
        }

    def _ways(self, table: Fields, host: str) -> dict[str, float]:
        if host not in self.unit_ids:
            table.refuse(f"{quoted(host)} không có trong danh sách")
        row = table.inner(host) or Fields({}, host)
        for unit in row.fields:
            if unit not in self.unit_ids:
                row.refuse(f"{quoted(unit)} không có trong danh sách")
        return {unit: row.open_number(unit) or 0 for unit in row.fields}

    def _objective(self) -> tuple[Measure, ...]:
        names = self.top.set_of("objective", _MEASURES) or ()
        return tuple(Measure(name) for name in names)


def _window(row: Fields | None) -> DateWindow | None:
    return None if row is None else row.open_span()


def _unit(row: Fields) -> Unit:
    cluster = None if row.value("cluster") is None else row.text("cluster")
    return Unit(id=row.id, name=row.open_text("name"), cluster=cluster)


def _person(row: Fields) -> Person:
    return Person(row.id, row.open_text("name"), row.open_flag("one_place_per_day"))


def _holiday(row: Fields) -> Holiday:
    return Holiday(id=row.id, days=row.open_span(), name=row.open_text("name"))
