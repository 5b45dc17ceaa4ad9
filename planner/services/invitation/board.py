"""The organiser's board: who has looked, who comes, who was not named yet; by group and unit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain.rights import Action, Viewer
from planner.services.invitation.drafting import UnitSeats, draft_for
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate, UnitPage, answers, board, letters, units
from planner.store.invitation.answer_rows import AnswerSetting
from planner.store.invitation.board import Asked, Counted
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Line:
    """How those of a group or a unit stand; `missing` are seats for which nobody was named."""

    id: int | None
    name: str
    pending: int = 0
    seen: int = 0
    yes: int = 0
    substitute: int = 0
    no: int = 0
    missing: int = 0

    @property
    def whole(self) -> int:
        return self.pending + self.seen + self.yes + self.substitute + self.no

    @property
    def waiting(self) -> int:
        return self.pending + self.seen

    def plus(self, column: str, count: int) -> "Line":
        return replace(self, **{column: getattr(self, column) + count})


@dataclass(frozen=True, slots=True)
class Needed:
    """What all units together said that they need."""

    vehicles: int = 0
    lodging: int = 0
    meals: int = 0
    speeches: int = 0
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board of a meeting, without the list of people."""

    meeting: Meeting
    total: Line
    groups: list[Line]
    units: list[Line]
    proposed: list[Delegate]
    needed: Needed
    setting: AnswerSetting
    answer_by: date | None
    nominate_by: date | None


def board_of(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Board:
    """A fixed number of queries, however many are called."""
    meeting = meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
    plan = letters.plan_of(session, meeting_id)
    counted = board.counts(session, meeting_id)
    seats = seats_of(session, meeting, now)
    pages = [page for page, _link in units.pages_with_links(session, meeting_id)]
    return Board(
        meeting=meeting,
        total=_total(counted, seats),
        groups=_by_group(counted, seats),
        units=_by_unit(counted, seats),
        proposed=list(board.proposed(session, meeting_id)),
        needed=needed(pages),
        setting=answers.setting_of(session, meeting_id),
        answer_by=plan.answer_by,
        nominate_by=plan.nominate_by,
    )


def version_of(session: Session, viewer: Viewer, meeting_id: int) -> str:
    """Changes whenever somebody answered, looked, or was named."""
    meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
    return board.version(session, meeting_id)


def everybody(
    session: Session, viewer: Viewer, meeting_id: int, asked: Asked
) -> tuple[Meeting, list[Delegate]]:
    """All of those who are on the list and fit, in printed order, to be written out."""
    meeting = meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
    found, _whole = board.listed(session, meeting, asked, start=0, limit=None)
    return meeting, list(found)


def seats_of(session: Session, meeting: Meeting, now: datetime) -> list[UnitSeats]:
    """The seats that units are to fill; the house is read only where there are any."""
    groups = invitations.groups_for_meeting(session, meeting.id)
    if not any(group.quota for group in groups):
        return []
    return list(draft_for(session, meeting, now).seats)


def needed(pages: Iterable[UnitPage]) -> Needed:
    """The sums of what units said."""
    said = list(pages)
    return Needed(
        vehicles=sum(page.vehicles for page in said),
        lodging=sum(page.lodging for page in said),
        meals=sum(page.meals for page in said),
        speeches=sum(1 for page in said if page.speech_title),
        texts=sum(1 for page in said if page.speech_received_at is not None),
    )


def _column(one: Counted) -> str:
    if one.reply == "none":
        return "seen" if one.has_seen else "pending"
    return "substitute" if one.reply == "yes" and one.stands_in else one.reply


def _total(counted: Iterable[Counted], seats: Iterable[UnitSeats]) -> Line:
    line = Line(None, "")
    for one in counted:
        line = line.plus(_column(one), one.count)
    return line.plus("missing", sum(map(_missing, seats)))


def _by_group(counted: Iterable[Counted], seats: Iterable[UnitSeats]) -> list[Line]:
    lines: dict[tuple[int, str], Line] = {}
    for one in counted:
        key = (one.group_id or 0, one.group)
        line = lines.get(key, Line(key[0], one.group))
        lines[key] = line.plus(_column(one), one.count)
    for seat in seats:
        key = (seat.group_id, seat.group_name)
        lines[key] = lines.get(key, Line(*key)).plus("missing", _missing(seat))
    return list(lines.values())


def _by_unit(counted: Iterable[Counted], seats: Iterable[UnitSeats]) -> list[Line]:
    """By units of ours, or by the words of people who belong to none."""
    lines: dict[int | str, Line] = {}
    for one in counted:
        key = one.unit_id or one.unit
        line = lines.get(key, Line(one.unit_id, one.unit))
        lines[key] = line.plus(_column(one), one.count)
    for seat in seats:
        line = lines.get(seat.unit_id, Line(seat.unit_id, seat.unit_name))
        lines[seat.unit_id] = line.plus("missing", _missing(seat))
    return sorted(lines.values(), key=lambda line: (-line.missing, -line.waiting, line.name))


def _missing(seat: UnitSeats) -> int:
    return max(seat.count - seat.named, 0)
