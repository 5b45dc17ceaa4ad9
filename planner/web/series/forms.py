"""The forms of a series and of its sessions; times are typed in words."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from planner.domain import series as rules
from planner.domain import topic as topics
from planner.domain.errors import RuleBroken
from planner.domain.meeting import When, when_from_words
from planner.domain.text import one_line
from planner.services.series import SeriesFacts, SessionFacts
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.venue import Hall
from planner.web.forms import BaseForm, TimedForm, row_id_or_none
from planner.web.moments import moment_of
from planner.web.timemarks import mark_of
from planner.web.wording import gettext


class SeriesForm(BaseForm):
    """What is said of a series; its convenor stands in the address."""

    title = StringField(_("Tên chuỗi"), [DataRequired(), Length(max=rules.LONGEST_TITLE)])
    code = StringField(_("Mã"), [DataRequired(), Length(max=30)])
    year = IntegerField(_("Năm"), [DataRequired()])
    standing_office_id = SelectField(_("Bộ phận thường trực"), coerce=row_id_or_none)
    flag_from_id = SelectField(_("Cờ luân lưu đang ở"), coerce=row_id_or_none)
    flag_to_id = SelectField(_("Sau kỳ cuối trao cho"), coerce=row_id_or_none)

    def offer(self, offices: Iterable[Unit], hosts: Iterable[Unit]) -> None:
        """The units to choose from."""
        units = list(hosts)
        self.standing_office_id.choices = unit_choices(offices, gettext("không có"))
        self.flag_from_id.choices = unit_choices(units, gettext("không rõ"))
        self.flag_to_id.choices = unit_choices(units, gettext("chưa xác định"))

    def facts(self) -> SeriesFacts:
        return SeriesFacts(
            code=self.code.data,
            title=self.title.data,
            year=self.year.data,
            standing_office_id=self.standing_office_id.data,
            flag_from_id=self.flag_from_id.data,
            flag_to_id=self.flag_to_id.data,
        )


class OfSession(TimedForm):
    """What is said of one session, its time in words."""

    when: StringField

    def blamed(self, broken: RuleBroken) -> str | None:
        """The place for its hall where no hall can be chosen; beside the time what is nowhere."""
        name = super().blamed(broken)
        if name in self:
            return name
        return "place" if name == "hall_id" and "place" in self else "when"

    def time_in(self, year: int) -> When | None:
        """What the words of the time say, of that year unless they say another.

        None once a refusal stands beside them.
        """
        words = one_line(self.when.data)
        with self.refusals():
            if not words:
                raise RuleBroken("series.no_time", field="when")
            return when_from_words(words, date(year, 1, 1))
        return None


class SessionCells(OfSession):
    """One row of the table in which a year is planned."""

    class Meta(BaseForm.Meta):
        csrf = False  # the form around it carries the token

        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            """What the form around it hands on: a row that is added has nothing typed in it."""
            return formdata

    when = StringField(_("Thời gian"), [Length(max=200)])
    host_id = SelectField(_("Đăng cai"), coerce=row_id_or_none)
    topic = StringField(_("Chuyên đề"), [Length(max=topics.LONGEST_TITLE)])
    place = StringField(_("Nơi họp"), [Length(max=200)])

    @property
    def is_empty(self) -> bool:
        texts = (self.when.data, self.topic.data, self.place.data)
        return self.host_id.data is None and not any(one_line(text) for text in texts)

    def facts(self, year: int) -> SessionFacts | None:
        """The session that the row plans; None once a refusal stands in its cell."""
        when = self.time_in(year)
        if when is None:
            return None
        return SessionFacts(
            when=when,
            host_id=self.host_id.data,
            topic=self.topic.data or "",
            place=self.place.data or "",
        )


class Rows(FieldList):  # type: ignore[misc]  # WTForms is untyped
    """WTForms reads any digit of any script, and breaks on ² and on endless numbers."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        for name in formdata:
            found = re.fullmatch(rf"{prefix}-([0-9]{{1,3}})-\w+", name)
            if found:
                yield int(found[1])


class PlanForm(BaseForm):
    """The table in which a year is planned; empty rows are passed over."""

    sessions = Rows(FormField(SessionCells), max_entries=rules.MOST_SESSIONS)

    def widen(self, hosts: Iterable[Unit], rows: int) -> None:
        """At least so many rows, each with the hosts to choose from."""
        while len(self.sessions) < min(rows, rules.MOST_SESSIONS):
            self.sessions.append_entry()
        choices = unit_choices(hosts, gettext("chưa phân công"))
        for row in self.sessions:
            row.form.host_id.choices = choices

    def plans(self, year: int) -> dict[int, SessionFacts] | None:
        """By row the sessions that are planned; None once a refusal stands in the form."""
        filled = {at: row.form for at, row in enumerate(self.sessions) if not row.form.is_empty}
        if not filled:
            self.refuse(RuleBroken("series.nothing_planned"))
            return None
        plans = {at: facts for at, row in filled.items() if (facts := row.facts(year))}
        return plans if len(plans) == len(filled) else None

    def refuse(self, broken: RuleBroken) -> None:
        """A rule's no of one row stands in the cell to blame."""
        row = broken.details.get("row")
        if isinstance(row, int):
            self.sessions[row].form.refuse(broken)
        else:
            super().refuse(broken)


class SessionForm(OfSession):
    """One session; the words of its time are read only where they were changed."""

    when = StringField(_("Thời gian"), [DataRequired(), Length(max=200)])
    date_sure = BooleanField(_("Ngày giờ đã chốt"))
    host_id = SelectField(_("Đơn vị đăng cai"), coerce=row_id_or_none)
    topic = StringField(_("Chuyên đề"), [Length(max=topics.LONGEST_TITLE)])
    hall_id = SelectField(_("Hội trường"), coerce=row_id_or_none)
    place = StringField(_("Nơi họp, nếu ngoài danh sách"), [Length(max=200)])
    venue_sure = BooleanField(_("Nơi họp đã chốt"))
    headcount = IntegerField(_("Số người"), [Optional(), NumberRange(1, 100_000)])
    headcount_sure = BooleanField(_("Số người đã chốt"))

    def offer(self, hosts: Iterable[Unit], halls: Iterable[Hall]) -> None:
        """The hosts and halls to choose from."""
        self.host_id.choices = unit_choices(hosts, gettext("chưa phân công"))
        self.hall_id.choices = [
            SelectChoice("", gettext("chưa chọn")),
            *(SelectChoice(str(hall.id), _hall_words(hall)) for hall in halls),
        ]

    def facts(self, when: When | None) -> SessionFacts:
        return SessionFacts(
            when=when,
            host_id=self.host_id.data,
            topic=self.topic.data or "",
            hall_id=self.hall_id.data,
            place=self.place.data or "",
            date_sure=self.date_sure.data,
            venue_sure=self.venue_sure.data,
            headcount=self.headcount.data,
            headcount_sure=self.headcount_sure.data,
        )


class RemoveForm(BaseForm):
    reason = TextAreaField(_("Vì sao bỏ kỳ này"), [DataRequired(), Length(max=1_000)])


def unit_choices(units: Iterable[Unit], nobody: str) -> list[SelectChoice]:
    """Units to choose from, with words for none of them."""
    return [SelectChoice("", nobody), *(SelectChoice(str(unit.id), unit.name) for unit in units)]


def words_of(meeting: Meeting) -> str:
    """The time of a meeting as its form shows it: as it was written, else as it is said."""
    return meeting.time_words or meeting.awaiting or mark_of(moment_of(meeting)).words


def _hall_words(hall: Hall) -> str:
    return gettext(
        "%(hall)s, %(venue)s (%(seats)s chỗ)",
        hall=hall.name,
        venue=hall.venue.name,
        seats=hall.capacity,
    )
