"""A delegate's own page: the code is the authority. Looking at it changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.account import normalise_code, short_groups, short_of
from planner.domain.agenda import Step
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Mode, day_in_words, read_answer
from planner.messages import refusal
from planner.outputs import ics, qr
from planner.services import agenda, feed
from planner.services.invitation import documents, replies
from planner.services.invitation.replies import Asked
from planner.store.base import LAST_ID
from planner.store.invitation import Delegate, MeetingDocument
from planner.store.meeting import Meeting
from planner.web.context import clock, open_session, open_to, settings
from planner.web.invitation.blueprint import personal
from planner.web.invitation.downloads import handed_out
from planner.web.invitation.pictures import link_of, page_of_code, qr_picture
from planner.web.moments import moment_of
from planner.web.timemarks import Mark, mark_of, status_words
from planner.web.wording import gettext

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Mine:
    """What the page shows. `sure` pairs are (class of the line, words)."""

    delegate: Delegate
    meeting: Meeting
    code: str
    steps: list[Step]
    time: Mark
    time_sure: tuple[str, str]
    place: str
    place_note: str
    place_sure: tuple[str, str]
    map_url: str
    is_summoned: bool
    is_off: bool
    asked: Asked
    documents: Sequence[MeetingDocument]
    answer_by: str
    closes: bool
    closed: str
    has_day: bool
    qr: str

    @property
    def short(self) -> str:
        """What the desk types where the QR does not read."""
        return short_of(self.code)

    @property
    def groups(self) -> list[str]:
        """The code as it is printed: seven groups of four."""
        return short_groups(self.code).split()


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for the page beside the delegate."""

    steps: list[Step]
    asked: Asked
    documents: Sequence[MeetingDocument]


@personal.after_request
def _keep_it_private(response: Response) -> Response:
    """No trace in caches, search engines or the next page's logs."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@personal.get("/V/<code>")
@open_to("holder of a code")
def show_scanned(code: str) -> ResponseReturnValue:
    """What the QR holds: the same page."""
    return show(code)


@personal.get("/v/<code>")
@open_to("holder of a code")
def show(code: str) -> ResponseReturnValue:
    """The meeting, the answer and the code to be shown at the door."""
    return _page(code)


@personal.post("/V/<code>/answer")
@open_to("holder of a code")
def answer_scanned(code: str) -> ResponseReturnValue:
    """The same for who typed the address of the QR."""
    return answer(code)


@personal.post("/v/<code>/answer")
@open_to("holder of a code")
def answer(code: str) -> ResponseReturnValue:
    """Come, stay away, or send somebody, whose own page follows then."""
    typed = {name: request.form.get(name, "") for name in ("answer", "reason", "name", "position")}
    try:
        with open_session("writers") as session:
            replies.holder_of(session, code, clock())  # a dead code hears nothing of the form
            given = read_answer(**typed)
            key = settings().code_key
            now_there = replies.answer(session, code, given, key, clock())
            shown = replies.code_carried(session, now_there, key)
    except RuleBroken as broken:
        refused = {broken.field or "answer": refusal(broken)}
        return _page(code, typed, refused), 422
    return redirect(url_for(".show", code=shown), 303)


@personal.post("/v/<code>/seen")
@open_to("holder of a code")
def seen(code: str) -> ResponseReturnValue:
    """Told by the page's script once a person has the page before them; no scanner runs it."""
    with open_session("writers") as session:
        replies.see(session, code, clock())
    return Response(status=204)


@personal.get(f"/v/<code>/tai-lieu/<int(max={LAST_ID}):document_id>")
@open_to("holder of a code")
def document(code: str, document_id: int) -> ResponseReturnValue:
    """A document that is meant for the delegate, to be saved."""
    with open_session("readers") as session:
        delegate = replies.holder_of(session, code, clock())
        found, content = documents.read_for(session, delegate, document_id)
    return handed_out(found, content)


@personal.get("/v/<code>/lich.ics")
@open_to("holder of a code")
def calendar(code: str) -> ResponseReturnValue:
    """The meeting for the delegate's own calendar; no such file while it has no day."""
    with open_session("readers") as session:
        delegate = replies.holder_of(session, code, clock())
    own_page = page_of_code(settings().base_url, normalise_code(code))
    made = ics.download(feed.entry_of(delegate.meeting, own_page))
    if made is None:
        raise NotFound("day")
    response = make_response(made)
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="cuoc-hop.ics"'
    return response


@personal.get("/v/<code>/ma.png")
@open_to("holder of a code")
def picture(code: str) -> ResponseReturnValue:
    """The QR to be kept among the photos of a phone."""
    with open_session("readers") as session:
        replies.holder_of(session, code, clock())
    response = make_response(qr.png(link_of(settings().base_url, normalise_code(code))))
    response.content_type = "image/png"
    response.headers["Content-Disposition"] = 'attachment; filename="ma-vao-cua.png"'
    return response


def _page(
    code: str, typed: Mapping[str, str] = NOTHING, refused: Mapping[str, str] = NOTHING
) -> str:
    with open_session("readers") as session:
        delegate = replies.holder_of(session, code, clock())
        known = Known(
            agenda.steps_of(session, delegate.meeting),
            replies.asked(session, delegate, clock()),
            documents.documents_for(session, delegate),
        )
        instead_of = replies.instead_of(session, delegate)
    mine = _mine(delegate, normalise_code(code), known)
    return render_template(
        "personal/show.html", mine=mine, typed=typed, refused=refused, instead_of=instead_of
    )


def _mine(delegate: Delegate, code: str, known: Known) -> Mine:
    meeting = delegate.meeting
    moment = moment_of(meeting)
    place, note = _place(meeting)
    return Mine(
        delegate=delegate,
        meeting=meeting,
        code=code,
        steps=known.steps,
        time=mark_of(moment),
        time_sure=_sure(meeting, status_words(moment), sure=meeting.date_sure),
        place=place,
        place_note=note,
        place_sure=_sure(meeting, status_words(moment), sure=meeting.venue_sure),
        map_url=_map_url(meeting),
        is_summoned=delegate.mode == Mode.SUMMONED,
        is_off=meeting.status in ("cancelled", "postponed"),
        asked=known.asked,
        documents=known.documents,
        answer_by=day_in_words(known.asked.answer_by) if known.asked.answer_by else "",
        closes=known.asked.closes,
        closed=_why_closed(known.asked),
        has_day=meeting.when.days is not None,
        qr=qr_picture(link_of(settings().base_url, code), delegate.name),
    )


def _why_closed(asked: Asked) -> str:
    """Why no answer is taken though the meeting is still to be; else nothing."""
    why_not = asked.why_not
    is_deadline = why_not is not None and why_not.code == "invitation.answers_closed"
    return refusal(why_not) if why_not is not None and is_deadline else ""


def _sure(meeting: Meeting, words: str, *, sure: bool) -> tuple[str, str]:
    """Of a meeting still to be, whether this fact of it is fixed by itself; else its status."""
    if meeting.status not in ("tentative", "confirmed"):
        return meeting.status, words
    return ("confirmed", gettext("chốt")) if sure else ("tentative", gettext("dự kiến"))


def _place(meeting: Meeting) -> tuple[str, str]:
    if meeting.hall is not None:
        venue = meeting.hall.venue
        parts = (venue.name, venue.address)
        return meeting.hall.name, ", ".join(part for part in parts if part)
    if meeting.place:
        return meeting.place, ""
    return gettext("chưa có nơi họp"), meeting.host.name if meeting.host else ""


def _map_url(meeting: Meeting) -> str:
    """The venue's own link, else a search for its address; a place in words may be any place."""
    if meeting.hall is None:
        return ""
    venue = meeting.hall.venue
    if venue.map_url.startswith(("https://", "http://")):
        return venue.map_url
    where = quote_plus(", ".join(part for part in (venue.name, venue.address) if part))
    return f"https://www.google.com/maps/search/?api=1&query={where}"
