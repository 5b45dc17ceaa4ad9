"""Hà, and a meeting that she has booked."""

import pytest
from sqlalchemy.orm import Session

from planner.domain.rights import Viewer
from planner.services import meeting as service
from planner.store.meeting import Meeting
from tests.factories import (
    NOW,
    Office,
    who,
)
from tests.services.meeting.sample import draft_of


@pytest.fixture
def ha(session: Session, office: Office) -> Viewer:
    return who(session, office.ha)


@pytest.fixture
def booked(session: Session, office: Office, ha: Viewer) -> Meeting:
    return service.book(session, ha, draft_of(office), uid="1@example.vn", now=NOW).meeting
