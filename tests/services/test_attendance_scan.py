from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import RuleBroken
from planner.domain.rights import KEEPER
from planner.services.attendance import door as doors
from planner.services.attendance import ledger
from planner.services.attendance.device import device_behind
from planner.services.attendance.work import First, Result
from planner.store.attendance import Attendance, Scan
from planner.store.attendance.guest import Guest
from planner.store.attendance.scan import Counts
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from tests.doors import (
    EIGHT,
    give_code,
    item,
    open_door,
    send,
    verdicts,
    who_is_in,
)
from tests.factories import Office, at, make_delegate, make_meeting

NEVER_GIVEN = "1234567890BCFGHJKLMNPQRSTVX"
FOREIGN = [
    "",
    "079203001234||NGUYEN VAN A|01012000|Nam|1 Hung Vuong|01012021",
    "WIFI:S:Hoi truong;T:WPA;P:secret;;",
    "javascript:alert(1)",
    "https://example.org/V/abc",
    "x" * 4000,
    "BEGIN:VCARD\nFN:<b>A</b>\nEND:VCARD",
]


@pytest.fixture(autouse=True)
def _the_log_says_the_same(session: Session) -> Iterator[None]:
    """After every test the projection is what the log makes of it."""
    yield
    session.rollback()
    for meeting in session.query(Meeting):
        assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0


@pytest.fixture
def lan(session: Session, office: Office) -> str:
    """Lan's code."""
    return give_code(session, office.lan)


@pytest.fixture
def token(session: Session, office: Office) -> str:
    return open_door(session, office.meeting)


@pytest.fixture
def statements(connection: Connection) -> Iterator[list[str]]:
    """What is said to the database, from the moment it was last cleared."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield said
    event.remove(connection, "before_cursor_execute", note)


def lan_as_seen(office: Office) -> Guest:
    lan = office.lan
    return Guest(lan.id, lan.meeting_id, lan.name, lan.position, lan.unit_name, lan.seat, lan.state)


def test_a_code_lets_its_delegate_in(
    session: Session, office: Office, lan: str, token: str
) -> None:
    scan = item(lan)

    answer = send(session, token, [scan])

    assert answer.results == (
        Result(
            client_id=str(scan["id"]),
            verdict="ok",
            guest=lan_as_seen(office),
            first=First(EIGHT, "Cửa chính"),
        ),
    )
    assert answer.counts == Counts(invited=1, present=1)
    assert who_is_in(session, office.meeting) == {office.lan.id: (EIGHT, True)}


def test_a_lost_answer_is_given_again(
    session: Session, office: Office, lan: str, token: str
) -> None:
    scan = item(lan)
    first = send(session, token, [scan]).results[0]

    again = send(session, token, [scan], now=at("08:30")).results[0]

    assert (again.replayed, again.verdict, again.first) == (True, "ok", first.first)
    assert session.query(Scan).count() == 1


def test_an_id_with_another_body_is_told_apart(session: Session, lan: str, token: str) -> None:
    scan = item(lan)
    send(session, token, [scan])

    answer = send(session, token, [{**scan, "kind": "out"}, {**scan, "at": 5}])

    assert verdicts(answer) == ["id_reused", "id_reused"]
    assert [one.replayed for one in answer.results] == [False, False]
    assert session.query(Scan).count() == 1


def test_an_id_is_known_at_every_door_of_its_meeting(
    session: Session, office: Office, lan: str, token: str
) -> None:
    scan = item(lan)
    send(session, token, [scan])

    answer = send(session, open_door(session, office.meeting, "Cửa sau"), [scan])

    assert [(one.verdict, one.replayed) for one in answer.results] == [("ok", True)]


def test_one_batch_may_carry_an_item_twice(session: Session, lan: str, token: str) -> None:
    scan = item(lan)

    answer = send(session, token, [scan, scan, {**scan, "offline": True}])

    assert verdicts(answer) == ["ok", "ok", "id_reused"]
    assert [one.replayed for one in answer.results] == [False, True, False]


def test_the_second_door_hears_of_the_first(
    session: Session, office: Office, lan: str, token: str
) -> None:
    back = open_door(session, office.meeting, "Cửa sau")
    send(session, token, [item(lan)])

    answer = send(session, back, [item(lan)])

    assert verdicts(answer) == ["already"]
    assert answer.results[0].first == First(EIGHT, "Cửa chính")
    assert answer.counts == Counts(invited=1, present=1)


def test_the_same_millisecond_has_one_winner(
    session: Session, office: Office, lan: str, token: str
) -> None:
    answer = send(session, token, [item(lan, id="b"), item(lan, id="a")])

    assert verdicts(answer) == ["ok", "already"]
    won = session.query(Scan).join(Attendance, Attendance.scan_id == Scan.id).one()
    assert won.client_id == "a"


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_text_is_refused_and_not_kept(session: Session, token: str, text: str) -> None:
    answer = send(session, token, [item(text)])

    assert answer.results[0].guest is None
    assert verdicts(answer) == ["not_ours"]
    kept = session.query(Scan).one()
    assert (kept.text_length, kept.person, kept.needs_review) == (len(text), None, False)


@pytest.mark.parametrize("change", [str.lower, lambda c: f"{c[:7]} {c[7:]}-", lambda c: f"{c}\r\n"])
def test_a_code_survives_keyboards(
    session: Session, lan: str, token: str, change: type[str]
) -> None:
    assert verdicts(send(session, token, [item(change(lan))])) == ["ok"]


@pytest.mark.parametrize("link", ["HTTP://LOCALHOST/V/{}", "http://localhost/v/{}\t"])
def test_the_link_in_the_picture_is_its_code(
    session: Session, lan: str, token: str, link: str
) -> None:
    assert verdicts(send(session, token, [item(link.format(lan))])) == ["ok"]


def test_a_damaged_code_is_malformed(session: Session, lan: str, token: str) -> None:
    wrong = lan[:-1] + ("B" if lan[-1] != "B" else "C")

    assert verdicts(send(session, token, [item(lan[:-1]), item(wrong)])) == ["malformed"] * 2


def test_no_scan_at_all_stops_nobody(session: Session, lan: str, token: str) -> None:
    bad: list[object] = [
        None,
        7,
        "text",
        [],
        {},
        {"id": 5},
        {**item(lan), "id": None},
        {**item(lan), "at": "2026-01-05T08:00:00"},
        {**item(lan), "at": "yesterday"},
        {**item(lan), "kind": "dance"},
        {**item(lan), "kind": ["in"]},
        {**item(lan), "code": 12},
        {**item(lan), "offline": "no"},
        {**item(None)},
        {**item(None), "delegate_id": 2**40},
        {**item(None), "delegate_id": True},
        {**item(None), "kind": "void"},
        {**item(None), "kind": "void", "id": "x", "void_of": "x"},
        {**item(None), "kind": "walkin"},
        {**item(None), "kind": "walkin", "person": {"name": " \0 "}},
        {**item(lan), "id": "\0"},
        {**item(lan), "id": "x" * 65},
    ]

    answer = send(session, token, [*bad, item(lan)])

    assert verdicts(answer) == ["malformed"] * len(bad) + ["ok"]
    assert [one.client_id for one in answer.results[:6]] == [None] * 6
    assert session.query(Scan).count() == 1


@pytest.mark.parametrize(
    ("offline", "needs_review", "is_in"), [(False, False, False), (True, True, True)]
)
@pytest.mark.parametrize("state", ["cancelled", "replaced"])
def test_who_is_no_longer_called_is_refused_online_and_looked_at_offline(
    session: Session,
    office: Office,
    lan: str,
    token: str,
    state: str,
    offline: bool,
    needs_review: bool,
    is_in: bool,
) -> None:
    office.lan.state = state
    session.commit()

    answer = send(session, token, [item(lan, "07:50", offline=offline)], now=at("07:55"))

    assert [(one.verdict, one.needs_review) for one in answer.results] == [(state, needs_review)]
    assert bool(who_is_in(session, office.meeting)) is is_in
    assert answer.counts == Counts(invited=0, present=int(is_in))


def test_a_renewed_code_makes_the_old_one_replaced(
    session: Session, office: Office, lan: str, token: str
) -> None:
    new = give_code(session, office.lan, 2)

    answer = send(session, token, [item(lan), item(new)])

    assert verdicts(answer) == ["replaced", "ok"]
    assert answer.results[0].guest is not None


@pytest.mark.parametrize("offline", [False, True])
def test_a_code_of_another_meeting_says_so(
    session: Session, office: Office, lan: str, offline: bool
) -> None:
    other = make_meeting(session, office.province, code="KHAC")

    answer = send(session, open_door(session, other), [item(lan, offline=offline)])

    assert [(one.verdict, one.needs_review) for one in answer.results] == [
        ("wrong_meeting", offline)
    ]
    assert answer.results[0].guest == lan_as_seen(office)
    assert answer.counts == Counts(invited=0, present=0)
    assert who_is_in(session, other) == {}


def test_a_code_never_given_out_is_unknown(session: Session, office: Office, token: str) -> None:
    nobody = make_delegate(session, office.meeting, None, "Chưa có mã")
    code = give_code(session, nobody)
    session.query(type(office.lan)).filter_by(id=nobody.id).delete()
    session.commit()

    answer = send(session, token, [item(code), item(code, offline=True)])

    assert [(one.verdict, one.needs_review) for one in answer.results] == [
        ("unknown", False),
        ("unknown", True),
    ]


@pytest.mark.parametrize(
    ("now", "when", "offline", "verdict", "needs_review"),
    [
        (at("04:29"), at("04:29"), False, "not_open", False),
        (at("04:30"), at("04:30"), False, "ok", False),
        (at("04:35"), at("04:20"), True, "not_open", True),
        (at("05:00", 6), at("05:00", 6), False, "ok", False),
        (at("05:01", 6), at("05:01", 6), False, "closed", False),
        (at("05:01", 6), at("05:01", 6), True, "ok_late", True),
        (at("09:00", 7), at("08:00", 5), True, "ok", False),
        (at("08:00"), at("08:00", 6), False, "ok", False),
        (at("08:00"), at("08:00", 6), True, "ok", False),
        (at("08:00"), at("06:00"), False, "ok", False),
    ],
)
def test_the_hours_of_a_door(
    session: Session,
    office: Office,
    lan: str,
    now: datetime,
    when: datetime,
    offline: bool,
    verdict: str,
    needs_review: bool,
) -> None:
    token = open_door(session, office.meeting, now=now - timedelta(minutes=1))

    answer = send(session, token, [item(lan, when, offline=offline)], now=now)

    assert [(one.verdict, one.needs_review) for one in answer.results] == [(verdict, needs_review)]
    who_is_in(session, office.meeting)


def test_a_door_may_be_opened_early(session: Session, office: Office, lan: str) -> None:
    two_days_before = at("09:00", 3)
    token = open_door(session, office.meeting, now=two_days_before, at_once=True)

    answer = send(session, token, [item(lan, two_days_before)], now=two_days_before)

    assert verdicts(answer) == ["ok"]
    assert session.query(Attendance).one().sitting == "2026-01-05"


def test_a_meeting_without_a_time_is_not_open(session: Session, office: Office, lan: str) -> None:
    office.meeting.starts_at = office.meeting.ends_at = None
    session.commit()
    token = open_door(session, office.meeting)

    assert verdicts(send(session, token, [item(lan)])) == ["not_open"]


def test_each_day_of_a_meeting_is_a_sitting(session: Session, office: Office, lan: str) -> None:
    office.meeting.ends_at = at("17:00", 6)
    session.commit()
    token = open_door(session, office.meeting)

    first = send(session, token, [item(lan)])
    second = send(session, token, [item(lan, at("08:00", 6))], now=at("08:00", 6))

    assert verdicts(first) + verdicts(second) == ["ok", "ok"]
    assert second.counts == Counts(invited=1, present=1)
    sittings = session.query(Attendance.sitting).order_by(Attendance.sitting)
    assert [row.sitting for row in sittings] == ["2026-01-05", "2026-01-06"]


def test_it_goes_out_and_comes_back(session: Session, office: Office, lan: str, token: str) -> None:
    moves = [("in", "08:00"), ("out", "09:00"), ("out", "09:01"), ("in", "10:00"), ("in", "10:01")]

    answer = send(
        session, token, [item(lan, when, kind=kind) for kind, when in moves], now=at("10:01")
    )

    assert verdicts(answer) == ["ok", "ok", "already", "ok", "already"]
    assert answer.counts == Counts(invited=1, present=1)
    kept = session.query(Attendance).one()
    assert (kept.first_in, kept.last_out, kept.is_in) == (EIGHT, at("09:01"), True)


def test_who_is_out_is_not_counted(session: Session, office: Office, lan: str, token: str) -> None:
    going = [item(lan), item(lan, "09:00", kind="out")]

    answer = send(session, token, going, now=at("09:00"))

    assert answer.counts == Counts(invited=1, present=0)
    assert who_is_in(session, office.meeting) == {office.lan.id: (EIGHT, False)}


def test_going_out_before_coming_in_waits_for_the_other_queue(
    session: Session, office: Office, lan: str, token: str
) -> None:
    out = send(session, token, [item(lan, "09:00", kind="out", offline=True)], now=at("09:30"))
    who_was_in = who_is_in(session, office.meeting)

    send(session, token, [item(lan, offline=True)], now=at("09:31"))

    assert (verdicts(out), who_was_in) == (["ok"], {})
    assert who_is_in(session, office.meeting) == {office.lan.id: (EIGHT, False)}


def test_two_queues_give_one_result_in_both_orders(session: Session, office: Office) -> None:
    results = []
    for turn in (1, -1):
        guest = make_delegate(session, office.meeting, office.called, f"Khách {turn}")
        code = give_code(session, guest)
        front, back = (open_door(session, office.meeting, name) for name in ("Trước", "Sau"))
        queues = [(front, "08:05"), (back, "08:01")][::turn]
        answers = [
            send(session, token, [item(code, when, offline=True)], now=at("09:00"))
            for token, when in queues
        ]
        who = who_is_in(session, office.meeting)[guest.id]
        results.append((*map(verdicts, answers), who, answers[1].results[0].first))

    first = First(at("08:01"), "Sau")
    assert results == [(["ok"], ["already"], (at("08:01"), True), first)] * 2


def test_a_queue_that_was_cut_may_come_again_whole(
    session: Session, office: Office, token: str
) -> None:
    guests = [make_delegate(session, office.meeting, None, f"Khách {n}") for n in range(6)]
    queue = [item(give_code(session, guest), offline=True) for guest in guests]
    send(session, token, queue[:3])

    answer = send(session, token, queue)

    assert [one.replayed for one in answer.results] == [True] * 3 + [False] * 3
    assert verdicts(answer) == ["ok"] * 6
    assert answer.counts.present == len(who_is_in(session, office.meeting)) == 6


def test_a_void_takes_a_scan_back(session: Session, office: Office, lan: str, token: str) -> None:
    scan = item(lan)
    void = item(kind="void", void_of=scan["id"])
    send(session, token, [scan])

    answer = send(session, token, [void])

    assert verdicts(answer) == ["voided"]
    assert answer.results[0].guest == lan_as_seen(office)
    assert answer.counts == Counts(invited=1, present=0)
    assert who_is_in(session, office.meeting) == {}
    assert session.query(Scan).count() == 2


def test_a_void_of_a_void_restores(session: Session, office: Office, lan: str, token: str) -> None:
    scan = item(lan)
    void = item(kind="void", void_of=scan["id"])
    send(session, token, [scan])
    send(session, token, [void])

    answer = send(session, token, [item(kind="void", void_of=void["id"])])

    assert answer.counts == Counts(invited=1, present=1)
    assert who_is_in(session, office.meeting) == {office.lan.id: (EIGHT, True)}


def test_a_void_may_come_before_its_scan(
    session: Session, office: Office, lan: str, token: str
) -> None:
    scan = item(lan, offline=True)
    back = open_door(session, office.meeting, "Cửa sau")
    send(session, back, [item(kind="void", void_of=scan["id"])])

    send(session, token, [scan])

    assert who_is_in(session, office.meeting) == {}


def test_another_scan_takes_the_place_of_the_voided(
    session: Session, office: Office, lan: str, token: str
) -> None:
    first, second = item(lan), item(lan, "08:10")
    send(session, token, [first, second], now=at("08:10"))

    send(session, token, [item(kind="void", void_of=first["id"])], now=at("08:11"))

    assert who_is_in(session, office.meeting) == {office.lan.id: (at("08:10"), True)}


def test_voids_in_a_ring_undo_nothing(
    session: Session, office: Office, lan: str, token: str
) -> None:
    scan = item(lan, id="scan")
    send(session, token, [scan, item(kind="void", id="v1", void_of="v2")])

    send(session, token, [item(kind="void", id="v2", void_of="v1")])

    assert who_is_in(session, office.meeting) == {office.lan.id: (EIGHT, True)}


def test_a_walk_in_becomes_a_delegate_who_is_in(
    session: Session, office: Office, token: str
) -> None:
    person = {"name": "Đặng  Thị Hoà", "unit": "Đoàn trường", "position": "Bí thư"}
    walk_in = item(kind="walkin", person=person)

    answer = send(session, token, [walk_in, walk_in])

    assert verdicts(answer) == ["walkin", "walkin"]
    assert [one.replayed for one in answer.results] == [False, True]
    hoa = session.query(Delegate).filter_by(name="Đặng Thị Hoà").one()
    expected = Guest(hoa.id, hoa.meeting_id, "Đặng Thị Hoà", "Bí thư", "Đoàn trường", "", "live")
    assert [one.guest for one in answer.results] == [expected] * 2
    assert answer.counts == Counts(invited=1, present=1)
    assert who_is_in(session, office.meeting) == {hoa.id: (EIGHT, True)}


def test_a_walk_in_keeps_the_hours_online_only(session: Session, office: Office) -> None:
    token = open_door(session, office.meeting, now=at("03:00"))
    person = {"name": "Khách", "unit": "", "position": ""}

    answer = send(
        session,
        token,
        [item(when="03:00", kind="walkin", person=person, offline=late) for late in (False, True)],
        now=at("03:00"),
    )

    assert [(one.verdict, one.needs_review) for one in answer.results] == [
        ("not_open", False),
        ("walkin", True),
    ]
    assert session.query(Delegate).filter_by(name="Khách").count() == 1


def test_a_name_that_was_picked_is_as_good_as_a_code(
    session: Session, office: Office, token: str
) -> None:
    other = make_meeting(session, office.province, code="KHAC")
    stranger = make_delegate(session, other, None, "Người họp khác")
    picks = [office.lan.id, stranger.id, 2**31 - 1]

    answer = send(session, token, [item(delegate_id=number) for number in picks])

    assert verdicts(answer) == ["ok", "wrong_meeting", "unknown"]
    assert [one.guest for one in answer.results] == [lan_as_seen(office), None, None]


@pytest.mark.parametrize("offline", [False, True])
def test_a_device_does_only_what_it_may(
    session: Session, office: Office, lan: str, offline: bool
) -> None:
    scan = item(lan)
    token = open_door(session, office.meeting, rights=[DeviceRight.SCAN])
    send(session, token, [scan])

    answer = send(
        session,
        token,
        [
            item(delegate_id=office.lan.id, offline=offline),
            item(kind="void", void_of=scan["id"], offline=offline),
            item(kind="walkin", person={"name": "Khách"}, offline=offline),
        ],
    )

    assert verdicts(answer) == ["not_allowed"] * 3
    assert [(one.guest, one.first) for one in answer.results] == [(None, None)] * 3
    assert who_is_in(session, office.meeting) == {office.lan.id: (EIGHT, True)}
    assert session.query(Delegate).count() == 1


def test_a_device_without_the_right_to_scan_scans_nothing(
    session: Session, office: Office, lan: str
) -> None:
    token = open_door(session, office.meeting, rights=[DeviceRight.SEARCH])

    answer = send(session, token, [item(lan), item(lan)])

    assert verdicts(answer) == ["not_allowed"] * 2
    assert [one.guest for one in answer.results] == [None] * 2


def test_a_clock_that_is_wrong_is_put_right(session: Session, office: Office, lan: str) -> None:
    hour = timedelta(hours=1)
    token = open_door(session, office.meeting, now=at("07:00"))
    slow = [item(lan, "05:50", offline=True)]

    send(session, token, slow, now=EIGHT, sent_at=EIGHT - 2 * hour)

    assert who_is_in(session, office.meeting) == {office.lan.id: (at("07:50"), True)}


def test_a_revoked_device_is_heard_no_more(
    session: Session, office: Office, lan: str, token: str
) -> None:
    device_id = device_behind(session, token, EIGHT).device_id
    doors.revoke_device(session, KEEPER, device_id, EIGHT)
    session.commit()

    with pytest.raises(RuleBroken) as refused:
        send(session, token, [item(lan, offline=True) for _ in range(5)])

    assert refused.value.code == "attendance.revoked"
    assert session.query(Scan).count() == 0


def test_a_device_is_noted_once_a_minute(session: Session, lan: str, token: str) -> None:
    seen = []
    for now in (at("08:00"), at("08:00") + timedelta(seconds=59), at("08:01")):
        send(session, token, [item(lan, now)], now=now)
        seen.append(device_behind(session, token, now).seen_at)

    assert seen == [at("08:00"), at("08:00"), at("08:01")]


def test_the_substitute_and_the_invitee_may_both_come(
    session: Session, office: Office, lan: str, token: str
) -> None:
    deputy = make_delegate(session, office.meeting, office.called, "Người dự thay")
    deputy.substitute_for_id, office.lan.state = office.lan.id, "replaced"
    code = give_code(session, deputy)

    answer = send(session, token, [item(code), item(lan), item(lan, offline=True)])

    assert verdicts(answer) == ["ok", "replaced", "replaced"]
    assert [one.needs_review for one in answer.results] == [False, False, True]
    assert len(who_is_in(session, office.meeting)) == 2


def test_a_batch_asks_the_database_as_often_as_an_item(
    session: Session, office: Office, token: str, statements: list[str]
) -> None:
    counted = []
    send(session, token, [item(NEVER_GIVEN)])
    for size in (1, 30):
        guests = [make_delegate(session, office.meeting, None, f"K{size}-{n}") for n in range(size)]
        queue = [item(give_code(session, guest)) for guest in guests]
        statements.clear()
        send(session, token, queue)
        counted.append(len(statements))

    assert counted[0] == counted[1]


def test_the_log_is_only_added_to(session: Session, lan: str, token: str) -> None:
    send(session, token, [item(lan)])

    with pytest.raises(Exception, match="scan_append_only"):
        session.query(Scan).update({"verdict": "unknown"})


def test_a_meeting_past_its_hours_still_has_doors(
    session: Session, office: Office, lan: str
) -> None:
    long_after = at("08:00", 20)
    token = open_door(session, office.meeting, now=long_after)

    answer = send(session, token, [item(lan, long_after)], now=long_after)

    assert (verdicts(answer), answer.results[0].first) == (["closed"], None)
