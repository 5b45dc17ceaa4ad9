"""Units and people as a form names them, one a line: `CODE · Name`, `Name · CODE`, or a name."""

from datetime import date

from sqlalchemy.orm import Session

from planner.domain.directory import UNIT_KINDS, reaches
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line, search_key
from planner.store import directory
from planner.store import invitation as invitations
from planner.store.directory import PeopleAsked, Unit

MOST_LINES = 500


def units_by_words(session: Session, text: str, field: str) -> tuple[int, ...]:
    """The units that the lines name, or a refusal that says which line names none."""
    return tuple(dict.fromkeys(_unit(session, line, field).id for line in _lines(text, field)))


def find_unit(session: Session, words: str) -> Unit | None:
    """The one unit of this code or name, else None."""
    code, _dot, name = (part.strip() for part in one_line(words).partition("·"))
    found = invitations.units_like(session, code, search_key(name or code))
    exact = [unit for unit in found if unit.code.casefold() == code.casefold()]
    choices = exact or found
    return choices[0] if len(choices) == 1 else None


def people_by_words(
    session: Session, viewer: Viewer, text: str, field: str, today: date
) -> tuple[int, ...]:
    """The people that the lines name, of those whom the viewer may look up."""
    people = (_person(session, viewer, line, field, today) for line in _lines(text, field))
    return tuple(dict.fromkeys(people))


def kinds_by_words(text: str, field: str) -> tuple[str, ...]:
    """Kinds of units with commas between."""
    kinds = positions_by_words(text)
    for kind in kinds:
        if kind.casefold() not in UNIT_KINDS:
            raise RuleBroken("invitation.kind_unknown", field=field, words=kind)
    return tuple(kind.casefold() for kind in kinds)


def positions_by_words(text: str) -> tuple[str, ...]:
    """What stands between commas, each once."""
    parts = (one_line(part) for part in text.replace("\n", ",").replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _lines(text: str, field: str) -> list[str]:
    lines = [line for part in text.splitlines() if (line := one_line(part))]
    if len(lines) > MOST_LINES:
        raise RuleBroken("invitation.too_many_lines", field=field, most=MOST_LINES)
    return lines


def _unit(session: Session, line: str, field: str) -> Unit:
    unit = find_unit(session, line)
    if unit is None:
        raise RuleBroken("invitation.unit_unknown", field=field, words=line)
    return unit


def _person(session: Session, viewer: Viewer, line: str, field: str, today: date) -> int:
    name, dot, code = (part.strip() for part in line.partition("·"))
    if dot:
        unit = find_unit(session, code)
        person = None
        if unit is not None and reaches(viewer, Action.SEE_PEOPLE, unit.id, unit.path):
            person = invitations.person_of_unit(session, unit.id, search_key(name))
        if person is None:
            raise RuleBroken("invitation.person_unknown", field=field, words=line)
        return person.id
    return _only_one(session, viewer, name, field, today)


def _only_one(session: Session, viewer: Viewer, name: str, field: str, today: date) -> int:
    """Whose name it is without dấu; several of one name need their units."""
    asked = PeopleAsked(text=name)
    key = search_key(name)
    lines = directory.people_for(session, viewer, today, asked, limit=50) if key else []
    found = [line for line in lines if line.person.search_key == key]
    if not found:
        raise RuleBroken("invitation.person_unknown", field=field, words=name)
    if len(found) > 1:
        post = next((line.post for line in found if line.post is not None), None)
        code = post.unit.code if post else ""
        raise RuleBroken("invitation.person_of_many", field=field, words=name, name=name, unit=code)
    return found[0].person.id
