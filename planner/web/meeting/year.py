"""The year of an office on one board: a row a series, a kind or a unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.meeting import MeetingKind, Status
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.messages.meeting import KINDS
from planner.store import meeting as meetings
from planner.store.meeting import Meeting, MeetingFilter, SeriesName
from planner.web.asked import year_asked
from planner.web.context import clock, needs, reading
from planner.web.meeting.blueprint import bp
from planner.web.moments import entry_of, moment_of
from planner.web.naming import session_words, short_name
from planner.web.ribbon import BOARD, Entry, MonthLoad, Ribbon, load_of, ribbon_of
from planner.web.timemarks import status_words
from planner.web.wording import counted, gettext

MOST_DRAWN = 400  # more marks on one sheet could not be told apart
UNDATED = (Status.TENTATIVE, Status.CONFIRMED, Status.POSTPONED)

Named = tuple[int, str, str | None]  # what sorts the row, its name, where it leads


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board."""

    name: str
    note: str
    url: str | None
    ribbon: Ribbon


@bp.get("/year")
@needs(Action.SEE_MEETING)
def year() -> ResponseReturnValue:
    """Twelve months, what each holds, and what has no day yet; read-only."""
    today = local_day(clock())
    number, kind, by = _year_asked(today), _kind_asked(), _rows_asked()
    wanted = MeetingFilter(
        first=date(number, 1, 1), last=date(number, 12, 31), kinds=(kind,) if kind else ()
    )
    waiting = MeetingFilter(is_undated=True, statuses=UNDATED, kinds=wanted.kinds)
    with reading() as (session, viewer):
        whole = meetings.count(session, viewer, wanted)
        dated = meetings.listed(session, viewer, wanted, limit=MOST_DRAWN)
        undated = meetings.listed(session, viewer, waiting, limit=MOST_DRAWN)
        found = [*dated, *undated]
        series = meetings.series_of(session, [row.id for row in found])
        may_book = viewer.may_ever(Action.BOOK_MEETING)
    empty = ribbon_of(number, today, ())
    load = load_of(number, today, (moment_of(row) for row in dated))
    return render_template(
        "meeting/year.html",
        year=number,
        head=empty,
        load=load,
        load_words=_load_words(load),
        rows=rows_of(found, series, number, today, by=by),
        counts=_counts_words(found),
        drawn=len(dated),
        whole=whole,
        kinds=KINDS,
        kind=kind.value if kind else "",
        by=by,
        ways=_ways(),
        may_book=may_book,
        back=_neighbour(number - 1),
        on=_neighbour(number + 1),
    )


def rows_of(
    found: Sequence[Meeting], series: dict[int, SeriesName], year: int, today: date, *, by: str
) -> list[Row]:
    """The meetings in rows, those of one name together, in the order of the names' ranks."""
    name_of = _NAMERS[by]
    groups: dict[Named, list[Meeting]] = {}
    for meeting in found:
        groups.setdefault(name_of(meeting, series.get(meeting.id)), []).append(meeting)
    return [
        Row(name, _note(some), url, _ribbon(some, series, year, today))
        for (_rank, name, url), some in sorted(groups.items(), key=lambda item: item[0][:2])
    ]


def _ribbon(
    some: Sequence[Meeting], series: dict[int, SeriesName], year: int, today: date
) -> Ribbon:
    entries = [_entry(meeting, series.get(meeting.id)) for meeting in some]
    return ribbon_of(year, today, entries, width=BOARD)


def _entry(meeting: Meeting, series: SeriesName | None) -> Entry:
    if series is None:
        return entry_of(meeting)
    return entry_of(meeting, session_words(series.ordinal), short_name(meeting.host))


def _by_series(meeting: Meeting, series: SeriesName | None) -> Named:
    """A row for each series, the others by kind."""
    if series is None:
        rank = list(MeetingKind).index(MeetingKind(meeting.kind)) + 1
        return rank, str(KINDS[meeting.kind]), None
    return 0, series.title, url_for("series.show", series_id=series.id)


def _by_host(meeting: Meeting, _series: SeriesName | None) -> Named:
    if meeting.host is None:
        return 1, gettext("Chưa có đơn vị đăng cai"), None
    return 0, meeting.host.name, None


def _by_convenor(meeting: Meeting, _series: SeriesName | None) -> Named:
    return 0, meeting.convenor.name, None


_NAMERS: dict[str, Callable[[Meeting, SeriesName | None], Named]] = {
    "series": _by_series,
    "host": _by_host,
    "convenor": _by_convenor,
}


def _ways() -> list[tuple[str, str]]:
    return [
        ("series", gettext("chuỗi và loại")),
        ("host", gettext("đơn vị đăng cai")),
        ("convenor", gettext("đơn vị triệu tập")),
    ]


def _note(some: Sequence[Meeting]) -> str:
    return counted("%(count)s cuộc", len(some))


def _counts_words(found: Sequence[Meeting]) -> str:
    """44 cuộc: 25 đã họp, 9 chốt, …"""
    words = []
    for status in (Status.HELD, Status.CONFIRMED, Status.TENTATIVE, *list(Status)[3:]):
        some = [meeting for meeting in found if meeting.status == status]
        if some:
            words.append(f"{len(some)} {status_words(moment_of(some[0]))}")
    whole = counted("%(count)s cuộc", len(found))
    return f"{whole}: {', '.join(words)}" if words else whole


def _load_words(load: Sequence[MonthLoad]) -> str:
    busiest = max(load, key=lambda month: month.count)
    return gettext("%(month)s dày nhất", month=busiest.words) if busiest.count > 1 else ""


def _year_asked(today: date) -> int:
    asked = year_asked() or 0
    return asked if asked in YEARS else today.year


def _kind_asked() -> MeetingKind | None:
    return next((kind for kind in MeetingKind if kind == request.args.get("kind")), None)


def _rows_asked() -> str:
    asked = request.args.get("rows", "")
    return asked if asked in _NAMERS else "series"


def _neighbour(year: int) -> tuple[int, str] | None:
    """A year beside this one, and its address."""
    kind, rows = request.args.get("kind"), request.args.get("rows")
    return (year, url_for(".year", year=year, kind=kind, rows=rows)) if year in YEARS else None
