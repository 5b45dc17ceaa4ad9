"""What the rules of accounts say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "account.email_taken": _("Địa chỉ này đã có tài khoản."),
    "account.email_malformed": _("Ghi đủ địa chỉ thư, ví dụ: ha@tinhdoan.vn."),
    "account.password_short": _("Mật khẩu cần ít nhất %(shortest)s ký tự."),
    "account.no_such_unit": _("Không có đơn vị mang mã này."),
    "account.not_empty": _("Máy chủ này đã có văn phòng."),
    "account.wrong_sign_in": _("Thư điện tử hoặc mật khẩu không đúng."),
    "account.too_many_tries": _("Đã thử sai nhiều lần. Đợi 15 phút rồi đăng nhập lại."),
    "account.wrong_password": _("Mật khẩu đang dùng không đúng."),
}
FINDINGS: Mapping[str, object] = {}
# What people may do, in a word; by `domain.rights.Role`.
ROLES: Mapping[str, object] = {
    "admin": _("quản trị"),
    "organiser": _("tổ chức"),
    "host": _("đăng cai"),
    "unit": _("đơn vị"),
    "door": _("cửa điểm danh"),
    "viewer": _("xem"),
}
