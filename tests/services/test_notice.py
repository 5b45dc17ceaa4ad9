from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.notice import SILENCE, STALE, Fate, Outcome
from planner.domain.rights import KEEPER
from planner.services import notice
from planner.services.notice import Letter, MeetingFacts
from planner.store import audit
from planner.store import notice as letters
from planner.store.notice import OutboxMessage
from tests.factories import NOW, Office, who

LETTER = Letter("invite:lan", "invitation", "lan@a.vn", "Giấy mời", "Kính mời")
SENT = Outcome(Fate.SENT)


def queued(session: Session, letter: Letter = LETTER) -> OutboxMessage:
    made = notice.queue(session, letter, NOW)
    assert made is not None
    return made


def sent_with(session: Session, *outcomes: Outcome) -> OutboxMessage:
    """A letter that met with these outcomes, one after the other."""
    made, now = queued(session), NOW
    for outcome in outcomes:
        now = max(now, made.due_at)
        claimed = notice.claim(session, "w", now)
        assert claimed is made
        notice.settle(session, made.id, "w", outcome, now)
    return made


def facts(office: Office) -> MeetingFacts:
    meeting = office.meeting
    return MeetingFacts(meeting.id, meeting.code, meeting.title, meeting.status)


def told_about(session: Session, office: Office) -> list[OutboxMessage]:
    """The letters to the host, beside the one that the office has from the start."""
    about = letters.letters_of_meeting(session, office.meeting.id)
    return [letter for letter in about if letter.kind == notice.HOST_LETTER]


def test_one_purpose_is_queued_once(session: Session) -> None:
    first = notice.queue(session, LETTER, NOW)
    second = notice.queue(session, replace(LETTER, address="khac@a.vn"), NOW)

    assert first is not None
    assert second is None
    assert session.query(OutboxMessage.address).all() == [("lan@a.vn",)]


def test_a_letter_is_claimed_when_it_is_due_and_once(session: Session) -> None:
    made = queued(session, replace(LETTER, due_at=NOW + timedelta(minutes=1)))

    assert notice.claim(session, "a", NOW) is None
    assert notice.claim(session, "a", NOW + timedelta(minutes=1)) is made
    assert notice.claim(session, "b", NOW + timedelta(minutes=1)) is None
    assert (made.state, made.claimed_by, made.attempts) == ("sending", "a", 1)


def test_a_later_letter_about_a_meeting_never_overtakes(session: Session, office: Office) -> None:
    about = replace(LETTER, meeting_id=office.meeting.id)
    first = queued(session, replace(about, due_at=NOW + timedelta(hours=1)))
    second = queued(session, replace(about, purpose="cancel:1", kind="cancellation"))
    other = queued(session, replace(about, purpose="invite:2", address="minh@a.vn"))

    assert notice.claim(session, "w", NOW) is other
    assert notice.claim(session, "w", NOW) is None
    assert notice.claim(session, "w", NOW + timedelta(hours=1)) is first
    assert notice.claim(session, "w", NOW + timedelta(hours=1)) is None
    notice.settle(session, first.id, "w", SENT, NOW + timedelta(hours=1))
    assert notice.claim(session, "w", NOW + timedelta(hours=1)) is second


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [
        (SENT, "sent", ""),
        (Outcome(Fate.REFUSED, "550 none"), "failed", "550 none"),
        (Outcome(Fate.UNCERTAIN, "closed"), "uncertain", "closed"),
    ],
)
def test_an_end_is_written_down(session: Session, outcome: Outcome, state: str, said: str) -> None:
    made = sent_with(session, outcome)

    assert (made.state, made.last_error, made.settled_at) == (state, said, NOW)


def test_a_delayed_letter_waits_longer_each_time_and_fails_at_last(session: Session) -> None:
    delayed = Outcome(Fate.DELAYED, "451 later")

    made = sent_with(session, delayed, delayed)
    assert (made.state, made.due_at - NOW) == ("waiting", timedelta(minutes=6))

    for _try in range(4):
        notice.claim(session, "w", made.due_at)
        notice.settle(session, made.id, "w", delayed, made.due_at)
    assert (made.state, made.attempts, made.last_error) == ("failed", 6, "451 later")


def test_an_outage_costs_a_letter_no_try(session: Session) -> None:
    made = sent_with(session, *[Outcome(Fate.UNREACHABLE, "refused")] * 9)

    assert (made.state, made.attempts) == ("waiting", 0)


def test_a_letter_of_a_dead_worker_is_uncertain_and_never_resent(session: Session) -> None:
    made = queued(session)
    notice.claim(session, "w", NOW)
    later = NOW + SILENCE + timedelta(seconds=1)

    assert notice.give_up_silent(session, NOW + SILENCE) == 0
    assert notice.give_up_silent(session, later) == 1
    session.refresh(made)
    assert (made.state, made.settled_at) == ("uncertain", later)
    assert notice.claim(session, "v", later + STALE) is None


def test_a_worker_that_was_only_slow_knows_better(session: Session) -> None:
    made = queued(session)
    notice.claim(session, "w", NOW)
    notice.give_up_silent(session, NOW + timedelta(hours=1))

    notice.settle(session, made.id, "v", Outcome(Fate.REFUSED), NOW)
    session.refresh(made)
    assert made.state == "uncertain"
    notice.settle(session, made.id, "w", SENT, NOW)
    assert made.state == "sent"


def test_what_waited_too_long_fails_unsent(session: Session) -> None:
    made = queued(session)

    assert notice.claim(session, "w", NOW + STALE + timedelta(seconds=1)) is None
    assert (made.state, made.last_error) == ("failed", "stale")


def test_a_person_sends_a_doubtful_letter_again(session: Session) -> None:
    made = sent_with(session, Outcome(Fate.UNCERTAIN, "closed"))

    notice.send_again(session, KEEPER, made.id, NOW)

    assert (made.state, made.attempts, made.due_at, made.last_error) == ("waiting", 0, NOW, "")
    history = [(entry.action, entry.changes) for entry in audit.history_of(session, made)]
    assert history == [("send_again", {"state": ["uncertain", "waiting"]})]


def test_a_person_takes_a_doubtful_letter_as_sent(session: Session) -> None:
    made = sent_with(session, Outcome(Fate.UNCERTAIN, "closed"))

    notice.take_as_sent(session, KEEPER, made.id, NOW)

    assert made.state == "sent"


def test_a_sent_letter_is_not_sent_again(session: Session) -> None:
    made = sent_with(session, SENT)

    for decide in (notice.send_again, notice.take_as_sent):
        with pytest.raises(RuleBroken) as no:
            decide(session, KEEPER, made.id, NOW)
        assert no.value.code == "notice.not_in_doubt"


def test_a_refused_letter_is_not_taken_as_sent(session: Session) -> None:
    made = sent_with(session, Outcome(Fate.REFUSED))

    with pytest.raises(RuleBroken):
        notice.take_as_sent(session, KEEPER, made.id, NOW)


def test_only_who_leads_the_meeting_sees_and_decides(session: Session, office: Office) -> None:
    made = queued(session, replace(LETTER, meeting_id=office.meeting.id))
    alone = queued(session, replace(LETTER, purpose="other"))
    made.state = alone.state = "failed"
    session.flush()
    ha, minh, tuan = (who(session, account) for account in (office.ha, office.minh, office.tuan))

    seen = letters.letters_for(session, ha, None, limit=10)
    assert [(one.letter, one.meeting_code) for one in seen] == [
        (made, "GB-2026-1"),
        (office.letter, "GB-2026-1"),
    ]
    assert letters.counts_for(session, ha)["failed"] == 1
    assert letters.counts_for(session, KEEPER)["failed"] == 2
    assert letters.letters_for(session, tuan, None, limit=10) == []
    for viewer, letter in ((minh, made), (tuan, made), (ha, alone)):
        with pytest.raises(NotFound):
            notice.send_again(session, viewer, letter.id, NOW)


def test_the_host_is_told_but_not_who_did_it(session: Session, office: Office) -> None:
    ha, minh = who(session, office.ha), who(session, office.minh)

    notice.tell_host(session, ha, office.host.id, facts(office), "booked", NOW)
    notice.tell_host(session, minh, office.host.id, facts(office), "changed", NOW)
    notice.tell_host(session, ha, None, facts(office), "changed", NOW)

    told = told_about(session, office)
    assert [(one.address, one.parts["what"]) for one in told] == [(office.minh.email, ["booked"])]
    assert told[0].due_at == NOW + timedelta(minutes=2)


def test_changes_within_minutes_make_one_letter(session: Session, office: Office) -> None:
    ha, moved = who(session, office.ha), replace(facts(office), title="Giao ban, đổi tên")
    later = NOW + timedelta(minutes=1)

    notice.tell_host(session, ha, office.host.id, facts(office), "booked", NOW)
    notice.tell_host(session, ha, office.host.id, moved, "changed", later)
    notice.tell_host(session, ha, office.host.id, moved, "changed", later)

    letter, *more = told_about(session, office)
    assert more == []
    assert letter.parts["what"] == ["booked", "changed"]
    assert letter.parts["meeting"]["title"] == "Giao ban, đổi tên"
    assert letter.due_at == later + timedelta(minutes=2)


def test_a_change_after_the_letter_left_makes_another(session: Session, office: Office) -> None:
    ha, later = who(session, office.ha), NOW + timedelta(hours=1)
    notice.tell_host(session, ha, office.host.id, facts(office), "booked", NOW)
    claimed = notice.claim(session, "w", later)
    assert claimed is not None

    notice.tell_host(session, ha, office.host.id, facts(office), "cancelled", later)

    told = told_about(session, office)
    assert [one.parts["what"] for one in told] == [["booked"], ["cancelled"]]
