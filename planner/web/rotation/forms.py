"""The forms of turns, of the flag, of reports and of proposed days."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from werkzeug.datastructures import CombinedMultiDict
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from planner.domain import topic as topics
from planner.domain.errors import RuleBroken
from planner.domain.rotation import LONGEST_REASON, Start
from planner.domain.text import one_line
from planner.messages.rotation import STARTS
from planner.store.directory import Unit
from planner.store.venue import Hall
from planner.web.forms import BaseForm, TimedForm, row_id, row_id_or_none
from planner.web.wording import gettext

REASON = [DataRequired(), Length(max=LONGEST_REASON)]
WORDS = [Length(max=200)]


class SinceForm(BaseForm):
    """From which day turns are counted; empty = from the beginning."""

    since = StringField(_("Tính lượt từ"), WORDS, filters=[one_line])


class SwapForm(BaseForm):
    """Two sessions whose hosts change places."""

    one = SelectField(_("Kỳ"), coerce=row_id)
    other = SelectField(_("Đổi với kỳ"), coerce=row_id)
    reason = TextAreaField(_("Vì sao đổi"), REASON)

    def offer(self, sessions: Iterable[tuple[int, str]]) -> None:
        """The sessions to choose from, by the number of their meeting."""
        choices = [SelectChoice(str(number), words) for number, words in sessions]
        self.one.choices = self.other.choices = choices


class HostForm(BaseForm):
    """Who hosts a session; a reason where it is not the one first in line."""

    unit_id = SelectField(_("Đơn vị đăng cai"), coerce=row_id)
    reason = TextAreaField(_("Vì sao không theo thứ tự"), [Optional(), Length(max=LONGEST_REASON)])

    def offer(self, units: Iterable[Unit]) -> None:
        self.unit_id.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]


class SkipForm(BaseForm):
    """A unit that is passed over at a session."""

    unit_id = SelectField(_("Cho đơn vị nào qua"), coerce=row_id, id="skip-unit")
    debt = RadioField(
        _("Lượt này"),
        choices=[
            SelectChoice("kept", _("còn nợ, kỳ sau lại đứng đầu")),
            SelectChoice("forgiven", _("bỏ qua, coi như đã đăng cai")),
        ],
        default="kept",
    )
    reason = TextAreaField(_("Vì sao cho qua"), REASON, id="skip-reason")

    def offer(self, units: Iterable[Unit]) -> None:
        self.unit_id.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]


class StartForm(BaseForm):
    """With how many turns a new or merged unit begins."""

    way = RadioField(_("Tính theo"))
    turns = IntegerField(_("Số lượt, khi chọn số khác"), [Optional()])
    reason = TextAreaField(_("Vì sao"), REASON)

    def offer(self, choices: Mapping[Start, int]) -> None:
        """The usual ways with their numbers, and a number of one's own."""
        self.way.choices = [
            *(
                SelectChoice(way, gettext("%(way)s: %(turns)s lượt", way=STARTS[way], turns=turns))
                for way, turns in choices.items()
            ),
            SelectChoice(Start.CHOSEN, gettext("số khác")),
        ]

    def chosen(self, choices: Mapping[Start, int]) -> int | None:
        """The number of turns in all; None where it is still to be said."""
        if self.way.data == Start.CHOSEN:
            return self.turns.data if isinstance(self.turns.data, int) else None
        return choices.get(Start(self.way.data)) if self.way.data else None


class EarlierForm(TimedForm):
    """A turn from before the product."""

    unit = StringField(_("Đơn vị đã đăng cai"), [DataRequired(), *WORDS], filters=[one_line])
    when = StringField(_("Ngày, tháng hoặc năm"), [DataRequired(), *WORDS], filters=[one_line])
    topic = StringField(_("Chuyên đề"), [Length(max=topics.LONGEST_TITLE)], filters=[one_line])
    report = StringField(_("Báo cáo"), [Length(max=2_000)])
    conclusion = TextAreaField(_("Kết luận"), [Length(max=2_000)])


class ImportForm(BaseForm):
    """Earlier turns as a pasted table, or as a file of it."""

    class Meta(BaseForm.Meta):
        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            return _with_files() if form.is_submitted() else None

    rows = TextAreaField(_("Dán từ bảng tính"), [Length(max=200_000)])
    file = FileField(_("Hoặc chọn tệp XLSX, CSV"))


def _with_files() -> Any:
    return CombinedMultiDict((request.form, request.files))


class FlagForm(TimedForm):
    """That the flag went from one unit to another."""

    when = StringField(_("Ngày trao"), [DataRequired(), *WORDS], filters=[one_line])
    from_id = SelectField(_("Đơn vị trao"), coerce=row_id_or_none)
    to_id = SelectField(_("Đơn vị nhận"), coerce=row_id_or_none)
    note = StringField(_("Ghi chú"), [Length(max=500)], filters=[one_line])

    def offer(self, units: Iterable[Unit]) -> None:
        choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
        self.from_id.choices = [SelectChoice("", gettext("không rõ")), *choices]
        self.to_id.choices = [SelectChoice("", gettext("chưa xác định")), *choices]


class ReportForm(BaseForm):
    """What a session left behind."""

    report = StringField(_("Báo cáo chuyên đề"), [Length(max=2_000)])
    report_url = StringField(_("Địa chỉ của báo cáo"), [Length(max=2_000)], filters=[one_line])
    conclusion = TextAreaField(_("Kết luận"), [Length(max=2_000)])


class DayForm(TimedForm):
    """A day that the host proposes."""

    when = StringField(_("Ngày, buổi hoặc giờ"), [DataRequired(), *WORDS], filters=[one_line])
    hall_id = SelectField(_("Hội trường"), coerce=row_id_or_none)
    place = StringField(_("Hoặc nơi họp bằng lời"), WORDS, filters=[one_line])
    note = TextAreaField(_("Nói thêm"), WORDS)

    def offer(self, halls: Iterable[Hall]) -> None:
        self.hall_id.choices = hall_choices(halls)


class DeclineForm(BaseForm):
    """Why a proposed day is not taken."""

    reason = TextAreaField(_("Vì sao không chọn"), REASON)


class SentenceForm(BaseForm):
    """A year of sessions in one sentence."""

    sentence = StringField(_("Quy tắc của năm"), [DataRequired(), Length(max=300)], [one_line])

    def blamed(self, _broken: RuleBroken) -> str | None:
        return "sentence"


def hall_choices(halls: Iterable[Hall]) -> list[SelectChoice]:
    """Halls to choose from, with their house and seats."""
    return [
        SelectChoice("", gettext("chưa chọn")),
        *(
            SelectChoice(
                str(hall.id),
                gettext(
                    "%(hall)s, %(venue)s (%(seats)s chỗ)",
                    hall=hall.name,
                    venue=hall.venue.name,
                    seats=hall.capacity,
                ),
            )
            for hall in halls
        ),
    ]
