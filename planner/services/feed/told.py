"""Meetings, deadlines and milestones as calendars tell them; no person is named."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.campaign import CalendarItem, ItemKind
from planner.domain.feed import Lines, Version
from planner.domain.meeting import MeetingKind
from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan
from planner.outputs.ics import CalendarEntry
from planner.store.feed import Told
from planner.store.meeting import Meeting

_KINDS: Mapping[str, str] = {
    MeetingKind.CONFERENCE: "Hội nghị",
    MeetingKind.BRIEFING: "Giao ban",
    MeetingKind.COMMITTEE: "Họp ban",
    MeetingKind.ENLARGED_COMMITTEE: "Ban chấp hành mở rộng",
    MeetingKind.CONGRESS: "Đại hội",
    MeetingKind.TRAINING: "Tập huấn",
}
_OWED = {
    ItemKind.LEVEL_MEETING: "{who} tổ chức: {owner}",
    ItemKind.DUTY_MEETING: "{who} tổ chức: {owner}",
    ItemKind.LEVEL_REPORT: "{who} gửi báo cáo: {owner}",
    ItemKind.DUTY_REPORT: "{who} gửi báo cáo: {owner}",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """What the addresses of our pages begin with; the number of a row follows."""

    meeting: str
    campaign: str


def entry_of(meeting: Meeting, url: str) -> CalendarEntry:
    """A meeting (with its names loaded) as calendars show it; no person is named."""
    hall, topic = meeting.hall, meeting.topic
    told = Told(
        id=meeting.id,
        uid=meeting.uid,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        status=meeting.status,
        kind=meeting.kind,
        precision=meeting.precision,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        window_start=meeting.window_start,
        window_end=meeting.window_end,
        day_part=meeting.day_part,
        strict_before=meeting.strict_before,
        time_words=meeting.time_words,
        place=meeting.place,
        status_reason=meeting.status_reason,
        hall=hall.name if hall else None,
        venue=hall.venue.name if hall else None,
        address=hall.venue.address if hall else None,
        convenor=meeting.convenor.name,
        host=meeting.host.name if meeting.host else None,
        office=meeting.standing_office.name if meeting.standing_office else None,
        topic=topic.title if topic else None,
    )
    return entry_of_told(told, url, Lines.OFFICE)


def entry_of_told(told: Told, url: str, told_as: Lines) -> CalendarEntry:
    """What calendars show of a meeting to readers of this kind; guests get no link to its page."""
    start, end, first, last = told.starts_at, told.ends_at, told.window_start, told.window_end
    return CalendarEntry(
        uid=told.uid,
        sequence=told.sequence,
        changed_at=told.changed_at,
        status=told.status,
        precision=Precision(told.precision),
        title=told.title,
        span=TimeSpan(start, end) if start and end else None,
        window=DateWindow(first, last) if first and last else None,
        part=DayPart(told.day_part) if told.day_part else None,
        strict_before=bool(told.strict_before),
        words=told.time_words,
        location=_location(told),
        description=tuple(filter(None, _description(told, told_as))),
        url="" if told_as is Lines.GUEST else url,
        categories=tuple(filter(None, [_KINDS.get(told.kind)])),
    )


def version_of_item(item: CalendarItem) -> Version:
    """A milestone's window is its time, no guess: no reader leaves it out as one."""
    is_due = item.precision is Precision.DEADLINE
    return Version(
        item.uid,
        item.sequence,
        item.changed_at,
        item.days.start,
        item.days.end,
        item.is_off,
        Precision.DEADLINE if is_due else Precision.DAY,
    )


def entry_of_item(item: CalendarItem, pages: Pages) -> CalendarEntry:
    """A deadline or a milestone; what is done says so and stays."""
    title = _OWED.get(item.kind, "{what}").format(who=item.who, owner=item.owner, what=item.what)
    is_of_campaign = item.campaign_id is not None
    page = f"{pages.campaign}{item.campaign_id}" if is_of_campaign else ""
    return CalendarEntry(
        uid=item.uid,
        sequence=item.sequence,
        changed_at=item.changed_at,
        status="cancelled" if item.is_off else "confirmed",
        precision=item.precision,
        title=title,
        window=item.days,
        strict_before=item.strict_before,
        words=item.words,
        description=(item.owner,),
        url=page or f"{pages.meeting}{item.meeting_id}",
        categories=("Tiến độ" if item.kind is ItemKind.MILESTONE else "Hạn",),
        is_step=True,
        is_done=item.is_done,
    )


def _location(told: Told) -> str:
    if told.hall is None:
        return told.place
    return ", ".join(part for part in (told.hall, told.venue, told.address) if part)


def _description(told: Told, told_as: Lines) -> tuple[str, ...]:
    """The columns of the paper, top to bottom; of the week's more than of the rest."""
    is_week, is_guest, place = told_as is Lines.WEEK, told_as is Lines.GUEST, _location(told)
    return (
        f"Nội dung: {told.title}" if is_week else "",
        f"{told.series}, kỳ {told.ordinal}." if told.series else "",
        f"Chuyên đề: {told.topic}" if told.topic else "",
        f"Địa điểm: {place}" if is_week and place else "",
        f"Triệu tập: {told.convenor}",
        f"Đăng cai: {told.host}" if told.host else "",
        f"Chuẩn bị: {told.office}" if is_week and told.office else "",
        f"Lý do: {told.status_reason}" if told.status_reason and not is_guest else "",
    )
