"""Making two entries of one person one, and taking that back as long as it can be."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory.doubles import Likely, likely_doubles
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import alphabet_key
from planner.store import audit
from planner.store import directory as units
from planner.store.base import Base
from planner.store.directory import Person, Post, merges
from planner.store.directory.merges import Double, PersonMerge
from planner.store.session import flush

_POST_ROW = (
    "id person_id unit_id body position is_full_time rank term decision_number from_on to_on"
)


def suggestions(session: Session, viewer: Viewer) -> list[Likely[Double]]:
    """Pairs of people within reach that may be one, the surest first."""
    return likely_doubles(merges.doubles_for(session, viewer))


def merge_people(
    session: Session, viewer: Viewer, kept_id: int, gone_id: int, now: datetime
) -> PersonMerge:
    """All that names the one names the other from now on; a record remembers how it was.

    Asked once more it changes nothing.
    Refused: one and the same, a post out of the viewer's reach, both called to a coming meeting.
    Of past meetings each keeps the invitation that was sent.
    """
    kept = units.get_person(session, viewer, Action.KEEP_PEOPLE, kept_id)
    if (done := merges.merge_of(session, kept, gone_id)) is not None:
        return done
    gone = units.get_person(session, viewer, Action.KEEP_PEOPLE, gone_id)
    if kept.id == gone.id:
        raise RuleBroken("directory.same_person")
    _ensure_reach(session, viewer, kept, gone)
    coming, past = merges.called_both(session, kept, gone, now)
    if coming:
        raise RuleBroken("directory.both_called", title=coming[0], count=len(coming))
    moved: dict[str, Any] = {
        "contact": _join_contacts(kept, gone),
        "dropped": _drop_double_posts(session, kept, gone),
    }
    moved["rows"] = _move_rows(session, kept, gone, {"delegate": set(past)})
    moved["rules"] = merges.rename_in_rules(session, gone.id, kept.id)
    gone.merged_into_id = kept.id
    merge = PersonMerge(kept_id=kept.id, gone_id=gone.id, moved=moved, at=now, by_name=viewer.name)
    session.add(merge)
    flush(session)
    changes = {"person_id": [gone.id, kept.id], "name": [gone.name, kept.name]}
    audit.record(session, viewer, now, "merge_people", kept, changes)
    return merge


def undo_merge(session: Session, viewer: Viewer, merge_id: int, now: datetime) -> Person:
    """The two are two again, each with what was theirs; what came since stays where it is.

    Asked once more it changes nothing.
    Refused where something that was moved is no longer where it was put.
    """
    merge = merges.get_merge(session, merge_id)
    kept = units.get_person(session, viewer, Action.KEEP_PEOPLE, merge.kept_id)
    gone = session.get_one(Person, merge.gone_id)
    _ensure_reach(session, viewer, kept)
    if merge.undone_at is not None:
        return gone
    _ensure_untouched(session, merge, kept)
    gone.merged_into_id = None
    for place, rows in merge.moved["rows"].items():
        one, named = _place(place)
        merges.rename(session, one, named, rows, gone.id)
    merges.restore_rules(session, merge.moved["rules"])
    _bring_back_posts(session, merge.moved["dropped"], gone)
    for name, value in merge.moved["contact"]["before"].items():
        setattr(kept, name, value)
    merge.undone_at = now
    flush(session)
    changes = {"person_id": [kept.id, gone.id], "name": [kept.name, gone.name]}
    audit.record(session, viewer, now, "unmerge_people", kept, changes)
    return gone


def _ensure_reach(session: Session, viewer: Viewer, *people: Person) -> None:
    for person in people:
        for post in units.posts_of(session, person):
            if not rules.reaches(viewer, Action.KEEP_PEOPLE, post.unit.id, post.unit.path):
                raise RuleBroken("directory.merge_out_of_reach", name=person.name)


def _join_contacts(kept: Person, gone: Person) -> dict[str, dict[str, str | None]]:
    """What the kept one lacks is taken from the other; how it was, and how it is now."""
    before = {"email": kept.email, "phone": kept.phone}
    kept.email, kept.phone = kept.email or gone.email, kept.phone or gone.phone
    return {"before": before, "after": {"email": kept.email, "phone": kept.phone}}


def _drop_double_posts(session: Session, kept: Person, gone: Person) -> list[dict[str, Any]]:
    """Posts that both hold alike would be held twice by one: the gone one's are remembered only."""
    known = {_likeness(post) for post in units.posts_of(session, kept)}
    named = list(merges.naming_columns("post"))
    dropped = []
    for post in units.posts_of(session, gone):
        is_named = any(merges.rows_naming(session, *place, post.id) for place in named)
        if _likeness(post) in known and not is_named:
            dropped.append(audit.values(post, _POST_ROW))
            session.delete(post)
    flush(session)
    return dropped


def _likeness(post: Post) -> tuple[object, ...]:
    return post.unit_id, post.body, alphabet_key(post.position), post.from_on, post.to_on


def _move_rows(
    session: Session, kept: Person, gone: Person, spared: dict[str, set[int]]
) -> dict[str, list[int]]:
    moved = {}
    for one, named in list(merges.naming_columns("person")):
        rows = merges.rows_naming(session, one, named, gone.id)
        rows = [row for row in rows if row not in spared.get(one.name, ())]
        if rows:
            moved[f"{one.name}.{named.name}"] = rows
            merges.rename(session, one, named, rows, kept.id)
    return moved


def _ensure_untouched(session: Session, merge: PersonMerge, kept: Person) -> None:
    for place, rows in merge.moved["rows"].items():
        if not set(rows) <= set(merges.rows_naming(session, *_place(place), kept.id)):
            raise RuleBroken("directory.merge_overtaken")
    contact = merge.moved["contact"]
    is_filled = contact["before"] != contact["after"]
    if is_filled and {"email": kept.email, "phone": kept.phone} != contact["after"]:
        raise RuleBroken("directory.merge_overtaken")
    if not merges.rules_stand(session, merge.moved["rules"], merge.gone_id, merge.kept_id):
        raise RuleBroken("directory.merge_overtaken")


def _place(place: str) -> tuple[Any, Any]:
    table, column = place.split(".")
    one = Base.metadata.tables[table]
    return one, one.columns[column]


def _bring_back_posts(session: Session, dropped: list[dict[str, Any]], gone: Person) -> None:
    """With their numbers, unless somebody else's post has the number by now."""
    for row in dropped:
        number = row["id"] if session.get(Post, row["id"]) is None else None
        values = {name: value for name, value in row.items() if name not in ("id", "person_id")}
        days = {
            name: date.fromisoformat(values[name]) if values[name] else None
            for name in ("from_on", "to_on")
        }
        session.add(Post(id=number, person_id=gone.id, **{**values, **days}))
    flush(session)
