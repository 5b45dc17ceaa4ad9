"""What the rules of units, people and posts say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "directory.code_taken": _("Mã này đã có đơn vị khác dùng, xin chọn mã khác."),
    "directory.code_malformed": _("Mã gồm chữ, số, dấu chấm, gạch; không cách, tối đa 30 ký tự."),
    "directory.no_such_kind": _("Chọn một loại đơn vị trong danh sách."),
    "directory.no_such_unit": _("Không có đơn vị mang mã này."),
    "directory.needs_a_place": _("Loại này phải thuộc một đơn vị: ghi mã đơn vị ấy."),
    "directory.not_yours": _("Chỉ chuyển được về dưới đơn vị mình giữ."),
    "directory.circle": _("Đơn vị không thể thuộc chính nó hay thuộc đơn vị cấp dưới của nó."),
    "directory.ends_before_it_begins": _("Ngày thôi phải sau ngày bắt đầu."),
    "directory.post_has_ended": _("Chức vụ này đã thôi rồi."),
    "directory.empty": _("Hãy điền ô này."),
}
FINDINGS: Mapping[str, object] = {
    "directory.same_name": _(
        "Đã có một người tên %(name)s ở %(unit)s; xem có phải cùng một người."
    ),
}
# Levels of units in words, 1 the highest.
LEVELS: Mapping[int, object] = {
    1: _("Trung ương"),
    2: _("cấp tỉnh"),
    3: _("cấp huyện"),
    4: _("cấp xã, cơ sở"),
    5: _("chi đoàn"),
}
# Bodies that posts belong to; "" is the unit itself.
BODIES: Mapping[str, object] = {
    "": _("chức danh của đơn vị"),
    "BCH": _("Ban Chấp hành"),
    "BTV": _("Ban Thường vụ"),
    "TT": _("Thường trực"),
    "UBKT": _("Ủy ban Kiểm tra"),
}
KINDS: Mapping[str, object] = {
    "trung ương": _("trung ương"),
    "tỉnh đoàn": _("tỉnh đoàn"),
    "thành đoàn": _("thành đoàn"),
    "huyện đoàn": _("huyện đoàn"),
    "quận đoàn": _("quận đoàn"),
    "thị đoàn": _("thị đoàn"),
    "đoàn trực thuộc": _("đoàn trực thuộc"),
    "đoàn xã": _("đoàn xã"),
    "đoàn phường": _("đoàn phường"),
    "đoàn thị trấn": _("đoàn thị trấn"),
    "đoàn đặc khu": _("đoàn đặc khu"),
    "đoàn cơ sở": _("đoàn cơ sở"),
    "chi đoàn": _("chi đoàn"),
    "ban": _("ban"),
    "văn phòng": _("văn phòng"),
    "trung tâm": _("trung tâm"),
    "cấp ủy": _("cấp ủy"),
    "hđnd": _("HĐND"),
    "ubnd": _("UBND"),
    "mttq": _("MTTQ"),
    "sở": _("sở"),
    "đoàn thể": _("đoàn thể"),
    "cơ quan khác": _("cơ quan khác"),
}
