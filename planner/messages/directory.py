"""What the rules of units, people and posts say to people."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from planner.domain.directory.listed import Change, Wrong
from planner.messages import account
from planner.outputs import xlsx
from planner.services.directory import PEOPLE_FIELDS, UNIT_FIELDS

REFUSALS: Mapping[str, object] = {
    "directory.code_taken": _("Mã này đã có đơn vị khác dùng, xin chọn mã khác."),
    "directory.code_malformed": _("Mã gồm chữ, số, dấu chấm, gạch; không cách, tối đa 30 ký tự."),
    "directory.no_such_kind": _("Chọn một loại đơn vị trong danh sách."),
    "directory.no_such_unit": _("Không có đơn vị mang mã này."),
    "directory.needs_a_place": _("Loại này phải thuộc một đơn vị: ghi mã đơn vị ấy."),
    "directory.not_yours": _("Chỉ chuyển được về dưới đơn vị mình giữ."),
    "directory.circle": _("Đơn vị không thể thuộc chính nó hay thuộc đơn vị cấp dưới của nó."),
    "directory.before_it_was": _("Ngày này đơn vị chưa có."),
    "directory.gone_by_then": _("Ngày này đơn vị đã thôi."),
    "directory.above_not_there": _("Ngày ấy đơn vị cấp trên này chưa có hoặc đã thôi."),
    "directory.periods_overlap": _("Khoảng này trùng với một khoảng đã ghi của đơn vị."),
    "directory.ends_before_it_begins": _("Ngày thôi phải sau ngày bắt đầu."),
    "directory.post_has_ended": _("Chức vụ này đã thôi rồi."),
    "directory.empty": _("Hãy điền ô này."),
    "directory.unit_unknown": _("Không có đơn vị nào mang mã hay tên «%(value)s»."),
    "directory.unit_ambiguous": _(
        "Có %(count)s đơn vị tên «%(value)s» (mã %(codes)s): ghi mã đơn vị."
    ),
    "directory.unit_not_yours": _("Không giữ danh sách của %(value)s."),
    "directory.no_unit_listed": _("Thiếu đơn vị."),
    "directory.no_position_listed": _("Thiếu chức vụ."),
    "directory.listed_twice": _(
        "Trùng với dòng %(row)s: cùng tên, đơn vị, chức vụ. "
        "Nếu là hai người, ghi điện thoại hoặc thư điện tử của từng người."
    ),
    "directory.several_of_that_name": _(
        "Ở đây có %(count)s người cùng tên; ghi điện thoại hoặc thư điện tử để biết là ai."
    ),
    "directory.unit_listed_twice": _("Trùng với dòng %(row)s: cùng một đơn vị."),
    "directory.no_code_listed": _("Đơn vị mới phải có mã."),
    "directory.no_kind_listed": _("Không rõ loại đơn vị: thêm cột «Loại»."),
    "directory.post_goes_on": _("Chức vụ này đang giữ, không có ngày thôi."),
    "directory.same_person": _("Phải là hai người khác nhau."),
    "directory.both_called": _(
        "Cả hai cùng được mời dự «%(title)s»: thôi mời một bên rồi mới gộp."
    ),
    "directory.merge_out_of_reach": _(
        "%(name)s còn có chức vụ ở đơn vị ngoài phạm vi của đồng chí: cấp trên mới gộp được."
    ),
    "directory.merge_overtaken": _(
        "Không hoàn tác được nữa: sau khi gộp đã có thay đổi trên những gì đã chuyển."
    ),
    "sheet.empty": _("Tệp rỗng."),
    "sheet.too_large": _("Tệp lớn quá %(most)s MB."),
    "sheet.too_large_inside": _("Tệp nén quá nhiều: bung ra thì quá lớn, nên không mở."),
    "sheet.too_many_rows": _("Bảng quá rộng hoặc dài hơn %(most)s dòng; hãy chia nhỏ."),
    "sheet.sealed": _("Tệp có mật khẩu: mở bằng Excel, bỏ mật khẩu rồi lưu lại."),
    "sheet.old_form": _("Tệp Excel kiểu cũ (.xls): mở bằng Excel rồi lưu thành .xlsx."),
    "sheet.not_a_table": _("Tệp không phải là bảng: cần tệp .xlsx hoặc .csv."),
    "sheet.broken": _("Tệp hỏng, không đọc được: lưu lại thành .xlsx rồi thử lại."),
    "sheet.no_head_of_people": _(
        "Không thấy dòng tiêu đề: cần cột «Họ và tên» và ít nhất một cột nữa như «Đơn vị»."
    ),
    "sheet.no_head_of_units": _(
        "Không thấy dòng tiêu đề: cần cột «Tên đơn vị» và ít nhất một cột nữa như «Mã»."
    ),
    "sheet.field_twice": _("Hai cột cùng là một thứ: chọn lại, mỗi thứ một cột."),
    "sheet.already_confirmed": _("Danh sách này đã xác nhận rồi."),
    "sheet.not_taken": _("Không nhập được; chưa có gì được ghi. Xin thử lại."),
    "sheet.no_file": _("Hãy chọn một tệp."),
    "sheet.too_long": _("Dài quá %(most)s ký tự."),
    "sheet.no_name": _("Thiếu họ và tên."),
    "sheet.no_unit_name": _("Thiếu tên đơn vị."),
    "sheet.not_a_name": _("«%(value)s» không phải là tên."),
    "sheet.no_day": _("«%(value)s» không phải là ngày; ghi như 5/1/2026."),
    "sheet.no_phone": _("«%(value)s» không phải là số điện thoại."),
    "sheet.no_mark": _("Không rõ «%(value)s»: ghi x, hoặc để trống."),
    "sheet.no_body": _("Không rõ «%(value)s»: ghi BCH, BTV, Thường trực hoặc UBKT."),
    "sheet.no_number": _("«%(value)s» không phải là số dùng được."),
}
FINDINGS: Mapping[str, object] = {
    "directory.same_name": _(
        "Đã có một người tên %(name)s ở %(unit)s; xem có phải cùng một người."
    ),
}
# Levels of units in words, 1 the highest.
LEVELS: Mapping[int, object] = {
    1: _("Trung ương"),
    2: _("cấp tỉnh"),
    3: _("cấp huyện"),
    4: _("cấp xã, cơ sở"),
    5: _("chi đoàn"),
}
# Bodies that posts belong to; "" is the unit itself.
BODIES: Mapping[str, object] = {
    "": _("chức danh của đơn vị"),
    "BCH": _("Ban Chấp hành"),
    "BTV": _("Ban Thường vụ"),
    "TT": _("Thường trực"),
    "UBKT": _("Ủy ban Kiểm tra"),
}
# What the columns of a list hold, as an export heads them and as a guess is shown.
COLUMNS: Mapping[str, Mapping[str, object]] = {
    "people": {
        "name": _("Họ và tên"),
        "surname": _("Họ, chữ đệm"),
        "position": _("Chức vụ"),
        "body": _("Trong (BCH, BTV …)"),
        "unit": _("Đơn vị"),
        "unit_code": _("Mã đơn vị"),
        "phone": _("Điện thoại"),
        "email": _("Thư điện tử"),
        "term": _("Nhiệm kỳ"),
        "from_on": _("Từ ngày"),
        "until": _("Đến hết ngày"),
        "to_on": _("Thôi từ ngày"),
        "full_time": _("Chuyên trách"),
        "decision_number": _("Số quyết định"),
        "rank": _("Thứ tự"),
        "number": _("Mã người"),
    },
    "units": {
        "name": _("Tên đơn vị"),
        "code": _("Mã"),
        "kind": _("Loại"),
        "above": _("Thuộc đơn vị"),
        "level": _("Cấp"),
        "rank": _("Thứ tự"),
        "place": _("Nơi ghi trên văn bản"),
        "from_on": _("Có từ ngày"),
        "until": _("Đến hết ngày"),
        "to_on": _("Thôi từ ngày"),
    },
}
# Why two entries may be one person.
LIKENESSES: Mapping[str, object] = {
    "contact": _("cùng điện thoại hoặc thư điện tử"),
    "unit": _("cùng đơn vị"),
    "near": _("đơn vị gần nhau"),
}
KINDS: Mapping[str, object] = {
    "trung ương": _("trung ương"),
    "tỉnh đoàn": _("tỉnh đoàn"),
    "thành đoàn": _("thành đoàn"),
    "huyện đoàn": _("huyện đoàn"),
    "quận đoàn": _("quận đoàn"),
    "thị đoàn": _("thị đoàn"),
    "đoàn trực thuộc": _("đoàn trực thuộc"),
    "đoàn xã": _("đoàn xã"),
    "đoàn phường": _("đoàn phường"),
    "đoàn thị trấn": _("đoàn thị trấn"),
    "đoàn đặc khu": _("đoàn đặc khu"),
    "đoàn cơ sở": _("đoàn cơ sở"),
    "chi đoàn": _("chi đoàn"),
    "ban": _("ban"),
    "văn phòng": _("văn phòng"),
    "trung tâm": _("trung tâm"),
    "cấp ủy": _("cấp ủy"),
    "hđnd": _("HĐND"),
    "ubnd": _("UBND"),
    "mttq": _("MTTQ"),
    "sở": _("sở"),
    "đoàn thể": _("đoàn thể"),
    "cơ quan khác": _("cơ quan khác"),
}

_FROM_TO = _("%(field)s: từ %(before)s thành %(after)s")
_MORE_POST = _("thêm chức vụ «%(position)s»")
_NOTHING = _("(trống)")
_YES, _NO = _("có"), _("không")
_SENTENCES: Mapping[str, object] = {**account.REFUSALS, **REFUSALS}


def row_form(wrong: Wrong, kind: str) -> dict[str, object]:
    """What is wrong in a row of a list, in words: row, column, message, sheet."""
    return {
        "row": wrong.row,
        "column": wrong.column or str(COLUMNS[kind].get(wrong.about, "")),
        "message": str(_SENTENCES[wrong.code]) % dict(wrong.details),
        "sheet": wrong.sheet,
    }


def change_form(change: Change, kind: str) -> dict[str, object]:
    """What a row brings, in words: row, who, position, unit, sheet, words (a list)."""
    return {
        "row": change.row,
        "who": change.who,
        "position": change.position,
        "unit": change.unit,
        "sheet": change.sheet,
        "words": change_words(change, kind),
    }


def change_words(change: Change, kind: str) -> list[str]:
    """Each field that a row changes: from what to what."""
    return [_said_words(kind, name, *pair) for name, pair in change.said.items()]


def _said_words(kind: str, name: str, before: object, after: object) -> str:
    if name == "post":
        return str(_MORE_POST) % {"position": after}
    return str(_FROM_TO) % {
        "field": COLUMNS[kind]["full_time" if name == "is_full_time" else name],
        "before": _value_words(name, before),
        "after": _value_words(name, after),
    }


def _value_words(name: str, value: object) -> str:
    """A value as a clerk would say it; days come as ISO texts."""
    if value is None or value == "":
        return str(_NOTHING)
    if isinstance(value, bool):
        return str(_YES if value else _NO)
    if name in ("from_on", "to_on"):
        day = date.fromisoformat(str(value))
        return f"{day.day}/{day.month}/{day.year}"
    if name == "level" and isinstance(value, int):
        return str(LEVELS[value])
    return str(KINDS[str(value)]) if name == "kind" else f"«{value}»"


def list_file(form: str, kind: str, rows: Sequence[Sequence[xlsx.Value]]) -> bytes | None:
    """A list of people or units as `xlsx` or `csv`, headed in Vietnamese; None for other forms."""
    with force_locale("vi"):
        title = str({"people": _("Người"), "units": _("Đơn vị")}[kind])
        fields = {"people": PEOPLE_FIELDS, "units": UNIT_FIELDS}[kind]
        heads = [str(_("STT")), *(str(COLUMNS[kind][field]) for field in fields)]
    if form == "xlsx":
        return xlsx.workbook(title, heads, rows)
    return xlsx.separated(heads, rows) if form == "csv" else None
