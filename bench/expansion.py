"""How long it takes to read and to expand the thành phần of a large organisation."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from planner.domain.invitation import Gathering, Relation, expand
from planner.inputs.expansion import read_instance
from planner.services.invitation.groups import group_value
from planner.store.directory import Person, Post, Unit, organisation_on
from planner.store.invitation import InviteeGroup, InviteRule
from planner.store.schema import upgrade
from planner.store.session import make_engine

POSTS, UNITS = 100_000, 5_000
FEW_POSTS, FEW_UNITS = 1_000, 50
DAY = date(2025, 3, 26)
BODIES = [None, "BCH", "BTV", "TT", "UBKT"]
POSITIONS = ["Bí thư", "Phó Bí thư", "Ủy viên", "Cán bộ"]
KINDS = ["tỉnh", "huyện", "xã", "chi đoàn"]
ALWAYS = {"from": None, "to": None}
ROUNDS = 3

Entry = dict[str, float | str]


def measure() -> dict[str, Entry]:
    """Seconds for 100,000 posts, each beside a bare pass over the same data."""
    data = json.dumps(large_instance(POSTS, UNITS)).encode()
    instance = read_instance(data)
    posts = json.loads(data)["posts"]
    reading = _best(lambda: read_instance(data))
    parsing = _best(lambda: json.loads(data))
    expanding = _best(lambda: expand(instance.organisation, instance.groups, instance.gathering))
    passing = _best(lambda: sorted((post["rank"], post["id"]) for post in posts))
    return {
        "expansion.read": _entry(reading, parsing),
        "expansion.expand": _entry(expanding, passing),
        **_from_the_books(),
    }


def _from_the_books() -> dict[str, Entry]:
    """The same thành phần from a database; beside its queries those for a hundredth of it."""
    with _books(FEW_POSTS, FEW_UNITS) as engine:
        few = _queries(engine)
    with _books(POSTS, UNITS) as engine:
        many = _queries(engine)
        taking = _best(lambda: _expanded(engine))
        reading = _best(lambda: _posts_alone(engine))
    queries: Entry = {"value": many, "unit": "", "baseline": few, "ratio": round(many / few, 2)}
    return {"expansion.books": _entry(taking, reading), "expansion.books.queries": queries}


@contextmanager
def _books(posts: int, units: int) -> Iterator[Engine]:
    """A database with the organisation of `large_instance`, numbers in place of its ids."""
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'books.sqlite'}")
        upgrade(engine)
        with Session(engine) as session:
            session.add_all(_rows(large_instance(posts, units)))
            session.commit()
        yield engine
        engine.dispose()


def _rows(instance: dict[str, Any]) -> Iterator[Unit | Person | Post]:
    above = {link["unit"]: _number(link["parent"]) for link in instance["parents"]}
    for unit in instance["units"]:
        yield Unit(
            id=_number(unit["id"]),
            code=unit["id"],
            name=unit["name"],
            kind=unit["kind"],
            level=unit["level"],
            is_outside=unit["outside"],
            parent_id=above.get(unit["id"]),
            territory_id=_number(unit["territory"]) if unit["territory"] else None,
            search_key="",
            sort_key="",
        )
    for person in instance["people"]:
        name = person["name"]
        yield Person(id=_number(person["id"]), name=name, search_key="", sort_key="")
    for post in instance["posts"]:
        yield Post(
            person_id=_number(post["person"]),
            unit_id=_number(post["unit"]),
            body=post["body"],
            position=post["position"],
            is_full_time=post["full_time"],
            rank=post["rank"],
        )


def _number(name: str) -> int:
    """Rows count from 1."""
    return int(name[1:]) + 1


def _groups() -> list[InviteeGroup]:
    """Of each relation to the convenor or the host one group, with a rule for each body."""
    relations = [one for one in Relation if one not in (Relation.NAMED, Relation.PEOPLE)]
    return [
        InviteeGroup(
            id=number,
            name=relation.value,
            precedence=number % 5,
            mode="summoned",
            rules=[
                InviteRule(id=number * 10 + place, relation=relation, body=body, exceptions={})
                for place, body in enumerate(BODIES)
            ],
        )
        for number, relation in enumerate(relations, start=1)
    ]


def _expanded(engine: Engine) -> None:
    with Session(engine) as session:
        organisation = organisation_on(session, DAY)
    groups = [group_value(group) for group in _groups()]
    assert expand(organisation, groups, Gathering(1, 2)).delegates  # noqa: S101 -- a bench


def _posts_alone(engine: Engine) -> None:
    """What only reading every post costs."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM post").all()


def _queries(engine: Engine) -> int:
    sent: list[str] = []

    def note(*call: Any) -> None:
        sent.append(call[2])

    event.listen(engine, "before_cursor_execute", note)
    _expanded(engine)
    event.remove(engine, "before_cursor_execute", note)
    return len([statement for statement in sent if statement.startswith("SELECT")])


def large_instance(posts: int, units: int) -> dict[str, Any]:
    """An organisation of that size, and 14 groups whose rules reach every relation."""
    return {
        "date": "2025-03-26",
        "units": [_unit(number, units) for number in range(units)],
        "parents": [
            {"unit": f"u{number}", "parent": f"u{(number - 1) // 8}"} | ALWAYS
            for number in range(1, _ours(units))
        ],
        "people": [{"id": f"p{number}", "name": f"Người {number}"} for number in range(posts)],
        "posts": [_post(number, posts, units) for number in range(posts)],
        "meeting": {"convenor": "u0", "host": "u1"},
        "groups": [_group(number, relation) for number, relation in enumerate(Relation)],
    }


def _ours(units: int) -> int:
    """How many of the units are not outside: the first nine tenths."""
    return units * 9 // 10


def _unit(number: int, units: int) -> dict[str, Any]:
    outside = number >= _ours(units)
    territory = f"u{number - _ours(units)}" if outside else None
    kind = "cấp ủy" if outside else KINDS[min(len(str(number)), 4) - 1]
    unit = {"id": f"u{number}", "name": f"Đơn vị {number}", "kind": kind, "level": 1}
    return unit | {"outside": outside, "territory": territory} | ALWAYS


def _post(number: int, posts: int, units: int) -> dict[str, Any]:
    return {
        "id": f"k{number}",
        "person": f"p{number * 7 % (posts * 3 // 4)}",
        "unit": f"u{number % units}",
        "body": BODIES[number // units % len(BODIES)],
        "position": POSITIONS[number // units % len(POSITIONS)],
        "full_time": number % 3 == 0,
        "rank": number % 50,
        "from": "2020-01-01",
        "to": None,
    }


def _group(number: int, relation: Relation) -> dict[str, Any]:
    rules = [_rule(body, relation) for body in BODIES]
    group = {"id": f"g{number}", "precedence": number % 5, "mode": "summoned"}
    return group | {"rules": rules, "quota": None}


def _rule(body: str | None, relation: Relation) -> dict[str, Any]:
    return {
        "id": f"r-{body}",
        "relation": relation.value,
        "named_units": [f"u{number}" for number in range(0, 1000, 3)],
        "named_people": [f"p{number}" for number in range(0, 1000, 3)],
        "unit_kinds": None,
        "positions": None if body == "TT" else POSITIONS,
        "body": body,
        "fallback_body": "BCH",
        "full_time": None,
        "except": {
            "units": ["u7"],
            "kinds": [],
            "people": ["p5"],
            "positions": ["Cán bộ"],
            "all_but_units": None,
        },
    }


def _best(work: Callable[[], object]) -> float:
    """The shortest of some rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return min(times)


def _entry(value: float, baseline: float) -> Entry:
    return {
        "value": round(value, 3),
        "unit": "s",
        "baseline": round(baseline, 3),
        "ratio": round(value / baseline, 2),
    }
