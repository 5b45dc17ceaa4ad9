"""The forms of answers: how a meeting asks, documents, who is not to come instead."""

from collections.abc import Sequence

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.domain.invitation import AfterDeadline, GivenFile
from planner.domain.text import one_line
from planner.services.invitation.asking import Asking
from planner.services.invitation.documents import Given
from planner.store.invitation import InviteeGroup
from planner.web.forms import BaseForm


class AskingForm(BaseForm):
    approves_substitutes = BooleanField(_("người dự thay phải được duyệt"))
    after_deadline = RadioField(
        _("Sau hạn trả lời"),
        choices=[
            SelectChoice("late", _("vẫn nhận, ghi là trễ hạn")),
            SelectChoice("closed", _("thôi nhận; ban tổ chức ghi thay")),
        ],
        default="late",
    )
    asks_vehicles = BooleanField(_("hỏi số xe, biển số"))
    asks_lodging = BooleanField(_("hỏi số người nghỉ lại"))
    asks_meals = BooleanField(_("hỏi số suất ăn"))
    asks_speeches = BooleanField(_("cho đăng ký tham luận"))

    def asking(self) -> Asking:
        return Asking(
            approves_substitutes=bool(self.approves_substitutes.data),
            after_deadline=AfterDeadline(self.after_deadline.data),
            asks_vehicles=bool(self.asks_vehicles.data),
            asks_lodging=bool(self.asks_lodging.data),
            asks_meals=bool(self.asks_meals.data),
            asks_speeches=bool(self.asks_speeches.data),
        )


class DocumentForm(BaseForm):
    title = StringField(_("Tên tài liệu"), filters=[one_line], render_kw={"autocomplete": "off"})
    file = FileField(_("Tệp"))
    url = StringField(_("Hoặc địa chỉ trên mạng"), filters=[one_line])
    groups = SelectMultipleField(
        _("Chỉ các nhóm"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, groups: Sequence[InviteeGroup]) -> None:
        """The groups of the meeting."""
        self.groups.choices = [SelectChoice(group.id, group.name) for group in groups]

    def given(self) -> Given:
        sent = request.files.get("file")
        file = GivenFile(sent.filename, sent.read()) if sent and sent.filename else None
        groups = tuple(self.groups.data or ())
        return Given(self.title.data or "", self.url.data or "", file, groups)
