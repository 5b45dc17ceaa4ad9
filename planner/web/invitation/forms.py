"""The forms of thành phần and of people added by hand; units and people are named in words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from planner.domain.directory import UNIT_KINDS, Body
from planner.domain.invitation import GivenAnswer, Mode, Relation, read_answer
from planner.domain.rights import OFFICE_KINDS, Viewer
from planner.domain.text import one_line
from planner.messages.directory import BODIES, KINDS
from planner.messages.invitation import MODES, RELATIONS, REPLIES
from planner.services.invitation import naming
from planner.services.invitation.delegates import HandMade
from planner.services.invitation.groups import GroupFacts, RuleFacts
from planner.services.invitation.trying import Chance
from planner.store.invitation import InviteeGroup
from planner.web.forms import BaseForm, DayField, row_id_or_none

WORDS = Length(max=20_000)
# The offices are children of a kind: two choices that fill in the kinds themselves.
_OFFICES = {
    "convenor_offices": Relation.CONVENOR_CHILDREN,
    "host_offices": Relation.HOST_CHILDREN,
}
_OF_BODIES = [
    SelectChoice("", _("chức vụ của chính đơn vị")),
    *(SelectChoice(body.value, BODIES[body]) for body in Body),
]
_WHERE = [
    SelectChoice(Relation.CONVENOR.value, RELATIONS[Relation.CONVENOR]),
    SelectChoice("convenor_offices", _("các ban, văn phòng, trung tâm của đơn vị triệu tập")),
    SelectChoice(Relation.CONVENOR_CHILDREN.value, RELATIONS[Relation.CONVENOR_CHILDREN]),
    SelectChoice(Relation.HOST.value, RELATIONS[Relation.HOST]),
    SelectChoice("host_offices", _("các ban, văn phòng, trung tâm của đơn vị đăng cai")),
    SelectChoice(Relation.HOST_CHILDREN.value, RELATIONS[Relation.HOST_CHILDREN]),
    *(
        SelectChoice(str(relation), words)
        for relation, words in RELATIONS.items()
        if relation
        not in (
            Relation.CONVENOR,
            Relation.CONVENOR_CHILDREN,
            Relation.HOST,
            Relation.HOST_CHILDREN,
        )
    ),
]


class GroupForm(BaseForm):
    name = StringField(_("Tên nhóm"), filters=[one_line])
    precedence = IntegerField(_("Thứ tự"), [InputRequired(), NumberRange(0, 9999)])
    mode = RadioField(
        _("Cách gọi"), choices=[SelectChoice(mode.value, MODES[mode]) for mode in Mode]
    )
    expected = IntegerField(_("Số người dự kiến"), [Optional()])
    quota = IntegerField(_("Số suất mỗi đơn vị"), [Optional()])
    nominate_by = DayField(_("Đơn vị cử xong trong ngày"), [Optional()])

    def facts(self) -> GroupFacts:
        return GroupFacts(
            self.name.data or "",
            self.precedence.data,
            Mode(self.mode.data),
            self.quota.data,
            self.nominate_by.data,
            self.expected.data,
        )


class RuleForm(BaseForm):
    relation = SelectField(_("Của"), choices=_WHERE, default=Relation.CONVENOR.value)
    positions = StringField(
        _("Chức vụ, cách nhau bằng dấu phẩy"),
        [WORDS],
        render_kw={"list": "chuc-vu", "autocomplete": "off"},
    )
    units = TextAreaField(_("Các đơn vị, mỗi dòng một mã hoặc tên"), [WORDS])
    people = TextAreaField(_("Những người, mỗi dòng một họ tên"), [WORDS])
    unit_kinds = SelectMultipleField(
        _("Chỉ các loại đơn vị"),
        choices=[SelectChoice(kind, KINDS[kind]) for kind in UNIT_KINDS],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    body = SelectField(_("Trong"), choices=_OF_BODIES, default="")
    fallback_body = SelectField(
        _("Nơi nào không có thì"),
        default="",
        choices=[
            SelectChoice("", _("thôi")),
            *(SelectChoice(body.value, BODIES[body]) for body in Body),
        ],
    )
    full_time = BooleanField(_("chỉ người chuyên trách"))
    without_units = TextAreaField(_("Trừ các đơn vị"), [WORDS])
    without_people = TextAreaField(_("Trừ những người"), [WORDS])
    without_positions = StringField(_("Trừ các chức vụ"), [WORDS])
    without_kinds = StringField(_("Trừ các loại đơn vị"), [WORDS])
    only_units = TextAreaField(_("Trừ tất cả, chỉ giữ các đơn vị"), [WORDS])
    chance = SelectField(_("Tính thử cho"), coerce=row_id_or_none, validate_choice=False)

    def offer_chances(self, chances: Sequence[Chance]) -> None:
        """What the rule can be tried for."""
        self.chance.choices = [
            SelectChoice(str(one.key), f"{one.name} · {one.host}" if one.host else one.name)
            for one in chances
        ]

    def facts(self, session: Session, viewer: Viewer, today: date) -> RuleFacts:
        """What the form says, names found; a refusal where a line names nobody."""
        chosen = self.relation.data
        kinds = tuple(self.unit_kinds.data or ())
        if chosen in _OFFICES:
            kinds = tuple(kind for kind in UNIT_KINDS if kind in OFFICE_KINDS)
        by_name = chosen in (Relation.NAMED, Relation.PEOPLE)

        def units(field: str) -> tuple[int, ...]:
            return naming.units_by_words(session, self[field].data or "", field)

        def people(field: str) -> tuple[int, ...]:
            return naming.people_by_words(session, viewer, self[field].data or "", field, today)

        return RuleFacts(
            relation=_OFFICES.get(chosen) or Relation(chosen),
            units=units("units") if by_name else (),
            people=people("people") if by_name else (),
            unit_kinds=kinds,
            positions=naming.positions_by_words(self.positions.data or ""),
            body=Body(self.body.data) if self.body.data else None,
            fallback_body=Body(self.fallback_body.data) if self.fallback_body.data else None,
            full_time_only=self.full_time.data,
            without_units=units("without_units"),
            without_people=people("without_people"),
            without_positions=naming.positions_by_words(self.without_positions.data or ""),
            without_kinds=naming.kinds_by_words(self.without_kinds.data or "", "without_kinds"),
            only_units=units("only_units"),
        )


def rule_fields(
    facts: RuleFacts, unit_line: Callable[[int], str], person_line: Callable[[int], str]
) -> dict[str, object]:
    """What the form shows of a rule that is there."""
    return {
        "relation": facts.relation.value,
        "positions": ", ".join(facts.positions),
        "units": "\n".join(map(unit_line, facts.units)),
        "people": "\n".join(map(person_line, facts.people)),
        "unit_kinds": list(facts.unit_kinds),
        "body": facts.body.value if facts.body else "",
        "fallback_body": facts.fallback_body.value if facts.fallback_body else "",
        "full_time": facts.full_time_only,
        "without_units": "\n".join(map(unit_line, facts.without_units)),
        "without_people": "\n".join(map(person_line, facts.without_people)),
        "without_positions": ", ".join(facts.without_positions),
        "without_kinds": ", ".join(facts.without_kinds),
        "only_units": "\n".join(map(unit_line, facts.only_units)),
    }


class DelegateForm(BaseForm):
    name = StringField(_("Họ và tên"), filters=[one_line], render_kw={"autocomplete": "off"})
    position = StringField(
        _("Chức vụ"), filters=[one_line], render_kw={"list": "chuc-vu", "autocomplete": "off"}
    )
    unit = StringField(
        _("Đơn vị, mã hoặc tên"), filters=[one_line], render_kw={"autocomplete": "off"}
    )
    email = EmailField(_("Thư điện tử"), filters=[one_line], render_kw={"autocomplete": "off"})
    group = SelectField(_("Nhóm"), coerce=row_id_or_none)
    mode = RadioField(
        _("Cách gọi, khi không thuộc nhóm nào"),
        choices=[SelectChoice(mode.value, MODES[mode]) for mode in Mode],
        default=Mode.INVITED.value,
    )

    def offer(self, groups: list[InviteeGroup]) -> None:
        """The groups of the meeting."""
        named = [SelectChoice(str(group.id), group.name) for group in groups]
        self.group.choices = [SelectChoice("", _("không thuộc nhóm nào")), *named]

    def hand_made(self) -> HandMade:
        return HandMade(
            name=self.name.data or "",
            position=self.position.data or "",
            unit=self.unit.data or "",
            email=self.email.data or "",
            mode=Mode(self.mode.data),
            group_id=self.group.data,
        )


class AnswerForm(BaseForm):
    """What somebody said by telephone."""

    answer = RadioField(
        _("Trả lời"),
        choices=[
            SelectChoice("yes", REPLIES["yes"]),
            SelectChoice("no", REPLIES["no"]),
            SelectChoice("substitute", REPLIES["substituted"]),
        ],
        validate_choice=False,
    )
    reason = StringField(_("Lý do vắng"), filters=[one_line])
    name = StringField(_("Họ và tên người dự thay"), filters=[one_line])
    position = StringField(_("Chức vụ người dự thay"), filters=[one_line])
    said_by = StringField(_("Ai báo, nếu không phải chính người ấy"), filters=[one_line])

    def given(self) -> GivenAnswer:
        """What was said, or a refusal that names its field."""
        given = read_answer(
            self.answer.data or "",
            self.reason.data or "",
            self.name.data or "",
            self.position.data or "",
        )
        return replace(given, said_by=self.said_by.data or "")
