"""The forms of campaigns; times and days are typed in words."""

import re
from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from planner.domain.campaign import Way, day_of_words, orders, report_time
from planner.domain.campaign.time import time_of_words
from planner.domain.errors import RuleBroken
from planner.domain.meeting import MeetingKind, When, when_from_words
from planner.domain.text import one_line
from planner.messages.directory import KINDS as UNIT_KINDS
from planner.messages.meeting import KINDS
from planner.services.campaign import (
    CampaignFacts,
    ExemptionFacts,
    LevelFacts,
    MilestoneFacts,
)
from planner.store.campaign import Campaign
from planner.store.directory import Unit
from planner.web.forms import BaseForm, TimedForm, row_id_or_none
from planner.web.wording import gettext

WORDS = [Length(max=200)]
NOTE = [Length(max=1_000)]


class KindsField(SelectMultipleField):  # type: ignore[misc]  # WTForms is untyped
    """Kinds of units, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CampaignForm(BaseForm):
    """What is said of a campaign; its convenor stands in the address."""

    title = StringField(
        _("Tên đợt"), [DataRequired(), Length(max=orders.LONGEST_TITLE)], [one_line]
    )
    code = StringField(_("Mã"), [DataRequired(), Length(max=30)], [one_line])
    year = IntegerField(_("Năm"), [InputRequired()])
    document = StringField(_("Văn bản triển khai"), WORDS, [one_line])
    meeting_kind = SelectField(
        _("Mỗi đơn vị tổ chức"),
        choices=[SelectChoice(kind, KINDS[kind]) for kind in MeetingKind],
        default=MeetingKind.CONFERENCE,
    )
    is_merge_allowed = BooleanField(_("Được lồng ghép vào cuộc họp khác"))
    report_to_id = SelectField(_("Báo cáo gửi về"), coerce=row_id_or_none)
    parent_id = SelectField(_("Thực hiện đợt của cấp trên"), coerce=row_id_or_none)
    period_words = StringField(_("Nhiệm kỳ, giai đoạn nhìn lại"), WORDS, [one_line])
    precedes = StringField(_("Phải họp trước"), WORDS, [one_line])
    note = TextAreaField(_("Ghi chú"), NOTE, [one_line])

    def offer(self, offices: Iterable[Unit], parents: Iterable[Campaign]) -> None:
        """The offices and the campaigns of the level above to choose from."""
        self.report_to_id.choices = [
            SelectChoice("", gettext("chính đơn vị triển khai")),
            *(SelectChoice(str(office.id), office.name) for office in offices),
        ]
        self.parent_id.choices = [
            SelectChoice("", gettext("không")),
            *(SelectChoice(str(parent.id), parent.title) for parent in parents),
        ]

    def facts(self) -> CampaignFacts:
        return CampaignFacts(
            code=self.code.data,
            title=self.title.data,
            year=self.year.data,
            meeting_kind=MeetingKind(self.meeting_kind.data),
            is_merge_allowed=self.is_merge_allowed.data,
            report_to_id=self.report_to_id.data,
            parent_id=self.parent_id.data,
            document=self.document.data,
            period_words=self.period_words.data,
            precedes=self.precedes.data,
            note=self.note.data,
        )


class LevelForm(BaseForm):
    """One level: which kinds of units, when they meet, by when they report."""

    name = StringField(_("Tên cấp"), [DataRequired(), *WORDS], [one_line])
    unit_kinds = KindsField(_("Loại đơn vị"))
    owes_meeting = BooleanField(_("Phải tổ chức cuộc họp"), default=True)
    when = StringField(_("Thời gian họp"), [DataRequired(), *WORDS], [one_line])
    owes_report = BooleanField(_("Phải gửi báo cáo"), default=True)
    report_words = StringField(_("Hạn gửi báo cáo"), WORDS, [one_line])

    def offer(self, kinds: Iterable[str]) -> None:
        self.unit_kinds.choices = kind_choices(kinds)

    def facts(self, year: int) -> LevelFacts:
        """What the form says, its words seen from that year; the rules may refuse it."""
        on = date(year, 1, 1)
        due = report_time(self.report_words.data, on) if self.owes_report.data else None
        return LevelFacts(
            name=self.name.data,
            unit_kinds=tuple(self.unit_kinds.data or ()),
            when=time_of_words(self.when.data, on, "when"),
            owes_meeting=self.owes_meeting.data,
            owes_report=self.owes_report.data,
            report_on=due.day if due else None,
            report_strict=due.strict if due else False,
            report_words=due.words if due else "",
        )


class ExemptionForm(BaseForm):
    """Who holds no meeting, by rule."""

    way = RadioField(
        _("Ai không tổ chức"),
        choices=[
            SelectChoice(Way.KINDS, _("Các loại đơn vị đánh dấu dưới đây")),
            SelectChoice(Way.NAMED, _("Những đơn vị ghi mã dưới đây")),
            SelectChoice(Way.ALL_EXCEPT, _("Tất cả, trừ những đơn vị ghi mã dưới đây")),
        ],
        default=Way.KINDS,
    )
    unit_kinds = KindsField(_("Loại đơn vị"))
    units = TextAreaField(_("Mã các đơn vị"), [Length(max=2_000)])
    still_owes_report = BooleanField(_("Vẫn phải gửi báo cáo"))
    reason = StringField(_("Lý do"), [DataRequired(), *NOTE], [one_line])

    def offer(self, kinds: Iterable[str]) -> None:
        self.unit_kinds.choices = kind_choices(kinds)

    def facts(self) -> ExemptionFacts:
        return ExemptionFacts(
            way=Way(self.way.data),
            reason=self.reason.data,
            unit_kinds=tuple(self.unit_kinds.data or ()),
            unit_codes=tuple(code for code in re.split(r"[\s,;]+", self.units.data or "") if code),
            still_owes_report=self.still_owes_report.data,
        )


class MilestoneForm(BaseForm):
    """One step of the tiến độ."""

    when = StringField(_("Thời gian"), [DataRequired(), *WORDS], [one_line])
    what = StringField(_("Việc"), [DataRequired(), Length(max=500)], [one_line])

    def facts(self, year: int) -> MilestoneFacts:
        when = time_of_words(self.when.data, date(year, 1, 1), "when")
        return MilestoneFacts(what=self.what.data, when=when)


class ReasonForm(BaseForm):
    """Why a campaign stops, why a report goes back."""

    reason = TextAreaField(_("Lý do"), [DataRequired(), *NOTE], [one_line])


class DayForm(BaseForm):
    """On which day the unit meets or has met, where it books nothing here."""

    step = RadioField(
        _("Cuộc họp của đơn vị"),
        choices=[
            SelectChoice("plan", _("Sẽ họp ngày")),
            SelectChoice("held", _("Đã họp ngày")),
        ],
        default="plan",
    )
    day = StringField(_("Ngày"), [DataRequired(), *WORDS], [one_line])

    def on(self, year: int) -> date:
        return day_of_words(self.day.data, date(year, 1, 1), "day")


class BookForm(TimedForm):
    """The unit's own meeting, booked from its duty."""

    when = StringField(_("Thời gian"), [DataRequired(), *WORDS], [one_line])
    place = StringField(_("Nơi họp"), WORDS, [one_line])
    headcount = IntegerField(_("Số người"), [Optional(), NumberRange(1, 100_000)])


class MergeForm(BaseForm):
    """Which meeting fulfils the duty: one of ours by its code, or one told in words."""

    meeting = StringField(_("Mã cuộc họp trong sổ"), WORDS, [one_line])
    merged = BooleanField(_("Cuộc họp ấy họp việc khác, việc này lồng ghép vào"))
    merged_words = StringField(_("Hoặc lồng ghép vào (ghi bằng lời)"), WORDS, [one_line])
    day = StringField(_("Ngày họp"), WORDS, [one_line])

    def on(self, year: int) -> date:
        return day_of_words(self.day.data, date(year, 1, 1), "day")


class ReportForm(BaseForm):
    """A report that has come."""

    received_on = StringField(_("Gửi ngày"), [DataRequired(), *WORDS], [one_line])
    report_link = StringField(_("Số văn bản hoặc đường dẫn"), [Length(max=500)], [one_line])

    def on(self, year: int) -> date:
        return day_of_words(self.received_on.data, date(year, 1, 1), "received_on")


class ExemptForm(BaseForm):
    """One unit that need not meet."""

    reason = StringField(_("Lý do"), [DataRequired(), *NOTE], [one_line])
    owes_report = BooleanField(_("Vẫn phải gửi báo cáo"))


class LimitForm(BaseForm):
    """The day of the outside event that has to come after; empty: not known."""

    limit = StringField(_("Ngày của sự kiện phải họp trước"), WORDS, [one_line])

    def on(self, year: int) -> date | None:
        if not self.limit.data:
            return None
        return day_of_words(self.limit.data, date(year, 1, 1), "limit")


def kind_choices(kinds: Iterable[str]) -> list[SelectChoice]:
    """Kinds of units of ours among these, in the order of the table."""
    present = set(kinds)
    return [
        SelectChoice(kind, str(UNIT_KINDS.get(kind, kind)))
        for kind in orders.KINDS
        if kind in present
    ]


def time_in(words: str, year: int) -> When:
    """When a meeting is, with its hours, the words seen from that year; refused at `when`."""
    try:
        return when_from_words(words, date(year, 1, 1))
    except RuleBroken as broken:
        raise RuleBroken(broken.code, field="when", **broken.details) from broken
