"""A mail server of our own that keeps what it takes, and fails on request."""

import socket
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Visit


@dataclass
class Mailbox:
    """What came, and the address to send to. A recipient's first letters say how it fails:

    `dead` for ever, `busy` for now, `lost` after the text, `cut` before it; `leave` after its end.
    """

    url: str = ""
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _text in self.taken]

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(text, policy=default) for _recipient, text in self.taken]

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, visit: Visit, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("dead"):
            return "550 no such person"
        if address.startswith("busy"):
            return "451 come again"
        if address.startswith("cut"):
            _hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, visit: Visit, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        if envelope.rcpt_tos[0].startswith("lost"):
            _hang_up(server)
        if envelope.rcpt_tos[0].startswith("leave"):
            server.loop.call_later(0.05, _hang_up, server)
        return "250 taken"


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, Transport)
    server.transport.abort()


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    """Serves on a free port of this machine until the block ends."""
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        controller.stop()
