"""What belongs to another thing is not reached through one's own."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.store.account import Credential
from planner.store.agenda import AgendaItem
from planner.store.attendance.rows import Device, Door
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from tests.factories import NOW, Office, at, keep, make_account, make_delegate, make_meeting
from tests.web.browser import form_token, sign_in


@pytest.fixture
def theirs(session: Session, office: Office) -> Meeting:
    """A meeting that another province keeps for itself."""
    return make_meeting(session, office.stranger, code="TH-1", title="Họp kín")


@pytest.fixture
def beside(session: Session, office: Office) -> Meeting:
    """Another meeting of Hà's own province."""
    return make_meeting(session, office.province, code="GB-2026-2")


def door_of(session: Session, meeting: Meeting) -> tuple[Door, Device]:
    door = keep(
        session,
        Door(meeting_id=meeting.id, name="Cửa lạ", opened_at=NOW, expires_at=at("23:00")),
    )
    device = keep(session, Device(door_id=door.id, label="Máy lạ", paired_at=NOW))
    keep(
        session,
        Credential(kind="device", owner_id=device.id, hash="h", created_at=NOW),
    )
    return door, device


@pytest.mark.parametrize("whose", ["theirs", "beside"])
def test_doors_and_devices_of_another_meeting_are_missing(
    app: Flask, session: Session, office: Office, request: pytest.FixtureRequest, whose: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    door, device = door_of(session, request.getfixturevalue(whose))
    own, hand = f"/meetings/{office.meeting.id}", sign_in(app, office.ha)

    assert hand.post(f"{own}/doors/{door.id}/invite").status_code == 404
    assert hand.post(f"{own}/devices/{device.id}/revoke").status_code == 404
    living = session.query(Credential).filter_by(kind="device", revoked_at=None)
    assert [one.owner_id for one in living] == [device.id]


def test_steps_and_sessions_of_another_series_are_missing(
    app: Flask, session: Session, office: Office, beside: Meeting
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    other = keep(
        session,
        Series(
            code="GB-X", title="Khác", year=2026, convenor_id=office.province.id, changed_at=NOW
        ),
    )
    keep(session, HostTurn(series_id=other.id, ordinal=1, meeting_id=beside.id))
    step = keep(session, AgendaItem(series_id=other.id, place=1, title="Bước lạ"))
    own, hand = f"/series/{office.series.id}", sign_in(app, office.ha)

    answers = [
        hand.post(f"{own}/agenda/{step.id}/edit", data={"title": "x"}),
        hand.post(f"{own}/agenda/{step.id}/move", data={"by": "up"}),
        hand.post(f"{own}/agenda/{step.id}/remove"),
        hand.post(f"{own}/sessions/{beside.id}/edit", data={"when": "sáng 8/1"}),
        hand.post(f"{own}/sessions/{beside.id}/remove", data={"reason": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_a_delegate_of_a_foreign_meeting_is_missing(
    app: Flask, session: Session, office: Office, theirs: Meeting
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    guest = make_delegate(session, theirs, office.stranger, "Khách lạ")
    hand = sign_in(app, office.ha)

    answers = [hand.get(f"/delegates/{guest.id}")] + [
        hand.post(f"/delegates/{guest.id}/{verb}", data={"answer": "no"})
        for verb in ("cancel", "restore", "undo", "accept", "renew", "answer")
    ]

    assert [answer.status_code for answer in answers] == [404] * 7


def test_a_form_makes_nobody_more_than_they_are(app: Flask, office: Office) -> None:
    """Fields that no form has are passed over; a convenor out of reach is refused."""
    hand = sign_in(app, office.minh)
    token = form_token(hand.get("/account"))

    hand.post("/account", data={"csrf_token": token, "role": "admin", "unit_id": "1"})

    assert (office.minh.role, office.minh.unit_id) == (Role.HOST, office.host.id)
    assert hand.get("/accounts").status_code == 404


def test_a_stolen_cookie_ends_with_the_sign_out(app: Flask, office: Office) -> None:
    hand = sign_in(app, office.ha)
    token = form_token(hand.get("/account"))
    with hand.session_transaction() as cookie:
        kept = dict(cookie)

    hand.post("/logout", data={"csrf_token": token})
    with hand.session_transaction() as cookie:
        cookie.update(kept)

    assert hand.get("/meetings").location == "/login?next=/meetings"


def test_the_token_of_an_account_opens_no_page_and_a_cookie_no_api(
    app: Flask, session: Session, office: Office
) -> None:
    admin = make_account(session, Role.ADMIN, office.province, "Quản trị")
    hand = sign_in(app, admin)

    assert hand.get("/api/v1/meetings").status_code == 401
    assert hand.get("/api/v1/roster").status_code == 401
