"""The outbox: what left, what waits, and what a person must decide."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages.letters import KINDS
from planner.messages.notice import error_words, letter_words
from planner.services import notice
from planner.store import meeting as meetings
from planner.store import notice as letters
from planner.store.base import LAST_ID
from planner.store.invitation.letters import names_of_letters
from planner.store.meeting import Meeting
from planner.store.notice import IN_DOUBT, STATES, LettersAsked, Listed, OutboxMessage
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import row_id
from planner.web.timemarks import day_words, hour_words
from planner.web.wording import gettext

bp = Blueprint("notice", __name__, url_prefix="/outbox")

PAGE = 50
SHAPES = {"sent": "ok", "failed": "stop", "uncertain": "caution"}


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as a page shows it; `at` is when it left, ended or is due, in words."""

    id: int
    subject: str
    text: str
    name: str
    address: str
    state: str
    state_words: str
    shape: str
    at: str
    error: str
    meeting: str
    meeting_url: str | None

    @property
    def is_in_doubt(self) -> bool:
        return self.state in IN_DOUBT

    @property
    def is_uncertain(self) -> bool:
        return self.state == letters.UNCERTAIN


@bp.get("")
@needs(Action.SEE_OUTBOX)
def index() -> ResponseReturnValue:
    """Letters, newest first, fifty a page: of all meetings, or who was told what of one."""
    state, asked = request.args.get("state"), _asked()
    state = state if state in STATES else None
    before = request.args.get("before", LAST_ID, row_id)
    with reading() as (session, viewer):
        found = letters.letters_for(
            session, viewer, state, limit=PAGE + 1, before_id=before, asked=asked
        )
        counts = letters.counts_for(session, viewer, asked)
        names = names_of_letters(session, [one.letter.id for one in found])
        about = _about(session, viewer, asked.meeting_id)
    choices = _choices(counts, state)
    return render_template(
        "notice/index.html",
        lines=[_line(one, names.get(one.letter.id, "")) for one in found[:PAGE]],
        choices=choices,
        in_doubt=sum(counts[name] for name in IN_DOUBT),
        doubtful=[(words, url) for url, words, count, _on in choices[-2:] if count],
        state=state,
        asked=asked,
        about=about,
        kinds=KINDS,
        first=_address(state=state),
        on=_next_page(found, state),
        is_first=before == LAST_ID,
        leaves=settings().mail_url is not None,
    )


def _asked() -> LettersAsked:
    """What the address narrows the list to; what it cannot mean is left out."""
    kind = request.args.get("kind", "")
    return LettersAsked(
        meeting_id=number_asked("meeting"),
        kind=kind if kind in KINDS else "",
        text=one_line(request.args.get("q")),
    )


def _about(session: Session, viewer: Viewer, meeting_id: int | None) -> Meeting | None:
    if meeting_id is None:
        return None
    return meetings.get(session, viewer, Action.SEE_OUTBOX, meeting_id)


def _address(**more: str | int | None) -> str:
    """This list, narrowed as it is."""
    values: dict[str, Any] = {
        name: request.args[name] for name in ("meeting", "kind", "q") if name in request.args
    }
    return url_for(".index", **(values | more))


@bp.get(f"/<int(max={LAST_ID}):letter_id>")
@needs(Action.SEE_OUTBOX)
def show(letter_id: int) -> ResponseReturnValue:
    """One letter as it leaves."""
    with reading() as (session, viewer):
        letter = letters.get_letter(session, viewer, letter_id)
        name = names_of_letters(session, [letter_id]).get(letter_id, "")
        line = _line(Listed(letter, None, None), name)
    leaves = settings().mail_url is not None
    return render_template("notice/show.html", line=line, leaves=leaves)


@bp.post(f"/<int(max={LAST_ID}):letter_id>/again")
@needs(Action.SEND_LETTERS)
def send_again(letter_id: int) -> ResponseReturnValue:
    """A person decides: once more."""
    with flashed_refusals():
        with writing() as (session, viewer):
            notice.send_again(session, viewer, letter_id, clock())
        flash(gettext("Đã đặt lại vào hàng đợi gửi."))
    return redirect(url_for(".index"), 303)


@bp.post(f"/<int(max={LAST_ID}):letter_id>/sent")
@needs(Action.SEND_LETTERS)
def take_as_sent(letter_id: int) -> ResponseReturnValue:
    """A person decides: it did arrive."""
    with flashed_refusals():
        with writing() as (session, viewer):
            notice.take_as_sent(session, viewer, letter_id, clock())
        flash(gettext("Đã ghi là thư đã tới."))
    return redirect(url_for(".index"), 303)


def _line(listed: Listed, name: str = "") -> Line:
    letter = listed.letter
    subject, text = _words(letter)
    return Line(
        id=letter.id,
        subject=subject,
        text=text,
        name=name,
        address=letter.address,
        state=letter.state,
        state_words=_state_words(letter.state),
        shape=SHAPES.get(letter.state, "todo"),
        at=_at_words(letter),
        error=error_words(letter.last_error),
        meeting=listed.meeting_code or "",
        meeting_url=_meeting_url(listed),
    )


def _meeting_url(listed: Listed) -> str | None:
    if listed.meeting_code is None:
        return None
    return url_for("meeting.show", meeting_id=listed.letter.meeting_id)


def _words(letter: OutboxMessage) -> tuple[str, str]:
    """Subject and text, as written or as they will be made; one that fails still has its kind."""
    if letter.subject:
        return letter.subject, letter.body
    if letter.kind in KINDS and letter.delegate_id is not None:
        return str(KINDS[letter.kind]), gettext("Lời thư soạn lúc gửi, theo cuộc họp lúc ấy.")
    with suppress(LookupError, TypeError, ValueError):
        return letter_words(letter.parts, settings().base_url)
    return letter.kind, letter.body


def _state_words(state: str) -> str:
    is_kept = state == letters.WAITING and settings().mail_url is None
    return {
        letters.WAITING: gettext("giữ lại") if is_kept else gettext("chờ gửi"),
        letters.SENDING: gettext("đang gửi"),
        letters.SENT: gettext("đã gửi"),
        letters.FAILED: gettext("không gửi được"),
        letters.UNCERTAIN: gettext("chưa rõ đã tới chưa"),
    }[state]


def _at_words(letter: OutboxMessage) -> str:
    if letter.state == letters.WAITING and settings().mail_url is not None:
        return gettext("hẹn %(moment)s", moment=_moment(letter.due_at))
    return _moment(letter.settled_at or letter.created_at)


def _moment(moment: datetime) -> str:
    day = day_words(local_day(moment), full=False)
    return gettext("%(hour)s ngày %(day)s", hour=hour_words(moment), day=day)


def _choices(counts: dict[str, int], chosen: str | None) -> list[tuple[str, str, int, bool]]:
    """(address, words, how many, whether chosen): all of them, then each state."""
    everything = (_address(), gettext("tất cả"), sum(counts.values()), chosen is None)
    return [everything] + [
        (_address(state=state), _state_words(state), counts[state], chosen == state)
        for state in STATES
    ]


def _next_page(found: Sequence[Listed], state: str | None) -> str | None:
    """The address of the page of older letters, where there are more."""
    if len(found) <= PAGE:
        return None
    return _address(state=state, before=found[PAGE - 1].letter.id)
