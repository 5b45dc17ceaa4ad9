"""The builder of thành phần: rules tried and kept, numbers, differences, campaigns."""

import re
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select  # noqa: TID251  # a look past the services
from sqlalchemy.orm import Session

from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow
from planner.services import campaign as campaigns
from planner.services.campaign import CampaignFacts, LevelFacts, OwnMeeting
from planner.store import campaign as kept
from planner.store.campaign import Campaign
from planner.store.invitation import Delegate, InviteRule
from tests.factories import NOW, Office
from tests.web.browser import send, sign_in
from tests.web.invitation.deeds import group_of, invitees, the_list, with_rule


@pytest.fixture(autouse=True)
def _clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


def test_one_difference_is_taken_or_declined(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    with_rule(session, ha, office)
    send(ha, f"/meetings/{office.meeting.id}/call", {}, page=invitees(office))
    office.secretary.position = "Phó Bí thư"
    session.commit()
    page = f"{the_list(office)}/differences"
    one = f"{page}/{office.secretary.person_id}"

    send(ha, f"{one}/decline", {}, page=page)
    text = ha.get(page).text
    assert "Giữ Trần Quang Minh như danh sách đã chốt." in text
    assert "Danh sách đúng như thành phần hiện nay." in text
    assert "vẫn ghi Bí thư Huyện đoàn Cầu Ngang" in text
    assert "1 chỗ khác đã gác lại" in ha.get(invitees(office)).text

    send(ha, f"{the_list(office)}/propose", {}, page=page)
    send(ha, f"{one}/accept", {}, page=page)
    assert "Đã ghi Trần Quang Minh theo thành phần hiện nay." in ha.get(page).text
    minh = session.scalars(select(Delegate).where(Delegate.name == "Trần Quang Minh")).one()
    assert minh.position == "Phó Bí thư"

    send(ha, f"{one}/accept", {}, page=page)
    assert "Chỗ khác này không còn nữa." in ha.get(page).text


def test_all_differences_are_declined(ha: FlaskClient, session: Session, office: Office) -> None:
    with_rule(session, ha, office)
    send(ha, f"/meetings/{office.meeting.id}/call", {}, page=invitees(office))
    office.secretary.to_on = NOW.date()
    session.commit()
    page = f"{the_list(office)}/differences"

    send(ha, f"{the_list(office)}/decline", {}, page=page)

    text = ha.get(page).text
    assert "đã gác 1 chỗ khác" in text
    assert "vẫn ở trong danh sách" in text


def test_a_rule_is_tried_before_it_is_kept(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    group = group_of(session, ha, invitees(office))
    url = f"/invitees/groups/{group.id}/rules/new"
    assert "Điều này gọi ai" in ha.get(url).text
    data = {"relation": "convenor_children", "positions": "bí thư, Phó Bí thư", "look": "1"}

    response = send(ha, url, data)

    assert response.status_code == 200
    for words in (
        "bí thư, Phó Bí thư của các đơn vị trực thuộc đơn vị triệu tập.",
        "<b>1 người</b>",
        "Trần Quang Minh",
        "Bí thư Huyện đoàn Cầu Ngang, đơn vị trực thuộc của đơn vị triệu tập",
        "7 chỗ khuyết",
    ):
        assert words in response.text, words
    assert session.query(InviteRule).count() == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"relation": "named", "units": "Không có"}, "Không có đơn vị nào mang mã hoặc tên"),
        ({"relation": "elsewhere"}, "Hãy chọn một mục trong danh sách."),
        ({"relation": "host", "chance": "x"}, "Hãy chọn một mục trong danh sách."),
        ({"relation": "host", "chance": "99999999999999999999"}, "Hãy chọn một mục"),
    ],
)
def test_a_trial_that_cannot_be_says_why(
    ha: FlaskClient, session: Session, office: Office, data: dict[str, str], sentence: str
) -> None:
    group = group_of(session, ha, invitees(office))

    response = send(ha, f"/invitees/groups/{group.id}/rules/new", {**data, "look": "1"})

    assert response.status_code == 200
    trial = response.text.partition('id="tinh-thu"')[2]
    assert "Chưa tính được" in trial
    assert sentence in trial


def test_a_group_with_a_quota_is_tried_as_seats(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    group = group_of(session, ha, invitees(office), quota="2", nominate_by="2026-01-04")
    data = {"relation": "convenor_children", "unit_kinds": ["huyện đoàn"], "look": "1"}

    response = send(ha, f"/invitees/groups/{group.id}/rules/new", data)

    assert "2 người do mỗi đơn vị cử" in response.text
    assert "<b>6 suất</b>" in response.text
    assert "3 đơn vị cử người" in response.text
    assert "cử xong trong ngày 4/1/2026" in ha.get(invitees(office)).text


def test_expected_resolved_and_answered_stand_side_by_side(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    office.meeting.headcount = 90
    session.commit()
    group = group_of(session, ha, invitees(office), expected="3")
    rule = {"relation": "convenor_children", "positions": "Bí thư"}
    send(ha, f"/invitees/groups/{group.id}/rules/new", rule)
    send(ha, f"/meetings/{office.meeting.id}/call", {}, page=invitees(office))
    minh = session.scalars(select(Delegate).where(Delegate.name == "Trần Quang Minh")).one()
    url = f"/delegates/{minh.id}"
    send(ha, f"{url}/answer", {"answer": "yes"}, page=url)

    page = ha.get(invitees(office)).text

    numbers = page.partition('id="con-so"')[2].partition("</table>")[0]
    cells = [cell.strip() for cell in re.findall(r">([^<>]+)</t[dh]>", numbers)]
    heads = ["Nhóm", "Số dự kiến", "Tính ra", "Đã mời", "Trả lời", "Dự, thay"]
    assert cells[: len(heads)] == heads
    assert cells[len(heads) :] == [
        *("Lãnh đạo các đơn vị", "3", "1", "1", "1", "1"),
        *("Cả cuộc họp", "90", "1", "2", "1", "1"),
    ]


def campaign_of(session: Session, office: Office) -> Campaign:
    facts = CampaignFacts(code="SK-2026", title="Sơ kết", year=2026)
    row = campaigns.open_campaign(
        session, KEEPER, office.province.id, facts, uid="sk@example.vn", now=NOW
    )
    april = DateWindow(date(2026, 4, 1), date(2026, 4, 30))
    level = LevelFacts(name="Cấp huyện", unit_kinds=("huyện đoàn",), when=When.within(april))
    campaigns.add_level(session, KEEPER, row.id, level, NOW)
    session.commit()
    return row


def test_a_campaign_gives_its_groups_to_each_unit(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    row = campaign_of(session, office)
    url = f"/campaigns/{row.id}/invitees"
    assert "Chưa có nhóm nào." in ha.get(url).text
    group = group_of(session, ha, url)
    data = {"relation": "convenor", "positions": "Bí thư", "chance": str(office.host.id)}
    new = f"/invitees/groups/{group.id}/rules/new"
    assert "Huyện đoàn Càng Long" in ha.get(new).text
    assert "Trần Quang Minh" in send(ha, new, {**data, "look": "1"}).text

    assert send(ha, new, data).location == f"{url}#nhom-{group.id}"

    page = ha.get(url).text
    assert "Bí thư của đơn vị triệu tập." in page
    assert "Huyện đoàn Cầu Ngang" in page
    assert "1/4/2026" in page
    duty = kept.owed_now(session, row)[office.host.id]
    own = OwnMeeting(when=When.on_day(date(2026, 4, 9)))
    made = campaigns.book_meeting(
        session, KEEPER, duty.id, own, uid="cn@example.vn", now=NOW
    ).meeting
    session.commit()
    page = ha.get(f"/meetings/{made.id}/invitees").text
    assert "theo kế hoạch cấp trên" in page
    assert "Gọi thêm 1 người" in page
    assert f"/invitees/groups/{group.id}" not in page


def test_a_campaign_without_units_has_nothing_to_be_tried_on(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    facts = CampaignFacts(code="SK-2026", title="Sơ kết", year=2026)
    row = campaigns.open_campaign(
        session, KEEPER, office.province.id, facts, uid="sk@example.vn", now=NOW
    )
    session.commit()
    group = group_of(session, ha, f"/campaigns/{row.id}/invitees")

    page = ha.get(f"/invitees/groups/{group.id}/rules/new").text

    assert "Chưa có cuộc họp nào để tính thử." in page
