"""The rules of the door; the order in which queues come must not matter."""

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.attendance.hours import (
    Contact,
    Schedule,
    schedule_of,
    sitting_of,
    span_of_sitting,
)
from planner.domain.attendance.item import Item, Kind, WalkIn, body_hash, read_item, read_moment
from planner.domain.attendance.ledger import Claim, State, Stay, state_of
from planner.domain.attendance.presence import Entry, Log, Presence, presence, voided_ids
from planner.domain.attendance.verdict import (
    DeviceRight,
    Place,
    Ruling,
    Sight,
    Subject,
    Verdict,
    rule,
)
from planner.domain.timespan import DateWindow, TimeSpan
from tests.factories import at, span

EIGHT = at("08:00")
DAY = span("07:30", "17:00")
TWO_DAYS = TimeSpan(at("07:30"), at("11:00", 6))
ALL_RIGHTS = frozenset(DeviceRight)
IN = Presence("first", 1, EIGHT, None, is_in=True)
OUT = Presence("first", 1, EIGHT, at("09:00"), is_in=False)
LIVE = Subject(1, 1, "live")


def entry(client_id: str, when: datetime = EIGHT, kind: Kind = Kind.IN, **more: object) -> Entry:
    values: dict[str, object] = {
        "device_id": 1,
        "door_id": 1,
        "sitting": "2026-01-05",
        "delegate_id": None if kind is Kind.VOID else 1,
        "void_of": None,
        "verdict": "voided" if kind is Kind.VOID else "ok",
    }
    return Entry(client_id=client_id, kind=kind, effective_at=when, **{**values, **more})  # type: ignore[arg-type]  # checked by the tests


ids = st.sampled_from([f"s{n}" for n in range(6)])
moments = st.integers(0, 5).map(lambda minutes: EIGHT + timedelta(minutes=minutes))
passings = st.builds(
    entry,
    ids,
    moments,
    st.sampled_from([Kind.IN, Kind.OUT, Kind.WALK_IN]),
    device_id=st.integers(1, 3),
    delegate_id=st.integers(1, 2),
    verdict=st.sampled_from(["ok", "already", "cancelled", "unknown", "not_allowed"]),
    needs_review=st.booleans(),
)
voids = st.builds(
    entry,
    st.sampled_from([f"v{n}" for n in range(4)]),
    moments,
    st.just(Kind.VOID),
    void_of=st.sampled_from([f"s{n}" for n in range(6)] + [f"v{n}" for n in range(4)]),
    verdict=st.sampled_from(["voided", "not_allowed"]),
)
logs = st.lists(passings | voids, max_size=12, unique_by=lambda one: one.client_id)


@given(log=logs, data=st.data())
def test_any_order_and_any_repetition_gives_one_result(
    log: list[Entry], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(log))
    repeated = shuffled + data.draw(
        st.lists(st.sampled_from(log), max_size=5) if log else st.just([])
    )

    assert Log(repeated).projection() == Log(log).projection()


@given(log=logs, data=st.data())
def test_any_cut_into_queues_gives_one_result(log: list[Entry], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, 2), min_size=len(log), max_size=len(log)))
    queues = [[one for one, cut in zip(log, cuts, strict=True) if cut == n] for n in range(3)]
    merged = Log()
    for queue in data.draw(st.permutations(queues)):
        for one in queue:
            merged.add(one)

    assert merged.projection() == Log(log).projection()


@given(log=st.lists(passings, min_size=1, max_size=8, unique_by=lambda one: one.client_id))
def test_the_smallest_of_those_who_came_in_wins(log: list[Entry]) -> None:
    came = [one for one in log if one.counts and one.kind is not Kind.OUT and one.delegate_id == 1]
    found = Log(log).projection().get(("2026-01-05", 1))

    assert (found and found.won_by) == (
        min(came, key=lambda one: one.order).client_id if came else None
    )


@given(moments=st.lists(moments, min_size=1, max_size=6))
def test_the_winner_is_the_same_however_pairs_are_merged(moments: list[datetime]) -> None:
    came = [entry(f"s{n}", moment) for n, moment in enumerate(moments)]

    paired = reduce(lambda one, other: min(one, other, key=lambda e: e.order), came)

    found = presence(came, frozenset())
    assert found is not None
    assert found.won_by == paired.client_id


@pytest.mark.parametrize(
    ("chain", "taken_back"),
    [
        ({}, set()),
        ({"v1": "s"}, {"s"}),
        ({"v1": "s", "v2": "v1"}, {"v1"}),
        ({"v1": "s", "v2": "v1", "v3": "v2"}, {"s", "v2"}),
        ({"v1": "s", "v2": "s", "v3": "v1"}, {"s", "v1"}),
        ({"v1": "v2", "v2": "v1"}, set()),
        ({"v1": "v2", "v2": "v1", "v3": "v1"}, {"v1"}),
        ({"v1": "not come yet"}, {"not come yet"}),
    ],
)
def test_voids_take_back_and_restore(chain: dict[str, str], taken_back: set[str]) -> None:
    assert voided_ids(chain) == taken_back


def test_going_out_before_coming_in_does_not_put_anybody_out() -> None:
    entries = [entry("out", at("07:50"), Kind.OUT), entry("in", EIGHT)]

    assert presence(entries, frozenset()) == Presence("in", 1, EIGHT, None, is_in=True)


@pytest.mark.parametrize(
    ("moment", "sitting"),
    [
        (at("23:00", 4), "2026-01-05"),
        (at("00:10"), "2026-01-05"),
        (at("23:59"), "2026-01-05"),
        (at("00:00", 6), "2026-01-06"),
        (at("03:00", 7), "2026-01-06"),
        (datetime(2026, 1, 5, 18, 0, tzinfo=UTC), "2026-01-06"),
    ],
)
def test_a_scan_belongs_to_a_day_of_its_meeting(moment: datetime, sitting: str) -> None:
    assert sitting_of(Schedule(TWO_DAYS), moment) == sitting


def test_a_meeting_that_ends_at_midnight_has_one_day() -> None:
    until_midnight = TimeSpan(at("07:30"), at("00:00", 6))

    assert sitting_of(Schedule(until_midnight), at("08:00", 6)) == "2026-01-05"
    assert sitting_of(Schedule(None), at("00:10", 6)) == "2026-01-06"


def test_each_day_keeps_its_hours() -> None:
    assert span_of_sitting(TWO_DAYS, "2026-01-05") == span("07:30", "11:00")
    assert span_of_sitting(TWO_DAYS, "2026-01-06") == span("07:30", "11:00", 6)
    night = TimeSpan(at("19:00"), at("02:00", 6))
    assert span_of_sitting(night, "2026-01-05") == night


def test_doors_take_scans_from_three_hours_before_to_twelve_after() -> None:
    schedule = schedule_of(DAY, None, None)

    assert (schedule.opens, schedule.closes) == (at("04:30"), at("05:00", 6))
    assert Schedule(DAY, at("02:00")).opens == at("02:00")
    assert Schedule(DAY, at("06:00")).opens == at("04:30")
    assert (Schedule(None, EIGHT).opens, Schedule(None, EIGHT).closes) == (EIGHT, None)
    assert (Schedule(None).opens, Schedule(None).closes) == (None, None)


def test_a_window_of_days_is_taken_whole() -> None:
    days = DateWindow(at("00:00").date(), at("00:00", 6).date())

    assert schedule_of(None, days, None).span == TimeSpan(at("00:00"), at("00:00", 7))


@pytest.mark.parametrize(
    ("scanned", "sent", "offline", "true"),
    [
        (at("08:00"), None, False, at("08:00")),
        (at("06:00"), None, False, at("07:50")),
        (at("06:00"), None, True, at("06:00")),
        (at("08:00", 6), None, True, at("08:01")),
        (at("06:00"), at("06:01"), False, at("08:00")),
        (at("05:30"), at("06:01"), True, at("07:30")),
        (at("07:30", 6), at("08:01", 6), True, at("07:30")),
        (at("09:30", 6), at("08:01", 6), True, at("08:01")),
        (
            datetime(1970, 1, 1, 0, 30, tzinfo=UTC),
            datetime(1970, 1, 1, 1, tzinfo=UTC),
            True,
            at("07:31"),
        ),
        (at("07:59"), at("08:01") - timedelta(seconds=3), True, at("07:59")),
    ],
)
def test_a_clock_is_put_right(
    scanned: datetime, sent: datetime | None, offline: bool, true: datetime
) -> None:
    contact = Contact(received_at=at("08:01"), last=at("07:55"), sent_at=sent)

    assert contact.true_time(scanned, is_offline=offline) == true


def see(item: Item, subject: Subject | None = LIVE, when: datetime = EIGHT) -> Sight:
    return Sight(item, "code", subject, when)


def an_item(kind: Kind = Kind.IN, *, offline: bool = False, **more: object) -> Item:
    values = {"code": "code"} if kind in (Kind.IN, Kind.OUT) else {}
    return Item("id", kind, EIGHT, offline, **{**values, **more})  # type: ignore[arg-type]  # as above


HERE = Place(1, Schedule(DAY), ALL_RIGHTS)
AFTER, BEFORE = at("05:01", 6), at("04:29")


@pytest.mark.parametrize(
    ("subject", "when", "online", "offline"),
    [
        (LIVE, EIGHT, Ruling(Verdict.OK), Ruling(Verdict.OK)),
        (None, EIGHT, Ruling(Verdict.UNKNOWN), Ruling(Verdict.UNKNOWN, True)),
        (
            Subject(1, 2, "live"),
            EIGHT,
            Ruling(Verdict.WRONG_MEETING),
            Ruling(Verdict.WRONG_MEETING, True),
        ),
        (
            Subject(1, 1, "cancelled"),
            EIGHT,
            Ruling(Verdict.CANCELLED),
            Ruling(Verdict.CANCELLED, True),
        ),
        (
            Subject(1, 1, "replaced"),
            EIGHT,
            Ruling(Verdict.REPLACED),
            Ruling(Verdict.REPLACED, True),
        ),
        (
            Subject(1, 1, "live", False),
            EIGHT,
            Ruling(Verdict.REPLACED),
            Ruling(Verdict.REPLACED, True),
        ),
        (
            Subject(1, 1, "cancelled"),
            AFTER,
            Ruling(Verdict.CANCELLED),
            Ruling(Verdict.CANCELLED, True),
        ),
        (LIVE, BEFORE, Ruling(Verdict.NOT_OPEN), Ruling(Verdict.NOT_OPEN, True)),
        (LIVE, AFTER, Ruling(Verdict.CLOSED), Ruling(Verdict.OK_LATE, True)),
    ],
)
def test_online_a_refusal_refuses_offline_it_is_looked_at(
    subject: Subject | None, when: datetime, online: Ruling, offline: Ruling
) -> None:
    assert rule(HERE, see(an_item(), subject, when), None) == online
    assert rule(HERE, see(an_item(offline=True), subject, when), None) == offline


@pytest.mark.parametrize(
    ("kind", "now_in", "verdict"),
    [
        (Kind.IN, None, Verdict.OK),
        (Kind.IN, IN, Verdict.ALREADY),
        (Kind.IN, OUT, Verdict.OK),
        (Kind.OUT, None, Verdict.OK),
        (Kind.OUT, IN, Verdict.OK),
        (Kind.OUT, OUT, Verdict.ALREADY),
    ],
)
def test_a_repetition_is_told(kind: Kind, now_in: Presence | None, verdict: Verdict) -> None:
    assert rule(HERE, see(an_item(kind)), now_in) == Ruling(verdict)


def test_who_is_in_already_is_not_let_in_late_again() -> None:
    late = see(an_item(offline=True), when=AFTER)

    assert rule(HERE, late, IN) == Ruling(Verdict.ALREADY, needs_review=True)


@pytest.mark.parametrize(
    ("item", "right"),
    [
        (an_item(), DeviceRight.SCAN),
        (an_item(code=None, delegate_id=1), DeviceRight.SEARCH),
        (an_item(Kind.VOID, void_of="scan"), DeviceRight.VOID),
        (an_item(Kind.WALK_IN, person=WalkIn("A", "", "")), DeviceRight.WALK_IN),
    ],
)
def test_every_kind_has_its_right(item: Item, right: DeviceRight) -> None:
    without = Place(1, Schedule(DAY), ALL_RIGHTS - {right, DeviceRight.KIOSK})
    only = Place(1, Schedule(DAY), frozenset({right}))

    assert rule(without, see(item), None) == Ruling(Verdict.NOT_ALLOWED)
    assert rule(only, see(item), None).verdict is not Verdict.NOT_ALLOWED


def test_an_item_is_read_whole() -> None:
    raw = {
        "id": "a1",
        "kind": "walkin",
        "at": "2026-01-05T08:00:00+07:00",
        "offline": True,
        "person": {"name": " Hoà\n Bình", "unit": None, "position": "Bí thư"},
        "more": [1],
    }

    assert read_item(raw) == Item(
        client_id="a1",
        kind=Kind.WALK_IN,
        at=EIGHT,
        is_offline=True,
        person=WalkIn("Hoà Bình", "", "Bí thư"),
    )


@pytest.mark.parametrize(
    "text",
    ["", "2026-01-05", "2026-01-05T08:00:00", "2026-01-05T08:00:61Z", "0001-01-01T00:00:00+07:00",
     "2026-13-05T08:00:00Z", "２026-01-05T08:00:00Z", "2026-01-05T08:00:00+07:00 ", 5, None],
)  # fmt: skip
def test_a_time_without_an_offset_is_none(text: object) -> None:
    with pytest.raises((ValueError, OverflowError)):
        read_moment(text)


@pytest.mark.parametrize("text", ["2026-01-05T01:00:00Z", "2026-01-05t01:00:00.000z"])
def test_a_time_is_read_as_utc(text: str) -> None:
    assert read_moment(text) == EIGHT


@given(
    raw=st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4)
    | st.dictionaries(
        st.sampled_from(["id", "kind", "at", "code", "person"]), st.text() | st.integers()
    )
)
def test_nothing_read_breaks_it(raw: object) -> None:
    item = read_item(raw)

    assert item is None or body_hash(item, b"key") == body_hash(item, b"key")


def test_bodies_differ_by_every_field() -> None:
    base = Item("id", Kind.IN, EIGHT, code="c")
    others = [
        Item("id", Kind.OUT, EIGHT, code="c"),
        Item("id", Kind.IN, at("08:01"), code="c"),
        Item("id", Kind.IN, EIGHT, is_offline=True, code="c"),
        Item("id", Kind.IN, EIGHT, code="d\ud800"),
        Item("id", Kind.IN, EIGHT, delegate_id=1),
        Item("id", Kind.VOID, EIGHT, void_of="x"),
        Item("id", Kind.WALK_IN, EIGHT, person=WalkIn("A", "", "")),
    ]

    assert len({body_hash(one, b"key") for one in [base, *others]}) == len(others) + 1
    assert body_hash(base, b"key") != body_hash(base, b"other key")


def stay(first: str, last: str | None = None, day: int = 5) -> Stay:
    out = at(last, day) if last else None
    return Stay(f"2026-01-0{day}", at(first, day), out, is_in=out is None)


NOON, EVENING = at("12:00"), at("17:00")


@pytest.mark.parametrize(
    ("claim", "now", "state"),
    [
        (Claim(()), NOON, State.EXPECTED),
        (Claim(()), EVENING, State.ABSENT),
        (Claim((), reply="yes"), EVENING, State.ABSENT),
        (Claim((), reply="no", reason="Đi công tác"), NOON, State.EXCUSED),
        (Claim((), reply="no"), NOON, State.EXPECTED),
        (Claim((), reply="no"), EVENING, State.ABSENT),
        (Claim((stay("07:45"),)), NOON, State.PRESENT),
        (Claim((stay("07:46"),)), NOON, State.LATE),
        (Claim((stay("07:30", "16:59"),)), NOON, State.LEFT_EARLY),
        (Claim((stay("07:30", "17:00"),)), EVENING, State.PRESENT),
        (Claim((stay("08:30", "09:00"),)), EVENING, State.LEFT_EARLY),
        (Claim((stay("07:30"),), reply="no", reason="Ốm"), NOON, State.PRESENT),
        (Claim((), (stay("08:30"),)), NOON, State.BY_SUBSTITUTE),
        (Claim((stay("07:30"),), (stay("08:30"),)), NOON, State.PRESENT),
    ],
)
def test_the_ledger_says(claim: Claim, now: datetime, state: State) -> None:
    assert state_of(claim, DAY, now) is state


def test_a_meeting_without_hours_knows_no_lateness() -> None:
    assert state_of(Claim((stay("11:00"),)), None, EVENING) is State.PRESENT
    assert state_of(Claim(()), None, EVENING) is State.EXPECTED


def test_each_day_is_judged_by_its_own_hours() -> None:
    days = Claim((stay("07:30"), stay("07:50", day=6)))

    assert state_of(days, TWO_DAYS, EVENING) is State.LATE
