"""The parts of the look on one page, for those who build pages; development only."""

from datetime import date, datetime, timedelta

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from planner.domain.timespan import HANOI, DateWindow, DayPart, Precision, TimeSpan, span_of_part
from planner.web.context import open_to
from planner.web.forms import BaseForm
from planner.web.people import PeopleCounts
from planner.web.ribbon import BOARD, Entry, Ribbon, load_of, ribbon_of
from planner.web.timemarks import Mark, Moment, mark_of, status_words
from planner.web.wording import gettext

bp = Blueprint("styleguide", __name__)

TODAY = date(2024, 8, 6)
STATUSES = ("tentative", "confirmed", "held", "postponed", "cancelled")
UNITS = [SelectChoice("", "Chọn đơn vị"), SelectChoice("CN", "Huyện đoàn Cầu Ngang")]
ERRORS = (
    "bad_request",
    "stale_form",
    "not_found",
    "wrong_method",
    "too_large",
    "too_many",
    "server_error",
)


class SampleForm(BaseForm):
    """A field of each kind."""

    title = StringField("Tên cuộc họp", [DataRequired()], description="Ngắn, như sẽ in trên giấy.")
    host = SelectField("Đơn vị đăng cai", choices=UNITS)
    day = DateField("Ngày")
    hour = TimeField("Giờ")
    hall = StringField("Nơi họp")
    email = EmailField("Thư điện tử")
    password = PasswordField("Mật khẩu")
    file = FileField("Tệp kế hoạch")
    content = TextAreaField("Nội dung")
    is_online = BooleanField("Họp trực tuyến")
    manner = RadioField(
        "Cách gọi", choices=[SelectChoice("summon", "triệu tập"), SelectChoice("invite", "mời")]
    )
    posts = SelectMultipleField(
        "Chức vụ",
        choices=[SelectChoice("bt", "Bí thư"), SelectChoice("pbt", "Phó Bí thư")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


@bp.get("/styleguide")
@open_to("anybody")
def show() -> ResponseReturnValue:
    flash(gettext("Đã chốt. Báo 84 người; lịch Google nhận sau 8 đến 24 giờ."))
    flash(gettext("Đã lưu. Ngày 10/8 là thứ Bảy."), "finding")
    flash(gettext("Hội trường đã có Hội nghị BCH giữ sáng 15/8."), "refusal")
    ribbon = ribbon_of(TODAY.year, TODAY, _series())
    return render_template(
        "styleguide.html",
        form=_form(),
        errors=ERRORS,
        legend=[(status, _shapes(status)) for status in STATUSES],
        status_words={s: status_words(Moment(Precision.DAY, s)) for s in STATUSES},
        awaiting=mark_of(Moment(Precision.UNKNOWN, "tentative", words="chỉ đạo của Tỉnh uỷ")),
        ribbon=ribbon,
        dense=ribbon_of(TODAY.year, TODAY, _everything()),
        past=ribbon_of(2023, TODAY, ()),
        january=ribbon_of(2024, date(2024, 1, 3), ()),
        board=_board(),
        load=load_of(TODAY.year, TODAY, (entry.moment for entry in _everything())),
        groups=[("Thường trực Tỉnh đoàn", PeopleCounts(3, 0, 0, 1)), ("Cộng", _whole())],
    )


@bp.get("/styleguide/error/<name>")
@open_to("anybody")
def error(name: str) -> ResponseReturnValue:
    if name not in ERRORS:
        return render_template("errors/not_found.html"), 404
    return render_template(f"errors/{name}.html")


def _form() -> SampleForm:
    form = SampleForm(data={"title": "Giao ban kỳ 2", "posts": ["bt"], "manner": "summon"})
    form.host.errors = [gettext("Chọn đơn vị đăng cai.")]
    form.email.errors = [gettext("Ghi thư điện tử, ví dụ: thuha@tinhdoan.vn.")]
    form.form_errors.append(gettext("Chưa lưu: hai chỗ dưới đây cần xem lại."))
    return form


def _whole() -> PeopleCounts:
    return PeopleCounts(53, 5, 4, 22)


def _session(status: str, day: date, part: DayPart = DayPart.MORNING) -> Moment:
    return Moment(Precision.SESSION, status, span_of_part(day, part), part=part)


def _day(status: str, day: date) -> Moment:
    return Moment(Precision.DAY, status, window=DateWindow(day, day))


def _window(status: str, start: date, end: date) -> Moment:
    return Moment(Precision.WINDOW, status, window=DateWindow(start, end))


def _deadline(status: str, day: date) -> Moment:
    return Moment(Precision.DEADLINE, status, window=DateWindow(day, day), strict_before=True)


def _exact(status: str, day: date) -> Moment:
    start = datetime(day.year, day.month, day.day, 7, 30, tzinfo=HANOI)
    return Moment(Precision.MINUTE, status, TimeSpan(start, start + timedelta(hours=4)))


def _shapes(status: str) -> list[Mark]:
    day, first, last = date(2024, 8, 15), date(2024, 6, 16), date(2024, 6, 30)
    moments = [_exact(status, day), *(_session(status, day, part) for part in DayPart)]
    moments += [_window(status, first, last), _deadline(status, day)]
    return [mark_of(moment) for moment in moments]


def _series() -> list[Entry]:
    return [
        Entry("Kỳ 1", "Duyên Hải", "#", _session("held", date(2024, 5, 16))),
        Entry("Kỳ 2", "Cầu Ngang", "#", _session("confirmed", date(2024, 8, 15)), is_this=True),
        Entry("Kỳ 3", "Châu Thành", "#", _window("tentative", date(2024, 11, 1), _last(11))),
    ]


def _everything() -> list[Entry]:
    return [
        *_series(),
        Entry("Ban Chấp hành", "", None, _day("held", date(2024, 1, 12))),
        Entry("báo cáo quý I", "", "#", _deadline("held", date(2024, 3, 25))),
        Entry("Hội thi", "", "#", _day("cancelled", date(2024, 3, 20))),
        Entry("Kiểm tra cấp xã", "", "#", _window("held", date(2024, 4, 10), date(2024, 6, 20))),
        Entry("Tập huấn", "hoãn sang 21/8", "#", _day("postponed", date(2024, 8, 7))),
        Entry("Tập huấn", "", "#", _day("tentative", date(2024, 8, 21))),
        Entry("Lần thứ 8", "", "#", _window("tentative", date(2024, 12, 16), _last(12))),
        Entry("báo cáo năm", "", "#", _deadline("tentative", date(2024, 12, 5))),
        Entry("Góp ý", "", "#", Moment(Precision.UNKNOWN, "tentative", words="chỉ đạo")),
    ]


def _board() -> list[tuple[str, str, Ribbon]]:
    firsts = [_exact("held" if m < 9 else "tentative", date(2024, m, 3)) for m in range(1, 13)]
    monthly = Entry("Giao ban Thường trực", "", "#", firsts[0], further=tuple(firsts[1:]))
    rows = [
        ("Giao ban chuyên đề", "Tỉnh đoàn, 3 kỳ", _series()),
        ("Giao ban Thường trực", "thứ Hai đầu tháng, 07g30", [monthly]),
        ("Mọi việc khác", "xếp cả vào một hàng", _everything()[3:]),
    ]
    return [(a, b, ribbon_of(TODAY.year, TODAY, entries, width=BOARD)) for a, b, entries in rows]


def _last(month: int) -> date:
    return date(2024, month + 1, 1) - timedelta(days=1) if month < 12 else date(2024, 12, 31)
