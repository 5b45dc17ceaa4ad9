"""How long it takes to read and to expand the thành phần of a large organisation."""

import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

from planner.domain.invitation import Relation, expand
from planner.inputs.expansion import read_instance

POSTS, UNITS = 100_000, 5_000
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
    }


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
