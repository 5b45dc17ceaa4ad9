"""What a column of a list holds, guessed from its head: in Vietnamese, with or without dấu."""

import re
from collections.abc import Mapping, Sequence

from planner.domain.text import search_key

PEOPLE, UNITS = "people", "units"

# The first pattern that a head, without dấu, matches says what its column holds; "" = nothing of
# ours. Whoever writes such lists shortens freely: đơn vị is ĐV, quyết định QĐ, điện thoại ĐT.
_OF_PEOPLE = (
    ("", r"^(stt|so tt|tt|no|so thu tu|#)$|\b(ngay|nam) sinh\b|\bgioi tinh\b|\bghi chu\b"),
    ("number", r"^ma (nguoi|so nguoi|can bo|cb|nhan su|ns)\b|^person id$"),
    ("phone", r"\b(dien thoai|sdt|so dt|dtdd|di dong|phone|mobile|tel|hotline)\b|^dt\b"),
    ("email", r"\b(e ?mail|thu dien tu|gmail|mail|hop thu)\b"),
    ("term", r"\bnhiem ky\b|^(khoa|nk|term)$"),
    ("to_on", r"\bthoi (giu|tu|chuc)\b|\bngay thoi\b|\bmien nhiem\b"),
    (
        "until",
        r"\b(den ngay|ngay ket thuc|ket thuc|het han|ngay het)\b|^(den|to|until)$|^den (nam|thang)",
    ),
    (
        "from_on",
        r"\b(tu ngay|ngay bat dau|bat dau|ngay bo nhiem|ngay bau|ngay nhan|ngay giu|ngay quyet dinh"
        r"|ngay qd|hieu luc|giu chuc vu tu)\b|^(tu|from)$|^tu (nam|thang)",
    ),
    ("decision_number", r"\bso (quyet dinh|qd|nghi quyet|nq)\b|^(quyet dinh|qd|decision)\b"),
    ("full_time", r"\b(chuyen trach|kiem nhiem|full time)\b|^ct$"),
    ("unit_code", r"\b(ma|ky hieu) (don vi|dv|co quan|to chuc|doan)\b|^(ma|code|unit code|ma so)$"),
    (
        "surname",
        r"^ho$|^ho( va)?( ten| chu)? (dem|lot)$|^ho,? (dem|lot)$|^ten dem$|^(last|sur) ?name$",
    ),
    ("rank", r"^(thu tu|thu bac|rank|uu tien|xep thu)\b"),
    ("position", r"\b(chuc vu|chuc danh|chuc trach|position|title)\b|^(cv|vi tri|nhiem vu)$"),
    (
        "body",
        r"^(ban|cap) (chap hanh|thuong vu)\b|^(uy vien )?(bch|btv|ubkt|bcs)\b"
        r"|^(co cau|tham gia|body|trong|co quan lanh dao|thanh vien|to chuc lanh dao)\b"
        r"|^thuong truc$|^uy ban kiem tra$",
    ),
    (
        "unit",
        r"\b(don vi|dv|co quan|noi cong tac|co so doan|to chuc doan|huyen doan|tinh doan|unit)\b"
        r"|^(doan|dia phuong|dia ban|xa phuong|noi lam viec|cong tac)\b",
    ),
    (
        "name",
        r"^ho( va)?( ten| chu)? ?(dem|lot)?( va)? ten\b|^(ho|ten) (ho )?day du\b"
        r"|^(ten|hoten|name|full ?name|ten (nguoi|goi|chinh))$"
        r"|^(ten )?(can bo( doan)?|dai bieu|dong chi)$",
    ),
)
_OF_UNITS = (
    ("", r"^(stt|so tt|tt|no|so thu tu|#)$|\bghi chu\b"),
    ("above", r"\b(cap tren|truc thuoc|thuoc|don vi me|don vi chu quan|parent|above|cha)\b"),
    ("to_on", r"\b(thoi tu|ngay thoi|giai the)\b"),
    ("until", r"\b(den ngay|ngay ket thuc|ket thuc)\b|^den$"),
    ("from_on", r"\b(tu ngay|co tu|ngay thanh lap|thanh lap|bat dau)\b|^tu$"),
    ("place", r"\b(noi ghi|dia danh|noi ban hanh|tru so|dat tai)\b"),
    ("code", r"^(ma|ky hieu|code)\b"),
    ("kind", r"\b(loai|loai hinh|kind)\b"),
    ("level", r"^(cap|cap don vi|level)$"),
    ("rank", r"^(thu tu|rank|xep thu)\b"),
    ("name", r"^(ten|don vi|co quan|to chuc|name|unit)\b"),
)
_PATTERNS = {
    PEOPLE: [(field, re.compile(pattern)) for field, pattern in _OF_PEOPLE],
    UNITS: [(field, re.compile(pattern)) for field, pattern in _OF_UNITS],
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    PEOPLE: (
        "name",
        "surname",
        "position",
        "body",
        "unit",
        "unit_code",
        "phone",
        "email",
        "term",
        "from_on",
        "until",
        "to_on",
        "full_time",
        "decision_number",
        "rank",
        "number",
    ),
    UNITS: (
        "name",
        "code",
        "kind",
        "above",
        "level",
        "rank",
        "place",
        "from_on",
        "until",
        "to_on",
    ),
}
_LONGEST_HEAD = 60  # letters: a longer text is no head


def field_of(kind: str, head: str) -> str:
    """The field whose values stand under this head; "" where none of ours."""
    key = search_key(head)
    if not key or len(key) > _LONGEST_HEAD:
        return ""
    return next((field for field, pattern in _PATTERNS[kind] if pattern.search(key)), "")


def guess(kind: str, heads: Sequence[str]) -> dict[int, str]:
    """The fields by column; a field stands once, under the head that is nearest to its name."""
    found: dict[int, str] = {}
    for column, head in enumerate(heads):
        field = field_of(kind, head)
        if field and field not in found.values():
            found[column] = field
    return found


def is_head(kind: str, fields: Mapping[int, str]) -> bool:
    """Whether such columns make a list: names, and something beside them."""
    return "name" in fields.values() and len(fields) > 1
