"""The forms of letters: their words, the deadlines, the reminders, the confirmation."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from planner.domain.notice import Anchor, Audience
from planner.messages.letters import ANCHORS, AUDIENCES
from planner.outputs.wording import LONGEST_BODY
from planner.services.invitation.reminding import Wanted
from planner.services.invitation.texts import Words
from planner.web.forms import BaseForm, DayField


class WordsForm(BaseForm):
    subject = StringField(_("Tiêu đề thư"), render_kw={"autocomplete": "off"})
    body = TextAreaField(_("Lời thư"), render_kw={"rows": 16, "maxlength": LONGEST_BODY})
    is_usual = BooleanField(_("dùng cho cả các cuộc họp sau của đơn vị triệu tập"))

    def words(self) -> Words:
        return Words(self.subject.data or "", self.body.data or "", bool(self.is_usual.data))


class DeadlinesForm(BaseForm):
    answer_by = DayField(_("Hạn trả lời, hết ngày"), [Optional()])
    nominate_by = DayField(_("Hạn cử người, hết ngày"), [Optional()])


class ReminderForm(BaseForm):
    days_before = IntegerField(_("Trước mấy ngày; 0 là sáng hôm ấy"), [InputRequired()], default=1)
    anchor = SelectField(
        _("Tính từ"), choices=[SelectChoice(one.value, ANCHORS[one]) for one in Anchor]
    )
    audience = SelectField(
        _("Nhắc"), choices=[SelectChoice(one.value, AUDIENCES[one]) for one in Audience]
    )

    def wanted(self) -> Wanted:
        return Wanted(Anchor(self.anchor.data), self.days_before.data, Audience(self.audience.data))


class SendForm(BaseForm):
    seen = BooleanField(_("Tôi đã xem thư mẫu trên đây"))
