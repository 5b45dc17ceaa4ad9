"""What is asked of a plan, as a form; days are typed in words."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from planner.domain.errors import RuleBroken
from planner.domain.rotation.planning import (
    LONGEST_GAP,
    LONGEST_LEAD,
    USUAL_RULES,
    Kind,
    Rule,
    Wish,
)
from planner.domain.text import one_line
from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import Half
from planner.domain.topic import LONGEST_TITLE
from planner.messages.planning import ORDERS, RULES
from planner.store.series import Series
from planner.web.forms import BaseForm, DayField, row_id


class Ticks(SelectMultipleField):  # type: ignore[misc]  # WTForms is untyped
    """Some of several, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WishForm(BaseForm):
    """A plan of a year."""

    series = Ticks(_("Chuỗi giao ban"), coerce=row_id)
    first = DayField(_("Từ ngày"), [Optional()])
    last = DayField(_("Đến ngày"), [Optional()])
    rules = Ticks(
        _("Quy tắc phải giữ"), choices=[SelectChoice(one.value, RULES[one]) for one in Rule]
    )
    weekdays = Ticks(
        _("Thứ mong muốn"),
        coerce=int,
        choices=[
            SelectChoice("0", _("thứ Hai")),
            SelectChoice("1", _("thứ Ba")),
            SelectChoice("2", _("thứ Tư")),
            SelectChoice("3", _("thứ Năm")),
            SelectChoice("4", _("thứ Sáu")),
            SelectChoice("5", _("thứ Bảy")),
        ],
    )
    half = SelectField(
        _("Buổi mong muốn"),
        choices=[
            SelectChoice("", _("buổi nào cũng được")),
            SelectChoice("AM", _("sáng")),
            SelectChoice("PM", _("chiều")),
        ],
    )
    order = RadioField(
        _("Điều gì quan trọng hơn"),
        choices=[SelectChoice(value, words) for value, words in ORDERS.items()],
        default="fair",
    )
    people = TextAreaField(_("Người phải có mặt ở mọi kỳ"))
    themes = TextAreaField(_("Chuyên đề cho các kỳ chưa có"))
    lead_days = IntegerField(
        _("Ngày chuẩn bị ít nhất"), [Optional(), NumberRange(0, LONGEST_LEAD)], default=7
    )
    gap_days = IntegerField(
        _("Hai kỳ cách nhau ít nhất (ngày)"), [Optional(), NumberRange(1, LONGEST_GAP)]
    )
    seconds = SelectField(
        _("Tính tối đa"),
        coerce=int,
        choices=[
            SelectChoice("10", _("10 giây")),
            SelectChoice("30", _("30 giây")),
            SelectChoice("60", _("1 phút")),
            SelectChoice("300", _("5 phút")),
        ],
        default=60,
    )

    def offer(self, series: Iterable[Series]) -> None:
        """The series of the year to choose from."""
        self.series.choices = [SelectChoice(str(one.id), one.title) for one in series]

    def wish(self, kind: Kind, year: int, people: Sequence[int], today: date) -> Wish:
        """What was asked; the people stand in it by number."""
        titles = [one_line(line) for line in (self.themes.data or "").splitlines()]
        if any(len(title) > LONGEST_TITLE for title in titles):
            raise RuleBroken("planning.theme_too_long", field="themes", longest=LONGEST_TITLE)
        return Wish(
            kind=kind,
            year=year,
            series=tuple(self.series.data or ()),
            horizon=self._horizon(year, today),
            rules=frozenset(map(Rule, self.rules.data or ())),
            weekdays=frozenset(self.weekdays.data or ()),
            half=Half(self.half.data) if self.half.data else None,
            order=self.order.data,
            people=tuple(people),
            themes=tuple(dict.fromkeys(title for title in titles if title)),
            lead_days=self.lead_days.data if self.lead_days.data is not None else 0,
            gap_days=self.gap_days.data,
        )

    def _horizon(self, year: int, today: date) -> DateWindow:
        """The year from today on, unless days are named."""
        first = max(self.first.data or date(year, 1, 1), today)
        last = self.last.data or date(year, 12, 31)
        if last < first:
            raise RuleBroken("planning.horizon_past", field="last")
        return DateWindow(first, last)


def usual_rules() -> list[str]:
    return sorted(rule.value for rule in USUAL_RULES)
