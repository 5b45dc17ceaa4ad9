import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.domain.directory import Body, PostFact, UnitFact
from planner.domain.invitation import Exclusions, Gathering, Group, Mode, Relation, Rule
from planner.inputs.expansion import read_file, read_instance
from planner.inputs.rows import Unreadable

Fields = dict[str, Any]  # JSON, of any shape

RULE: Fields = {
    "id": "r1",
    "relation": "named",
    "named_units": ["a", "uy"],
    "named_people": ["p1"],
    "unit_kinds": ["xã"],
    "positions": ["Bí thư", "Phó Bí thư"],
    "body": "BTV",
    "fallback_body": "BCH",
    "full_time": True,
    "except": {
        "units": ["a"],
        "kinds": ["cấp ủy"],
        "people": ["p1"],
        "positions": ["Phó Bí thư"],
        "all_but_units": ["uy"],
    },
}
LASTING: Fields = {"from": None, "to": None}
INSTANCE: Fields = {
    "format": ["not", "read"],
    "date": "2025-03-26",
    "units": [
        {"id": "h", "name": "Huyện đoàn", "kind": "huyện", "level": 3}
        | {"outside": False, "territory": None, **LASTING},
        {"id": "a", "name": "Đoàn xã A", "kind": "xã", "level": 4}
        | {"outside": False, "territory": None, **LASTING},
        {"id": "uy", "name": "Huyện ủy", "kind": "cấp ủy", "level": 3}
        | {"outside": True, "territory": "h", "from": "2000-01-01", "to": None},
    ],
    "parents": [{"unit": "a", "parent": "h", **LASTING}],
    "people": [{"id": "p1", "name": "An"}],
    "posts": [
        {"id": "k1", "person": "p1", "unit": "h", "body": "BTV", "position": "Bí thư"}
        | {"full_time": True, "rank": 1, "from": None, "to": "2026-01-01", "unread": 1}
    ],
    "meeting": {"convenor": "h", "host": None},
    "groups": [{"id": "g1", "precedence": 2, "mode": "invited", "rules": [RULE], "quota": None}],
}


def encoded(instance: object) -> bytes:
    return json.dumps(instance, ensure_ascii=False).encode()


def at(instance: Any, path: str) -> tuple[Any, str | int]:
    """The object or list that holds a path like `units.0.kind`, and its key there."""
    *way, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    for step in way:
        instance = instance[step]
    return instance, last


def changed(path: str, value: object) -> bytes:
    instance = deepcopy(INSTANCE)
    holder, key = at(instance, path)
    holder[key] = value
    return encoded(instance)


def without(path: str) -> bytes:
    instance = deepcopy(INSTANCE)
    holder, key = at(instance, path)
    del holder[key]
    return encoded(instance)


def added(path: str, *values: object) -> bytes:
    instance = deepcopy(INSTANCE)
    holder, key = at(instance, path)
    holder[key].extend(values)
    return encoded(instance)


def complaint(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_instance(data)
    return str(caught.value)


def test_an_instance_is_read_whole() -> None:
    instance = read_instance(encoded(INSTANCE))
    uy = UnitFact("uy", "cấp ủy", outside=True, territory="h", from_on=date(2000, 1, 1))
    assert instance.organisation.units == {
        "h": UnitFact("h", "huyện"),
        "a": UnitFact("a", "xã"),
        "uy": uy,
    }
    assert instance.organisation.parents == {"a": "h"}
    assert instance.organisation.posts_of("h", Body.BTV) == {
        "Bí thư": [
            PostFact("k1", "p1", "h", Body.BTV, "Bí thư", 1, True, to_on=date(2026, 1, 1)),
        ]
    }
    assert instance.gathering == Gathering("h", None)
    exclusions = Exclusions(
        units=frozenset({"a"}),
        kinds=frozenset({"cấp ủy"}),
        people=frozenset({"p1"}),
        positions=frozenset({"Phó Bí thư"}),
        all_but_units=frozenset({"uy"}),
    )
    rule = Rule(
        "r1",
        Relation.NAMED,
        named_units=("a", "uy"),
        named_people=("p1",),
        unit_kinds=frozenset({"xã"}),
        positions=("Bí thư", "Phó Bí thư"),
        body=Body.BTV,
        fallback_body=Body.BCH,
        full_time_only=True,
        exclusions=exclusions,
    )
    assert instance.groups == [Group("g1", 2, Mode.INVITED, [rule])]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("meeting.host", "uy"),
        ("meeting.convenor", "uy"),
        ("units.2.territory", None),
        ("units.1.territory", "h"),
        ("units.1.level", -1),
        ("posts.0.rank", -5),
        ("posts.0.to", "1999-01-01"),
        ("posts.0.from", "2027-01-01"),
        ("groups", []),
        ("groups.0.rules", []),
        ("groups.0.quota", 1),
        ("groups.0.precedence", -1),
        ("groups.0.rules.0.unit_kinds", None),
        ("groups.0.rules.0.positions", []),
        ("groups.0.rules.0.body", None),
        ("groups.0.rules.0.full_time", None),
        ("groups.0.rules.0.full_time", False),
        ("groups.0.rules.0.except.all_but_units", None),
        ("groups.0.rules.0.named_units", ["a", "a"]),
        ("groups.0.rules.0.unit_kinds", ["a kind that no unit has"]),
        ("people.0.name", ""),
        ("title", {"any": ["thing"]}),
    ],
)
def test_what_the_form_allows_is_read(path: str, value: object) -> None:
    read_instance(changed(path, value))


def test_a_rule_of_another_group_may_have_the_same_id() -> None:
    other = INSTANCE["groups"][0] | {"id": "g2"}
    assert [g.id for g in read_instance(added("groups", other)).groups] == ["g1", "g2"]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_instance(b"\xef\xbb\xbf" + encoded(INSTANCE)) == read_instance(encoded(INSTANCE))


EVERY_FIELD = {
    "": "date units parents people posts meeting groups",
    "units.2.": "name kind level outside territory from to",
    "people.0.": "name",
    "posts.0.": "person unit body position full_time rank from to",
    "parents.0.": "parent from to",
    "meeting.": "convenor host",
    "groups.0.": "precedence mode rules quota",
    "groups.0.rules.0.": "relation named_units named_people unit_kinds positions body"
    " fallback_body full_time except",
    "groups.0.rules.0.except.": "units kinds people positions all_but_units",
}
PLACES = {
    "": "instance",
    "units.2.": "units uy",
    "people.0.": "people p1",
    "posts.0.": "posts k1",
    "parents.0.": "parents a",
    "meeting.": "meeting",
    "groups.0.": "groups g1",
    "groups.0.rules.0.": "groups g1 rules r1",
    "groups.0.rules.0.except.": "groups g1 rules r1 except",
}
FIELDS = [(where, field) for where, fields in EVERY_FIELD.items() for field in fields.split()]


@pytest.mark.parametrize(("where", "field"), FIELDS)
def test_a_missing_field_is_refused(where: str, field: str) -> None:
    assert complaint(without(where + field)) == f"{PLACES[where]}: thiếu {field}"


@pytest.mark.parametrize("value", [1.5, {"a": {}}, [[]]])
@pytest.mark.parametrize(("where", "field"), FIELDS)
def test_a_field_of_another_type_is_refused(where: str, field: str, value: object) -> None:
    if isinstance(value, dict) and field in {"meeting", "except"}:
        value = []
    assert complaint(changed(where + field, value)).startswith((PLACES[where], field))


NULLABLE = {
    *("units.2.territory", "units.2.from", "units.2.to", "parents.0.from", "parents.0.to"),
    *("posts.0.body", "posts.0.from", "posts.0.to", "meeting.host", "groups.0.quota"),
    *("groups.0.rules.0.unit_kinds", "groups.0.rules.0.positions", "groups.0.rules.0.body"),
    *("groups.0.rules.0.fallback_body", "groups.0.rules.0.full_time"),
    "groups.0.rules.0.except.all_but_units",
}


@pytest.mark.parametrize(
    ("where", "field"),
    [(where, field) for where, field in FIELDS if f"{where}{field}" not in NULLABLE],
)
def test_null_is_refused_where_the_form_has_none(where: str, field: str) -> None:
    assert complaint(changed(where + field, None)).startswith((PLACES[where], field))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("date", "2025-02-29", "instance: date “2025-02-29” không phải ngày có thật"),
        ("date", "20250326", "instance: date “20250326” không phải ngày có thật"),
        ("date", "2025-W1-01", "instance: date “2025-W1-01” không phải ngày có thật"),
        ("date", 20250326, "instance: date không phải chữ"),
        ("units", {}, "instance: units không phải danh sách"),
        ("units.0", "h", "units #1: không phải đối tượng JSON"),
        ("units.1.id", 7, "units #2: id không phải chữ"),
        ("units.1.id", "h", "units h: có hai lần"),
        ("units.1.level", "4", "units a: level không phải số nguyên"),
        ("units.1.level", True, "units a: level không phải số nguyên"),
        ("units.1.level", 4.0, "units a: level không phải số nguyên"),
        ("units.1.outside", 0, "units a: outside không phải true hay false"),
        ("units.2.territory", "uy", "units uy: territory “uy” không thuộc cơ quan của mình"),
        ("units.2.territory", "zz", "units uy: territory “zz” không thuộc cơ quan của mình"),
        ("units.2.from", "2000-1-1", "units uy: from “2000-1-1” không phải ngày có thật"),
        ("units.2.to", "0000-01-01", "units uy: to “0000-01-01” không phải ngày có thật"),
        ("parents.0.unit", "uy", "parents uy: “uy” không thuộc cơ quan của mình"),
        ("parents.0.unit", "zz", "parents zz: “zz” không thuộc cơ quan của mình"),
        ("parents.0.unit", None, "parents #1: unit không phải chữ"),
        ("parents.0.parent", "uy", "parents a: “uy” không thuộc cơ quan của mình"),
        ("parents.0.parent", "zz", "parents a: “zz” không thuộc cơ quan của mình"),
        ("parents.0.parent", "a", "parents a: thành vòng tròn, a → a"),
        ("posts.0.person", "p9", "posts k1: person “p9” không có trong danh sách"),
        ("posts.0.unit", "zz", "posts k1: unit “zz” không có trong danh sách"),
        ("posts.0.body", "BTVV", "posts k1: body “BTVV” không phải từ của mẫu"),
        ("posts.0.body", "", "posts k1: body “” không phải từ của mẫu"),
        ("posts.0.rank", False, "posts k1: rank không phải số nguyên"),
        ("posts.0.full_time", None, "posts k1: full_time không phải true hay false"),
        ("meeting.convenor", "zz", "meeting: convenor “zz” không có trong danh sách"),
        ("meeting.convenor", None, "meeting: convenor không phải chữ"),
        ("meeting.host", "zz", "meeting: host “zz” không có trong danh sách"),
        ("groups.0.id", None, "groups #1: id không phải chữ"),
        ("groups.0.mode", "asked", "groups g1: mode “asked” không phải từ của mẫu"),
        ("groups.0.quota", 0, "groups g1: quota phải là số từ 1"),
        ("groups.0.quota", True, "groups g1: quota không phải số nguyên"),
        ("groups.0.rules.0.id", None, "groups g1 rules #1: id không phải chữ"),
        (
            "groups.0.rules.0.relation",
            "host_cousins",
            "groups g1 rules r1: relation “host_cousins” không phải từ của mẫu",
        ),
        (
            "groups.0.rules.0.fallback_body",
            "bch",
            "groups g1 rules r1: fallback_body “bch” không phải từ của mẫu",
        ),
        (
            "groups.0.rules.0.named_units",
            ["a", "zz"],
            "groups g1 rules r1: named_units “zz” không có trong danh sách",
        ),
        (
            "groups.0.rules.0.named_people",
            ["a"],
            "groups g1 rules r1: named_people “a” không có trong danh sách",
        ),
        (
            "groups.0.rules.0.positions",
            ["Bí thư", None],
            "groups g1 rules r1: positions có phần tử không phải chữ",
        ),
        (
            "groups.0.rules.0.full_time",
            "true",
            "groups g1 rules r1: full_time không phải true hay false",
        ),
        (
            "groups.0.rules.0.except.units",
            ["zz"],
            "groups g1 rules r1 except: units “zz” không có trong danh sách",
        ),
        (
            "groups.0.rules.0.except.people",
            ["zz"],
            "groups g1 rules r1 except: people “zz” không có trong danh sách",
        ),
        (
            "groups.0.rules.0.except.all_but_units",
            ["zz"],
            "groups g1 rules r1 except: all_but_units “zz” không có trong danh sách",
        ),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(path: str, value: object, expected: str) -> None:
    assert complaint(changed(path, value)) == expected


@pytest.mark.parametrize("where", ["units", "people", "posts", "groups", "groups.0.rules"])
def test_an_id_twice_in_its_list_is_refused(where: str) -> None:
    holder, key = at(INSTANCE, where)
    assert complaint(added(where, holder[key][0])).endswith(
        f"{key} {holder[key][0]['id']}: có hai lần"
    )


def test_two_parents_on_one_day_are_refused_be_it_long_past() -> None:
    first = {"unit": "h", "parent": "a", "from": "1990-01-01", "to": "1990-02-01"}
    second = {"unit": "h", "parent": "a", "from": "1990-01-31", "to": "1990-03-01"}
    follows = second | {"from": "1990-02-01"}
    read_instance(added("parents", first, follows))
    assert complaint(added("parents", first, second)) == (
        "parents h: có hai trong một ngày, một là a"
    )


def test_parents_in_a_circle_are_refused_only_among_units_in_being() -> None:
    back = {"unit": "h", "parent": "a", "from": None, "to": None}
    assert complaint(added("parents", back)) == "parents a: thành vòng tròn, a → h → a"
    read_instance(added("parents", back | {"to": "2025-03-26"}))
    instance = json.loads(added("parents", back))
    instance["units"][1]["to"] = "2025-03-26"
    read_instance(encoded(instance))


def test_a_long_circle_is_named_by_its_first_units() -> None:
    instance = deepcopy(INSTANCE)
    names = [f"n{number}" for number in range(20)]
    instance["units"] += [instance["units"][0] | {"id": name} for name in names]
    instance["parents"] = [
        {"unit": name, "parent": parent, **LASTING}
        for name, parent in zip(names, [*names[1:], names[0]], strict=True)
    ]
    assert complaint(encoded(instance)) == (
        "parents n0: thành vòng tròn, n0 → n1 → n2 → n3 → n4 → n5 → n6 → n7 → n8 → n9 → …"
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "instance: không phải JSON, từ dòng 1, cột 1"),
        (b"\x89PNG\r\n", "instance: không phải JSON: chữ không phải UTF-8"),
        ("{}".encode("utf-16"), "instance: không phải JSON: chữ không phải UTF-8"),
        (b'{"date": NaN}', "instance: không phải JSON: NaN không phải số"),
        (b"[]", "instance: không phải đối tượng JSON"),
        (b"null", "instance: không phải đối tượng JSON"),
        (b"{}", "instance: thiếu date"),
        (b"[" * 200_000, "instance: JSON lồng quá sâu, không đọc được"),
        (b'{"a":' * 200_000, "instance: JSON lồng quá sâu, không đọc được"),
        (b'{"a":' + b"1" * 5_000 + b"}", "instance: không phải JSON: có số quá dài"),
    ],
)
def test_what_is_no_json_of_ours_is_refused(data: bytes, expected: str) -> None:
    assert complaint(data).startswith(expected)


def test_a_complaint_is_one_line_whatever_the_ids() -> None:
    instance = json.loads(encoded(INSTANCE))
    instance["posts"][0] |= {"id": "a\nb\u2028\ud800", "rank": None}
    assert complaint(json.dumps(instance).encode()) == (
        "posts a\\nb\\u2028\\ud800: rank không phải số nguyên"
    )


@pytest.mark.parametrize(
    ("name", "what"), [("missing.json", "không có tệp này"), ("", "là thư mục, không phải tệp")]
)
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_file(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: {what}"
