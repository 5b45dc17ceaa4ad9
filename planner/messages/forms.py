"""WTForms brings no Vietnamese; these are its own sentences."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

FORM_ERRORS: Mapping[str, object] = {
    "This field is required.": _("Hãy điền ô này."),
    "Field cannot be longer than %(max)d characters.": _("Không quá %(max)d ký tự."),
    "Field cannot be longer than %(max)d character.": _("Không quá %(max)d ký tự."),
    "Field must be at least %(min)d characters long.": _("Ít nhất %(min)d ký tự."),
    "Invalid Choice: could not coerce.": _("Hãy chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce": _("Hãy chọn một mục trong danh sách."),
    "Not a valid choice.": _("Hãy chọn một mục trong danh sách."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _(
        "Hãy chọn các mục trong danh sách."
    ),
    "'%(value)s' is not a valid choice for this field.": _("Hãy chọn các mục trong danh sách."),
    "'%(value)s' are not valid choices for this field.": _("Hãy chọn các mục trong danh sách."),
    "Not a valid datetime value.": _("Hãy ghi đủ ngày và giờ."),
    "Not a valid date value.": _("Hãy ghi đủ ngày, tháng, năm."),
    "Not a valid time value.": _("Hãy ghi giờ và phút, ví dụ 07:30."),
    "Not a valid integer value.": _("Hãy ghi một số nguyên."),
    "Number must be between %(min)s and %(max)s.": _("Hãy ghi một số từ %(min)s đến %(max)s."),
    "Number must be at least %(min)s.": _("Hãy ghi một số từ %(min)s trở lên."),
    "Invalid email address.": _("Ghi đủ địa chỉ thư, ví dụ: ha@tinhdoan.vn."),
    "Invalid input.": _("Hãy ghi lại ô này."),
}
REFUSALS: Mapping[str, object] = {}
FINDINGS: Mapping[str, object] = {}
