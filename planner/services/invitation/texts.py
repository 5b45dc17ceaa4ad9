"""The office's own words of its invitations; the caller commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.invitation import Mode
from planner.domain.rights import Action, Viewer
from planner.outputs import wording
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.notice import LetterText


@dataclass(frozen=True, slots=True)
class Words:
    """What people typed; `is_usual`: for all meetings of the convenor, too."""

    subject: str
    body: str
    is_usual: bool = False

    def checked(self) -> tuple[str, str]:
        """Subject and body as they are kept, or a refusal at its field."""
        return wording.checked(self.subject, "subject"), wording.checked(self.body, "body")


def write(
    session: Session, viewer: Viewer, meeting_id: int, mode: Mode, words: Words, now: datetime
) -> None:
    """Keep the words of a meeting's letters of one kind; letters in the queue keep theirs."""
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
    subject, body = words.checked()
    kept = {"mode": mode.value, "subject": subject, "body": body, "created_at": now}
    session.add(LetterText(meeting_id=meeting.id, **kept))
    if words.is_usual:
        session.add(LetterText(unit_id=meeting.convenor_id, **kept))
    audit.record(session, viewer, now, "write_letter_text", meeting, {"mode": [None, mode.value]})
    session.flush()
