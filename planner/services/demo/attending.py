"""Who is called to the meetings of the demo, what they answer, and who comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from planner.domain.directory import Body
from planner.domain.invitation import Answer, GivenAnswer, Mode, Relation
from planner.domain.rights import Action
from planner.services.attendance import door, scan
from planner.services.attendance.door import NewDoor
from planner.services.attendance.scan import Batch, Desk
from planner.services.demo.stage import Stage
from planner.services.invitation import calling, codes, groups, replies
from planner.services.invitation.groups import GroupFacts, Owner, RuleFacts
from planner.store import invitation as invitations
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting

UNION_KINDS = ("huyện đoàn", "thị đoàn", "thành đoàn", "đoàn trực thuộc")
COMMUNE_KINDS = ("đoàn xã", "đoàn phường", "đoàn thị trấn", "đoàn cơ sở")
REASONS = ("Đi học lớp cao cấp lý luận", "Nghỉ phép", "Họp cấp ủy cùng giờ", "Đi công tác xa")
DOOR = "Cửa chính"
APART = timedelta(seconds=40)  # one from the next at the door
AT_ONCE = 5  # scans that a device sends together

Group = tuple[str, Mode, tuple[RuleFacts, ...]]
STANDING: Group = (
    "Thường trực Tỉnh đoàn",
    Mode.SUMMONED,
    (RuleFacts(relation=Relation.CONVENOR, body=Body.TT),),
)
OFFICES: Group = (
    "Lãnh đạo các ban, văn phòng; giám đốc, phó giám đốc trung tâm",
    Mode.SUMMONED,
    tuple(
        RuleFacts(relation=Relation.CONVENOR_CHILDREN, unit_kinds=(kind,), positions=positions)
        for kind, positions in (
            ("văn phòng", ("Chánh Văn phòng", "Phó Chánh Văn phòng")),
            ("ban", ("Trưởng ban", "Phó Trưởng ban")),
            ("trung tâm", ("Giám đốc", "Phó Giám đốc")),
        )
    ),
)
COMMITTEE: Group = (
    "Ủy viên Ban Chấp hành chuyên trách",
    Mode.SUMMONED,
    (RuleFacts(relation=Relation.CONVENOR, body=Body.BCH, full_time_only=True),),
)
UNIONS: Group = (
    "Bí thư, Phó Bí thư các huyện, thị, thành đoàn và đoàn trực thuộc",
    Mode.SUMMONED,
    (
        RuleFacts(
            relation=Relation.CONVENOR_CHILDREN,
            unit_kinds=UNION_KINDS,
            positions=("Bí thư", "Phó Bí thư"),
        ),
    ),
)
COMMUNES: Group = (
    "Bí thư đoàn cơ sở của đơn vị đăng cai",
    Mode.SUMMONED,
    (RuleFacts(relation=Relation.HOST_CHILDREN, unit_kinds=COMMUNE_KINDS, positions=("Bí thư",)),),
)
GUESTS: Group = (
    "Lãnh đạo cấp ủy, Ủy ban nhân dân nơi đăng cai",
    Mode.INVITED,
    (RuleFacts(relation=Relation.HOST_OUTSIDE),),
)
GIAO_BAN = (STANDING, OFFICES, COMMITTEE, UNIONS, COMMUNES)


@dataclass(frozen=True, slots=True)
class Answers:
    """How a list answers: of each ten so many yes, and who says no or sends another."""

    yes: int
    no: Sequence[int] = ()
    substitutes: Sequence[tuple[int, str]] = ()


def set_groups(stage: Stage, owner: Owner, wanted: Iterable[Group], now: datetime) -> None:
    """The thành phần of a meeting or a series, in order of precedence."""
    session, viewer = stage.session, stage.organiser
    for precedence, (name, mode, rules) in enumerate(wanted, start=1):
        group = groups.add_group(session, viewer, owner, GroupFacts(name, precedence, mode), now)
        for rule in rules:
            groups.add_rule(session, viewer, group.id, rule, now)


def call(stage: Stage, meeting: Meeting, now: datetime) -> Sequence[Delegate]:
    """Freeze the rules into delegates, each with a code; in printed order."""
    session, viewer = stage.session, stage.organiser
    calling.call(session, viewer, meeting.id, now)
    codes.codes_of(session, viewer, meeting.id, stage.code_key, now)
    return delegates_of(stage, meeting)


def delegates_of(stage: Stage, meeting: Meeting) -> Sequence[Delegate]:
    """Those who are to come, in printed order."""
    return invitations.delegates_of(
        stage.session, stage.organiser, meeting.id, action=Action.SEE_INVITEES
    )


def answer(stage: Stage, delegates: Sequence[Delegate], answers: Answers, now: datetime) -> None:
    """What they say, twenty minutes apart."""
    places = range(len(delegates))
    said = {place: GivenAnswer(Answer.YES) for place in places if place % 10 < answers.yes}
    for number, place in enumerate(answers.no):
        said[place] = GivenAnswer(Answer.NO, reason=REASONS[number % len(REASONS)])
    for place, name in answers.substitutes:
        said[place] = GivenAnswer(Answer.SUBSTITUTE, name=name, position="Ủy viên Ban Thường vụ")
    for turn, (place, given) in enumerate(sorted(said.items(), key=lambda pair: pair[0])):
        moment = now + timedelta(minutes=20 * turn)
        who = delegates[place].id
        replies.answer_for(stage.session, stage.organiser, who, given, stage.code_key, moment)


def come(stage: Stage, meeting: Meeting, who: Sequence[Delegate], first: datetime) -> None:
    """A door takes these people in, one after the other; then somebody who was not called."""
    session, viewer = stage.session, stage.organiser
    opened = door.open_door(session, viewer, meeting.id, NewDoor(DOOR, at_once=True), first)
    desk_key, moment = stage.code_key.encode(), first
    items: list[dict[str, object]] = []
    for delegate in who:
        moment += APART
        items.append(_item(meeting, delegate.id, "in", moment) | {"delegate_id": delegate.id})
    guest = {"name": "Trần Thị Kim Thoa", "unit": "Báo Trà Vinh", "position": "Phóng viên"}
    items.append(_item(meeting, 0, "walkin", moment) | {"person": guest})
    for sent in range(0, len(items), AT_ONCE):
        batch = Batch(items[sent : sent + AT_ONCE])
        now = first + (sent + AT_ONCE) * APART
        scan.take_scans(session, opened.token, batch, Desk(desk_key, frozenset(), now))


def _item(meeting: Meeting, delegate_id: int, kind: str, moment: datetime) -> dict[str, object]:
    return {
        "id": str(UUID(int=meeting.id << 32 | delegate_id)),
        "kind": kind,
        "at": moment.isoformat(),
        "offline": False,
    }
