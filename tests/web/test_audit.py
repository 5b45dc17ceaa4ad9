from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER, Role
from planner.services import directory as service
from planner.services.directory import PersonFacts
from planner.store import audit
from tests.factories import NOW, Office, make_account
from tests.web.browser import sign_in


def test_the_record_says_who_did_what_to_what(app: Flask, session: Session, office: Office) -> None:
    person = office.secretary.person_id
    service.change_person(session, KEEPER, person, PersonFacts("Trần Minh", phone="0912"), NOW)
    session.commit()
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))

    page = admin.get("/audit/").text

    assert "Sửa tên, liên hệ" in page
    assert f'<a href="/people/{person}">người {person}</a>' in page
    assert "08g00, 2/1/2026" in page
    assert "lệnh trên máy chủ" in page
    assert "tên: Trần Quang Minh → Trần Minh" in page
    assert "điện thoại: 0912" in page


def test_the_record_is_read_page_by_page(app: Flask, session: Session, office: Office) -> None:
    for number in range(130):
        audit.record(session, KEEPER, NOW, "sửa", office.host, {"lần": number, "số": [1, 2, 3]})
    session.commit()
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))

    first = admin.get("/audit/").text
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = admin.get(address).text

    assert ("lần: 129" in first, "lần: 29;" in first) == (True, False)
    assert ("lần: 29;" in second, "lần: 0;" in second, 'rel="next"' in second) == (
        True,
        True,
        False,
    )
    assert admin.get("/audit/?before=" + "9" * 30).status_code == 200
    assert admin.get("/audit/?before=9999999999").status_code == 200


def test_an_empty_record_says_so(app: Flask, session: Session, office: Office) -> None:
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))

    assert "Chưa có việc nào được ghi." in admin.get("/audit/").text


def test_the_record_says_no_codes(app: Flask, session: Session, office: Office) -> None:
    changes = {
        "role": [None, "viewer"],
        "status": ["tentative", "confirmed"],
        "kind": [None, "briefing"],
        "date_sure": [False, True],
        "window_start": [None, "2027-11-01"],
        "start": [None, "2027-11-01T00:30:00+00:00"],
        "sessions": [None, ["Kỳ 1", "Kỳ 2"]],
        "flag_from_id": [None, office.called.id],
        "hall": ["HT-A", None],
    }
    audit.record(session, KEEPER, NOW, "load_demo", office.host, changes)
    session.commit()
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))

    page = admin.get("/audit/").text

    for said in (
        "Mở văn phòng mẫu",
        "vai: xem;",
        "trạng thái: Dự kiến → Chốt;",
        "loại: Giao ban;",
        "chốt ngày: không → có;",
        "khoảng từ: 1/11/2027;",
        "bắt đầu: 07g30 ngày 1/11/2027;",
        "kỳ: Kỳ 1, Kỳ 2;",
        "nhận cờ từ: Huyện đoàn Càng Long;",
        "hội trường: HT-A → –",
    ):
        assert said in page


def test_accounts_say_their_roles_in_words(app: Flask, session: Session, office: Office) -> None:
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))

    page = admin.get("/accounts").text

    assert "tổ chức" in page
    assert "organiser<" not in page
