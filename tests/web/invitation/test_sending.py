"""The pages of sending: nothing leaves unseen, what was typed is refused at its field."""

import re
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.services.invitation.codes import issue_missing, living_code
from planner.store.notice import LetterPlan, LetterText, OutboxMessage, Reminder
from tests.conftest import CONFIG
from tests.factories import NOW, Office, make_delegate
from tests.queries import counted
from tests.services.invitation.post import invite, letters_about, send_all
from tests.web.browser import send, sign_in


def test_a_letter_is_seen_before_it_leaves(app: Flask, session: Session, office: Office) -> None:
    invite(session, office, "lan@a.vn")
    issue_missing(session, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    ha, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/letters/send"

    page = ha.get(url)
    assert "Kính gửi: đồng chí Lê Ngọc Lan, Bí thư Huyện đoàn Càng Long" in page.text
    assert f"http://localhost/v/{living_code(session, office.lan, CONFIG.code_key)}" in page.text
    assert 'src="data:image/png;base64,' in page.text

    refused = send(ha, url, {"chosen": "1", "group": "0"})
    assert "Xem trước thư rồi đánh dấu đã xem" in refused.text
    assert letters_about(session, office.meeting) == []

    nobody = send(ha, url, {"chosen": "1", "seen": "y"})
    assert "Chọn ít nhất một nhóm" in nobody.text
    assert letters_about(session, office.meeting) == []

    done = send(ha, url, {"chosen": "1", "group": "0", "seen": "y"})
    assert done.status_code == 303
    assert letters_about(session, office.meeting) == [("invitation", "lan@a.vn", "waiting")]
    assert "Đã xếp 1 thư vào hộp thư đi." in ha.get(done.location).text


def test_a_group_whose_letters_are_all_queued_is_not_offered_again(
    app: Flask, session: Session, office: Office
) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    one_more = make_delegate(session, office.meeting, office.called, "Trần Vũ")
    one_more.email, one_more.group_name = "vu@a.vn", "Khách mời"
    session.commit()

    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/letters/send").text

    assert re.findall(r">([^<]*), [^<]*: ([0-9]+) người chưa có thư</label>", page) == [
        ("Khách mời", "1")
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ config }}", "Không có tên «config»"),
        ("{{ ho_ten.__class__ }}", "Trong {{ }} chỉ ghi một tên"),
        ("{% for x in y %}", "Dấu {{ }} chưa đúng"),
        ("", "Ghi lời của thư."),
        ("\0", "Ghi lời của thư."),
        ("x" * 10_001, "Dài quá 10000 chữ."),
    ],
)
def test_odd_words_are_refused_at_their_field(
    app: Flask, session: Session, office: Office, body: str, said: str
) -> None:
    ha, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/letters/words/invited"

    refused = send(ha, url, {"subject": "Mời", "body": body, "keep": "1"})

    assert refused.status_code == 200
    assert said in refused.text
    assert session.query(LetterText).count() == 0


def test_words_are_tried_kept_and_used(app: Flask, session: Session, office: Office) -> None:
    invite(session, office, "lan@a.vn")
    ha, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/letters/words/invited"
    words = {"subject": "Mời {{ ho_ten }}", "body": "Thân gửi {{ ho_ten }} <b>"}

    tried = send(ha, url, words)
    assert "<h1>Mời Lê Ngọc Lan</h1>" in tried.text
    assert "Thân gửi Lê Ngọc Lan &lt;b&gt;" in tried.text
    assert session.query(LetterText).count() == 0

    assert send(ha, url, {**words, "keep": "1", "is_usual": "y"}).status_code == 303
    assert [(one.meeting_id, one.unit_id) for one in session.query(LetterText)] == [
        (office.meeting.id, None),
        (None, office.province.id),
    ]
    send_all(session, office.meeting)
    letter = session.query(OutboxMessage).filter_by(delegate_id=office.lan.id).one()
    kept = session.get(LetterText, letter.parts["text"])
    assert kept is not None
    assert kept.subject == "Mời {{ ho_ten }}"


def test_other_words_than_of_the_two_kinds_are_missing(app: Flask, office: Office) -> None:
    ha = sign_in(app, office.ha)

    assert ha.get(f"/meetings/{office.meeting.id}/letters/words/other").status_code == 404


def test_deadlines_and_reminders_are_set_and_shown(
    app: Flask, session: Session, office: Office
) -> None:
    ha, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/letters"

    assert send(ha, f"{url}/deadlines", {"answer_by": "2026-01-04"}, page=url).status_code == 303
    late = send(ha, f"{url}/deadlines", {"answer_by": "2026-02-01"}, page=url)
    assert "Hạn này sau ngày họp." in late.text
    reminder = {"days_before": "1", "anchor": "answer_by", "audience": "all"}
    assert send(ha, f"{url}/reminders", reminder, page=url).status_code == 303
    twice = send(ha, f"{url}/reminders", reminder, page=url)
    assert "Đã có lời nhắc như thế." in twice.text
    odd = send(ha, f"{url}/reminders", {**reminder, "days_before": "9" * 30}, page=url)
    assert "Số ngày trước từ 0 đến 60" in odd.text

    plan, made = session.query(LetterPlan).one(), session.query(Reminder).one()
    assert str(plan.answer_by) == "2026-01-04"
    page = ha.get(url)
    assert "trước hạn trả lời 1 ngày: người chưa trả lời" in page.text
    dropped = send(ha, f"/letters/reminders/{made.id}/drop", {}, page=url)
    assert dropped.status_code == 303
    assert session.query(Reminder).count() == 0


def test_who_has_no_address_gets_a_message_to_copy_and_a_letter_on_paper(
    app: Flask, session: Session, office: Office, fonts: None
) -> None:
    issue_missing(session, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    ha, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}"

    page = ha.get(f"{url}/letters/messages")
    printed = ha.get(f"{url}/letters.pdf")

    code = living_code(session, office.lan, CONFIG.code_key)
    assert f"Xem và trả lời: http://localhost/v/{code}" in page.text
    assert printed.data.startswith(b"%PDF")
    invite(session, office, "lan@a.vn")
    assert ha.get(f"{url}/letters.pdf").status_code == 404
    assert ha.get(f"{url}/letters.pdf?all").status_code == 200


def test_a_foreign_delegate_is_no_sample(app: Flask, session: Session, office: Office) -> None:
    ha, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/letters/send"

    assert ha.get(f"{url}?delegate={office.lan.id}").status_code == 200
    assert ha.get(f"{url}?delegate=999999").status_code == 404
    assert ha.get(f"{url}?delegate={'9' * 30}").status_code == 200  # no number: not asked


def test_the_outbox_of_a_meeting_says_who_was_told_what(
    app: Flask, session: Session, office: Office
) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    ha, url = sign_in(app, office.ha), f"/outbox?meeting={office.meeting.id}"

    page = ha.get(url)
    assert "Lê Ngọc Lan" in page.text
    assert "lan@a.vn" in page.text
    assert "lan@a.vn" not in ha.get(f"{url}&kind=reminder").text
    assert "lan@a.vn" in ha.get(f"{url}&q=LAN@").text
    assert ha.get("/outbox?meeting=999999").status_code == 404
    assert sign_in(app, office.tuan).get(url).status_code == 404


def asked(session: Session, browser: FlaskClient, url: str) -> int:
    with counted(session) as sent:
        assert browser.get(url).status_code == 200
    return len(sent)


def test_pages_ask_as_much_for_one_as_for_thirty(
    app: Flask, session: Session, office: Office
) -> None:
    ha = sign_in(app, office.ha)
    urls = [
        f"/meetings/{office.meeting.id}/letters",
        f"/meetings/{office.meeting.id}/letters/send",
        f"/meetings/{office.meeting.id}/letters/messages",
        f"/outbox?meeting={office.meeting.id}",
    ]
    issue_missing(session, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    before = [asked(session, ha, url) for url in urls]
    for _one in range(30):
        made = make_delegate(session, office.meeting, office.called, "Trần Vũ")
        made.email = None if made.id % 2 else f"ai-{made.id}@a.vn"
    issue_missing(session, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    send_all(session, office.meeting)

    assert [asked(session, ha, url) for url in urls] == before


def test_no_two_things_on_the_page_of_letters_have_one_name(
    app: Flask, session: Session, office: Office
) -> None:
    session.commit()

    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/letters").text

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    assert page.count('name="csrf_token"') >= 2
