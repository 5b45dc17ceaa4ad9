"""What people do with a browser."""

import re
from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.domain.account import token_hash
from planner.store.account import Account, Credential, next_generation
from tests.factories import NOW


def sign_in(app: Flask, account: Account) -> FlaskClient:
    """A browser in which the account has signed in."""
    token = issue(app, account, "sign_in")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    return client


def api_token(app: Flask, account: Account) -> dict[str, str]:
    """The headers of a program that acts for the account."""
    return {"Authorization": f"Bearer {issue(app, account, 'api')}"}


def issue(app: Flask, account: Account, kind: str) -> str:
    """A live credential of the account, as text."""
    token = f"{kind}-{account.id}-{account.email}"
    with app.extensions["planner.writers"].begin() as session:
        _keep_once(session, kind, account, token_hash(token))
    return token


def _keep_once(session: Session, kind: str, account: Account, hashed: str) -> None:
    known = session.query(Credential).filter_by(kind=kind, owner_id=account.id, hash=hashed).first()
    if known is None:
        number = next_generation(session, kind, account.id)
        made = Credential(kind=kind, owner_id=account.id, generation=number, hash=hashed)
        made.created_at = NOW
        session.add(made)


def form_token(page: TestResponse) -> str:
    """The token against forged forms, as the page carries it."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def send(
    client: FlaskClient, url: str, data: Mapping[str, object], *, page: str | None = None
) -> TestResponse:
    """Open the form (on `page` where it stands elsewhere), then send it."""
    token = form_token(client.get(page or url))
    return client.post(url, data={**data, "csrf_token": token})
