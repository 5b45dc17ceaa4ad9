"""Letters out: plain values in, a message and its delivery by SMTP.

Of each try it is known whether the server took the letter: only an answer lost after the whole
text was given leaves a doubt.
"""

import re
import smtplib
import socket
import ssl
import time
from base64 import encodebytes
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from planner.domain.notice import Fate, Outcome
from planner.domain.text import one_line

STEP_SECONDS = 15.0  # for one answer of the server
PATIENCE_SECONDS = 45.0  # from the first word to the text; see domain.notice.SILENCE
ANSWER_SECONDS = 50.0  # for the answer to the text: servers look for viruses first
LONGEST_SAID = 200
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\\\"\x00-\x1f\x7f]{1,64}@[^@\s,;:<>()\\\"\x00-\x1f]{1,255}")
_RELAY, _SUBMISSION, _OVER_TLS = 25, 587, 465  # submission is for who signs in
_LAST_LINE = b".\r\n"


class BadLetter(ValueError):
    """A letter that can be sent to nobody; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that the HTML shows as `cid:NAME`."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter. `calendar` is an iTIP method and its iCalendar text; `reference` is unique.

    With `html` the calendar also hangs on as a file, for programs that show no buttons.
    """

    sender: str
    recipient: str
    subject: str
    text: str
    reference: str
    written_at: datetime
    calendar: tuple[str, str] | None = None
    reply_to: str = ""
    html: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """A letter as it travels: bare addresses, and the whole text."""

    sender: str
    recipient: str
    text: bytes


def wire_of(mail: Mail) -> Wire:
    """The letter as it travels; BadLetter for what could forge a header."""
    head = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    try:
        recipient = plain_address(mail.recipient)
        sender = parseaddr(mail.sender)[1]
        domain = sender.rpartition("@")[2]
        head["From"] = mail.sender
        head["To"] = recipient
        if mail.reply_to:
            head["Reply-To"] = mail.reply_to
        head["Subject"] = mail.subject
        head["Date"] = format_datetime(mail.written_at)
        head["Message-ID"] = f"<{mail.reference}@{domain}>"
        head["Auto-Submitted"] = "auto-generated"
        head["MIME-Version"] = "1.0"
        text = head.as_bytes().removesuffix(b"\r\n") + _content(mail, domain)
    except BadLetter:
        raise
    except (ValueError, LookupError, MessageError) as error:
        raise BadLetter(one_line(str(error))[:LONGEST_SAID]) from error
    return Wire(sender, recipient, text)


def plain_address(text: str) -> str:
    """One bare address with its domain in ASCII, or BadLetter."""
    if not _ADDRESS.fullmatch(text):
        raise BadLetter("not an address")
    local, _at, domain = text.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise BadLetter("not an address") from error


def cid_of(mail_from: str, name: str) -> str:
    """By what address the HTML of a letter shows a picture of it."""
    return f"cid:{name}@{parseaddr(mail_from)[1].rpartition('@')[2]}"


def _content(mail: Mail, domain: str) -> bytes:
    """The words, the same for the eye with its pictures inside, and the calendar last of them, or
    programs show no buttons; beside them the calendar once more, for programs that show none.
    """
    plain = _part('text/plain; charset="utf-8"', _lines_of(mail.text))
    if not mail.html and mail.calendar is None:
        return plain
    ways = [plain]
    if mail.html:
        page = _part('text/html; charset="utf-8"', _lines_of(mail.html))
        pictures = [_picture(each, domain) for each in mail.pictures]
        ways.append(_joined("related", page, *pictures) if pictures else page)
    if mail.calendar is None:
        return _joined("alternative", *ways)
    method, text = mail.calendar
    content = text.encode("utf-8")
    ways.append(_part(f'text/calendar; method="{method}"; charset="UTF-8"', content))
    letter = _joined("alternative", *ways)
    if not mail.html:
        return letter
    hung = 'Content-Disposition: attachment; filename="cuoc-hop.ics"'
    return _joined("mixed", letter, _part(f'application/ics; method="{method}"', content, hung))


def _picture(picture: Picture, domain: str) -> bytes:
    name = picture.name
    shown = f'Content-Disposition: inline; filename="{name}.png"'
    return _part("image/png", picture.png, shown, f"Content-ID: <{name}@{domain}>")


def _part(kind: str, content: bytes, *more: str) -> bytes:
    """In base64: no line of it can begin with a dot, be too long, or look like an edge."""
    head = (f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *more)
    text = encodebytes(content).replace(b"\n", b"\r\n")
    return "\r\n".join(head).encode("ascii") + b"\r\n\r\n" + text


def _joined(kind: str, *parts: bytes) -> bytes:
    """Each kind stands once in a letter, so that its name makes an edge."""
    edge = f"=_{kind}".encode()
    inner = b"".join(b"--%b\r\n%b\r\n" % (edge, part) for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="=_{kind}"\r\n\r\n'.encode()
    return head + inner + b"--%b--\r\n" % edge


def _lines_of(text: str) -> bytes:
    """In UTF-8, its lines as mail ends them."""
    return b"".join(line + b"\r\n" for line in text.encode("utf-8").splitlines())


class MailServer:
    """A mail server by its address; one connection for as many letters as it takes."""

    def __init__(self, url: str, *, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._parts = urlsplit(url)
        self._line: smtplib.SMTP | None = None
        self._elapsed = elapsed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; the next letter opens a new connection."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def greet(self) -> str | None:
        """None when the server would take letters now; else why not."""
        self.close()
        try:
            self._line = self._dial()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return _said(error)
        return None

    def send(self, letter: Wire) -> Outcome:
        """Give one letter to the server; never raises for what server or net do."""
        until = self._elapsed() + PATIENCE_SECONDS
        try:
            line, answer = self._begun(letter.sender)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            return Outcome(Fate.UNREACHABLE, _said(error))
        if answer[0] >= 400:
            self.close()
            return Outcome(Fate.UNREACHABLE, _words(*answer))
        try:
            outcome = _before_the_text(line, letter.recipient)
            if outcome is None and self._elapsed() > until:
                outcome = Outcome(Fate.DELAYED, "too slow")
            if outcome is None:
                line.send(_stuffed(letter.text))
        except (OSError, smtplib.SMTPException) as error:
            outcome = Outcome(Fate.DELAYED, _said(error))
        outcome = outcome or _answer_to_the_text(line)
        if outcome.fate is not Fate.SENT:
            self.close()
        return outcome

    def _begun(self, sender: str) -> tuple[smtplib.SMTP, tuple[int, bytes]]:
        """A line and its answer to the first word of a letter.

        On one that is open the server may have hung up since, or take no more: then on a new one.
        """
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                answer = self._line.mail(sender)
                if answer[0] < 400:
                    return self._line, answer
            self.close()
        self._line = self._dial()
        return self._line, self._line.mail(sender)

    def _dial(self) -> smtplib.SMTP:
        parts, safe = self._parts, ssl.create_default_context()
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            port = parts.port or _OVER_TLS
            line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=STEP_SECONDS, context=safe)
        else:
            port = parts.port or (_SUBMISSION if parts.username else _RELAY)
            line = smtplib.SMTP(host, port, timeout=STEP_SECONDS)
        try:
            _talk_at_once(line)
            line.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp" and line.has_extn("starttls"):
                line.starttls(context=safe)
                line.ehlo()
            if parts.username:
                line.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            line.close()
            raise
        return line


def _before_the_text(line: smtplib.SMTP, recipient: str) -> Outcome | None:
    """None when the server waits for the text."""
    answer = line.rcpt(recipient)
    if answer[0] < 400:
        answer = line.docmd("DATA")
    return _refusal(*answer) if answer[0] >= 400 else None


def _talk_at_once(line: smtplib.SMTP) -> None:
    """The last line is a word of its own: held back until the text is acknowledged, it would cost
    each letter the 40 ms by which the other side puts that off.
    """
    if line.sock is not None:
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _answer_to_the_text(line: smtplib.SMTP) -> Outcome:
    """The last line makes the letter the server's; from here on its answer alone can tell."""
    try:
        if line.sock is not None:
            line.sock.settimeout(ANSWER_SECONDS)
        line.send(_LAST_LINE)
        code, text = line.getreply()
        if line.sock is not None:
            line.sock.settimeout(STEP_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Fate.UNCERTAIN, _said(error))
    if 200 <= code < 300:
        return Outcome(Fate.SENT)
    return _refusal(code, text) if code >= 400 else Outcome(Fate.UNCERTAIN, _words(code, text))


def _stuffed(text: bytes) -> bytes:
    """The text without its last line; a line that begins with a dot gets another."""
    return re.sub(rb"(?m)^\.", b"..", text)


def _refusal(code: int, text: bytes) -> Outcome:
    return Outcome(Fate.REFUSED if code >= 500 else Fate.DELAYED, _words(code, text))


def _words(code: int, text: bytes) -> str:
    return one_line(f"{code} {text.decode('utf-8', 'replace')}")[:LONGEST_SAID]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _words(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    return one_line(str(error) or type(error).__name__)[:LONGEST_SAID]
