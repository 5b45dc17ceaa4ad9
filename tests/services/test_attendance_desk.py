"""What organisers do beside the doors: reviews, quarantine, excuses, papers, seats, badges."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.attendance.ledger import State
from planner.domain.attendance.review import Decision, Doubt
from planner.domain.attendance.setting import Quorum, Setting
from planner.domain.directory import ReadAs
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER
from planner.services import paper
from planner.services.attendance import badge, board, desk, ledger, quarantine, review, seat, sheet
from planner.services.attendance import door as doors
from planner.services.attendance import years as over_years
from planner.services.attendance.badge import Stamp
from planner.services.attendance.device import device_behind
from planner.services.attendance.review import Settled
from planner.services.attendance.scan import Batch, Desk
from planner.services.attendance.sheet import Return
from planner.store.attendance import QuarantinedScan, Scan
from planner.store.audit import AuditEntry
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from tests.doors import EIGHT, HOSTS, KEY, give_code, item, open_door, send, verdicts, who_is_in
from tests.factories import Office, at, make_delegate, make_meeting, who

DAY = "2026-01-05"
EVENING = at("18:00")
ALL = ("scan", "search", "walkin", "void")


@pytest.fixture(autouse=True)
def _the_log_says_the_same(session: Session) -> Iterator[None]:
    """After every test the projection is what the log makes of it."""
    yield
    session.rollback()
    for meeting in session.query(Meeting):
        assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0


@pytest.fixture
def token(session: Session, office: Office) -> str:
    return open_door(session, office.meeting)


def doubts(session: Session, office: Office) -> list[tuple[str, tuple[Doubt, ...]]]:
    found = review.cases_of(session, KEEPER, office.meeting.id)
    return [(case.scan.client_id, case.doubts) for case in found]


def settle(session: Session, office: Office, decision: Decision, same: int | None = None) -> None:
    (case,) = review.cases_of(session, KEEPER, office.meeting.id)
    settled = Settled(case.scan.id, decision, same)
    review.decide(session, KEEPER, office.meeting.id, settled, EIGHT)
    session.commit()


def states(session: Session, office: Office) -> dict[str, State]:
    lines = ledger.attendance_of(session, KEEPER, office.meeting.id, EVENING)
    return {line.name: line.state for line in lines}


# Reviews


def test_a_late_refusal_waits_for_a_word_and_stays_by_it(
    session: Session, office: Office, token: str
) -> None:
    code = give_code(session, office.lan)
    office.lan.state = "cancelled"
    session.commit()
    send(session, token, [item(code, "07:50", offline=True)])
    assert [found for _id, found in doubts(session, office)] == [(Doubt.REFUSED_LATER,)]

    settle(session, office, Decision.ACCEPT)

    assert doubts(session, office) == []
    assert who_is_in(session, office.meeting) == {office.lan.id: (at("07:50"), True)}


def test_a_refused_case_is_taken_back_and_stays_in_the_log(
    session: Session, office: Office, token: str
) -> None:
    code = give_code(session, office.lan)
    office.lan.state = "cancelled"
    session.commit()
    send(session, token, [item(code, "07:50", offline=True)])

    settle(session, office, Decision.REFUSE)

    assert who_is_in(session, office.meeting) == {}
    assert [scan.kind for scan in session.query(Scan).order_by(Scan.id)] == ["in", "void"]
    assert session.query(AuditEntry).filter_by(action="review_scan").count() == 1


def test_a_case_is_decided_once(session: Session, office: Office, token: str) -> None:
    scan = item(give_code(session, office.lan), "03:00", offline=True)
    send(session, token, [scan])
    (case,) = review.cases_of(session, KEEPER, office.meeting.id)
    settle(session, office, Decision.ACCEPT)

    settled = Settled(case.scan.id, Decision.REFUSE)
    with pytest.raises(RuleBroken, match=r"attendance\.decided_already"):
        review.decide(session, KEEPER, office.meeting.id, settled, EIGHT)


def test_a_walk_in_named_like_a_delegate_counts_as_that_delegate(
    session: Session, office: Office, token: str
) -> None:
    person = {"name": "LE NGOC LAN", "unit": "Càng Long", "position": ""}
    answer = send(session, token, [item(kind="walkin", person=person, when="07:40", offline=True)])
    assert [one.id for one in answer.results[0].alike] == [office.lan.id]
    assert [found for _id, found in doubts(session, office)] == [(Doubt.ALIKE,)]

    settle(session, office, Decision.SAME, office.lan.id)

    assert who_is_in(session, office.meeting) == {office.lan.id: (at("07:40"), True)}
    assert states(session, office) == {"Lê Ngọc Lan": State.PRESENT}


def test_a_door_that_may_not_search_hears_of_no_namesake(session: Session, office: Office) -> None:
    token = open_door(session, office.meeting, rights=("walkin",))
    person = {"name": "Lê Ngọc Lan", "unit": "", "position": ""}

    answer = send(session, token, [item(kind="walkin", person=person)])

    assert answer.results[0].alike == ()
    assert [found for _id, found in doubts(session, office)] == [(Doubt.ALIKE,)]


def test_one_code_at_two_doors_and_a_wrong_clock_are_looked_at(
    session: Session, office: Office, token: str
) -> None:
    code = give_code(session, office.lan)
    first, second = item(code, "07:40", offline=True), item(code, "07:50", offline=True)
    send(session, token, [first])
    send(session, open_door(session, office.meeting, "Cửa sau"), [second])
    third = item(give_code(session, make_delegate(session, office.meeting, office.called, "Ân")))
    send(session, token, [third], now=EIGHT, sent_at=at("09:00"))

    assert doubts(session, office) == [
        (second["id"], (Doubt.TWO_PEOPLE,)),
        (third["id"], (Doubt.CLOCK,)),
    ]


def test_a_namesake_of_another_meeting_is_none(
    session: Session, office: Office, token: str
) -> None:
    elsewhere = make_meeting(session, office.province, code="KHAC")
    stranger = make_delegate(session, elsewhere, None)
    send(session, token, [item(kind="walkin", person={"name": "Lê Ngọc Lan"})])

    with pytest.raises(NotFound):
        settle(session, office, Decision.SAME, stranger.id)


# Quarantine


def revoke(session: Session, token: str) -> None:
    device_id = device_behind(session, token, EIGHT).device_id
    doors.revoke_device(session, KEEPER, device_id, EIGHT)
    session.commit()


def bring(session: Session, token: str, items: list[object]) -> list[tuple[str | None, str]]:
    found = quarantine.bring(session, token, Batch(items), Desk(KEY, HOSTS, at("08:30")))
    session.commit()
    return found


def test_the_queue_of_a_revoked_device_waits_and_is_judged_as_of_its_time(
    session: Session, office: Office, token: str
) -> None:
    scan = item(give_code(session, office.lan), "07:45")
    revoke(session, token)

    assert bring(session, token, [scan, {}]) == [(scan["id"], "kept"), (None, "malformed")]
    assert bring(session, token, [scan]) == [(scan["id"], "kept")]
    assert who_is_in(session, office.meeting) == {}

    done = quarantine.settle(session, KEEPER, office.meeting.id, None, accepts=True, now=EIGHT)
    session.commit()

    assert done == 1
    assert who_is_in(session, office.meeting) == {office.lan.id: (at("07:45"), True)}
    assert quarantine.waiting(session, KEEPER, office.meeting.id) == []


def test_discarded_scans_count_nowhere_and_are_not_forgotten(
    session: Session, office: Office, token: str
) -> None:
    revoke(session, token)
    bring(session, token, [item(give_code(session, office.lan))])
    (row,) = quarantine.waiting(session, KEEPER, office.meeting.id)

    quarantine.settle(session, KEEPER, office.meeting.id, {row.id}, accepts=False, now=EIGHT)
    session.commit()

    assert who_is_in(session, office.meeting) == {}
    assert [one.state for one in session.query(QuarantinedScan)] == ["discarded"]


def test_quarantine_keeps_no_foreign_text_and_no_code(
    session: Session, office: Office, token: str
) -> None:
    code = give_code(session, office.lan)
    revoke(session, token)
    bring(session, token, [item("079203001234||NGUYEN VAN A"), item(code)])

    kept = repr([one.reading for one in session.query(QuarantinedScan)])
    assert "NGUYEN" not in kept
    assert code not in kept


@pytest.mark.parametrize("known", [True, False])
def test_only_devices_that_were_ours_and_are_no_more_may_bring(
    session: Session, token: str, *, known: bool
) -> None:
    code = "attendance.still_alive" if known else "attendance.dead_token"
    with pytest.raises(RuleBroken, match=code):
        bring(session, token if known else "x", [item("x")])


# Dự thay at the door


def test_somebody_comes_in_place_of_a_delegate(
    session: Session, office: Office, token: str
) -> None:
    code = give_code(session, office.lan)
    person = {"name": "Đỗ Quốc Tuấn", "unit": "", "position": "Phó Bí thư"}
    walk_in = item(kind="walkin", person=person, substitute_for=office.lan.id)

    answer = send(session, token, [walk_in, item(code)])

    assert verdicts(answer) == ["walkin", "replaced"]
    assert answer.counts.invited == 1
    tuan = session.query(Delegate).filter_by(name="Đỗ Quốc Tuấn").one()
    assert (tuan.substitute_for_id, tuan.unit_name) == (office.lan.id, office.lan.unit_name)
    assert states(session, office)["Lê Ngọc Lan"] == State.BY_SUBSTITUTE


def test_of_a_congress_nobody_comes_instead(session: Session, office: Office, token: str) -> None:
    desk.change_setting(session, KEEPER, office.meeting.id, Setting(may_substitute=False), EIGHT)
    walk_in = item(kind="walkin", person={"name": "Tuấn"}, substitute_for=office.lan.id)

    assert verdicts(send(session, token, [walk_in])) == ["not_allowed"]


def test_nobody_comes_in_place_of_somebody_of_another_meeting(
    session: Session, office: Office, token: str
) -> None:
    other = make_delegate(session, make_meeting(session, office.province, code="KHAC"), None)
    walk_in = item(kind="walkin", person={"name": "Tuấn"}, substitute_for=other.id)

    answer = send(session, token, [walk_in])

    assert (verdicts(answer), answer.results[0].guest) == (["not_allowed"], None)


def test_a_wrong_door_tells_a_code_which_meeting_is_its_own(
    session: Session, office: Office, token: str
) -> None:
    other = make_meeting(session, office.province, code="KHAC", title="Hội nghị khác")
    other.place = "Nhà văn hoá"
    code = give_code(session, make_delegate(session, other, None))

    (result,) = send(session, token, [item(code)]).results

    assert result.theirs is not None
    assert (result.theirs.title, result.theirs.place) == ("Hội nghị khác", "Nhà văn hoá")


def test_a_kiosk_shows_a_name_and_a_seat_and_reads_codes_alone(
    session: Session, office: Office
) -> None:
    office.lan.seat = "A12"
    token = open_door(session, office.meeting, rights=("kiosk",))
    picked = item(delegate_id=office.lan.id)

    found, refused = send(session, token, [item(give_code(session, office.lan)), picked]).results

    assert found.guest is not None
    assert (found.guest.name, found.guest.seat, found.guest.unit, found.guest.position) == (
        "Lê Ngọc Lan",
        "A12",
        "",
        "",
    )
    assert refused.verdict == "not_allowed"


# Sittings, excuses, settings


def test_sang_and_chieu_are_counted_apart(session: Session, office: Office) -> None:
    desk.change_setting(session, KEEPER, office.meeting.id, Setting(parts_apart=True), EIGHT)
    token = open_door(session, office.meeting)
    code = give_code(session, office.lan)
    scans = [item(code, "07:40"), item(code, "13:40")]
    answer = send(session, token, [{**one, "offline": True} for one in scans], now=EVENING)

    assert verdicts(answer) == ["ok", "ok"]
    names = [one.name for one in sheet.sittings_at(session, office.meeting)]
    assert names == [f"{DAY} sáng", f"{DAY} chiều"]
    lines = [
        ledger.attendance_of(session, KEEPER, office.meeting.id, EVENING, name)[0].first_in
        for name in names
    ]
    assert lines == [at("07:40"), at("13:40")]


def test_sittings_are_not_parted_anew_after_the_first_scan(
    session: Session, office: Office, token: str
) -> None:
    send(session, token, [item(give_code(session, office.lan))])

    with pytest.raises(RuleBroken, match=r"attendance\.sittings_fixed"):
        desk.change_setting(session, KEEPER, office.meeting.id, Setting(parts_apart=True), EIGHT)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Setting(grace_minutes=-1), "grace_minutes"),
        (Setting(quorum_percent=101), "quorum_percent"),
        (Setting(quorum_body="XYZ"), "quorum_body"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    session: Session, office: Office, wanted: Setting, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.change_setting(session, KEEPER, office.meeting.id, wanted, EIGHT)

    assert refused.value.field == field


def test_lateness_is_what_the_meeting_says(session: Session, office: Office, token: str) -> None:
    send(session, token, [item(give_code(session, office.lan), "07:50", offline=True)])
    assert states(session, office)["Lê Ngọc Lan"] == State.LATE

    desk.change_setting(session, KEEPER, office.meeting.id, Setting(grace_minutes=30), EIGHT)

    assert states(session, office)["Lê Ngọc Lan"] == State.PRESENT


def test_an_organiser_excuses_and_takes_it_back(session: Session, office: Office) -> None:
    ha = who(session, office.ha)
    desk.excuse(session, ha, office.lan.id, " Đi công tác ", EIGHT)
    session.commit()
    assert states(session, office)["Lê Ngọc Lan"] == State.EXCUSED

    desk.take_excuse_back(session, ha, office.lan.id, EIGHT)
    session.commit()

    assert states(session, office)["Lê Ngọc Lan"] == State.ABSENT


def test_an_excuse_needs_a_reason_and_a_right(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken, match=r"attendance\.excuse_without_reason"):
        desk.excuse(session, who(session, office.ha), office.lan.id, " ", EIGHT)
    with pytest.raises(NotFound):
        desk.excuse(session, who(session, office.tuan), office.lan.id, "Ốm", EIGHT)


# Papers


def test_a_signed_sheet_is_typed_in(session: Session, office: Office, token: str) -> None:
    guests = [make_delegate(session, office.meeting, office.called, f"Khách {n}") for n in range(4)]
    send(session, token, [item(give_code(session, guests[0]), "07:41", offline=True)])
    printed = paper.printed_sheet(session, KEEPER, office.meeting.id, EIGHT)
    session.commit()
    rows = {row.delegate_id: row.number for group in printed.groups for row in group.rows}
    absent = f"{rows[office.lan.id]}, {rows[guests[0].id]}"
    given = Return(1, DAY, absent)

    found = sheet.preview(session, KEEPER, office.meeting.id, given)

    assert printed.code == "GB-2026-1/1"
    assert [row.delegate.id for row in found.coming] == [one.id for one in guests[1:]]
    assert [row.delegate.id for row in found.seen] == [guests[0].id]
    assert session.query(Scan).filter_by(method="paper").count() == 0

    for _again in range(2):
        sheet.enter(session, KEEPER, office.meeting.id, given, EVENING)
        session.commit()

    seen = who_is_in(session, office.meeting)
    assert seen == {
        guests[0].id: (at("07:41"), True),
        **{one.id: (at("07:30"), True) for one in guests[1:]},
    }
    assert session.query(Scan).filter_by(method="paper").count() == 3


def test_a_sheet_printed_before_a_renumbering_means_whom_it_showed(
    session: Session, office: Office
) -> None:
    first = paper.printed_sheet(session, KEEPER, office.meeting.id, EIGHT)
    earlier = make_delegate(session, office.meeting, office.called, "An")
    second = paper.printed_sheet(session, KEEPER, office.meeting.id, EIGHT)
    again = paper.printed_sheet(session, KEEPER, office.meeting.id, EIGHT)

    found = sheet.preview(session, KEEPER, office.meeting.id, Return(1, DAY, "1", are_absent=False))

    assert (first.code, second.code, again.code) == ("GB-2026-1/1", "GB-2026-1/2", "GB-2026-1/2")
    assert [row.delegate.id for row in found.coming] == [office.lan.id]
    assert earlier.id not in {row.delegate.id for row in found.coming}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Return(1, DAY, "7"), "attendance.not_on_sheet"),
        (Return(1, DAY, "một"), "attendance.numbers_unreadable"),
        (Return(1, "2026-02-02", "1"), "attendance.no_such_sitting"),
    ],
)
def test_numbers_that_are_not_on_the_sheet_are_refused(
    session: Session, office: Office, given: Return, code: str
) -> None:
    paper.printed_sheet(session, KEEPER, office.meeting.id, EIGHT)

    with pytest.raises(RuleBroken, match=code):
        sheet.preview(session, KEEPER, office.meeting.id, given)


# Seats and badges


def test_seats_come_from_a_pasted_list(session: Session, office: Office) -> None:
    text = "Le Ngoc Lan; Bàn 3\n\nKhông Ai\tA1\nchỉ một cột"

    done = seat.paste_seats(session, KEEPER, office.meeting.id, text, EIGHT)

    assert (done.seated, done.unfit) == (1, (2, 3))
    assert office.lan.seat == "Bàn 3"


def test_two_of_a_name_need_their_unit(session: Session, office: Office) -> None:
    twin = make_delegate(session, office.meeting, office.other)
    lines = f"Lê Ngọc Lan; A1\nLê Ngọc Lan; {office.other.name}; B2"

    done = seat.paste_seats(session, KEEPER, office.meeting.id, lines, EIGHT)

    assert (done.seated, done.unfit, office.lan.seat, twin.seat) == (1, (1,), "", "B2")


def test_a_badge_holds_the_code_and_checks_nobody_in(session: Session, office: Office) -> None:
    stamp = Stamp("k" * 32, "http://localhost")

    first = badge.for_office(session, KEEPER, office.meeting.id, stamp, EIGHT)
    again = badge.for_office(session, KEEPER, office.meeting.id, stamp, EIGHT, {office.lan.id})

    assert (first.again, again.again, first.badges) == (0, 1, again.badges)
    assert first.badges[0].link.startswith("HTTP://LOCALHOST/V/")
    assert session.query(Scan).count() == 0


def test_a_door_prints_only_with_that_right(session: Session, office: Office) -> None:
    stamp = Stamp("k" * 32, "http://localhost")
    holders = [
        device_behind(session, open_door(session, office.meeting, rights=rights), EIGHT)
        for rights in (("print",), ALL)
    ]

    made = badge.for_door(session, holders[0], office.lan.id, stamp, EIGHT)

    assert [one.name for one in made.badges] == ["Lê Ngọc Lan"]
    with pytest.raises(NotFound):
        badge.for_door(session, holders[1], office.lan.id, stamp, EIGHT)


# The board, the years


def test_the_board_counts_by_unit_and_knows_the_quorum(
    session: Session, office: Office, token: str
) -> None:
    guests = [make_delegate(session, office.meeting, office.other, f"Khách {n}") for n in range(2)]
    wanted = Setting(quorum_percent=67)
    desk.change_setting(session, KEEPER, office.meeting.id, wanted, EIGHT)
    send(session, token, [item(give_code(session, guests[0]))])

    shown = board.board_of(session, KEEPER, office.meeting.id, EIGHT)

    assert (shown.present, shown.expected, shown.walk_ins) == (1, 3, 0)
    units = {one.name: (one.present, one.expected) for one in shown.units}
    assert units == {office.called.name: (0, 1), office.other.name: (1, 2)}
    assert shown.absent_units == (office.called.name,)
    assert shown.quorum == Quorum(members=3, present=1, percent=67)
    assert (Quorum(3, 2, 67).needed, Quorum(3, 3, 67).is_reached) == (3, True)


def test_a_quorum_of_a_body_counts_its_members_alone(
    session: Session, office: Office, token: str
) -> None:
    office.lan.why = [{"body": "BCH"}]
    make_delegate(session, office.meeting, office.other, "Khách")
    desk.change_setting(
        session,
        KEEPER,
        office.meeting.id,
        Setting(quorum_percent=50, quorum_body="BCH", substitutes_count=False),
        EIGHT,
    )
    walk_in = item(kind="walkin", person={"name": "Tuấn"}, substitute_for=office.lan.id)
    send(session, token, [walk_in])

    shown = board.board_of(session, KEEPER, office.meeting.id, EIGHT)

    assert shown.quorum == Quorum(members=1, present=0, percent=50)


def test_the_version_of_the_board_moves_with_a_scan_alone(
    session: Session, office: Office, token: str
) -> None:
    def version() -> str:
        return board.version_of(session, KEEPER, office.meeting.id, EIGHT)

    before = version()
    assert version() == before
    send(session, token, [item(give_code(session, office.lan))])

    assert version() != before


def test_years_say_how_many_came(session: Session, office: Office, token: str) -> None:
    guest = make_delegate(session, office.meeting, office.called, "Khách")
    send(
        session,
        token,
        [item(give_code(session, office.lan)), item(kind="walkin", person={"name": "X"})],
    )
    desk.excuse(session, KEEPER, guest.id, "Ốm", EIGHT)
    session.commit()
    after = EVENING + timedelta(days=1)

    for read_as in ReadAs:
        (history,) = over_years.of_units(session, KEEPER, after, read_as)
        people = over_years.of_people(session, KEEPER, office.called.id, after, read_as)
        year = history.whole
        assert (history.name, year.called, year.came, year.excused, year.missing) == (
            office.called.name,
            2,
            1,
            1,
            0,
        )
        assert [(one.name, one.whole.percent) for one in people] == [
            ("Khách", 0),
            ("Lê Ngọc Lan", 100),
        ]
    assert over_years.of_units(session, who(session, office.tuan), after, ReadAs.THEN) == []
