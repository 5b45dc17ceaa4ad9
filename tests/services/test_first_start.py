"""An empty house is opened once, by whoever comes first."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER, Role
from planner.services import account
from planner.services.account import NewAccount, SignIn
from planner.services.directory import UnitFacts
from planner.store.account import Account
from planner.store.directory import Unit
from planner.store.session import make_writers
from tests.databases import ENGINES, fresh
from tests.factories import NOW, Office, who

UNIT = UnitFacts(code="TDTV", name="Tỉnh đoàn Trà Vinh", kind="tỉnh đoàn")
HA = NewAccount("ha@a.vn", "Nguyễn Thu Hà", "một câu dài dễ nhớ", Role.ADMIN, "TDTV")


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    with fresh(request.param, tmp_path, request) as engine:
        yield make_writers(engine)


def test_it_has_a_unit_and_an_admin_who_can_sign_in(session: Session) -> None:
    account.open_office(session, UNIT, HA, None, NOW)

    asked = SignIn("ha@a.vn", HA.password, "here", "browser")
    assert session.query(Unit.code, Unit.kind, Unit.level).all() == [("TDTV", "tỉnh đoàn", 2)]
    assert session.query(Account.email, Account.role).all() == [("ha@a.vn", "admin")]
    assert account.sign_in(session, asked, NOW) is not None


def test_of_many_first_starts_one_wins(house: sessionmaker[Session]) -> None:
    def open_one(number: int) -> str:
        unit = UnitFacts(code=f"D{number}", name=f"Đoàn {number}", kind="tỉnh đoàn")
        first = NewAccount(f"ai{number}@a.vn", "Ai", HA.password, Role.ADMIN, unit.code)
        try:
            with house.begin() as session:
                account.open_office(session, unit, first, None, NOW)
        except RuleBroken as broken:
            return broken.code
        return "won"

    with ThreadPoolExecutor(6) as pool:
        ends = sorted(pool.map(open_one, range(6)))

    assert ends == ["account.not_empty"] * 5 + ["won"]
    with house() as session:
        assert session.query(Unit).count() == session.query(Account).count() == 1


def test_a_link_opens_it_once_within_a_day(session: Session) -> None:
    earlier = account.issue_first_start(session, KEEPER, NOW)
    token = account.issue_first_start(session, KEEPER, NOW)

    assert not account.opens_first_start(session, earlier, NOW)
    assert not account.opens_first_start(session, "", NOW)
    assert account.opens_first_start(session, token, NOW)
    assert not account.opens_first_start(session, token, NOW + timedelta(days=1))
    for dead in (earlier, "khác"):
        with pytest.raises(NotFound):
            account.begin_first_start(session, dead, NOW)
    account.begin_first_start(session, token, NOW)
    with pytest.raises(NotFound):
        account.begin_first_start(session, token, NOW)


def test_a_house_with_people_has_no_first_start(session: Session, office: Office) -> None:
    for refused in (
        lambda: account.issue_first_start(session, KEEPER, NOW),
        lambda: account.begin_first_start(session, None, NOW),
    ):
        with pytest.raises(RuleBroken) as no:
            refused()
        assert no.value.code == "account.not_empty"
    with pytest.raises(NotFound):
        account.issue_first_start(session, who(session, office.ha), NOW)
