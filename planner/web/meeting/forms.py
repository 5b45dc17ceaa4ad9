"""The forms of meetings. A unit is named by its name or code, a topic by its words."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from planner.domain.errors import RuleBroken
from planner.domain.meeting import LONGEST_TITLE, MeetingKind, When
from planner.domain.text import one_line
from planner.domain.timespan import DayPart
from planner.messages.forms import FORM_ERRORS
from planner.messages.meeting import KINDS, STATUSES
from planner.store.venue import Hall
from planner.web.forms import BaseForm, DayField, HourField, row_id_or_none
from planner.web.meeting.times import (
    NEEDS,
    STRICT,
    TIME_FIELDS,
    USES,
    TimeFields,
    TimeKind,
    stretch_window,
    stretches,
    when_of,
)
from planner.web.timemarks import part_words, window_words
from planner.web.wording import gettext

WORDS = [Length(max=200)]
BLAMED = {
    "convenor_id": "convenor",
    "host_id": "host",
    "standing_office_id": "standing_office",
    "topic_id": "topic",
    "window_end": "last_day",
}
# What a rule blames of a time, as each way of saying it calls the field.
BLAMED_TIME: Mapping[TimeKind, Mapping[str, str]] = {
    TimeKind.WORDS: {"starts_at": "words", "window": "words", "ends_at": "words"},
    TimeKind.AWAITING: {"starts_at": "awaiting", "window": "awaiting"},
    TimeKind.STRETCH: {"starts_at": "stretch_year", "window": "stretch"},
    TimeKind.HOURS: {"starts_at": "day", "window": "day", "ends_at": "end"},
}
BLAMED_DAY = {"starts_at": "day", "window": "day", "ends_at": "last_day"}


class TimeForm(BaseForm):
    """When: only the fields of the chosen way are read."""

    class Meta(BaseForm.Meta):
        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            """What was sent; before that, what the view or the address fills in."""
            if form.is_submitted():
                return request.form
            return formdata if isinstance(formdata, MultiDict) else None

    time_kind = RadioField(
        _("Biết đến đâu"),
        choices=[
            SelectChoice(TimeKind.HOURS, _("Giờ chính xác")),
            SelectChoice(TimeKind.PART, _("Buổi")),
            SelectChoice(TimeKind.DAY, _("Ngày, chưa rõ giờ")),
            SelectChoice(TimeKind.STRETCH, _("Tháng, nửa tháng, quý")),
            SelectChoice(TimeKind.RANGE, _("Trong khoảng từ ngày đến ngày")),
            SelectChoice(TimeKind.DEADLINE, _("Trước hoặc chậm nhất một ngày")),
            SelectChoice(TimeKind.WORDS, _("Ghi như trong kế hoạch")),
            SelectChoice(TimeKind.AWAITING, _("Chờ ý kiến, chưa có ngày")),
        ],
        default=TimeKind.PART,
    )
    day = DayField(_("Ngày"), [Optional()])
    last_day = DayField(_("Đến ngày"), [Optional()])
    start = HourField(_("Từ giờ"), [Optional()])
    end = HourField(_("Đến giờ"), [Optional()])
    part = SelectField(_("Buổi"), choices=[SelectChoice(part, part.value) for part in DayPart])
    stretch = SelectField(_("Khoảng"))
    stretch_year = IntegerField(_("Năm"), [Optional()])
    strictness = SelectField(
        _("Hạn"),
        choices=[
            SelectChoice(STRICT, _("trước ngày ấy")),
            SelectChoice("by", _("chậm nhất ngày ấy")),
        ],
    )
    words = StringField(_("Thời gian bằng lời"), WORDS, [one_line])
    awaiting = StringField(_("Chờ ý kiến của ai"), WORDS, [one_line])

    def __init__(self, formdata: MultiDict[str, str] | None = None) -> None:
        super().__init__(formdata=formdata)
        self.part.choices = [SelectChoice(part, part_words(part)) for part in DayPart]
        self.stretch.choices = [SelectChoice(name, _stretch_words(name)) for name in stretches()]

    @property
    def way(self) -> TimeKind:
        known = {kind.value: kind for kind in TimeKind}
        return known.get(str(self.time_kind.data), TimeKind.PART)

    def validate(self, extra_validators: object = None) -> bool:
        """What the chosen way does not read is not looked at."""
        for name in set(TIME_FIELDS) - set(USES[self.way]):
            self[name].process_errors = []
            self[name].validate_choice = False
        is_valid: bool = super().validate(extra_validators)
        return self._has_needed() and is_valid

    def when(self, today: date) -> When:
        """The time that was said; its rules may refuse it."""
        given = {name: self[name].data for name in USES[self.way]}
        return when_of(TimeFields(self.way, **given), today)

    def blamed(self, broken: RuleBroken) -> str | None:
        field = broken.field or ""
        return BLAMED_TIME.get(self.way, BLAMED_DAY).get(field, BLAMED.get(field, field))

    def _has_needed(self) -> bool:
        lacking = [
            self[name]
            for name in NEEDS[self.way]
            if self[name].data in (None, "") and not self[name].errors
        ]
        for field in lacking:
            field.errors = [str(FORM_ERRORS["This field is required."])]
        return not lacking


class MeetingForm(TimeForm):
    """A meeting, new or changed; `seen` is the last change that the form knows of."""

    seen = HiddenField()
    title = StringField(
        _("Tên cuộc họp"), [DataRequired(), Length(max=LONGEST_TITLE)], filters=[one_line]
    )
    kind = SelectField(
        _("Loại"),
        choices=[SelectChoice(kind, KINDS[kind]) for kind in MeetingKind],
        default=MeetingKind.CONFERENCE,
    )
    convenor = StringField(_("Đơn vị triệu tập"), [DataRequired(), *WORDS], filters=[one_line])
    host = StringField(_("Đơn vị đăng cai"), WORDS, filters=[one_line])
    standing_office = StringField(_("Bộ phận thường trực"), WORDS, filters=[one_line])
    topic = StringField(_("Chuyên đề"), [Length(max=300)], filters=[one_line])
    date_sure = BooleanField(_("Ngày này đã chốt"))
    # Which halls there are is for the service to say, in the transaction that takes one.
    hall_id = SelectField(_("Hội trường"), coerce=row_id_or_none, validate_choice=False)
    place = StringField(_("Hoặc nơi họp bằng lời"), WORDS, filters=[one_line])
    venue_sure = BooleanField(_("Nơi này đã chốt"))
    headcount = IntegerField(_("Số người"), [Optional(), NumberRange(1, 100_000)])
    headcount_sure = BooleanField(_("Số này đã chốt"))
    status = SelectField(_("Cả cuộc họp"))
    reason = StringField(_("Lý do"), [Length(max=1000)], filters=[one_line])

    def offer(self, halls: Iterable[Hall], statuses: Iterable[str]) -> None:
        """What can be chosen: halls by house, and how sure the whole may be."""
        self.hall_id.choices = [SelectChoice("", gettext("chưa chọn")), *map(_hall_choice, halls)]
        self.status.choices = [SelectChoice(status, STATUSES[status]) for status in statuses]


class CallOffForm(TimeForm):
    """Hoãn or huỷ, and why; a postponed meeting may have its new time at once."""

    seen = HiddenField()
    step = RadioField(
        _("Hoãn hay huỷ"),
        choices=[
            SelectChoice("postpone", _("Hoãn, chưa có ngày mới")),
            SelectChoice("move", _("Hoãn sang thời gian khác")),
            SelectChoice("cancel", _("Huỷ, không họp nữa")),
        ],
        default="postpone",
    )
    reason = TextAreaField(_("Lý do"), [Length(max=1000)], filters=[one_line])

    def validate(self, extra_validators: object = None) -> bool:
        """The time is read only where the meeting moves to another."""
        if self.step.data == "move":
            return super().validate(extra_validators)
        for name in TIME_FIELDS:
            self[name].process_errors = []
            self[name].validate_choice = False
        is_valid: bool = BaseForm.validate(self, extra_validators)
        return is_valid


def _hall_choice(hall: Hall) -> SelectChoice:
    label = gettext("%(hall)s, %(seats)s chỗ", hall=hall.name, seats=hall.capacity)
    return SelectChoice(str(hall.id), label, optgroup=hall.venue.name)


def _stretch_words(name: str) -> str:
    """Nửa cuối tháng 6, quý III: the year stands in a field of its own."""
    return window_words(stretch_window(name, 2001), full=False)
