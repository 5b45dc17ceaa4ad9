"""What the rules of halls say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "venue.hall_taken": _(
        "%(hall)s đã được giữ cho %(held_code)s «%(held_title)s» trong khung giờ này. "
        "Còn trống: %(free)s."
    ),
    "venue.hall_just_taken": _("Hội trường vừa có người giữ trong khung giờ này, xin thử lại."),
    "venue.no_such_hall": _("Không có hội trường này, hãy chọn trong danh sách hội trường."),
    "venue.code_taken": _("Mã hội trường này đã có, xin chọn mã khác."),
    "venue.no_name": _("Hãy ghi tên."),
    "venue.odd_capacity": _("Số chỗ là một số từ 1 đến %(most)s."),
    "venue.map_malformed": _("Ghi đủ đường dẫn bản đồ, bắt đầu bằng https://"),
}
FINDINGS: Mapping[str, object] = {
    "venue.too_small": _(
        "%(hall)s có %(capacity)s chỗ, dự kiến %(headcount)s người. Đủ chỗ và còn trống: %(halls)s."
    ),
    "venue.not_held": _("%(hall)s chưa được giữ vì chưa có giờ: hãy chốt giờ hoặc buổi."),
}
