import socket
from dataclasses import replace
from typing import Any, cast

import pytest

from planner.domain.notice import Fate, Outcome
from planner.outputs.mail import BadLetter, Mail, MailServer, wire_of
from tests.factories import NOW
from tests.mailbox import Mailbox

LETTER = Mail(
    sender="Sổ họp <so-hop@tinhdoan.vn>",
    recipient="minh@caungang.vn",
    subject="Hoãn: Giao ban chuyên đề quý I, đồng chí Trần Quang Minh dự tại Cầu Ngang",
    text="Kính gửi đồng chí,\n.một dòng bắt đầu bằng chấm\nCuộc họp hoãn.\n",
    reference="so-hop-1",
    written_at=NOW,
)


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    with MailServer(mailbox.url) as server:
        outcome = server.send(wire_of(LETTER))

    message = mailbox.messages[0]
    assert outcome == Outcome(Fate.SENT)
    assert mailbox.recipients == ["minh@caungang.vn"]
    assert message["Subject"] == LETTER.subject
    assert message["From"] == LETTER.sender
    assert message["Message-ID"] == "<so-hop-1@tinhdoan.vn>"
    assert message["Date"].datetime == NOW
    assert message.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_calendar_stands_last_with_its_method(mailbox: Mailbox) -> None:
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Họp\r\nEND:VCALENDAR\r\n"

    with MailServer(mailbox.url) as server:
        server.send(wire_of(replace(LETTER, calendar=("REQUEST", ics))))

    last = list(mailbox.messages[0].iter_parts())[-1]
    assert mailbox.messages[0].get_content_type() == "multipart/alternative"
    assert last.get_content_type() == "text/calendar"
    assert last["Content-Type"].params == {"method": "REQUEST", "charset": "UTF-8"}
    assert last.get_content_disposition() is None
    payload = last.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode() == ics


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("subject", "Họp\r\nBcc: ai@khac.vn"),
        ("subject", "Họp\nX: y"),
        ("recipient", "minh@a.vn\r\nBcc: b@b.vn"),
        ("recipient", "minh@a.vn, b@b.vn"),
        ("recipient", "Minh <minh@a.vn>"),
        ("recipient", "không-có-a-còng"),
        ("recipient", "minh@" + "a" * 70 + ".vn"),
        ("recipient", "đ@a.vn"),
        ("reply_to", "a@a.vn\nBcc: b@b.vn"),
        ("text", "\ud800"),
    ],
)
def test_a_letter_that_could_forge_a_header_is_refused(part: str, text: str) -> None:
    with pytest.raises(BadLetter):
        wire_of(replace(LETTER, **cast(dict[str, Any], {part: text})))


def test_a_domain_with_marks_travels_in_ascii() -> None:
    assert wire_of(replace(LETTER, recipient="a@đoàn.vn")).recipient == "a@xn--on-jia8q.vn"


@pytest.mark.parametrize(
    ("recipient", "outcome"),
    [
        ("dead@a.vn", Outcome(Fate.REFUSED, "550 no such person")),
        ("busy@a.vn", Outcome(Fate.DELAYED, "451 come again")),
        ("lost@a.vn", Outcome(Fate.UNCERTAIN, "Connection unexpectedly closed")),
        ("cut@a.vn", Outcome(Fate.DELAYED, "Connection unexpectedly closed")),
    ],
)
def test_what_went_wrong_with_one_letter_does_not_touch_the_next(
    mailbox: Mailbox, recipient: str, outcome: Outcome
) -> None:
    with MailServer(mailbox.url) as server:
        first = server.send(wire_of(replace(LETTER, recipient=recipient)))
        second = server.send(wire_of(LETTER))

    assert (first.fate, second.fate) == (outcome.fate, Fate.SENT)
    assert outcome.said.split(":")[0] in first.said


def test_nobody_there_is_no_fault_of_the_letter() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with MailServer(f"smtp://ten:mat%20khau@127.0.0.1:{port}") as server:
        outcome = server.send(wire_of(LETTER))

    assert outcome.fate is Fate.UNREACHABLE
    assert "khau" not in outcome.said


def test_a_server_that_knows_no_password_is_not_used_without(mailbox: Mailbox) -> None:
    with MailServer(mailbox.url.replace("//", "//ten:mk@")) as server:
        assert server.send(wire_of(LETTER)).fate is Fate.UNREACHABLE
    assert mailbox.taken == []


def test_a_server_that_hung_up_between_two_letters_gets_the_second(mailbox: Mailbox) -> None:
    with MailServer(mailbox.url) as server:
        first = server.send(wire_of(replace(LETTER, recipient="leave@a.vn")))
        second = server.send(wire_of(LETTER))

    assert (first.fate, second.fate) == (Fate.SENT, Fate.SENT)
    assert mailbox.recipients == ["leave@a.vn", "minh@caungang.vn"]


def test_the_end_of_a_letter_is_not_held_back(mailbox: Mailbox) -> None:
    with MailServer(mailbox.url) as server:
        server.send(wire_of(LETTER))
        line = server._line

        assert line is not None
        assert line.sock is not None
        assert line.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
