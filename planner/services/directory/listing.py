"""Taking in a whole list of people: all at once, and the second time nothing new."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory.likeness import one_of, phone_key, post_meant, shares_contact
from planner.domain.directory.listed import Change, ListedPerson, ListedPost, Wrong
from planner.domain.directory.naming import UnitNames
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import search_key, sort_key
from planner.domain.timespan import local_day
from planner.services.directory.noted import Noted
from planner.store import audit
from planner.store.directory import Person, Post, listing
from planner.store.directory.listing import KnownPerson, KnownPost, UnitLine

Tell = Callable[[int, int], None]
_TOLD_EVERY = 2000  # rows
_SAID = ("term", "decision_number", "from_on", "to_on", "is_full_time", "rank")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a list, or would; `errors` are of rows that were left out.

    `changes` are the first rows that change something, then the first that are new.
    """

    created: int
    updated: int
    unchanged: int
    errors: tuple[Wrong, ...]
    changes: tuple[Change, ...] = ()


def import_people(
    session: Session,
    viewer: Viewer,
    listed: Sequence[ListedPerson],
    now: datetime,
    *,
    save: bool,
    tell: Tell = lambda _done, _whole: None,
) -> Imported:
    """People with their posts, into units that the viewer keeps; what a list leaves out stays.

    The same name in the same unit is the same person; `tell` hears (rows done, rows).
    """
    plan = _Plan(session, viewer, now)
    plan.know(sort_key(entry.name) for entry in listed)
    for done, entry in enumerate(listed, start=1):
        plan.take(entry)
        if done % _TOLD_EVERY == 0 or done == len(listed):
            tell(done, len(listed))
    if save:
        plan.write()
    return plan.result()


class _Plan:
    """What a list will change, row by row."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self._session, self._viewer, self._now = session, viewer, now
        units = listing.unit_lines(session)
        self._ours = {unit.id for unit in units if _keeps(viewer, unit)}
        self._lines = {unit.id: unit for unit in units}
        self._units = UnitNames(units, local_day(now), self._ours.__contains__)
        self._known: dict[str, list[KnownPerson]] = defaultdict(list)
        self._rows_of: dict[int, int] = {}  # posts that a row has named already, by their place
        self._numbered: dict[tuple[int, str], KnownPerson] = {}  # by the numbers of the list
        self._told: set[int] = set()  # people whom a numbered row means, by their place
        self._new_people: list[KnownPerson] = []
        self._new_posts: list[tuple[KnownPerson, KnownPost]] = []
        self._changes: dict[int, tuple[KnownPerson | KnownPost, dict[str, Any]]] = {}
        self._counts = {"created": 0, "updated": 0, "unchanged": 0}
        self._errors: list[Wrong] = []
        self._noted = Noted()

    def know(self, keys: Iterable[str]) -> None:
        """Who bears the names of the list already."""
        self._known.update(listing.people_of_names(self._session, keys))

    def take(self, entry: ListedPerson) -> None:
        """Decide on one row; a row that cannot be taken changes nothing."""
        try:
            entry = self._placed(entry)
            unit = self._unit_of(entry)
            person = self._person_meant(entry, unit)
            post = self._post_meant(entry, unit, person) if person else None
            if post is None and not entry.post.position:
                raise RuleBroken("directory.no_position_listed", field="position")
            if post is not None and id(post) in self._rows_of:
                row = self._rows_of[id(post)]
                raise RuleBroken("directory.listed_twice", field="name", row=row)
        except RuleBroken as broken:
            field = broken.field or "name"
            self._errors.append(entry.wrong(field, broken.code, **broken.details))
            return
        self._counts[self._keep(entry, unit, person, post)] += 1

    def result(self) -> Imported:
        return Imported(**self._counts, errors=tuple(self._errors), changes=self._noted.kept())

    def write(self) -> None:
        """All of it, with a line in the record for each person and post."""
        self._write_people()
        self._write_posts()
        self._write_changes()

    def _placed(self, entry: ListedPerson) -> ListedPerson:
        """Where no column says the unit, nor a heading, it may stand behind the position."""
        if entry.unit_code or "unit" in entry.heads or self._is_known(entry.unit_name):
            return entry
        try:
            parted = self._units.parted(entry.post.position)
        except RuleBroken as broken:
            raise RuleBroken(broken.code, field="position", **broken.details) from broken
        if parted is None:
            return entry
        position, unit = parted
        return replace(entry, unit_code=unit.code, post=replace(entry.post, position=position))

    def _is_known(self, unit: str) -> bool:
        try:
            return bool(unit and self._units.find("", unit))
        except RuleBroken:
            return False

    def _unit_of(self, entry: ListedPerson) -> int:
        field = "unit_code" if entry.unit_code else "unit"
        if not entry.unit_code and not entry.unit_name:
            raise RuleBroken("directory.no_unit_listed", field=field)
        try:
            unit = self._units.find(entry.unit_code, entry.unit_name)
        except RuleBroken as broken:
            raise RuleBroken(broken.code, field=field, **broken.details) from broken
        if unit.id not in self._ours:
            raise RuleBroken("directory.unit_not_yours", field=field, value=unit.name)
        return unit.id

    def _person_meant(self, entry: ListedPerson, unit: int) -> KnownPerson | None:
        known = self._known.get(sort_key(entry.name), [])
        ours = [one for one in known if any(post.unit_id in self._ours for post in one.posts)]
        if entry.number is not None:
            numbered = [one for one in ours if one.id == entry.number]
            if numbered:
                return numbered[0]
            ours = [one for one in ours if id(one) not in self._told]
            if (same := self._numbered.get((entry.number, sort_key(entry.name)))) is not None:
                return same
        here = [one for one in ours if any(post.unit_id == unit for post in one.posts)]
        if here:
            at = one_of([(one, self._is_free(entry, unit, one)) for one in here], entry)
            return None if at is None else here[at]
        near = [one for one in ours if shares_contact(one, entry)]
        if len(near) > 1:
            raise RuleBroken("directory.several_of_that_name", field="name", count=len(near))
        return near[0] if near else None

    def _is_free(self, entry: ListedPerson, unit: int, person: KnownPerson) -> bool:
        """Whether the person holds the row's post, and no other row has named it."""
        post = self._post_meant(entry, unit, person)
        return post is not None and id(post) not in self._rows_of

    def _post_meant(self, entry: ListedPerson, unit: int, person: KnownPerson) -> KnownPost | None:
        if not entry.post.position:
            return next((post for post in person.posts if post.unit_id == unit), None)
        free = [post for post in person.posts if id(post) not in self._rows_of]
        says_body = "body" in entry.heads
        found = post_meant(entry.post, unit, free, says_body=says_body)
        return found or post_meant(entry.post, unit, person.posts, says_body=says_body)

    def _keep(
        self, entry: ListedPerson, unit: int, person: KnownPerson | None, post: KnownPost | None
    ) -> str:
        """`created`, `updated` or `unchanged`: what the row did."""
        said: dict[str, list[Any]] = {}
        is_new = person is None
        if person is None:
            person = self._new_person(entry)
        else:
            said |= self._change(person, _contacts(entry, person))
        self._note_number(entry, person)
        if post is None:
            post = _new_post(entry.post, unit, self._lines[unit].kind)
            person.posts.append(post)
            self._new_posts.append((person, post))
            said["post"] = [None, post.position]
        else:
            said |= self._change(post, _said_of(entry.post, post))
        self._rows_of[id(post)] = entry.row
        if not said:
            return "unchanged"
        told = {} if is_new else audit.plain(said)
        at = self._lines[unit].name
        self._noted.take(
            Change(entry.row, person.name, at, post.position, is_new, told, entry.sheet)
        )
        return "created" if is_new else "updated"

    def _note_number(self, entry: ListedPerson, person: KnownPerson) -> None:
        """Rows of one number are one person, those of others are not, wherever they are from."""
        if entry.number is not None:
            self._numbered[entry.number, person.sort_key] = person
            self._told.add(id(person))

    def _new_person(self, entry: ListedPerson) -> KnownPerson:
        key = sort_key(entry.name)
        person = KnownPerson(entry.name, entry.email or None, entry.phone or None, key)
        self._known.setdefault(key, []).append(person)
        self._new_people.append(person)
        return person

    def _change(self, thing: KnownPerson | KnownPost, said: dict[str, Any]) -> dict[str, Any]:
        """Note what is said otherwise than it stands: {field: [before, after]}."""
        changes = {
            name: [before, value]
            for name, value in said.items()
            if (before := getattr(thing, name)) != value
        }
        for name, (_before, value) in changes.items():
            setattr(thing, name, value)
        if changes and thing.id is not None:
            kept = self._changes.setdefault(id(thing), (thing, {}))[1]
            for name, (before, value) in changes.items():
                kept[name] = [kept[name][0] if name in kept else before, value]
        return changes

    def _write_people(self) -> None:
        rows = [
            {
                "name": one.name,
                "email": one.email,
                "phone": one.phone,
                "search_key": search_key(one.name),
                "sort_key": one.sort_key,
            }
            for one in self._new_people
        ]
        ids = listing.add_people(self._session, rows)
        for one, number in zip(self._new_people, ids, strict=True):
            one.id = number
        self._record("add_person", Person, [(one.id, _first(one)) for one in self._new_people])

    def _write_posts(self) -> None:
        rows = [
            {"person_id": person.id} | {name: getattr(post, name) for name in _POST_VALUES}
            for person, post in self._new_posts
        ]
        ids = listing.add_posts(self._session, rows)
        told = [
            (number, {"person_id": [None, row["person_id"]], "position": [None, row["position"]]})
            for number, row in zip(ids, rows, strict=True)
        ]
        self._record("add_post", Post, told)

    def _write_changes(self) -> None:
        for kind, table, deed in (
            (KnownPerson, Person, "change_person"),
            (KnownPost, Post, "change_post"),
        ):
            things = [(one.id, said) for one, said in self._changes.values() if type(one) is kind]
            rows = [{"id": number} | _after(said) for number, said in things]
            listing.change_rows(self._session, table, rows)
            self._record(deed, table, [(number, audit.plain(said)) for number, said in things])

    def _record(
        self,
        deed: str,
        table: type[Person] | type[Post],
        told: Sequence[tuple[int | None, dict[str, Any]]],
    ) -> None:
        audit.record_all(self._session, self._viewer, self._now, deed, table.__tablename__, told)


_POST_VALUES = (
    "unit_id",
    "body",
    "position",
    "is_full_time",
    "rank",
    "term",
    "decision_number",
    "from_on",
    "to_on",
)


def _keeps(viewer: Viewer, unit: UnitLine) -> bool:
    return rules.reaches(viewer, Action.KEEP_PEOPLE, unit.id, unit.path)


def _contacts(entry: ListedPerson, person: KnownPerson) -> dict[str, Any]:
    """What a row says of how to reach somebody; a telephone in another spelling says nothing."""
    said: dict[str, Any] = {}
    if entry.email:
        said["email"] = entry.email
    if entry.phone and phone_key(entry.phone) != phone_key(person.phone):
        said["phone"] = entry.phone
    return said


def _said_of(listed: ListedPost, post: KnownPost) -> dict[str, Any]:
    said = {name: getattr(listed, name) for name in _SAID}
    kept = {name: value for name, value in said.items() if value not in (None, "")}
    begins, ends = kept.get("from_on", post.from_on), kept.get("to_on", post.to_on)
    if begins and ends and ends <= begins:  # the new beginning reopens what had ended before
        kept["to_on"] = None
    return kept


def _new_post(listed: ListedPost, unit: int, kind: str) -> KnownPost:
    return KnownPost(
        unit_id=unit,
        body=listed.body.value if listed.body else None,
        position=listed.position,
        is_full_time=bool(listed.is_full_time),
        rank=rules.usual_rank(listed.position, kind) if listed.rank is None else listed.rank,
        term=listed.term,
        decision_number=listed.decision_number,
        from_on=listed.from_on,
        to_on=listed.to_on,
    )


def _first(person: KnownPerson) -> dict[str, Any]:
    return {"name": [None, person.name]}


def _after(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, (_before, value) in said.items()}
