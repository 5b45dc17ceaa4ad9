"""The table of rights, tried on every route: role by role, unit by unit."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from planner.domain.rights import TABLE, Relation, Role
from planner.store.directory import Unit
from planner.web.context import action_of, audience_of
from tests.factories import Office, make_account
from tests.web import cases
from tests.web.browser import api_token, sign_in
from tests.web.cases import Case

DONE = {"GET": 200, "POST": 303, "PATCH": 200, "DELETE": 303}
CASES: dict[str, Case] = {}
for found in pkgutil.iter_modules(cases.__path__):
    CASES |= import_module(f"tests.web.cases.{found.name}").CASES

# What a role may is TABLE's, the same on each engine; how a unit is reached is SQL.
ROLES = [*(("sqlite", role) for role in Role), ("postgresql", Role.ORGANISER)]
UNITS = ("central", "province", "bureau", "host", "called", "other", "stranger")
# How each unit of the cast stands to each thing of the cast.
STANDS: dict[str, dict[str, set[Relation]]] = {
    "office": {},
    "list": {unit: set(Relation) for unit in UNITS},  # what is in reach, be it nothing
    "meeting": {
        "central": {Relation.OVERSEES},
        "province": {Relation.CONVENES},
        "bureau": {Relation.CONVENES},
        "host": {Relation.HOSTS},
        "called": {Relation.INVITED},
    },
    "series": {
        "central": {Relation.OVERSEES},
        "province": {Relation.CONVENES},
        "bureau": {Relation.CONVENES},
        "host": {Relation.HOSTS, Relation.UNDER},
        "called": {Relation.UNDER},
        "other": {Relation.UNDER},
    },
    "campaign": {  # the province's
        "central": {Relation.OVERSEES},
        "province": {Relation.CONVENES},
        "bureau": {Relation.CONVENES},
        "host": {Relation.UNDER},
        "called": {Relation.UNDER},
        "other": {Relation.UNDER},
    },
    "unit": {  # the host's
        "central": {Relation.BELOW},
        "province": {Relation.BELOW},
        "bureau": {Relation.BELOW},
        "host": {Relation.OWN},
    },
    "venue": {  # the province's
        "central": {Relation.BELOW},
        "province": {Relation.OWN},
        "bureau": {Relation.OWN},
    },
}


def routes(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.build_only]


def guarded(app: Flask) -> list[Rule]:
    return [rule for rule in routes(app) if audience_of(app, rule.endpoint) is None]


def test_every_route_names_its_action_or_its_audience(app: Flask) -> None:
    nameless = [
        rule.endpoint
        for rule in routes(app)
        if (action_of(app, rule.endpoint) is None) == (audience_of(app, rule.endpoint) is None)
    ]
    assert nameless == []


def test_every_guarded_route_stands_in_the_matrix(app: Flask) -> None:
    assert {rule.endpoint for rule in guarded(app)} == set(CASES)


@pytest.mark.parametrize(("engine", "role"), ROLES, indirect=["engine"])
@pytest.mark.parametrize("unit_name", UNITS)
def test_every_route_opens_as_the_table_says(
    app: Flask,
    session: Session,
    connection: Connection,
    office: Office,
    role: Role,
    unit_name: str,
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    unit: Unit = getattr(office, unit_name)
    account = make_account(session, role, unit, "Người thử")
    pages, program = sign_in(app, account), (app.test_client(), api_token(app, account))

    wrong = []
    for rule, method in _tries(app):
        case = CASES[rule.endpoint]
        may = any(
            (action_of(app, rule.endpoint), role, relation) in TABLE
            for relation in STANDS[case.about].get(unit_name, set()) | {Relation.ANY}
        )
        undone = connection.begin_nested()
        status = _status(app, rule, method, (pages, *program), office)
        undone.rollback()
        expected = case.done.get(method, DONE[method]) if may else 404
        if status != expected:
            wrong.append((method, rule.endpoint, status, expected))
    assert wrong == []


def _tries(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in guarded(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def _status(
    app: Flask,
    rule: Rule,
    method: str,
    clients: tuple[FlaskClient, FlaskClient, dict[str, str]],
    office: Office,
) -> int:
    pages, program, headers = clients
    case = CASES[rule.endpoint]
    url = app.url_map.bind("localhost").build(rule.endpoint, case.values(office), method)
    body = None if method == "GET" else case.form(office)
    data, json = (None, body) if case.json else (body, None)
    if rule.rule.startswith("/api/"):
        return program.open(url, method=method, headers=headers, data=data, json=json).status_code
    return pages.open(url, method=method, data=data, json=json).status_code


def test_a_page_leads_to_the_sign_in_and_a_program_is_told_so(app: Flask, office: Office) -> None:
    for rule, method in _tries(app):
        status = _status(app, rule, method, (app.test_client(), app.test_client(), {}), office)
        in_api = rule.rule.startswith("/api/")
        # Without a session there is no form token either: a forged form ends before the question.
        assert status in ({401} if in_api else {303, 400}), (method, rule.endpoint, status)


def test_out_of_reach_looks_like_missing(app: Flask, office: Office) -> None:
    tuan = sign_in(app, office.tuan)
    addresses = [f"/meetings/{office.meeting.id}", f"/meetings/{10**30}", "/no/such/page"]

    pages = [tuan.get(address) for address in addresses]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub('nonce="[^"]*"', "", page.text) for page in pages}) == 1
