"""Twelve months of sessions: dragged or moved by a form, each move held against the rules first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from planner.domain.errors import RuleBroken
from planner.domain.meeting import LIVE, Status
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.domain.timetable.values import Half
from planner.messages import refusal
from planner.messages.planning import HALVES, label_words
from planner.services.rotation.planning import moving
from planner.services.rotation.planning.ground import MOST_OFFERED, is_open
from planner.services.rotation.planning.moving import Target, Tried
from planner.store.rotation import planning as store
from planner.store.rotation.planning import SessionMove, TurnLock
from planner.store.series import HostTurn, Series
from planner.web.asked import year_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import BaseForm, DayField, iso_day
from planner.web.moments import moment_of
from planner.web.naming import session_words, short_name
from planner.web.planning.blueprint import MOVED, bp
from planner.web.planning.view import slot_words
from planner.web.timemarks import Mark, mark_of, short_words, status_words
from planner.web.wording import gettext

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Chip:
    """A session on the board. `may_move`: not over, not locked."""

    meeting_id: int
    name: str
    place: str
    when: str
    status: str
    state: str
    mark: Mark
    is_sure: bool
    is_locked: bool
    may_move: bool
    month: int


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its sessions by month, and those without a day."""

    series: Series
    note: str
    months: Sequence[tuple[str, Sequence[Chip]]]
    undated: Sequence[Chip]


@dataclass(frozen=True, slots=True)
class Load:
    """How often a unit hosts in the year: chốt and held, and still a draft."""

    name: str
    sure: int
    draft: int


class MoveForm(BaseForm):
    """Where a session is to go: a month, or a day in words and a half of it."""

    month = SelectField(_("Chuyển sang tháng"), coerce=lambda text: int(text) if text else 0)
    day = DayField(_("Hoặc đúng ngày"), [Optional()])
    half = SelectField(
        _("Buổi"), choices=[SelectChoice(half.value, words) for half, words in HALVES.items()]
    )
    agreed = BooleanField(_("Đồng ý dời kỳ đã chốt; đơn vị đăng cai được báo"))

    def blamed(self, broken: RuleBroken) -> str | None:
        return broken.field if broken.field in self else "day"

    def offer(self) -> None:
        words = [SelectChoice("", gettext("chọn tháng"))]
        words += [SelectChoice(str(one), gettext("tháng %(month)s", month=one)) for one in MONTHS]
        self.month.choices = words


@bp.get("/planning/board")
@needs(Action.PLAN_SERIES)
def board() -> ResponseReturnValue:
    """A row a series, a column a month; below, how much each unit has to host."""
    today = local_day(clock())
    with reading() as (session, viewer):
        years = store.years_planned(session, viewer)
        year = year_asked() or (
            today.year if today.year in years else max(years, default=today.year)
        )
        series = store.series_of_year(session, viewer, year, limit=MOST_OFFERED)
        turns = store.turns_in(session, [one.id for one in series])
        locks = store.locks_of(session, [turn.meeting_id for turn in turns])
        undo = store.last_move(session, viewer.account_id, year)
    chips = {turn.meeting_id: _chip(turn, locks, today) for turn in turns}
    lines = [_line(one, turns, chips, year) for one in series]
    return render_template(
        "planning/board.html",
        year=year,
        years=years,
        lines=lines,
        by_month=_by_month(lines),
        load=_load(turns),
        undone=_undone(undo, turns),
    )


@bp.get(f"{MOVED}/check")
@needs(Action.PLAN_SERIES)
def check(meeting_id: int) -> ResponseReturnValue:
    """What a move to a month would come to, for the board while something is dragged."""
    month = _month_asked()
    with reading() as (session, viewer):
        turn = moving.turn_planned(session, viewer, meeting_id)
        if month is None:
            return {"is_clear": False, "words": refusal(RuleBroken("planning.no_day"))}
        tried = moving.try_month(session, viewer, turn, month, clock())
    return {"is_clear": not tried.labels, "words": _tried_words(tried)}


@bp.route(f"{MOVED}/move", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def move(meeting_id: int) -> ResponseReturnValue:
    """The way by keyboard: a month or a day, what is in its way, then the move."""
    form = MoveForm()
    form.offer()
    with reading() as (session, viewer):
        turn = moving.turn_planned(session, viewer, meeting_id)
        is_sure = _is_sure(turn)
        if not form.is_submitted():
            _fill(form, turn)
        tried = _tried(session, viewer, turn, form) if _is_asked(form) else None
    if request.method == "POST" and "look" not in request.form and form.validate():
        done = _moved(form, meeting_id, tried, is_sure=is_sure)
        if done:
            return redirect(url_for(".board", year=turn.series.year), 303)
    return render_template(
        "planning/move.html",
        form=form,
        turn=turn,
        mark=mark_of(moment_of(turn.meeting)),
        tried=tried,
        found=_findings(tried) if tried else [],
        target=_target_words(tried.target) if tried else "",
        is_sure=is_sure,
    )


@bp.post("/planning/board/undo")
@needs(Action.PLAN_SERIES)
def undo() -> ResponseReturnValue:
    """Take back what this account moved last."""
    text = request.form.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    with flashed_refusals():
        with writing() as (session, viewer):
            moving.take_back(session, viewer, year, clock())
        flash(gettext("Đã hoàn tác lần chuyển gần nhất."))
    return redirect(url_for(".board", year=year or None), 303)


def _undone(last: SessionMove | None, turns: Sequence[HostTurn]) -> str:
    """The session whose move can be taken back: by its number where the board has one series."""
    if last is None:
        return ""
    ordinals = [turn.ordinal for turn in turns if turn.meeting_id == last.meeting_id]
    is_alone = len({turn.series_id for turn in turns}) == 1
    return session_words(ordinals[0]) if is_alone and ordinals else last.meeting.title


def _chip(turn: HostTurn, locks: Mapping[int, TurnLock], today: date) -> Chip:
    meeting, moment = turn.meeting, moment_of(turn.meeting)
    days = meeting.when.days
    is_locked = meeting.id in locks
    movable = is_open(meeting, today) and meeting.status in LIVE and not is_locked
    return Chip(
        meeting_id=meeting.id,
        name=session_words(turn.ordinal),
        place=short_name(meeting.host),
        when=short_words(moment),
        status=meeting.status,
        state=status_words(moment),
        mark=mark_of(moment),
        is_sure=_is_sure(turn),
        is_locked=is_locked,
        may_move=movable,
        month=days.start.month if days and days.start.year == turn.series.year else 0,
    )


def _is_sure(turn: HostTurn) -> bool:
    return turn.meeting.status == Status.CONFIRMED or turn.meeting.date_sure


def _line(series: Series, turns: Sequence[HostTurn], chips: Mapping[int, Chip], year: int) -> Line:
    mine = [chips[turn.meeting_id] for turn in turns if turn.series_id == series.id]
    live = [one for one in mine if one.status != Status.CANCELLED]
    drafts = sum(not one.is_sure and one.status != Status.HELD for one in live)
    note = gettext(
        "%(unit)s: %(all)s kỳ, %(drafts)s dự kiến",
        unit=series.convenor.name,
        all=len(live),
        drafts=drafts,
    )
    months = [
        (f"{year}-{month:02}", [one for one in mine if one.month == month]) for month in MONTHS
    ]
    return Line(series, note, months, [one for one in mine if one.month == 0])


def _by_month(lines: Sequence[Line]) -> list[tuple[str, list[tuple[Series, Chip]]]]:
    """The same for a narrow screen: months that have sessions, then those without a day."""
    listed = []
    for month in MONTHS:
        found = [(line.series, chip) for line in lines for chip in line.months[month - 1][1]]
        if found:
            listed.append((gettext("Tháng %(month)s", month=month), found))
    undated = [(line.series, chip) for line in lines for chip in line.undated]
    return [*listed, *([(gettext("Chưa có ngày"), undated)] if undated else [])]


def _load(turns: Sequence[HostTurn]) -> list[Load]:
    sure: Counter[str] = Counter()
    draft: Counter[str] = Counter()
    for turn in turns:
        meeting = turn.meeting
        if meeting.host is None or meeting.status in (Status.CANCELLED, Status.POSTPONED):
            continue
        is_sure = meeting.status == Status.HELD or _is_sure(turn)
        (sure if is_sure else draft)[meeting.host.name] += 1
    names = sorted({*sure, *draft}, key=lambda name: (-sure[name] - draft[name], name))
    return [Load(name, sure[name], draft[name]) for name in names]


def _fill(form: MoveForm, turn: HostTurn) -> None:
    """What the address asks, else nothing."""
    month, day = _month_asked(), iso_day(request.args.get("day", ""))
    form.half.data = moving.usual_half(turn.meeting).value
    if month is not None:
        form.month.data = month.month
    if day is not None:
        form.day.data = day


def _month_asked() -> date | None:
    return iso_day(f"{request.args.get('month', '')}-01")


def _is_asked(form: MoveForm) -> bool:
    return (not form.is_submitted() or form.validate()) and bool(form.month.data or form.day.data)


def _tried(session: Session, viewer: Viewer, turn: HostTurn, form: MoveForm) -> Tried:
    if form.day.data:
        return moving.try_day(session, viewer, turn, form.day.data, Half(form.half.data), clock())
    month = date(turn.series.year, form.month.data, 1)
    return moving.try_month(session, viewer, turn, month, clock())


def _moved(form: MoveForm, meeting_id: int, tried: Tried | None, *, is_sure: bool) -> bool:
    """False where a refusal stands in the form."""
    with form.refusals():
        if tried is None:
            raise RuleBroken("planning.no_day", field="day")
        if is_sure and not form.agreed.data:
            raise RuleBroken("planning.must_be_sure", field="agreed")
        with writing() as (session, viewer):
            turn = moving.turn_planned(session, viewer, meeting_id)
            moving.move(session, viewer, turn, tried.target, clock())
        flash(gettext("Đã chuyển sang %(when)s.", when=_target_words(tried.target)))
        for words in _findings(tried):
            flash(words, "finding")
        return True
    return False


def _findings(tried: Tried) -> list[str]:
    return [_sentence(label_words(tried.instance, label)) for label in tried.labels]


def _sentence(words: str) -> str:
    return f"{gettext('Vướng')}: {words}."


def _target_words(target: Target) -> str:
    if target.is_month:
        return gettext("tháng %(month)s", month=f"{target.day.month}/{target.day.year}")
    return slot_words(target.day, target.half)


def _tried_words(tried: Tried) -> str:
    where = _target_words(tried.target)
    if not tried.labels:
        return gettext("%(where)s: không vướng gì", where=where)
    what = "; ".join(label_words(tried.instance, label) for label in tried.labels)
    return gettext("%(where)s: vướng %(what)s", where=where, what=what)
