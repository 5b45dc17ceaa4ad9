"""Answers and returned letters out of a real mailbox: believed where they prove themselves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.jobs import Done, Worker
from planner.services import meeting as meetings
from planner.store.notice import ReadMail
from tests.conftest import CONFIG
from tests.factories import NOW, Office, keep, span
from tests.imap import Box, running_box
from tests.mailbox import Mailbox
from tests.services.invitation.post import (
    Post,
    calendar_of,
    invite,
    letters_about,
    moved,
    send_all,
)

REPLY = """From: Lan <lan@a.vn>
To: {to}
Message-ID: {name}
MIME-Version: 1.0
Content-Type: text/calendar; charset=UTF-8; method=REPLY

BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:20260102T020000Z
ATTENDEE;PARTSTAT={answer}:mailto:{attendee}
COMMENT:Đi học
END:VEVENT
END:VCALENDAR
"""
RETURNED = """From: MAILER-DAEMON@mx.vn
To: so-hop@tinhdoan.vn
Message-ID: <d1@mx.vn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.vn

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such person

--b
Content-Type: text/rfc822-headers

Message-ID: {letter}

--b--
"""
MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def box() -> Iterator[Box]:
    with running_box() as box:
        yield box


@pytest.fixture
def post(mailbox: Mailbox, box: Box, sessions: sessionmaker[Session]) -> Post:
    return Post(sessions, mailbox, box.url)


@pytest.fixture
def invited(session: Session, office: Office, post: Post) -> Office:
    invite(session, office, "lan@a.vn", "hai@a.vn")
    send_all(session, office.meeting)
    post.round()
    return office


def letter_to_lan(post: Post) -> tuple[str, str, int]:
    """(the personal address, the Message-ID, the sequence) of Lan's invitation."""
    message = post.mailbox.messages[post.mailbox.recipients.index("lan@a.vn")]
    (event,) = calendar_of(message).walk("VEVENT")
    assert str(event["organizer"]) == f"mailto:{message['Reply-To']}"
    assert event["organizer"].params["SENT-BY"] == "mailto:so-hop@tinhdoan.vn"
    return str(message["Reply-To"]), str(message["Message-ID"]), int(event["sequence"])


def answered(post: Post, box: Box, session: Session, office: Office, **changes: object) -> str:
    """What stands as Lan's answer after a reply that differs so from a good one."""
    to, _name, sequence = letter_to_lan(post)
    values = {
        "to": to,
        "name": f"<r{len(box.mails)}@a.vn>",
        "uid": office.meeting.uid,
        "sequence": sequence,
        "answer": "ACCEPTED",
        "attendee": "lan@a.vn",
    }
    box.put(REPLY.format(**{**values, **changes}).replace("\n", "\r\n").encode())
    post.round(LATER)
    session.expire_all()
    return office.lan.reply


@pytest.mark.parametrize(
    ("answer", "reply"),
    [("ACCEPTED", "yes"), ("DECLINED", "no"), ("DELEGATED", "no"), ("TENTATIVE", "none")],
)
def test_an_answer_by_mail_is_kept(
    session: Session, invited: Office, post: Post, box: Box, answer: str, reply: str
) -> None:
    assert answered(post, box, session, invited, answer=answer) == reply


def test_the_mailbox_stays_as_it_is(
    session: Session, invited: Office, post: Post, box: Box
) -> None:
    answered(post, box, session, invited)

    verbs = {command.split()[0].upper() for command in box.commands}
    assert verbs <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    fetches = [command for command in box.commands if "FETCH" in command]
    assert all("BODY.PEEK" in command for command in fetches)


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "so-hop@tinhdoan.vn"},
        {"to": "so-hop+1-00000000000000000000000000000000@tinhdoan.vn"},
        {"uid": "other@example.vn"},
        {"attendee": "khach@a.vn"},
        {"sequence": "-1"},
        {"answer": "NEEDS-ACTION"},
    ],
)
def test_a_forged_or_foreign_answer_changes_nothing(
    session: Session, invited: Office, post: Post, box: Box, changes: dict[str, object]
) -> None:
    assert answered(post, box, session, invited, **changes) == "none"


def test_the_address_of_one_is_no_answer_for_another(
    session: Session, invited: Office, post: Post, box: Box
) -> None:
    hai = post.mailbox.messages[post.mailbox.recipients.index("hai@a.vn")]

    assert answered(post, box, session, invited, to=hai["Reply-To"]) == "none"


def test_a_mail_is_taken_once(session: Session, invited: Office, post: Post, box: Box) -> None:
    assert answered(post, box, session, invited) == "yes"
    invited.lan.reply, invited.lan.replied_at = "none", None
    keep(session, invited.lan)

    post.round(LATER + timedelta(hours=1))
    session.expire_all()

    assert invited.lan.reply == "none"
    assert [one.what for one in session.query(ReadMail)] == ["answered"]


def test_an_answer_to_an_older_version_is_not_taken(
    session: Session, invited: Office, post: Post, box: Box
) -> None:
    _to, _name, sequence = letter_to_lan(post)
    when = When.exact(moved(span("07:30", "17:00"), timedelta(days=1)))
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, NOW + MINUTE)
    session.commit()
    post.told(NOW + MINUTE)

    assert answered(post, box, session, invited, sequence=sequence) == "none"
    assert answered(post, box, session, invited, sequence=sequence + 1) == "yes"
    assert {one.what for one in session.query(ReadMail)} == {"older", "answered"}


def test_a_later_answer_on_the_page_stands(
    session: Session, invited: Office, post: Post, box: Box
) -> None:
    invited.lan.reply, invited.lan.replied_at = "no", LATER
    keep(session, invited.lan)

    assert answered(post, box, session, invited) == "no"


def test_a_returned_letter_did_not_arrive(
    session: Session, invited: Office, post: Post, box: Box
) -> None:
    _to, name, _sequence = letter_to_lan(post)
    box.put(RETURNED.format(recipient="lan@a.vn", letter=name).encode())

    post.round(LATER)

    assert letters_about(session, invited.meeting) == [
        ("invitation", "lan@a.vn", "failed"),
        ("invitation", "hai@a.vn", "sent"),
    ]


@pytest.mark.parametrize("letter", ["<so-hop-1-x@tinhdoan.vn>", "<x@y.vn>", ""])
def test_a_forged_return_changes_nothing(
    session: Session, invited: Office, post: Post, box: Box, letter: str
) -> None:
    box.put(RETURNED.format(recipient="lan@a.vn", letter=letter).encode())

    post.round(LATER)

    assert {state for _kind, _address, state in letters_about(session, invited.meeting)} == {"sent"}


def test_a_mailbox_that_is_away_stops_no_letter(
    session: Session, office: Office, mailbox: Mailbox, sessions: sessionmaker[Session]
) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)

    assert Post(sessions, mailbox, "imap://a:b@127.0.0.1:1").round() == Done(sent=1)


def test_the_mailbox_is_asked_once_a_minute(
    sessions: sessionmaker[Session], box: Box, mailbox: Mailbox
) -> None:
    now = [NOW]
    config = replace(CONFIG, mail_url=mailbox.url, imap_url=box.url)
    worker = Worker(sessions, config, lambda: now[0], "w")

    jobs.run_due(worker)
    jobs.run_due(worker)
    assert box.commands.count("LOGOUT") == 1
    now[0] += timedelta(minutes=1)
    jobs.run_due(worker)
    assert box.commands.count("LOGOUT") == 2
