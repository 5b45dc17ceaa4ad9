"""The short code: whom it means, also where two codes begin alike."""

from sqlalchemy.orm import Session

from planner.domain.account import delegate_code, short_code, short_of
from planner.services.attendance.device import device_behind
from planner.services.attendance.short import meant_at
from tests.doors import EIGHT, KEY, begun_alike, give_code, open_door
from tests.factories import Office, make_delegate


def meant(session: Session, office: Office, typed: str) -> list[tuple[int, str]] | None:
    holder = device_behind(session, open_door(session, office.meeting), EIGHT)
    found = meant_at(session, holder, typed, KEY, EIGHT)
    return None if found is None else [(one.who.id, one.code) for one in found]


def test_a_short_code_is_how_the_code_begins() -> None:
    codes = [(delegate_code(KEY, "delegate", n, 1), n) for n in range(1, 200)]

    assert {short_of(code) == short_code(KEY, "delegate", n, 1) for code, n in codes} == {True}


def test_a_short_code_means_who_carries_it(session: Session, office: Office) -> None:
    code = give_code(session, office.lan)

    assert meant(session, office, f" {code[:3]}-{code[3:6].lower()}") == [(office.lan.id, code)]
    assert meant(session, office, code) is None


def test_a_renewed_code_is_forgotten(session: Session, office: Office) -> None:
    old = give_code(session, office.lan)
    new = give_code(session, office.lan, 2)

    assert meant(session, office, old[:6]) == []
    assert meant(session, office, new[:6]) == [(office.lan.id, new)]


def test_codes_that_begin_alike_are_all_named(session: Session, office: Office) -> None:
    minh = make_delegate(session, office.meeting, office.called, "Trần Quang Minh")
    ones, others = begun_alike(KEY, office.lan.id, minh.id)
    hers, his = give_code(session, office.lan, ones), give_code(session, minh, others)

    assert hers[:6] == his[:6]
    assert meant(session, office, his[:6]) == [(office.lan.id, hers), (minh.id, his)]
