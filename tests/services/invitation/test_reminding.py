"""Reminders: at their hour, to whom they are for, once, and not after the reason is gone."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import When
from planner.domain.notice import Anchor, Audience
from planner.domain.rights import KEEPER
from planner.services import meeting as meetings
from planner.services.invitation import reminding
from planner.services.invitation.reminding import Wanted
from planner.store.invitation import Delegate, InviteeGroup, InviteRule
from tests.factories import NOW, Office, at, keep, span, who
from tests.services.invitation.post import Post, invite, letters_about, send_all

EVE = at("08:00", 4)  # a day before the meeting
DAY_BEFORE = Wanted(Anchor.MEETING, 1, Audience.ALL)


@pytest.fixture
def invited(session: Session, office: Office, post: Post) -> Office:
    """Lan and Hai have the invitation; Lan comes."""
    invite(session, office, "lan@a.vn", "hai@a.vn")
    send_all(session, office.meeting)
    post.round()
    office.lan.reply = "yes"
    keep(session, office.lan)
    post.mailbox.taken.clear()
    return office


def set_up(session: Session, office: Office, wanted: Wanted = DAY_BEFORE) -> int:
    made = reminding.add_reminder(session, KEEPER, office.meeting.id, wanted, NOW)
    session.commit()
    return made.id


def invited_people(session: Session, office: Office) -> list[Delegate]:
    return session.query(Delegate).filter_by(meeting_id=office.meeting.id).all()


def reminded(post: Post, now: datetime) -> list[str]:
    before = len(post.to_delegates)
    post.round(now)
    return [str(each["To"]) for each in post.to_delegates[before:]]


def test_a_reminder_leaves_at_its_hour_and_once(
    session: Session, invited: Office, post: Post
) -> None:
    set_up(session, invited)

    assert reminded(post, EVE - timedelta(minutes=1)) == []
    assert reminded(post, EVE) == ["lan@a.vn", "hai@a.vn"]
    assert reminded(post, EVE + timedelta(minutes=1)) == []
    assert post.last["Subject"] == "Nhắc: Giao ban quý I"
    assert ("reminder", "lan@a.vn", "sent") in letters_about(session, invited.meeting)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience.WAITING, ["hai@a.vn"]),
        (Audience.COMING, ["lan@a.vn"]),
        (Audience.ALL, ["lan@a.vn", "hai@a.vn"]),
    ],
)
def test_only_those_are_reminded_for_whom_it_is(
    session: Session, invited: Office, post: Post, audience: Audience, expected: list[str]
) -> None:
    set_up(session, invited, Wanted(Anchor.MEETING, 0, audience))

    assert reminded(post, at("06:00")) == expected


def test_a_reminder_moves_with_the_meeting(session: Session, invited: Office, post: Post) -> None:
    set_up(session, invited)
    when = When.exact(span("07:30", "17:00", 9))
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, NOW)
    session.commit()
    post.told(NOW)

    assert reminded(post, EVE) == []
    assert reminded(post, at("08:00", 8)) == ["lan@a.vn", "hai@a.vn"]


def test_a_meeting_moved_after_the_reminder_is_reminded_of_anew(
    session: Session, invited: Office, post: Post
) -> None:
    set_up(session, invited)
    assert len(reminded(post, EVE)) == 2
    when = When.exact(span("07:30", "17:00", 9))
    meetings.change(session, KEEPER, invited.meeting.id, {"when": when}, EVE)
    session.commit()
    post.told(EVE)

    assert reminded(post, at("08:00", 8)) == ["lan@a.vn", "hai@a.vn"]


def test_a_cancelled_meeting_reminds_nobody(session: Session, invited: Office, post: Post) -> None:
    set_up(session, invited)
    meetings.cancel(session, KEEPER, invited.meeting.id, reason="Bão", now=NOW)
    session.commit()
    post.told(NOW)

    assert reminded(post, EVE) == []


def test_who_answers_before_the_letter_leaves_is_not_reminded(
    session: Session, invited: Office, post: Post
) -> None:
    set_up(session, invited, Wanted(Anchor.MEETING, 1, Audience.WAITING))
    reminding.remind(session, reminding.due(session, EVE)[0], EVE)
    session.commit()
    assert letters_about(session, invited.meeting)[-1] == ("reminder", "hai@a.vn", "waiting")
    (hai,) = [one for one in invited_people(session, invited) if one.email == "hai@a.vn"]
    hai.reply = "no"
    keep(session, hai)

    assert reminded(post, EVE) == []


def test_a_deadline_reminds_those_who_have_not_answered(
    session: Session, invited: Office, post: Post
) -> None:
    reminding.set_deadlines(session, KEEPER, invited.meeting.id, date(2026, 1, 4), None, NOW)
    set_up(session, invited, Wanted(Anchor.ANSWER_BY, 1, Audience.ALL))

    assert reminded(post, at("08:00", 3)) == ["hai@a.vn"]
    plain = post.last.get_body(("plain",))
    assert plain is not None
    assert "Hạn trả lời: hết ngày 4/1/2026." in plain.get_content()


def test_a_worker_that_stood_still_reminds_nobody_of_yesterday(
    session: Session, invited: Office, post: Post
) -> None:
    set_up(session, invited)

    assert reminded(post, EVE + timedelta(hours=13)) == []


def test_by_hand_each_is_reminded_once_a_day(session: Session, invited: Office, post: Post) -> None:
    people = [one.id for one in invited_people(session, invited)]

    def by_hand() -> int:
        return reminding.remind_now(session, KEEPER, invited.meeting.id, people, NOW)

    assert (by_hand(), by_hand()) == (1, 0)
    session.commit()
    assert reminded(post, NOW) == ["hai@a.vn"]


def test_odd_reminders_are_refused(session: Session, office: Office) -> None:
    set_up(session, office)

    for wanted, code in (
        (DAY_BEFORE, "notice.reminder_twice"),
        (Wanted(Anchor.MEETING, 61), "notice.odd_days"),
        (Wanted(Anchor.MEETING, None), "notice.odd_days"),
    ):
        with pytest.raises(RuleBroken) as no:
            reminding.add_reminder(session, KEEPER, office.meeting.id, wanted, NOW)
        assert no.value.code == code
    for days in range(2, 13):
        reminding.add_reminder(
            session, KEEPER, office.meeting.id, Wanted(Anchor.MEETING, days), NOW
        )
    with pytest.raises(RuleBroken) as no:
        reminding.add_reminder(session, KEEPER, office.meeting.id, Wanted(Anchor.MEETING, 30), NOW)
    assert no.value.code == "notice.many_reminders"


def test_a_deadline_after_the_meeting_is_refused(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken) as no:
        reminding.set_deadlines(session, KEEPER, office.meeting.id, date(2026, 2, 1), None, NOW)
    assert (no.value.code, no.value.field) == ("notice.deadline_after_meeting", "answer_by")


def test_only_who_leads_the_meeting_sets_reminders(session: Session, office: Office) -> None:
    number, tuan = set_up(session, office), who(session, office.tuan)

    with pytest.raises(NotFound):
        reminding.add_reminder(session, tuan, office.meeting.id, DAY_BEFORE, NOW)
    with pytest.raises(NotFound):
        reminding.drop_reminder(session, tuan, number, NOW)
    reminding.drop_reminder(session, who(session, office.ha), number, NOW)
    assert reminding.schedule(session, KEEPER, office.meeting.id) == []


def test_units_with_empty_seats_are_reminded_to_name_people(
    session: Session, office: Office, post: Post
) -> None:
    group = InviteeGroup(
        meeting_id=office.meeting.id,
        place=1,
        name="Cán bộ",
        precedence=1,
        mode="invited",
        quota=2,
        rules=[
            InviteRule(
                place=1, relation="named", named_units=[office.host.id], positions=[], exceptions={}
            )
        ],
    )
    keep(session, group)
    reminding.set_deadlines(session, KEEPER, office.meeting.id, None, date(2026, 1, 4), NOW)
    set_up(session, office, Wanted(Anchor.NOMINATE_BY, 1))
    post.mailbox.taken.clear()

    post.round(at("08:00", 3))
    post.round(at("08:01", 3))

    assert post.mailbox.recipients == [office.minh.email]
    (message,) = post.mailbox.messages
    assert message["Subject"] == "Nhắc cử người: Giao ban quý I"
    assert "còn 2 suất chưa cử người" in message.get_content()
    assert "Hạn cử người: hết ngày 4/1/2026" in message.get_content()
