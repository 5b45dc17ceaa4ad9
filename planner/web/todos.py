"""What is to do about meetings, worked out from what they leave open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import url_for

from planner.domain.meeting import Status
from planner.domain.timespan import Precision, local_day
from planner.store.meeting import Meeting
from planner.store.meeting.unsettled import AHEAD
from planner.web.moments import moment_of
from planner.web.naming import host_words, place_words
from planner.web.timemarks import Mark, day_words, days_of, hour_words, mark_of, weekday_words
from planner.web.wording import counted, gettext


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of «Cần làm». `day` orders it, none comes last; `deed` is on its button."""

    when: Mark
    day: date | None
    is_late: bool
    name: str
    why: str
    deed: str
    url: str


def todos_of(meetings: Iterable[Meeting], now: datetime) -> list[Todo]:
    """What is to do, the nearest first, what waits for somebody's word last."""
    found = [todo for meeting in meetings for todo in _of(meeting, now)]
    return sorted(found, key=lambda todo: (todo.day is None, todo.day or date.max, todo.name))


def _of(meeting: Meeting, now: datetime) -> Iterator[Todo]:
    days = days_of(moment_of(meeting))
    if meeting.status == Status.POSTPONED:
        yield _postponed(meeting)
    elif days is None:
        yield _awaited(meeting)
    elif _is_over(meeting, days.end, now):
        yield _over(meeting, days.end, now)
    elif meeting.span is None:
        yield _without_hours(meeting, days.start, now)
    elif meeting.span.start <= now + AHEAD:
        yield from _near(meeting, days.start, now)


def _is_over(meeting: Meeting, last: date, now: datetime) -> bool:
    return meeting.span.end <= now if meeting.span else last < local_day(now)


def _over(meeting: Meeting, last: date, now: datetime) -> Todo:
    if meeting.span is None:
        name = gettext("Đã qua thời gian dự kiến: %(title)s", title=meeting.title)
        deed, why = gettext("Định lại ngày"), gettext("chưa có ngày họp")
    else:
        name = gettext("Đã họp chưa: %(title)s", title=meeting.title)
        deed, why = gettext("Ghi đã họp"), gettext("đã qua giờ họp mà chưa ghi là đã họp")
    late = (local_day(now) - last).days
    words = counted("quá %(days)s ngày", late, days=late) if late else gettext("hôm nay")
    return replace(_todo(meeting, words, last, name, why, deed), is_late=late > 0)


def _near(meeting: Meeting, day: date, now: datetime) -> Iterator[Todo]:
    """What the next two weeks' meetings leave open: the day, the place."""
    words = relative_words(day, local_day(now))
    if not meeting.date_sure:
        name = gettext("Ngày giờ còn dự kiến: %(title)s", title=meeting.title)
        yield _todo(meeting, words, day, name, host_words(meeting), gettext("Chốt ngày giờ"))
    if meeting.hall is None and not meeting.place:
        name = gettext("Chưa có nơi họp: %(title)s", title=meeting.title)
        yield _todo(meeting, words, day, name, host_words(meeting), gettext("Chọn nơi họp"))
    elif not meeting.venue_sure:
        name = gettext("Nơi họp còn dự kiến: %(title)s", title=meeting.title)
        yield _todo(meeting, words, day, name, place_words(meeting), gettext("Chốt nơi họp"))


def _without_hours(meeting: Meeting, day: date, now: datetime) -> Todo:
    if meeting.exactness is Precision.DAY:
        name = gettext("Chưa rõ giờ họp: %(title)s", title=meeting.title)
        deed = gettext("Định giờ họp")
    else:
        name = gettext("Chưa có ngày họp: %(title)s", title=meeting.title)
        deed = gettext("Định ngày họp")
    when = mark_of(moment_of(meeting))
    first = max(day, local_day(now))
    return _todo(meeting, when.words, first, name, host_words(meeting), deed)


def _awaited(meeting: Meeting) -> Todo:
    words = mark_of(moment_of(meeting)).words
    name = gettext("Ngày họp: %(title)s", title=meeting.title)
    return _todo(meeting, words, None, name, host_words(meeting), gettext("Định ngày họp"))


def _postponed(meeting: Meeting) -> Todo:
    name = gettext("Hoãn, chưa có ngày mới: %(title)s", title=meeting.title)
    deed = gettext("Hẹn ngày mới")
    return _todo(meeting, gettext("đã hoãn"), None, name, meeting.status_reason, deed)


def _todo(meeting: Meeting, words: str, day: date | None, name: str, why: str, deed: str) -> Todo:
    when = replace(mark_of(moment_of(meeting)), words=words, note=_hour(meeting))
    url = url_for("meeting.show", meeting_id=meeting.id)
    return Todo(when, day, is_late=False, name=name, why=why, deed=deed, url=url)


def _hour(meeting: Meeting) -> str:
    is_exact = meeting.exactness is Precision.MINUTE and meeting.span is not None
    return hour_words(meeting.span.start) if is_exact and meeting.span else ""


def relative_words(day: date, today: date) -> str:
    """Hôm nay, ngày mai, thứ Sáu 9/8."""
    near = {0: gettext("hôm nay"), 1: gettext("ngày mai")}
    return near.get((day - today).days) or f"{weekday_words(day)} {day_words(day, full=False)}"
