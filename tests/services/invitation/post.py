"""Letters to delegates in tests: delegates with addresses, and rounds of the worker by the hour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.domain.rights import KEEPER
from planner.domain.timespan import TimeSpan
from planner.jobs import Done, Worker
from planner.services.invitation import sending
from planner.services.invitation.sending import Queued
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from tests.conftest import CONFIG
from tests.factories import NOW, Office, keep, make_delegate
from tests.mailbox import Mailbox

FROM = "Tỉnh đoàn Trà Vinh <so-hop@tinhdoan.vn>"
QUIET = timedelta(minutes=3)  # longer than changes are gathered


@dataclass(frozen=True, slots=True)
class Post:
    """A worker whose clock is set for each round, and the mailbox that takes its letters."""

    sessions: sessionmaker[Session]
    mailbox: Mailbox
    imap_url: str | None = None

    def round(self, now: datetime = NOW, name: str = "w") -> Done:
        config = replace(CONFIG, mail_url=self.mailbox.url, mail_from=FROM, imap_url=self.imap_url)
        return jobs.run_due(Worker(self.sessions, config, lambda: now, name))

    def told(self, now: datetime) -> list[tuple[str, str]]:
        """(to whom, subject) of what leaves by the end of the quiet time after `now`."""
        before = len(self.to_delegates)
        self.round(now)
        self.round(now + QUIET)
        return [(str(each["To"]), str(each["Subject"])) for each in self.to_delegates[before:]]

    @property
    def to_delegates(self) -> list[EmailMessage]:
        """What came, without the letters to the host."""
        return [each for each in self.mailbox.messages if str(each["To"]).endswith("@a.vn")]

    @property
    def last(self) -> EmailMessage:
        return self.to_delegates[-1]


def invite(session: Session, office: Office, *addresses: str | None) -> list[Delegate]:
    """Lan gets the first address; the others are new delegates, one each."""
    office.lan.email = addresses[0]
    keep(session, office.lan)
    made = [
        make_delegate(session, office.meeting, office.called, "Trần Vũ")
        for _address in addresses[1:]
    ]
    for delegate, address in zip(made, addresses[1:], strict=True):
        delegate.email = address
        keep(session, delegate)
    return [office.lan, *made]


def send_all(session: Session, meeting: Meeting, now: datetime = NOW) -> Queued:
    done = sending.send(session, KEEPER, meeting.id, CONFIG.code_key, now)
    session.commit()
    return done


def letters_about(session: Session, meeting: Meeting) -> list[tuple[str, str, str]]:
    """(kind, address, state) of the letters to delegates, in the order in which they came."""
    session.expire_all()
    query = session.query(OutboxMessage).filter(
        OutboxMessage.meeting_id == meeting.id, OutboxMessage.delegate_id.is_not(None)
    )
    return [(one.kind, one.address, one.state) for one in query.order_by(OutboxMessage.id)]


def calendar_of(message: EmailMessage) -> Any:
    """The calendar among the alternatives of a mail; its properties may be of thirty types."""
    (part,) = (one for one in message.walk() if one.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    found = Calendar.from_ical(payload)
    assert part["Content-Type"].params["method"] == found["method"]
    return found


def moved(span: TimeSpan, by: timedelta) -> TimeSpan:
    return TimeSpan(span.start + by, span.end + by)
