"""Where the tests take their PostgreSQL from."""

import pytest

from tests.needs import lacking
from tests.postgres import NoPostgres, needs_package, server_url

NAMED = "postgresql+psycopg://tester@db.example/postgres"


def test_a_named_server_is_taken_as_it_is() -> None:
    with server_url({"PLANNER_TEST_POSTGRES": NAMED}) as url:
        assert url == NAMED


def test_a_named_server_needs_no_package() -> None:
    assert not needs_package(
        {"PLANNER_TEST_POSTGRES": NAMED, "PLANNER_TEST_POSTGRES_FROM": "package"}
    )


def test_the_package_can_be_forced() -> None:
    assert needs_package({"PLANNER_TEST_POSTGRES_FROM": "package"})


def test_the_machine_alone_never_needs_the_package() -> None:
    assert not needs_package({"PLANNER_TEST_POSTGRES_FROM": "system"})


def test_an_unknown_source_is_refused() -> None:
    wrong = {"PLANNER_TEST_POSTGRES_FROM": "elsewhere"}

    with pytest.raises(NoPostgres, match="one of system, package"), server_url(wrong):
        pass


def test_what_lacks_is_skipped_at_home() -> None:
    with pytest.raises(pytest.skip.Exception, match="no tool"):
        lacking("no tool", {})


def test_what_lacks_fails_in_ci() -> None:
    with pytest.raises(pytest.fail.Exception, match="no tool"):
        lacking("no tool", {"CI": "true"})
