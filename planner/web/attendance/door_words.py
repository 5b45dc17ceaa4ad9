"""What the script of the door says. %t is an hour, %n a number, %w words of the moment."""

from flask_babel import gettext as _

from planner.messages.attendance import VERDICTS


def words() -> dict[str, object]:
    """By where the script needs them."""
    verdicts = {verdict: str(said) for verdict, said in VERDICTS.items()}
    return {
        "verdicts": verdicts | _verdicts_without_network(),
        "short": _short(),
        "advice": _advice(),
        "hour": _("g"),
        **_of_cards(),
        **_of_network(),
        **_of_panels(),
        **_of_troubles(),
    }


def _verdicts_without_network() -> dict[str, str]:
    return {
        "kept": _("Đã ghi, chưa kiểm được"),
        "restored": _("Đã ghi lại lượt vừa rút"),
        "unkept": _("Không giữ được lượt này"),
        "quarantined": _("Đã gửi, chờ ban tổ chức xem"),
    }


def _short() -> dict[str, str]:
    refused = ("cancelled", "wrong_meeting", "unknown", "not_ours", "not_allowed", "unkept")
    return dict.fromkeys(refused, _("không vào")) | {
        "ok": _("vào"),
        "ok_late": _("vào muộn"),
        "already": _("đã vào"),
        "walkin": _("khách mới"),
        "voided": _("đã rút"),
        "kept": _("đã ghi"),
        "replaced": _("mã cũ"),
        "malformed": _("quét lại"),
        "not_open": _("chưa mở"),
        "closed": _("đã đóng"),
        "quarantined": _("chờ xem"),
        "id_reused": _("cần xem lại"),
    }


def _advice() -> dict[str, str]:
    return {
        "unkept": _("Máy hết chỗ hoặc không cho lưu: ghi tên người này ra giấy."),
        "kept": _("Máy này chưa có danh sách để mở mã; máy chủ sẽ kiểm khi có mạng."),
        "wrong_meeting": _("Mời sang bàn đón, tìm theo tên."),
        "unknown": _("Mời sang bàn đón, tìm theo tên."),
        "not_ours": _("Quét mã trên giấy mời hoặc trang riêng của đại biểu."),
        "replaced": _("Xin mã mới, hoặc tìm theo tên."),
        "cancelled": _("Mời sang bàn đón."),
    }


def _of_cards() -> dict[str, str]:
    return {
        "alreadyAt": _("Đã vào lúc %(hour)s", hour="%t"),
        "atDoor": _("ở %(door)s; hỏi tên trước khi cho qua", door="%w"),
        "keptHere": _("Đã ghi trong máy, gửi khi có mạng."),
        "notInList": _("Không có trong danh sách lúc %(hour)s của cuộc này.", hour="%t"),
        "alike": _("Giống tên: %(names)s", names="%w"),
        "undo": _("Rút lại lượt này"),
        "restore": _("Ghi lại lượt vừa rút"),
        "substitute": _("Dự thay"),
        "substituteFor": _("Dự thay %(name)s", name="%w"),
        "print": _("In thẻ"),
        "openBadge": _("Mở thẻ để in"),
        "openBadgeAgain": _("Mở thẻ để in (đã in %(count)s lần)", count="%n"),
        "noBadge": _("Không in được thẻ."),
        "review": _("cần xem lại"),
        "welcome": _("Đưa mã vào khung"),
    }


def _of_network() -> dict[str, str]:
    return {
        "online": _("có mạng"),
        "offline": _("mất mạng"),
        "offlineFor": _("mất mạng %(count)s phút", count="%n"),
        "goOn": _("cứ quét, máy giữ lại"),
        "waiting": _("%(count)s lượt chờ gửi", count="%n"),
        "allSent": _("đã gửi hết"),
        "noRoster": _("chưa có"),
    }


def _of_panels() -> dict[str, str]:
    return {
        "nobody": _("Không thấy ai. Thử tên, đơn vị, hoặc chữ đầu: nvh."),
        "shortUnknown": _("%(code)s: không ai của cuộc này có mã ngắn ấy. Gõ lại.", code="%w"),
        "shortOfMany": _("%(code)s: nhiều người cùng mã ngắn ấy. Hỏi tên rồi chọn.", code="%w"),
        "shortOffline": _("Mã ngắn cần mạng. Gõ đủ 28 ký tự, hoặc tìm theo tên."),
        "noNames": _("Mất mạng, máy này không giữ tên. Quét mã, hoặc ghi ngoài danh sách."),
        "fromRoster": _("Tìm trong danh sách lúc %(hour)s.", hour="%t"),
        "nameNeeded": _("Ghi họ và tên của khách."),
        "isAlike": _("Có người tên giống. Chọn người ấy, hoặc bấm lần nữa để ghi khách mới."),
        "isIn": _("đã vào"),
        "isOut": _("đã ra"),
        "isReplaced": _("đã có người thay"),
        "isCancelled": _("không còn trong thành phần"),
    }


def _of_troubles() -> dict[str, str]:
    return {
        "gone": _("Thiết bị này không còn quyền ở cửa. Xin mã ghép mới."),
        "goneWaiting": _("Còn %(count)s lượt trong máy, đang gửi cho ban tổ chức xem.", count="%n"),
        "goneHeld": _(
            "Còn %(count)s lượt trong máy; nhận lại cửa của cuộc họp ấy để gửi.", count="%n"
        ),
        "goneSent": _("Đã gửi hết lượt còn giữ cho ban tổ chức xem."),
        "noNetworkToPair": _("Mất mạng. Cần mạng để nhận thiết bị."),
        "clock": _("Đồng hồ của máy lệch %(count)s phút. Chỉnh lại giờ.", count="%n"),
        "camera": _("Máy ảnh: %(name)s", name="%w"),
    }
