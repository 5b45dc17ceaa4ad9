"""Meetings, their sessions, hosts and places, as pages name them."""

from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.web.wording import gettext


def session_words(ordinal: int) -> str:
    """Which session of its series a meeting is: Kỳ 2."""
    return gettext("Kỳ %(ordinal)s", ordinal=ordinal)


def host_words(meeting: Meeting) -> str:
    """Who hosts it, if anybody is named."""
    return gettext("%(unit)s đăng cai", unit=meeting.host.name) if meeting.host else ""


def place_words(meeting: Meeting) -> str:
    """Where, in a line: the hall and its house, else the words, else nothing."""
    if meeting.hall is None:
        return meeting.place
    return gettext("%(hall)s, %(venue)s", hall=meeting.hall.name, venue=meeting.hall.venue.name)


def short_name(unit: Unit | None) -> str:
    """Cầu Ngang for Huyện đoàn Cầu Ngang: the kind is seen elsewhere."""
    if unit is None:
        return ""
    kind = unit.kind.casefold()
    starts = unit.name.casefold().startswith(f"{kind} ")
    return unit.name[len(kind) :].strip() if starts else unit.name
