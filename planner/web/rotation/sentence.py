"""A year from one sentence: a preview with what clashes and what would do, saved in one go."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import FormField, SelectField, StringField
from wtforms.validators import Length

from planner.domain import series as series_rules
from planner.domain import topic as topics
from planner.domain.errors import RuleBroken
from planner.domain.meeting import When, when_from_words
from planner.domain.rights import Action
from planner.domain.rotation.drafting import DraftSession, Ground, clashes, free_days, free_halls
from planner.domain.rotation.sentence import read_sentence
from planner.domain.series import Named
from planner.domain.text import one_line
from planner.domain.timespan import TimeSpan
from planner.messages import finding
from planner.services.rotation.drafting import draft_year, ground_of
from planner.services.rotation.ledger import ledger_of
from planner.services.series import SessionFacts
from planner.store import series as all_series
from planner.store.directory import Unit
from planner.store.series import Series
from planner.store.venue import Hall
from planner.web.context import clock, needs, reading
from planner.web.forms import row_id_or_none
from planner.web.meeting.ways import span_words
from planner.web.rotation.blueprint import SERIES, bp
from planner.web.rotation.forms import SentenceForm, hall_choices
from planner.web.series.forms import PlanForm, Rows, SessionCells, unit_choices
from planner.web.series.planning import keep_sessions
from planner.web.wording import counted, gettext


class DraftCells(SessionCells):
    """One row of the preview."""

    hall_id = SelectField(_("Hội trường"), coerce=row_id_or_none)
    topic = StringField(_("Chuyên đề"), [Length(max=topics.LONGEST_TITLE)])

    def facts(self, year: int) -> SessionFacts | None:
        """As in the table, with the hall."""
        kept = super().facts(year)
        return kept and replace(kept, hall_id=self.hall_id.data)


class PreviewForm(PlanForm):
    """The preview as a form: each row can still be changed."""

    sessions = Rows(FormField(DraftCells), max_entries=series_rules.MOST_SESSIONS)

    def offer(self, units: Iterable[Unit], halls: Sequence[Hall]) -> None:
        hosts, places = unit_choices(units, gettext("chưa phân công")), hall_choices(halls)
        for row in self.sessions:
            row.form.host_id.choices, row.form.hall_id.choices = hosts, places


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of the preview with what is in its way; a way is (label, what its button sends)."""

    ordinal: int
    form: Any
    findings: Sequence[str]
    ways: Sequence[tuple[str, str]]


@bp.route(f"{SERIES}/sentence", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def sentence(series_id: int) -> ResponseReturnValue:
    """The rule of a year in words; with a rule in the address, what it comes to."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        units = ledger_of(session, series, clock()).units
        ground, halls = ground_of(session, series, units, clock())
        turns = all_series.turns_of(session, series)
    said = one_line(request.args.get("sentence"))[:300]
    form = SentenceForm(data={"sentence": said})
    preview: PreviewForm | None = None
    if request.method == "POST":
        preview = PreviewForm()
        preview.offer(units.values(), halls)
        _mend(preview, series)
        if "save" in request.form and preview.validate_on_submit() and _save(preview, series):
            return redirect(url_for("series.show", series_id=series_id), 303)
    elif said:
        preview = _drafted(form, series, said)
        if preview is not None:
            preview.offer(units.values(), halls)
    first = max((turn.ordinal for turn in turns), default=0) + 1
    names = {unit.id: unit.name for unit in units.values()}
    return render_template(
        "rotation/sentence.html",
        form=form,
        preview=preview,
        series=series,
        rows=_seen(preview, series, first, (names, halls, ground)) if preview else [],
        examples=_examples(len(units)),
    )


def _drafted(form: SentenceForm, series: Series, said: str) -> PreviewForm | None:
    """The preview of a sentence; None where a refusal stands beside it."""
    with form.refusals(), reading() as (session, _viewer):
        drafted = draft_year(session, series, read_sentence(said), clock())
        return PreviewForm(data={"sessions": [_row(one) for one in drafted.sessions]})
    return None


def _row(one: DraftSession) -> dict[str, object]:
    return {
        "when": span_words(one.span) if one.span else "",
        "host_id": one.host.id if one.host else None,
        "hall_id": one.hall.id if one.hall else None,
    }


def _mend(preview: PreviewForm, series: Series) -> None:
    """A button that puts another day or another hall into one row."""
    found = re.fullmatch(r"(\d{1,2}):(day|hall):(.{1,60})", request.form.get("mend", ""))
    if not found or int(found[1]) >= len(preview.sessions):
        return
    row = preview.sessions[int(found[1])].form
    if found[2] == "day":
        row.when.data = one_line(found[3])
    elif found[3] in {choice[0] for choice in row.hall_id.choices}:
        row.hall_id.data = row_id_or_none(found[3])


def _seen(
    preview: PreviewForm,
    series: Series,
    first: int,
    known: tuple[dict[int, str], Sequence[Hall], Ground],
) -> list[Seen]:
    """Each row with its clashes; another hall is offered only where the hall is in the way."""
    names, halls, ground = known
    places = {hall.id: hall for hall in halls}
    drafted = [
        _draft_of(row.form, ordinal, series.year, names, places)
        for ordinal, row in enumerate(preview.sessions, start=first)
    ]
    seen = []
    for at, (row, one) in enumerate(zip(preview.sessions, drafted, strict=True)):
        found = clashes(one, drafted, ground)
        ways = list(_ways(at, one, drafted, places, ground)) if found else []
        seen.append(Seen(one.ordinal, row.form, [finding(each) for each in found], ways))
    return seen


def _ways(
    at: int,
    one: DraftSession,
    drafted: Sequence[DraftSession],
    places: dict[int, Hall],
    ground: Ground,
) -> Iterator[tuple[str, str]]:
    seats = places[one.hall.id].capacity if one.hall else 0
    roomy = sorted(
        (hall for hall in places.values() if hall.capacity >= seats),
        key=lambda hall: (hall.capacity, hall.id),
    )
    for hall in free_halls(one, (Named(hall.id, hall.name) for hall in roomy), ground):
        yield hall.name, f"{at}:hall:{hall.id}"
    for span in free_days(one, drafted, ground):
        words = span_words(span)
        yield words, f"{at}:day:{words}"


def _draft_of(
    row: Any, ordinal: int, year: int, names: dict[int, str], places: dict[int, Hall]
) -> DraftSession:
    host, hall = row.host_id.data, row.hall_id.data
    return DraftSession(
        ordinal,
        _span(row.when.data, year),
        Named(host, names[host]) if host in names else None,
        Named(hall, places[hall].name) if hall in places else None,
    )


def _span(words: str | None, year: int) -> TimeSpan | None:
    try:
        when: When = when_from_words(words or "", date(year, 1, 1))
    except RuleBroken:
        return None
    return when.span


def _save(preview: PreviewForm, series: Series) -> bool:
    """Keep all rows that say anything; False where a refusal stands in the form."""
    booked = keep_sessions(preview, series)
    if booked is None:
        return False
    flash(counted("Đã ghi %(count)s kỳ.", len(booked)))
    return True


def _examples(units: int) -> list[str]:
    """Sentences to choose instead of typing."""
    return [
        gettext("luân phiên %(units)s đơn vị, mỗi quý một kỳ, sáng thứ Năm", units=units),
        gettext(
            "luân phiên %(units)s đơn vị, mỗi tháng một kỳ, chiều thứ Sáu tuần đầu", units=units
        ),
        gettext("luân phiên %(units)s đơn vị, mỗi năm ba kỳ, cả ngày thứ Bảy", units=units),
    ]
