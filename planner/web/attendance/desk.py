"""How a meeting counts, and who is excused."""

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from planner.domain.attendance.setting import BODIES, Setting
from planner.domain.errors import NotFound
from planner.domain.rights import Action
from planner.services.attendance import desk
from planner.store import meeting as meetings
from planner.store.attendance import office
from planner.store.base import LAST_ID
from planner.store.invitation import Delegate
from planner.web.attendance.blueprint import bp
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import BaseForm

EVERYBODY = _("Tất cả người được mời")


class SettingForm(BaseForm):
    grace_minutes = IntegerField(_("Đến sau bao nhiêu phút thì tính là muộn"), [InputRequired()])
    parts_apart = BooleanField(_("Điểm danh riêng từng buổi sáng, chiều, tối"))
    may_substitute = BooleanField(_("Được cử người dự thay ngay tại cửa"))
    quorum_body = SelectField(
        _("Tỉ lệ có mặt tính trên"), choices=[SelectChoice(one, one or EVERYBODY) for one in BODIES]
    )
    quorum_percent = IntegerField(_("Cần có mặt ít nhất (phần trăm)"), [InputRequired()])
    substitutes_count = BooleanField(_("Người dự thay cũng được tính"))
    shows_names = BooleanField(_("Bảng trên tường hiện tên người vừa vào"))


@bp.route("/attendance/settings", methods=["GET", "POST"])
@needs(Action.KEEP_ATTENDANCE)
def settings_page(meeting_id: int) -> ResponseReturnValue:
    """Lateness, sittings, quorum, substitutes, names on the wall."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
        known = asdict(office.setting_of(session, meeting.id))
    form = SettingForm(data=known)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                wanted = Setting(**{name: form[name].data for name in known})
                desk.change_setting(session, viewer, meeting_id, wanted, clock())
            return redirect(url_for(".ledger_page", meeting_id=meeting_id), 303)
    return render_template("attendance/settings.html", form=form, meeting=meeting)


@bp.post(f"/attendance/<int(max={LAST_ID}):delegate_id>/excuse")
@needs(Action.KEEP_ATTENDANCE)
def excuse(meeting_id: int, delegate_id: int) -> ResponseReturnValue:
    """The organiser's word that somebody may stay away; an empty one takes it back."""
    reason = request.form.get("reason", "")
    with flashed_refusals():
        with writing() as (session, viewer):
            found = session.get(Delegate, delegate_id)
            if found is None or found.meeting_id != meeting_id:
                raise NotFound("delegate")
            if request.form.get("back"):
                desk.take_excuse_back(session, viewer, delegate_id, clock())
            else:
                desk.excuse(session, viewer, delegate_id, reason, clock())
        flash(gettext("Đã ghi vào sổ điểm danh."))
    return redirect(url_for(".ledger_page", meeting_id=meeting_id), 303)
