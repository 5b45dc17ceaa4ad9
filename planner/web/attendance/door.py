"""The page of a door: a shell for anybody; the device's token opens what stands behind it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from planner.messages.attendance import VERDICTS
from planner.web.context import open_to

door_bp = Blueprint("door", __name__)


@door_bp.get("/door")
@open_to("anybody")
def show() -> ResponseReturnValue:
    """Take the device, then scan."""
    return render_template("attendance/door.html", words=_words())


@door_bp.get("/door/kiosk")
@open_to("anybody")
def kiosk() -> ResponseReturnValue:
    """Self check-in: shows a name and a seat, leads nowhere else."""
    words = {
        "verdicts": {verdict: str(said) for verdict, said in VERDICTS.items()},
        "offline": _("Chưa gửi được. Thử lại, hoặc mời sang bàn đón."),
        "noCamera": _("Không mở được máy ảnh. Hãy gõ mã."),
        "desk": _("Mời sang bàn đón."),
        "seat": _("Chỗ ngồi: %(seat)s", seat="%s"),
    }
    return render_template("attendance/kiosk.html", words=words)


def _words() -> dict[str, object]:
    """What the script says; %t is an hour, %n a number."""
    return {
        "verdicts": {verdict: str(words) for verdict, words in VERDICTS.items()}
        | {"unsent": _("Chưa gửi được")},
        "short": {"ok": _("vào"), "already": _("đã vào"), "walkin": _("khách mới")},
        "advice": {
            "unsent": _("Mất mạng. Lượt này chờ gửi lại; cứ quét tiếp, đừng đóng trang."),
            "wrong_meeting": _("Mời sang bàn đón, tìm theo tên."),
            "unknown": _("Mời sang bàn đón, tìm theo tên."),
            "not_ours": _("Quét mã trên giấy mời hoặc trang riêng của đại biểu."),
            "replaced": _("Xin mã mới, hoặc tìm theo tên."),
        },
        "alreadyAt": _("Đã vào lúc %(hour)s", hour="%t"),
        "undo": _("Rút lại lượt này"),
        "online": _("có mạng"),
        "offline": _("Mất mạng"),
        "waiting": _("%(count)s lượt chờ gửi", count="%n"),
        "allSent": _("đã gửi hết"),
        "gone": _("Thiết bị này không còn quyền ở cửa. Xin mã ghép mới."),
        "nobody": _("Không thấy ai. Thử tên, đơn vị, hoặc chữ đầu: nvh."),
        "nameNeeded": _("Ghi họ và tên của khách."),
        "hour": _("g"),
    }
