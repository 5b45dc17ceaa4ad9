"""A year of giao ban as its page shows it: sessions, the flag's way, whose turn it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for

from planner.domain import series as rules
from planner.domain.errors import Finding
from planner.domain.meeting import LIVE, Status
from planner.domain.series import LedgerRow, Link, LinkState, Named, Turn
from planner.messages import finding
from planner.services.series import named, turn_of
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.rotation import FlagHandover
from planner.store.series import HostTurn, Series
from planner.web.moments import moment_of
from planner.web.naming import place_words, session_words, short_name
from planner.web.ribbon import Entry
from planner.web.timemarks import Mark, hour_words, mark_of, short_words, status_words
from planner.web.wording import counted, gettext

# How a stop on the way of the flag is drawn: its class, its shape.
_STOPS = {
    LinkState.PASSED: ("is-held", "exact"),
    LinkState.HERE: ("is-here", "flag"),
    LinkState.SURE: ("is-confirmed", "exact"),
    LinkState.OPEN: ("is-tentative", "exact-tentative"),
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the table. `people` None: nobody has said how many."""

    ordinal: int
    meeting: Meeting
    mark: Mark
    note: str
    place: str
    is_place_planned: bool
    people: int | None
    people_note: str
    status_words: str
    may_change: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A unit on the way of the flag."""

    css_class: str
    symbol: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Flag:
    """The way of the flag, and who has it now, from which session and day on, for how long."""

    stops: Sequence[Stop]
    note: str
    holder: Named | None
    taken_at: int | None = None
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A hosting in the ledger: its shape, its month, and what the eye takes from its place."""

    mark: Mark
    month: str
    rest: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A unit in the ledger; one list of cells a year."""

    unit: Unit
    years: Sequence[Sequence[Cell]]
    count: int
    last: str
    holds_flag: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding in words with the way out that the page offers."""

    words: str
    ways: Sequence[tuple[str, str]]
    is_order: bool


def lines_of(
    turns: Iterable[HostTurn], called: Mapping[int, int], today: date, *, may_plan: bool
) -> list[SessionLine]:
    """The rows of the table, in order."""
    return [_line(turn, called.get(turn.meeting_id), today, may_plan=may_plan) for turn in turns]


def _line(turn: HostTurn, called: int | None, today: date, *, may_plan: bool) -> SessionLine:
    meeting, moment = turn.meeting, moment_of(turn.meeting)
    counted = gettext("mời") if called else _headcount_note(meeting)
    return SessionLine(
        ordinal=turn.ordinal,
        meeting=meeting,
        mark=mark_of(moment),
        note=_time_note(meeting, today),
        place=place_words(meeting),
        is_place_planned=meeting.status != Status.HELD and not meeting.venue_sure,
        people=called or meeting.headcount,
        people_note=counted,
        status_words=status_words(moment),
        may_change=may_plan and meeting.status in {*LIVE, Status.POSTPONED},
        may_remove=may_plan and meeting.status != Status.HELD,
    )


def _time_note(meeting: Meeting, today: date) -> str:
    """The hour at which a buổi begins, and how many days are left."""
    when = meeting.when
    notes = []
    if when.span and when.part:
        notes.append(hour_words(when.span.start))
    if when.days and when.has_day and when.days.start > today and meeting.status in LIVE:
        left = (when.days.start - today).days
        notes.append(counted("còn %(days)s ngày", left, days=left))
    return ", ".join(notes)


def _headcount_note(meeting: Meeting) -> str:
    return gettext("chốt") if meeting.headcount_sure else gettext("dự kiến")


def entries_of(turns: Iterable[HostTurn]) -> list[Entry]:
    """The sessions on the ribbon of the year."""
    return [
        Entry(
            session_words(turn.ordinal),
            short_name(turn.meeting.host),
            url_for("meeting.show", meeting_id=turn.meeting_id),
            moment_of(turn.meeting),
        )
        for turn in turns
    ]


def flag_of(
    series: Series, turns: Sequence[HostTurn], today: date, flag_year: int | None = None
) -> Flag:
    """Where the flag comes from, is and goes.

    In `flag_year` it went on last: whoever had it in an earlier year has it no more, and in a
    later year nobody has it yet.
    """
    links = rules.flag_chain(
        named(series.flag_from), map(turn_of, turns), named(series.flag_to), today
    )
    if flag_year is not None and flag_year != series.year:
        state = LinkState.PASSED if series.year < flag_year else LinkState.OPEN
        links = [replace(link, state=state) if _is_here(link) else link for link in links]
    meetings = {turn.ordinal: turn.meeting for turn in turns}
    stops = [_stop(link, meetings) for link in links]
    here = next(filter(_is_here, links), None)
    if here is None:
        return Flag(stops, "", None)
    when = meetings[here.takes_at].when if here.takes_at else None
    day = when.days.end if when and when.days and when.has_day else None
    return Flag(stops, _holding(here, meetings, today), here.unit, here.takes_at, day)


def is_told_otherwise(series: Series, flag: Flag, last: FlagHandover | None) -> bool:
    """Whether the last handover that was written down outdoes what the sessions tell."""
    if last is None or last.taker is None or flag.holder is None:
        return False
    is_later = last.handed_on >= (flag.taken_on or date(series.year, 1, 1))
    return is_later and last.to_id != flag.holder.id


def as_told(series: Series, flag: Flag, last: FlagHandover | None) -> Flag:
    """The way of the flag with the holder that was written down."""
    if last is None or last.taker is None or not is_told_otherwise(series, flag, last):
        return flag
    place = next(at for at, stop in enumerate(flag.stops) if stop.css_class == "is-here")
    passed = replace(flag.stops[place], css_class="is-held", symbol="exact", note="")
    day = f"{last.handed_on.day}/{last.handed_on.month}/{last.handed_on.year}"
    here = Stop("is-here", "flag", last.taker.name, gettext("đang giữ, nhận %(day)s", day=day))
    stops = [*flag.stops[:place], passed, here, *flag.stops[place + 1 :]]
    note = gettext("%(unit)s đang giữ", unit=last.taker.name)
    return Flag(stops, note, Named(last.taker.id, last.taker.name), None, last.handed_on)


def _is_here(link: Link) -> bool:
    return link.state is LinkState.HERE


def _stop(link: Link, meetings: Mapping[int, Meeting]) -> Stop:
    css_class, symbol = _STOPS[link.state]
    name = link.unit.name if link.unit else gettext("chưa xác định")
    return Stop(css_class, symbol, name, _stop_note(link, meetings))


def _stop_note(link: Link, meetings: Mapping[int, Meeting]) -> str:
    takes = short_words(moment_of(meetings[link.takes_at])) if link.takes_at else ""
    gives = short_words(moment_of(meetings[link.gives_at])) if link.gives_at else ""
    if link.state is LinkState.HERE:
        return gettext("đang giữ, nhận %(day)s", day=takes) if takes else gettext("đang giữ")
    if link.state is not LinkState.PASSED:
        if not takes:
            return gettext("giữ trước kỳ %(ordinal)s", ordinal=link.gives_at or 1)
        return gettext("nhận %(day)s, cuối kỳ %(ordinal)s", day=takes, ordinal=link.takes_at)
    if takes and link.takes_at == link.gives_at:
        return gettext(
            "nhận và trao trong kỳ %(ordinal)s, %(day)s", ordinal=link.gives_at, day=gives
        )
    if not takes:
        return gettext("trao %(day)s", day=gives) if gives else ""
    if not gives:
        return gettext("nhận %(day)s", day=takes)
    return gettext("nhận %(first)s, trao %(last)s", first=takes, last=gives)


def _holding(here: Link, meetings: Mapping[int, Meeting], today: date) -> str:
    holder = here.unit.name if here.unit else ""
    taken = meetings[here.takes_at].when if here.takes_at else None
    if taken is None or taken.days is None or not taken.has_day or taken.days.end > today:
        return gettext("%(unit)s đang giữ", unit=holder)
    days = (today - taken.days.end).days
    return counted("%(unit)s giữ %(days)s ngày", days, unit=holder, days=days)


def ledger_of(
    units: Sequence[Unit], hosted: Sequence[HostTurn], years: Sequence[int], holder_id: int | None
) -> list[LedgerLine]:
    """The ledger, whose turn it is first."""
    hostings = [
        rules.Hosting(
            turn.meeting.host_id or 0,
            turn.meeting_id,
            turn.series.year,
            days.start if (days := turn.meeting.when.days) else None,
            Status(turn.meeting.status),
        )
        for turn in hosted
    ]
    named_units = {unit.id: unit for unit in units}
    meetings = {turn.meeting_id: turn.meeting for turn in hosted}
    return [
        LedgerLine(
            unit=named_units[row.unit_id],
            years=[
                [_cell(meetings[one.meeting_id]) for one in row.by_year[year]] for year in years
            ],
            count=row.count,
            last=_last_words(row),
            holds_flag=row.unit_id == holder_id,
        )
        for row in rules.ledger(named_units, hostings, years)
    ]


def _cell(meeting: Meeting) -> Cell:
    moment, days = moment_of(meeting), meeting.when.days
    if days is None:
        return Cell(mark_of(moment), "", status_words(moment))
    month = gettext("T%(month)s", month=days.start.month)
    rest = f"/{days.start.year}, {status_words(moment)}"
    return Cell(mark_of(moment), month, rest)


def _last_words(row: LedgerRow) -> str:
    if row.last is None:
        return gettext("chưa lần nào")
    day = row.last.day
    return f"{day.month}/{day.year}" if day else str(row.last.year)


def advice_of(
    findings: Iterable[Finding], series: Series, turns: Sequence[HostTurn], *, may_plan: bool
) -> list[Advice]:
    """What is worth a second look, each with the page on which it is mended."""
    meetings = {turn.ordinal: turn.meeting_id for turn in turns}
    advice = []
    for found in findings:
        ordinals = _ordinals(found) if may_plan else []
        ways = [
            (
                gettext("Sửa kỳ %(ordinal)s", ordinal=ordinal),
                url_for("series.change_session", series_id=series.id, meeting_id=meetings[ordinal]),
            )
            for ordinal in ordinals
        ]
        is_order = may_plan and found.code == "series.not_in_order"
        advice.append(Advice(finding(found), ways, is_order))
    return advice


def _ordinals(found: Finding) -> list[int]:
    if "ordinals" in found.details:
        return [int(ordinal) for ordinal in str(found.details["ordinals"]).split(", ")]
    ordinal = found.details.get("ordinal")
    return [ordinal] if isinstance(ordinal, int) else []


def next_to_fix(turns: Iterable[HostTurn], today: date) -> HostTurn | None:
    """The first session still to come that nobody could write in a diary yet."""
    open_turns = (turn for turn in turns if turn.meeting.status in LIVE)
    return next(
        (
            turn
            for turn in open_turns
            if not turn.meeting.when.has_day and not _is_past(turn_of(turn), today)
        ),
        None,
    )


def _is_past(turn: Turn, today: date) -> bool:
    return turn.days is not None and turn.days.end < today


def months_words(turns: Iterable[HostTurn]) -> str:
    """«tháng 5, 8 và 11», or nothing where no month is known."""
    months = [str(month) for month in rules.months_of(map(turn_of, turns))]
    if not months:
        return ""
    if len(months) == 1:
        return gettext("tháng %(month)s", month=months[0])
    return gettext("tháng %(months)s và %(last)s", months=", ".join(months[:-1]), last=months[-1])


def years_shown(series: Series) -> list[int]:
    """The years of the ledger, this one last."""
    return list(range(series.year - rules.LEDGER_YEARS + 1, series.year + 1))
