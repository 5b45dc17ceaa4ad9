"""Builds .venv and the front-end files; starts nothing, and has nothing to do a second time.

`setup.py run` is for running, `setup.py dev` adds all that the tests and checks need.
"""

import fcntl
import subprocess
import sys

import environment
import frontend


def main(kind: str) -> int:
    """0 when all is there; 1 where a program failed, which then has said why."""
    with (environment.ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would build into each other's files
        try:
            environment.build()
            environment.install(kind)
            frontend.install(kind)
            if kind == "dev":
                _prepare_tests()
        except (frontend.NoNode, subprocess.CalledProcessError) as error:
            sys.stderr.write(f"planner: set-up stopped: {error}\n")
            return 1
    return 0


def _prepare_tests() -> None:
    """PostgreSQL and Chromium; the tests themselves say what became of them."""
    probe = [str(environment.PYTHON), "-m", "tests.postgres"]
    if subprocess.run(probe, cwd=environment.ROOT, check=False).returncode == 0:
        environment.install("postgres")
    environment.python("-m", "tests.browser.chromium")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
