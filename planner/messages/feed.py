"""What the rules of feeds say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "feed.no_such_target": _(
        "Chưa rõ lịch của ai: ghi me:THƯ, unit:MÃ, series:MÃ, venue:MÃ hoặc all, với mã đang có."
    ),
}
FINDINGS: Mapping[str, object] = {}
