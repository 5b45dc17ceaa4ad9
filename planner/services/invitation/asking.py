"""How a meeting asks for answers, and of units what; the links of units. The caller commits."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import delegate_code, token_hash
from planner.domain.errors import NotFound
from planner.domain.invitation import AfterDeadline
from planner.domain.rights import Action, Viewer
from planner.services.invitation.drafting import draft_for
from planner.store import account as accounts
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.invitation import UnitPage, answers, units
from planner.store.invitation.units import UNIT_PAGE


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether substitutes need a yes, what becomes of late answers, what units are asked for."""

    approves_substitutes: bool = False
    after_deadline: AfterDeadline = AfterDeadline.LATE
    asks_vehicles: bool = False
    asks_lodging: bool = False
    asks_meals: bool = False
    asks_speeches: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """A unit's page and the code of its link; None where it has none."""

    page: UnitPage
    code: str | None


def set_asking(
    session: Session, viewer: Viewer, meeting_id: int, wanted: Asking, now: datetime
) -> None:
    """From now on; what was answered stays."""
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)
    setting = answers.setting_of(session, meeting_id)
    values = {**asdict(wanted), "after_deadline": wanted.after_deadline.value}
    changes = audit.differences(audit.values(setting, " ".join(values)), values)
    for name, value in values.items():
        setattr(setting, name, value)
    session.add(setting)
    session.flush()
    if changes:
        audit.record(session, viewer, now, "set_asking", meeting, changes)


def open_pages(session: Session, viewer: Viewer, meeting_id: int, key: str, now: datetime) -> int:
    """A page and a link for each unit that has seats or people; how many links were made."""
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)
    wanted = set(units.units_called(session, meeting_id))
    wanted |= {seat.unit_id for seat in draft_for(session, meeting, now).seats}
    units.add_pages(session, meeting_id, sorted(wanted))
    lacking = [
        page.id
        for page, generation in units.pages_with_links(session, meeting_id)
        if generation is None and page.unit_id in wanted
    ]
    _link(session, lacking, key, now)
    if lacking:
        changes = {"links": [None, len(lacking)]}
        audit.record(session, viewer, now, "open_unit_pages", meeting, changes)
    return len(lacking)


def renew_link(
    session: Session, viewer: Viewer, meeting_id: int, unit_id: int, key: str, now: datetime
) -> str:
    """A new link for a unit; those before it are dead."""
    page = _hold(session, viewer, meeting_id, unit_id)
    accounts.revoke_all(session, UNIT_PAGE, page.id, now)
    _link(session, [page.id], key, now)
    audit.record(session, viewer, now, "renew_unit_link", page)
    code = code_of_page(session, page, key)
    if code is None:
        raise NotFound("link")
    return code


def revoke_link(
    session: Session, viewer: Viewer, meeting_id: int, unit_id: int, now: datetime
) -> None:
    """The unit's link opens nothing any more; its account still does."""
    page = _hold(session, viewer, meeting_id, unit_id)
    accounts.revoke_all(session, UNIT_PAGE, page.id, now)
    audit.record(session, viewer, now, "revoke_unit_link", page)


def links(session: Session, viewer: Viewer, meeting_id: int, key: str) -> list[Linked]:
    """The pages of a meeting with their links, by the order of units; makes none."""
    meetings.get(session, viewer, Action.SET_INVITEES, meeting_id)
    return [
        Linked(page, None if generation is None else _code(key, page.id, generation))
        for page, generation in units.pages_with_links(session, meeting_id)
    ]


def code_of_page(session: Session, page: UnitPage, key: str) -> str | None:
    """The living link of one page."""
    generation = units.living_link(session, page.id) if page.id else None
    return None if generation is None else _code(key, page.id, generation)


def _hold(session: Session, viewer: Viewer, meeting_id: int, unit_id: int) -> UnitPage:
    meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)
    if units.page_of_unit(session, meeting_id, unit_id) is None:
        raise NotFound("unit page")
    return units.hold_page(session, meeting_id, unit_id)


def _link(session: Session, page_ids: Iterable[int], key: str, now: datetime) -> None:
    numbers = list(page_ids)
    last = units.last_links(session, numbers)
    made = [(number, last.get(number, 0) + 1) for number in numbers]
    hashed = [(page, turn, token_hash(_code(key, page, turn))) for page, turn in made]
    units.add_links(session, hashed, now)


def _code(key: str, page_id: int, generation: int) -> str:
    return delegate_code(key.encode(), UNIT_PAGE, page_id, generation)
