"""Queues of several devices, cut and mixed in any way: one result, and the log says the same."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from planner.domain.attendance.review import Decision
from planner.domain.rights import KEEPER
from planner.services.attendance import ledger, review
from planner.services.attendance.review import Settled
from planner.services.attendance.scan import Batch, Desk, read_batch, take_scans, take_together
from planner.store.attendance import Attendance, Scan
from planner.store.attendance.ledger import projection_of
from tests.doors import EIGHT, HOSTS, KEY, give_code, item, open_door, send, verdicts
from tests.factories import Office, at, make_delegate

DEVICES, PEOPLE = 3, 3
DESK = Desk(KEY, HOSTS, at("10:00"))

# What a device may have seen: (minute, person, kind, which of its earlier scans a void names).
DEED = st.tuples(
    st.integers(0, 30),
    st.integers(0, PEOPLE - 1),
    st.sampled_from(["in", "in", "in", "out", "void"]),
    st.integers(0, 5),
)
QUEUES = st.lists(st.lists(DEED, max_size=6), min_size=2, max_size=DEVICES)
Item = dict[str, object]


def written(
    device: int, deeds: Sequence[tuple[int, int, str, int]], codes: list[str]
) -> list[Item]:
    """A device's queue; a void names one of its items, a void too, and never itself."""
    queue: list[Item] = []
    for number, (minute, person, kind, target) in enumerate(deeds):
        more: Item = {"id": f"{device}-{number}", "kind": kind, "offline": True}
        if kind == "void":
            more["void_of"] = f"{device}-{target if target != number else target + 1}"
        code = None if kind == "void" else codes[person]
        queue.append({**item(code, EIGHT + timedelta(minutes=minute)), **more})
    return queue


def pieces(queue: list[Item], cut: int) -> list[list[Item]]:
    return [part for part in (queue[:cut], queue[cut:]) if part]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(queues=QUEUES, cuts=st.lists(st.integers(0, 6), min_size=3, max_size=3), data=st.data())
def test_any_order_and_any_cut_give_one_projection(
    session: Session,
    office: Office,
    queues: list[list[tuple[int, int, str, int]]],
    cuts: list[int],
    data: st.DataObject,
) -> None:
    guests = [make_delegate(session, office.meeting, None, f"Khách {n}") for n in range(PEOPLE)]
    codes = [give_code(session, guest) for guest in guests]
    tokens = [open_door(session, office.meeting, f"Cửa {n}") for n in range(DEVICES)]
    kept = [written(n, deeds, codes) for n, deeds in enumerate(queues)]
    whole = [(tokens[n], part) for n, queue in enumerate(kept) for part in [queue] if queue]
    cut = [(tokens[n], part) for n, queue in enumerate(kept) for part in pieces(queue, cuts[n])]

    results = []
    for sent in (whole, data.draw(st.permutations(cut)), data.draw(st.permutations(cut * 2))):
        undone = session.begin_nested()
        for token, part in sent:
            take_scans(session, token, Batch(part), DESK)
        found = {key: one for key, (one, _id) in projection_of(session, office.meeting.id).items()}
        assert ledger.rebuild(session, KEEPER, office.meeting.id, EIGHT) == 0
        results.append(found)
        undone.rollback()

    assert results[0] == results[1] == results[2]


# What may happen: (what, person, minute, without the network?, which earlier one it is about).
HAPPENING = st.tuples(
    st.sampled_from(["in", "in", "out", "void", "walkin", "instead", "cancel", "review"]),
    st.integers(0, PEOPLE - 1),
    st.integers(0, 30),
    st.booleans(),
    st.integers(0, 20),
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(HAPPENING, max_size=20))
def test_whatever_happened_the_log_is_read_to_the_same_projection(
    session: Session, office: Office, history: list[tuple[str, int, int, bool, int]]
) -> None:
    guests = [make_delegate(session, office.meeting, None, f"Khách {n}") for n in range(PEOPLE)]
    codes = [give_code(session, guest) for guest in guests]
    token = open_door(session, office.meeting)

    undone = session.begin_nested()
    for number, (what, person, minute, is_offline, earlier) in enumerate(history):
        more: Item = {"id": str(number), "offline": is_offline}
        when = EIGHT + timedelta(minutes=minute)
        if what == "cancel":
            guests[person].state = "cancelled"
        elif what == "review":
            _settle_one(session, office, is_accepted=is_offline)
        elif what == "void":
            more |= {"kind": "void", "void_of": str(earlier if earlier != number else earlier + 1)}
            take_scans(session, token, Batch([item(None, when, **more)]), DESK)
        elif what in ("walkin", "instead"):
            more |= {"kind": "walkin", "person": {"name": f"Khách {person}"}}
            more |= {"substitute_for": guests[person].id} if what == "instead" else {}
            take_scans(session, token, Batch([item(None, when, **more)]), DESK)
        else:
            scan = item(codes[person], when, kind=what, **more)
            take_scans(session, token, Batch([scan]), DESK)
        session.flush()

    assert ledger.rebuild(session, KEEPER, office.meeting.id, EIGHT) == 0
    undone.rollback()


def _settle_one(session: Session, office: Office, *, is_accepted: bool) -> None:
    decision = Decision.ACCEPT if is_accepted else Decision.REFUSE
    for case in review.cases_of(session, KEEPER, office.meeting.id)[:1]:
        settled = Settled(case.scan.id, decision)
        review.decide(session, KEEPER, office.meeting.id, settled, DESK.now)


def test_what_comes_together_is_answered_apart(session: Session, office: Office) -> None:
    code = give_code(session, office.lan)
    doors = [open_door(session, office.meeting, name) for name in ("Cửa 1", "Cửa 2")]
    scan = item(code)
    batches = [(doors[0], [scan]), ("dead", [scan]), (doors[1], [item(code)]), (doors[0], [scan])]

    calls = [read_batch(token, Batch(items), Desk(KEY, HOSTS, EIGHT)) for token, items in batches]
    first, dead, second, again = take_together(session, calls)
    session.commit()

    assert getattr(dead, "code", "") == "attendance.dead_token"
    assert [verdicts(one) for one in (first, second, again)] == [["ok"], ["already"], ["ok"]]  # type: ignore[arg-type]  # the refusal is `dead`
    assert session.query(Scan).count() == 2


def test_devices_bring_back_what_an_older_backup_has_lost(session: Session, office: Office) -> None:
    token = open_door(session, office.meeting)
    queue = [item(give_code(session, office.lan), "07:40", offline=True)]
    before = send(session, token, queue).results
    found = {key: one for key, (one, _id) in projection_of(session, office.meeting.id).items()}
    session.query(Attendance).delete()
    session.query(Scan).delete()
    session.commit()

    after = send(session, token, queue).results

    again = {key: one for key, (one, _id) in projection_of(session, office.meeting.id).items()}
    assert (after, again) == (before, found)


def test_one_guest_written_down_at_two_doors_is_looked_at(session: Session, office: Office) -> None:
    doors = [open_door(session, office.meeting, name) for name in ("Cửa 1", "Cửa 2")]
    for token in doors:
        send(session, token, [item(kind="walkin", person={"name": "Khách Lạ"}, offline=True)])

    cases = review.cases_of(session, KEEPER, office.meeting.id)

    assert [[doubt.value for doubt in case.doubts] for case in cases] == [["alike"], ["alike"]]
