"""What the database itself holds of turns, whoever comes past the rule."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.store.base import Base
from planner.store.rotation import DayProposal
from planner.store.session import flush
from tests.factories import NOW, Office, make_blackout, make_earlier, make_handover


def proposal(office: Office, state: str = "waiting") -> DayProposal:
    return DayProposal(
        meeting_id=office.meeting.id,
        unit_id=office.host.id,
        words="sáng 14/5",
        state=state,
        account_name="Minh",
        proposed_at=NOW,
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda office: make_earlier(office.province, office.other), "rotation.history_twice"),
        (
            lambda office: make_handover(office.province, office.called, office.host),
            "rotation.flag_twice_a_day",
        ),
    ],
)
def test_what_stands_already_is_refused_as_the_rule_would(
    session: Session, office: Office, make: Callable[[Office], Base], code: str
) -> None:
    session.add(make(office))

    with pytest.raises(RuleBroken) as refused:
        flush(session)

    assert refused.value.code == code


def test_a_session_hands_the_flag_on_once(session: Session, office: Office) -> None:
    for day in (1, 2):
        row = make_handover(office.province, office.called, office.host, date(2026, 2, day))
        row.meeting_id = office.meeting.id
        session.add(row)

    with pytest.raises(RuleBroken, match="flag_handed_already"):
        flush(session)


def test_one_proposal_waits_at_a_time_beside_any_number_of_answered_ones(
    session: Session, office: Office
) -> None:
    session.add_all([proposal(office, "declined"), proposal(office, "declined"), proposal(office)])
    flush(session)
    session.add(proposal(office))

    with pytest.raises(RuleBroken, match="proposal_waits"):
        flush(session)


@pytest.mark.parametrize("kind", ["person", "hall"])
def test_a_busy_day_of_nobody_is_refused(session: Session, office: Office, kind: str) -> None:
    row = make_blackout(office.host)
    row.kind = kind
    session.add(row)

    with pytest.raises(IntegrityError):
        flush(session)
