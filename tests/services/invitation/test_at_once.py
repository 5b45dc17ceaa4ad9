"""Two taps in the same second: one person is sent instead, and everybody is called once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.invitation import Mode, Relation, read_answer
from planner.domain.rights import KEEPER
from planner.services.invitation import calling, codes, groups, replies
from planner.services.invitation.groups import GroupFacts, Owner, RuleFacts
from planner.store.invitation import Delegate
from planner.store.session import make_writers
from tests.databases import ENGINES, fresh
from tests.factories import NOW, Office, make_office

KEY = "k" * 32
AT_ONCE = 8


@pytest.fixture(params=ENGINES)
def own_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


def together(engine: Engine, deed: Callable[[Session, int], object]) -> Counter[str]:
    """How many of so many at once got through, and what the others heard."""
    sessions = make_writers(engine)

    def one(number: int) -> str:
        try:
            with sessions.begin() as session:
                deed(session, number)
        except NotFound:
            return "not found"
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def own_office(own_engine: Engine) -> Iterator[Office]:
    with make_writers(own_engine)() as session:
        yield make_office(session)


def test_one_of_many_substitutes_comes(own_engine: Engine, own_office: Office) -> None:
    with make_writers(own_engine).begin() as session:
        (one,) = codes.codes_of(session, KEEPER, own_office.meeting.id, KEY, NOW)
        code = one.code

    def send(session: Session, number: int) -> None:
        given = read_answer("substitute", "", f"Người {number}", "Uỷ viên")
        replies.answer(session, code, given, KEY, NOW)

    heard = together(own_engine, send)

    assert heard == Counter({"not found": AT_ONCE - 1, "done": 1})
    with make_writers(own_engine)() as session:
        states = Counter(row.state for row in session.query(Delegate))
    assert states == Counter({"replaced": 1, "live": 1})


def test_calls_at_once_call_everybody_once(own_engine: Engine, own_office: Office) -> None:
    with make_writers(own_engine).begin() as session:
        facts = GroupFacts("Lãnh đạo", 1, Mode.SUMMONED)
        owner = Owner(meeting_id=own_office.meeting.id)
        group = groups.add_group(session, KEEPER, owner, facts, NOW)
        rule = RuleFacts(relation=Relation.CONVENOR_CHILDREN, positions=("Bí thư",))
        groups.add_rule(session, KEEPER, group.id, rule, NOW)

    def call(session: Session, _number: int) -> None:
        calling.call(session, KEEPER, own_office.meeting.id, NOW)
        codes.issue_missing(session, own_office.meeting.id, KEY, NOW)

    heard = together(own_engine, call)

    assert heard == Counter({"done": AT_ONCE})
    with make_writers(own_engine)() as session:
        names = sorted(row.name for row in session.query(Delegate))
    assert names == ["Lê Ngọc Lan", "Trần Quang Minh"]
