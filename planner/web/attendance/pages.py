"""Doors and the ledger of one meeting, for organisers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from planner.domain.attendance.ledger import State
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action
from planner.domain.text import matches, one_line, search_key
from planner.messages.attendance import STATES
from planner.outputs import qr
from planner.services.attendance import door as doors
from planner.services.attendance import ledger
from planner.services.attendance.door import LONGEST_NAME, NewDoor, Pairing
from planner.services.attendance.ledger import Line
from planner.store import meeting as meetings
from planner.store.account import Credential
from planner.store.attendance import door as store
from planner.store.attendance.rows import Device, Door
from planner.store.base import LAST_ID
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.forms import BaseForm

bp = Blueprint("attendance", __name__, url_prefix=f"/meetings/<int(max={LAST_ID}):meeting_id>")
CAME = (State.PRESENT, State.LATE, State.LEFT_EARLY, State.BY_SUBSTITUTE)


class DoorForm(BaseForm):
    name = StringField(_("Tên cửa"), [DataRequired(), Length(max=LONGEST_NAME)], filters=[one_line])
    at_once = BooleanField(_("Mở ngay, không đợi đến giờ"))


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as the organiser sees it."""

    id: int
    label: str
    seen_at: datetime | None
    queue_length: int
    is_alive: bool


@bp.route("/doors", methods=["GET", "POST"])
@needs(Action.OPEN_DOOR)
def doors_page(meeting_id: int) -> ResponseReturnValue:
    """The doors of a meeting and their devices; opening one more."""
    form = DoorForm()
    if form.validate_on_submit():
        try:
            with writing() as (session, viewer):
                wanted = NewDoor(form.name.data, at_once=form.at_once.data)
                opened = doors.open_door(session, viewer, meeting_id, wanted, clock())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _pairing_page(meeting_id, opened.door.name, opened.pairing)
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.OPEN_DOOR, meeting_id)
        rows = store.doors_of(session, meeting_id)
        devices = store.devices_of(session, meeting_id)
    return render_template(
        "attendance/doors.html", form=form, meeting=meeting, doors=_doors(rows, devices)
    )


@bp.post(f"/doors/<int(max={LAST_ID}):door_id>/invite")
@needs(Action.OPEN_DOOR)
def invite(meeting_id: int, door_id: int) -> ResponseReturnValue:
    """A link and a code for one device more; those not used before end."""
    with writing() as (session, viewer):
        door = _at_meeting(meeting_id, store.get_door(session, door_id))
        pairing = doors.invite_device(session, viewer, door_id, now=clock())
    return _pairing_page(meeting_id, door.name, pairing)


@bp.post(f"/devices/<int(max={LAST_ID}):device_id>/revoke")
@needs(Action.OPEN_DOOR)
def revoke(meeting_id: int, device_id: int) -> ResponseReturnValue:
    """End what a device may do; what it scanned stays."""
    with writing() as (session, viewer):
        _at_meeting(meeting_id, store.door_of_device(session, device_id))
        doors.revoke_device(session, viewer, device_id, clock())
    flash(gettext("Đã thu hồi thiết bị. Lượt quét của nó vẫn giữ."), "message")
    return redirect(url_for(".doors_page", meeting_id=meeting_id), 303)


@bp.get("/attendance")
@needs(Action.SEE_ATTENDANCE)
def ledger_page(meeting_id: int) -> ResponseReturnValue:
    """Who came, who did not, who is late; filtered by state, name or unit."""
    state, text = request.args.get("state", ""), request.args.get("q", "")
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
        lines = ledger.attendance_of(session, viewer, meeting_id, clock())
    counts = Counter(line.state for line in lines)
    return render_template(
        "attendance/ledger.html",
        meeting=meeting,
        lines=_wanted(lines, state, text),
        whole=len(lines),
        came=sum(counts[state] for state in CAME),
        counts=[(one.value, str(STATES[one]), counts[one]) for one in State if counts[one]],
        words=STATES,
        state=state,
        text=text,
    )


def _at_meeting(meeting_id: int, door: Door) -> Door:
    """The door, if it is one of this meeting; else NotFound."""
    if door.meeting_id != meeting_id:
        raise NotFound("door")
    return door


def _pairing_page(meeting_id: int, name: str, pairing: Pairing) -> ResponseReturnValue:
    """Shown this once: nothing of it is kept in clear."""
    link = pairing.link(settings().base_url)
    picture = Markup(qr.svg(link, gettext("Mã QR nhận thiết bị")))  # noqa: S704 -- drawn by us
    return render_template(
        "attendance/pairing.html",
        meeting_id=meeting_id,
        name=name,
        pairing=pairing,
        link=link,
        picture=picture,
    )


def _doors(
    rows: Sequence[Door], devices: Sequence[tuple[Device, Credential]]
) -> list[tuple[Door, list[DeviceLine]]]:
    now = clock()
    lines = {
        row.id: [
            DeviceLine(
                device.id,
                device.label,
                device.seen_at,
                device.queue_length,
                credential.lives(now),
            )
            for device, credential in devices
            if device.door_id == row.id
        ]
        for row in rows
    }
    return [(row, lines[row.id]) for row in rows]


def _wanted(lines: Sequence[Line], state: str, text: str) -> list[Line]:
    return [
        line
        for line in lines
        if state in ("", line.state)
        and (not text.strip() or matches(text, search_key(f"{line.name} {line.unit}")))
    ]
