"""What backups say to people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

REFUSALS: Mapping[str, object] = {
    "backup.not_ours": _("Tệp này không phải bản sao lưu của Sổ họp."),
    "backup.broken": _("Bản sao lưu hỏng hoặc bị sửa; chưa có gì thay đổi."),
    "backup.other_version": _(
        "Bản sao lưu của phiên bản %(version)s, mới hơn máy chủ này: nâng cấp rồi khôi phục."
    ),
    "backup.not_migrated": _("Cơ sở dữ liệu chưa ở dạng mới nhất; chạy `db upgrade` trước."),
    "backup.not_empty": _("Cơ sở dữ liệu đã có nội dung; thêm --force để thay hết."),
    "backup.sealed": _("Bản sao lưu có mật khẩu; đặt PLANNER_BACKUP_PASSWORD rồi chạy lại."),
    "backup.wrong_password": _(
        "PLANNER_BACKUP_PASSWORD không mở được bản sao lưu này, hoặc nó hỏng."
    ),
    "backup.other_keys": _(
        "Khoá của máy chủ này khác khoá trong bản sao lưu: đặt %(names)s như lúc sao lưu "
        "(`restore FILE --keys-only` ghi hai khoá ấy vào %(folder)s)."
    ),
}
FINDINGS: Mapping[str, object] = {}
