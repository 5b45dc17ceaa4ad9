from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from planner.domain.account import token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER, Role
from planner.services import account
from planner.services.account import NOBODY, NewAccount, SignIn
from planner.store import account as accounts
from planner.store.account import Credential
from tests.factories import NOW, Office, who

PASSWORD = "một câu dài dễ nhớ"


def lan(**changed: object) -> NewAccount:
    facts: dict[str, object] = {
        "email": "Lan@Example.vn",
        "name": "  Lê  Ngọc Lan ",
        "password": PASSWORD,
        "role": Role.UNIT,
        "unit_code": "CL",
    }
    return NewAccount(**{**facts, **changed})  # type: ignore[arg-type]  # the test's own words


def sign_in(session: Session, password: str = PASSWORD) -> str | None:
    asked = SignIn("lan@example.vn", password, origin="127.0.0.1", client="thử")
    return account.sign_in(session, asked, NOW)


def test_an_account_is_kept_in_plain_form(session: Session, office: Office) -> None:
    made = account.add_account(session, KEEPER, lan(), NOW)

    assert (made.email, made.name, made.role) == ("lan@example.vn", "Lê Ngọc Lan", "unit")
    assert PASSWORD not in made.password_hash


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"email": "lan"}, "account.email_malformed"),
        ({"email": "a@b, c@d"}, "account.email_malformed"),
        ({"password": "ngắn"}, "account.password_short"),
        ({"unit_code": "NO"}, "account.no_such_unit"),
    ],
)
def test_an_account_is_refused(
    session: Session, office: Office, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        account.add_account(session, KEEPER, lan(**changed), NOW)

    assert caught.value.code == code


def test_an_address_has_one_account(session: Session, office: Office) -> None:
    account.add_account(session, KEEPER, lan(), NOW)

    with pytest.raises(RuleBroken) as caught:
        account.add_account(session, KEEPER, lan(email="LAN@example.vn"), NOW)
    assert caught.value.code == "account.email_taken"


def test_only_who_keeps_accounts_adds_one(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        account.add_account(session, who(session, office.ha), lan(), NOW)


def test_a_sign_in_is_stored_as_a_hash_and_ends(session: Session, office: Office) -> None:
    made = account.add_account(session, KEEPER, lan(), NOW)

    token = sign_in(session)

    assert token is not None
    assert session.query(Credential).filter_by(hash=token).first() is None
    found = accounts.viewer_of(session, "sign_in", token_hash(token), NOW)
    assert found is not None
    assert (found.account_id, found.unit_name) == (made.id, "Huyện đoàn Càng Long")
    later = NOW + timedelta(days=14)
    assert accounts.viewer_of(session, "sign_in", token_hash(token), later) is None
    account.sign_out(session, token, NOW)
    assert accounts.viewer_of(session, "sign_in", token_hash(token), NOW) is None


def test_a_closed_account_does_not_sign_in(session: Session, office: Office) -> None:
    account.add_account(session, KEEPER, lan(), NOW).is_active = False

    assert sign_in(session) is None


def test_wrong_words_are_counted_and_then_refused(session: Session, office: Office) -> None:
    account.add_account(session, KEEPER, lan(), NOW)
    for _try in range(8):
        assert sign_in(session, "đoán") is None

    with pytest.raises(RuleBroken) as caught:
        sign_in(session)
    assert caught.value.code == "account.too_many_tries"


def test_an_api_token_is_no_sign_in(session: Session, office: Office) -> None:
    token = account.issue_api_token(session, KEEPER, office.ha.email, "máy tính", NOW)

    assert accounts.viewer_of(session, "api", token_hash(token), NOW) is not None
    assert accounts.viewer_of(session, "sign_in", token_hash(token), NOW) is None


def test_asking_for_nobody_takes_as_long_as_for_somebody() -> None:
    """The parameters are those of a password kept today."""
    assert not PasswordHasher().check_needs_rehash(NOBODY)
