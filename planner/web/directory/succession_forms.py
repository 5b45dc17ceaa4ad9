"""The forms of successions and clusters; units are named by their codes."""

import re
from dataclasses import replace

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from planner.domain.directory import (
    UNIT_KINDS,
    Below,
    HeirFacts,
    SuccessionFacts,
    SuccessionKind,
    codes_in,
    heirs_in,
)
from planner.domain.errors import RuleBroken
from planner.domain.text import one_line
from planner.messages.directory import KINDS
from planner.messages.succession import BELOW, SUCCESSIONS
from planner.services.directory.clusters import ClusterFacts
from planner.web.forms import BaseForm, DayField

AS_BEFORE = SelectChoice("", _("như trước"))
OF_KINDS = [AS_BEFORE, *(SelectChoice(kind, KINDS[kind]) for kind in UNIT_KINDS)]
POSTS = [
    SelectChoice("end", _("thôi giữ từ ngày ấy")),
    SelectChoice("move", _("giữ tiếp ở đơn vị kế thừa")),
]
OF_SUCCESSIONS = [SelectChoice(kind, words) for kind, words in SUCCESSIONS.items()]
WHERE_BELOW = [SelectChoice(where, words) for where, words in BELOW.items()]
_GOES = re.compile(r"goes-((?:post|unit)-[0-9]{1,10})")
LONGEST = Length(max=10_000)


class SuccessionForm(BaseForm):
    """What was decided; which fields are shown depends on the kind."""

    kind = SelectField(_("Việc"), choices=OF_SUCCESSIONS)
    day = DayField(_("Từ ngày"), [InputRequired()])
    units = TextAreaField(_("Đơn vị (mã)"), [DataRequired(), LONGEST])
    decision_number = StringField(_("Số quyết định"), [Length(max=100)], [one_line])
    decision_on = DayField(_("Ngày quyết định"), [Optional()])
    heir = StringField(_("Đơn vị kế thừa (mã)"), [Length(max=30)], [one_line])
    name = StringField(_("Tên mới"), [Length(max=200)], [one_line])
    code = StringField(_("Mã mới"), [Length(max=30)], [one_line])
    unit_kind = SelectField(_("Loại"), choices=OF_KINDS, default="")
    above = StringField(_("Thuộc đơn vị (mã)"), [Length(max=30)], [one_line])
    place = StringField(_("Nơi ghi trên văn bản"), [Length(max=100)], [one_line])
    heirs = TextAreaField(_("Các đơn vị kế thừa"), [LONGEST])
    keeps = BooleanField(_("Đơn vị cũ vẫn còn, chỉ tách bớt"))
    history_to = StringField(_("Lịch sử giao cho (mã)"), [Length(max=30)], [one_line])
    posts = RadioField(_("Chức vụ đang giữ"), choices=POSTS, default="end")
    below = RadioField(_("Đơn vị cấp dưới"), choices=WHERE_BELOW, default="heir")
    offices_end = BooleanField(_("Ban, văn phòng và cơ quan cùng địa bàn cùng thôi"))
    accounts_move = BooleanField(_("Chuyển tài khoản và địa chỉ lịch về đơn vị kế thừa"))
    go = HiddenField()

    def blamed(self, broken: RuleBroken) -> str | None:
        """The field that this kind shows; a new unit's own code stands in another field."""
        is_merge = self.kind.data == SuccessionKind.MERGE
        if broken.field == "code" and self.kind.data != SuccessionKind.RENAME:
            return "heir" if is_merge else "heirs"
        if broken.field == "heirs" and is_merge:
            return "name" if broken.code == "directory.empty" else "heir"
        return "unit_kind" if broken.field == "kind" else broken.field

    @property
    def goes(self) -> dict[str, str]:
        """Which heir has which post or unit below, as the preview asks it."""
        heirs = {code for code, _words in self.heirs_said}
        told = ((_GOES.fullmatch(name), code) for name, code in request.form.items())
        return {found[1]: code for found, code in told if found and code in heirs}

    @property
    def heirs_said(self) -> list[tuple[str, str]]:
        """(code, words) of each heir."""
        heirs = self._heirs(SuccessionKind(self.kind.data))
        return [(one.code, " · ".join(filter(None, (one.code, one.name)))) for one in heirs]

    def facts(self) -> SuccessionFacts:
        kind = SuccessionKind(self.kind.data)
        return SuccessionFacts(
            kind=kind,
            day=self.day.data,
            units=codes_in(self.units.data),
            heirs=self._heirs(kind),
            keeps=kind is SuccessionKind.SPLIT and self.keeps.data,
            history_to=self.history_to.data,
            new_code=self.code.data if kind is SuccessionKind.RENAME else "",
            above=self.above.data if kind is SuccessionKind.MOVE else "",
            posts_move=self.posts.data == "move",
            below=Below(self.below.data),
            offices_end=self.offices_end.data,
            accounts_move=self.accounts_move.data,
            goes=self.goes,
            decision_number=self.decision_number.data,
            decision_on=self.decision_on.data,
        )

    def _heirs(self, kind: SuccessionKind) -> tuple[HeirFacts, ...]:
        one = HeirFacts(
            self.heir.data, self.name.data, self.unit_kind.data, self.above.data, self.place.data
        )
        if kind is SuccessionKind.MERGE:
            return (one,) if one.code else ()
        if kind is SuccessionKind.RENAME:
            named = codes_in(self.units.data)
            return (replace(one, code=named[0], above=""),) if named else ()
        if kind is SuccessionKind.MOVE:
            return ()
        return heirs_in((self.heirs.data or "").splitlines(), self.unit_kind.data)


class ClusterForm(BaseForm):
    name = StringField(_("Tên cụm"), [DataRequired(), Length(max=200)], [one_line])
    unit = StringField(_("Nơi lập cụm (mã)"), [DataRequired(), Length(max=30)], [one_line])
    rank = IntegerField(_("Thứ tự"), [Optional(), NumberRange(0, 9999)])
    from_on = DayField(_("Có từ ngày"), [Optional()])
    to_on = DayField(_("Thôi từ ngày"), [Optional()])

    def facts(self) -> ClusterFacts:
        return ClusterFacts(
            name=self.name.data,
            unit=self.unit.data,
            rank=self.rank.data or 0,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )


class MemberForm(BaseForm):
    unit = StringField(_("Đơn vị (mã)"), [DataRequired(), Length(max=30)], [one_line])
    from_on = DayField(_("Từ ngày"), [Optional()])
