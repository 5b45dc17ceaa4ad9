"""What the rules of invitation say to people; and rules and calls in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import flask_babel
from flask_babel import lazy_gettext as _

from planner.domain.invitation import Relation
from planner.domain.rights import OFFICE_KINDS
from planner.domain.text import post_at
from planner.messages.directory import BODIES, KINDS
from planner.services.invitation.drafting import BY_HAND, SUBSTITUTE
from planner.services.invitation.groups import RuleFacts

REFUSALS: Mapping[str, object] = {
    "invitation.no_group_name": _("Ghi tên nhóm, ví dụ: Lãnh đạo các đơn vị trực thuộc."),
    "invitation.odd_quota": _("Số suất là một số từ 1 đến %(most)s, hoặc để trống."),
    "invitation.nobody_to_name": _("Ghi ngày cử xong thì ghi cả số suất mỗi đơn vị."),
    "invitation.odd_expected": _("Số dự kiến là một số từ 1 đến %(most)s, hoặc để trống."),
    "invitation.no_units": _("Ghi ít nhất một đơn vị, mỗi dòng một đơn vị."),
    "invitation.no_people": _("Ghi ít nhất một người, mỗi dòng một người."),
    "invitation.unit_unknown": _("Không có đơn vị nào mang mã hoặc tên «%(words)s»."),
    "invitation.person_unknown": _("Trong sổ người không có «%(words)s»."),
    "invitation.person_of_many": _(
        "Có nhiều người tên «%(words)s»: ghi thêm đơn vị, ví dụ: %(name)s · %(unit)s."
    ),
    "invitation.too_many_lines": _("Không quá %(most)s dòng."),
    "invitation.kind_unknown": _("Không có loại đơn vị «%(words)s»."),
    "invitation.too_long": _("Không quá %(longest)s ký tự."),
    "invitation.no_rules": _("Thành phần chưa có điều nào: thêm nhóm và điều rồi hãy gọi."),
    "invitation.no_proposal": _("Chỗ khác này không còn nữa."),
    "invitation.no_name": _("Ghi họ và tên."),
    "invitation.already_called": _("%(name)s đã có trong danh sách."),
    "invitation.not_on_the_list": _("Người này không còn trong danh sách."),
    "invitation.not_taken_off": _("Người này vẫn ở trong danh sách."),
    "invitation.stand_in_over": _("Việc cử thay đã thôi: cử lại từ người được thay."),
    "invitation.nothing_to_undo": _("Chưa có câu trả lời nào để rút."),
    "invitation.no_answer": _("Chọn một câu trả lời: dự, vắng, hoặc cử người dự thay."),
    "invitation.no_substitute": _("Ghi họ và tên người dự thay."),
    "invitation.no_substitute_position": _("Ghi chức vụ của người dự thay, ví dụ: Phó Bí thư."),
    "invitation.meeting_cancelled": _("Cuộc họp đã huỷ."),
    "invitation.meeting_postponed": _("Cuộc họp đã hoãn: sẽ hỏi lại khi có ngày mới."),
    "invitation.meeting_over": _("Cuộc họp đã qua, không nhận trả lời nữa."),
    "invitation.answers_closed": _(
        "Đã hết hạn trả lời, ngày %(by)s: muốn đổi thì báo ban tổ chức."
    ),
    "invitation.nobody_proposed": _("Không có ai đang chờ duyệt dự thay."),
    "invitation.no_seat_left": _("Đơn vị đã cử đủ %(count)s suất của nhóm này."),
    "invitation.no_position": _("Ghi chức vụ, ví dụ: Phó Bí thư."),
    "invitation.not_named_by_unit": _("Người này không do đơn vị cử: trả lời vắng thay vì rút."),
    "invitation.unit_deadline_over": _(
        "Đã hết hạn của đơn vị, ngày %(by)s: muốn đổi thì báo ban tổ chức."
    ),
    "invitation.odd_number": _("Ghi một số từ 0 đến %(most)s."),
    "invitation.no_speaker": _("Ghi họ tên người trình bày tham luận."),
    "invitation.no_speech_title": _("Ghi tên tham luận."),
    "invitation.no_title": _("Ghi tên tài liệu."),
    "invitation.no_link": _("Ghi địa chỉ đầy đủ, bắt đầu bằng https://"),
    "invitation.link_or_file": _("Chọn một tệp, hoặc ghi một địa chỉ; không cả hai."),
    "invitation.no_file": _("Chọn một tệp có nội dung."),
    "invitation.file_too_large": _("Tệp lớn hơn %(most)s: đưa lên mạng rồi ghi địa chỉ."),
    "invitation.file_kind": _("Chỉ nhận các loại tệp: %(kinds)s."),
    "invitation.file_is_other": _("Tệp này không phải là tệp %(kind)s như tên của nó."),
    "invitation.many_documents": _("Một cuộc họp có không quá %(most)s tài liệu."),
}
FINDINGS: Mapping[str, object] = {}
MODES: Mapping[str, object] = {"summoned": _("triệu tập"), "invited": _("mời")}
REPLIES: Mapping[str, object] = {
    "none": _("chưa trả lời"),
    "yes": _("dự"),
    "no": _("vắng"),
    "substituted": _("cử người thay"),
}
EVENTS: Mapping[str, object] = {
    "called": _("vào danh sách"),
    "sent": _("đã gửi thư"),
    "seen": _("đã xem trang riêng"),
    "answered": _("trả lời"),
    "proposed": _("xin cử người thay"),
    "declined": _("không duyệt người thay"),
    "substituted": _("cử người thay"),
    "undone": _("rút câu trả lời"),
    "taken_off": _("bỏ khỏi danh sách"),
    "restored": _("đưa lại vào danh sách"),
}
WAYS: Mapping[str, object] = {
    "rules": _("theo thành phần"),
    "office": _("ban tổ chức"),
    "phone": _("báo ban tổ chức, qua điện thoại"),
    "own_page": _("trang riêng"),
    "unit_page": _("trang của đơn vị"),
    "mail": _("thư trả lời"),
    "door": _("tại cửa"),
    "letter": _("thư điện tử"),
}
STATES: Mapping[str, object] = {
    "pending": _("chưa xem, chưa trả lời"),
    "seen": _("đã xem, chưa trả lời"),
    "yes": _("dự"),
    "substitute": _("dự thay"),
    "no": _("vắng"),
    "proposed": _("chờ duyệt người thay"),
}
RELATIONS: Mapping[str, object] = {
    Relation.CONVENOR: _("đơn vị triệu tập"),
    Relation.CONVENOR_CHILDREN: _("các đơn vị trực thuộc đơn vị triệu tập"),
    Relation.CONVENOR_DESCENDANTS: _("mọi đơn vị bên dưới đơn vị triệu tập"),
    Relation.CONVENOR_PARENT: _("cấp trên của đơn vị triệu tập"),
    Relation.HOST: _("đơn vị đăng cai"),
    Relation.HOST_CHILDREN: _("các đơn vị trực thuộc đơn vị đăng cai"),
    Relation.HOST_DESCENDANTS: _("mọi đơn vị bên dưới đơn vị đăng cai"),
    Relation.HOST_PARENT: _("cấp trên của đơn vị đăng cai"),
    Relation.CONVENOR_OUTSIDE: _("các cơ quan cùng cấp với đơn vị triệu tập"),
    Relation.HOST_OUTSIDE: _("các cơ quan cùng cấp với đơn vị đăng cai"),
    Relation.PARENT_OUTSIDE: _("các cơ quan của cấp trên đơn vị triệu tập"),
    Relation.CHILDREN_OUTSIDE: _("các cơ quan cùng cấp với đơn vị trực thuộc"),
    Relation.NAMED: _("các đơn vị nêu tên"),
    Relation.PEOPLE: _("những người nêu tên"),
}
_STANDS_AS: Mapping[str, object] = {
    Relation.CONVENOR: _("đơn vị triệu tập"),
    Relation.CONVENOR_CHILDREN: _("đơn vị trực thuộc của đơn vị triệu tập"),
    Relation.CONVENOR_DESCENDANTS: _("đơn vị bên dưới của đơn vị triệu tập"),
    Relation.CONVENOR_PARENT: _("cấp trên của đơn vị triệu tập"),
    Relation.HOST: _("đơn vị đăng cai"),
    Relation.HOST_CHILDREN: _("đơn vị trực thuộc của đơn vị đăng cai"),
    Relation.HOST_DESCENDANTS: _("đơn vị bên dưới của đơn vị đăng cai"),
    Relation.HOST_PARENT: _("cấp trên của đơn vị đăng cai"),
    Relation.CONVENOR_OUTSIDE: _("cơ quan cùng cấp với đơn vị triệu tập"),
    Relation.HOST_OUTSIDE: _("cơ quan cùng cấp với đơn vị đăng cai"),
    Relation.PARENT_OUTSIDE: _("cơ quan của cấp trên đơn vị triệu tập"),
    Relation.CHILDREN_OUTSIDE: _("cơ quan cùng cấp với đơn vị trực thuộc"),
    Relation.NAMED: _("đơn vị được nêu tên"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How the units and people that rules name are called."""

    units: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)


def why_words(why: Iterable[Mapping[str, str]]) -> str:
    """Why somebody is called, each capacity in turn."""
    return "; ".join(capacity_words(capacity) for capacity in why)


def capacity_words(why: Mapping[str, str]) -> str:
    """One capacity: «Bí thư Huyện đoàn Càng Long, đơn vị trực thuộc của đơn vị triệu tập»."""
    relation = why["relation"]
    if relation == BY_HAND:
        return gettext("%(by)s thêm vào danh sách", by=why["by"])
    if relation == SUBSTITUTE:
        return gettext("dự thay %(name)s", name=why["instead_of"])
    if relation == Relation.PEOPLE:
        return gettext("được gọi đích danh")
    who = post_at(_position(why["position"], why["body"]), why["unit"])
    return gettext("%(who)s, %(stands)s", who=who, stands=_STANDS_AS[relation])


def vacancy_words(why: Mapping[str, str]) -> str:
    """A post that nobody holds: which, and why it is wanted."""
    if why["position"]:
        return capacity_words(why)
    stands = _STANDS_AS[why["relation"]]
    unit = f"{_body(why['body'])} {why['unit']}".strip()
    return gettext("chưa có ai ở %(unit)s, %(stands)s", unit=unit, stands=stands)


def rule_words(rule: RuleFacts, names: Names, quota: int | None = None) -> str:
    """A rule as a sentence: «Bí thư, Phó Bí thư của các đơn vị trực thuộc đơn vị triệu tập».

    With a quota it says which units name people, whatever posts it has.
    """
    if quota is not None and rule.relation is not Relation.PEOPLE:
        where = _where(rule, names) + _limits(rule, names)
        return gettext("%(count)s người do mỗi đơn vị cử: %(where)s", count=quota, where=where)
    if rule.relation is Relation.PEOPLE:
        return gettext("Đích danh: %(people)s", people=_listed(rule.people, names.people))
    sentence = gettext("%(who)s của %(where)s", who=_who(rule), where=_where(rule, names))
    sentence += _limits(rule, names)
    if rule.fallback_body:
        sentence += gettext(
            "; nơi nào không có %(body)s thì %(other)s",
            body=_body(rule.body) if rule.body else gettext("ai giữ chức vụ của chính đơn vị"),
            other=_body(rule.fallback_body),
        )
    return sentence


def _limits(rule: RuleFacts, names: Names) -> str:
    words = ""
    if rule.only_units:
        words = gettext(", chỉ %(units)s", units=_listed(rule.only_units, names.units))
    left_out = _left_out(rule, names)
    if left_out:
        words += gettext(", trừ %(whom)s", whom=left_out)
    return words


def _who(rule: RuleFacts) -> str:
    held = ", ".join(_position(position, rule.body or "") for position in rule.positions)
    if not held:
        body = _body(rule.body or "")
        held = gettext("Thành viên %(body)s", body=body) if body else gettext("Mọi chức vụ")
    return gettext("%(who)s chuyên trách", who=held) if rule.full_time_only else held


def _where(rule: RuleFacts, names: Names) -> str:
    if rule.relation is Relation.NAMED:
        where = _listed(rule.units, names.units)
    elif _is_offices(rule):
        return gettext(
            "%(kinds)s của %(unit)s",
            kinds=_kinds(rule.unit_kinds),
            unit=RELATIONS[
                Relation.HOST if rule.relation is Relation.HOST_CHILDREN else Relation.CONVENOR
            ],
        )
    else:
        where = str(RELATIONS[rule.relation])
    if rule.unit_kinds:
        return gettext("%(units)s (%(kinds)s)", units=where, kinds=_kinds(rule.unit_kinds))
    return where


def _is_offices(rule: RuleFacts) -> bool:
    children = rule.relation in (Relation.CONVENOR_CHILDREN, Relation.HOST_CHILDREN)
    return children and bool(rule.unit_kinds) and set(rule.unit_kinds) <= OFFICE_KINDS


def _left_out(rule: RuleFacts, names: Names) -> str:
    units = (names.units.get(unit, f"#{unit}") for unit in rule.without_units)
    people = (names.people.get(person, f"#{person}") for person in rule.without_people)
    return ", ".join([*rule.without_positions, *units, *map(_kind, rule.without_kinds), *people])


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(map(_kind, kinds))


def _kind(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def _position(position: str, body: str) -> str:
    """With its body, unless the position says it: «Uỷ viên Ban Chấp hành»."""
    words = _body(body)
    says_so = any(part.casefold() in position.casefold() for part in (body, words))
    return position if not words or says_so else f"{position} {words}".strip()


def _body(body: str) -> str:
    return str(BODIES[body]) if body else ""


def _listed(ids: Iterable[int], names: Mapping[int, str]) -> str:
    return ", ".join(names.get(number, f"#{number}") for number in ids)


def gettext(text: str, **values: object) -> str:
    return str(flask_babel.gettext(text, **values))
