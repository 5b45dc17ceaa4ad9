"""A mailbox server of our own: as much of IMAP4rev1 as is needed to read, and no more."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_FIELD = re.compile(rb"(?im)^message-id:[^\r\n]*\r?\n")


@dataclass
class Box:
    """What lies in the mailbox, and every command that was given."""

    url: str = ""
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def put(self, mail: bytes) -> None:
        self.mails.append(mail)


class _Visit(socketserver.StreamRequestHandler):
    """One client: commands in, answers out."""

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            self._box.commands.append(rest)
            state = self._answer(rest)
            self._say(f"{tag} {state}")
            if rest.upper() == "LOGOUT":
                return

    @property
    def _box(self) -> "Box":
        assert isinstance(self.server, _Server)
        return self.server.box

    def _answer(self, rest: str) -> str:
        verb = " ".join(rest.upper().split()[:2])
        if verb.startswith("LOGIN"):
            return "OK done" if "secret" in rest else "NO wrong"
        if verb.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif verb.startswith("EXAMINE"):
            self._say(f"* {len(self._box.mails)} EXISTS")
            self._say("* OK [UIDVALIDITY 7] x")
        elif verb == "UID SEARCH":
            numbers = " ".join(str(number) for number in range(1, len(self._box.mails) + 1))
            self._say(f"* SEARCH {numbers}".rstrip())
        elif verb == "UID FETCH":
            self._fetch(rest)
        return "OK done"

    def _fetch(self, rest: str) -> None:
        for uid in map(int, rest.split()[2].split(",")):
            mail = self._box.mails[uid - 1]
            named = _FIELD.search(mail)
            is_head = "HEADER.FIELDS" in rest
            text = (named[0] if named else b"") + b"\r\n" if is_head else mail
            what = "BODY[HEADER.FIELDS (MESSAGE-ID)]" if is_head else "BODY[]<0>"
            self._say(f"* {uid} FETCH (UID {uid} {what} {{{len(text)}}}")
            self.wfile.write(text + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: Box) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.box = box


@contextmanager
def running_box() -> Iterator[Box]:
    """Serves on a free port of this machine until the block ends; its password is `secret`."""
    box = Box()
    server = _Server(box)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    box.url = f"imap://a%40b.vn:secret@127.0.0.1:{server.server_address[1]}"
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
