"""What the rules of feeds say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "feed.no_such_target": _(
        "Chưa rõ lịch của ai: ghi me:THƯ, unit:MÃ, tree:MÃ (cả đơn vị trực thuộc), week:MÃ (lịch"
        " công tác tuần), series:MÃ, campaign:MÃ, venue:MÃ hoặc all, với mã đang có."
    ),
    "feed.not_for_everybody": _(
        "Lịch công khai chỉ mở cho một chuỗi giao ban hoặc một đơn vị, không mở lịch của một người."
    ),
    "feed.not_yours_to_open": _(
        "Chỉ người tổ chức của đơn vị triệu tập mới mở được lịch này cho mọi người."
    ),
}
FINDINGS: Mapping[str, object] = {}
