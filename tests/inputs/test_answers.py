"""Mails that come back, as programs write them."""

from datetime import UTC, datetime

import pytest

from planner.inputs.answers import Incoming, Reply, Returned, read

REPLY = """From: Lan <lan@a.vn>
To: so-hop+7-0123@tinhdoan.vn
Message-ID: <r1@a.vn>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Đồng ý
--b
Content-Type: text/calendar; charset=UTF-8; method={method}

BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
METHOD:{method}
BEGIN:VEVENT
UID:gb-2026-1@example.vn
SEQUENCE:2
DTSTAMP:20260102T020000Z
ATTENDEE;PARTSTAT=ACCEPTED;CN=Lan:MAILTO:Lan@a.vn
END:VEVENT
END:VCALENDAR
--b--
"""
RETURNED = """From: MAILER-DAEMON@mx.vn
To: so-hop@tinhdoan.vn
Message-ID: <d1@mx.vn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.vn

Final-Recipient: rfc822; Lan@a.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such person

--b
Content-Type: text/rfc822-headers

Message-ID: <so-hop-7-abc@tinhdoan.vn>
Subject: x

--b--
"""


def mail(text: str, **values: str) -> bytes:
    return text.format(**values).replace("\n", "\r\n").encode()


def test_an_answer_is_read_with_its_version() -> None:
    found = read(mail(REPLY, method="REPLY"))

    assert found == Incoming(
        "<r1@a.vn>",
        ("so-hop+7-0123@tinhdoan.vn",),
        Reply(
            uid="gb-2026-1@example.vn",
            attendee="lan@a.vn",
            answer="ACCEPTED",
            sequence=2,
            said_at=datetime(2026, 1, 2, 2, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize("method", ["COUNTER", "REQUEST", "REFRESH"])
def test_what_is_no_answer_brings_none(method: str) -> None:
    assert read(mail(REPLY, method=method)).reply is None


def test_a_returned_letter_names_the_letter_and_why() -> None:
    found = read(mail(RETURNED, action="failed", status="5.1.1"))

    assert found.returned == Returned(
        "<so-hop-7-abc@tinhdoan.vn>", "lan@a.vn", "550 5.1.1 no such person"
    )


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.4.1")])
def test_a_delay_is_no_return(action: str, status: str) -> None:
    assert read(mail(RETURNED, action=action, status=status)).returned is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"Content-Type: multipart/report; boundary=b\r\n\r\nno parts",
        b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY",
        b"Content-Type: text/calendar; charset=nonsense\r\n\r\n\xff\xff",
        mail(REPLY, method="REPLY").replace(b"SEQUENCE:2", b"SEQUENCE:many"),
    ],
)
def test_what_cannot_be_read_brings_nothing(raw: bytes) -> None:
    found = read(raw)

    assert (found.reply, found.returned) == (None, None)
