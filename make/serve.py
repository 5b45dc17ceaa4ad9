"""Serves the planner: migrates, starts the web and one worker, and ends both when told to.

Stands outside the application, so that it starts at once and holds no connection of its own.
With `--demo` the demo office is loaded into an empty database first. Exit 2 for an unusable
setting, 1 when the web or the worker ended by itself.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
GUNICORN = (sys.executable, "-m", "gunicorn", "--preload", "wsgi:app")
UNUSABLE = 2
OUR_FAULT = 1
START_SECONDS = 120
GRACE_SECONDS = 15
STEP_SECONDS = 0.05
LAST_PORT = 65535
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (is compared, not bound)


@dataclass
class House:
    """What runs; `told` once somebody asked for the end."""

    host: str
    port: int
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    told: bool = False

    @property
    def address(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def tell(self, _signal: int, _frame: FrameType | None) -> None:
        self.told = True

    def start(self, name: str, command: tuple[str, ...]) -> None:
        """In a session of its own: Ctrl-C comes to us alone, and all of it ends together."""
        self.parts[name] = subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def fallen(self) -> str | None:
        """The name of a part that ended by itself."""
        return next((name for name, part in self.parts.items() if part.poll() is not None), None)

    def answers(self) -> bool:
        host = ANY_ADDRESS.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def end(self) -> None:
        """Politely first; then whatever is left in each part's session."""
        for part in self.parts.values():
            if part.poll() is None:
                part.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for part in self.parts.values():
            with suppress(subprocess.TimeoutExpired):
                part.wait(max(0, until - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(part.pid, signal.SIGKILL)
            part.wait()


def main(arguments: list[str]) -> int:
    try:
        house = House(os.environ.get("HOST") or "127.0.0.1", _port(os.environ.get("PORT")))
        _require_free(house)
    except Unusable as unusable:
        return _complain(str(unusable), UNUSABLE)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, house.tell)
    prepared = _prepare("--demo" in arguments)
    if prepared or house.told:
        return prepared
    _offer_first_start(house)
    try:
        return _serve(house)
    finally:
        house.end()


class Unusable(Exception):
    """A setting nobody can serve with; the text is the one line about it."""


def _port(text: str | None) -> int:
    if not text:
        return 8000
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT):
        raise Unusable(f"PORT wants a number from 1 to {LAST_PORT}")
    return int(text)


def _require_free(house: House) -> None:
    """Before anything starts: gunicorn itself would try again for a while, in many lines."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            house.host, house.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Unusable(
            f"{house.address} cannot be served ({error.strerror}): "
            "end what runs there, or choose another with HOST and PORT"
        ) from error


def _prepare(demo: bool) -> int:
    """Brings the database up to date; what a command refuses, it has said itself."""
    migrated = _command("db", "upgrade", stdout=subprocess.DEVNULL)
    if migrated or not demo:
        return migrated
    loaded = _command("demo", "load")
    return 0 if loaded == UNUSABLE else loaded  # it said what is there already; that is served


def _offer_first_start(house: House) -> None:
    """Where others than this machine may come, an empty house opens by a printed link alone."""
    if house.host not in LOOPBACK or os.environ.get("PLANNER_BASE_URL"):
        _command("start", "link", stderr=subprocess.DEVNULL)  # it refuses where an office is


def _command(*words: str, stdout: int | None = None, stderr: int | None = None) -> int:
    """In our session: a Ctrl-C ends it with us."""
    command = [*FLASK, *words]
    return subprocess.run(command, cwd=ROOT, stdout=stdout, stderr=stderr, check=False).returncode


def _serve(house: House) -> int:
    house.start("web", GUNICORN)
    house.start("worker", (*FLASK, "work", "run"))
    until, announced = time.monotonic() + START_SECONDS, False
    while not house.told:
        fallen = house.fallen()
        if fallen:
            return _complain(f"the {fallen} ended by itself, so all of it ends", OUR_FAULT)
        if not announced and house.answers():
            announced = True
            _say(f"Sổ họp: {house.address}")
        if not announced and time.monotonic() > until:
            return _complain(f"no answer within {START_SECONDS} seconds", OUR_FAULT)
        time.sleep(STEP_SECONDS)
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _complain(words: str, code: int) -> int:
    sys.stderr.write(f"planner: {words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
