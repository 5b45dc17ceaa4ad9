"""Letters out: plain values in, a message and its delivery by SMTP.

Of each try it is known whether the server took the letter: only an answer lost after the whole
text was given leaves a doubt.
"""

import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Self, cast
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


def message_of(mail: Mail) -> EmailMessage:
    """The message as it travels; BadLetter for what could forge a header."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    try:
        message["From"] = mail.sender
        message["To"] = plain_address(mail.recipient)
        if mail.reply_to:
            message["Reply-To"] = mail.reply_to
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.written_at)
        domain = parseaddr(mail.sender)[1].rpartition("@")[2]
        message["Message-ID"] = f"<{mail.reference}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text, cte="base64")
        if mail.html:
            _add_html(message, mail, domain)
        if mail.calendar is not None:
            _add_calendar(message, *mail.calendar)
        if mail.calendar is not None and mail.html:
            _attach_calendar(message, *mail.calendar)
        message.as_bytes()
    except BadLetter:
        raise
    except (ValueError, LookupError, MessageError) as error:
        raise BadLetter(one_line(str(error))[:LONGEST_SAID]) from error
    return message


def plain_address(text: str) -> str:
    """One bare address with its domain in ASCII, or BadLetter."""
    if not _ADDRESS.fullmatch(text):
        raise BadLetter("not an address")
    local, _at, domain = text.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise BadLetter("not an address") from error


def _add_html(message: EmailMessage, mail: Mail, domain: str) -> None:
    """The same words for the eye, with their pictures inside the letter: nothing is fetched."""
    message.add_alternative(mail.html, subtype="html", cte="base64")
    page = cast(list[EmailMessage], message.get_payload())[-1]
    for picture in mail.pictures:
        page.add_related(
            picture.png,
            "image",
            "png",
            cid=f"<{picture.name}@{domain}>",
            disposition="inline",
            filename=f"{picture.name}.png",
        )


def cid_of(mail_from: str, name: str) -> str:
    """By what address the HTML of a letter shows a picture of it."""
    return f"cid:{name}@{parseaddr(mail_from)[1].rpartition('@')[2]}"


def _attach_calendar(message: EmailMessage, method: str, text: str) -> None:
    message.add_attachment(
        text.encode("utf-8"),
        maintype="application",
        subtype="ics",
        filename="cuoc-hop.ics",
        params={"method": method},
    )


def _add_calendar(message: EmailMessage, method: str, text: str) -> None:
    """Last of the alternatives, with its method in the header, or clients show no buttons."""
    content = text.encode("utf-8")
    message.add_alternative(
        content, maintype="text", subtype="calendar", params={"method": method, "charset": "UTF-8"}
    )


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
        try:
            self._open_line()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            return _said(error)
        return None

    def send(self, message: EmailMessage) -> Outcome:
        """Give one letter to the server; never raises for what server or net do."""
        until = self._elapsed() + PATIENCE_SECONDS
        try:
            line = self._open_line()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            return Outcome(Fate.UNREACHABLE, _said(error))
        try:
            outcome = self._before_the_text(line, message)
            if outcome is None and self._elapsed() > until:
                outcome = Outcome(Fate.DELAYED, "too slow")
            if outcome is None:
                line.send(_lines(message))
        except (OSError, smtplib.SMTPException) as error:
            outcome = Outcome(Fate.DELAYED, _said(error))
        outcome = outcome or _answer_to_the_text(line)
        if outcome.fate is not Fate.SENT:
            self.close()
        return outcome

    def _before_the_text(self, line: smtplib.SMTP, message: EmailMessage) -> Outcome | None:
        """None when the server waits for the text."""
        answer = line.mail(parseaddr(str(message["From"]))[1])
        if answer[0] >= 400:
            return Outcome(Fate.UNREACHABLE, _words(*answer))
        answer = line.rcpt(str(message["To"]))
        if answer[0] < 400:
            answer = line.docmd("DATA")
        return _refusal(*answer) if answer[0] >= 400 else None

    def _open_line(self) -> smtplib.SMTP:
        """The line that is open and answers, else a new one."""
        if self._line is not None:
            try:
                if self._line.noop()[0] == 250:
                    return self._line
            except (OSError, smtplib.SMTPException):
                pass
            self.close()
        self._line = self._dial()
        return self._line

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


def _lines(message: EmailMessage) -> bytes:
    """The text without its last line; a line that begins with a dot gets another."""
    text = re.sub(rb"(?m)^\.", b"..", message.as_bytes())
    return text if text.endswith(b"\r\n") else text + b"\r\n"


def _refusal(code: int, text: bytes) -> Outcome:
    return Outcome(Fate.REFUSED if code >= 500 else Fate.DELAYED, _words(code, text))


def _words(code: int, text: bytes) -> str:
    return one_line(f"{code} {text.decode('utf-8', 'replace')}")[:LONGEST_SAID]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _words(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    return one_line(str(error) or type(error).__name__)[:LONGEST_SAID]
