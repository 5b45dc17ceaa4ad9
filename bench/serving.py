"""Real servers on the loopback: gunicorn as in production, for the house and for the baseline."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
GRACE_SECONDS = 15
STEP_SECONDS = 0.05


@contextmanager
def serving(app: str, settings: dict[str, str]) -> Iterator[int]:
    """The port on which `module:name` is served by gunicorn.conf.py, until the block ends."""
    port = _free_port()
    kept = {name: one for name, one in os.environ.items() if not name.startswith("PLANNER_")}
    server = subprocess.Popen(  # noqa: S603 (a program of our own choice)
        [sys.executable, "-m", "gunicorn", app],
        cwd=ROOT,
        env={**kept, **settings, "HOST": "127.0.0.1", "PORT": str(port)},
        start_new_session=True,
    )
    try:
        _await(server, port)
        yield port
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(GRACE_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(STEP_SECONDS)
    raise TimeoutError(f"{server.args!r} does not answer")
