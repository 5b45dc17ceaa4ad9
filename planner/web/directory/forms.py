"""The forms of units, people and posts; a unit is named by its code."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from planner.domain.directory import UNIT_KINDS, Body
from planner.domain.errors import RuleBroken
from planner.domain.text import one_line
from planner.messages.directory import BODIES, KINDS
from planner.services.directory import PersonFacts, PostFacts, UnitFacts
from planner.web.forms import BaseForm, DayField

OF_KINDS = [SelectChoice(kind, KINDS[kind]) for kind in UNIT_KINDS]
IN_BODIES = [SelectChoice(body, words) for body, words in BODIES.items()]
WAYS = [
    SelectChoice("correct", _("Ghi sai từ trước, nay sửa cho đúng")),
    SelectChoice("from", _("Đã hoặc sẽ đổi từ một ngày: lúc trước vẫn như cũ")),
]
RANKS = NumberRange(0, 9999)
NO_AUTOFILL = {"autocomplete": "off"}  # the browser would fill in the clerk, not the person


class UnitForm(BaseForm):
    name = StringField(_("Tên đơn vị"), [DataRequired(), Length(max=200)], filters=[one_line])
    code = StringField(_("Mã"), [DataRequired(), Length(max=30)], filters=[one_line])
    kind = SelectField(_("Loại"), choices=OF_KINDS)
    above = StringField(_("Thuộc đơn vị (mã)"), [Length(max=30)], filters=[one_line])
    rank = IntegerField(_("Thứ tự"), [Optional(), RANKS])
    place = StringField(_("Nơi ghi trên văn bản"), [Length(max=100)], filters=[one_line])
    from_on = DayField(_("Có từ ngày"), [Optional()])
    to_on = DayField(_("Thôi từ ngày"), [Optional()])

    def facts(self) -> UnitFacts:
        return UnitFacts(
            code=self.code.data,
            name=self.name.data,
            kind=self.kind.data,
            above=self.above.data,
            rank=self.rank.data or 0,
            place=self.place.data,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )


class ChangeUnitForm(UnitForm):
    """What was wrong is put right; what has changed is so from a day on."""

    how = RadioField(_("Vì sao sửa"), choices=WAYS, default="correct")
    since = DayField(_("Thay đổi từ ngày"), [Optional()])

    def since_day(self) -> date | None:
        """None: a mistake is put right. Refused without a day for what has changed."""
        if self.how.data == "correct":
            return None
        if self.since.data is None:
            raise RuleBroken("directory.empty", field="since")
        day: date = self.since.data
        return day


class PersonForm(BaseForm):
    name = StringField(
        _("Họ và tên"), [DataRequired(), Length(max=100)], [one_line], render_kw=NO_AUTOFILL
    )
    email = EmailField(_("Thư điện tử"), [Length(max=254)], [one_line], render_kw=NO_AUTOFILL)
    phone = TelField(_("Điện thoại"), [Length(max=30)], [one_line], render_kw=NO_AUTOFILL)

    def person(self) -> PersonFacts:
        return PersonFacts(self.name.data, self.email.data, self.phone.data)


class NewPersonForm(PersonForm):
    """A person with the first post, in short."""

    unit = StringField(_("Đơn vị (mã)"), [DataRequired(), Length(max=30)], [one_line])
    position = StringField(_("Chức vụ"), [DataRequired(), Length(max=100)], [one_line])
    body = SelectField(_("Trong"), choices=IN_BODIES)
    from_on = DayField(_("Từ ngày"), [Optional()])

    def post(self) -> PostFacts:
        return PostFacts(
            unit=self.unit.data,
            position=self.position.data,
            body=_body(self.body.data),
            from_on=self.from_on.data,
        )


class PostForm(BaseForm):
    unit = StringField(_("Đơn vị (mã)"), [DataRequired(), Length(max=30)], [one_line])
    position = StringField(_("Chức vụ"), [DataRequired(), Length(max=100)], [one_line])
    body = SelectField(_("Trong"), choices=IN_BODIES)
    is_full_time = BooleanField(_("Chuyên trách"))
    rank = IntegerField(_("Thứ tự"), [Optional(), RANKS])
    term = StringField(_("Nhiệm kỳ"), [Length(max=50)], [one_line])
    decision_number = StringField(_("Số quyết định"), [Length(max=100)], [one_line])
    from_on = DayField(_("Từ ngày"), [Optional()])
    to_on = DayField(_("Thôi từ ngày"), [Optional()])

    def post(self) -> PostFacts:
        return PostFacts(
            unit=self.unit.data,
            position=self.position.data,
            body=_body(self.body.data),
            is_full_time=self.is_full_time.data,
            rank=self.rank.data,
            term=self.term.data,
            decision_number=self.decision_number.data,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )


class EndForm(BaseForm):
    to_on = DayField(_("Thôi từ ngày"), [InputRequired()])


def _body(value: str) -> Body | None:
    return Body(value) if value else None


def unit_values(unit: object, above: str) -> Mapping[str, object]:
    """What the form of a unit begins with."""
    names = "name code kind rank place from_on to_on"
    return {name: getattr(unit, name) for name in names.split()} | {"above": above}
