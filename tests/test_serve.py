"""`make run`: one address when it answers, one line when it cannot, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from planner.config import ROOT

TAKEN = "end what runs there, or choose another with HOST and PORT"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def serve(folder: Path, port: int | str) -> subprocess.Popen[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")},
        "PLANNER_DATABASE_URL": f"sqlite:///{folder / 'planner.sqlite'}",
        "PLANNER_SECRET_KEY": "s" * 32,
        "PLANNER_CODE_KEY": "c" * 32,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    return subprocess.Popen(
        [sys.executable, "make/serve.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Up to the line that names the address."""
    with serve(folder, port) as house:
        try:
            assert house.stdout
            assert house.stdout.readline() == f"Sổ họp: http://127.0.0.1:{port}\n"
            yield house
        finally:
            house.terminate()


def parts(house: subprocess.Popen[str]) -> list[int]:
    """Process ids of the web and the worker, in the order of their start."""
    children = Path(f"/proc/{house.pid}/task/{house.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


def refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1"])
def test_a_port_that_is_none_is_one_line(tmp_path: Path, port: str) -> None:
    with serve(tmp_path, port) as house:
        said = house.communicate(timeout=30)

    assert said == ("", "planner: PORT wants a number from 1 to 65535\n")
    assert house.returncode == 2


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with serve(tmp_path, port) as house:
            said = house.communicate(timeout=30)

    assert said == (
        "",
        f"planner: http://127.0.0.1:{port} cannot be served (Address already in use): {TAKEN}\n",
    )
    assert house.returncode == 2


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_all_ends_when_told_to(tmp_path: Path, told: signal.Signals) -> None:
    port = free_port()
    with served(tmp_path, port) as house:
        started = parts(house)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        house.send_signal(told)
        assert house.wait(timeout=30) == 0

    assert len(started) == 2
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []
    assert refused(port)


@pytest.mark.parametrize(("place", "name"), [(0, "web"), (1, "worker")])
def test_all_ends_with_one_that_falls(tmp_path: Path, place: int, name: str) -> None:
    port = free_port()
    with served(tmp_path, port) as house:
        os.kill(parts(house)[place], signal.SIGKILL)
        _, complaint = house.communicate(timeout=30)

    assert complaint.splitlines()[-1] == f"planner: the {name} ended by itself, so all of it ends"
    assert house.returncode == 1
    assert refused(port)
