from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Answer, GivenAnswer, read_answer
from planner.domain.rights import KEEPER
from planner.messages.invitation import why_words
from planner.services.invitation import codes, delegates, replies
from planner.store import audit
from planner.store import invitation as invitations
from planner.store.invitation import Delegate
from tests.factories import NOW, Office, at, who

KEY = "k" * 32
YES = GivenAnswer(Answer.YES)
TUAN = read_answer("substitute", "", normalize("NFD", "Phạm Anh Tuấn"), " Phó  Bí thư ")


@pytest.fixture
def code(session: Session, office: Office) -> str:
    (carried,) = codes.codes_of(session, KEEPER, office.meeting.id, KEY, NOW)
    session.commit()
    return carried.code


def answers(session: Session, code: str, given: GivenAnswer, now: datetime = NOW) -> Delegate:
    delegate = replies.answer(session, code, given, KEY, now)
    session.commit()
    return delegate


def living_code(session: Session, delegate: Delegate) -> str:
    code = codes.living_code(session, delegate, KEY)
    assert code is not None
    return code


@pytest.mark.parametrize(
    "written", [str.lower, lambda code: f" {code[:4]}-{code[4:8]} {code[8:]}", str.upper]
)
def test_a_code_is_read_however_it_is_written(
    session: Session, office: Office, code: str, written: object
) -> None:
    assert callable(written)

    assert replies.holder_of(session, written(code), NOW).id == office.lan.id


@pytest.mark.parametrize("wrong", ["", "0" * 28, "x", "\0", "4KJ7" * 7, "ỏ" * 28])
def test_wrong_codes_are_not_found(session: Session, code: str, wrong: str) -> None:
    with pytest.raises(NotFound):
        replies.holder_of(session, wrong, NOW)


def test_a_renewed_code_and_one_taken_off_are_not_found(
    session: Session, office: Office, code: str
) -> None:
    new = codes.renew_one(session, office.lan.id, KEY, NOW)
    with pytest.raises(NotFound):
        replies.holder_of(session, code, NOW)
    delegates.cancel(session, KEEPER, office.lan.id, NOW)
    with pytest.raises(NotFound):
        replies.holder_of(session, new, NOW)


def test_the_page_closes_thirty_days_after_the_meeting(session: Session, code: str) -> None:
    assert replies.holder_of(session, code, at("07:30") + timedelta(days=30))
    with pytest.raises(NotFound):
        replies.holder_of(session, code, at("07:30") + timedelta(days=31))


def test_yes_and_no_are_kept_with_the_reason(session: Session, office: Office, code: str) -> None:
    answers(session, code, YES)
    assert (office.lan.reply, office.lan.replied_at) == ("yes", NOW)

    answers(session, code, read_answer("no", " đi \n học ", "", ""))
    assert (office.lan.reply, office.lan.reply_reason) == ("no", "đi học")


def test_the_answer_stands_in_the_book_under_the_delegates_name(
    session: Session, office: Office, code: str
) -> None:
    answers(session, code, YES)
    answers(session, code, YES)  # a second tap changes nothing

    entries = audit.history_of(session, office.lan)
    assert [(one.account_id, one.account_name, one.action, one.changes) for one in entries] == [
        (
            None,
            "Lê Ngọc Lan, Huyện đoàn Càng Long",
            "answer",
            {"reply": [["none", ""], ["yes", ""]]},
        )
    ]


def test_a_substitute_takes_the_place_and_gets_a_code_of_their_own(
    session: Session, office: Office, code: str
) -> None:
    tuan = answers(session, code, TUAN)

    assert (tuan.name, tuan.position, tuan.unit_id) == (
        "Phạm Anh Tuấn",
        "Phó Bí thư",
        office.called.id,
    )
    assert (tuan.substitute_for_id, tuan.reply, tuan.state) == (office.lan.id, "yes", "live")
    assert why_words(tuan.why) == "dự thay Lê Ngọc Lan"
    assert (office.lan.state, office.lan.reply) == ("replaced", "substituted")
    assert replies.holder_of(session, living_code(session, tuan), NOW).id == tuan.id
    with pytest.raises(NotFound):
        replies.holder_of(session, code, NOW)


def test_a_substitute_may_send_another(session: Session, office: Office, code: str) -> None:
    tuan = answers(session, code, TUAN)
    second = read_answer("substitute", "", "Trần An", "Uỷ viên")

    an = answers(session, living_code(session, tuan), second)

    assert (tuan.state, an.substitute_for_id) == ("replaced", tuan.id)
    live = invitations.delegates_of(session, KEEPER, office.meeting.id)
    assert [one.name for one in live] == ["Trần An"]


def test_nobody_is_replaced_twice(session: Session, code: str) -> None:
    answers(session, code, TUAN)

    with pytest.raises(NotFound):
        answers(session, code, TUAN)


def test_the_organiser_takes_a_substitution_back(
    session: Session, office: Office, code: str
) -> None:
    tuan = answers(session, code, TUAN)
    an = answers(session, living_code(session, tuan), read_answer("substitute", "", "An", "UV"))

    replies.undo(session, who(session, office.ha), office.lan.id, NOW)

    assert [one.state for one in (office.lan, tuan, an)] == ["live", "cancelled", "cancelled"]
    assert (office.lan.reply, replies.holder_of(session, code, NOW).id) == ("none", office.lan.id)
    with pytest.raises(RuleBroken) as refused:
        delegates.restore(session, KEEPER, tuan.id, NOW)
    assert refused.value.code == "invitation.stand_in_over"
    with pytest.raises(RuleBroken) as refused:
        replies.undo(session, KEEPER, office.lan.id, NOW)
    assert refused.value.code == "invitation.nothing_to_undo"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (("", "", "", ""), "answer", "invitation.no_answer"),
        (("maybe", "", "", ""), "answer", "invitation.no_answer"),
        (("no", "x" * 501, "", ""), "reason", "invitation.too_long"),
        (("substitute", "", " \0 ", "Phó Bí thư"), "name", "invitation.no_substitute"),
        (("substitute", "", "…", "Phó Bí thư"), "name", "invitation.no_substitute"),
        (("substitute", "", "x" * 201, "Phó"), "name", "invitation.too_long"),
        (("substitute", "", "Trần An", ""), "position", "invitation.no_substitute_position"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(
    given: tuple[str, str, str, str], field: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_answer(*given)
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize(
    ("status", "now", "refusal"),
    [
        ("cancelled", NOW, "invitation.meeting_cancelled"),
        ("postponed", NOW, "invitation.meeting_postponed"),
        ("held", NOW, "invitation.meeting_over"),
        ("confirmed", datetime(2026, 1, 5, 17, 1, tzinfo=UTC), "invitation.meeting_over"),
    ],
)
def test_no_answer_is_taken_when_it_is_of_no_use(
    session: Session, office: Office, code: str, status: str, now: datetime, refusal: str
) -> None:
    office.meeting.status = status
    session.commit()

    with pytest.raises(RuleBroken) as refused:
        replies.answer(session, code, YES, KEY, now)
    assert refused.value.code == refusal
    assert not replies.asked(session, office.lan, now).may_answer


def test_people_are_sent_until_the_day_of_the_meeting_ends(
    session: Session, office: Office, code: str
) -> None:
    answers(session, code, TUAN, datetime(2026, 1, 5, 16, 59, tzinfo=UTC))

    assert office.lan.state == "replaced"


def test_the_organiser_answers_for_a_delegate(session: Session, office: Office) -> None:
    replies.answer_for(session, who(session, office.ha), office.lan.id, YES, KEY, NOW)

    assert office.lan.reply == "yes"
    assert audit.history_of(session, office.lan)[0].account_name == "Nguyễn Thu Hà"


def test_nobody_else_answers_for_a_delegate(session: Session, office: Office) -> None:
    for account in (office.tuan, office.minh):
        with pytest.raises(NotFound):
            replies.answer_for(session, who(session, account), office.lan.id, YES, KEY, NOW)


@pytest.mark.parametrize(
    ("state", "status", "refusal"),
    [
        ("cancelled", "confirmed", "invitation.not_on_the_list"),
        ("live", "cancelled", "invitation.meeting_cancelled"),
    ],
)
def test_the_organiser_is_refused_too(
    session: Session, office: Office, state: str, status: str, refusal: str
) -> None:
    office.lan.state, office.meeting.status = state, status
    session.commit()

    with pytest.raises(RuleBroken) as refused:
        replies.answer_for(session, KEEPER, office.lan.id, YES, KEY, NOW)
    assert refused.value.code == refusal
