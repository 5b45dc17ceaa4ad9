"""Builds .venv, the front-end files and the English; starts nothing, does nothing twice.

`setup.py run` is for running, `setup.py dev` adds all that the tests and checks need.
"""

import fcntl
import hashlib
import subprocess
import sys

import environment
import frontend

ENGLISH = environment.ROOT / "planner" / "translations" / "en" / "LC_MESSAGES"


def main(kind: str) -> int:
    """0 when all is there; 1 where a program failed, which then has said why."""
    with (environment.ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would build into each other's files
        try:
            environment.build()
            environment.install(kind)
            frontend.install(kind)
            _compile_words()
            if kind == "dev":
                _prepare_tests()
        except (frontend.NoNode, subprocess.CalledProcessError) as error:
            sys.stderr.write(f"planner: set-up stopped: {error}\n")
            return 1
    return 0


def _compile_words() -> None:
    """The words as the application reads them, unless made of just these before."""
    digest = hashlib.sha256((ENGLISH / "messages.po").read_bytes()).hexdigest()
    stamp = environment.VENV / "compiled-words"
    made = (ENGLISH / "messages.mo").exists() and stamp.exists()
    if made and stamp.read_text() == digest:
        return
    environment.say("Compiling planner/translations")
    environment.python("make/words.py", "compile")
    stamp.write_text(digest)


def _prepare_tests() -> None:
    """PostgreSQL and Chromium; the tests themselves say what became of them."""
    probe = [str(environment.PYTHON), "-m", "tests.postgres"]
    if subprocess.run(probe, cwd=environment.ROOT, check=False).returncode == 0:
        environment.install("postgres")
    environment.python("-m", "tests.browser.chromium")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
