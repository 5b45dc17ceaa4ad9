"""How far a meeting is prepared, and what is to be done next; only from what is in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from planner.domain.meeting import Settled, Status, has_begun
from planner.store.meeting import Meeting
from planner.web.meeting.called import Called
from planner.web.wording import counted, gettext


@dataclass(frozen=True, slots=True)
class Prepared:
    """One thing to prepare: ok, caution (begun) or todo."""

    state: str
    name: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Books:
    """What is in the books about a meeting; None = not for this viewer to see."""

    called: Called | None
    without_code: int
    agenda_steps: int


@dataclass(frozen=True, slots=True)
class NextDeed:
    """The next right action: a button that posts (`what` goes along), or a way to a page."""

    label: str
    url: str
    posts: bool = False
    what: str = ""


def readiness_of(meeting: Meeting, books: Books) -> list[Prepared]:
    """Each thing to prepare, in the order in which it is usually done."""
    strip = [_date_ready(meeting), _place_ready(meeting), _topic_ready(meeting)]
    if books.called is not None:
        strip += [_people_ready(books.called), _codes_ready(books), _replies_ready(books.called)]
    return [*strip, _agenda_ready(books.agenda_steps)]


def readiness_words(strip: Sequence[Prepared], meeting: Meeting, today: date) -> str:
    """5 xong, 2 đang chờ, 2 chưa; còn 9 ngày."""
    states = [one.state for one in strip]
    counts = (
        (states.count("ok"), gettext("xong")),
        (states.count("caution"), gettext("đang chờ")),
        (states.count("todo"), gettext("chưa")),
    )
    words = ", ".join(f"{count} {name}" for count, name in counts if count)
    days = meeting.when.days
    if days is None or days.start < today:
        return words
    if days.start == today:
        return gettext("%(words)s; họp hôm nay", words=words)
    left = (days.start - today).days
    return counted("%(words)s; còn %(days)s ngày", left, words=words, days=left)


def next_deed(
    meeting: Meeting, now: datetime, called: Called | None, people_url: str | None
) -> NextDeed | None:
    """What to do next with a meeting that is still to be; `people_url` leads to its thành phần."""
    status = Status(meeting.status)
    if status in (Status.HELD, Status.CANCELLED):
        return None
    if status is Status.POSTPONED:
        return NextDeed(gettext("Ghi ngày mới"), _form(meeting, "khi"))
    if status is Status.CONFIRMED and has_begun(meeting.when, now):
        return NextDeed(gettext("Ghi là đã họp"), _post("meeting.held", meeting), posts=True)
    nobody = called is not None and not called.total.whole
    invite = NextDeed(gettext("Lập thành phần"), people_url) if nobody and people_url else None
    return _next_to_settle(meeting) or invite


def _next_to_settle(meeting: Meeting) -> NextDeed | None:
    if not meeting.when.has_day:
        return NextDeed(gettext("Ghi ngày giờ"), _form(meeting, "khi"))
    if not meeting.date_sure:
        return _settling(meeting, Settled.DATE, gettext("Chốt ngày"))
    if not (meeting.hall or meeting.place):
        return NextDeed(gettext("Chọn nơi họp"), _form(meeting, "o-dau"))
    if not meeting.venue_sure:
        return _settling(meeting, Settled.VENUE, gettext("Chốt nơi họp"))
    if meeting.status == Status.TENTATIVE:
        return NextDeed(gettext("Chốt cuộc họp"), _post("meeting.confirm", meeting), posts=True)
    return None


def _form(meeting: Meeting, anchor: str) -> str:
    return url_for("meeting.change", meeting_id=meeting.id, _anchor=anchor)


def _settling(meeting: Meeting, what: Settled, label: str) -> NextDeed:
    return NextDeed(label, _post("meeting.settle", meeting), posts=True, what=what.value)


def _post(endpoint: str, meeting: Meeting) -> str:
    return url_for(endpoint, meeting_id=meeting.id)


def _date_ready(meeting: Meeting) -> Prepared:
    name = gettext("Ngày giờ")
    if not meeting.when.has_day:
        return Prepared("todo", name, "#ngay", gettext("chưa có ngày"))
    if meeting.date_sure:
        return Prepared("ok", name, "#ngay", gettext("chốt"))
    return Prepared("caution", name, "#ngay", gettext("dự kiến"))


def _place_ready(meeting: Meeting) -> Prepared:
    name = gettext("Nơi họp")
    if not (meeting.hall or meeting.place):
        return Prepared("todo", name, "#noi-hop", gettext("chưa chọn"))
    if meeting.venue_sure:
        return Prepared("ok", name, "#noi-hop", gettext("chốt"))
    return Prepared("caution", name, "#noi-hop", gettext("dự kiến"))


def _topic_ready(meeting: Meeting) -> Prepared:
    if meeting.topic:
        return Prepared("ok", gettext("Chuyên đề"), "#chuong-trinh", gettext("đã chọn"))
    return Prepared("todo", gettext("Chuyên đề"), "#chuong-trinh", gettext("chưa chọn"))


def _people_ready(called: Called) -> Prepared:
    name = gettext("Thành phần")
    if called.total.whole:
        words = counted("%(count)s người", called.total.whole)
        return Prepared("ok", name, "#thanh-phan", words)
    if called.groups:
        words = counted("%(count)s nhóm, chưa gọi ai", called.groups)
        return Prepared("caution", name, "#thanh-phan", words)
    return Prepared("todo", name, "#thanh-phan", gettext("chưa lập"))


def _codes_ready(books: Books) -> Prepared:
    name = gettext("Giấy mời, mã")
    whole = books.called.total.whole if books.called else 0
    if not whole:
        return Prepared("todo", name, "#giay-to", gettext("chưa có người"))
    done = whole - books.without_code
    words = gettext("%(done)s trên %(whole)s mã", done=done, whole=whole)
    return Prepared(_state(done, whole), name, "#giay-to", words)


def _replies_ready(called: Called) -> Prepared:
    whole = called.total.whole
    if not whole:
        return Prepared("todo", gettext("Trả lời"), "#thanh-phan", gettext("chưa mời ai"))
    done = whole - called.total.waiting
    words = gettext("%(done)s trên %(whole)s", done=done, whole=whole)
    return Prepared(_state(done, whole), gettext("Trả lời"), "#thanh-phan", words)


def _agenda_ready(steps: int) -> Prepared:
    if steps:
        words = counted("%(count)s mục", steps)
        return Prepared("ok", gettext("Chương trình"), "#chuong-trinh", words)
    return Prepared("todo", gettext("Chương trình"), "#chuong-trinh", gettext("chưa soạn"))


def _state(done: int, whole: int) -> str:
    if done == whole:
        return "ok"
    return "caution" if done else "todo"
