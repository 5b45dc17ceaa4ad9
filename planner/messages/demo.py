"""What the demo office says to people."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from flask_babel import lazy_gettext as _

from planner.store.demo import Hanging

SHOWN = 5  # names of each kind

REFUSALS: Mapping[str, object] = {
    "demo.not_empty": _("Cơ sở dữ liệu đã có nội dung: văn phòng mẫu chỉ nạp vào chỗ trống."),
    "demo.not_loaded": _("Không có văn phòng mẫu nào để xoá."),
    "demo.odd_count": _("Số đại biểu là một số từ 0 đến %(most)s."),
}
FINDINGS: Mapping[str, object] = {}
_KINDS: Mapping[str, object] = {
    "unit": _("đơn vị"),
    "person": _("người"),
    "post": _("chức vụ"),
    "account": _("tài khoản"),
    "venue": _("địa điểm"),
    "hall": _("hội trường"),
    "meeting": _("cuộc họp"),
    "series": _("chuỗi giao ban"),
    "delegate": _("đại biểu"),
    "feed": _("lịch đăng ký"),
    "audit_entry": _("nhật ký"),
}


def in_use(hanging: Iterable[Hanging]) -> str:
    """Why the demo cannot be removed: what of somebody's own hangs on it, by kind."""
    kinds = [_kind(table, list(rows)) for table, rows in groupby(hanging, lambda row: row.table)]
    words = str(_("Chưa xoá gì: còn dữ liệu khác gắn với văn phòng mẫu: %(rows)s."))
    return words % {"rows": "; ".join(kinds)}


def _kind(table: str, rows: list[Hanging]) -> str:
    names = ", ".join(row.name for row in rows[:SHOWN])
    more = f", … ({len(rows)})" if len(rows) > SHOWN else ""
    return f"{_KINDS.get(table, table)} {names}{more}"
