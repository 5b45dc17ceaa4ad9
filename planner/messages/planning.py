"""What the year planner says: refusals, rules and measures in words, reasons and ways out."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _

from planner.domain.rotation.planning import Fix, Rule
from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import Blackout, BlackoutKind, Half, Instance, Label, Measure
from planner.domain.timetable.why import Loses

REFUSALS: Mapping[str, object] = {
    "planning.no_series": _("Chọn ít nhất một chuỗi giao ban."),
    "planning.too_many_series": _("Mỗi lần lập không quá %(most)s chuỗi."),
    "planning.too_many_people": _("Ghi không quá %(most)s người phải có mặt."),
    "planning.too_many_themes": _("Ghi không quá %(most)s chuyên đề."),
    "planning.horizon_too_long": _("Khoảng thời gian không quá hai năm."),
    "planning.horizon_past": _("Khoảng thời gian này đã qua."),
    "planning.theme_too_long": _("Tên chuyên đề không quá %(longest)s ký tự."),
    "planning.no_sessions": _(
        "Các chuỗi đã chọn không còn kỳ nào chưa họp. Hãy lập các kỳ trước, chỉ cần ghi tháng."
    ),
    "planning.no_hosts": _("Đơn vị triệu tập chưa có đơn vị trực thuộc để đăng cai."),
    "planning.is_over": _("Lần tính này đã xong."),
    "planning.nothing_chosen": _("Chọn ít nhất một kỳ để nhận."),
    "planning.no_plan": _("Phương án này không có kỳ đã chọn."),
    "planning.stale": _(
        "Từ lúc tính đến nay đã có thay đổi, nên chưa ghi gì. Xem những gì đã đổi rồi tính lại."
    ),
    "planning.session_over": _("Kỳ này đã họp, đã hoãn hoặc đã huỷ."),
    "planning.session_locked": _("Kỳ này đang khoá: mở khoá rồi mới chuyển được."),
    "planning.day_past": _("Ngày này đã qua, hãy chọn ngày khác."),
    "planning.other_year": _("Kỳ này thuộc năm %(year)s: chọn ngày trong năm ấy."),
    "planning.no_day": _("Ghi một ngày hoặc chọn một tháng."),
    "planning.nothing_to_undo": _("Không còn lần chuyển nào để hoàn tác."),
    "planning.moved_since": _("Kỳ này đã được sửa sau lần chuyển ấy, nên không hoàn tác được."),
    "planning.must_be_sure": _("Kỳ này đã chốt: đánh dấu đồng ý dời rồi chuyển."),
    "planning.workers_died": _(
        "Máy tính phương án đã ngừng giữa chừng nhiều lần. Thử lại với ít chuỗi hơn."
    ),
    "planning.process_died": _("Việc tính đã ngừng giữa chừng. Hãy tính lại."),
    "planning.process_failed": _("Việc tính gặp lỗi. Hãy tính lại, hoặc báo người giữ máy."),
    "planning.host_out_of_turn": _("đơn vị đăng cai không thuộc vòng luân phiên: giữ nguyên"),
    "planning.outside_horizon": _("ngoài khoảng thời gian đã chọn: giữ nguyên"),
}
FINDINGS: Mapping[str, object] = {}
RULES: Mapping[Rule, object] = {
    Rule.ROTATION: _("Không đơn vị nào đăng cai lại khi còn đơn vị ít lượt hơn"),
    Rule.CHAIN: _("Đơn vị nhận cờ có mặt ở kỳ trước; hai kỳ liền nhau khác đơn vị"),
    Rule.CLUSTERS: _("Hai kỳ liền nhau ở hai cụm khác nhau"),
    Rule.WINDOWS: _("Giữ tháng hoặc khoảng ngày đã ghi cho từng kỳ"),
    Rule.KEEP_CONFIRMED: _("Giữ nguyên các kỳ đã chốt"),
    Rule.KEEP_HOSTS: _("Giữ đơn vị đăng cai đã ghi"),
    Rule.WORKDAYS: _("Không xếp thứ Bảy, Chủ nhật (trừ ngày làm bù)"),
    Rule.HOLIDAYS: _("Không xếp ngày lễ, ngày nghỉ"),
    Rule.BUSY: _("Tránh lịch bận của đơn vị, người, hội trường và các cuộc họp khác"),
    Rule.OWN_HALL: _("Họp tại hội trường của đơn vị đăng cai"),
    Rule.CAPACITY: _("Hội trường đủ chỗ cho số người đã ghi"),
}
ORDERS: Mapping[str, object] = {
    "fair": _("công bằng trước, rồi đến thứ và buổi mong muốn"),
    "days": _("đúng thứ và buổi mong muốn trước, rồi đến công bằng"),
    "spaced": _("công bằng trước, rồi giãn đều các kỳ trong năm"),
}
MEASURES: Mapping[Measure, object] = {
    Measure.HOST_SPREAD: _("Công bằng: chênh giữa đơn vị nhiều lượt nhất và ít lượt nhất"),
    Measure.CLUSTER_SPREAD: _("Công bằng giữa các cụm: chênh số lượt"),
    Measure.CHANGED: _("Số kỳ đã báo phải đổi"),
    Measure.CHANGED_FIELDS: _("Số mục phải đổi (đơn vị, ngày, buổi, hội trường, chuyên đề)"),
    Measure.DATE_SHIFT: _("Cộng số ngày phải dời"),
    Measure.WEEKDAY_MISS: _("Số kỳ không rơi vào thứ mong muốn"),
    Measure.HALF_MISS: _("Số kỳ không rơi vào buổi mong muốn"),
    Measure.TARGET_DEV: _("Cộng số ngày lệch ngày đã ghi"),
    Measure.SPACING: _("Cộng số ngày lệch nhịp đều"),
    Measure.TRAVEL: _("Quãng đường đi lại"),
    Measure.OPTIONAL_CLASH: _("Số lần người được mời thêm bị trùng lịch"),
}
WORSE: Mapping[Measure, object] = {
    Measure.HOST_SPREAD: _("kém công bằng hơn %(by)s lượt"),
    Measure.CLUSTER_SPREAD: _("các cụm chênh nhau thêm %(by)s lượt"),
    Measure.CHANGED: _("phải đổi thêm %(by)s kỳ đã báo"),
    Measure.CHANGED_FIELDS: _("phải đổi thêm %(by)s mục đã báo"),
    Measure.DATE_SHIFT: _("phải dời thêm %(by)s ngày"),
    Measure.WEEKDAY_MISS: _("thêm %(by)s kỳ trái thứ mong muốn"),
    Measure.HALF_MISS: _("thêm %(by)s kỳ trái buổi mong muốn"),
    Measure.TARGET_DEV: _("lệch thêm %(by)s ngày"),
    Measure.SPACING: _("lệch nhịp thêm %(by)s ngày"),
    Measure.TRAVEL: _("đường đi xa hơn %(by)s"),
    Measure.OPTIONAL_CLASH: _("thêm %(by)s người được mời bị trùng lịch"),
}
STATES: Mapping[str, object] = {
    "waiting": _("chờ đến lượt"),
    "running": _("đang tính"),
    "done": _("đã xong"),
    "stopped": _("đã dừng"),
    "failed": _("không tính được"),
}
HALVES: Mapping[Half, object] = {Half.AM: _("sáng"), Half.PM: _("chiều")}
# What a rule says; `name` is the session, series, unit … that it is about.
_LABELS: Mapping[str, object] = {
    "window": _("%(name)s phải họp trong khoảng %(days)s"),
    "halves": _("%(name)s chỉ họp được một buổi"),
    "lead": _("%(name)s phải có đủ %(count)s ngày chuẩn bị"),
    "weekdays": _("không xếp thứ Bảy, Chủ nhật"),
    "hosts": _("%(name)s chỉ một số đơn vị được đăng cai"),
    "venues": _("%(name)s chỉ họp được ở một số hội trường"),
    "capacity": _("%(name)s cần hội trường đủ %(count)s chỗ"),
    "venue_local": _("họp tại hội trường của đơn vị đăng cai"),
    "theme_allowed": _("%(name)s có chuyên đề trong danh sách đã chọn"),
    "theme_unit": _("chuyên đề «%(name)s» chỉ một số đơn vị làm được"),
    "theme_once": _("mỗi chuyên đề chỉ học một lần trong «%(name)s»"),
    "lock": _("%(name)s đã khoá hoặc đã chốt ở %(days)s"),
    "venue_once": _("%(name)s mỗi buổi chỉ có một cuộc họp"),
    "person": _("%(name)s không thể ở hai cuộc họp cùng buổi"),
    "place": _("%(name)s mỗi ngày chỉ họp ở một nơi"),
    "order": _("các kỳ phải theo thứ tự"),
    "seq": _("các kỳ của «%(name)s» theo đúng số thứ tự"),
    "gap": _("hai kỳ của «%(name)s» cách nhau ít nhất %(count)s ngày"),
    "rotation": _("trong «%(name)s» chưa đến lượt thì chưa đăng cai lại"),
    "chain": _("cờ trong «%(name)s» đi qua đơn vị khác nhau, đơn vị nhận có mặt"),
}
_FIXES: Mapping[str, object] = {
    "window": _("kéo dài %(name)s tới %(until)s"),
    "halves": _("cho %(name)s họp buổi nào cũng được"),
    "lead": _("rút ngắn thời gian chuẩn bị %(name)s"),
    "weekdays": _("cho xếp cả thứ Bảy, Chủ nhật"),
    "hosts": _("cho mọi đơn vị đăng cai %(name)s"),
    "venues": _("đổi hội trường cho %(name)s"),
    "capacity": _("cho %(name)s họp ở hội trường nhỏ hơn"),
    "venue_local": _("cho họp ở hội trường của đơn vị khác"),
    "theme_allowed": _("bỏ chuyên đề của %(name)s"),
    "gap": _("bỏ khoảng cách tối thiểu giữa các kỳ"),
    "rotation": _("cho đăng cai lại khi chưa hết vòng"),
    "chain": _("bỏ điều kiện đường đi của cờ"),
    "person": _("chấp nhận vắng %(name)s"),
    "place": _("cho %(name)s họp hai nơi trong một ngày"),
}
_OF_SESSION = frozenset(
    {"window", "halves", "lead", "hosts", "venues", "capacity", "theme_allowed", "lock"}
)
_OF_SERIES = frozenset({"theme_once", "seq", "gap", "rotation", "chain"})


def label_words(instance: Instance, label: Label) -> str:
    """A rule as people say it."""
    kind, _colon, name = label.partition(":")
    if kind == "blackout":
        return _blackout_words(instance, name)
    if kind == "holiday":
        return _holiday_words(instance, name)
    return str(_LABELS[kind]) % _details(instance, kind, name)


def reason_words(instance: Instance, reason: Sequence[Label]) -> str:
    """Rules that cannot all hold, in one sentence."""
    if not reason:
        return str(_("Không đơn vị nào có thể đăng cai."))
    words = "; ".join(label_words(instance, label) for label in reason)
    return words[:1].upper() + words[1:] + "."


def fix_words(instance: Instance, fix: Fix) -> str:
    """What giving way would be."""
    kind, _colon, name = fix.label.partition(":")
    if kind == "blackout":
        return str(_("vẫn xếp dù %(what)s")) % {"what": _blackout_words(instance, name)}
    if kind == "holiday":
        return str(_("cho xếp vào %(what)s")) % {"what": _day_off(instance, name)}
    details = _details(instance, kind, name)
    if kind == "window":
        details["until"] = _day(fix.until) if fix.until else ""
        session = instance.session_of[name]
        window = session.window
        if window and fix.until and fix.until < window.start:
            return str(_("cho %(name)s họp sớm từ %(until)s")) % details
    return str(_FIXES[kind]) % details


def way_words(instance: Instance, way: Sequence[Fix]) -> str:
    """A way out as the label of its button."""
    *most, last = (fix_words(instance, fix) for fix in way)
    words = str(_(" và ")).join([", ".join(most), last] if most else [last])
    return words[:1].upper() + words[1:]


def loses_words(instance: Instance, loses: Loses) -> str:
    """Why another unit does not host."""
    if loses.label is not None and loses.label.startswith("rotation:"):
        counts = instance.hosted_in[loses.label.partition(":")[2]]
        details = {"count": counts[loses.host], "least": min(counts.values())}
        if details["count"] == details["least"]:
            return str(_("phương án này đã cho đơn vị ấy đăng cai một kỳ khác"))
        words = _("chưa đến lượt: sổ ghi %(count)s lượt, đơn vị ít nhất %(least)s lượt")
        return str(words) % details
    if loses.label is not None:
        return str(_("vướng: %(what)s")) % {"what": label_words(instance, loses.label)}
    if loses.measure is not None:
        return str(WORSE[loses.measure]) % {"by": loses.worse_by}
    return str(_("cũng được như thế; chọn theo thứ tự"))


def gap_words(value: int, bound: int) -> str:
    """How good a value is known to be."""
    if bound >= value:
        return str(_("tốt nhất có thể, đã chứng minh"))
    words = str(_("tốt nhất tìm được, còn cách mức chặn %(gap)s"))
    return words % {"gap": value - bound}


def session_name(instance: Instance, name: str) -> str:
    """The name of a session as its title ends: «kỳ 2» where its series has one plan alone."""
    title = instance.session_of[name].name
    last = title.rpartition(", ")[2]
    return last if len(instance.series) == 1 and last.startswith("kỳ ") else title


def _details(instance: Instance, kind: str, name: str) -> dict[str, object]:
    if kind in _OF_SESSION:
        return _session_details(instance, kind, name)
    if kind in _OF_SERIES:
        series = instance.series_of[name]
        return {"name": series.name, "count": series.min_gap_days}
    if kind == "venue_once":
        return {"name": _venue_name(instance, name)}
    if kind in ("person", "place"):
        return {"name": instance.person_of[name].name}
    return {"name": instance.theme_of[name].name if kind == "theme_unit" else ""}


def _session_details(instance: Instance, kind: str, name: str) -> dict[str, object]:
    session = instance.session_of[name]
    count = session.min_lead_days if kind == "lead" else session.headcount
    days = _days(session.window) if session.window else ""
    announced = instance.announced_of.get(name)
    if kind == "lock" and announced:
        one = announced.assignment
        days = f"{HALVES[one.half]} {_day(one.date)}"
    return {"name": session_name(instance, name), "count": count, "days": days}


def _venue_name(instance: Instance, name: str) -> str:
    venue = instance.venue_of[name]
    if venue.name:
        return venue.name
    unit = instance.unit_of.get(f"u{name[1:]}")
    return str(_("nơi họp của %(unit)s")) % {"unit": unit.name if unit else ""}


def _blackout_words(instance: Instance, name: str) -> str:
    one = next(row for row in instance.blackouts if row.id == name)
    details = {"name": _whose(instance, one), "days": _busy_days(one), "why": one.reason}
    if one.kind is BlackoutKind.ALL:
        words = _("%(days)s không xếp họp")
    elif one.kind is BlackoutKind.VENUE:
        words = _("%(name)s không trống %(days)s")
    else:
        words = _("%(name)s bận %(days)s")
    said = str(words) % details
    return f"{said} ({one.reason})" if one.reason else said


def _whose(instance: Instance, one: Blackout) -> str:
    ref = one.ref or ""
    match one.kind:
        case BlackoutKind.UNIT:
            return instance.unit_of[ref].name
        case BlackoutKind.PERSON:
            return instance.person_of[ref].name
        case BlackoutKind.VENUE:
            return _venue_name(instance, ref)
    return ""


def _busy_days(one: Blackout) -> str:
    if one.halves and len(one.halves) == 1:
        return f"{HALVES[next(iter(one.halves))]} {_days(one.days)}"
    return _days(one.days)


def _holiday_words(instance: Instance, name: str) -> str:
    return str(_("không xếp vào %(what)s")) % {"what": _day_off(instance, name)}


def _day_off(instance: Instance, name: str) -> str:
    one = next(row for row in instance.holidays if row.id == name)
    day = _day(one.days.start)
    return f"{day} ({one.name})" if one.name else str(_("cuối tuần %(day)s")) % {"day": day}


def _days(window: DateWindow) -> str:
    if window.start == window.end:
        return _day(window.start)
    details = {"first": _day(window.start), "last": _day(window.end)}
    return str(_("%(first)s đến %(last)s")) % details


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
