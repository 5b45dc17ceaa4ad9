"""What the rules of time say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "timespan.ends_before_it_starts": _("Giờ kết thúc phải sau giờ bắt đầu."),
    "timespan.window_ends_before_it_starts": _("Ngày cuối phải từ ngày đầu trở đi."),
}
FINDINGS: Mapping[str, object] = {}
