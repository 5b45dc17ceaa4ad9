from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.account import token_hash
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER
from planner.services.attendance import door as doors
from planner.services.attendance.device import device_behind
from planner.services.attendance.door import NewDoor, OpenDoor, PairingTry
from planner.store import audit
from planner.store.account import Attempt, Credential
from planner.store.attendance.door import devices_of, doors_of
from planner.store.base import LAST_ID
from planner.store.meeting import Meeting
from tests.doors import EIGHT
from tests.factories import Office, at, who

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def opened(session: Session, office: Office) -> OpenDoor:
    made = doors.open_door(
        session, who(session, office.ha), office.meeting.id, NewDoor("Cửa chính"), EIGHT
    )
    session.commit()
    return made


def a_try(secret: str, origin: str = "10.0.0.7") -> PairingTry:
    return PairingTry(secret, "Máy của Lan", origin)


def test_a_door_has_a_device_and_a_pairing_for_one_more(
    session: Session, office: Office, opened: OpenDoor
) -> None:
    holder = device_behind(session, opened.token, EIGHT)

    assert (holder.door_name, holder.meeting_id) == ("Cửa chính", office.meeting.id)
    assert holder.rights == {"scan", "search", "walkin", "void"}
    assert (opened.door.expires_at, holder.expires_at) == (at("05:00", 6), at("05:00", 6))
    assert opened.pairing.expires_at == EIGHT + HALF_AN_HOUR
    link = opened.pairing.link("https://sohop.vn")
    assert link == f"https://sohop.vn/door#{opened.pairing.link_token}"
    assert (len(opened.pairing.code), opened.pairing.code.isdecimal()) == (8, True)
    assert [entry.action for entry in audit.history_of(session, opened.door)] == ["open_door"]


def test_no_secret_is_stored(session: Session, opened: OpenDoor) -> None:
    secrets = {opened.token, opened.pairing.link_token, opened.pairing.code}

    stored = {row.hash for row in session.query(Credential)}

    assert stored >= {token_hash(secret) for secret in secrets}
    assert stored.isdisjoint(secrets)


@pytest.mark.parametrize("way", ["link_token", "code"])
def test_a_pairing_lets_one_device_in(session: Session, opened: OpenDoor, way: str) -> None:
    made = doors.pair(session, a_try(getattr(opened.pairing, way)), EIGHT)
    session.commit()

    assert made is not None
    assert (made.device.label, made.door.id) == ("Máy của Lan", opened.door.id)
    assert device_behind(session, made.token, EIGHT).device_id == made.device.id
    for secret in (opened.pairing.link_token, opened.pairing.code):
        assert doors.pair(session, a_try(secret), EIGHT) is None


def test_a_code_is_read_with_spaces(session: Session, opened: OpenDoor) -> None:
    code = opened.pairing.code

    assert doors.pair(session, a_try(f" {code[:4]} {code[4:]}\n"), EIGHT) is not None


def test_a_pairing_ends_after_half_an_hour(session: Session, opened: OpenDoor) -> None:
    assert doors.pair(session, a_try(opened.pairing.code), EIGHT + HALF_AN_HOUR) is None


def test_a_new_pairing_ends_the_one_before(
    session: Session, office: Office, opened: OpenDoor
) -> None:
    rights = frozenset({DeviceRight.SCAN, DeviceRight.KIOSK})
    viewer = who(session, office.ha)

    new = doors.invite_device(session, viewer, opened.door.id, now=EIGHT, rights=rights)

    assert doors.pair(session, a_try(opened.pairing.code), EIGHT) is None
    made = doors.pair(session, a_try(new.code), EIGHT)
    assert made is not None
    assert made.rights == device_behind(session, made.token, EIGHT).rights == rights


def test_guessing_is_slow(session: Session, opened: OpenDoor) -> None:
    for number in range(8):
        assert doors.pair(session, a_try(f"guess {number}"), EIGHT) is None

    with pytest.raises(RuleBroken) as refused:
        doors.pair(session, a_try(opened.pairing.code), EIGHT)

    assert refused.value.code == "account.too_many_tries"
    elsewhere = a_try(opened.pairing.code, origin="10.0.0.8")
    assert doors.pair(session, elsewhere, EIGHT) is not None


def test_guessing_from_everywhere_is_slow_too(session: Session, opened: OpenDoor) -> None:
    everywhere = token_hash("everywhere")
    session.add_all(Attempt(kind="pairing", subject_hash=everywhere, at=EIGHT) for _ in range(100))
    session.flush()

    with pytest.raises(RuleBroken) as refused:
        doors.pair(session, a_try(opened.pairing.code), EIGHT)

    assert refused.value.code == "account.too_many_tries"


def test_a_revoked_device_is_out_at_once(
    session: Session, office: Office, opened: OpenDoor
) -> None:
    device_id = device_behind(session, opened.token, EIGHT).device_id
    doors.revoke_device(session, who(session, office.ha), device_id, EIGHT)

    with pytest.raises(RuleBroken) as refused:
        device_behind(session, opened.token, EIGHT)

    assert refused.value.code == "attendance.revoked"


@pytest.mark.parametrize("token", [None, "", "nothing of ours", "\0"])
def test_only_a_live_token_counts(session: Session, token: str | None) -> None:
    with pytest.raises(RuleBroken):
        device_behind(session, token, EIGHT)


def test_a_token_ends_with_its_door(session: Session, opened: OpenDoor) -> None:
    with pytest.raises(RuleBroken):
        device_behind(session, opened.token, opened.door.expires_at)


def test_a_link_is_no_device_token(session: Session, opened: OpenDoor) -> None:
    with pytest.raises(RuleBroken):
        device_behind(session, opened.pairing.link_token, EIGHT)


def test_a_door_needs_a_name(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken) as refused:
        doors.open_door(session, KEEPER, office.meeting.id, NewDoor(" \n"), EIGHT)

    assert (refused.value.code, refused.value.field) == ("attendance.door_without_name", "name")


def test_who_has_nothing_to_do_with_it_opens_no_door(
    session: Session, office: Office, opened: OpenDoor
) -> None:
    tuan = who(session, office.tuan)

    with pytest.raises(NotFound):
        doors.open_door(session, tuan, office.meeting.id, NewDoor("Cửa"), EIGHT)
    with pytest.raises(NotFound):
        doors.invite_device(session, tuan, opened.door.id, now=EIGHT)
    device_id = device_behind(session, opened.token, EIGHT).device_id
    with pytest.raises(NotFound):
        doors.revoke_device(session, tuan, device_id, EIGHT)


def test_what_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        doors.invite_device(session, KEEPER, LAST_ID, now=EIGHT)
    with pytest.raises(NotFound):
        doors.revoke_device(session, KEEPER, LAST_ID, EIGHT)


@pytest.mark.parametrize(("now", "opens_at"), [(at("08:00", 3), at("08:00", 3)), (EIGHT, None)])
def test_doors_open_early_only_where_they_were_shut(
    session: Session, office: Office, now: datetime, opens_at: datetime | None
) -> None:
    doors.open_door(session, KEEPER, office.meeting.id, NewDoor("Cửa", at_once=True), now)

    assert session.get_one(Meeting, office.meeting.id).opens_at == opens_at


def test_doors_and_devices_are_listed(session: Session, office: Office, opened: OpenDoor) -> None:
    made = doors.pair(session, a_try(opened.pairing.code), EIGHT)
    assert made is not None

    opened_doors = [door.name for door in doors_of(session, office.meeting.id)]
    devices = devices_of(session, office.meeting.id)

    assert opened_doors[-1:] == ["Cửa chính"]
    here = [
        (one.label, token.lives(EIGHT)) for one, token in devices if one.door_id == made.door.id
    ]
    assert here == [("Cửa chính", True), ("Máy của Lan", True)]
