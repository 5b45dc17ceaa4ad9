"""What papers say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "paper.no_such_kind": _("Không có loại văn bản «%(kind)s». Có: %(kinds)s."),
    "paper.not_yet": _(
        "Chưa in được «%(kind)s» ở dạng %(format)s; hiện có: sign-in-list, badges ở pdf."
    ),
    "paper.no_meeting": _("Hãy ghi mã hoặc số của cuộc họp."),
    "paper.no_fonts": _("Thiếu phông chữ Tinos để in; chạy `make setup` rồi thử lại."),
}
FINDINGS: Mapping[str, object] = {}
