"""Invitations as they are queued and as they arrive."""

from datetime import timedelta

import pytest
import vobject
from sqlalchemy.orm import Session

from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow
from planner.services import meeting as meetings
from planner.services.invitation import delegates, sending
from planner.services.invitation.codes import living_code
from planner.services.invitation.sending import Queued, Standing
from planner.store.invitation import add_delegates
from planner.store.meeting import Holiday
from planner.store.notice import OutboxMessage
from tests.conftest import CONFIG
from tests.factories import NOW, Office, at, keep, who
from tests.queries import counted
from tests.services.invitation.post import (
    Post,
    calendar_of,
    invite,
    letters_about,
    send_all,
)


def test_each_delegate_with_an_address_gets_one_letter_however_often_it_is_asked(
    session: Session, office: Office
) -> None:
    invite(session, office, "lan@a.vn", "hai@a.vn", None)

    assert send_all(session, office.meeting) == Queued(2, 0, 1)
    assert send_all(session, office.meeting) == Queued(0, 2, 1)
    assert letters_about(session, office.meeting) == [
        ("invitation", "lan@a.vn", "waiting"),
        ("invitation", "hai@a.vn", "waiting"),
    ]


def test_who_came_later_is_what_is_missing(session: Session, office: Office) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    invite(session, office, "lan@a.vn", "hai@a.vn")

    assert send_all(session, office.meeting) == Queued(1, 1, 0)


def test_a_mended_address_gets_the_letter_that_failed(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "dead@a.vn")
    send_all(session, office.meeting)
    post.round()
    assert letters_about(session, office.meeting) == [("invitation", "dead@a.vn", "failed")]

    assert send_all(session, office.meeting) == Queued(0, 1, 0)
    invite(session, office, "lan@a.vn")
    assert send_all(session, office.meeting) == Queued(1, 0, 0)
    post.round()
    assert letters_about(session, office.meeting) == [("invitation", "lan@a.vn", "sent")]


def test_the_letter_says_what_the_office_says_and_carries_code_and_calendar(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)

    post.round()

    message, code = post.last, living_code(session, office.lan, CONFIG.code_key)
    assert message["Subject"] == "Giấy mời: Giao ban quý I"
    assert "=?utf-8?" in post.mailbox.taken[-1][1].decode("ascii").lower()
    types = [part.get_content_type() for part in message.walk()]
    assert types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
        "application/ics",
    ]
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    text = plain.get_content()
    assert "Kính gửi: đồng chí Lê Ngọc Lan, Bí thư Huyện đoàn Càng Long" in text
    assert "Thời gian: 07g30 đến 17g00, 5/1/2026" in text
    assert "Chuyên đề" not in text  # a line that has nothing to say goes
    assert f"http://localhost/v/{code}" in text
    assert f'href="http://localhost/v/{code}"' in page.get_content()
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in page.get_content()


def test_the_calendar_is_the_event_of_the_feed_for_this_attendee_alone(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)

    post.round()

    whole = calendar_of(post.last)
    (event,) = whole.walk("VEVENT")
    assert whole["method"] == "REQUEST"
    assert (event["uid"], event["sequence"], event["status"]) == (
        office.meeting.uid,
        office.meeting.sequence,
        "CONFIRMED",
    )
    assert event["dtstart"].dt == at("07:30")
    assert event["dtstamp"].dt == NOW
    assert str(event["organizer"]) == "mailto:so-hop@tinhdoan.vn"
    assert event["organizer"].params["CN"] == "Tỉnh đoàn Trà Vinh"
    assert str(event["attendee"]) == "mailto:lan@a.vn"
    assert dict(event["attendee"].params) == {
        "CN": "Lê Ngọc Lan",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    again = vobject.readOne(whole.to_ical().decode())
    assert again.vevent.attendee.value == "mailto:lan@a.vn"


def test_a_fortnight_is_told_in_words_and_never_put_into_a_calendar(
    session: Session, office: Office, post: Post
) -> None:
    window = DateWindow(at("00:00", 16).date(), at("00:00", 31).date())
    when = When.within(window, "nửa cuối tháng 1/2026")
    meetings.change(session, KEEPER, office.meeting.id, {"when": when}, NOW)
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)

    post.round()

    assert "text/calendar" not in [part.get_content_type() for part in post.last.walk()]
    plain = post.last.get_body(("plain",))
    assert plain is not None
    assert "Thời gian: nửa cuối tháng 1/2026" in plain.get_content()


def test_the_outbox_keeps_the_words_but_no_code(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    post.round()

    session.expire_all()
    letter = session.query(OutboxMessage).filter_by(delegate_id=office.lan.id).one()
    code = living_code(session, office.lan, CONFIG.code_key)
    assert code is not None
    assert letter.subject == "Giấy mời: Giao ban quý I"
    assert code not in letter.body
    assert "Thời gian: 07g30 đến 17g00, 5/1/2026" in letter.body


def test_only_the_chosen_groups_are_written_to(session: Session, office: Office) -> None:
    invite(session, office, "lan@a.vn")

    chosen = sending.send(session, KEEPER, office.meeting.id, "k" * 32, NOW, groups=[7])

    assert chosen == Queued(0, 0, 0)
    assert sending.standing(session, KEEPER, office.meeting.id) == [
        Standing(None, "", "invited", missing=1)
    ]


@pytest.mark.parametrize("status", ["cancelled", "postponed", "held"])
def test_nobody_is_invited_to_what_is_off_or_over(
    session: Session, office: Office, status: str
) -> None:
    office.meeting.status = status
    keep(session, office.meeting)

    with pytest.raises(RuleBroken) as no:
        sending.send(session, KEEPER, office.meeting.id, "k" * 32, NOW)
    assert no.value.code == f"notice.meeting_{status}"


def test_only_who_leads_the_meeting_sends(session: Session, office: Office) -> None:
    for account in (office.minh, office.tuan):
        with pytest.raises(NotFound):
            sending.send(session, who(session, account), office.meeting.id, "k" * 32, NOW)


def test_less_than_three_working_days_ahead_is_a_finding(session: Session, office: Office) -> None:
    """NOW is Friday 2 January, the meeting on Monday the 5th; the next one on Thursday the 8th."""
    short = Finding("notice.short_notice", None, {"days": 0, "least": 3})
    assert sending.findings(session, office.meeting, NOW) == [short]

    office.meeting.starts_at, office.meeting.ends_at = at("07:30", 8), at("17:00", 8)
    assert sending.findings(session, office.meeting, NOW) == []

    keep(session, Holiday(day=at("00:00", 6).date(), name="Nghỉ bù", is_off=True))
    less = Finding("notice.short_notice", None, {"days": 2, "least": 3})
    assert sending.findings(session, office.meeting, NOW) == [less]


def test_who_is_taken_off_before_the_letter_left_gets_none(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lan@a.vn", "hai@a.vn")
    send_all(session, office.meeting)
    delegates.cancel(session, KEEPER, office.lan.id, NOW)
    session.commit()

    post.round()

    assert post.mailbox.recipients == ["hai@a.vn"]
    assert letters_about(session, office.meeting) == [("invitation", "hai@a.vn", "sent")]


def test_ten_thousand_letters_are_queued_many_a_statement(session: Session, office: Office) -> None:
    row = {
        "meeting_id": office.meeting.id,
        "unit_name": "",
        "search_key": "x",
        "sort_key": "1",
        "name": "Người",
    }
    add_delegates(session, [{**row, "email": f"ai-{n}@a.vn"} for n in range(10_000)])

    with counted(session) as sent:
        done = send_all(session, office.meeting)

    assert done == Queued(10_000, 0, 1)
    assert len(sent) < 200


def test_what_waits_long_says_the_newest(session: Session, office: Office, post: Post) -> None:
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    meetings.change(session, KEEPER, office.meeting.id, {"place": "Sân trường"}, NOW)
    session.commit()

    assert post.told(NOW + timedelta(minutes=1)) == [("lan@a.vn", "Giấy mời: Giao ban quý I")]
    plain = post.last.get_body(("plain",))
    assert plain is not None
    assert "Địa điểm: Sân trường" in plain.get_content()
