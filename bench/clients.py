"""Clients in processes of their own, so that the one who measures does not slow the measured.

Each keeps one connection and sends bytes made beforehand. They share the machine's cores with the
server; that holds for the baseline, too.
"""

import multiprocessing
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from time import monotonic

CLIENTS = 8
PATIENCE = 60  # seconds for one answer
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Volley:
    """Requests to send, and what each answer must be: its status, a sign, how often it stands."""

    requests: Sequence[bytes]
    status: int = 200
    sign: bytes = b""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Clients:
    """Who sends; `rate` is what they reach together."""

    pool: ProcessPoolExecutor
    number: int

    def rate(self, port: int, volley: Volley) -> float:
        """Answers a second over all clients, from the first request to the last answer."""
        parts = [
            Volley(volley.requests[at :: self.number], volley.status, volley.sign, volley.times)
            for at in range(self.number)
        ]
        times = list(self.pool.map(_send, [port] * self.number, parts))
        began, ended = min(one[0] for one in times), max(one[1] for one in times)
        return len(volley.requests) / (ended - began)


@contextmanager
def clients(number: int = CLIENTS) -> Iterator[Clients]:
    """So many clients, until the block ends."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(number)
    with ProcessPoolExecutor(number, context, _meet_at, (together,)) as pool:
        yield Clients(pool, number)


def request(
    path: str, *, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of an HTTP request that keeps its connection."""
    named = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {one}" for name, one in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(port: int, asked: bytes) -> bytes:
    """One answer, head and body."""
    with _connected(port) as connection:
        return _answer(connection, asked)


_together: Barrier | None = None


def _meet_at(barrier: Barrier) -> None:
    global _together  # the pool hands it to each process once, at its start
    _together = barrier


def _send(port: int, volley: Volley) -> tuple[float, float]:
    with _connected(port) as connection:
        if _together is not None:
            _together.wait(PATIENCE)
        began = monotonic()
        for one in volley.requests:
            _ensure(_answer(connection, one), volley)
        return began, monotonic()


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answer(connection: socket.socket, asked: bytes) -> bytes:
    connection.sendall(asked)
    answer = bytearray()
    length = None
    while length is None or len(answer) < length:
        part = connection.recv(1 << 20)
        if not part:
            raise ConnectionError(bytes(answer[:200]))
        answer += part
        if length is None and END_OF_HEAD in answer:
            length = _length(bytes(answer))
    return bytes(answer)


def _length(answer: bytes) -> int:
    """Of the whole answer; 304 has no body and says nothing of one."""
    head, _end, _body = answer.partition(END_OF_HEAD)
    said = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    body = int(said[0].partition(b":")[2]) if said and b" 304 " not in head[:16] else 0
    return len(head) + len(END_OF_HEAD) + body


def _ensure(answer: bytes, volley: Volley) -> None:
    right = answer.startswith(b"HTTP/1.1 %d " % volley.status)
    if not right or (volley.sign and answer.count(volley.sign) != volley.times):
        raise AssertionError(answer[:2000])
