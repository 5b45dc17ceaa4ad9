"""Who was invited learns what changed: once, with the difference, never in the wrong order."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow
from planner.services import meeting as meetings
from planner.services import notice
from planner.services.invitation import delegates
from planner.store.notice import OutboxMessage
from tests.factories import NOW, Office, at, keep, span
from tests.services.invitation.post import (
    QUIET,
    Post,
    calendar_of,
    invite,
    letters_about,
    moved,
    send_all,
)

HOUR = timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def invited(session: Session, office: Office, post: Post) -> Office:
    """Lan has the invitation."""
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    post.round()
    return office


def text_of(post: Post) -> str:
    plain = post.last.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def test_a_new_time_is_told_with_the_old_one(session: Session, invited: Office, post: Post) -> None:
    before = invited.meeting.sequence
    when = When.exact(moved(span("07:30", "17:00"), timedelta(days=1)))
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Đổi thời gian: Giao ban quý I")]

    assert "07g30 đến 17g00, 5/1/2026 → 07g30 đến 17g00, 6/1/2026" in text_of(post)
    assert "8 đến 24 giờ" in text_of(post)
    whole = calendar_of(post.last)
    (event,) = whole.walk("VEVENT")
    assert whole["method"] == "REQUEST"
    assert (event["uid"], event["sequence"]) == (invited.meeting.uid, before + 1)
    assert event["dtstart"].dt == at("07:30", 6)
    assert post.told(LATER + HOUR) == []


def test_a_new_place_is_told(session: Session, invited: Office, post: Post) -> None:
    meetings.change(session, KEEPER, invited.meeting.id, {"place": "Sân trường"}, LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Đổi nơi họp: Giao ban quý I")]
    assert "Nơi họp: chưa có, sẽ báo sau → Sân trường" in text_of(post)


def test_a_new_name_is_no_news(session: Session, invited: Office, post: Post) -> None:
    meetings.change(session, KEEPER, invited.meeting.id, {"title": "Giao ban"}, LATER)
    session.commit()

    assert post.told(LATER) == []


def test_several_changes_within_minutes_are_one_letter(
    session: Session, invited: Office, post: Post
) -> None:
    minute = timedelta(minutes=1)
    meetings.change(session, KEEPER, invited.meeting.id, {"place": "Sân trường"}, LATER)
    session.commit()
    post.round(LATER)
    when = When.exact(moved(span("07:30", "17:00"), timedelta(days=1)))
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, LATER + minute)
    meetings.change(session, KEEPER, invited.meeting.id, {"place": "Nhà hát"}, LATER + minute)
    session.commit()
    post.round(LATER + minute)
    post.round(LATER + 2 * minute)
    assert len(post.to_delegates) == 1

    assert post.told(LATER + 2 * minute) == [("lan@a.vn", "Đổi thời gian: Giao ban quý I")]
    assert "Sân trường" not in text_of(post)
    assert "→ Nhà hát" in text_of(post)


def test_back_to_the_same_is_no_letter(session: Session, invited: Office, post: Post) -> None:
    meetings.change(session, KEEPER, invited.meeting.id, {"place": "Sân trường"}, LATER)
    session.commit()
    post.round(LATER)
    assert letters_about(session, invited.meeting)[-1] == ("update", "lan@a.vn", "waiting")
    meetings.change(session, KEEPER, invited.meeting.id, {"place": ""}, LATER)
    session.commit()

    assert post.told(LATER) == []
    assert letters_about(session, invited.meeting) == [("invitation", "lan@a.vn", "sent")]


def test_a_cancellation_takes_the_event_out_of_the_calendar(
    session: Session, invited: Office, post: Post
) -> None:
    before = invited.meeting.sequence
    meetings.cancel(session, KEEPER, invited.meeting.id, reason="Bão số 3", now=LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Huỷ: Giao ban quý I")]

    assert "Lý do: Bão số 3" in text_of(post)
    whole = calendar_of(post.last)
    (event,) = whole.walk("VEVENT")
    assert (whole["method"], event["status"]) == ("CANCEL", "CANCELLED")
    assert (event["uid"], event["sequence"]) == (invited.meeting.uid, before + 1)
    assert event["dtstart"].dt == at("07:30")
    assert "RSVP" not in event["attendee"].params
    assert letters_about(session, invited.meeting)[-1] == ("cancellation", "lan@a.vn", "sent")


def test_a_meeting_that_is_off_asks_for_no_answer_and_shows_no_code(
    session: Session, invited: Office, post: Post
) -> None:
    invitation = text_of(post)
    assert ("Mã vào cửa" in invitation, "trả lời" in invitation) == (True, True)
    meetings.cancel(session, KEEPER, invited.meeting.id, reason="Bão số 3", now=LATER)
    session.commit()
    post.told(LATER)

    text = text_of(post)

    assert "Xem cuộc họp:\r\nhttp" in text
    assert ("Mã vào cửa" in text, "trả lời" in text) == (False, False)
    assert not [part for part in post.last.walk() if part.get_content_maintype() == "image"]


def test_unsent_invitations_of_a_cancelled_meeting_are_withdrawn(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lan@a.vn", "busy@a.vn")
    send_all(session, office.meeting)
    post.round()
    meetings.cancel(session, KEEPER, office.meeting.id, reason="Bão", now=LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Huỷ: Giao ban quý I")]
    assert letters_about(session, office.meeting) == [
        ("invitation", "lan@a.vn", "sent"),
        ("cancellation", "lan@a.vn", "sent"),
    ]


def test_a_postponement_clears_the_calendar_and_the_new_date_fills_it_again(
    session: Session, invited: Office, post: Post
) -> None:
    meetings.postpone(session, KEEPER, invited.meeting.id, reason="Bão", now=LATER)
    session.commit()
    assert post.told(LATER) == [("lan@a.vn", "Hoãn: Giao ban quý I")]
    gone = calendar_of(post.last)
    assert gone["method"] == "CANCEL"

    when = When.exact(span("07:30", "17:00", 12))
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, LATER + HOUR)
    session.commit()

    assert post.told(LATER + HOUR) == [("lan@a.vn", "Vẫn họp: Giao ban quý I")]
    back = calendar_of(post.last)
    assert back["method"] == "REQUEST"
    first, second = (each.walk("VEVENT")[0] for each in (gone, back))
    assert second["sequence"] > first["sequence"]
    assert second["uid"] == first["uid"]


def test_a_date_that_becomes_a_fortnight_is_taken_out_of_the_calendar(
    session: Session, invited: Office, post: Post
) -> None:
    window = DateWindow(at("00:00", 16).date(), at("00:00", 31).date())
    when = When.within(window, "nửa cuối tháng 1/2026")
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Đổi thời gian: Giao ban quý I")]
    assert calendar_of(post.last)["method"] == "CANCEL"


def test_a_cancellation_never_overtakes_an_invitation_in_a_hand(
    session: Session, office: Office, post: Post
) -> None:
    """The server has the text, its answer was lost: told for all we know, so the CANCEL follows."""
    invite(session, office, "lost@a.vn")
    send_all(session, office.meeting)
    post.round()
    meetings.cancel(session, KEEPER, office.meeting.id, reason="Bão", now=LATER)
    session.commit()

    assert post.told(LATER) == [("lost@a.vn", "Huỷ: Giao ban quý I")]
    methods = [calendar_of(message)["method"] for message in post.to_delegates]
    assert methods == ["REQUEST", "CANCEL"]


def test_an_uncertain_invitation_sent_again_after_the_cancellation_is_withdrawn(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lost@a.vn")
    send_all(session, office.meeting)
    post.round()
    meetings.cancel(session, KEEPER, office.meeting.id, reason="Bão", now=LATER)
    session.commit()
    post.told(LATER)
    letter = session.query(OutboxMessage).filter_by(kind="invitation", address="lost@a.vn").one()
    notice.send_again(session, KEEPER, letter.id, LATER + HOUR)
    session.commit()

    post.round(LATER + HOUR)

    methods = [calendar_of(message)["method"] for message in post.to_delegates]
    assert methods == ["REQUEST", "CANCEL"]


def test_one_person_taken_off_is_told_and_only_their_own_calendar_cleared(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "lan@a.vn", "hai@a.vn")
    send_all(session, office.meeting)
    post.round()
    delegates.cancel(session, KEEPER, office.lan.id, LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Thôi mời dự: Giao ban quý I")]
    whole = calendar_of(post.last)
    (event,) = whole.walk("VEVENT")
    assert whole["method"] == "CANCEL"
    assert "status" not in event
    assert event["sequence"] == office.meeting.sequence + 1
    assert post.told(LATER + HOUR) == []

    delegates.restore(session, KEEPER, office.lan.id, LATER + HOUR)
    session.commit()
    assert post.told(LATER + 2 * HOUR) == [("lan@a.vn", "Vẫn họp: Giao ban quý I")]
    again = calendar_of(post.last).walk("VEVENT")[0]
    assert again["sequence"] == office.meeting.sequence + 2


def test_a_dead_address_is_not_told_of_changes(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "dead@a.vn")
    send_all(session, office.meeting)
    post.round()
    meetings.cancel(session, KEEPER, office.meeting.id, reason="Bão", now=LATER)
    session.commit()

    assert post.told(LATER) == []
    assert letters_about(session, office.meeting) == [("invitation", "dead@a.vn", "failed")]


def test_a_change_while_the_letter_waits_is_said_by_the_letter_itself(
    session: Session, office: Office, post: Post
) -> None:
    invite(session, office, "busy@a.vn")
    send_all(session, office.meeting)
    post.round()
    meetings.change(session, KEEPER, office.meeting.id, {"place": "Sân trường"}, LATER)
    session.commit()

    post.round(LATER + QUIET)

    assert [kind for kind, _address, _state in letters_about(session, office.meeting)] == [
        "invitation"
    ]


def test_the_stand_in_of_somebody_told_hears_by_them(
    session: Session, invited: Office, post: Post
) -> None:
    invited.lan.state, invited.lan.reply = "replaced", "substituted"
    keep(session, invited.lan)
    meetings.change(session, KEEPER, invited.meeting.id, {"place": "Sân trường"}, LATER)
    session.commit()

    assert post.told(LATER) == [("lan@a.vn", "Đổi nơi họp: Giao ban quý I")]
