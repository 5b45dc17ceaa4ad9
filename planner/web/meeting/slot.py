"""Finding a time: who must come, who may, how long, within which days, how many seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from planner.domain.errors import RuleBroken
from planner.domain.meeting import when_from_words
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import DateWindow, local_day
from planner.services.meeting import slot as service
from planner.services.meeting.slot import Asked, Half
from planner.web.context import clock, needs, reading
from planner.web.forms import BaseForm
from planner.web.meeting.blueprint import bp
from planner.web.meeting.filling import (
    people_to_type,
    person_named,
    unit_named,
    units_to_type,
    values_of_time,
)
from planner.web.meeting.times import fields_of_span
from planner.web.meeting.ways import span_words
from planner.web.timemarks import day_words, part_words
from planner.web.wording import gettext

USUAL_WINDOW = timedelta(days=13)  # two weeks from today
BEST = 3
MOST_NAMES = 60


class SlotForm(BaseForm):
    """What is looked for; it stands in the address, so that it can be sent on."""

    class Meta(BaseForm.Meta):
        csrf = False  # nothing is written

        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            return request.args if request.args else None

    required = TextAreaField(_("Phải có mặt"), [Length(max=4_000)])
    optional = TextAreaField(_("Có thì tốt"), [Length(max=4_000)])
    window = StringField(_("Trong khoảng"), [Length(max=200)], filters=[one_line])
    length = SelectField(
        _("Bao lâu"),
        choices=[
            SelectChoice("part", _("một buổi")),
            SelectChoice("day", _("cả ngày")),
            SelectChoice("60", _("1 giờ")),
            SelectChoice("90", _("1 giờ rưỡi")),
            SelectChoice("120", _("2 giờ")),
            SelectChoice("180", _("3 giờ")),
        ],
        default="part",
    )
    headcount = IntegerField(_("Số người dự"), [Optional(), NumberRange(1, 100_000)])
    no_hall = BooleanField(_("Không cần hội trường"))

    def blamed(self, broken: RuleBroken) -> str | None:
        return "window" if broken.field in {"starts_at", "awaiting"} else broken.field


@dataclass(frozen=True, slots=True)
class Cell:
    """A half of a day: how good it is (ok, caution, stop), in words, and the form it fills."""

    state: str
    part: str
    words: str
    when: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    cells: Sequence[Cell]


@bp.get("/meetings/slot")
@needs(Action.BOOK_MEETING)
def find_slot() -> ResponseReturnValue:
    """The halves of the days of a window, each with how many could come."""
    form = SlotForm()
    found: list[Half] = []
    asked: Asked | None = None
    with reading() as (session, viewer):
        offered = units_to_type(session, local_day(clock()))
        people = people_to_type(session, viewer, local_day(clock()))
        if request.args and form.validate():
            with form.refusals():
                wanted = _asked(session, viewer, form)
                found = service.find_slots(session, wanted, clock())
                asked = wanted
    counts = _counts(asked) if asked else (0, 0)
    return render_template(
        "meeting/slot.html",
        form=form,
        offered=[*offered, *people],
        days=_days(found, counts, form),
        best=[_cell(one, counts, form) for one in service.best(found, BEST)],
        is_asked=asked is not None,
    )


def _asked(session: Session, viewer: Viewer, form: SlotForm) -> Asked:
    required = _named(session, viewer, form.required.data, "required")
    optional = _named(session, viewer, form.optional.data, "optional")
    if sum(map(len, (*required, *optional))) > MOST_NAMES:
        raise RuleBroken("slot.too_many", field="required", most=MOST_NAMES)
    length = form.length.data
    return Asked(
        window=_window(form.window.data),
        minutes=int(length) if length.isdigit() else None,
        whole_day=length == "day",
        headcount=form.headcount.data,
        needs_hall=not form.no_hall.data,
        people=required[0],
        units=required[1],
        optional_people=[one for one in optional[0] if one not in required[0]],
        optional_units=[one for one in optional[1] if one not in required[1]],
        convenor_id=viewer.seat_id,
    )


def _window(words: str | None) -> DateWindow:
    """The days that the words name, from today on; two weeks where nothing is said."""
    today = local_day(clock())
    if not words:
        return DateWindow(today, today + USUAL_WINDOW)
    when = when_from_words(words, today)
    days = when.days
    if days is None or days.end < today:
        raise RuleBroken("slot.no_window", field="window")
    if when.strict_before is not None:  # a deadline: from today up to it
        return DateWindow(today, days.end)
    return DateWindow(max(days.start, today), days.end)


def _named(
    session: Session, viewer: Viewer, text: str | None, blamed: str
) -> tuple[list[int], list[int]]:
    """(people, units) of the lines; a unit goes before a person of the same words."""
    people: dict[int, None] = {}
    found_units: dict[int, None] = {}
    unknown, today = [], local_day(clock())
    lines = [words for line in (text or "").splitlines() if (words := one_line(line))]
    for words in lines[: MOST_NAMES + 1]:
        unit, person = _unit_id(session, words), person_named(session, viewer, words, today)
        if unit is not None:
            found_units[unit] = None
        elif person is not None:
            people[person] = None
        else:
            unknown.append(words[:60])
    if unknown:
        raise RuleBroken("slot.unknown", field=blamed, names=", ".join(unknown[:5]))
    return list(people), list(found_units)


def _unit_id(session: Session, words: str) -> int | None:
    try:
        return unit_named(session, words, "unit", local_day(clock())).id
    except RuleBroken:
        return None


def _counts(asked: Asked) -> tuple[int, int]:
    required = len(asked.people) + len(asked.units)
    return required, len(asked.optional_people) + len(asked.optional_units)


def _days(found: Iterable[Half], counts: tuple[int, int], form: SlotForm) -> list[Day]:
    by_day: dict[date, list[Cell]] = {}
    for half in found:
        by_day.setdefault(half.day, []).append(_cell(half, counts, form))
    return [Day(day_words(day), cells) for day, cells in by_day.items()]


def _cell(half: Half, counts: tuple[int, int], form: SlotForm) -> Cell:
    if half.span is None:
        words = gettext("không còn chỗ") if not form.no_hall.data else gettext("không còn giờ")
        return Cell("stop", part_words(half.part), words, "", None)
    hall = f", {half.hall.name}" if half.hall else ""
    return Cell(
        state=_state(half),
        part=part_words(half.part),
        words=_free_words(half, counts) + hall,
        when=span_words(half.span),
        url=_booking(half, form),
    )


def _state(half: Half) -> str:
    """Good: everybody; fair: all who must; poor: somebody who must cannot."""
    if half.required_missing:
        return "stop"
    return "caution" if half.optional_missing else "ok"


def _free_words(half: Half, counts: tuple[int, int]) -> str:
    required, optional = counts
    if not required and not optional:
        return gettext("trống")
    if half.required_missing:
        return gettext(
            "thiếu %(missing)s trên %(whole)s phải có mặt",
            missing=half.required_missing,
            whole=required,
        )
    if half.optional_missing:
        free = optional - half.optional_missing
        return gettext(
            "đủ người phải có mặt, %(free)s trên %(whole)s người thêm", free=free, whole=optional
        )
    return gettext("đủ cả %(whole)s", whole=required + optional)


def _booking(half: Half, form: SlotForm) -> str:
    """The booking form with this time and hall."""
    if half.span is None:
        return url_for("meeting.book")
    values: dict[str, Any] = dict(values_of_time(fields_of_span(half.span)))
    if half.hall:
        values["hall_id"] = str(half.hall.id)
    if form.headcount.data:
        values["headcount"] = str(form.headcount.data)
    return f"{url_for('meeting.book')}?{urlencode(values)}"
