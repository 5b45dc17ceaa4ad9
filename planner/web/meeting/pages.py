"""The register of meetings, and one meeting."""

from dataclasses import dataclass, replace
from datetime import date

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import Finding
from planner.domain.meeting import MeetingKind, Status
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages.meeting import KINDS, STATUSES
from planner.services import meeting as service
from planner.store import agenda
from planner.store import invitation as invitees
from planner.store import meeting as meetings
from planner.store import series as chains
from planner.store.campaign import duties_met_by
from planner.store.meeting import Meeting, MeetingFilter
from planner.store.series import HostTurn, Series
from planner.web.asked import year_asked
from planner.web.context import clock, needs, reading
from planner.web.meeting.blueprint import ONE, bp
from planner.web.meeting.called import called_to
from planner.web.meeting.facts import facts_of
from planner.web.meeting.history import seen_of
from planner.web.meeting.leaving import left_by
from planner.web.meeting.readiness import Books, next_deed, readiness_of, readiness_words
from planner.web.moments import entry_of, moment_of
from planner.web.naming import place_words, session_words, short_name
from planner.web.paging import page_asked, page_of
from planner.web.ribbon import Entry, Ribbon, ribbon_of
from planner.web.timemarks import mark_of, short_words, status_words
from planner.web.wording import gettext

PAGE = 50
LINKED = (
    Action.CHANGE_MEETING,
    Action.SEE_INVITEES,
    Action.PRINT_PAPER,
    Action.OPEN_DOOR,
    Action.SEE_ATTENDANCE,
    Action.PROPOSE_DAY,
    Action.SEND_LETTERS,
    Action.NAME_DELEGATES,
)


@dataclass(frozen=True, slots=True)
class Sisters:
    """The series of a meeting, which session it is, and all its sessions."""

    series: Series
    ordinal: int
    turns: tuple[HostTurn, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the register by its time, with how many meetings it has."""

    name: str
    words: str
    wanted: MeetingFilter
    count: int
    is_shown: bool


@bp.get("/meetings")
@needs(Action.SEE_MEETING)
def index() -> ResponseReturnValue:
    """Every meeting within reach, by its time, a page at a time; first what is still to be."""
    number = page_asked()
    with reading() as (session, viewer):
        stretches = _stretches(session, viewer, wanted_meetings(), local_day(clock()))
        stretch = next(one for one in stretches if one.is_shown)
        wanted, whole = stretch.wanted, stretch.count
        offset = (number - 1) * PAGE
        rows = meetings.listed(session, viewer, wanted, limit=PAGE, offset=offset)
        series = meetings.series_of(session, [row.id for row in rows])
        may_book = viewer.may_ever(Action.BOOK_MEETING)
    return render_template(
        "meeting/index.html",
        rows=[
            (row, mark_of(moment_of(row)), status_words(moment_of(row)), place_words(row))
            for row in rows
        ],
        series=series,
        kinds=KINDS,
        statuses=STATUSES,
        asked={name: one_line(request.args.get(name)) for name in ("q", "year", "kind", "status")},
        page=page_of(number, PAGE, len(rows), whole=whole, more=offset + len(rows) < whole),
        whole=whole,
        may_book=may_book,
        stretches=stretches,
        stretch=stretch,
    )


@bp.get(ONE)
@needs(Action.SEE_MEETING)
def show(meeting_id: int) -> ResponseReturnValue:
    """One meeting: how far it is prepared, when and where, who, papers, what was done."""
    now = clock()
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_MEETING, meeting_id)
        may = _rights(session, viewer, meeting_id)
        findings = _findings(session, viewer, meeting, may)
        sisters = _sisters(session, viewer, meeting)
        steps = agenda.items_of_meeting(session, meeting)
        called = called_to(session, meeting) if Action.SEE_INVITEES in may else None
        without = len(invitees.without_code(session, meeting.id)) if called else 0
        deeds = seen_of(session, meeting, local_day(now)).deeds
        left = left_by(session, meeting)
        duties = duties_met_by(session, viewer, meeting.id)
    may_change = Action.CHANGE_MEETING in may
    links = _links(meeting, sisters, viewer, may)
    strip = readiness_of(meeting, Books(called, without, len(steps)))
    return render_template(
        "meeting/show.html",
        meeting=meeting,
        kind=KINDS[meeting.kind],
        status=status_words(moment_of(meeting)),
        sisters=sisters,
        ribbon=_ribbon(meeting, sisters, local_day(now)),
        strip=strip,
        strip_words=readiness_words(strip, meeting, local_day(now)),
        is_over=Status(meeting.status) in (Status.HELD, Status.CANCELLED),
        facts=facts_of(meeting, findings, may_change=may_change),
        called=called,
        steps=steps,
        deeds=deeds,
        may_change=may_change,
        next=next_deed(meeting, now, called, links.get("groups")) if may_change else None,
        links=links,
        left=left,
        duties=duties,
    )


def wanted_meetings() -> MeetingFilter:
    """What the address asks for; what it cannot mean is left out."""
    args = request.args
    year = year_asked() or 0
    is_year = year in YEARS
    return MeetingFilter(
        text=one_line(args.get("q")),
        first=date(year, 1, 1) if is_year else None,
        last=date(year, 12, 31) if is_year else None,
        statuses=tuple(one for one in Status if one == args.get("status")),
        kinds=tuple(one for one in MeetingKind if one == args.get("kind")),
    )


def _stretches(
    session: Session, viewer: Viewer, wanted: MeetingFilter, today: date
) -> list[Stretch]:
    """What is still to be, what is behind us, all of it; the one asked for is shown.

    Unasked, a register that is not narrowed opens at what is to be, if there is any.
    """
    parts = {
        "coming": (gettext("Sắp tới"), replace(wanted, coming_on=today)),
        "past": (gettext("Đã qua"), replace(wanted, past_on=today)),
        "all": (gettext("Tất cả"), wanted),
    }
    counts = {name: meetings.count(session, viewer, part) for name, (_, part) in parts.items()}
    usual = "all" if wanted != MeetingFilter() or not counts["coming"] else "coming"
    asked = request.args.get("when", "")
    shown = asked if asked in parts else usual
    return [
        Stretch(name, words, part, counts[name], is_shown=name == shown)
        for name, (words, part) in parts.items()
    ]


def _rights(session: Session, viewer: Viewer, meeting_id: int) -> frozenset[Action]:
    """What of all this the viewer may do to this meeting."""
    return frozenset(
        action
        for action in LINKED
        if viewer.may_ever(action) and meetings.find(session, viewer, action, meeting_id)
    )


def _findings(
    session: Session, viewer: Viewer, meeting: Meeting, may: frozenset[Action]
) -> list[Finding]:
    """What is worth a second look, for who may change it."""
    if Action.CHANGE_MEETING not in may:
        return []
    return service.findings_of(session, viewer, meeting, clock())


def _sisters(session: Session, viewer: Viewer, meeting: Meeting) -> Sisters | None:
    """The sessions of its series, for who may see that."""
    name = meetings.series_of(session, [meeting.id]).get(meeting.id)
    series = chains.find(session, viewer, Action.SEE_SERIES, name.id) if name else None
    if series is None:
        return None
    turns = tuple(chains.turns_of(session, series))
    own = next((turn.ordinal for turn in turns if turn.meeting_id == meeting.id), 0)
    return Sisters(series, own, turns)


def _ribbon(meeting: Meeting, sisters: Sisters | None, today: date) -> Ribbon:
    days = meeting.when.days
    year = days.start.year if days else today.year
    if sisters is None:
        return ribbon_of(year, today, [_own_entry(meeting, meeting.title)])
    entries = [
        _own_entry(meeting, session_words(turn.ordinal))
        if turn.meeting_id == meeting.id
        else entry_of(turn.meeting, session_words(turn.ordinal), short_name(turn.meeting.host))
        for turn in sisters.turns
    ]
    return ribbon_of(year, today, entries)


def _own_entry(meeting: Meeting, label: str) -> Entry:
    return entry_of(meeting, label, short_words(moment_of(meeting)), is_this=True)


def _links(
    meeting: Meeting, sisters: Sisters | None, viewer: Viewer, may: frozenset[Action]
) -> dict[str, str]:
    """Pages that belong to this meeting, as far as they are there and for this viewer."""
    wanted = {
        "sign_in_list": ("paper.sign_in_list", Action.PRINT_PAPER),
        "sign_in_sheet": ("paper.sign_in_sheet", Action.PRINT_PAPER),
        "doors": ("attendance.doors_page", Action.OPEN_DOOR),
        "attendance": ("attendance.ledger_page", Action.SEE_ATTENDANCE),
        "groups": ("invitation.of_meeting", Action.SEE_INVITEES),
        "propose_day": ("rotation.propose_day", Action.PROPOSE_DAY),
        "days": ("rotation.days", Action.CHANGE_MEETING),
        "delegates": ("invitation.delegates", Action.SEE_INVITEES),
        "letters": ("invitation.letters_page", Action.SEND_LETTERS),
        "answers": ("invitation.answers_board", Action.SEE_INVITEES),
    }
    links = {
        name: url_for(endpoint, meeting_id=meeting.id)
        for name, (endpoint, action) in wanted.items()
        if action in may and endpoint in current_app.view_functions
    }
    if Action.NAME_DELEGATES in may and Action.SEND_LETTERS not in may and viewer.seat_id:
        links["unit"] = url_for(
            "invitation.unit_page", meeting_id=meeting.id, unit_id=viewer.seat_id
        )
    if sisters:
        links["series"] = url_for("series.show", series_id=sisters.series.id)
    if viewer.may_ever(Action.TAKE_FEED) and "feed.index" in current_app.view_functions:
        links["feeds"] = url_for("feed.index")
    return links
