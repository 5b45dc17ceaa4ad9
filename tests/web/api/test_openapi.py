"""The description of the API says what the API does: no more, no less."""

import re
from typing import Any

import pytest
import schemathesis
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.doors import EIGHT, give_code, item, open_door
from tests.factories import Office
from tests.web.api.test_meeting import CONFERENCE
from tests.web.browser import api_token

DESCRIPTION = "/api/v1/openapi.json"
METHODS = {"get", "post", "put", "patch", "delete"}
WITH_INPUT = [
    "bookMeeting",
    "showMeeting",
    "changeMeeting",
    "sendScans",
    "bringQueue",
    "printBadge",
    "readShortCode",
    "searchPeople",
    "pairDevice",
]
WITHOUT_INPUT = ["describeApi", "listMeetings", "countPeople", "fetchRoster", "showDoor"]
OPERATIONS = WITH_INPUT + WITHOUT_INPUT
MOST_CASES = 8
# That a unit has this code, that one bad scan stops no other: no schema can say it.
NOT_IN_SCHEMAS: list[Any] = [positive_data_acceptance, negative_data_rejection]
QUIET = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much)


def described(app: Flask) -> dict[str, Any]:
    told: dict[str, Any] = app.test_client().get(DESCRIPTION).get_json()
    return told


def operations(told: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (path, method): operation
        for path, item in told["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_every_route_of_the_api_is_described_and_nothing_else(app: Flask) -> None:
    routes = {
        (re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) & {name.upper() for name in METHODS}
    }

    assert set(operations(described(app))) == routes


def test_every_operation_is_named_once_and_tried_here(app: Flask) -> None:
    names = [one["operationId"] for one in operations(described(app)).values()]

    assert sorted(names) == sorted(OPERATIONS)


def test_every_schema_is_a_json_schema(app: Flask) -> None:
    schemas = described(app)["components"]["schemas"]

    for schema in schemas.values():
        Draft202012Validator({**schema, "components": {"schemas": schemas}})


@pytest.fixture
def headers(app: Flask, session: Session, office: Office) -> dict[str, dict[str, str]]:
    """What each scheme of the description wants."""
    return {
        "apiToken": api_token(app, office.ha),
        "doorToken": {"Authorization": f"Bearer {open_door(session, office.meeting)}"},
    }


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_api_answers_anything_as_described(
    app: Flask,
    headers: dict[str, dict[str, str]],
    name: str,
    mode: GenerationMode,
    *,
    signed_in: bool,
) -> None:
    operation = schemathesis.openapi.from_wsgi(DESCRIPTION, app).find_operation_by_id(name)
    if mode is GenerationMode.NEGATIVE and name in WITHOUT_INPUT:
        return
    needs = {scheme for need in operation.definition.raw["security"] for scheme in need}
    sent = {k: v for one in needs for k, v in headers[one].items()} if signed_in else {}

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=MOST_CASES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=QUIET,
    )
    def answers(case: Any) -> None:
        case.call_and_validate(headers=sent, excluded_checks=NOT_IN_SCHEMAS)

    with time_machine.travel(EIGHT, tick=False):
        answers()


def ensure_described(told: dict[str, Any], path: str, answer: TestResponse) -> None:
    """The body fits what the description says of this status."""
    method = answer.request.method.lower()
    response = told["paths"][path][method]["responses"][str(answer.status_code)]
    schema = response["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": told["components"]}).validate(answer.get_json())


def test_answers_about_meetings_have_the_described_form(
    app: Flask, office: Office, headers: dict[str, dict[str, str]]
) -> None:
    told, client, token = described(app), app.test_client(), headers["apiToken"]
    all_of_them, one = "/api/v1/meetings", "/api/v1/meetings/{meeting_id}"
    first = client.post(all_of_them, json=CONFERENCE, headers=token)
    by_id = f"{all_of_them}/{first.get_json()['id']}"
    answers = [
        (201, all_of_them, first),
        (409, all_of_them, client.post(all_of_them, json=CONFERENCE, headers=token)),
        (422, all_of_them, client.post(all_of_them, json={"title": 7}, headers=token)),
        (200, all_of_them, client.get(all_of_them, headers=token)),
        (200, one, client.get(by_id, headers=token)),
        (200, one, client.patch(by_id, json={"window": "tháng 3 năm 2075"}, headers=token)),
        (422, one, client.patch(by_id, json={"status": "held"}, headers=token)),
    ]

    assert [answer.status_code for _, _, answer in answers] == [status for status, _, _ in answers]
    for _status, path, answer in answers:
        ensure_described(told, path, answer)


def test_answers_at_the_door_have_the_described_form(
    app: Flask, session: Session, office: Office, headers: dict[str, dict[str, str]]
) -> None:
    told, client, token = described(app), app.test_client(), headers["doorToken"]
    code = give_code(session, office.lan)
    walk_in = {"name": "Trần Văn Khách", "unit": "", "position": ""}
    scans = [item(code), item(code), item("rác"), {}, item(kind="walkin", person=walk_in)]
    with time_machine.travel(EIGHT, tick=False):
        taken = client.post("/api/v1/scans", json={"scans": scans}, headers=token)
        ensure_described(told, "/api/v1/scans", taken)
        for path in ("counts", "roster", "door", "people?q=lan"):
            answer = client.get(f"/api/v1/{path}", headers=token)
            ensure_described(told, f"/api/v1/{path.partition('?')[0]}", answer)
        begun = client.get(f"/api/v1/short/{code[:6]}", headers=token)
        ensure_described(told, "/api/v1/short/{typed}", begun)

    verdicts = [one["verdict"] for one in taken.get_json()["results"]]
    assert verdicts == ["ok", "already", "not_ours", "malformed", "walkin"]


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\U0001f600"])
def test_no_sign_breaks_the_door(app: Flask, headers: dict[str, dict[str, str]], sign: str) -> None:
    client, token = app.test_client(), headers["doorToken"]
    person = {"name": f"A{sign}", "unit": sign, "position": sign}
    scans = [
        item(f"x{sign}"),
        item(kind="walkin", person=person),
        item(kind="void", void_of=f"a{sign}"),
        {**item("x"), "id": f"a{sign}"},
    ]
    with time_machine.travel(EIGHT, tick=False):
        answers = [
            client.post("/api/v1/scans", json={"scans": scans}, headers=token),
            client.get("/api/v1/people", query_string={"q": f"la{sign}"}, headers=token)
            if sign != "\ud800"
            else client.get("/api/v1/people?q=la%ED%A0%80", headers=token),
            client.post("/api/v1/pair", json={"code": sign, "label": sign}),
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 404]


def test_a_wrong_method_is_told_the_right_ones(app: Flask) -> None:
    answer = app.test_client().delete("/api/v1/meetings")

    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.allow)
