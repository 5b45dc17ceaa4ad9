""".venv and what is installed in it, from the lock files and nothing else."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
LOCKED = ("--require-hashes", "--no-deps", "--only-binary=:all:")


def build() -> None:
    """Unless it runs this very program: make/setup.sh takes it whenever it works."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        say("Building .venv")
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)


def install(name: str) -> None:
    """What requirements/NAME.txt locks, unless just that was installed before."""
    lock = ROOT / "requirements" / f"{name}.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{name}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing {lock.relative_to(ROOT)} into .venv")
    python(*PIP, *LOCKED, "--requirement", str(lock))
    stamp.write_text(digest)


def python(*arguments: str) -> None:
    """Runs the environment's Python at the root of the project."""
    subprocess.run([PYTHON, *arguments], cwd=ROOT, check=True)


def say(words: str) -> None:
    """At once, ahead of what the programs that follow have to say."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
