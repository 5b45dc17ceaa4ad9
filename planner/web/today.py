"""Today: the sentence of the day, what is to do, the week; and the search over everything."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.meeting import LIVE, Status
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line, search_key
from planner.domain.timespan import local_day
from planner.messages.directory import BODIES
from planner.store import directory as units
from planner.store import meeting as meetings
from planner.store.directory import PeopleAsked, PersonLine, Unit, UnitsAsked
from planner.store.meeting import Meeting, MeetingFilter
from planner.store.meeting.unsettled import unsettled
from planner.web.context import clock, needs, reading
from planner.web.moments import moment_of
from planner.web.naming import host_words, place_words
from planner.web.standing import standing_of
from planner.web.timemarks import days_of, mark_of, weekday_words
from planner.web.todos import Todo, todos_of
from planner.web.week import monday_of, week_of
from planner.web.wording import count_words, counted, gettext

bp = Blueprint("today", __name__)
FOUND = 20  # of each kind on the page of a search
YEARS = range(2000, 2100)  # weeks that the page turns to


@bp.get("/")
@needs(Action.USE_OFFICE)
def show() -> ResponseReturnValue:
    """The first page of a signed-in person; `week` turns the table to another week."""
    now, today = clock(), local_day(clock())
    with reading() as (session, viewer):
        this, asked = monday_of(today), monday_of(_day_asked() or today)
        shown = meetings.meetings_between(session, viewer, asked, _sunday(asked))
        here = shown if asked == this else _week(session, viewer, this)
        todos = todos_of(unsettled(session, viewer, now), now)
        coming = meetings.next_of(session, viewer, now)
        return render_template(
            "today/show.html",
            heading=_heading(today),
            sentence=_sentence(todos, here, coming, now),
            todos=todos,
            coming=coming,
            coming_when=mark_of(moment_of(coming)) if coming else None,
            coming_wait=_wait_of(coming, now),
            week=week_of(asked, today, shown),
            is_this_week=asked == this,
            back=asked - timedelta(days=7),
            on=asked + timedelta(days=7),
            host_words=host_words,
            place_words=place_words,
            standing=standing_of(session, viewer, now),
            is_new=_is_new(session, viewer, todos, coming),
            may_book=viewer.may_ever(Action.BOOK_MEETING),
            may_change=viewer.may_ever(Action.CHANGE_MEETING),
        )


@bp.get("/search")
@needs(Action.USE_OFFICE)
def search() -> ResponseReturnValue:
    """Meetings, people and units by words without dấu, as far as the viewer may see them."""
    text = one_line(request.args.get("q"))
    has_words = bool(search_key(text))
    with reading() as (session, viewer):
        wanted = MeetingFilter(text=text)
        found = meetings.listed(session, viewer, wanted, limit=FOUND + 1) if has_words else []
        people = _people(session, viewer, text) if has_words else []
        named = _units(session, text) if has_words else []
        return render_template(
            "today/search.html",
            text=text,
            has_words=has_words,
            most=FOUND,
            meetings=[(meeting, mark_of(moment_of(meeting))) for meeting in found],
            people=people,
            units=named,
            sees_people=viewer.may_ever(Action.SEE_PEOPLE),
            bodies=BODIES,
            host_words=host_words,
        )


def _is_new(session: Session, viewer: Viewer, todos: list[Todo], coming: Meeting | None) -> bool:
    """Whether nothing was ever booked here, and the viewer may lay the ground for it."""
    if todos or coming or not viewer.may_ever(Action.KEEP_UNITS):
        return False
    return meetings.count(session, viewer, MeetingFilter()) == 0


def _people(session: Session, viewer: Viewer, text: str) -> list[PersonLine]:
    asked = PeopleAsked(text)
    return units.people_for(session, viewer, local_day(clock()), asked, limit=FOUND + 1)


def _units(session: Session, text: str) -> list[Unit]:
    """By name; one whose code it is comes first."""
    coded = units.find_unit_by_code(session, text)
    tree = units.outline(session, UnitsAsked(text=text, day=local_day(clock())))
    named = [unit for unit, _depth in tree[: FOUND + 1] if not coded or unit != coded.id]
    return units.units_in_order(session, ([coded.id] if coded else []) + named)


def _day_asked() -> date | None:
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _sunday(monday: date) -> date:
    return monday + timedelta(days=6)


def _week(session: Session, viewer: Viewer, monday: date) -> Sequence[Meeting]:
    return meetings.meetings_between(session, viewer, monday, _sunday(monday))


def _heading(today: date) -> str:
    name = weekday_words(today)
    return gettext(
        "%(weekday)s, %(day)s tháng %(month)s",
        weekday=name[0].upper() + name[1:],
        day=today.day,
        month=today.month,
    )


def _sentence(
    todos: list[Todo], week: Sequence[Meeting], coming: Meeting | None, now: datetime
) -> str:
    """The day in one breath: what is to do, what the week has, what comes next."""
    parts = [_todo_words(todos), _week_words(week)]
    if coming is not None:
        wait = _wait_of(coming, now)
        parts.append(gettext("%(title)s: %(wait)s.", title=coming.title, wait=wait))
    return " ".join(part for part in parts if part)


def _todo_words(todos: list[Todo]) -> str:
    late = sum(todo.is_late for todo in todos)
    if not todos:
        return gettext("Không có việc nào chờ.")
    count = _capital(count_words(len(todos)))
    if late:
        late_words = count_words(late)
        return gettext(
            "%(count)s việc cần làm, %(late)s việc quá hạn.", count=count, late=late_words
        )
    return gettext("%(count)s việc cần làm.", count=count)


def _week_words(week: Sequence[Meeting]) -> str:
    """How many meetings have their days in this week, and how many of them are off."""
    fixed = [meeting for meeting in week if meeting.span or _is_one_day(meeting)]
    on = sum(meeting.status in LIVE or meeting.status == Status.HELD for meeting in fixed)
    off = len(fixed) - on
    if not fixed:
        return gettext("Tuần này không có cuộc nào.")
    if off:
        return gettext(
            "Tuần này có %(on)s cuộc, và %(off)s cuộc đã hoãn hay huỷ.",
            on=count_words(on),
            off=count_words(off),
        )
    return gettext("Tuần này có %(on)s cuộc.", on=count_words(on))


def _is_one_day(meeting: Meeting) -> bool:
    days = days_of(moment_of(meeting))
    return days is not None and days.days == 1


def _wait_of(meeting: Meeting | None, now: datetime) -> str:
    """How long until it begins."""
    days = days_of(moment_of(meeting)) if meeting else None
    if meeting is None or days is None:
        return ""
    if meeting.span and meeting.span.start <= now:
        return gettext("đang họp")
    ahead = (days.start - local_day(now)).days
    if ahead <= 1:
        return gettext("ngày mai") if ahead == 1 else gettext("hôm nay")
    return counted("còn %(days)s ngày", ahead, days=count_words(ahead))


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
