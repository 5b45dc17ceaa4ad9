"""Several taps in the same second: an address is renewed each time, opened to all once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planner.domain.feed import Scope
from planner.services import feed as service
from planner.store.account import Credential
from planner.store.feed import Feed
from planner.store.session import make_writers
from tests.databases import ENGINES, fresh
from tests.factories import NOW, Office, make_office, who

KEY = "k" * 32
AT_ONCE = 8


@pytest.fixture(params=ENGINES)
def own_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


@pytest.fixture
def own_office(own_engine: Engine) -> Iterator[Office]:
    with make_writers(own_engine)() as session:
        yield make_office(session)


def together(engine: Engine, deed: Callable[[Session], str]) -> set[str]:
    """What so many at once were given."""
    sessions = make_writers(engine)

    def one(_number: int) -> str:
        with sessions.begin() as session:
            return deed(session)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return set(pool.map(one, range(AT_ONCE)))


def test_an_address_renewed_at_once_ends_with_one_that_lives(
    own_engine: Engine, own_office: Office
) -> None:
    with make_writers(own_engine).begin() as session:
        ha = who(session, own_office.ha)
        service.issue(session, ha, (Scope.ALL, ""), label="", code_key=KEY, now=NOW)
        feed_id = session.query(Feed.id).scalar() or 0

    given = together(
        own_engine, lambda session: service.renew(session, ha, feed_id, code_key=KEY, now=NOW)
    )

    assert len(given) == AT_ONCE
    with make_writers(own_engine)() as session:
        living = session.query(Credential).filter_by(kind="feed", revoked_at=None).count()
    assert living == 1


def test_a_unit_opened_to_all_at_once_has_one_address(
    own_engine: Engine, own_office: Office
) -> None:
    with make_writers(own_engine).begin() as session:
        ha = who(session, own_office.ha)
    target = (Scope.UNIT, own_office.province.code)

    given = together(
        own_engine,
        lambda session: service.open_to_all(session, ha, target, code_key=KEY, now=NOW),
    )

    assert len(given) == 1
