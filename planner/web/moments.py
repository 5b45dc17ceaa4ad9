"""When a meeting is, as the pages draw it: its mark and its place in the year."""

from flask import url_for

from planner.domain.meeting import When
from planner.domain.timespan import Precision
from planner.store.meeting import Meeting
from planner.web.ribbon import Entry
from planner.web.timemarks import Moment


def moment_of(meeting: Meeting) -> Moment:
    """The time of a meeting with how exactly and how surely it is known."""
    return moment_of_when(meeting.when, meeting.status)


def moment_of_when(when: When, status: str = "tentative") -> Moment:
    """A time with the line of a status."""
    return Moment(
        precision=when.precision,
        status=status,
        span=when.span,
        window=when.window,
        part=when.part,
        words=when.awaiting if when.precision is Precision.UNKNOWN else when.words,
        strict_before=when.strict_before,
    )


def entry_of(
    meeting: Meeting, label: str | None = None, place: str = "", *, is_this: bool = False
) -> Entry:
    """A meeting on a ribbon, leading to its page; named by its title unless `label` says other."""
    url = url_for("meeting.show", meeting_id=meeting.id)
    return Entry(label or meeting.title, place, url, moment_of(meeting), is_this=is_this)
