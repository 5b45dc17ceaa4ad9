"""The thành phần of the five plans, each line as its plan has it, as groups of rules."""

from dataclasses import replace
from datetime import date

from planner.domain.directory import Body
from planner.domain.invitation import Mode, Relation
from planner.domain.rights import OFFICE_KINDS
from planner.services.invitation.groups import GroupFacts, RuleFacts

Groups = tuple[tuple[GroupFacts, tuple[RuleFacts, ...]], ...]
LEADERS = ("Bí thư", "Phó Bí thư")
OFFICES = tuple(sorted(OFFICE_KINDS))
AUTHORITIES = ("cấp ủy", "hđnd", "ubnd", "mttq")
BESIDE = ("sở", "cơ quan khác", "đoàn thể")

COMMITTEE = RuleFacts(relation=Relation.CONVENOR, body=Body.BCH)
BUREAU = RuleFacts(relation=Relation.CONVENOR, body=Body.BTV, fallback_body=Body.BCH)
LEADERS_BELOW = RuleFacts(
    relation=Relation.CONVENOR_CHILDREN, positions=LEADERS, without_kinds=OFFICES
)
HEADS_OF_OFFICES = tuple(
    RuleFacts(relation=Relation.CONVENOR_CHILDREN, unit_kinds=(kind,), positions=(head,))
    for kind, head in (
        ("văn phòng", "Chánh Văn phòng"),
        ("ban", "Trưởng ban"),
        ("trung tâm", "Giám đốc"),
    )
)


def _called(
    name: str, precedence: int, *rules: RuleFacts
) -> tuple[GroupFacts, tuple[RuleFacts, ...]]:
    return GroupFacts(name, precedence, Mode.SUMMONED), rules


def _asked(
    name: str, precedence: int, *rules: RuleFacts
) -> tuple[GroupFacts, tuple[RuleFacts, ...]]:
    return GroupFacts(name, precedence, Mode.INVITED), rules


def _one_asked(
    name: str, precedence: int, *rules: RuleFacts, nominate_by: date | None = None
) -> tuple[GroupFacts, tuple[RuleFacts, ...]]:
    """One of each unit, whom the unit names."""
    return GroupFacts(name, precedence, Mode.INVITED, quota=1, nominate_by=nominate_by), rules


# Kiên Giang, 19 November 2014: each level reads it for its own conference.
MID_TERM: Groups = (
    _called("Ủy viên Ban Chấp hành Đoàn cấp triệu tập", 1, COMMITTEE),
    _called("Bí thư, Phó Bí thư Đoàn trực thuộc", 2, LEADERS_BELOW),
    _asked(
        "Lãnh đạo Đoàn cấp trên",
        3,
        RuleFacts(relation=Relation.CONVENOR_PARENT, positions=LEADERS),
    ),
    _asked(
        "Thường trực cấp ủy, HĐND, UBND, Mặt trận cùng cấp",
        4,
        RuleFacts(relation=Relation.CONVENOR_OUTSIDE, unit_kinds=AUTHORITIES, body=Body.TT),
    ),
    _asked(
        "Lãnh đạo các ban Đảng, các phòng, các ngành, đoàn thể cùng cấp",
        5,
        RuleFacts(relation=Relation.CONVENOR_OUTSIDE, unit_kinds=BESIDE),
    ),
    _asked(
        "Lãnh đạo cấp ủy cấp dưới",
        6,
        RuleFacts(relation=Relation.CHILDREN_OUTSIDE, unit_kinds=("cấp ủy",), body=Body.TT),
    ),
)
# Kiên Giang, 31 July 2012.
STUDY: Groups = (
    _called("Ủy viên Ban Chấp hành Tỉnh đoàn", 1, COMMITTEE),
    _called("Bí thư, Phó Bí thư huyện, thị, thành đoàn và đoàn trực thuộc", 2, LEADERS_BELOW),
)
BUREAU_AND_HEADS: Groups = (
    _called("Ủy viên Ban Thường vụ", 1, RuleFacts(relation=Relation.CONVENOR, body=Body.BTV)),
    _called("Trưởng các phòng, ban, đơn vị", 2, *HEADS_OF_OFFICES),
)
BUREAU_OR_COMMITTEE: Groups = (
    _called("Ủy viên Ban Thường vụ; nơi không có Ban Thường vụ thì Ban Chấp hành", 1, BUREAU),
)


def opinions(former: tuple[int, ...]) -> Groups:
    """Who was asked about the bureau; `former` are officers of earlier terms, named one by one."""
    return (
        _asked(
            "Các ban Đảng của Tỉnh ủy",
            1,
            RuleFacts(relation=Relation.CONVENOR_OUTSIDE, unit_kinds=("cơ quan khác",)),
        ),
        _asked(
            "Ban Thường vụ các huyện, thị, thành đoàn và đoàn trực thuộc",
            2,
            replace(BUREAU, relation=Relation.CONVENOR_CHILDREN, without_kinds=OFFICES),
        ),
        _asked("Các phòng, ban, đơn vị thuộc Tỉnh đoàn", 3, *HEADS_OF_OFFICES),
        _asked(
            "Nguyên Ủy viên Ban Thường vụ Tỉnh đoàn",
            4,
            RuleFacts(relation=Relation.PEOPLE, people=former),
        ),
    )


def enlarged(bureaus: tuple[int, ...]) -> Groups:
    """Thành phố Hồ Chí Minh, 26 November 2019; `bureaus` are the offices above that it names."""
    return (
        _one_asked(
            "Đại diện Ban Thường vụ và các ban Thành đoàn",
            1,
            RuleFacts(relation=Relation.CONVENOR_PARENT),
            RuleFacts(relation=Relation.NAMED, units=bureaus),
        ),
        _asked(
            "Thường trực Đảng ủy Khối",
            2,
            RuleFacts(relation=Relation.CONVENOR_OUTSIDE, unit_kinds=("cấp ủy",), body=Body.TT),
        ),
        _one_asked(
            "Đại diện lãnh đạo các ban, Văn phòng Đảng ủy Khối, các đoàn thể Khối",
            3,
            RuleFacts(relation=Relation.CONVENOR_OUTSIDE, unit_kinds=("cơ quan khác", "đoàn thể")),
        ),
        _called(
            "Ủy viên Ban Chấp hành, Ủy viên Ủy ban Kiểm tra Đoàn Khối",
            4,
            COMMITTEE,
            RuleFacts(relation=Relation.CONVENOR, body=Body.UBKT),
        ),
        _called("Bí thư, Phó Bí thư các cơ sở Đoàn trực thuộc", 5, LEADERS_BELOW),
        _one_asked(
            "Cán bộ Đoàn, đoàn viên tiêu biểu",
            6,
            RuleFacts(relation=Relation.CONVENOR_CHILDREN, unit_kinds=("đoàn cơ sở",)),
            nominate_by=date(2020, 3, 30),
        ),
    )


# Triệu Sơn, 10 March 2020: it may be held within a meeting of the committee.
COMMITTEE_ALONE: Groups = (_called("Ủy viên Ban Chấp hành", 1, COMMITTEE),)
