"""What `make` builds on: locks that name no registry, the targets, the words for what lacks."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from planner.config import ROOT
from tests.needs import lacking

LOCKS = ("run", "dev", "node", "postgres")
TARGETS = {"setup", "run", "demo", "test", "check", "bench", "help", "lock", "words"}
VENDOR = ROOT / "static" / "vendor"


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def pins(name: str) -> set[str]:
    """Each `package==version`, without its hashes and conditions."""
    return set(re.findall(r"^[\w.-]+==[\w.]+", lock(name), flags=re.MULTILINE))


def package_lock() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())
    return parsed


def set_up(folder: Path, pythons: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """make/setup.sh on a machine that has git, the shell's own tools, and these Pythons."""
    shutil.copytree(ROOT / "make", folder / "make")
    tools = folder / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "id", "git"):
        (tools / name).symlink_to(shutil.which(name) or name)
    for name, script in pythons.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    return subprocess.run(  # noqa: S603 (our own script)
        [str(tools / "sh"), "make/setup.sh", "run"],
        cwd=folder,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", LOCKS)
def test_a_python_lock_names_no_registry(name: str) -> None:
    assert re.findall(r".*://.*|^--?[a-z].*", lock(name), flags=re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_python_lock_has_a_hash_for_each_package(name: str) -> None:
    entries = re.split(r"\n(?=\S)", lock(name).strip())

    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_tests_run_on_the_versions_that_serve() -> None:
    assert pins("run") - pins("dev") == set()


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {
        "run": project["dependencies"],
        "dev": project["dependencies"] + project["optional-dependencies"]["dev"],
    }

    for name, wanted in asked.items():
        locked = {pin.partition("==")[0] for pin in pins(name)}
        assert {re.split(r"[\[<>=~! ]", want)[0] for want in wanted} - locked == set()


def test_the_front_end_lock_names_no_registry() -> None:
    packages = package_lock()["packages"]

    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().split()


def test_the_front_end_lock_has_a_hash_for_each_package() -> None:
    packages = package_lock()["packages"]

    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_front_end_versions_are_pinned() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}

    assert {name: v for name, v in versions.items() if not re.fullmatch(r"[\d.]+", v)} == {}
    assert versions["htmx.org"].startswith("2.")


def test_all_that_pages_ask_of_vendor_is_installed() -> None:
    if not VENDOR.exists():
        lacking("no front-end files: make setup")
    sources = chain(ROOT.glob("static/css/*.css"), ROOT.glob("templates/**/*.html"))
    asked = {
        name
        for source in sources
        for name in re.findall(r"vendor/([\w@./-]+\.\w+)", source.read_text())
    }

    assert asked
    assert {name for name in asked if not (VENDOR / name).is_file()} == set()


def test_tools_of_the_tests_are_not_served() -> None:
    assert list((ROOT / "static").rglob("axe*")) == []


def test_make_helps_with_each_target() -> None:
    said = subprocess.run(
        ["make", "help"],  # noqa: S607 (the machine's own make)
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    words = dict(re.findall(r"^  make (\w+) +(\S.*)$", said, flags=re.MULTILINE))

    assert set(words) == TARGETS


def test_a_machine_without_python_hears_what_mends_it(tmp_path: Path) -> None:
    done = set_up(tmp_path, {})

    assert done.returncode == 2
    assert re.fullmatch(
        r"planner needs Python 3\.11 or newer: (sudo )?apt-get install python3 python3-venv\n",
        done.stderr,
    )


def test_an_old_python_is_none(tmp_path: Path) -> None:
    done = set_up(tmp_path, {"python3": "exit 1"})

    assert done.returncode == 2
    assert done.stderr.startswith("planner needs Python 3.11 or newer: ")


def test_a_python_without_venv_hears_what_mends_it(tmp_path: Path) -> None:
    done = set_up(tmp_path, {"python3": 'case "$2" in *ensurepip*) exit 1;; esac'})

    assert done.returncode == 2
    assert re.fullmatch(
        r"planner needs Python's venv: (sudo )?apt-get install python3 python3-venv\n",
        done.stderr,
    )


def test_the_first_python_that_fits_is_taken(tmp_path: Path) -> None:
    done = set_up(
        tmp_path, {"python3": "exit 1", "python3.12": 'case "$1" in make*) echo "$@";; esac'}
    )

    assert (done.returncode, done.stdout) == (0, "make/setup.py run\n")
