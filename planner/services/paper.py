"""What stands on the papers of a meeting."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.paper import Letterhead, Signer, SignInSheet, by_unit, sittings_of, when_words
from planner.domain.rights import Action, Viewer
from planner.services.attendance import sheet as sheets
from planner.store import directory as units
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.directory import Unit, UnitsAsked
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting


def sign_in_sheet(session: Session, viewer: Viewer, meeting_id: int) -> SignInSheet:
    """Danh sách điểm danh of everybody who is to come to a meeting, whoever they stand in for."""
    meeting = meetings.get(session, viewer, Action.PRINT_PAPER, meeting_id)
    return SignInSheet(
        letterhead=letterhead_of(session, meeting),
        title=meeting.title,
        subtitle=f"Chuyên đề: {meeting.topic.title}" if meeting.topic else "",
        when=when_words(meeting.when),
        where=_where(meeting),
        groups=by_unit(_signers(session, viewer, meeting)),
        code=meeting.code,
        sittings=sittings_of(meeting.when),
    )


def printed_sheet(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> SignInSheet:
    """As `sign_in_sheet`, kept as printed, under a code by which it is found when it comes back."""
    sheet = sign_in_sheet(session, viewer, meeting_id)
    rows = [(row.number, row.delegate_id) for group in sheet.groups for row in group.rows]
    return replace(sheet, code=sheets.printed(session, viewer, meeting_id, rows, now))


def letterhead_of(session: Session, meeting: Meeting) -> Letterhead:
    """The convenor issues; without a place of its own its papers are dated where its upper's are.

    The sheet is dated on the day it is signed.
    """
    issuer = meeting.convenor
    above = session.get(Unit, issuer.parent_id) if issuer.parent_id else None
    days = meeting.when.days
    return Letterhead(
        superior=above.name.upper() if above else "",
        issuer=issuer.name.upper(),
        place=issuer.place or (above.place if above else "") or "…………",
        day=days.start if days and meeting.when.has_day else None,
    )


def _where(meeting: Meeting) -> str:
    if meeting.hall is None:
        return meeting.place
    parts = (meeting.hall.name, meeting.hall.venue.name, meeting.hall.venue.address)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _signers(session: Session, viewer: Viewer, meeting: Meeting) -> list[Signer]:
    found = invitations.delegates_of(
        session, viewer, meeting.id, action=Action.PRINT_PAPER, states=("live", "replaced")
    )
    names = {delegate.id: delegate.name for delegate in found}
    tree = units.outline(session, UnitsAsked())
    places = {unit_id: place for place, (unit_id, _depth) in enumerate(tree)}
    return [
        _signer(delegate, places.get(delegate.unit_id or 0, len(places)), names)
        for delegate in found
        if delegate.state == "live"
    ]


def _signer(delegate: Delegate, unit_place: int, names: dict[int, str]) -> Signer:
    replaced = names.get(delegate.substitute_for_id or 0)
    return Signer(
        name=delegate.name,
        position=delegate.position,
        unit=delegate.unit_name,
        place=delegate.place,
        unit_place=unit_place,
        sort_key=delegate.sort_key,
        note=f"thay {replaced}" if replaced else "",
        delegate_id=delegate.id,
    )
