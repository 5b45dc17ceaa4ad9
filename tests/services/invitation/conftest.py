"""The worker that sends to the mail server of the tests."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.mailbox import Mailbox
from tests.services.invitation.post import Post


@pytest.fixture
def post(mailbox: Mailbox, sessions: sessionmaker[Session]) -> Post:
    return Post(sessions, mailbox)
