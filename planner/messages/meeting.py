"""What the rules of meetings say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "meeting.no_title": _("Hãy ghi tên cuộc họp."),
    "meeting.title_too_long": _("Tên cuộc họp không quá %(longest)s ký tự."),
    "meeting.words_too_long": _("Ghi gọn hơn, không quá %(longest)s ký tự."),
    "meeting.code_malformed": _(
        "Mã gồm chữ không dấu, số, gạch ngang, gạch dưới hoặc dấu chấm, không quá 40 ký tự."
    ),
    "meeting.code_taken": _("Mã này đã có cuộc họp khác dùng, xin chọn mã khác."),
    "meeting.odd_headcount": _("Số người là một số từ 1 đến %(most)s."),
    "meeting.no_such_unit": _("Không có đơn vị này, hãy chọn trong danh sách đơn vị."),
    "meeting.no_such_topic": _("Không có chuyên đề này, hãy chọn trong danh sách chuyên đề."),
    "meeting.year_out_of_reach": _("Năm phải từ 1990 đến 2099."),
    "meeting.too_long": _("Một cuộc họp không quá %(days)s ngày."),
    "meeting.awaits_nobody": _("Hãy ghi đang chờ ý kiến của ai."),
    "meeting.time_not_understood": _(
        "Chưa hiểu thời gian này. Ví dụ: sáng 5/6/2026, nửa cuối tháng 6/2026, quý III, "
        "trước ngày 15/7, chờ ý kiến Thường trực."
    ),
    "meeting.cannot_start_as": _("Cuộc họp mới chỉ có thể là dự kiến hoặc chốt."),
    "meeting.no_such_step": _("Từ trạng thái hiện nay không chuyển sang trạng thái này được."),
    "meeting.no_reason": _("Hãy ghi lý do, để người sau còn hiểu."),
    "meeting.needs_new_time": _("Cuộc họp đã hoãn: hãy ghi thời gian mới."),
    "meeting.not_begun": _("Cuộc họp chưa bắt đầu nên chưa thể ghi là đã họp."),
    "meeting.changed_meanwhile": _(
        "Cuộc họp vừa được người khác sửa. Chưa lưu gì; xem thay đổi dưới đây rồi lưu lại."
    ),
    "slot.window_too_long": _("Tìm trong không quá %(days)s ngày một lần."),
    "slot.no_window": _("Ghi tìm trong khoảng nào, ví dụ: tháng 6, 8/6 đến 19/6."),
    "slot.unknown": _("Chưa rõ là ai: %(names)s. Chọn trong danh sách, mỗi dòng một tên."),
    "slot.too_many": _("Tìm cho không quá %(most)s người và đơn vị một lần."),
    "holiday.no_name": _("Ghi tên ngày nghỉ hoặc ngày làm bù."),
    "holiday.name_too_long": _("Tên không quá %(longest)s ký tự."),
    "holiday.no_day": _("Ghi một ngày, ví dụ: 31/8/2026."),
    "meeting.nothing_to_settle": _("Chưa có gì để chốt: hãy điền mục này trước."),
}
FINDINGS: Mapping[str, object] = {
    "meeting.in_the_past": _("Thời gian này đã qua: xem lại ngày, tháng, năm."),
    "meeting.on_weekend": _("%(day)s là ngày nghỉ cuối tuần. Ngày làm việc gần nhất: %(workday)s."),
    "meeting.on_holiday": _("%(day)s là ngày nghỉ: %(name)s. Ngày làm việc gần nhất: %(workday)s."),
    "meeting.outside_hours": _(
        "Ngoài giờ họp thường lệ (%(start)s–%(end)s): chọn giờ khác, hoặc báo trước cho người dự."
    ),
    "meeting.confirmed_without_day": _(
        "Đã chốt nhưng chưa có ngày: hãy ghi ngày, hoặc để dự kiến."
    ),
    "meeting.person_twice": _(
        "%(count)s đại biểu cũng được gọi họp %(code)s cùng lúc: %(names)s. "
        "Chọn giờ khác, hoặc cử người dự thay."
    ),
    "meeting.person_twice_elsewhere": _(
        "%(count)s đại biểu cũng được gọi một cuộc họp khác cùng lúc: %(names)s. "
        "Chọn giờ khác, hoặc cử người dự thay."
    ),
    "meeting.host_twice": _(
        "%(names)s cũng đăng cai %(code)s cùng lúc. Chọn giờ khác, hoặc đơn vị đăng cai khác."
    ),
    "meeting.host_twice_elsewhere": _(
        "%(names)s cũng đăng cai một cuộc họp khác cùng lúc. "
        "Chọn giờ khác, hoặc đơn vị đăng cai khác."
    ),
}
# Not rules: the words of the values, for forms and lists.
KINDS: Mapping[str, object] = {
    "conference": _("Hội nghị"),
    "briefing": _("Giao ban"),
    "committee": _("Họp ban chấp hành, ban thường vụ"),
    "enlarged_committee": _("Hội nghị ban chấp hành mở rộng"),
    "congress": _("Đại hội"),
    "training": _("Tập huấn"),
    "seminar": _("Toạ đàm, hội thảo"),
    "working_session": _("Làm việc"),
    "ceremony": _("Lễ"),
    "other": _("Cuộc họp khác"),
}
STATUSES: Mapping[str, object] = {
    "tentative": _("Dự kiến"),
    "confirmed": _("Chốt"),
    "held": _("Đã họp"),
    "postponed": _("Hoãn"),
    "cancelled": _("Huỷ"),
}
# A field of the history (`store.audit`) in words.
FIELDS: Mapping[str, object] = {
    "title": _("Tên"),
    "kind": _("Loại"),
    "convenor": _("Đơn vị triệu tập"),
    "host": _("Đơn vị đăng cai"),
    "standing_office": _("Bộ phận thường trực"),
    "hall": _("Hội trường"),
    "place": _("Địa điểm"),
    "topic": _("Chuyên đề"),
    "precision": _("Độ chính xác"),
    "start": _("Bắt đầu"),
    "end": _("Kết thúc"),
    "part": _("Buổi"),
    "window_start": _("Từ ngày"),
    "window_end": _("Đến ngày"),
    "strict_before": _("Trước hạn"),
    "words": _("Cách ghi thời gian"),
    "awaiting": _("Đang chờ"),
    "date_sure": _("Đã chốt ngày"),
    "venue_sure": _("Đã chốt địa điểm"),
    "headcount": _("Số người"),
    "headcount_sure": _("Đã chốt số người"),
    "status": _("Trạng thái"),
    "reason": _("Lý do"),
}
