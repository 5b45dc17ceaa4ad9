"""`paper`: documents of a meeting, as files."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import click

from planner.cli.console import OfficeGroup, Unusable, clock, settings, writing
from planner.domain.errors import RuleBroken
from planner.domain.paper import FORMATS, KINDS
from planner.domain.rights import Action
from planner.outputs import badges, pdf
from planner.services import paper as service
from planner.services.attendance import badge
from planner.services.attendance.badge import Stamp
from planner.store import meeting as meetings

paper = OfficeGroup("paper", help="Documents to print.")


@paper.command("make")
@click.argument("kind")
@click.argument("meeting", required=False)
@click.option("--format", "form", default="pdf", help=f"One of {', '.join(FORMATS)}.")
@click.option("-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
def make(kind: str, meeting: str | None, form: str, file: Path) -> None:
    """Write the paper KIND of MEETING into a file, whole or not at all."""
    _ensure_can_make(kind, form)
    if meeting is None:
        raise RuleBroken("paper.no_meeting")
    try:
        printed = MAKERS[kind](meeting)
    except pdf.FontsMissing as missing:
        raise RuleBroken("paper.no_fonts") from missing
    _write(file, printed)


def _sign_in_list(meeting: str) -> bytes:
    with writing() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.PRINT_PAPER, meeting)
        sheet = service.printed_sheet(session, viewer, found.id, clock())
    return pdf.sign_in_list(pdf.OFFICE_PRESS, sheet)


def _badges(meeting: str) -> bytes:
    stamp = Stamp(settings().code_key, settings().base_url)
    with writing() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.PRINT_PAPER, meeting)
        made = badge.for_office(session, viewer, found.id, stamp, clock())
    return badges.badges(pdf.OFFICE_PRESS, made.title, made.badges)


MAKERS: Mapping[str, Callable[[str], bytes]] = {"sign-in-list": _sign_in_list, "badges": _badges}


def _ensure_can_make(kind: str, form: str) -> None:
    if kind not in KINDS:
        raise RuleBroken("paper.no_such_kind", kind=kind, kinds=", ".join(KINDS))
    if kind not in MAKERS or form != "pdf":
        raise RuleBroken("paper.not_yet", kind=kind, format=form)


def _write(file: Path, content: bytes) -> None:
    """In its place only once it is whole."""
    fresh = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise Unusable(f"{file}: {error.strerror}") from error


COMMANDS = (paper,)
