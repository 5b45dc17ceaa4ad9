"""The first page answers at one look: who came, who hosts next, who is late."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.store.campaign import Duty
from planner.store.meeting import Meeting
from planner.store.series import HostTurn
from tests.doors import EIGHT, give_code, item, open_door, send
from tests.factories import Office, at, make_account, make_delegate, make_duty, make_meeting, span
from tests.queries import counted
from tests.web.browser import sign_in


@pytest.fixture(autouse=True)
def _that_morning() -> Iterator[None]:
    """While the meeting of Monday 5 January 2026 goes on."""
    with time_machine.travel(EIGHT, tick=False):
        yield


def answers_on(app: Flask, session: Session, office: Office, role: Role = Role.VIEWER) -> str:
    """What stands under «Tình hình» on a leader's first page, on one line."""
    leader = make_account(session, role, office.province, "Lê Lãnh Đạo")
    page = sign_in(app, leader).get("/").text
    found = re.search(r'<dl class="answers">(.*?)</dl>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_who_came_is_said_as_the_ledger_counts(
    app: Flask, session: Session, office: Office
) -> None:
    token = open_door(session, office.meeting)
    make_delegate(session, office.meeting, office.called, "Võ Văn Vắng")
    stand_in = make_delegate(session, office.meeting, office.called, "Đỗ Thay")
    stand_in.substitute_for_id, office.lan.state = office.lan.id, "replaced"
    session.commit()
    send(session, token, [item(give_code(session, stand_in), "07:45")])

    said = answers_on(app, session, office)

    ledger = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/attendance").text
    numbers = re.search(r"(\d+ trên \d+) người", ledger)
    assert numbers is not None
    assert f"Ai đã đến {numbers[1]} người Giao ban quý I, đang họp" in said


def test_who_hosts_next_is_said_with_the_day(app: Flask, session: Session, office: Office) -> None:
    later = make_meeting(
        session,
        office.province,
        office.other,
        code="KY-2",
        title="Kỳ 2",
        when=span("07:30", "11:30", 20),
    )
    session.add(HostTurn(series_id=office.series.id, ordinal=2, meeting_id=later.id))
    session.get_one(Meeting, office.meeting.id).status = "held"
    session.commit()

    said = answers_on(app, session, office)

    assert "Đến lượt ai Huyện đoàn Trà Cú Kỳ 2, thứ Ba 20/1/2026" in said


def test_who_is_late_is_counted_as_the_campaign_counts(
    app: Flask, session: Session, office: Office
) -> None:
    make_duty(session, office.level, office.called)
    returned = session.get_one(Duty, office.duty.id)
    returned.held_on = at("08:00", 2).date()
    returned.returned_on, returned.return_reason = returned.held_on, "thiếu phụ lục"
    session.commit()
    with time_machine.travel(EIGHT.replace(month=5, day=3), tick=False):
        said = answers_on(app, session, office)
        ha = sign_in(app, office.ha)
        late = ha.get(f"/campaigns/{office.campaign.id}/overdue").text

    assert "Ai quá hạn 1 đơn vị Sơ kết giữa nhiệm kỳ: Huyện đoàn Càng Long" in said
    assert "1 trên 2 đơn vị" in late
    assert "Huyện đoàn Cầu Ngang" in late.partition(">Báo cáo phải sửa<")[2]


def test_nobody_late_is_said_as_well(app: Flask, session: Session, office: Office) -> None:
    assert "Ai quá hạn không đơn vị nào" in answers_on(app, session, office)


def test_who_sees_nothing_of_it_is_told_nothing(
    app: Flask, session: Session, office: Office
) -> None:
    page = sign_in(app, office.tuan).get("/").text

    assert 'class="answers"' not in page
    assert answers_on(app, session, office, Role.DOOR) == ""


def test_the_answers_cost_the_same_for_many_units(
    app: Flask, session: Session, office: Office
) -> None:
    ha = sign_in(app, office.ha)
    token = open_door(session, office.meeting)

    def queries(numbers: range) -> int:
        for number in numbers:
            name = f"Đại biểu {number}"
            one = make_delegate(session, office.meeting, office.called, name)
            send(session, token, [item(give_code(session, one), "07:45")])
        with counted(session) as sent:
            assert ha.get("/").status_code == 200
        return len(sent)

    queries(range(1))

    assert queries(range(1, 2)) == queries(range(2, 20))
