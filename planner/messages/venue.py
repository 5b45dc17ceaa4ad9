"""What the rules of halls say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "venue.hall_taken": _("Hội trường đã có người giữ trong khung giờ này."),
    "venue.code_taken": _("Mã hội trường này đã có, xin chọn mã khác."),
    "venue.no_name": _("Hãy ghi tên."),
    "venue.odd_capacity": _("Số chỗ là một số từ 1 đến %(most)s."),
    "venue.map_malformed": _("Ghi đủ đường dẫn bản đồ, bắt đầu bằng https://"),
}
FINDINGS: Mapping[str, object] = {}
