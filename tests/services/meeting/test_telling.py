from datetime import timedelta

from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.services import meeting as service
from planner.store.notice import OutboxMessage
from tests.factories import NOW, Office, make_account, who


def told(session: Session) -> list[tuple[str, list[str], str]]:
    """To whom, what, and the reason that the letter gives; only letters to hosts."""
    letters = session.query(OutboxMessage).filter_by(kind="host").order_by(OutboxMessage.id)
    return [(one.address, one.parts["what"], one.parts["meeting"]["reason"]) for one in letters]


def test_the_host_learns_of_a_postponement_with_its_reason(
    session: Session, office: Office
) -> None:
    ha = who(session, office.ha)

    service.postpone(session, ha, office.meeting.id, reason="Bão số 3", now=NOW)

    assert told(session) == [(office.minh.email, ["postponed"], "Bão số 3")]


def test_a_change_of_host_tells_both(session: Session, office: Office) -> None:
    lan = make_account(session, Role.HOST, office.called, "Lê Ngọc Lan")
    ha = who(session, office.ha)

    service.change(session, ha, office.meeting.id, {"host_id": office.called.id}, NOW)

    assert told(session) == [
        (office.minh.email, ["released"], ""),
        (lan.email, ["booked"], ""),
    ]


def test_several_changes_within_minutes_are_one_letter(session: Session, office: Office) -> None:
    ha, later = who(session, office.ha), NOW + timedelta(minutes=1)

    service.change(session, ha, office.meeting.id, {"place": "Sân trường"}, NOW)
    service.cancel(session, ha, office.meeting.id, reason="Trùng lịch", now=later)

    assert told(session) == [(office.minh.email, ["changed", "cancelled"], "Trùng lịch")]


def test_nothing_changed_is_no_letter(session: Session, office: Office) -> None:
    title = office.meeting.title

    service.change(session, who(session, office.ha), office.meeting.id, {"title": title}, NOW)

    assert told(session) == []
