"""The demo office: what it holds, that it goes away whole, and what it refuses."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, joinedload

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER, Action, Role, Viewer
from planner.domain.timespan import HANOI, local_day, whole_day
from planner.messages.demo import in_use
from planner.services import account, agenda, demo
from planner.services.account import NewAccount, SignIn
from planner.services.attendance import ledger
from planner.services.demo import Demo
from planner.services.invitation import calling
from planner.services.invitation.drafting import draft_for
from planner.services.series import findings_of
from planner.store import demo as store
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store import series as all_series
from planner.store.audit import AuditEntry
from planner.store.base import Base
from planner.store.demo import Hanging
from planner.store.directory import Person, Post, Unit
from planner.store.feed import Feed
from planner.store.invitation import Delegate
from planner.store.meeting import Holiday, Meeting, MeetingFilter
from planner.store.notice import OutboxMessage
from planner.store.series import Series
from planner.store.venue import Hall
from tests.factories import make_account, make_meeting, make_unit

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=HANOI)  # a Friday morning
KEY = "c" * 32


def load(session: Session, *, now: datetime = NOW, delegates: int = 0) -> Demo:
    return demo.load(session, KEEPER, local_day(now), now, delegates=delegates, code_key=KEY)


@pytest.fixture(scope="module")
def loaded(engine: Engine) -> Iterator[tuple[Connection, Demo]]:
    """One load for the tests that only look, or undo what they do."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            made = load(session, delegates=300)
            session.commit()
        yield connection, made
        outer.rollback()


@pytest.fixture
def office(loaded: tuple[Connection, Demo]) -> Iterator[Session]:
    """The demo; what a test does to it is undone."""
    connection, _made = loaded
    inner = connection.begin_nested()
    with Session(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as session:
        yield session
    inner.rollback()


def unit(session: Session, code: str) -> Unit:
    return session.query(Unit).filter_by(code=code).one()


def meeting(session: Session, code: str) -> Meeting:
    return meetings.get_named(session, KEEPER, Action.SEE_MEETING, code)


def counted(session: Session, table: type[Base]) -> int:
    return session.query(table).count()


def test_the_accounts_sign_in_with_their_passwords(
    office: Session, loaded: tuple[Connection, Demo]
) -> None:
    _connection, made = loaded

    assert [(one.email, one.role) for one in made.accounts] == [
        ("admin@demo.local", "admin"),
        ("organiser@demo.local", "organiser"),
        ("host@demo.local", "host"),
        ("unit@demo.local", "unit"),
    ]
    for one in made.accounts:
        asked = SignIn(one.email, one.password, "127.0.0.1", "Firefox")
        assert account.sign_in(office, asked, NOW) is not None


def test_the_province_has_its_districts_direct_unions_and_offices(office: Session) -> None:
    below = office.query(Unit).filter_by(parent_id=unit(office, "TV").id).all()

    assert Counter(one.kind for one in below) == {
        "huyện đoàn": 7,
        "đoàn trực thuộc": 6,  # one has gone up in another
        "ban": 4,
        "thị đoàn": 1,
        "thành đoàn": 1,
        "văn phòng": 1,
        "trung tâm": 1,
    }
    names = {one.name for one in below}
    assert {"Thị đoàn Duyên Hải", "Huyện đoàn Cầu Ngang", "Thành đoàn Trà Vinh"} <= names
    assert office.query(Unit).filter(Unit.code.like("TV-%"), Unit.level == 4).count() == 105


def holders(session: Session, code: str, position: str) -> list[str]:
    """Who holds a post of a unit today."""
    query = session.query(Post).options(joinedload(Post.person))
    of_unit = query.filter_by(unit_id=unit(session, code).id, position=position, to_on=None)
    return [post.person.name for post in of_unit]


def test_people_hold_posts_and_some_are_there_to_be_stumbled_over(office: Session) -> None:
    names = Counter(name for (name,) in office.query(Person.name))

    assert 400 < names.total() < 600
    assert {name for name, count in names.items() if count > 1} == {"Nguyễn Thị Mỹ Linh"}
    assert holders(office, "TV-CK", "Bí thư") == []
    (director,) = holders(office, "TV-TT", "Giám đốc")
    assert director in holders(office, "TV", "Phó Bí thư")


def test_the_series_of_2024_is_as_the_province_planned_it(office: Session) -> None:
    series = all_series.get_by_code(office, KEEPER, Action.SEE_SERIES, "GB-2024")
    turns = all_series.turns_of(office, series)

    assert [
        (turn.meeting.starts_at and turn.meeting.starts_at.month, turn.meeting.status)
        for turn in turns
    ] == [(5, "held"), (8, "held"), (11, "held")]
    assert [turn.meeting.host and turn.meeting.host.code for turn in turns] == [
        "TV-TXDH",
        "TV-CN",
        "TV-CT",
    ]
    assert all(turn.meeting.topic and turn.meeting.hall for turn in turns)
    assert series.standing_office is not None
    assert series.standing_office.name == "Ban Tổ chức – Kiểm tra"
    assert len(invitations.groups_of_series(office, series.id)) == 5
    assert len(agenda.steps_of(office, turns[0].meeting)) == 8
    assert findings_of(office, KEEPER, series, turns) == []


def test_the_flag_goes_on_from_year_to_year(office: Session) -> None:
    rows = office.query(Series).order_by(Series.year).all()

    assert [row.year for row in rows] == list(range(2020, 2028))
    for before, after in pairwise(rows):
        last = all_series.turns_of(office, before)[-1].meeting
        first = all_series.turns_of(office, after)[0].meeting
        assert (before.flag_to_id, after.flag_from_id) == (first.host_id, last.host_id)


def test_each_session_of_2024_calls_the_communes_of_its_host(office: Session) -> None:
    for code, host in (("GB-2024-001", "TV-TXDH"), ("GB-2024-003", "TV-CT")):
        called = invitations.delegates_of(office, KEEPER, meeting(office, code).id)
        communes = {one.unit.code for one in called if one.unit and one.unit.level == 4}
        assert communes
        assert {code.rpartition("-")[0] for code in communes} == {host}


def test_sessions_that_were_held_have_a_ledger(office: Session) -> None:
    for code in ("GB-2024-001", "GB-2024-002", "GB-2024-003", "GB-2026-001"):
        row = meeting(office, code)
        states = Counter(
            line.state.value for line in ledger.attendance_of(office, KEEPER, row.id, NOW)
        )
        assert states["present"] > 40
        assert states["absent"] > 0
        assert states["excused"] > 0
        assert ledger.rebuild(office, KEEPER, row.id, NOW) == 0


def test_the_next_session_shows_who_answered_and_whose_post_is_empty(office: Session) -> None:
    row = meeting(office, "GB-2026-002")
    draft = draft_for(office, row, NOW)
    called = invitations.delegates_of(office, KEEPER, row.id, states=("live", "replaced"))

    assert row.status == "confirmed"
    assert NOW < (row.starts_at or NOW) < NOW + timedelta(days=14)
    assert {one.reply for one in called} == {"none", "yes", "no", "substituted"}
    assert {vacancy.why["unit"] for vacancy in draft.vacancies} == {
        "Huyện đoàn Cầu Kè",
        "Ban Thanh niên trường học",
    }
    assert draft.twice
    assert not calling.differences(office, row, draft)


def test_the_diary_shows_every_status_and_every_way_to_know_a_time(office: Session) -> None:
    rows = meetings.listed(office, KEEPER, MeetingFilter())

    assert {row.status for row in rows} == {
        "tentative",
        "confirmed",
        "held",
        "postponed",
        "cancelled",
    }
    assert {row.precision for row in rows} == {
        "minute",
        "session",
        "day",
        "window",
        "deadline",
        "unknown",
    }
    parts = {row.day_part for row in rows if row.precision == "session"}
    assert parts == {"sáng", "chiều", "tối", "cả ngày"}
    today = [row for row in rows if row.span and row.span.overlaps(whole_day(local_day(NOW)))]
    assert len(today) == 4
    assert any(row.span.start <= NOW < row.span.end for row in today if row.span)
    assert all(row.status_reason for row in rows if row.status in ("postponed", "cancelled"))


def test_halls_holidays_feeds_and_letters_have_something_to_show(office: Session) -> None:
    days = office.query(Holiday.day)

    assert {day.year for (day,) in days} >= {2025, 2026, 2027, 2028}
    assert counted(office, Hall) == 16
    assert counted(office, Feed) == 1
    assert {row.address for row in office.query(OutboxMessage)} == {
        "host@demo.local",
        "unit@demo.local",
    }


def test_the_large_meeting_is_of_today_with_addresses_some_of_them_dead(office: Session) -> None:
    row = meeting(office, "LARGE")
    called = invitations.delegates_of(office, KEEPER, row.id)

    assert (row.status, row.span) == ("confirmed", whole_day(local_day(NOW)))
    assert len(called) == 300
    assert sum(str(one.email).startswith("dead") for one in called) == 6
    assert len({one.email for one in called}) == 300
    assert [one.place for one in called] == sorted(one.place for one in called)
    assert all(one.unit_id and one.group_id for one in called)


def test_a_second_load_is_refused(office: Session) -> None:
    with pytest.raises(RuleBroken) as refused:
        load(office)

    assert refused.value.code == "demo.not_empty"


def test_clearing_leaves_nothing_and_it_loads_again(office: Session) -> None:
    assert demo.clear(office, KEEPER) == []

    assert store.has_rows(office) is False
    assert len(load(office).accounts) == 4


def test_what_was_done_in_the_demo_goes_with_it(
    office: Session, loaded: tuple[Connection, Demo]
) -> None:
    organiser = loaded[1].accounts[1]
    account.sign_in(
        office, SignIn(organiser.email, organiser.password, "127.0.0.1", "Firefox"), NOW
    )
    account.issue_api_token(office, KEEPER, organiser.email, "thử", NOW)
    calling.call(office, KEEPER, meeting(office, "GB-2026-003").id, NOW)

    assert demo.clear(office, KEEPER) == []
    assert store.has_rows(office) is False


def test_rows_of_somebodys_own_keep_the_demo_from_going_and_are_named(office: Session) -> None:
    home = unit(office, "TV-CN")
    new = NewAccount("lan@that.vn", "Lan", "mật khẩu dài", Role.VIEWER, home.code)
    account.add_account(office, KEEPER, new, NOW)
    make_meeting(office, home, code="HOP-THAT")
    make_unit(office, "CN-MOI", parent=home)
    before = counted(office, Delegate)

    found = demo.clear(office, KEEPER)

    assert sorted(found, key=lambda row: row.table) == [
        Hanging("account", "lan@that.vn"),
        Hanging("meeting", "HOP-THAT"),
        Hanging("unit", "CN-MOI"),
    ]
    assert counted(office, Delegate) == before > 0
    words = in_use(found)
    assert "tài khoản lan@that.vn" in words
    assert "cuộc họp HOP-THAT" in words


def test_an_office_beside_the_demo_stays(office: Session) -> None:
    own = make_unit(office, "TH", "Tỉnh đoàn Thanh Hoá", kind="tỉnh đoàn", level=2)
    make_account(office, Role.ORGANISER, own)
    make_meeting(office, own, code="HOP-THAT")

    assert demo.clear(office, KEEPER) == []

    assert [row.code for row in office.query(Unit)] == ["TH"]
    assert [row.code for row in office.query(Meeting)] == ["HOP-THAT"]
    assert counted(office, AuditEntry) == 0


def test_only_who_keeps_accounts_clears(office: Session) -> None:
    organiser = Viewer(account_id=None, name="Hà", role=Role.ORGANISER, unit_id=None)

    with pytest.raises(NotFound):
        demo.clear(office, organiser)
