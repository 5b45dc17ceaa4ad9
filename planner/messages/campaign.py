"""What the rules of campaigns, of what units owe and of milestones say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

REFUSALS: Mapping[str, object] = {
    "campaign.code_malformed": _(
        "Mã gồm chữ, số, dấu chấm, gạch nối; không có dấu cách, tối đa 30."
    ),
    "campaign.code_taken": _("Đã có đợt mang mã này, hãy chọn mã khác."),
    "campaign.no_title": _("Ghi tên đợt, ví dụ: Sơ kết giữa nhiệm kỳ các cấp."),
    "campaign.title_too_long": _("Tên không quá %(longest)s ký tự."),
    "campaign.words_too_long": _("Không quá %(longest)s ký tự."),
    "campaign.not_of_the_convenor": _("Chọn một bộ phận của đơn vị triển khai."),
    "campaign.no_such_parent": _("Chọn một đợt của cấp trên trong danh sách."),
    "campaign.no_reason": _("Ghi lý do."),
    "campaign.is_cancelled": _("Đợt này đã dừng."),
    "campaign.goes_on": _("Đợt này vẫn đang triển khai."),
    "campaign.no_kind": _("Chọn ít nhất một loại đơn vị."),
    "campaign.kind_twice": _("Đã có ở cấp khác của đợt này: %(kinds)s."),
    "campaign.no_level_name": _("Ghi tên cấp, ví dụ: Cấp xã, phường, thị trấn."),
    "campaign.orders_nothing": _("Chọn họp, báo cáo, hoặc cả hai."),
    "campaign.level_answered": _("Đã có đơn vị của cấp này ghi ngày họp hoặc gửi báo cáo."),
    "campaign.too_many": _("Không quá %(most)s mục."),
    "campaign.no_unit": _("Ghi mã của ít nhất một đơn vị."),
    "campaign.no_such_unit": _("Không có đơn vị nào của đợt này mang mã: %(codes)s."),
    "campaign.no_time": _("Ghi thời gian, ví dụ: quý I/2026, trước 15/4/2026."),
    "campaign.no_day": _("Ghi rõ một ngày, ví dụ: 5/5/2026."),
    "campaign.day_ahead": _("Ngày này chưa tới."),
    "campaign.owes_no_meeting": _("Đơn vị không phải tổ chức cuộc họp trong đợt này."),
    "campaign.owes_no_report": _("Đơn vị không phải gửi báo cáo trong đợt này."),
    "campaign.has_meeting": _("Cuộc họp %(meeting)s đã gắn với đơn vị; sửa ngày ở trang cuộc họp."),
    "campaign.no_merging": _("Đợt này phải họp riêng, không lồng ghép."),
    "campaign.merged_into_what": _("Ghi lồng ghép vào cuộc họp nào."),
    "campaign.no_such_meeting": _("Không thấy cuộc họp mang mã này."),
    "campaign.meeting_is_off": _("Cuộc họp này đã hoãn hoặc huỷ."),
    "campaign.no_report": _("Đơn vị chưa gửi báo cáo nào để trả lại."),
    "campaign.odd_link": _("Ghi địa chỉ trang web hoặc số văn bản."),
    "campaign.no_milestone": _("Ghi việc của mốc này."),
}
FINDINGS: Mapping[str, object] = {
    "campaign.levels_out_of_order": _("%(lower)s chưa xong trước khi %(upper)s bắt đầu."),
    "campaign.report_before_meeting": _(
        "%(level)s: hạn gửi báo cáo trước cả ngày đầu của thời gian họp."
    ),
    "campaign.not_before_above": _("%(count)s đơn vị họp không trước %(above)s: %(units)s."),
    "campaign.not_before_event": _("%(count)s đơn vị họp không trước %(event)s: %(units)s."),
}
# How far a unit has come.
STATES: Mapping[str, object] = {
    "exempt": lazy_pgettext("duty", "không phải làm"),
    "planned": lazy_pgettext("duty", "chưa có ngày"),
    "dated": lazy_pgettext("duty", "đã định ngày"),
    "held": lazy_pgettext("duty", "đã họp"),
    "reported": lazy_pgettext("duty", "đã báo cáo"),
    "overdue": lazy_pgettext("duty", "quá hạn"),
}
MEETING_STATES: Mapping[str, object] = {
    "not_owed": lazy_pgettext("duty", "không phải họp"),
    "planned": lazy_pgettext("duty", "chưa có ngày"),
    "dated": lazy_pgettext("duty", "đã định ngày"),
    "held": lazy_pgettext("duty", "đã họp"),
    "overdue": lazy_pgettext("duty", "quá hạn họp"),
}
REPORT_STATES: Mapping[str, object] = {
    "not_owed": lazy_pgettext("duty", "không phải báo cáo"),
    "waiting": lazy_pgettext("duty", "chưa gửi"),
    "returned": lazy_pgettext("duty", "trả lại để sửa"),
    "received": lazy_pgettext("duty", "đã gửi"),
    "overdue": lazy_pgettext("duty", "quá hạn gửi"),
}
