from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text  # noqa: TID251  # a look past the services
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import (
    AfterDeadline,
    Answer,
    GivenAnswer,
    Way,
    read_answer,
    standing,
)
from planner.domain.rights import KEEPER
from planner.services.invitation import asking, codes, delegates, ledger, reminding, replies
from planner.services.invitation.asking import Asking
from planner.services.invitation.delegates import HandMade
from planner.store.invitation import Delegate, answers, delegates_of
from tests.factories import NOW, Office, who

KEY = "k" * 32
YES = GivenAnswer(Answer.YES)
NO = GivenAnswer(Answer.NO, reason="đi học")
TUAN = read_answer("substitute", "", "Phạm Anh Tuấn", "Phó Bí thư")
APPROVES = Asking(approves_substitutes=True)
CLOSES = Asking(after_deadline=AfterDeadline.CLOSED)


def code_of(session: Session, delegate: Delegate) -> str:
    codes.codes_of(session, KEEPER, delegate.meeting_id, KEY, NOW)
    code = codes.living_code(session, delegate, KEY)
    if code is None:
        raise NotFound("code")
    return code


def lines(session: Session, delegate: Delegate) -> list[tuple[str, str, str, str]]:
    rows = answers.entries_of(session, delegate.id)
    return [(row.event, row.way, row.by_name, row.reply or row.name) for row in rows]


def differing(session: Session, office: Office) -> list[Delegate]:
    """Whom the list shows otherwise than the ledger says."""
    states = ("live", "replaced", "cancelled")
    return [
        one
        for one in delegates_of(session, KEEPER, office.meeting.id, states=states)
        if standing(map(answers.read_entry, answers.entries_of(session, one.id)))
        != ledger.standing_of(one)
    ]


def test_every_answer_stays_in_the_ledger_with_who_and_how(
    session: Session, office: Office
) -> None:
    code = code_of(session, office.lan)
    replies.see(session, code, NOW)
    replies.see(session, code, NOW + timedelta(hours=1))
    replies.answer(session, code, YES, KEY, NOW)
    replies.answer(session, code, NO, KEY, NOW, way=Way.MAIL)
    rang = GivenAnswer(Answer.YES, said_by="Chị Bảy")
    replies.answer_for(session, who(session, office.ha), office.lan.id, rang, KEY, NOW)
    replies.undo(session, who(session, office.ha), office.lan.id, NOW)

    lan, ha = "Lê Ngọc Lan, Huyện đoàn Càng Long", "Nguyễn Thu Hà"
    assert lines(session, office.lan) == [
        ("seen", "own_page", "Lê Ngọc Lan", ""),
        ("answered", "own_page", lan, "yes"),
        ("answered", "mail", lan, "no"),
        ("answered", "phone", ha, "yes"),
        ("undone", "office", ha, ""),
    ]
    assert answers.entries_of(session, office.lan.id)[3].said_by == "Chị Bảy"
    assert (office.lan.reply, office.lan.seen_at) == ("none", NOW)
    assert differing(session, office) == []


def test_no_line_of_the_ledger_is_changed(session: Session, office: Office) -> None:
    replies.answer_for(session, KEEPER, office.lan.id, YES, KEY, NOW)
    session.commit()

    with pytest.raises(DatabaseError, match="answer_entry_append_only"):
        session.execute(text("UPDATE answer_entry SET reply = 'no'"))
    session.rollback()


def test_a_list_that_was_written_past_the_ledger_is_found_out(
    session: Session, office: Office
) -> None:
    office.lan.reply = "yes"
    session.flush()

    assert differing(session, office) == [office.lan]


DEEDS = ("see", "yes", "no", "send", "undo", "off", "on", "approve", "decline", "add")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(DEEDS), max_size=12), st.booleans())
def test_the_list_is_what_the_ledger_says_whatever_is_done(
    session: Session, office: Office, deeds: list[str], needs_a_yes: bool
) -> None:
    asking.set_asking(
        session, KEEPER, office.meeting.id, Asking(approves_substitutes=needs_a_yes), NOW
    )
    current = office.lan
    for turn, deed in enumerate(deeds):
        try:
            current = done(session, current, deed, turn)
        except (NotFound, RuleBroken):
            continue

    assert differing(session, office) == []
    session.rollback()


def done(session: Session, delegate: Delegate, deed: str, turn: int) -> Delegate:
    """The deed, and whom the next one is about."""
    now = NOW + timedelta(minutes=turn)
    if deed == "add":
        made = HandMade(name=f"Vũ Khách {turn}")
        return delegates.add(session, KEEPER, delegate.meeting_id, made, now)
    if deed in ("off", "on"):
        verb = delegates.cancel if deed == "off" else delegates.restore
        return verb(session, KEEPER, delegate.id, now)
    if deed == "undo":
        return replies.undo(session, KEEPER, delegate.substitute_for_id or delegate.id, now)
    if deed == "approve":
        return replies.approve(session, KEEPER, delegate.id, KEY, now)
    if deed == "decline":
        return replies.decline(session, KEEPER, delegate.id, "", now)
    code = code_of(session, delegate)
    if deed == "see":
        replies.see(session, code, now)
        return delegate
    return replies.answer(session, code, {"yes": YES, "no": NO, "send": TUAN}[deed], KEY, now)


def test_a_substitute_waits_for_a_yes_where_the_meeting_asks_for_it(
    session: Session, office: Office
) -> None:
    ha = who(session, office.ha)
    asking.set_asking(session, ha, office.meeting.id, APPROVES, NOW)
    code = code_of(session, office.lan)

    assert replies.answer(session, code, TUAN, KEY, NOW) is office.lan
    assert (office.lan.state, office.lan.proposed_name) == ("live", "Phạm Anh Tuấn")
    assert replies.holder_of(session, code, NOW).id == office.lan.id

    tuan = replies.approve(session, ha, office.lan.id, KEY, NOW)
    assert (tuan.name, tuan.reply, tuan.state) == ("Phạm Anh Tuấn", "yes", "live")
    assert (office.lan.state, office.lan.proposed_name) == ("replaced", "")
    with pytest.raises(NotFound):
        replies.holder_of(session, code, NOW)
    assert [line[:2] for line in lines(session, office.lan)] == [
        ("proposed", "own_page"),
        ("substituted", "office"),
    ]
    assert lines(session, tuan) == [("called", "office", "Nguyễn Thu Hà", "yes")]


def test_a_substitute_who_is_declined_leaves_all_as_it_was(
    session: Session, office: Office
) -> None:
    ha = who(session, office.ha)
    asking.set_asking(session, ha, office.meeting.id, APPROVES, NOW)
    code = code_of(session, office.lan)
    replies.answer(session, code, YES, KEY, NOW)
    replies.answer(session, code, TUAN, KEY, NOW)

    replies.decline(session, ha, office.lan.id, "đã đủ người", NOW)

    assert (office.lan.reply, office.lan.proposed_name) == ("yes", "")
    assert replies.holder_of(session, code, NOW).id == office.lan.id
    for judge in (replies.approve, replies.decline):
        with pytest.raises(RuleBroken) as refused:
            judge(session, ha, office.lan.id, KEY, NOW)
        assert refused.value.code == "invitation.nobody_proposed"
    with pytest.raises(NotFound):
        replies.approve(session, who(session, office.minh), office.lan.id, KEY, NOW)


def test_after_the_deadline_a_meeting_that_closes_takes_no_answer(
    session: Session, office: Office
) -> None:
    code, day = code_of(session, office.lan), NOW.date()
    reminding.set_deadlines(session, KEEPER, office.meeting.id, day, None, NOW)
    tomorrow = NOW + timedelta(days=1)

    assert replies.asked_of_meeting(session, office.meeting, NOW).is_late is False
    assert replies.asked_of_meeting(session, office.meeting, tomorrow).is_late is True
    replies.answer(session, code, YES, KEY, tomorrow)

    asking.set_asking(session, KEEPER, office.meeting.id, CLOSES, NOW)
    replies.answer(session, code, NO, KEY, NOW)
    with pytest.raises(RuleBroken) as refused:
        replies.answer(session, code, YES, KEY, tomorrow)
    assert (refused.value.code, office.lan.reply) == ("invitation.answers_closed", "no")
    replies.answer_for(session, who(session, office.ha), office.lan.id, YES, KEY, tomorrow)
    assert office.lan.reply == "yes"


def test_how_a_meeting_asks_is_for_who_keeps_its_list(session: Session, office: Office) -> None:
    for account in (office.tuan, office.minh):
        with pytest.raises(NotFound):
            asking.set_asking(session, who(session, account), office.meeting.id, APPROVES, NOW)
    asking.set_asking(session, KEEPER, office.meeting.id, APPROVES, NOW)
    assert answers.setting_of(session, office.meeting.id).approves_substitutes is True
