"""What the rules of busy days say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "blackout.no_reason": _("Ghi lý do, ví dụ: đại hội cấp mình."),
    "blackout.reason_too_long": _("Ghi gọn hơn, không quá %(longest)s ký tự."),
    "blackout.no_days": _("Ghi ngày nào đến ngày nào, ví dụ: 3/6 đến 5/6, hoặc sáng 8/6."),
    "blackout.too_long": _("Không quá %(days)s ngày một lần."),
    "blackout.no_such_person": _(
        "Không có người này, hoặc nhiều người cùng tên: hãy chọn trong danh sách."
    ),
    "blackout.no_such_unit": _("Không có đơn vị này, hãy chọn trong danh sách."),
    "blackout.no_such_hall": _("Chọn một hội trường."),
}
FINDINGS: Mapping[str, object] = {
    "blackout.unit": _("Đơn vị bận: %(name)s (%(reason)s). Chọn ngày khác."),
    "blackout.person": _(
        "Người bận: %(name)s (%(reason)s). Chọn ngày khác, hoặc cử người dự thay."
    ),
    "blackout.hall": _("%(name)s không dùng được (%(reason)s). Chọn hội trường khác."),
    "blackout.all": _("Không xếp họp vào lúc này: %(reason)s."),
}
KINDS: Mapping[str, object] = {
    "unit": _("Một đơn vị"),
    "person": _("Một người"),
    "hall": _("Một hội trường"),
    "all": _("Mọi người, từ đơn vị này trở xuống"),
}
