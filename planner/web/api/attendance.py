"""Scans for doors, and what the device at a door may read. Its token is the authority."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from planner.domain.attendance.item import LAST_NUMBER, read_moment
from planner.domain.errors import RuleBroken
from planner.domain.timespan import HANOI
from planner.messages import refusal
from planner.outputs import badges, pdf
from planner.services.attendance import badge as badge_service
from planner.services.attendance import device as devices
from planner.services.attendance import door as doors
from planner.services.attendance import quarantine as quarantined
from planner.services.attendance import scan as scans
from planner.services.attendance import short as shorts
from planner.services.attendance.badge import Stamp
from planner.services.attendance.door import PairingTry
from planner.services.attendance.scan import Answer, Batch, Call, Desk
from planner.services.attendance.work import First, Result
from planner.store.attendance import door as store
from planner.store.attendance.door import Holder
from planner.store.attendance.guest import Guest, Sought, Theirs
from planner.store.attendance.line import in_line
from planner.store.attendance.scan import Counts, Memory
from planner.web.api.turns import Turns
from planner.web.context import bearer_token, clock, open_session, open_to, settings
from planner.web.errors import api_error
from planner.web.versions import tagged, unchanged

bp = Blueprint("api_attendance", __name__, url_prefix="/api/v1")

MOST_SCANS = 200  # in one batch
LONGEST_BATCH = 256 * 1024  # bytes
LONGEST_PAIRING = 4 * 1024
MOST_QUEUED = 1_000_000
QUEUE = "X-Queue"  # the header in which a device says how many scans wait in it
STATUS = {
    "attendance.dead_token": 401,
    "attendance.quarantine_full": 413,
    "attendance.still_alive": 409,
    "attendance.ended": 401,
    "attendance.revoked": 401,
    "attendance.too_many_short": 429,
    "account.too_many_tries": 429,
}

View = Callable[..., ResponseReturnValue]
ScanTurns = Turns[Call, Answer | RuleBroken]


@bp.record
def _share_turns(state: BlueprintSetupState) -> None:
    """Requests of one process share the transactions in which scans are kept."""
    app = state.app
    memory: Memory = {}

    def work(calls: Sequence[Call]) -> list[Answer | RuleBroken]:
        writers, engine = app.extensions["planner.writers"], app.extensions["planner.engine"]
        with in_line(engine), writers.begin() as session:
            return scans.take_together(session, calls, memory)

    app.extensions["planner.scans"] = Turns(work)


def answers_refusals(view: View) -> View:
    """A rule's no in the form of the API's errors."""

    @wraps(view)
    def answer(**given: str) -> ResponseReturnValue:
        try:
            return view(**given)
        except RuleBroken as broken:
            code = broken.code.partition(".")[2]
            return api_error(STATUS.get(broken.code, 422), code, refusal(broken))

    return answer


@bp.post("/scans")
@open_to("holder of a door token")
@answers_refusals
def take_scans() -> ResponseReturnValue:
    """Judge and keep a batch; each item has its own answer."""
    batch = _read_batch(_json_object(LONGEST_BATCH))
    now = clock()
    turns: ScanTurns = current_app.extensions["planner.scans"]
    answer = turns.take(scans.read_batch(bearer_token(), batch, _desk(now)))
    if isinstance(answer, RuleBroken):
        raise answer
    return jsonify(
        server_time=_moment(now),
        results=[_result(one) for one in answer.results],
        counts=_counts(answer.counts),
    )


@bp.get("/counts")
@open_to("holder of a door token")
@answers_refusals
def counts() -> ResponseReturnValue:
    """How many are called and in; 304 while nothing changed."""
    now = clock()
    with open_session("readers") as session:
        holder = _holder(session, now)
        found = devices.counts_at(session, holder, now)
    _note_seen(holder, now)
    version = f"{found.invited}-{found.present}"
    return unchanged(version) or tagged(jsonify(_counts(found)), version)


@bp.get("/roster")
@open_to("holder of a door token")
@answers_refusals
def roster() -> ResponseReturnValue:
    """The sealed list for a door without the network; see `planner.outputs.roster`."""
    now = clock()
    with open_session("readers") as session:
        source = devices.roster_source(session, _holder(session, now))
    _note_seen(source.holder, now, took_roster=True)
    if same := unchanged(source.version):
        return same
    sealed = devices.seal_roster(source, settings().code_key.encode())
    page = jsonify(
        version=source.version,
        server_time=_moment(now),
        **_place(source.holder),
        people=sealed.people,
        gone=sealed.gone,
        names=devices.clear_names(source),
    )
    return tagged(page, source.version)


@bp.get("/people")
@open_to("holder of a door token")
@answers_refusals
def people() -> ResponseReturnValue:
    """Delegates by name or unit, without dấu, in any order, by initials."""
    now = clock()
    with open_session("readers") as session:
        found = devices.people_at(session, _holder(session, now), request.args.get("q", ""), now)
    return jsonify(people=[_sought(one) for one in found])


@bp.get("/short/<typed>")
@open_to("holder of a door token")
@answers_refusals
def short(typed: str) -> ResponseReturnValue:
    """Whose code begins with these six characters; each with the whole code, to be scanned."""
    now, key = clock(), settings().code_key.encode()
    with open_session("readers") as session:
        holder = _holder(session, now)
        found = shorts.meant_at(session, holder, typed, key, now)
    if found == []:
        with open_session("writers") as session:
            shorts.note_miss(session, holder, now)
    response = jsonify(people=[_sought(one.who) | {"code": one.code} for one in found or ()])
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/door")
@open_to("holder of a door token")
@answers_refusals
def door() -> ResponseReturnValue:
    """What this device is and may do."""
    now = clock()
    with open_session("readers") as session:
        holder = _holder(session, now)
        found = devices.counts_at(session, holder, now)
    _note_seen(holder, now)
    return jsonify(server_time=_moment(now), **_place(holder), counts=_counts(found))


@bp.post("/pair")
@open_to("holder of a pairing link or code")
@answers_refusals
def pair() -> ResponseReturnValue:
    """Spend a link's token or a pairing code, once, for a device token."""
    body = _json_object(LONGEST_PAIRING)
    given = body.get("token") or body.get("code")
    label = body.get("label") or ""
    if not isinstance(given, str) or not given or not isinstance(label, str):
        raise BadRequest
    origin = request.remote_addr or ""
    now = clock()
    with open_session("writers") as session:
        made = doors.pair(session, PairingTry(given, label, origin), now)
        holder = devices.device_behind(session, made.token, now) if made else None
    if made is None or holder is None:
        unknown = RuleBroken("attendance.pairing_unknown")
        return api_error(404, "pairing_unknown", refusal(unknown))
    return jsonify(token=made.token, server_time=_moment(now), **_place(holder)), 201


@bp.post("/quarantine")
@open_to("holder of a door token that ended")
@answers_refusals
def quarantine() -> ResponseReturnValue:
    """Take the queue of a shut-out device: kept, judged only when an organiser accepts it."""
    batch = _read_batch(_json_object(LONGEST_BATCH))
    now = clock()
    with open_session("writers") as session:
        kept = quarantined.bring(session, bearer_token(), batch, _desk(now))
    return jsonify(
        server_time=_moment(now),
        results=[{"id": client_id, "state": state} for client_id, state in kept],
    )


@bp.post("/badges")
@open_to("holder of a door token")
@answers_refusals
def badge() -> ResponseReturnValue:
    """One delegate's badge as PDF; `X-Printed-Before` tells whether there is one already."""
    delegate_id = _json_object(LONGEST_PAIRING).get("delegate_id")
    if not isinstance(delegate_id, int) or not 0 < delegate_id <= LAST_NUMBER:
        raise BadRequest
    now = clock()
    stamp = Stamp(settings().code_key, settings().base_url)
    with open_session("writers") as session:
        holder = _holder(session, now)
        made = badge_service.for_door(session, holder, delegate_id, stamp, now)
    response = Response(
        badges.badges(pdf.OFFICE_PRESS, made.title, made.badges), mimetype="application/pdf"
    )
    response.headers["X-Printed-Before"] = str(made.again)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _json_object(longest: int) -> dict[str, Any]:
    request.max_content_length = longest
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(body, dict):
        raise BadRequest
    return body


def _desk(now: datetime) -> Desk:
    config = settings()
    ours = (urlsplit(config.base_url).netloc, request.host)
    hosts = frozenset(host.lower() for host in ours)
    return Desk(config.code_key.encode(), hosts, now)


def _read_batch(body: dict[str, Any]) -> Batch:
    items = body.get("scans")
    if not isinstance(items, list) or not items:
        raise BadRequest
    if len(items) > MOST_SCANS:
        raise RequestEntityTooLarge
    queue = _queue_length(body.get("queue_length"))
    return Batch(items, _sent_at(body.get("sent_at")), _queued() if queue is None else queue)


def _sent_at(raw: object) -> datetime | None:
    try:
        return read_moment(raw)
    except ValueError:
        return None


def _queue_length(raw: object) -> int | None:
    fits = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MOST_QUEUED
    return raw if fits and isinstance(raw, int) else None


def _holder(session: Session, now: datetime) -> Holder:
    return devices.device_behind(session, bearer_token(), now)


def _note_seen(holder: Holder, now: datetime, *, took_roster: bool = False) -> None:
    """Once a minute a device that only looks is noted as seen, and with news at once."""
    queue = _queued()
    had_roster = holder.roster_at is not None and now - holder.roster_at < devices.SEEN_EVERY
    news = queue not in (None, holder.queue_length) or (took_roster and not had_roster)
    if news or not devices.is_seen_lately(holder, now):
        with open_session("writers") as session:
            store.heard_of(session, holder.device_id, now, queue, took_roster=took_roster)


def _queued() -> int | None:
    """How many scans wait in the device, as its header says."""
    said = request.headers.get(QUEUE, "")
    fits = said.isascii() and said.isdigit() and len(said) <= len(str(MOST_QUEUED))
    return _queue_length(int(said)) if fits else None


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(HANOI).isoformat()


def _counts(found: Counts) -> dict[str, int]:
    return {"invited": found.invited, "present": found.present}


def _place(holder: Holder) -> dict[str, object]:
    span = holder.schedule.span
    return {
        "door": {"id": holder.door_id, "name": holder.door_name},
        "meeting": {
            "id": holder.meeting_id,
            "code": holder.meeting_code,
            "title": holder.meeting_title,
            "start": _moment(span.start if span else None),
            "end": _moment(span.end if span else None),
            "opens": _moment(holder.schedule.opens),
            "closes": _moment(holder.schedule.closes),
            "parts_apart": holder.schedule.parts_apart,
            "may_substitute": holder.may_substitute,
        },
        "device": {"id": holder.device_id},
        "rights": sorted(holder.rights),
        "expires_at": _moment(holder.expires_at),
    }


def _result(one: Result) -> dict[str, object]:
    more: dict[str, object] = {}
    if one.theirs:
        more["theirs"] = _theirs(one.theirs)
    if one.alike:
        more["alike"] = [{"id": who.id, "name": who.name, "unit": who.unit} for who in one.alike]
    return more | {
        "id": one.client_id,
        "verdict": one.verdict,
        "replayed": one.replayed,
        "delegate": _delegate(one.guest) if one.guest else None,
        "first": _first(one.first) if one.first else None,
        "needs_review": one.needs_review,
    }


def _theirs(meeting: Theirs) -> dict[str, object]:
    return {
        "title": meeting.title,
        "start": _moment(meeting.starts_at),
        "place": meeting.place,
    }


def _delegate(guest: Guest) -> dict[str, object]:
    return {
        "id": guest.id,
        "name": guest.name,
        "position": guest.position,
        "unit": guest.unit,
        "seat": guest.seat,
    }


def _sought(one: Sought) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "position": one.position,
        "unit": one.unit,
        "seat": one.seat,
        "state": one.stands,
    }


def _first(first: First) -> dict[str, object]:
    return {"at": _moment(first.at), "door": first.door}
