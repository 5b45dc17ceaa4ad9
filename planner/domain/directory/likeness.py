"""Whether two entries of people are one person: told by name, unit, post, telephone, mail."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from planner.domain.directory.listed import ListedPerson, ListedPost
from planner.domain.errors import RuleBroken
from planner.domain.text import alphabet_key


class HeldPost(Protocol):
    """A post that somebody is known to hold or to have held."""

    unit_id: int
    body: str | None
    position: str
    term: str
    decision_number: str
    from_on: date | None
    to_on: date | None


class Reachable(Protocol):
    """Somebody with a telephone and an address, perhaps."""

    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


Held = TypeVar("Held", bound=HeldPost)


def phone_key(phone: str | None) -> str:
    """The digits, those of Việt Nam with their nought: +84 912 … is 0912 …."""
    digits = re.sub(r"\D", "", phone or "")
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 9 else digits


def shares_contact(one: Reachable, other: Reachable) -> bool:
    """Whether they have a telephone or an address in common."""
    return bool(
        (one.email and one.email == other.email)
        or (one.phone and phone_key(one.phone) == phone_key(other.phone))
    )


def contacts_differ(one: Reachable, other: Reachable) -> bool:
    """Whether what both say of themselves speaks for two people."""
    both = (one.email and other.email) or (one.phone and other.phone)
    return bool(both) and not shares_contact(one, other)


def post_meant(
    listed: ListedPost, unit_id: int, held: Sequence[Held], *, says_body: bool
) -> Held | None:
    """Which of the posts a row means; None where it names one more.

    A post that has ended is meant only by who says one of its days.
    """
    wanted = alphabet_key(listed.position)
    body = listed.body.value if listed.body else None
    same = [
        post
        for post in held
        if post.unit_id == unit_id
        and alphabet_key(post.position) == wanted
        and (not says_body or post.body == body)
        and _may_be(listed, post)
    ]
    return max(same, key=lambda post: _agreement(listed, post), default=None)


def _may_be(listed: ListedPost, post: HeldPost) -> bool:
    if post.to_on is None:
        return True
    if listed.from_on is not None and post.from_on is not None:
        return listed.from_on == post.from_on
    return listed.to_on == post.to_on


def _agreement(listed: ListedPost, post: HeldPost) -> tuple[int, bool]:
    pairs = (
        (listed.from_on, post.from_on),
        (listed.to_on, post.to_on),
        (listed.term, post.term),
        (listed.decision_number, post.decision_number),
    )
    return sum(said == known for said, known in pairs), post.to_on is None


def one_of(people: Sequence[tuple[Reachable, bool]], listed: ListedPerson) -> int | None:
    """The place of the one whom a row means; (person, whether the row's post is already theirs).

    None where it means somebody new. Refused where several may be meant.
    """
    near = [at for at, (person, _) in enumerate(people) if shares_contact(person, listed)]
    free = [at for at, (person, _) in enumerate(people) if not contacts_differ(person, listed)]
    holding = [at for at, (_person, is_held) in enumerate(people) if is_held]
    for choice in (near, _both(near, holding), _both(free, holding), holding, free):
        if len(choice) == 1:
            return choice[0]
        if len(choice) > 1 and choice is not near and choice is not holding:
            raise RuleBroken("directory.several_of_that_name", count=len(choice))
    if len(near) > 1:
        raise RuleBroken("directory.several_of_that_name", count=len(near))
    return None


def _both(some: Sequence[int], others: Sequence[int]) -> list[int]:
    return [at for at in some if at in others]
