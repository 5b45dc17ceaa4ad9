"""Mails that come back: the answer of a calendar program, a letter that was returned, or other.

Bytes in, values out; nothing of it is believed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import getaddresses, parseaddr

from icalendar import Calendar, Component

from planner.domain.text import one_line

LONGEST_SAID = 300
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class Reply:
    """METHOD:REPLY of one attendee: to which event, which version of it, and when it was said."""

    uid: str
    attendee: str
    answer: str
    sequence: int
    said_at: datetime | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A delivery report: the Message-ID of our letter, to whom it could not be given, and why."""

    message_id: str
    recipient: str
    said: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail: its own Message-ID, the addresses that it was sent to, and what it brings."""

    message_id: str
    sent_to: tuple[str, ...]
    reply: Reply | None = None
    returned: Returned | None = None


def read(raw: bytes) -> Incoming:
    """What a mail is; one that cannot be read brings nothing."""
    try:
        message = message_from_bytes(raw, policy=default)
        return Incoming(
            message_id=_header(message, "Message-ID"),
            sent_to=tuple(_addresses(message)),
            reply=_reply(message),
            returned=_returned(message),
        )
    except (AttributeError, LookupError, MessageError, TypeError, ValueError):
        return Incoming("", ())  # the library fails in many ways over what is no mail


def _addresses(message: Message) -> Iterator[str]:
    for name in _TO:
        for _name, address in getaddresses([str(each) for each in message.get_all(name, [])]):
            if address:
                yield address.lower()


def _reply(message: EmailMessage) -> Reply | None:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _reply_in(payload)
    return None


def _reply_in(text: bytes) -> Reply | None:
    """One event, one attendee; a counter-proposal or anything else is no answer."""
    whole = Calendar.from_ical(text.decode("utf-8", "replace"))
    events = whole.walk("VEVENT")
    if str(whole.get("method", "")).upper() != "REPLY" or len(events) != 1:
        return None
    event = events[0]
    attendees = event.get("attendee")
    if attendees is None or isinstance(attendees, list):
        return None
    return Reply(
        uid=str(event.get("uid", "")),
        attendee=str(attendees).lower().removeprefix("mailto:"),
        answer=str(attendees.params.get("PARTSTAT", "")).upper(),
        sequence=int(event.get("sequence", 0)),
        said_at=_stamp(event),
        comment=one_line(str(event.get("comment", "")))[:LONGEST_SAID],
    )


def _stamp(event: Component) -> datetime | None:
    stamp = event.get("dtstamp")
    moment: date | None = getattr(stamp, "dt", None)
    if not isinstance(moment, datetime):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _returned(message: EmailMessage) -> Returned | None:
    """A report (RFC 3464) of a failure for ever; a delay is none."""
    if message.get_content_type() != "multipart/report":
        return None
    blocks = [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
        if _header(block, "Action").lower() == "failed"
        and _header(block, "Status").strip().startswith("5")
    ]
    if len(blocks) != 1:
        return None
    who = _header(blocks[0], "Final-Recipient") or _header(blocks[0], "Original-Recipient")
    why = _header(blocks[0], "Diagnostic-Code") or _header(blocks[0], "Status")
    return Returned(
        message_id=_original_id(message),
        recipient=parseaddr(who.rpartition(";")[2].strip())[1].lower(),
        said=one_line(why.rpartition(";")[2])[:LONGEST_SAID],
    )


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if payload else []


def _original_id(report: EmailMessage) -> str:
    """The Message-ID of the letter that came back, whole or as its head alone."""
    for part in report.walk():
        payload = part.get_payload()
        first = payload[0] if isinstance(payload, list) and payload else None
        if part.get_content_type() == "message/rfc822" and isinstance(first, Message):
            return _header(first, "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            if isinstance(head, bytes):
                return _header(message_from_string(head.decode("utf-8", "replace")), "Message-ID")
    return ""


def _header(message: Message, name: str) -> str:
    return one_line(str(message.get(name, "")))
