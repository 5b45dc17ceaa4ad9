"""Who is called to a meeting, group by group, and what they answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from planner.store import invitation as invitees
from planner.store.invitation import InviteeGroup
from planner.store.meeting import Meeting
from planner.web.people import PeopleCounts
from planner.web.wording import gettext

Count = tuple[int | None, str, str, bool, int]  # see `store.invitation.count_by_group`


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with how it is called and its answers."""

    name: str
    mode: str
    counts: PeopleCounts


@dataclass(frozen=True, slots=True)
class Called:
    """All groups that have somebody, their sum, and how many groups the thành phần has."""

    lines: tuple[GroupLine, ...]
    total: PeopleCounts
    groups: int


def called_to(session: Session, meeting: Meeting) -> Called:
    """For who may see the thành phần of this meeting."""
    groups = invitees.groups_for_meeting(session, meeting.id)
    return summary_of(groups, invitees.count_by_group(session, meeting))


def summary_of(groups: Sequence[InviteeGroup], counted: Iterable[Count]) -> Called:
    """The lines in printed order, those of one group together."""
    modes = {group.id: _mode_words(group) for group in groups}
    counts: dict[tuple[int | None, str], list[Count]] = {}
    for one in counted:
        counts.setdefault((one[0], one[1]), []).append(one)
    lines = tuple(
        GroupLine(name or gettext("Ngoài thành phần"), modes.get(group or 0, ""), _counts(some))
        for (group, name), some in counts.items()
    )
    everybody = [one for some in counts.values() for one in some]
    return Called(lines, _counts(everybody), len(groups))


def _counts(some: Iterable[Count]) -> PeopleCounts:
    return PeopleCounts.of(one[2:] for one in some)


def _mode_words(group: InviteeGroup) -> str:
    words = gettext("triệu tập") if group.mode == "summoned" else gettext("mời")
    return gettext("%(mode)s, suất", mode=words) if group.quota else words
