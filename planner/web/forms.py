"""The base of all forms: Vietnamese words, refusals from the domain. CSRF is Flask-WTF's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, TimeField
from wtforms.widgets import TextInput

from planner.domain.errors import RuleBroken
from planner.domain.meeting import when_from_words
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.domain.timewords import read_hour
from planner.messages import refusal
from planner.messages.forms import FORM_ERRORS
from planner.store.base import LAST_ID
from planner.web.context import clock

OF_TIME = {"day", "window", "window_end", "awaiting", "starts_at", "ends_at"}  # as rules say it
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Words:
    """What WTForms asks for translations."""

    def gettext(self, text: str) -> str:
        return str(FORM_ERRORS.get(text, text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        def get_translations(self, form: FlaskForm) -> _Words:
            return _Words()

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Forms only: Flask-WTF would take JSON too, and break on `5`."""
            return request.form if form.is_submitted() else None

    def blamed(self, broken: RuleBroken) -> str | None:
        """The field in which people wrote what a rule blames; a form may have its own names."""
        return broken.field

    def refuse(self, broken: RuleBroken) -> None:
        """Show a rule's no beside the field to blame, else above the form."""
        name = self.blamed(broken)
        if name in self:
            self[name].errors = [*self[name].errors, refusal(broken)]
        else:
            self.form_errors.append(refusal(broken))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What is done within, or a rule's no in this form; the view goes on after the `with`."""
        try:
            yield
        except RuleBroken as broken:
            self.refuse(broken)


class TimedForm(BaseForm):
    """A form in which people say a time in one field, `when`."""

    def blamed(self, broken: RuleBroken) -> str | None:
        """What a rule blames of a time stands beside the words that said it."""
        is_of_time = broken.field in OF_TIME and broken.field not in self
        return "when" if is_of_time else broken.field


class DayField(DateField):  # type: ignore[misc]  # WTForms is untyped
    """One day, typed as people say it: 5/6, thứ Năm tuần sau, hết ngày 15/7; 2026-06-05 too."""

    widget = TextInput()
    data: Any  # a date, or None where nothing is typed

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.day}/{self.data.month}/{self.data.year}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        words = one_line(valuelist[0]) if valuelist else ""
        self.raw_data = [words]  # InputRequired takes a blank for something typed
        self.data = day_of(words, local_day(clock())) if words else None
        if words and self.data is None:
            raise ValueError(self.gettext("Not a valid date value."))


class HourField(TimeField):  # type: ignore[misc]  # WTForms is untyped
    """An hour of the day: 7g30, 7h30, 07:30, 14 giờ, 2 giờ chiều."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        words = one_line(valuelist[0]) if valuelist else ""
        self.data = read_hour(words)
        if words and self.data is None:
            raise ValueError(self.gettext("Not a valid time value."))


def iso_day(words: str) -> date | None:
    """A day as browsers and addresses write it."""
    try:
        return date.fromisoformat(words) if _ISO.fullmatch(words) else None
    except ValueError:
        return None


def day_of(words: str, today: date) -> date | None:
    """The one day that the words name; of a deadline the last day that is not too late."""
    if _ISO.fullmatch(words):
        return iso_day(words)
    try:
        when = when_from_words(words, today)
    except RuleBroken:
        return None
    if when.days is None or when.days.days > 1:
        return None
    return when.days.start - timedelta(days=1) if when.strict_before else when.days.start


def row_id(text: str) -> int:
    """An id as a form sends it; a longer number would break the query that looks for it."""
    number = int(text)
    if not 0 < number <= LAST_ID:
        raise ValueError(text)
    return number


def row_id_or_none(text: str | None) -> int | None:
    """As `row_id`; an empty choice is none."""
    return row_id(text) if text else None
