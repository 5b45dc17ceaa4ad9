"""Letters: how far sending is, words, the confirmation, what goes by hand."""

from typing import Any

from sqlalchemy.orm import object_session

from planner.services.invitation.codes import issue_missing
from planner.store.notice import Reminder
from tests.conftest import CONFIG
from tests.factories import NOW, Office, keep
from tests.web.cases import Case


def _meeting(office: Office) -> dict[str, Any]:
    session = object_session(office.meeting)
    assert session is not None
    issue_missing(session, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    return {"meeting_id": office.meeting.id}


def _words(office: Office) -> dict[str, Any]:
    return {**_meeting(office), "mode": "invited"}


def _reminder(office: Office) -> dict[str, Any]:
    session = object_session(office.meeting)
    assert session is not None
    made = session.query(Reminder).filter_by(meeting_id=office.meeting.id).first()
    if made is None:
        made = Reminder(
            meeting_id=office.meeting.id, anchor="meeting", days_before=7, audience="waiting"
        )
        keep(session, made)
    return {"reminder_id": made.id}


WORDS = {"subject": "Giấy mời", "body": "Kính gửi {{ kinh_gui }}", "keep": "1"}
REMINDER = {"days_before": "1", "anchor": "meeting", "audience": "all"}

CASES = {
    "invitation.letters_page": Case("meeting", _meeting),
    "invitation.set_deadlines": Case("meeting", _meeting, lambda _office: {}),
    "invitation.add_reminder": Case("meeting", _meeting, lambda _office: REMINDER),
    "invitation.drop_reminder": Case("meeting", _reminder),
    "invitation.letter_words": Case("meeting", _words, lambda _office: WORDS),
    "invitation.send_letters": Case("meeting", _meeting, lambda _office: {"seen": "y"}),
    "invitation.messages_to_copy": Case("meeting", _meeting),
    "invitation.printed_letters": Case("meeting", _meeting),
}
