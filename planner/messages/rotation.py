"""What the rules of turns, of the flag and of proposed days say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from planner.domain.rotation import Loss, Start

REFUSALS: Mapping[str, object] = {
    "rotation.no_reason": _("Hãy ghi lý do, để người sau xem sổ còn hiểu."),
    "rotation.reason_too_long": _("Ghi gọn hơn, không quá %(longest)s ký tự."),
    "rotation.words_too_long": _("Ghi gọn hơn, không quá %(longest)s ký tự."),
    "rotation.link_malformed": _("Địa chỉ bắt đầu bằng http:// hoặc https://."),
    "rotation.turn_is_over": _(
        "Kỳ %(ordinal)s đã họp, đã hoãn hoặc đã huỷ: đơn vị đăng cai giữ nguyên."
    ),
    "rotation.swap_with_itself": _("Chọn hai kỳ khác nhau."),
    "rotation.swap_without_host": _("Kỳ %(ordinal)s chưa có đơn vị đăng cai để đổi."),
    "rotation.swap_same_host": _("Hai kỳ này cùng một đơn vị đăng cai."),
    "rotation.skipped_already": _("Đơn vị này đã được cho qua ở kỳ ấy."),
    "rotation.odd_credit": _("Ghi số lượt từ 0 đến %(most)s."),
    "rotation.since_in_future": _("Ngày bắt đầu tính phải là hôm nay hoặc trước đó."),
    "rotation.no_unit": _("Ghi tên hoặc mã đơn vị đã đăng cai."),
    "rotation.no_such_unit": _(
        "Không tìm ra đơn vị «%(words)s», hoặc có nhiều đơn vị cùng tên: hãy ghi mã."
    ),
    "rotation.no_day": _(
        "Ghi ngày, tháng hoặc năm đã họp, ví dụ: 16/5/2019, tháng 8/2018, năm 2017."
    ),
    "rotation.day_to_come": _("Đây là sổ những kỳ đã họp: ngày này chưa tới."),
    "rotation.history_twice": _("Lượt này đã có trong sổ."),
    "rotation.too_many_rows": _("Mỗi lần nhập không quá %(most)s dòng."),
    "rotation.no_rows": _("Dán ít nhất một dòng, hoặc chọn một tệp."),
    "rotation.flag_not_yet": _("Ngày trao cờ chưa tới."),
    "rotation.flag_to_itself": _("Đơn vị trao và đơn vị nhận là một."),
    "rotation.flag_twice_a_day": _("Ngày này cờ đã được trao một lần."),
    "rotation.flag_before_last": _("Cờ được trao lần gần nhất ngày %(day)s: ghi ngày sau đó."),
    "rotation.flag_is_elsewhere": _("Theo sổ, đơn vị này không giữ cờ."),
    "rotation.flag_handed_already": _("Kỳ này đã ghi trao cờ."),
    "rotation.flag_not_the_last": _("Chỉ bỏ được lần trao cờ gần nhất."),
    "rotation.proposal_without_day": _("Ghi một ngày hoặc một buổi, ví dụ: sáng thứ Năm 14/5."),
    "rotation.proposal_past": _("Ngày này đã qua, hãy đề nghị ngày khác."),
    "rotation.proposal_waits": _("Đã có một đề nghị vừa gửi, hãy tải lại trang."),
    "rotation.no_proposal": _("Không còn đề nghị nào chờ trả lời."),
    "rotation.meeting_is_over": _("Cuộc họp này đã họp hoặc đã huỷ."),
    "rotation.sentence_not_understood": _(
        "Chưa hiểu câu này. Ví dụ: luân phiên 11 đơn vị, mỗi quý một kỳ, sáng thứ Năm."
    ),
    "rotation.preview_nothing_left": _("Trong năm ấy không còn ngày nào khớp với câu này."),
    "rotation.sentence_without_period": _("Câu chưa nói bao lâu một kỳ, ví dụ: mỗi quý một kỳ."),
    "rotation.other_number_of_units": _("Câu nói %(said)s đơn vị, đơn vị triệu tập có %(units)s."),
}
FINDINGS: Mapping[str, object] = {
    "rotation.preview_hall_taken": _("%(hall)s đã có %(code)s giữ."),
    "rotation.preview_holiday": _("%(day)s là ngày nghỉ: %(name)s."),
    "rotation.preview_weekend": _("%(day)s là ngày nghỉ cuối tuần."),
    "rotation.preview_host_away": _("%(unit)s bận: %(reason)s."),
    "rotation.preview_all_away": _("Không xếp họp: %(reason)s."),
    "rotation.preview_hall_closed": _("%(hall)s đóng: %(reason)s."),
    "rotation.preview_host_meets": _("%(unit)s đăng cai %(code)s cùng buổi."),
    "rotation.preview_same_day": _("Trùng buổi với kỳ %(ordinal)s."),
    "rotation.preview_past": _("Ngày này đã qua."),
}
# Why a unit is not the one to host.
LOSSES: Mapping[str, object] = {
    "away": _("bận suốt thời gian ấy: %(reason)s"),
    "passed": _("được cho qua kỳ này: %(reason)s"),
    "hosts_before": _("đăng cai kỳ liền kề"),
    "more_turns": _("đã có %(count)s lượt, ít nhất là %(fewest)s"),
    "hosted_later": _("đăng cai gần đây hơn, ngày %(day)s"),
    "behind": _("bằng lượt, đứng sau theo thứ tự đơn vị"),
}
CHANGES: Mapping[str, object] = {
    "swap": _("đổi lượt cho nhau"),
    "skip": _("cho qua, vẫn còn nợ lượt"),
    "skip_forgiven": _("cho qua, coi như đã đăng cai"),
    "override": _("đơn vị khác đăng cai thay, vẫn còn nợ lượt"),
    "start": _("số lượt lúc vào vòng"),
}
STARTS: Mapping[Start, object] = {
    Start.MINIMUM: _("bằng đơn vị ít lượt nhất lúc thành lập"),
    Start.LATEST: _("theo đơn vị cũ đăng cai gần nhất"),
    Start.ALL: _("cộng lượt của mọi đơn vị cũ"),
    Start.CHOSEN: _("theo lựa chọn đã ghi"),
}
STATES: Mapping[str, object] = {
    "waiting": _("chờ chốt"),
    "accepted": _("đã chốt"),
    "declined": _("không chọn"),
    "replaced": _("thay bằng đề nghị sau"),
}


def loss_words(loss: Loss) -> str:
    """Why a unit is not the one."""
    return str(LOSSES[loss.code]) % loss.details
