"""Calendars as the parsers of other programs read them: what Thunderbird and the web run on."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from planner.config import ROOT
from tests.needs import lacking

GOLDEN = Path(__file__).parent / "golden"
FILES = ["feed.ics", "campaign.ics"]
SCRIPT = Path(__file__).parent / "icaljs.mjs"
PLACES = (None, str(ROOT / ".venv" / "bin"))  # of node: the machine's, else that of its package


def by_icaljs(name: str) -> dict[str, Any]:
    node = next(filter(None, (shutil.which("node", path=place) for place in PLACES)), None)
    if node is None:
        lacking("no node: make setup, or apt-get install nodejs")
    if not (ROOT / "node_modules" / "ical.js").exists():
        lacking("no ical.js: make test")
    said = subprocess.run(  # noqa: S603 -- our own script
        [node, SCRIPT], input=(GOLDEN / name).read_bytes(), capture_output=True
    )
    assert said.stderr == b""
    told: dict[str, Any] = json.loads(said.stdout)
    return told


def moment(value: object) -> str:
    """As ical.js says it: days as days, hours in UTC."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
    return str(value)


def by_icalendar(name: str) -> dict[str, Any]:
    whole = Calendar.from_ical((GOLDEN / name).read_bytes())
    events = [
        {
            "uid": str(one["UID"]),
            "sequence": one["SEQUENCE"],
            "summary": str(one["SUMMARY"]),
            "description": str(one["DESCRIPTION"]),
            "location": str(one["LOCATION"]) if "LOCATION" in one else None,
            "status": str(one["STATUS"]),
            "start": moment(one.decoded("DTSTART")),
            "end": moment(one.decoded("DTEND")),
            "changed": moment(one.decoded("LAST-MODIFIED")),
        }
        for one in whole.walk("VEVENT")
    ]
    return {"name": str(whole["X-WR-CALNAME"]), "events": events}


@pytest.mark.parametrize("name", FILES)
def test_icaljs_reads_what_icalendar_reads(name: str) -> None:
    assert by_icaljs(name) == by_icalendar(name)


@pytest.mark.parametrize("name", FILES)
def test_vobject_reads_what_icalendar_reads(name: str) -> None:
    whole = vobject.readOne((GOLDEN / name).read_bytes().decode())

    found = [
        {
            "uid": one.uid.value,
            "sequence": int(one.sequence.value),
            "summary": one.summary.value,
            "description": one.description.value,
            "location": one.location.value if "location" in one.contents else None,
            "status": one.status.value,
            "start": moment(one.dtstart.value),
            "end": moment(one.dtend.value),
            "changed": moment(one.last_modified.value),
        }
        for one in whole.vevent_list
    ]

    assert {"name": whole.x_wr_calname.value, "events": found} == by_icalendar(name)
