"""Letters to delegates in words: subject, text, page, and the calendar that goes with them.

A letter speaks as the office does: whoever reads it, it is in Vietnamese.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

from flask_babel import lazy_gettext as _

from planner.config import Config
from planner.domain.account import short_groups, short_of
from planner.domain.invitation import Mode
from planner.domain.meeting import Status
from planner.domain.notice import Anchor, News, PartStat, plus_address, reference_of
from planner.domain.text import post_at
from planner.domain.timespan import DateWindow, Precision, TimeSpan
from planner.messages.notice import day_words, gettext, when_words
from planner.outputs import ics, page, qr, wording
from planner.outputs.ics import CalendarEntry, Invitation
from planner.outputs.mail import Mail, Picture, cid_of
from planner.outputs.page import Page
from planner.outputs.pdf import PaperLetter
from planner.services import feed
from planner.services.invitation.composing import Composed, Itip
from planner.store.invitation import Delegate
from planner.store.invitation.letters import CANCELLATION, INVITATION, REMINDER, UPDATE

QR = "ma-vao-cua"  # the name of the picture in a letter
KINDS: Mapping[str, object] = {
    INVITATION: _("Giấy mời, triệu tập"),
    UPDATE: _("Báo thay đổi"),
    CANCELLATION: _("Báo huỷ"),
    REMINDER: _("Nhắc"),
    "nomination": _("Nhắc cử người"),
    "host": _("Báo đơn vị đăng cai"),
}
ANCHORS: Mapping[str, object] = {
    Anchor.MEETING: _("ngày họp"),
    Anchor.ANSWER_BY: _("hạn trả lời"),
    Anchor.NOMINATE_BY: _("hạn cử người"),
}
AUDIENCES: Mapping[str, object] = {
    "waiting": _("người chưa trả lời"),
    "coming": _("người dự"),
    "all": _("tất cả, trừ người báo vắng"),
}
# What a text may name, and what stands there.
NAMES: Mapping[str, object] = {
    "kinh_gui": _("đồng chí, họ tên, chức vụ, đơn vị"),
    "ho_ten": _("họ tên"),
    "chuc_vu": _("chức vụ"),
    "don_vi": _("đơn vị của người được mời"),
    "cuoc_hop": _("tên cuộc họp"),
    "chuyen_de": _("chuyên đề"),
    "thoi_gian": _("thời gian"),
    "dia_diem": _("nơi họp"),
    "trieu_tap": _("đơn vị triệu tập"),
    "dang_cai": _("đơn vị đăng cai"),
    "han_tra_loi": _("hạn trả lời"),
    "trang_rieng": _("địa chỉ trang riêng"),
}
# The usual words of the office, where it has written none of its own.
USUAL: Mapping[str, tuple[str, str]] = {
    Mode.INVITED: (
        "Giấy mời: {{ cuoc_hop }}",
        "Kính gửi: {{ kinh_gui }}\n\n"
        "{{ trieu_tap }} trân trọng kính mời đồng chí dự {{ cuoc_hop }}.\n\n"
        "Thời gian: {{ thoi_gian }}\n"
        "Địa điểm: {{ dia_diem }}\n"
        "Chuyên đề: {{ chuyen_de }}\n"
        "Đơn vị đăng cai: {{ dang_cai }}\n\n"
        "Rất mong đồng chí thu xếp đến dự.\n"
        "Xin đồng chí trả lời trước hết ngày {{ han_tra_loi }}.\n\n"
        "Trân trọng.",
    ),
    Mode.SUMMONED: (
        "Triệu tập: {{ cuoc_hop }}",
        "Kính gửi: {{ kinh_gui }}\n\n"
        "{{ trieu_tap }} triệu tập đồng chí dự {{ cuoc_hop }}.\n\n"
        "Thời gian: {{ thoi_gian }}\n"
        "Địa điểm: {{ dia_diem }}\n"
        "Chuyên đề: {{ chuyen_de }}\n"
        "Đơn vị đăng cai: {{ dang_cai }}\n\n"
        "Đề nghị đồng chí có mặt đúng giờ, đúng thành phần.\n"
        "Xin đồng chí trả lời trước hết ngày {{ han_tra_loi }}.",
    ),
}
_SUBJECTS = {
    News.CANCELLED: _("Huỷ: %(title)s"),
    News.POSTPONED: _("Hoãn: %(title)s"),
    News.WITHDRAWN: _("Thôi mời dự: %(title)s"),
    News.BACK: _("Vẫn họp: %(title)s"),
    News.TIME: _("Đổi thời gian: %(title)s"),
    News.PLACE: _("Đổi nơi họp: %(title)s"),
}
_NEWS = {
    News.CANCELLED: _("Cuộc họp này huỷ."),
    News.POSTPONED: _("Cuộc họp này hoãn, chưa có ngày mới; có ngày mới sẽ báo lại đồng chí."),
    News.WITHDRAWN: _("Đồng chí không còn trong danh sách dự cuộc họp này."),
    News.BACK: _("Cuộc họp này vẫn diễn ra; dưới đây là thời gian và nơi họp đang dùng."),
    News.TIME: _("Thời gian của cuộc họp đã đổi."),
    News.PLACE: _("Nơi họp đã đổi."),
}
_OFF = (News.CANCELLED, News.POSTPONED, News.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: `page` shows the QR at `cid:`, or, in a preview, at a `data:` address."""

    subject: str
    text: str
    page: Page
    calendar: tuple[str, str] | None

    @property
    def masked(self) -> tuple[str, str]:
        """Subject and text for the outbox, where no code is kept."""
        shown = self.text.replace(self.page.link, "…") if self.page.link else self.text
        return self.subject, shown.replace(self.page.code, "…") if self.page.code else shown


def written(made: Composed, config: Config, now: datetime) -> Written:
    """A composed letter in words."""
    link = f"{config.base_url}/v/{made.code}" if made.code else ""
    subject, body = _words(made, link)
    shown = _page(made, subject, body, link, config.mail_from)
    calendar = _calendar(made, config, link, now)
    return Written(subject, _text(shown), shown, calendar)


def mail_of(
    made: Composed, letter_id: int, config: Config, now: datetime
) -> tuple[Mail, tuple[str, str]]:
    """The mail as it leaves, and the words of it that the outbox keeps."""
    said = written(made, config, now)
    is_scanned = made.code and said.page.picture
    pictures = (Picture(QR, qr.png(_scanned(config, made.code))),) if is_scanned else ()
    mail = Mail(
        sender=config.mail_from,
        recipient=made.address,
        subject=said.subject,
        text=said.text,
        reference=reference_of(config.code_key, letter_id),
        written_at=now,
        calendar=said.calendar,
        reply_to=_reply_to(config, made.delegate.id),
        html=page.whole(said.page),
        pictures=pictures,
    )
    return mail, said.masked


def shown(said: Written, picture: str) -> str:
    """The body of the page for a preview, with its QR at another address."""
    return page.body(replace(said.page, picture=picture if said.page.picture else ""))


def message_text(made: Composed, base_url: str) -> str:
    """A short message for Zalo or SMS, with the way to the personal page."""
    when, place = _facts_words(made.after)
    return gettext(
        "Kính gửi %(who)s: %(title)s. Thời gian: %(when)s. Nơi họp: %(place)s. "
        "Xem và trả lời: %(link)s",
        who=_addressed(made.delegate),
        title=made.meeting.title,
        when=when,
        place=place,
        link=f"{base_url}/v/{made.code}",
    )


def printed(made: Composed, base_url: str) -> PaperLetter:
    """The same letter on paper, its way to the personal page as QR and by hand."""
    link = f"{base_url}/v/{made.code}"
    _subject, body = _words(made, link)
    is_summons = made.delegate.mode == Mode.SUMMONED
    return PaperLetter(
        title=gettext("GIẤY TRIỆU TẬP") if is_summons else gettext("GIẤY MỜI"),
        paragraphs=tuple(tuple(part.split("\n")) for part in body.split("\n\n")),
        picture=qr.svg(f"{base_url}/V/{made.code}".upper(), made.delegate.name),
        code=short_groups(made.code or ""),
        code_words=gettext("Quét để xem và trả lời; mang mã này khi vào cửa."),
        short=short_of(made.code or ""),
        short_words=gettext("Mã ngắn"),
    )


def values_of(made: Composed, link: str) -> dict[str, str]:
    """What the names of a text stand for; all plain."""
    delegate, meeting = made.delegate, made.meeting
    when, place = _facts_words(made.after)
    return {
        "kinh_gui": _addressed(delegate),
        "ho_ten": delegate.name,
        "chuc_vu": delegate.position,
        "don_vi": delegate.unit_name,
        "cuoc_hop": meeting.title,
        "chuyen_de": meeting.topic.title if meeting.topic else "",
        "thoi_gian": when,
        "dia_diem": place,
        "trieu_tap": meeting.convenor.name,
        "dang_cai": meeting.host.name if meeting.host else "",
        "han_tra_loi": day_words(made.answer_by) if made.answer_by else "",
        "trang_rieng": link,
    }


def _words(made: Composed, link: str) -> tuple[str, str]:
    if made.kind == INVITATION:
        subject, body = made.wording or USUAL[Mode(made.delegate.mode)]
        values = values_of(made, link)
        return wording.filled(subject, values), wording.filled(body, values)
    title = {"title": made.meeting.title}
    if made.kind == REMINDER:
        return str(_("Nhắc: %(title)s")) % title, _reminder_words(made)
    return str(_SUBJECTS[made.news[0]]) % title, _news_words(made)


def _news_words(made: Composed) -> str:
    lines = [gettext("Kính gửi: %(who)s", who=_addressed(made.delegate)), ""]
    lines += [str(_NEWS[each]) for each in made.news]
    reason = made.after["reason"]
    if reason and made.news[0] is not News.WITHDRAWN:
        lines.append(gettext("Lý do: %(reason)s", reason=reason))
    if made.news[0] not in _OFF:
        lines += ["", *_standing_facts(made)]
    if News.TIME in made.news and made.delegate.reply != "none":
        lines += ["", gettext("Nếu không dự được vào lúc ấy, xin đồng chí trả lời lại.")]
    return "\n".join(lines)


def _reminder_words(made: Composed) -> str:
    lines = [gettext("Kính gửi: %(who)s", who=_addressed(made.delegate)), ""]
    lines += _standing_facts(made)
    if made.delegate.reply == "none":
        lines += ["", gettext("Đồng chí chưa trả lời có dự hay không; xin trả lời ở trang riêng.")]
        if made.answer_by:
            by = day_words(made.answer_by)
            lines.append(gettext("Hạn trả lời: hết ngày %(day)s.", day=by))
    return "\n".join(lines)


def _standing_facts(made: Composed) -> list[str]:
    when, place = _facts_words(made.after)
    return [
        made.meeting.title,
        gettext("Thời gian: %(when)s", when=when),
        gettext("Nơi họp: %(place)s", place=place),
    ]


def _page(made: Composed, subject: str, body: str, link: str, mail_from: str) -> Page:
    is_off = bool(made.news) and made.news[0] in _OFF  # nothing to answer, no door to pass
    code = "" if is_off else made.code
    return Page(
        title=subject,
        paragraphs=[part.split("\n") for part in body.split("\n\n")],
        changes=_changes(made),
        link=link,
        link_words=gettext("Xem cuộc họp") if is_off else gettext("Xem cuộc họp và trả lời"),
        picture=cid_of(mail_from, QR) if code else "",
        picture_words=gettext("Mã QR vào cửa"),
        code=short_groups(code) if code else "",
        code_words=gettext("Mã vào cửa, của riêng đồng chí:"),
        notes=_notes(made),
        before_words=gettext("Trước"),
        now_words=gettext("Nay"),
    )


def _changes(made: Composed) -> Sequence[tuple[str, str, str]]:
    """Before and after, of what changed."""
    if made.before is None or (made.news and made.news[0] in _OFF):
        return ()
    (old_when, old_place), (when, place) = _facts_words(made.before), _facts_words(made.after)
    lines = {
        News.TIME: (gettext("Thời gian"), old_when, when),
        News.PLACE: (gettext("Nơi họp"), old_place, place),
    }
    return [line for news, line in lines.items() if news in made.news]


def _notes(made: Composed) -> Sequence[str]:
    notes = []
    if made.news:
        notes.append(
            gettext(
                "Lịch đăng ký trên điện thoại nhận thay đổi chậm, Google có khi sau 8 đến 24 giờ: "
                "xin theo thư này."
            )
        )
    if made.itip is not None and made.itip.method == "REQUEST":
        notes.append(
            gettext("Thư này kèm lịch. Ai đã đăng ký lịch của văn phòng sẽ thấy cuộc họp hai lần.")
        )
    return notes


def _text(shown: Page) -> str:
    """The plain part, with all that the page says."""
    parts = ["\n".join(lines) for lines in shown.paragraphs]
    if shown.changes:
        parts.append("\n".join(f"{what}: {old} → {new}" for what, old, new in shown.changes))
    if shown.link:
        parts.append(f"{shown.link_words}:\n{shown.link}")
    if shown.code:
        parts.append(f"{shown.code_words} {shown.code}")
    return "\n\n".join([*parts, *shown.notes]) + "\n"


def _calendar(made: Composed, config: Config, link: str, now: datetime) -> tuple[str, str] | None:
    itip = made.itip
    if itip is None:
        return None
    entry = _entry(made, itip, link)
    organiser_name, own = parseaddr(config.mail_from)
    asked = Invitation(
        method=itip.method,
        sequence=itip.sequence,
        written_at=now,
        organiser=_reply_to(config, made.delegate.id) or own,
        sent_by=own,
        organiser_name=organiser_name or made.meeting.convenor.name,
        attendee=made.address or made.delegate.email or "",
        attendee_name=made.delegate.name,
        is_whole=itip.is_whole,
        answered=_partstat(made),
    )
    drawn = ics.invitation(entry, asked)
    return (itip.method, drawn.decode()) if drawn else None


def _entry(made: Composed, itip: Itip, link: str) -> CalendarEntry:
    """As feeds show it; what is called off goes from where the calendar has it."""
    entry = feed.entry_of(made.meeting, link)
    if itip.method == "REQUEST":
        return entry
    facts = itip.facts or made.after
    start, end = (_moment(facts[name]) for name in ("starts_at", "ends_at"))
    first, last = (_day(facts[name]) for name in ("window_start", "window_end"))
    span = TimeSpan(start, end) if start and end else None
    is_postponed = itip.is_whole and made.meeting.status == Status.POSTPONED
    return replace(
        entry,
        status=(Status.POSTPONED if is_postponed else Status.CANCELLED).value,
        precision=Precision.MINUTE if span else Precision.DAY,
        span=span,
        window=DateWindow(first, last) if first and last else None,
        url="",
    )


def _partstat(made: Composed) -> str:
    """A new time asks anew; else what the delegate said stands."""
    if News.TIME in made.news or News.BACK in made.news:
        return "NEEDS-ACTION"
    said = {"yes": PartStat.ACCEPTED, "no": PartStat.DECLINED}.get(made.delegate.reply)
    return said.value if said else "NEEDS-ACTION"


def _reply_to(config: Config, delegate_id: int) -> str:
    """A personal address, where somebody reads what comes back."""
    if config.imap_url is None:
        return ""
    return plus_address(parseaddr(config.mail_from)[1], config.code_key, delegate_id)


def _scanned(config: Config, code: str | None) -> str:
    return f"{config.base_url}/V/{code}".upper()


def _addressed(delegate: Delegate) -> str:
    post = post_at(delegate.position, delegate.unit_name)
    name = gettext("đồng chí %(name)s", name=delegate.name)
    return f"{name}, {post}" if post else name


def _facts_words(facts: Mapping[str, Any]) -> tuple[str, str]:
    return when_words(facts), str(facts["place"] or gettext("chưa có, sẽ báo sau"))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
