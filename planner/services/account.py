"""Accounts: adding them, signing in and out, tokens of the API. The caller commits."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from planner.domain import account as rules
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER, Action, Role, Viewer
from planner.domain.text import one_line
from planner.services import directory
from planner.services.directory import UnitFacts
from planner.store import account as accounts
from planner.store import audit
from planner.store import directory as units
from planner.store.account import Account, Attempt, Credential
from planner.store.session import flush

FIRST_START = "first_start"
NO_OWNER = 0
LASTS = {"sign_in": rules.SIGN_IN_LASTS, FIRST_START: rules.FIRST_START_LASTS}
HASHER = PasswordHasher()
# Verified when nobody has the address, so that an answer takes as long as for a wrong password.
# Of a password that was thrown away; made once, for it takes a tenth of a second.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "Fj9kazrUpIvk43EXRuD9qA$3MhqSjCVW6Ej/JsCTpfYR5cHGQbYeaXGa3iymH0WCDA"
)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of; the password in clear, for hashing only."""

    email: str
    name: str
    password: str
    role: Role
    unit_code: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A try to sign in: the words typed, and where from (kept only as a hash, to count tries)."""

    email: str
    password: str
    origin: str
    client: str


def add_account(session: Session, viewer: Viewer, new: NewAccount, now: datetime) -> Account:
    """Make an account. Refused: a taken or odd address, a short password, an unknown unit."""
    if not viewer.may_anywhere(Action.KEEP_ACCOUNTS):
        raise NotFound("account")
    rules.ensure_long_enough(new.password)
    unit = units.find_unit_by_code(session, new.unit_code)
    if unit is None:
        raise RuleBroken("account.no_such_unit", field="unit")
    account = Account(
        email=rules.email_address(new.email),
        name=one_line(new.name),
        password_hash=HASHER.hash(new.password),
        role=new.role.value,
        unit_id=unit.id,
        created_at=now,
    )
    session.add(account)
    flush(session)
    audit.record(session, viewer, now, "add_account", account, {"role": [None, new.role.value]})
    return account


def sign_in(session: Session, asked: SignIn, now: datetime) -> str | None:
    """The token for the cookie; None when the words are wrong (the try is kept and counted).

    Refused after too many wrong tries on the account or from the same place.
    """
    tries = {rules.token_hash(subject) for subject in (asked.email.lower(), asked.origin)}
    for subject in tries:
        failures = accounts.failures_since(session, "sign_in", subject, now - rules.TRY_WINDOW)
        rules.ensure_not_guessing(failures)
    account = accounts.find_account(session, one_line(asked.email).lower())
    if not _is_password_of(account, asked.password) or account is None:
        session.add_all(Attempt(kind="sign_in", subject_hash=subject, at=now) for subject in tries)
        return None
    return _issue(session, "sign_in", account.id, now, label=asked.client)


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End this sign-in; one that is over already stays so."""
    credential = accounts.find_credential(session, "sign_in", rules.token_hash(token))
    if credential is not None and credential.revoked_at is None:
        credential.revoked_at = now


def issue_api_token(session: Session, viewer: Viewer, email: str, label: str, now: datetime) -> str:
    """A token that has the rights of the account; shown this once."""
    if not viewer.may_anywhere(Action.KEEP_ACCOUNTS):
        raise NotFound("account")
    account = accounts.find_account(session, one_line(email).lower())
    if account is None:
        raise NotFound("account")
    audit.record(session, viewer, now, "issue_api_token", account, {"label": [None, label]})
    return _issue(session, "api", account.id, now, label=label)


def change_password(
    session: Session, viewer: Viewer, *, current: str, new: str, now: datetime
) -> None:
    """A new password for the viewer's own account; every other sign-in of it ends."""
    account = accounts.get_account(session, viewer.account_id)
    if not _is_password_of(account, current):
        raise RuleBroken("account.wrong_password", field="current")
    rules.ensure_long_enough(new)
    account.password_hash = HASHER.hash(new)
    accounts.revoke_all(session, "sign_in", account.id, now)
    audit.record(session, viewer, now, "change_password", account)


def issue_first_start(session: Session, viewer: Viewer, now: datetime) -> str:
    """The one link that opens an empty house from elsewhere; earlier ones end."""
    if not viewer.may_anywhere(Action.KEEP_ACCOUNTS):
        raise NotFound("first start")
    if not accounts.is_empty(session):
        raise RuleBroken("account.not_empty")
    accounts.revoke_all(session, FIRST_START, NO_OWNER, now)
    return _issue(session, FIRST_START, NO_OWNER, now, label="")


def opens_first_start(session: Session, token: str, now: datetime) -> bool:
    """Whether this link still opens the empty house."""
    credential = accounts.find_credential(session, FIRST_START, rules.token_hash(token))
    return credential is not None and credential.lives(now)


def begin_first_start(session: Session, token: str | None, now: datetime) -> None:
    """Hold the empty house for whoever comes first, by a link or (None) from this machine.

    Refused when somebody was sooner; NotFound for a dead link. The link is used up.
    """
    accounts.hold_first_start(session)
    if not accounts.is_empty(session):
        raise RuleBroken("account.not_empty")
    if token is not None and not opens_first_start(session, token, now):
        raise NotFound("first start")
    accounts.revoke_all(session, FIRST_START, NO_OWNER, now)


def open_office(
    session: Session, unit: UnitFacts, first: NewAccount, token: str | None, now: datetime
) -> Account:
    """The first unit of an empty house and its admin, both or neither."""
    begin_first_start(session, token, now)
    directory.add_unit(session, KEEPER, unit, now)
    return add_account(session, KEEPER, first, now)


def enter(session: Session, account: Account, client: str, now: datetime) -> str:
    """The cookie's token for somebody who has just opened the house."""
    return _issue(session, "sign_in", account.id, now, label=client)


def _is_password_of(account: Account | None, password: str) -> bool:
    known = account.password_hash if account is not None and account.is_active else NOBODY
    try:
        return HASHER.verify(known, password) and known is not NOBODY
    except (VerificationError, InvalidHashError):
        return False


def _issue(session: Session, kind: str, owner_id: int, now: datetime, *, label: str) -> str:
    token = secrets.token_urlsafe(32)
    credential = Credential(
        kind=kind,
        owner_id=owner_id,
        generation=accounts.next_generation(session, kind, owner_id),
        hash=rules.token_hash(token),
        label=label[:200],
        created_at=now,
        expires_at=now + LASTS[kind] if kind in LASTS else None,
    )
    session.add(credential)
    flush(session)
    return token
