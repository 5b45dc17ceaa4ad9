"""A mailbox by IMAP, looked at and left as it is: nothing is marked, moved or deleted."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from planner.domain.text import one_line

STEP_SECONDS = 15.0
_PLAIN, _OVER_TLS = 143, 993
MOST_MAILS = 2_000  # the newest
MOST_BYTES = 512 * 1024  # of one mail: an answer is small
LONGEST_SAID = 200
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_UID = re.compile(rb"UID (\d+)")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]{1,250}>)", re.IGNORECASE | re.MULTILINE)


class Unreachable(Exception):
    """The mailbox does not answer, or not as it should; the text says how."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail in the box: `key` names it for ever."""

    uid: str
    key: str


class Mailbox:
    """The inbox, opened for reading alone."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        self._line = line
        line.select("INBOX", readonly=True)
        self._era = _text(line.response("UIDVALIDITY")[1])

    def since(self, day: date) -> list[Listed]:
        """The mails that came since a day, by their Message-ID where they have one."""
        written = f"{day.day:02}-{_MONTHS[day.month - 1]}-{day.year}"
        found = _text(self._line.uid("SEARCH", "SINCE", written)[1]).split()[-MOST_MAILS:]
        if not found:
            return []
        asked = "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        return list(self._named(self._line.uid("FETCH", ",".join(found), asked)[1]))

    def fetch(self, uid: str) -> bytes:
        """The text of a mail, as far as we read."""
        answer = self._line.uid("FETCH", uid, f"(UID BODY.PEEK[]<0.{MOST_BYTES}>)")[1]
        parts = [part[1] for part in answer if isinstance(part, tuple)]
        return parts[0] if parts else b""

    def _named(self, answer: list[object]) -> Iterator[Listed]:
        for part in answer:
            if not isinstance(part, tuple):
                continue
            uid = _UID.search(part[0])
            name = _MESSAGE_ID.search(part[1])
            if uid:
                number = uid[1].decode()
                key = name[1].decode("ascii", "replace") if name else f"{self._era}:{number}"
                yield Listed(number, key)


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The mailbox of an address `imap://` or `imaps://`; Unreachable for what the net does."""
    line: imaplib.IMAP4 | None = None
    try:
        line = _dial(url)
        yield Mailbox(line)
    except (OSError, imaplib.IMAP4.error, ValueError, IndexError, TypeError) as error:
        raise Unreachable(_said(error)) from error
    finally:
        if line is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                line.logout()


def _dial(url: str) -> imaplib.IMAP4:
    parts, safe = urlsplit(url), ssl.create_default_context()
    host = parts.hostname or ""
    if parts.scheme == "imaps":
        line: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or _OVER_TLS, ssl_context=safe, timeout=STEP_SECONDS
        )
    else:
        line = imaplib.IMAP4(host, parts.port or _PLAIN, timeout=STEP_SECONDS)
    try:
        if parts.scheme == "imap" and "STARTTLS" in line.capabilities:
            line.starttls(safe)
        line.login(unquote(parts.username or ""), unquote(parts.password or ""))
    except BaseException:
        line.shutdown()
        raise
    return line


def _text(answer: object) -> str:
    first = answer[0] if isinstance(answer, list) and answer else b""
    return first.decode("ascii", "replace") if isinstance(first, bytes) else ""


def _said(error: Exception) -> str:
    """The server's words, else the system's, else what kind of trouble it is."""
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    return one_line(text)[:LONGEST_SAID] or type(error).__name__
