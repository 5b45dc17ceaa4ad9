"""Doors and the ledger of one meeting, for organisers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from planner.domain.attendance.ledger import State
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import NotFound
from planner.domain.rights import Action
from planner.domain.text import matches, one_line, search_key
from planner.domain.timespan import HANOI
from planner.messages.attendance import DEVICE_RIGHTS, STATES
from planner.outputs import qr
from planner.outputs.xlsx import workbook
from planner.services.attendance import door as doors
from planner.services.attendance import ledger
from planner.services.attendance import sheet as sheets
from planner.services.attendance.door import LONGEST_NAME, USUAL_RIGHTS, NewDoor, Pairing
from planner.services.attendance.ledger import Line
from planner.store import meeting as meetings
from planner.store.account import Credential
from planner.store.attendance import door as store
from planner.store.attendance.rows import Device, Door
from planner.store.base import LAST_ID
from planner.web.attendance.blueprint import bp
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.forms import BaseForm
from planner.web.paging import page_asked, page_of

PAGE = 100  # lines
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    _("Họ và tên"),
    _("Chức vụ"),
    _("Đơn vị"),
    _("Thành phần"),
    _("Điểm danh"),
    _("Vào lúc"),
    _("Ra lúc"),
    _("Cửa"),
    _("Người dự thay"),
    _("Lý do"),
)
CAME = (State.PRESENT, State.LATE, State.LEFT_EARLY, State.BY_SUBSTITUTE)


class DoorForm(BaseForm):
    name = StringField(_("Tên cửa"), [DataRequired(), Length(max=LONGEST_NAME)], filters=[one_line])
    at_once = BooleanField(_("Mở ngay, không đợi đến giờ"))
    rights = SelectMultipleField(
        _("Thiết bị ở cửa này được"),
        choices=[SelectChoice(*one) for one in DEVICE_RIGHTS.items()],
        default=sorted(USUAL_RIGHTS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class RightsForm(BaseForm):
    rights = SelectMultipleField(
        _("Thiết bị này được"),
        choices=[SelectChoice(*one) for one in DEVICE_RIGHTS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as the organiser sees it."""

    id: int
    label: str
    seen_at: datetime | None
    queue_length: int
    is_alive: bool
    roster_at: datetime | None
    ends_at: datetime | None
    rights: str


@bp.route("/doors", methods=["GET", "POST"])
@needs(Action.OPEN_DOOR)
def doors_page(meeting_id: int) -> ResponseReturnValue:
    """The doors of a meeting and their devices; opening one more."""
    form = DoorForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                rights = _rights(form.rights.data) or USUAL_RIGHTS
                wanted = NewDoor(form.name.data, at_once=form.at_once.data, rights=rights)
                opened = doors.prepare_door(session, viewer, meeting_id, wanted, clock())
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
    flash(gettext("Đã thu hồi thiết bị. Lượt quét của nó vẫn giữ."))
    return redirect(url_for(".doors_page", meeting_id=meeting_id), 303)


@bp.route(f"/devices/<int(max={LAST_ID}):device_id>/rights", methods=["GET", "POST"])
@needs(Action.OPEN_DOOR)
def rights(meeting_id: int, device_id: int) -> ResponseReturnValue:
    """What one device may do; it holds from its next call."""
    form = RightsForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                _at_meeting(meeting_id, store.door_of_device(session, device_id))
                wanted = _rights(form.rights.data)
                doors.set_rights(session, viewer, device_id, wanted, clock())
            return redirect(url_for(".doors_page", meeting_id=meeting_id), 303)
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.OPEN_DOOR, meeting_id)
        door = _at_meeting(meeting_id, store.door_of_device(session, device_id))
        holder = store.holder_of_device(session, device_id)
    if not form.is_submitted():
        form.rights.data = sorted(holder.rights)
    return render_template("attendance/rights.html", form=form, meeting=meeting, door=door)


def _rights(chosen: Sequence[str] | None) -> frozenset[DeviceRight]:
    return frozenset(right for right in DeviceRight if right.value in (chosen or ()))


@bp.get("/attendance")
@needs(Action.SEE_ATTENDANCE)
def ledger_page(meeting_id: int) -> ResponseReturnValue:
    """Who came, who did not, who is late; filtered by state, name or unit, by sitting."""
    state, text = request.args.get("state", ""), request.args.get("q", "")
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
        sittings = [one.name for one in sheets.sittings_at(session, meeting)]
        chosen = request.args.get("sitting", "")
        sitting = chosen if chosen in sittings else None
        lines = ledger.attendance_of(session, viewer, meeting_id, clock(), sitting)
        may_keep = meetings.find(session, viewer, Action.KEEP_ATTENDANCE, meeting_id) is not None
    counts = Counter(line.state for line in lines)
    wanted = _wanted(lines, state, text)
    number = page_asked()
    shown = wanted[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "attendance/ledger.html",
        meeting=meeting,
        lines=shown,
        page=page_of(number, PAGE, len(shown), whole=len(wanted), more=len(wanted) > number * PAGE),
        whole=len(lines),
        came=sum(counts[state] for state in CAME),
        counts=[(one.value, str(STATES[one]), counts[one]) for one in State if counts[one]],
        words=STATES,
        state=state,
        text=text,
        sitting=sitting or "",
        sittings=[(name, sitting_words(name)) for name in sittings] if len(sittings) > 1 else [],
        may_keep=may_keep,
    )


@bp.get("/attendance.xlsx")
@needs(Action.SEE_ATTENDANCE)
def ledger_sheet(meeting_id: int) -> ResponseReturnValue:
    """The ledger as a workbook, of all sittings or of one."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
        known = [one.name for one in sheets.sittings_at(session, meeting)]
        sitting = request.args.get("sitting", "")
        wanted = sitting if sitting in known else None
        lines = ledger.attendance_of(session, viewer, meeting_id, clock(), wanted)
    book = workbook(gettext("Điểm danh"), [str(head) for head in HEADS], map(_row, lines))
    response = Response(book, mimetype=XLSX)
    name = f"diem-danh-{meeting.code}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{ascii_name(name)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _row(line: Line) -> list[str | int | None]:
    return [
        line.name,
        line.position,
        line.unit,
        line.group,
        str(STATES[line.state]),
        _hour(line.first_in),
        _hour(line.last_out),
        line.door,
        line.substitute,
        line.reason,
    ]


def _hour(moment: datetime | None) -> str:
    return moment.astimezone(HANOI).strftime("%d/%m/%Y %H:%M") if moment else ""


def ascii_name(name: str) -> str:
    """A file name that a header can carry."""
    return "".join(sign if sign.isascii() and sign not in '"\\/' else "-" for sign in name)


def sitting_words(name: str) -> str:
    """«sáng 05/01/2026»: a sitting as people say it."""
    day, _space, part = name.partition(" ")
    said = date.fromisoformat(day).strftime("%d/%m/%Y")
    return f"{part} {said}" if part else said


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
                device.roster_at,
                credential.expires_at,
                ", ".join(
                    str(words)
                    for right, words in DEVICE_RIGHTS.items()
                    if right in credential.scopes.split()
                ),
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
