"""The signed list comes back: its code, the numbers, a look, and it is done."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from planner.domain.attendance.sheet import read_sheet_code
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.services.attendance import sheet as service
from planner.services.attendance.sheet import Return
from planner.store import meeting as meetings
from planner.store.attendance import office
from planner.web.attendance.blueprint import bp
from planner.web.attendance.pages import sitting_words
from planner.web.context import clock, needs, reading, writing
from planner.web.forms import BaseForm

LONGEST_NUMBERS = 4_000


class SheetForm(BaseForm):
    code = StringField(
        _("Mã bảng, ở chân trang"), [DataRequired(), Length(max=80)], filters=[one_line]
    )
    sitting = SelectField(_("Buổi"), choices=[], validate_choice=False)
    meaning = RadioField(
        _("Các số dưới đây là người"),
        choices=[
            SelectChoice("absent", _("vắng mặt (không ký)")),
            SelectChoice("present", _("có mặt (đã ký)")),
        ],
        default="absent",
    )
    numbers = StringField(_("Số thứ tự"), [Length(max=LONGEST_NUMBERS)], filters=[one_line])
    deed = StringField(default="look")


@bp.route("/paper-return", methods=["GET", "POST"])
@needs(Action.KEEP_ATTENDANCE)
def paper_return(meeting_id: int) -> ResponseReturnValue:
    """Type the absent numbers; what would happen is shown before anything is kept."""
    form = SheetForm()
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
        sittings = [one.name for one in service.sittings_at(session, meeting)]
        last = office.last_sheet(session, meeting.id)
    form.sitting.choices = [SelectChoice(name, sitting_words(name)) for name in sittings]
    preview = None
    if form.validate_on_submit():
        try:
            given = _given(form, meeting.code)
            if form.deed.data == "keep":
                with writing() as (session, viewer):
                    done = service.enter(session, viewer, meeting_id, given, clock())
                flash(gettext("Đã ghi %(count)s người có mặt.", count=len(done.coming)))
                return redirect(url_for(".ledger_page", meeting_id=meeting_id), 303)
            with reading() as (session, viewer):
                preview = service.preview(session, viewer, meeting_id, given)
        except RuleBroken as broken:
            form.refuse(broken)
        except NotFound:
            form.refuse(RuleBroken("attendance.no_such_sheet", field="code"))
    return render_template(
        "attendance/paper_return.html", form=form, meeting=meeting, preview=preview, last=last
    )


def _given(form: SheetForm, meeting_code: str) -> Return:
    read = read_sheet_code(form.code.data)
    if read is None or read[0].casefold() != meeting_code.casefold():
        raise RuleBroken("attendance.no_such_sheet", field="code")
    are_absent = form.meaning.data != "present"
    return Return(read[1], form.sitting.data or "", form.numbers.data or "", are_absent)
