import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cli.invite_expand import answer, expand_command
from planner.domain.invitation import expand
from planner.inputs.expansion import read_instance

Json = dict[str, Any]
GOLDEN = Path(__file__).parent / "expansion"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(expand_command, arguments)


def test_the_worked_case_has_its_answer() -> None:
    result = run(str(GOLDEN / "worked.json"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json.loads((GOLDEN / "worked.answer.json").read_text())


def test_nobody_to_call_is_three_empty_lists(tmp_path: Path) -> None:
    instance = json.loads((GOLDEN / "worked.json").read_text()) | {"groups": []}
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(instance))
    assert json.loads(run(str(file)).stdout) == {"delegates": [], "empty": [], "seats": []}


def test_an_unreadable_instance_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    instance = json.loads((GOLDEN / "worked.json").read_text())
    instance["posts"][6]["person"] = "p77"
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(instance))
    result = run(str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "posts k7: person “p77” không có trong danh sách\n"


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_one_line_and_exit_code_2(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "instance.json"
    file.write_bytes(content)
    result = run(str(file))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("name", ["missing\n.json", "."])
def test_what_is_no_file_is_one_line_and_exit_code_2(tmp_path: Path, name: str) -> None:
    result = run(str(tmp_path / name))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


# From here on: the form once more, read as it is written, every post for every rule.

TODAY = date(2025, 3, 26)
UNIT_IDS = [f"u{number}" for number in range(3, 12)]
PERSON_IDS = [f"p{number}" for number in range(6)]
KINDS = ["xã", "huyện", "sở"]
POSITIONS = ["Bí thư", "Phó Bí thư", "Ủy viên"]
BODIES = ["BCH", "BTV", "TT", "UBKT"]
SEEN_FROM = ["convenor", "host"]
RELATIONS = [
    *SEEN_FROM,
    *(f"{who}_{what}" for who in SEEN_FROM for what in ("parent", "children", "descendants")),
    *("convenor_outside", "host_outside", "parent_outside", "children_outside", "named", "people"),
]

days = st.sampled_from([None, None, None, *(TODAY + timedelta(days=d) for d in (-1, 0, 1))])
spans = st.builds(lambda a, b: {"from": a and a.isoformat(), "to": b and b.isoformat()}, days, days)


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=4)


def mostly(value: object, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(*[st.just(value)] * 5, strategy)


@st.composite
def units(draw: st.DrawFn) -> list[Json]:
    rows: list[Json] = []
    for name in UNIT_IDS:
        outside = draw(st.booleans()) and draw(st.booleans())
        ours = [row["id"] for row in rows if not row["outside"]]
        territory = draw(st.sampled_from([None, *ours]))
        kind = draw(st.sampled_from(KINDS))
        row = {"id": name, "name": name, "kind": kind, "level": 1, "outside": outside}
        rows.append(row | {"territory": territory} | draw(mostly(NO_SPAN, spans)))
    return rows


NO_SPAN = {"from": None, "to": None}


@st.composite
def parents(draw: st.DrawFn, units: list[Json]) -> list[Json]:
    """Each unit below one before it; some changed yesterday."""
    ours = [row["id"] for row in units if not row["outside"]]
    rows: list[Json] = []
    for place, unit in enumerate(ours[1:], 1):
        first, second = draw(st.tuples(*[st.sampled_from(ours[:place])] * 2))
        turn = draw(st.sampled_from([None, "2025-03-25", "2025-03-26", "2025-03-27"]))
        rows.append({"unit": unit, "parent": first, "from": None, "to": turn})
        if turn is not None:
            rows.append({"unit": unit, "parent": second, "from": turn, "to": None})
    return draw(st.permutations(rows))


posts = st.lists(
    st.builds(
        lambda fields, span: fields | span,
        st.fixed_dictionaries(
            {
                "id": st.integers(0, 99).map("k{}".format),
                "person": st.sampled_from(PERSON_IDS),
                "unit": st.sampled_from(UNIT_IDS),
                "body": mostly(None, st.sampled_from(BODIES)),
                "position": st.sampled_from(POSITIONS),
                "full_time": st.booleans(),
                "rank": st.integers(1, 3),
            }
        ),
        mostly(NO_SPAN, spans),
    ),
    unique_by=lambda post: post["id"],
    min_size=20,
    max_size=35,
)
excepts = st.fixed_dictionaries(
    {
        "units": mostly([], some(UNIT_IDS)),
        "kinds": mostly([], some(KINDS)),
        "people": mostly([], some(PERSON_IDS)),
        "positions": mostly([], some(POSITIONS)),
        "all_but_units": mostly(None, some(UNIT_IDS)),
    }
)
rules = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 12).map("r{}".format),
            "relation": st.sampled_from(RELATIONS),
            "named_units": some(UNIT_IDS),
            "named_people": some(PERSON_IDS),
            "unit_kinds": mostly(None, some(KINDS)),
            "positions": mostly(None, some(POSITIONS)),
            "body": mostly(None, st.sampled_from(BODIES)),
            "fallback_body": st.sampled_from([None, *BODIES]),
            "full_time": mostly(None, st.booleans()),
            "except": excepts,
        }
    ),
    unique_by=lambda rule: rule["id"],
    min_size=1,
    max_size=4,
)
groups = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 12).map("g{}".format),
            "precedence": st.integers(1, 3),
            "mode": st.sampled_from(["summoned", "invited"]),
            "rules": rules,
            "quota": mostly(None, st.integers(1, 3)),
        }
    ),
    unique_by=lambda group: group["id"],
    min_size=1,
    max_size=4,
)


@st.composite
def instances(draw: st.DrawFn) -> Json:
    rows = draw(units())
    return {
        "date": TODAY.isoformat(),
        "units": draw(st.permutations(rows)),
        "parents": draw(parents(rows)),
        "people": [{"id": name, "name": name} for name in PERSON_IDS],
        "posts": draw(posts),
        "meeting": {
            "convenor": draw(st.sampled_from(UNIT_IDS[:3])),
            "host": draw(st.none() | st.sampled_from(UNIT_IDS)),
        },
        "groups": draw(groups),
    }


def holds(row: Json) -> bool:
    today = TODAY.isoformat()
    return (row["from"] or "") <= today and (row["to"] is None or today < row["to"])


class Naive:
    """The form, sentence by sentence."""

    def __init__(self, instance: Json) -> None:
        self.instance = instance
        self.units = {row["id"]: row for row in instance["units"] if holds(row)}

    def parent(self, unit: str | None) -> str | None:
        for row in self.instance["parents"]:
            if row["unit"] == unit and holds(row) and unit in self.units:
                return row["parent"] if row["parent"] in self.units else None
        return None

    def descends(self, unit: str, ancestor: str | None) -> bool:
        above = self.parent(unit)
        return above is not None and (above == ancestor or self.descends(above, ancestor))

    def related(self, unit: str, relation: str, rule: Json) -> bool:
        """Whether a unit in being stands in a relation."""
        meeting = self.instance["meeting"]
        outside = self.units[unit]["outside"]
        territory = self.units[unit]["territory"] if outside else None
        if relation in {"named", "people"}:
            return relation == "named" and unit in rule["named_units"]
        who = relation.partition("_")[0]
        seen = meeting["host" if who == "host" else "convenor"]
        if seen not in self.units:
            return False
        ways: dict[str, bool] = {
            "convenor": unit == seen,
            "host": unit == seen,
            f"{who}_parent": unit == self.parent(seen),
            f"{who}_children": self.parent(unit) == seen,
            f"{who}_descendants": self.descends(unit, seen),
            "convenor_outside": territory == seen,
            "host_outside": territory == seen,
            "parent_outside": territory is not None and territory == self.parent(seen),
            "children_outside": territory is not None and self.parent(territory) == seen,
        }
        return ways[relation]

    def units_of(self, rule: Json) -> list[str]:
        out, kinds = rule["except"], rule["unit_kinds"]
        only = out["all_but_units"]
        return [
            name
            for name, unit in sorted(self.units.items())
            if self.related(name, rule["relation"], rule)
            and (kinds is None or unit["kind"] in kinds)
            and name not in out["units"]
            and unit["kind"] not in out["kinds"]
            and (only is None or name in only)
        ]

    def found(self, rule: Json, unit: str) -> list[Json]:
        def of(body: str | None) -> list[Json]:
            posts = self.instance["posts"]
            return [p for p in posts if holds(p) and p["unit"] == unit and p["body"] == body]

        posts = of(rule["body"])
        if not posts and rule["fallback_body"] is not None:
            posts = of(rule["fallback_body"])
        return [
            post
            for post in posts
            if (rule["positions"] is None or post["position"] in rule["positions"])
            and post["position"] not in rule["except"]["positions"]
        ]

    def empty(self, rule: Json, unit: str) -> list[str | None]:
        held = [post["position"] for post in self.found(rule, unit)]
        if rule["positions"] is None:
            return [] if held else [None]
        gaps: list[str | None] = []
        for position in rule["positions"]:
            wanted = position not in rule["except"]["positions"]
            if wanted and position not in held and position not in gaps:
                gaps.append(position)
        return gaps

    def called(self, rule: Json) -> list[tuple[str, Json | None]]:
        out = rule["except"]["people"]
        if rule["relation"] == "people":
            return [(name, None) for name in set(rule["named_people"]) if name not in out]
        return [
            (post["person"], post)
            for unit in self.units_of(rule)
            for post in self.found(rule, unit)
            if post["person"] not in out and (post["full_time"] or rule["full_time"] is not True)
        ]

    def capacities(self) -> list[tuple[Any, ...]]:
        found = []
        for place, group in enumerate(self.instance["groups"]):
            for number, rule in enumerate(group["rules"] if group["quota"] is None else []):
                for person, post in self.called(rule):
                    rank = (1, 0) if post is None else (0, post["rank"])
                    name = "" if post is None else post["id"]
                    key = (group["precedence"], place, rank, number, name, person)
                    found.append((key, person, group, rule, post))
        return sorted(found, key=lambda capacity: capacity[0])

    def answer(self) -> Json:
        delegates: list[Json] = []
        for _, person, group, rule, post in self.capacities():
            way = {"group": group["id"], "rule": rule["id"], "post": post and post["id"]}
            known = [delegate for delegate in delegates if delegate["person"] == person]
            if known:
                known[0]["also"].append(way)
            else:
                unit = post and post["unit"]
                delegates.append({"person": person, **way, "unit": unit, "also": []})
        ordered = sorted(self.instance["groups"], key=lambda group: group["precedence"])
        empty = [
            {"group": group["id"], "rule": rule["id"], "unit": unit, "position": position}
            for group in ordered
            if group["quota"] is None
            for rule in group["rules"]
            for unit in self.units_of(rule)
            for position in self.empty(rule, unit)
        ]
        seats = [
            {"group": group["id"], "unit": unit, "count": group["quota"]}
            for group in ordered
            if group["quota"] is not None
            for unit in sorted({unit for rule in group["rules"] for unit in self.units_of(rule)})
        ]
        return {"delegates": delegates, "empty": empty, "seats": seats}


@settings(max_examples=100, deadline=None)
@given(instances())
def test_any_instance_has_the_answer_of_the_form_read_literally(instance: Json) -> None:
    read = read_instance(json.dumps(instance).encode())
    expansion = expand(read.organisation, read.groups, read.gathering)
    assert answer(expansion) == Naive(instance).answer()
