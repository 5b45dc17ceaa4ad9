"""One meeting line by line: what is known, how surely, what could be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.errors import Finding
from planner.domain.meeting import LIVE, Settled, Status, When
from planner.domain.timespan import DayPart, Precision, TimeSpan
from planner.messages import finding
from planner.store.meeting import Meeting
from planner.web.meeting.ways import Way, ways_of_finding
from planner.web.moments import moment_of_when
from planner.web.naming import place_words
from planner.web.timemarks import Mark, hour_words, mark_of, part_words, window_words
from planner.web.wording import counted, gettext

# Which line a finding stands under.
LINE_OF = {
    "starts_at": "day",
    "ends_at": "day",
    "window": "day",
    "awaiting": "day",
    "hall_id": "place",
    "place": "place",
    "headcount": "headcount",
    "host_id": "host",
}


@dataclass(frozen=True, slots=True)
class Oddity:
    """A finding in words, with the ways out."""

    words: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. `sure` is the status of its line or "", `settles` what its button settles or ""."""

    anchor: str
    name: str
    words: str
    note: str = ""
    sure: str = ""
    mark: Mark | None = None
    settles: str = ""
    button: str = ""
    oddities: tuple[Oddity, ...] = ()


def facts_of(meeting: Meeting, findings: Sequence[Finding], *, may_change: bool) -> list[Fact]:
    """The lines of a meeting in their order; buttons for who may change one that is still to be."""
    odd = oddities_of(meeting, findings)
    can_settle = may_change and Status(meeting.status) in LIVE
    return [
        *_time_facts(meeting, odd, can_settle=can_settle),
        _place_fact(meeting, odd, can_settle=can_settle),
        _headcount_fact(meeting, odd, can_settle=can_settle),
        _host_fact(meeting, odd),
        Fact("chu-tri", gettext("Triệu tập"), meeting.convenor.name, _office_words(meeting)),
    ]


def oddities_of(meeting: Meeting, findings: Sequence[Finding]) -> dict[str, tuple[Oddity, ...]]:
    """The findings by the line that they stand under."""
    lines: dict[str, tuple[Oddity, ...]] = {}
    for found in findings:
        line = LINE_OF.get(found.field or "", "day")
        oddity = Oddity(finding(found), tuple(ways_of_finding(found, meeting.id)))
        lines[line] = (*lines.get(line, ()), oddity)
    return lines


def _time_facts(
    meeting: Meeting, odd: Mapping[str, tuple[Oddity, ...]], *, can_settle: bool
) -> list[Fact]:
    when, sure = meeting.when, _sure(is_sure=meeting.date_sure or _is_held(meeting))
    line = sure if Status(meeting.status) in LIVE else meeting.status
    mark = mark_of(moment_of_when(when, line))
    settles = can_settle and when.has_day and not meeting.date_sure
    day = Fact(
        anchor="ngay",
        name=gettext("Ngày"),
        words=_day_words(when, mark),
        note=mark.note if when.precision is Precision.WINDOW else when.words,
        sure=sure,
        mark=mark,
        settles=Settled.DATE.value if settles else "",
        button=gettext("Chốt ngày"),
        oddities=odd.get("day", ()),
    )
    return [day, _hours_fact(when.span, when.part, sure, line)] if when.span else [day]


def _day_words(when: When, mark: Mark) -> str:
    """The day alone where the hours have a line of their own."""
    if when.precision is Precision.MINUTE and when.days:
        return window_words(when.days)
    return mark.words


def _hours_fact(span: TimeSpan, said: DayPart | None, sure: str, line: str) -> Fact:
    mark = mark_of(moment_of_when(When.exact(span), line))
    start, end = hour_words(span.start), hour_words(span.end)
    part = gettext("giờ thường lệ buổi %(part)s", part=part_words(said)) if said else ""
    words = gettext("%(start)s đến %(end)s", start=start, end=end)
    return Fact("gio", gettext("Giờ"), words, part, sure, mark)


def _place_fact(
    meeting: Meeting, odd: Mapping[str, tuple[Oddity, ...]], *, can_settle: bool
) -> Fact:
    words, hall = place_words(meeting), meeting.hall
    if not words:
        return Fact(
            "noi-hop", gettext("Nơi họp"), gettext("chưa chọn"), oddities=odd.get("place", ())
        )
    seats = gettext("%(seats)s chỗ", seats=hall.capacity) if hall else ""
    address = hall.venue.address if hall else ""
    return Fact(
        anchor="noi-hop",
        name=gettext("Nơi họp"),
        words=words,
        note="; ".join(filter(None, (seats, address))),
        sure=_sure(is_sure=meeting.venue_sure or _is_held(meeting)),
        settles=Settled.VENUE.value if can_settle and not meeting.venue_sure else "",
        button=gettext("Chốt nơi này"),
        oddities=odd.get("place", ()),
    )


def _headcount_fact(
    meeting: Meeting, odd: Mapping[str, tuple[Oddity, ...]], *, can_settle: bool
) -> Fact:
    if meeting.headcount is None:
        return Fact("so-nguoi", gettext("Số người"), gettext("chưa ghi"))
    return Fact(
        anchor="so-nguoi",
        name=gettext("Số người"),
        words=counted("khoảng %(count)s người", meeting.headcount)
        if not meeting.headcount_sure
        else counted("%(count)s người", meeting.headcount),
        sure=_sure(is_sure=meeting.headcount_sure),
        settles=Settled.HEADCOUNT.value if can_settle and not meeting.headcount_sure else "",
        button=gettext("Chốt số"),
        oddities=odd.get("headcount", ()),
    )


def _host_fact(meeting: Meeting, odd: Mapping[str, tuple[Oddity, ...]]) -> Fact:
    words = meeting.host.name if meeting.host else gettext("chưa có")
    return Fact("dang-cai", gettext("Đăng cai"), words, oddities=odd.get("host", ()))


def _office_words(meeting: Meeting) -> str:
    office = meeting.standing_office
    return gettext("bộ phận thường trực: %(office)s", office=office.name) if office else ""


def _is_held(meeting: Meeting) -> bool:
    """Its day and its place are no longer a plan."""
    return meeting.status == Status.HELD


def _sure(*, is_sure: bool) -> str:
    return (Status.CONFIRMED if is_sure else Status.TENTATIVE).value
