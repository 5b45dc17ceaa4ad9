"""The documents name only what exists, and leave out no command, target or setting."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from flask.cli import FlaskGroup

from planner import cli
from planner.config import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTING = re.compile(r"\bPLANNER_[A-Z_]+\b")
FLASKS_OWN = {"run", "shell", "routes"}


def commands() -> dict[str, click.Command]:
    """Every command by its words: `invite codes`, `backup`."""
    known: dict[str, click.Command] = {}
    for top in cli.GROUPS:
        if isinstance(top, click.Group):
            known |= {f"{top.name} {name}": one for name, one in top.commands.items()}
        else:
            known[str(top.name)] = top
    return known


def words_of(text: str) -> Iterator[list[str]]:
    """What follows `flask --app wsgi` wherever it stands with a command."""
    for line in re.findall(r"flask --app wsgi ([a-z][^`\n]*)", text):
        yield line.split()


def examples() -> list[list[str]]:
    """The first cell of each row in the tables of docs/commands.md."""
    page = (ROOT / "docs" / "commands.md").read_text()
    return [row.split() for row in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)]


def name_of(words: list[str]) -> str:
    return words[0] if words[0] in commands() else " ".join(words[:2])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_a_document_exist(path: Path) -> None:
    named = {name_of(words) for words in words_of(path.read_text())}

    assert named - set(commands()) == set()


def test_every_command_has_its_example() -> None:
    assert {name_of(words) for words in examples()} == set(commands())


def test_options_of_the_examples_exist() -> None:
    for words in examples():
        known = {option for one in commands()[name_of(words)].params for option in one.opts}
        assert {word for word in words if re.fullmatch(r"--?[a-z-]+", word)} - known == set(), words


def test_no_name_of_ours_hides_one_of_flask() -> None:
    assert {name.split()[0] for name in commands()} & FLASKS_OWN == set()
    assert set(FlaskGroup().commands) == FLASKS_OWN


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_in_a_document_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:`|^|PORT=\d+ )make ([a-z]+)", path.read_text(), re.MULTILINE)

    assert set(named) - targets == set()


def test_the_table_of_settings_has_each_that_is_read() -> None:
    read = set(SETTING.findall((ROOT / "planner" / "config.py").read_text()))
    table = re.findall(
        r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "province.md").read_text(), re.MULTILINE
    )

    assert read | {"HOST", "PORT", "WEB_CONCURRENCY"} <= set(table)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_settings_in_a_document_are_read_somewhere(path: Path) -> None:
    programs = [one for room in ("planner", "make", "tests") for one in (ROOT / room).rglob("*.py")]
    read = {name for one in programs for name in SETTING.findall(one.read_text())}

    assert set(SETTING.findall(path.read_text())) - {"PLANNER_"} - read == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_a_document_lead_somewhere(path: Path) -> None:
    text = path.read_text()
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    own = [unquote(link).partition("#") for link in links if "://" not in link]

    assert [name for name, _, _ in own if name and not (path.parent / name).exists()] == []
    assert [where for name, _, where in own if where and where not in anchors(path, name)] == []


def anchors(path: Path, name: str) -> set[str]:
    """The headings of the page that a link names, as addresses."""
    page = path if not name else path.parent / name
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "pictures").iterdir())

    assert sum(picture.stat().st_size for picture in pictures) < 400_000
