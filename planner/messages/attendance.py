"""What the rules of attendance say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "attendance.dead_token": _("Thiết bị này không còn quyền ở cửa. Hãy ghép lại với cửa."),
    "attendance.ended": _("Thiết bị này đã hết giờ ở cửa. Lượt còn giữ sẽ gửi cho ban tổ chức."),
    "attendance.revoked": _(
        "Thiết bị này đã bị thu hồi. Lượt còn giữ sẽ gửi cho ban tổ chức xem lại."
    ),
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
    "absent": _("Vắng"),
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
