"""What a unit does for a meeting: names people for its seats, answers for them, says its needs.

By its link or its account until the day by which it is asked; the organiser at any time. The
caller commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain.account import email_address, is_well_formed, normalise_code, token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import (
    Answer,
    Event,
    GivenAnswer,
    Needs,
    Speech,
    Way,
    day_in_words,
    ensure_open_for_answers,
    page_lives,
    required,
)
from planner.domain.meeting import Status
from planner.domain.rights import Action, Role, Viewer
from planner.domain.text import search_key, sort_key
from planner.domain.timespan import local_day
from planner.services.invitation import ledger, replies
from planner.services.invitation.codes import renew_one
from planner.services.invitation.drafting import BY_HAND, UnitSeats, draft_for, plain_why
from planner.services.invitation.ledger import By
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.directory import Unit
from planner.store.invitation import Delegate, UnitPage, answers, letters, units
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts for a unit in a meeting; the organiser does so after the deadline, too."""

    meeting: Meeting
    unit: Unit
    viewer: Viewer
    is_office: bool = False

    def by(self, now: datetime) -> By:
        """How what is done here stands in the ledger."""
        return By(Way.PHONE if self.is_office else Way.UNIT_PAGE, now, self.viewer.name)


@dataclass(frozen=True, slots=True)
class Seats:
    """How many people a unit is to name in a group, by which day; `is_open`: it still may."""

    group_id: int
    group_name: str
    count: int
    named: int
    by: date | None
    is_open: bool

    @property
    def left(self) -> int:
        return max(self.count - self.named, 0)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a unit names."""

    name: str
    position: str
    email: str = ""


def desk_of_link(session: Session, code: str, now: datetime) -> Desk:
    """What a link opens; one NotFound for wrong, dead and foreign ones."""
    plain = normalise_code(code)
    page = units.page_of_link(session, token_hash(plain)) if is_well_formed(plain) else None
    if page is None or not page_lives(page.meeting.when, local_day(now)):
        raise NotFound("unit page")
    holder = Viewer(account_id=None, name=page.unit.name, role=Role.VIEWER, unit_id=page.unit_id)
    return Desk(page.meeting, page.unit, holder)


def desk_for(session: Session, viewer: Viewer, meeting_id: int, unit_id: int) -> Desk:
    """The desk of a unit: its own for an account, any for who keeps the list."""
    meeting = meetings.get(session, viewer, Action.NAME_DELEGATES, meeting_id)
    keeps = meetings.find(session, viewer, Action.SET_INVITEES, meeting_id) is not None
    unit = invitations.units_named(session, [unit_id]).get(unit_id)
    if unit is None or not (keeps or unit_id in (viewer.seat_id, viewer.unit_id)):
        raise NotFound("unit")
    return Desk(meeting, unit, viewer, is_office=keeps)


def said_by(session: Session, desk: Desk) -> UnitPage:
    """What the unit said so far; the row is not kept where it said nothing."""
    nothing = {"vehicles": 0, "lodging": 0, "meals": 0}
    empty = dict.fromkeys(("vehicle_plates", "note", "speech_title", "speaker", "changed_by"), "")
    found = units.page_of_unit(session, desk.meeting.id, desk.unit.id)
    return found or UnitPage(meeting_id=desk.meeting.id, unit_id=desk.unit.id, **nothing, **empty)


def deadline_of(session: Session, desk: Desk) -> date | None:
    """By which day the unit names people and says what it needs."""
    return letters.plan_of(session, desk.meeting.id).nominate_by


def is_open(desk: Desk, by: date | None, now: datetime) -> bool:
    """Whether the unit may still change what it said."""
    try:
        _ensure_open(desk, by, now)
    except RuleBroken:
        return False
    return True


def seats_of(session: Session, desk: Desk, now: datetime) -> list[Seats]:
    """What the unit is to name, group by group."""
    draft = draft_for(session, desk.meeting, now)
    by_group = {group.id: group.nominate_by for group in draft.groups}
    usual = deadline_of(session, desk)
    return [
        _seats(desk, seat, by_group[seat.group_id] or usual, now)
        for seat in draft.seats
        if seat.unit_id == desk.unit.id
    ]


def name(
    session: Session, desk: Desk, group_id: int, named: Named, key: str, now: datetime
) -> Delegate:
    """Take one of the unit's seats for somebody, who is given a code."""
    units.hold_page(session, desk.meeting.id, desk.unit.id)
    seat = next((one for one in seats_of(session, desk, now) if one.group_id == group_id), None)
    if seat is None:
        raise NotFound("seat")
    _ensure_open(desk, seat.by, now)
    if not seat.left:
        raise RuleBroken("invitation.no_seat_left", field="name", count=seat.count)
    delegate = _row(session, desk, seat, named)
    session.add(delegate)
    session.flush()
    ledger.write_called(session, [delegate], desk.by(now))
    changes = {"name": [None, delegate.name]}
    audit.record(session, desk.viewer, now, "name_delegate", delegate, changes)
    renew_one(session, delegate.id, key, now)
    return delegate


def withdraw(session: Session, desk: Desk, delegate_id: int, now: datetime) -> Delegate:
    """Give a seat back that the unit filled itself."""
    units.hold_page(session, desk.meeting.id, desk.unit.id)
    delegate = _one_of_ours(session, desk, delegate_id)
    if not is_named(delegate):
        raise RuleBroken("invitation.not_named_by_unit")
    group = invitations.group_named(session, delegate.group_id)
    _ensure_open(desk, (group.nominate_by if group else None) or deadline_of(session, desk), now)
    change = {"state": ["live", "cancelled"]}
    audit.record(session, desk.viewer, now, "cancel_delegate", delegate, change)
    ledger.write(session, delegate, Event.TAKEN_OFF, desk.by(now))
    return delegate


def answer(
    session: Session, desk: Desk, delegate_id: int, given: GivenAnswer, key: str, now: datetime
) -> Delegate:
    """What the unit says for one of its people; whoever comes instead is given back."""
    delegate = _one_of_ours(session, desk, delegate_id)
    how = replies.asked(session, delegate, now)
    if desk.is_office:
        if Status(desk.meeting.status) is Status.CANCELLED:
            raise RuleBroken("invitation.meeting_cancelled", field="answer")
    elif how.why_not is not None:
        raise how.why_not
    waits = how.approves_substitutes and not desk.is_office
    if given.answer is Answer.SUBSTITUTE and waits:
        replies.propose(session, desk.viewer, delegate, given, desk.by(now))
        return delegate
    return replies.keep(session, desk.viewer, delegate, given, key, desk.by(now))


def say_needs(session: Session, desk: Desk, needs: Needs, now: datetime) -> None:
    """Vehicles, beds and meals, as far as the meeting asks for them."""
    setting = answers.setting_of(session, desk.meeting.id)
    if not (setting.asks_vehicles or setting.asks_lodging or setting.asks_meals):
        raise NotFound("needs")
    _ensure_open(desk, deadline_of(session, desk), now)
    needs.ensure_sound()
    page = units.hold_page(session, desk.meeting.id, desk.unit.id)
    wanted: dict[str, object] = {"note": needs.note}
    if setting.asks_vehicles:
        wanted |= {"vehicles": needs.vehicles, "vehicle_plates": needs.vehicle_plates}
    if setting.asks_lodging:
        wanted |= {"lodging": needs.lodging}
    if setting.asks_meals:
        wanted |= {"meals": needs.meals}
    _change(session, desk, page, wanted, "say_needs", now)


def register_speech(session: Session, desk: Desk, speech: Speech, now: datetime) -> UnitPage:
    """Which tham luận the unit has, and who gives it; an empty title takes it back."""
    if not answers.setting_of(session, desk.meeting.id).asks_speeches:
        raise NotFound("speech")
    _ensure_open(desk, deadline_of(session, desk), now)
    speech.ensure_sound()
    page = units.hold_page(session, desk.meeting.id, desk.unit.id)
    wanted: dict[str, object] = {"speech_title": speech.title, "speaker": speech.speaker}
    _change(session, desk, page, wanted, "register_speech", now)
    return page


def is_named(delegate: Delegate) -> bool:
    """Whether a unit, or a hand, put somebody into a group: no rule calls them."""
    by_hand = bool(delegate.why) and delegate.why[0]["relation"] == BY_HAND
    return by_hand and delegate.group_id is not None and delegate.substitute_for_id is None


def people_of(session: Session, desk: Desk) -> Sequence[Delegate]:
    """Whom the unit has on the list."""
    return units.people_of_unit(session, desk.meeting.id, desk.unit.id)


def _seats(desk: Desk, seat: UnitSeats, by: date | None, now: datetime) -> Seats:
    may = is_open(desk, by, now)
    return Seats(seat.group_id, seat.group_name, seat.count, seat.named, by, may)


def _one_of_ours(session: Session, desk: Desk, delegate_id: int) -> Delegate:
    found = units.get_of_unit(session, desk.meeting.id, desk.unit.id, delegate_id)
    if found is None:
        raise NotFound("delegate")
    return found


def _ensure_open(desk: Desk, by: date | None, now: datetime) -> None:
    status, today = Status(desk.meeting.status), local_day(now)
    if desk.is_office:
        if status is Status.CANCELLED:
            raise RuleBroken("invitation.meeting_cancelled")
        return
    ensure_open_for_answers(status, desk.meeting.when, today)
    if by is not None and today > by:
        raise RuleBroken("invitation.unit_deadline_over", by=day_in_words(by))


def _row(session: Session, desk: Desk, seat: Seats, named: Named) -> Delegate:
    said = required(named.name, "name", "invitation.no_name")
    position = required(named.position, "position", "invitation.no_position")
    email = email_address(named.email) if named.email.strip() else None
    key = search_key(said)
    if any(one.search_key == key for one in people_of(session, desk) if one.state == "live"):
        raise RuleBroken("invitation.already_called", field="name", name=said)
    person = invitations.person_of_unit(session, desk.unit.id, key)
    return Delegate(
        meeting_id=desk.meeting.id,
        person_id=person.id if person else None,
        unit_id=desk.unit.id,
        unit_name=desk.unit.name,
        group_id=seat.group_id,
        group_name=seat.group_name,
        **invitations.stands_in_group(session, desk.meeting.id, seat.group_id),
        name=said,
        position=position,
        email=email or (person.email if person else None),
        why=plain_why(BY_HAND, by=desk.viewer.name),
        reply="yes",
        search_key=key,
        sort_key=sort_key(said),
    )


def _change(
    session: Session,
    desk: Desk,
    page: UnitPage,
    wanted: dict[str, object],
    deed: str,
    now: datetime,
) -> None:
    before = audit.values(page, " ".join(wanted))
    changes = audit.differences(before, wanted)
    if not changes:
        return
    for column, value in wanted.items():
        setattr(page, column, value)
    page.changed_at, page.changed_by = now, desk.viewer.name
    audit.record(session, desk.viewer, now, deed, page, changes)
    session.flush()
