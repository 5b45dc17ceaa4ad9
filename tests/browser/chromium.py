"""The machine's own Chromium for the browser tests; no browser is ever fetched ready-made.

As a program (`python -m tests.browser.chromium`, from `make test`) it installs by apt what lacks.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.needs import lacking

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT_SECONDS = 600


def find() -> str | None:
    """Its path, or None where the machine has none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def require() -> str:
    """Its path; without one, or without what Playwright needs, the test ends here."""
    path = find()
    if path is None:
        lacking("no Chromium: apt-get install chromium")
    if not _driver_runs():
        lacking("Playwright's node does not start: apt-get install libatomic1")
    return path


def arguments() -> list[str]:
    """For `launch(args=…)`: Chromium's sandbox refuses root, and /dev/shm may be small."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def missing_packages() -> list[str]:
    """Debian's names of what the browser tests lack here."""
    return [
        name for name, there in (("chromium", find()), ("libatomic1", _driver_runs())) if not there
    ]


def _driver_runs() -> bool:
    spec = find_spec("playwright")
    if not (spec and spec.origin):
        return False
    node = Path(spec.origin).parent / "driver" / "node"
    return _succeeds([str(node), "--version"], 30)


def _succeeds(command: list[str], seconds: int) -> bool:
    """Its output goes to our stderr, and only when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(  # noqa: S603 (our own words only)
            command, env=environment, timeout=seconds, capture_output=True, text=True, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    if done.returncode:
        sys.stderr.write(done.stderr)
    return done.returncode == 0


def install() -> None:
    """As root, by apt; otherwise, or where apt fails, one line says what mends it."""
    missing = missing_packages()
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stdout.write(f"Installing {' and '.join(missing)} for the browser tests\n")
        _succeeds(["apt-get", "update"], APT_SECONDS)
        _succeeds(command, APT_SECONDS)
    if missing_packages():
        sys.stderr.write(
            f"The browser tests lack something: sudo apt-get install {' '.join(missing)}\n"
        )


if __name__ == "__main__":
    install()
