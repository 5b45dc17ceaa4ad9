"""What the rules of series, of their agenda and of topics say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "series.code_malformed": _("Mã gồm chữ, số, dấu chấm, gạch nối; không có dấu cách, tối đa 30."),
    "series.code_taken": _("Đã có chuỗi mang mã này, hãy chọn mã khác."),
    "series.no_title": _("Ghi tên chuỗi, ví dụ: Giao ban chuyên đề năm 2026."),
    "series.title_too_long": _("Tên không quá %(longest)s ký tự."),
    "series.year_out_of_reach": _("Ghi năm từ 1990 đến 2099."),
    "series.not_of_the_convenor": _("Chọn một đơn vị trực thuộc đơn vị triệu tập."),
    "series.no_time": _("Ghi tháng hoặc ngày của kỳ này, ví dụ: tháng 5, sáng 16/5."),
    "series.too_many_sessions": _("Một chuỗi không quá %(most)s kỳ."),
    "series.nothing_planned": _("Ghi ít nhất một kỳ."),
    "series.was_held": _("Kỳ %(ordinal)s đã họp, số kỳ đã đi vào văn bản nên giữ nguyên."),
    "series.later_was_held": _(
        "Kỳ %(ordinal)s đã họp nên không dồn số được. Hãy huỷ cuộc họp này, số kỳ vẫn giữ."
    ),
    "agenda.no_title": _("Ghi nội dung của mục, ví dụ: Đại biểu thảo luận."),
    "agenda.title_too_long": _("Một mục không quá %(longest)s ký tự."),
    "agenda.too_many_steps": _("Chương trình không quá %(most)s mục."),
    "agenda.not_empty": _("Chuỗi đã có chương trình, hãy sửa từng mục."),
    "topic.no_title": _("Ghi tên chuyên đề bằng chữ."),
    "topic.title_too_long": _("Tên chuyên đề không quá %(longest)s ký tự."),
}
FINDINGS: Mapping[str, object] = {
    "series.outside_year": _("Kỳ %(ordinal)s nằm ngoài năm %(year)s."),
    "series.not_in_order": _("Kỳ %(ordinal)s diễn ra trước kỳ %(before)s."),
    "series.host_twice": _("%(host)s đăng cai nhiều kỳ: %(ordinals)s."),
    "series.topic_twice": _("Chuyên đề «%(topic)s» đứng ở nhiều kỳ: %(ordinals)s."),
    "series.topic_again": _(
        "Kỳ %(ordinal)s: chuyên đề «%(topic)s» đã bàn trong ba năm gần đây, tại %(where)s."
    ),
    "series.counts_differ": _(
        "Trong %(sessions)s kỳ, %(months)s kỳ có thời gian, %(hosts)s có đơn vị đăng cai, "
        "%(places)s có nơi họp, %(topics)s có chuyên đề."
    ),
}
