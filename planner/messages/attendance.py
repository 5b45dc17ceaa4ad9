"""What the rules of attendance say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "attendance.dead_token": _("Thiết bị này không còn quyền ở cửa. Hãy ghép lại với cửa."),
    "attendance.ended": _("Thiết bị này đã hết giờ ở cửa. Lượt còn giữ sẽ gửi cho ban tổ chức."),
    "attendance.revoked": _(
        "Thiết bị này đã bị thu hồi. Lượt còn giữ sẽ gửi cho ban tổ chức xem lại."
    ),
    "attendance.too_many_short": _(
        "Máy này đã gõ sai mã ngắn nhiều lần. Gõ đủ 28 ký tự, tìm theo tên, hoặc đợi 15 phút."
    ),
    "attendance.still_alive": _("Thiết bị này vẫn còn quyền: hãy gửi lượt quét như thường."),
    "attendance.quarantine_full": _("Thiết bị này đã gửi quá nhiều lượt chờ xem lại."),
    "attendance.sittings_fixed": _("Đã có lượt quét, không đổi cách chia buổi được nữa."),
    "attendance.excuse_without_reason": _("Ghi lý do vắng mặt."),
    "attendance.grace_out_of_range": _("Ghi số phút từ 0 đến %(most)s."),
    "attendance.quorum_out_of_range": _("Ghi tỉ lệ từ 0 đến 100 phần trăm."),
    "attendance.no_such_body": _("Chọn một tổ chức trong danh sách."),
    "attendance.decided_already": _("Lượt này đã có người quyết định."),
    "attendance.numbers_unreadable": _("Không đọc được “%(at)s”. Ghi như: 3, 7, 12–15."),
    "attendance.not_on_sheet": _("Trên bảng này không có số %(number)s."),
    "attendance.no_such_sitting": _("Chọn một buổi của cuộc họp này."),
    "attendance.no_such_sheet": _("Không có bảng mang mã này ở cuộc họp này."),
    "attendance.no_rights": _("Chọn ít nhất một quyền cho thiết bị."),
    "attendance.door_without_name": _("Đặt tên cho cửa, ví dụ: Cửa chính."),
    "attendance.pairing_unknown": _("Liên kết hoặc mã ghép không đúng, đã dùng hoặc quá 30 phút."),
}
FINDINGS: Mapping[str, object] = {}

# The answers of the door, as its screens say them.
VERDICTS: Mapping[str, object] = {
    "ok": _("Mời vào"),
    "ok_late": _("Đã ghi, sau giờ đóng cửa"),
    "already": _("Đã điểm danh trước đó"),
    "replaced": _("Mã cũ, đã thay bằng mã hoặc người khác"),
    "cancelled": _("Không còn trong thành phần"),
    "wrong_meeting": _("Mã của cuộc họp khác"),
    "not_open": _("Chưa đến giờ mở cửa"),
    "closed": _("Đã đóng điểm danh"),
    "unknown": _("Mã chưa từng được cấp"),
    "malformed": _("Mã đọc không đủ, quét lại"),
    "not_ours": _("Không phải mã của Sổ họp"),
    "not_allowed": _("Thiết bị này không có quyền ấy"),
    "walkin": _("Đã ghi khách ngoài danh sách"),
    "voided": _("Đã bỏ lượt quét"),
    "id_reused": _("Lượt quét trùng mã số nhưng khác nội dung"),
}
# What the ledger says of a delegate.
STATES: Mapping[str, object] = {
    "present": _("Có mặt"),
    "late": _("Đến muộn"),
    "left_early": _("Về sớm"),
    "present_by_substitute": _("Có người dự thay"),
    "excused": _("Vắng có lý do"),
    "absent": _("Vắng không lý do"),
    "expected": _("Chưa đến"),
}
# What a device may do.
DEVICE_RIGHTS: Mapping[str, object] = {
    "scan": _("Quét mã"),
    "search": _("Tìm theo tên"),
    "walkin": _("Ghi khách ngoài danh sách"),
    "void": _("Bỏ lượt quét nhầm"),
    "print": _("In thẻ"),
    "kiosk": _("Tự điểm danh"),
    "names": _("Giữ tên trong máy khi mất mạng"),
}
# Why a scan stands on the list of those to be looked at.
DOUBTS: Mapping[str, object] = {
    "refused_later": _("Đã vào khi mất mạng, lẽ ra bị từ chối"),
    "alike": _("Khách ngoài danh sách, trùng tên người được mời"),
    "two_people": _("Một mã, hai cửa: có thể hai người"),
    "clock": _("Đồng hồ của máy lệch nhiều"),
}
SCAN_KINDS: Mapping[str, object] = {
    "in": _("vào"),
    "out": _("ra"),
    "void": _("bỏ lượt"),
    "walkin": _("khách ngoài danh sách"),
}
