"""What the rules of successions and clusters say to people, and their kinds in words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "succession.no_such_unit": _("Không có đơn vị mang mã %(unit)s."),
    "succession.odd_units": _("Số đơn vị không hợp: sáp nhập cần từ hai, chia và đổi tên chỉ một."),
    "succession.odd_heirs": _("Số đơn vị kế thừa không hợp, hoặc một mã ghi hai lần."),
    "succession.splits_into_one": _("Chia thì phải thành ít nhất hai đơn vị."),
    "succession.no_such_heir": _("Lịch sử phải giao cho một trong các đơn vị kế thừa."),
    "succession.goes_to_no_heir": _(
        "Chức vụ và đơn vị cấp dưới phải giao cho một trong các đơn vị kế thừa."
    ),
    "succession.nowhere_to_hang": _("Chưa có nơi nhận %(name)s và các đơn vị cấp dưới khác."),
    "succession.undone_already": _("Việc này đã được bỏ rồi."),
    "succession.later_ones": _("Sau việc này đã có việc khác về cùng đơn vị: bỏ việc sau trước."),
    "succession.changed_since": _("%(name)s đã đổi sau việc này nên không bỏ được nữa."),
    "succession.in_use": _("%(name)s đã được dùng nên không bỏ được nữa."),
    "cluster.in_a_cluster": _("Đơn vị này đang ở một cụm trong khoảng ấy."),
    "cluster.not_below": _("Chỉ đưa vào cụm đơn vị trực thuộc nơi lập cụm."),
    "cluster.has_left": _("Đơn vị này đã ra khỏi cụm."),
}
FINDINGS: Mapping[str, object] = {}
SUCCESSIONS: Mapping[str, object] = {
    "merge": _("Sáp nhập"),
    "split": _("Chia, tách"),
    "rename": _("Đổi tên"),
    "dissolve": _("Giải thể"),
    "move": _("Chuyển về đơn vị khác"),
}
BELOW: Mapping[str, object] = {
    "heir": _("về đơn vị kế thừa"),
    "above": _("về đơn vị cấp trên của đơn vị thôi"),
    "end": _("cùng thôi"),
}
# What becomes of the rows of a table, as the preview heads them.
MOVES: Mapping[str, object] = {
    "unit": _("Đơn vị"),
    "post": _("Chức vụ"),
    "meeting": _("Cuộc họp"),
    "series": _("Chuỗi giao ban"),
    "delegate": _("Đại biểu đã mời"),
    "invite_rule": _("Điều thành phần nêu tên đơn vị"),
    "venue": _("Nơi họp"),
    "account": _("Tài khoản"),
    "feed": _("Địa chỉ lịch"),
    "cluster": _("Cụm"),
    "cluster_member": _("Đơn vị trong cụm"),
}
# What nobody has decided yet.
UNDECIDED: Mapping[str, object] = {
    "succession.no_office": _("bộ phận thường trực thôi cùng đơn vị: chọn bộ phận khác"),
    "succession.no_heir_for_meeting": _("không có đơn vị kế thừa: chọn đơn vị khác, hoặc huỷ"),
    "succession.no_keeper": _("chưa có đơn vị nào giữ"),
    "succession.account_stays": _("tài khoản ở lại đơn vị cũ, người quản trị chuyển sau"),
}
