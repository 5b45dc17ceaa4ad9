"""Pages of campaigns: progress, every unit, what a unit does about its part."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER, Action, Role
from planner.store import campaign as campaigns
from planner.store.campaign import Campaign, Duty
from planner.store.meeting import Meeting
from tests.factories import Office, at_once, make_account, make_duty, make_unit
from tests.queries import counted
from tests.web.browser import send, sign_in


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


@pytest.fixture
def minh(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.minh)


@pytest.fixture
def at(office: Office) -> str:
    return f"/campaigns/{office.campaign.id}"


@pytest.fixture
def duty_at(office: Office) -> str:
    return f"/campaigns/duties/{office.duty.id}"


def text_of(page: str) -> str:
    """What people read, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_tells_how_far_each_campaign_has_come(ha: FlaskClient, office: Office) -> None:
    page = text_of(ha.get("/campaigns").text)

    assert "Sơ kết giữa nhiệm kỳ DOT-2026 2026 Tỉnh đoàn Trà Vinh 1 0 trên 1, 0%" in page


def test_the_list_is_narrowed_by_words(ha: FlaskClient, office: Office) -> None:
    assert "DOT-2026" in ha.get("/campaigns?q=so+ket&year=2026").text
    assert "Không có đợt nào như thế" in ha.get("/campaigns?q=dai+hoi").text


def test_a_campaign_shows_its_levels_with_real_numbers(
    ha: FlaskClient, office: Office, at: str
) -> None:
    page = ha.get(at).text

    assert 'aria-label="0 trên 1"' in page  # meetings
    assert 'aria-label="1 trên 1"' in page  # reports
    assert "tháng 4/2026" in page
    assert "trước ngày 5/5/2026" in page


def test_a_campaign_of_five_thousand_units_is_paged(
    ha: FlaskClient, session: Session, office: Office, at: str
) -> None:
    with at_once(session):
        for number in range(120):
            unit = make_unit(session, f"H-{number:03}", parent=office.province)
            make_duty(session, office.level, unit)

    first, last = ha.get(at).text, ha.get(f"{at}?page=3").text

    assert "1–50 trên 121" in first
    assert "101–121 trên 121" in last
    assert first.count("/campaigns/duties/") == 50


def test_units_are_narrowed_by_state_level_and_name(
    ha: FlaskClient, session: Session, office: Office, at: str
) -> None:
    make_duty(
        session, office.level, office.called, is_exempt=True, owes_meeting=False, owes_report=False
    )

    found = {
        asked: re.findall(r"/campaigns/duties/\d+\">([^<]+)", ha.get(f"{at}?{asked}").text)
        for asked in ("state=exempt", "state=held", "q=cau+ngang", f"level={office.level.id}")
    }

    assert found == {
        "state=exempt": ["Huyện đoàn Càng Long"],
        "state=held": [],
        "q=cau+ngang": ["Huyện đoàn Cầu Ngang"],
        f"level={office.level.id}": ["Huyện đoàn Càng Long", "Huyện đoàn Cầu Ngang"],
    }


@pytest.mark.parametrize("asked", ["state=nonsense", "level=9999999999999", "page=x", "q=%00"])
def test_odd_questions_are_ordinary(ha: FlaskClient, at: str, asked: str) -> None:
    assert ha.get(f"{at}?{asked}").status_code == 200


def test_a_campaign_costs_the_same_for_one_unit_and_for_thirty(
    app: Flask, ha: FlaskClient, session: Session, office: Office, at: str
) -> None:
    ha.get(at)
    with counted(session) as one:
        ha.get(at)
    with at_once(session):
        for number in range(30):
            unit = make_unit(session, f"H-{number}", parent=office.province)
            make_duty(session, office.level, unit)
    with counted(session) as thirty:
        ha.get(at)

    assert len(thirty) == len(one)


def test_a_campaign_is_opened_and_its_first_level_written_in_words(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    url = f"/campaigns/new?convenor={office.province.id}"
    facts = {"title": "Đánh giá", "code": "DG-2015", "year": "2015", "meeting_kind": "conference"}

    answer = send(ha, url, facts)
    level = {
        "name": "Cấp huyện",
        "unit_kinds": "huyện đoàn",
        "owes_meeting": "y",
        "when": "nửa cuối tháng 6",
        "owes_report": "y",
        "report_words": "trước ngày 05 tháng 7",
    }
    done = send(ha, answer.location, level)

    page = text_of(ha.get(done.location).text)
    assert "Đã ghi Cấp huyện: nửa cuối tháng 6/2015." in page
    assert "trước ngày 5/7/2015" in page
    row = campaigns.get_by_code(session, KEEPER, Action.SEE_CAMPAIGN, "DG-2015")
    assert len(campaigns.owed_now(session, row)) == 3


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        (
            "levels/new",
            {"name": "x", "when": "hôm nào", "owes_meeting": "y"},
            "Chưa hiểu thời gian",
        ),
        ("levels/new", {"name": "x", "when": "tháng 4", "owes_meeting": "y"}, "ít nhất một loại"),
        ("levels/new", {"name": "x", "when": "tháng 4"}, "Chọn họp, báo cáo"),
        (
            "levels/new",
            {"name": "x", "when": "tháng 4", "owes_report": "y", "report_words": "tuỳ cấp ủy"},
            "Chưa hiểu thời gian",
        ),
        ("exemptions/new", {"way": "named", "units": "KHONG-CO", "reason": "x"}, "KHONG-CO"),
        ("exemptions/new", {"way": "tất cả", "reason": "x"}, "Chọn"),
        ("exemptions/new", {"way": "kinds", "reason": "x"}, "ít nhất một loại"),
        ("milestones/new", {"when": "chả biết", "what": "x"}, "Chưa hiểu thời gian"),
        ("edit", {"title": "x", "code": "a b", "year": "2026"}, "không có dấu cách"),
        ("edit", {"title": "x", "code": "a", "year": "99999999999"}, "từ 1990 đến 2099"),
        ("cancel", {"reason": ""}, "Hãy điền ô này"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    ha: FlaskClient, office: Office, at: str, path: str, form: dict[str, str], said: str
) -> None:
    form = {"meeting_kind": "conference", **form}

    answer = send(ha, f"{at}/{path}", form)

    assert answer.status_code == 200
    assert "refusal" in answer.text
    assert said.casefold() in answer.text.casefold()


def test_words_of_time_are_told_as_understood(ha: FlaskClient) -> None:
    assert ha.get("/campaigns/time/2015?words=quý I").json == {
        "understood": True,
        "words": "Hiểu là: quý I/2015",
    }
    answer = ha.get("/campaigns/time/2015?words=hôm nào").json
    assert answer is not None
    assert answer["understood"] is False


def test_a_unit_sees_its_own_part_and_answers(
    minh: FlaskClient, session: Session, office: Office, duty_at: str
) -> None:
    answer = send(minh, f"{duty_at}/day", {"step": "plan", "day": "16/4"})

    page = text_of(minh.get(answer.location).text)
    assert "sẽ họp thứ Năm 16/4/2026" in page


def test_a_unit_says_that_it_has_met(minh: FlaskClient, office: Office, duty_at: str) -> None:
    answer = send(minh, f"{duty_at}/day", {"step": "held", "day": "4/1/2026"})

    assert "đã họp Chủ nhật 4/1/2026" in text_of(minh.get(answer.location).text)


def test_the_meeting_of_a_unit_is_booked_from_its_duty(
    ha: FlaskClient, session: Session, office: Office, duty_at: str
) -> None:
    form = {"when": "sáng 16/4", "place": "Hội trường Huyện ủy", "headcount": "80"}

    answer = send(ha, f"{duty_at}/book", form)

    page = text_of(ha.get(answer.location).text)
    duty = session.get_one(Duty, office.duty.id, populate_existing=True)
    meeting = session.get_one(Meeting, duty.meeting_id)
    assert meeting.title == "Sơ kết giữa nhiệm kỳ, Huyện đoàn Cầu Ngang"
    assert f"Đã đặt {meeting.code}: sáng thứ Năm 16/4/2026." in page


def test_a_meeting_names_the_campaign_that_it_fulfils(
    ha: FlaskClient, office: Office, duty_at: str
) -> None:
    form = {"meeting": office.meeting.code, "merged": "y"}
    send(ha, f"{duty_at}/merge", form)

    page = text_of(ha.get(f"/meetings/{office.meeting.id}").text)

    assert "Theo đợt Sơ kết giữa nhiệm kỳ, Huyện đoàn Cầu Ngang , lồng ghép" in page


def test_a_duty_is_merged_by_words(minh: FlaskClient, office: Office, duty_at: str) -> None:
    form = {"merged_words": "hội nghị Ban Chấp hành quý I", "day": "16/4"}

    answer = send(minh, f"{duty_at}/merge", form)

    assert "hội nghị Ban Chấp hành quý I" in minh.get(answer.location).text


def test_a_report_goes_back_and_comes_again(
    ha: FlaskClient, minh: FlaskClient, office: Office, duty_at: str
) -> None:
    send(ha, f"{duty_at}/return", {"reason": "thiếu phụ lục số liệu"})
    returned = text_of(minh.get(duty_at).text)
    form = {"received_on": "5/1/2026", "report_link": "https://example.vn/bc"}
    send(minh, f"{duty_at}/report", form)
    again = minh.get(duty_at).text

    assert "thiếu phụ lục số liệu" in returned
    assert '<a href="https://example.vn/bc" rel="noreferrer">' in again


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("day", {"step": "plan", "day": "tháng 4"}, "Ghi rõ một ngày"),
        ("day", {"step": "held", "day": "31/12/2099"}, "chưa tới"),
        ("day", {"step": "?", "day": "16/4"}, "Chọn"),
        ("merge", {"meeting": "HN-404"}, "Không thấy cuộc họp"),
        ("merge", {"merged_words": "tổng kết"}, "Ghi thời gian"),
        ("report", {"received_on": "5/1/2026", "report_link": "javascript:x"}, "địa chỉ trang"),
        ("limit", {"limit": "hôm nào"}, "Chưa hiểu thời gian"),
    ],
)
def test_an_odd_answer_is_refused_at_its_field(
    minh: FlaskClient, duty_at: str, path: str, form: dict[str, str], said: str
) -> None:
    answer = send(minh, f"{duty_at}/{path}", form)

    assert answer.status_code == 200
    assert said.casefold() in answer.text.casefold()


def test_a_refused_deed_without_a_form_says_why(ha: FlaskClient, office: Office, at: str) -> None:
    page = at
    answer = send(ha, f"{at}/reopen", {}, page=page)

    assert "Đợt này vẫn đang triển khai." in ha.get(answer.location).text


def test_who_is_late_can_be_printed(
    ha: FlaskClient, session: Session, office: Office, at: str
) -> None:
    duty = session.get_one(Duty, office.duty.id)
    duty.returned_on, duty.return_reason = duty.received_on, "thiếu phụ lục"
    session.commit()

    page = text_of(ha.get(f"{at}/overdue").text)

    assert "Huyện đoàn Cầu Ngang Tỉnh đoàn Trà Vinh Cấp 1" in page
    assert "In danh sách" in page


def test_milestones_are_ticked_off(ha: FlaskClient, office: Office, at: str) -> None:
    list_at = f"{at}/milestones"
    send(ha, f"{list_at}/new", {"when": "từ ngày 1/4 đến ngày 10/4", "what": "Hậu cần"})
    send(ha, f"{list_at}/{office.milestone.id}/done", {}, page=list_at)

    page = text_of(ha.get(list_at).text)

    assert "2 mốc" in page
    assert "đầu tháng 4/2026" in page
    assert "Chưa xong Xin ý kiến cấp uỷ" in page


def test_a_stopped_campaign_says_so_to_its_units(
    ha: FlaskClient, minh: FlaskClient, at: str, duty_at: str
) -> None:
    send(ha, f"{at}/cancel", {"reason": "chờ đại hội"})

    for client, page in ((ha, at), (minh, duty_at)):
        assert "Đợt đã dừng: chờ đại hội" in client.get(page).text


def test_children_of_another_campaign_are_missing(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    other = Campaign(
        code="KHAC",
        title="Khác",
        search_key="khac",
        year=2026,
        convenor_id=office.province.id,
        meeting_kind="conference",
        is_merge_allowed=False,
        uid="khac@example.vn",
        created_at=office.campaign.created_at,
        changed_at=office.campaign.changed_at,
    )
    session.add(other)
    session.commit()

    for path in (
        f"levels/{office.level.id}/edit",
        f"milestones/{office.milestone.id}/edit",
    ):
        assert ha.get(f"/campaigns/{other.id}/{path}").status_code == 404


def test_a_viewer_reads_and_changes_nothing(
    app: Flask, session: Session, office: Office, at: str, duty_at: str
) -> None:
    viewer = sign_in(app, make_account(session, Role.VIEWER, office.province, "Xem"))

    assert "Sửa đợt" not in viewer.get(at).text
    assert "Ghi báo cáo" not in viewer.get(duty_at).text
    assert viewer.get(f"{at}/edit").status_code == 404
