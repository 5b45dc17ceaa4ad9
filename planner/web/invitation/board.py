"""The organiser's board of answers: numbers, who waits, reminding, writing out, how it is asked."""

from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.invitation import is_late
from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.domain.timespan import HANOI, local_day
from planner.messages.invitation import MODES, REPLIES, STATES
from planner.outputs import xlsx
from planner.services.invitation import asking, reminding, replies
from planner.services.invitation import board as service
from planner.services.invitation import groups as all_groups
from planner.services.invitation.groups import Owner
from planner.store import meeting as meetings
from planner.store.invitation import Delegate, answers
from planner.store.invitation import board as store
from planner.store.invitation.board import Asked
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import row_id
from planner.web.invitation.answer_forms import AskingForm
from planner.web.invitation.blueprint import DELEGATE, MEETING, bp
from planner.web.paging import Page, page_asked, page_of
from planner.web.versions import tagged, unchanged
from planner.web.wording import counted, gettext

BOARD = f"{MEETING}/answers"
PAGE = 100  # people
UNITS = 60  # of the units, those that wait for most first
MOST_REMINDED = 500  # by one button


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on the board; `is_late`: answered after the day by which it was asked."""

    delegate: Delegate
    is_late: bool


@bp.get(BOARD)
@needs(Action.SEE_INVITEES)
def answers_board(meeting_id: int) -> ResponseReturnValue:
    """Numbers by group and unit, and the people who fit, to be chosen."""
    asked, number = _asked(), page_asked()
    start = (number - 1) * PAGE
    with reading() as (session, viewer):
        board = service.board_of(session, viewer, meeting_id, clock())
        found, whole = store.listed(session, board.meeting, asked, start=start, limit=PAGE)
        may_set = all_groups.may_set(session, viewer, Owner(meeting_id=meeting_id))
    page: Page = page_of(number, PAGE, len(found), whole=whole, more=start + PAGE < whole)
    return render_template(
        "invitation/board.html",
        board=board,
        meeting=board.meeting,
        rows=[_row(one, board) for one in found],
        asked=asked,
        states=STATES,
        replies=REPLIES,
        page=page,
        whole=whole,
        may_set=may_set,
        most_units=UNITS,
        numbers=url_for(".answer_numbers", meeting_id=meeting_id),
    )


@bp.get(f"{BOARD}/numbers")
@needs(Action.SEE_INVITEES)
def answer_numbers(meeting_id: int) -> ResponseReturnValue:
    """The numbers alone, with their version as ETag: 304 while nobody answered."""
    with reading() as (session, viewer):
        version = service.version_of(session, viewer, meeting_id)
        if same := unchanged(version):
            return same
        board = service.board_of(session, viewer, meeting_id, clock())
    page = render_template(
        "invitation/_board.html", board=board, meeting=board.meeting, most_units=UNITS
    )
    return tagged(make_response(page), version)


@bp.post(f"{BOARD}/remind")
@needs(Action.SEND_LETTERS)
def remind_chosen(meeting_id: int) -> ResponseReturnValue:
    """Write again to those who were chosen, as far as they were invited and did not answer."""
    chosen = _chosen()
    with writing() as (session, viewer):
        queued = reminding.remind_now(session, viewer, meeting_id, chosen, clock())
    if queued:
        flash(counted("Đã xếp %(count)s thư nhắc vào hộp thư đi.", queued))
    else:
        flash(
            gettext(
                "Không có ai để nhắc: chọn người đã được gửi giấy mời, chưa trả lời, "
                "và hôm nay chưa nhắc."
            ),
            "refusal",
        )
    return redirect(url_for(".answers_board", meeting_id=meeting_id), 303)


@bp.get(f"{MEETING}/answers.xlsx")
@needs(Action.SEE_INVITEES)
def answers_sheet(meeting_id: int) -> Response:
    """Everybody who fits, as a workbook."""
    with reading() as (session, viewer):
        meeting, found = service.everybody(session, viewer, meeting_id, _asked())
    made = xlsx.workbook(gettext("Trả lời"), _heads(), [_cells(one) for one in found])
    response = make_response(made)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response.content_type = kind
    name = f"tra-loi-{meeting.code}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route(f"{BOARD}/asking", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def set_asking(meeting_id: int) -> ResponseReturnValue:
    """Whether substitutes need a yes, what a late answer is, what units are asked for."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id)
        setting = answers.setting_of(session, meeting_id)
    form = AskingForm(obj=setting)
    if form.validate_on_submit():
        with writing() as (session, viewer):
            asking.set_asking(session, viewer, meeting_id, form.asking(), clock())
        flash(gettext("Đã ghi cách hỏi."))
        return redirect(url_for(".answers_board", meeting_id=meeting_id), 303)
    return render_template("invitation/asking.html", meeting=meeting, form=form)


@bp.post(f"{DELEGATE}/substitute/<any(approve, decline):verb>")
@needs(Action.SET_INVITEES)
def judge_substitute(delegate_id: int, verb: str) -> ResponseReturnValue:
    """Yes or no to whom a delegate wants to send."""
    with flashed_refusals():
        with writing() as (session, viewer):
            if verb == "approve":
                key = settings().code_key
                shown = replies.approve(session, viewer, delegate_id, key, clock())
            else:
                reason = request.form.get("reason", "")
                shown = replies.decline(session, viewer, delegate_id, reason, clock())
        said = gettext("Đã duyệt: %(name)s dự thay. Gửi mã mới cho người ấy.", name=shown.name)
        if verb == "decline":
            said = gettext("Không duyệt người dự thay của %(name)s.", name=shown.name)
        flash(said)
        return redirect(url_for(".delegate", delegate_id=shown.id), 303)
    return redirect(url_for(".delegate", delegate_id=delegate_id), 303)


def _asked() -> Asked:
    state = request.args.get("state", "")
    return Asked(
        text=one_line(request.args.get("q", "")),
        state=state if state in STATES else "",
        group_id=number_asked("group"),
        unit_id=number_asked("unit"),
    )


def _chosen() -> list[int]:
    """The people who were ticked; what is no number of a row is nobody."""
    numbers = []
    for text in request.form.getlist("delegate")[:MOST_REMINDED]:
        try:
            numbers.append(row_id(text))
        except ValueError:
            continue
    return numbers


def _row(delegate: Delegate, board: service.Board) -> Row:
    at = delegate.replied_at
    answered = delegate.reply != "none" and at is not None
    return Row(delegate, bool(answered and at and is_late(board.answer_by, local_day(at))))


def _heads() -> list[str]:
    return [
        gettext("Họ và tên"),
        gettext("Chức vụ"),
        gettext("Đơn vị"),
        gettext("Nhóm"),
        gettext("Cách gọi"),
        gettext("Trả lời"),
        gettext("Lý do"),
        gettext("Trả lời lúc"),
        gettext("Đã xem lúc"),
        gettext("Chờ duyệt người thay"),
    ]


def _cells(one: Delegate) -> list[str | None]:
    stands_in = one.substitute_for_id is not None and one.reply == "yes"
    reply = STATES["substitute"] if stands_in else REPLIES[one.reply]
    moments = [
        f"{moment.astimezone(HANOI):%d/%m/%Y %H:%M}" if moment else ""
        for moment in (one.replied_at if one.reply != "none" else None, one.seen_at)
    ]
    return [
        one.name,
        one.position,
        one.unit_name,
        one.group_name,
        str(MODES[one.mode]),
        str(reply),
        one.reply_reason,
        *moments,
        ", ".join(part for part in (one.proposed_name, one.proposed_position) if part),
    ]
