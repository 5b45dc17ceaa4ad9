"""Self check-in: a page that shows a name and a seat, and leads nowhere else."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from planner.messages.attendance import VERDICTS
from planner.web.attendance.door import door_bp
from planner.web.context import open_to


@door_bp.get("/kiosk")
@open_to("anybody")
def kiosk() -> ResponseReturnValue:
    """A shell; the token of the device that took its place at the door opens the rest."""
    words = {
        "verdicts": {verdict: str(said) for verdict, said in VERDICTS.items()},
        "offline": _("Chưa gửi được. Thử lại, hoặc mời sang bàn đón."),
        "noCamera": _("Không mở được máy ảnh. Hãy gõ mã."),
        "label": _("Máy tự điểm danh"),
        "wrongPairing": _("Mã ghép không đúng, đã dùng hoặc quá 30 phút."),
        "desk": _("Mời sang bàn đón."),
        "seat": _("Chỗ ngồi: %(seat)s", seat="%s"),
    }
    return render_template("attendance/kiosk.html", words=words)
