"""What the outbox says to people: refusals, and the words of letters made when they leave."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import flask_babel
from flask_babel import lazy_gettext as _

from planner.domain.timespan import HANOI

REFUSALS: Mapping[str, object] = {
    "notice.not_in_doubt": _("Thư này không còn chờ quyết định: đã gửi, hoặc đang đợi gửi."),
    "notice.meeting_cancelled": _("Cuộc họp đã huỷ nên không gửi giấy mời."),
    "notice.meeting_postponed": _("Cuộc họp đang hoãn; có ngày mới rồi mới gửi giấy mời."),
    "notice.meeting_held": _("Cuộc họp đã họp xong nên không gửi giấy mời."),
    "notice.odd_days": _("Số ngày trước từ 0 đến %(most)s; 0 là sáng hôm ấy."),
    "notice.reminder_twice": _("Đã có lời nhắc như thế."),
    "notice.many_reminders": _("Một cuộc họp nhắc nhiều nhất %(most)s lần."),
    "notice.deadline_after_meeting": _("Hạn này sau ngày họp."),
    "notice.no_words": _("Ghi lời của thư."),
    "notice.words_too_long": _("Dài quá %(longest)s chữ."),
    "notice.unknown_name": _("Không có tên «%(name)s»; xem các tên dùng được bên dưới."),
    "notice.only_names": _("Trong {{ }} chỉ ghi một tên có trong bảng, không ghi gì khác."),
    "notice.words_unreadable": _("Dấu {{ }} chưa đúng: mỗi tên nằm giữa hai dấu, trên một dòng."),
    "notice.no_group": _("Chọn ít nhất một nhóm để gửi."),
    "notice.not_previewed": _("Xem trước thư rồi đánh dấu đã xem, sau đó mới gửi."),
}
FINDINGS: Mapping[str, object] = {
    "notice.short_notice": _(
        "Còn %(days)s ngày làm việc đến ngày họp; giấy mời nên gửi trước ít nhất %(least)s ngày."
    ),
    "notice.no_day_yet": _(
        "Cuộc họp chưa có ngày: thư ghi thời gian bằng lời, chưa kèm lịch; có ngày sẽ tự báo lại."
    ),
}

_TITLES = {
    "booked": _("Mời đăng cai: %(title)s"),
    "changed": _("Thay đổi: %(title)s"),
    "confirmed": _("Đã chốt: %(title)s"),
    "held": _("Đã họp: %(title)s"),
    "postponed": _("Hoãn: %(title)s"),
    "cancelled": _("Huỷ: %(title)s"),
    "released": _("Thôi đăng cai: %(title)s"),
    "day_proposed": _("Đề nghị ngày họp: %(title)s"),
    "day_declined": _("Ngày đề nghị chưa được chọn: %(title)s"),
}
_DEEDS = {
    "booked": _("Đơn vị của đồng chí được giao đăng cai cuộc họp này."),
    "changed": _("Thời gian, nơi họp hoặc nội dung đã đổi; dưới đây là bản đang dùng."),
    "confirmed": _("Cuộc họp đã chốt."),
    "held": _("Cuộc họp đã được ghi là đã họp."),
    "postponed": _("Cuộc họp hoãn."),
    "cancelled": _("Cuộc họp huỷ."),
    "released": _("Đơn vị của đồng chí thôi đăng cai cuộc họp này."),
    "day_proposed": _("Đơn vị đăng cai đề nghị một ngày họp; mở trang cuộc họp để chốt."),
    "day_declined": _("Ngày đề nghị chưa được chọn; mời đề nghị ngày khác."),
}
_ENDS = {"postponed", "cancelled", "released"}
# What a worker writes down itself; the rest is in the words of the mail server.
_ERRORS = {
    "returned": _("Thư bị trả lại."),
    "worker lost": _("Máy gửi dừng giữa chừng, không biết máy chủ thư đã nhận chưa."),
    "stale": _("Để quá bảy ngày, nên không tự gửi nữa."),
    "not an address": _("Địa chỉ viết không đúng."),
    "unreadable": _("Nội dung thư không đọc lại được."),
    "too slow": _("Máy chủ thư trả lời quá chậm."),
}


def error_words(said: str) -> str:
    """Why a letter is where it is: in our words, else in those of the mail server."""
    kind, _colon, rest = said.partition(": ")
    if kind == "returned" and rest:
        return gettext("Thư bị trả lại: %(why)s", why=rest)
    return str(_ERRORS.get(said, said))


def letter_words(parts: Mapping[str, Any], base_url: str) -> tuple[str, str]:
    """Subject and text of a letter to a unit: what was done to its meeting, whom it has to name."""
    if "lacking" in parts:
        return _nomination_words(parts, base_url)
    deeds, meeting = parts["what"], parts["meeting"]
    subject = str(_TITLES[deeds[-1]]) % {"title": meeting["title"]}
    facts = [
        meeting["title"],
        gettext("Thời gian: %(when)s", when=when_words(meeting)),
        gettext("Nơi họp: %(place)s", place=meeting["place"] or gettext("chưa có")),
    ]
    if meeting["reason"]:
        facts.append(gettext("Lý do: %(reason)s", reason=meeting["reason"]))
    link = f"{base_url}/meetings/{meeting['id']}"
    paragraphs = (
        "\n".join(str(_DEEDS[deed]) for deed in _still_true(deeds)),
        "\n".join(facts),
        link,
    )
    return subject, "\n\n".join(paragraphs) + "\n"


def _still_true(deeds: Sequence[str]) -> Sequence[str]:
    """What gathered in one letter, without what the last deed made void: no version of a meeting
    that was called off "is the one in use". That it was theirs to host, they must read first.
    """
    if deeds[-1] not in _ENDS:
        return deeds
    return [*(deed for deed in deeds[:-1] if deed == "booked"), deeds[-1]]


def _nomination_words(parts: Mapping[str, Any], base_url: str) -> tuple[str, str]:
    meeting, by = parts["meeting"], date.fromisoformat(parts["by"])
    lines = (
        gettext("Đơn vị của đồng chí còn %(count)s suất chưa cử người.", count=parts["lacking"]),
        meeting["title"],
        gettext("Thời gian: %(when)s", when=when_words(meeting)),
        gettext("Hạn cử người: hết ngày %(day)s", day=day_words(by)),
        f"{base_url}/meetings/{meeting['id']}{_of_unit(parts)}",
    )
    subject = gettext("Nhắc cử người: %(title)s", title=meeting["title"])
    return subject, "\n".join(lines) + "\n"


def _of_unit(parts: Mapping[str, Any]) -> str:
    """The page of the unit; letters that were queued before it was there lead to the meeting."""
    return f"/units/{parts['unit_id']}" if "unit_id" in parts else ""


def when_words(meeting: Mapping[str, Any]) -> str:
    """When a meeting is, by plain facts (ISO texts): as exactly as it is known."""
    if meeting["starts_at"]:
        return _span(meeting["starts_at"], meeting["ends_at"])
    if meeting["time_words"]:
        return str(meeting["time_words"])
    if meeting["window_start"] is None:
        return gettext("chưa có ngày")
    first, last = (date.fromisoformat(meeting[name]) for name in ("window_start", "window_end"))
    if first == last:
        return day_words(first)
    return gettext("từ %(first)s đến %(last)s", first=day_words(first), last=day_words(last))


def _span(start_text: str, end_text: str) -> str:
    start, end = (datetime.fromisoformat(text).astimezone(HANOI) for text in (start_text, end_text))
    values = {
        "start": _hour(start),
        "end": _hour(end),
        "day": day_words(start.date()),
        "last": day_words(end.date()),
    }
    if end.date() == start.date():
        return gettext("%(start)s đến %(end)s, %(day)s", **values)
    return gettext("từ %(start)s ngày %(day)s đến %(end)s ngày %(last)s", **values)


def _hour(moment: datetime) -> str:
    return f"{moment:%H}g{moment:%M}"


def day_words(day: date) -> str:
    """As letters write a day."""
    return f"{day.day}/{day.month}/{day.year}"


def gettext(text: str, **values: object) -> str:
    return str(flask_babel.gettext(text, **values))
