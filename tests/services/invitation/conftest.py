"""A mail server of our own, and the worker that sends to it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.mailbox import Mailbox, running_mailbox
from tests.services.invitation.post import Post


@pytest.fixture(scope="package")
def _server() -> Iterator[Mailbox]:
    with running_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def post(_server: Mailbox, sessions: sessionmaker[Session]) -> Post:
    _server.taken.clear()
    return Post(sessions, _server)
