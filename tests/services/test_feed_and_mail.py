"""One meeting over its changes: the calendar that letters bring and the one that is followed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session, sessionmaker

from planner.domain.feed import Choices, Scope
from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow
from planner.services import feed
from planner.services import meeting as meetings
from planner.services.feed import Entries, Pages
from tests.conftest import CONFIG
from tests.factories import NOW, Office, span
from tests.mailbox import Mailbox
from tests.services.invitation.post import Post, calendar_of, invite, send_all

HOUR = timedelta(hours=1)
PAGES = Pages("http://localhost/meetings/", "http://localhost/campaigns/")
TO_A_WINDOW = 3  # which of the changes below
SHOWN = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "STATUS", "TRANSP", "LAST-MODIFIED")


@pytest.fixture
def post(mailbox: Mailbox, sessions: sessionmaker[Session]) -> Post:
    return Post(sessions, mailbox)


@pytest.fixture
def followed(session: Session, office: Office) -> Callable[[datetime], Any]:
    """The meeting as the calendar of its unit shows it at a moment."""
    target = (Scope.UNIT, office.province.code)
    token = feed.issue(session, KEEPER, target, label="", code_key=CONFIG.code_key, now=NOW)
    session.commit()

    def read(now: datetime) -> Any:
        entries = Entries()
        known = feed.look_up(session, entries, token, Choices(), now, "")
        assert known is not None
        drawn = feed.draw(session, known[1], entries, PAGES, now)
        (event,) = Calendar.from_ical(drawn.text).walk("VEVENT")
        return event

    return read


@pytest.fixture
def told(
    session: Session, office: Office, post: Post, followed: Callable[[datetime], Any]
) -> list[tuple[str, Any, Any]]:
    """After each change: the method of the letter, its event, the event that is followed."""
    meeting_id = office.meeting.id
    invite(session, office, "lan@a.vn")
    send_all(session, office.meeting)
    window = When.within(DateWindow(date(2026, 1, 16), date(2026, 1, 31)), "nửa cuối tháng 1")
    days = {day: When.exact(span("08:00", "11:00", day=day)) for day in (12, 20, 22)}
    deeds: list[Callable[[datetime], object]] = [
        lambda _at: None,
        lambda at: meetings.change(session, KEEPER, meeting_id, {"when": days[12]}, at),
        lambda at: meetings.change(session, KEEPER, meeting_id, {"place": "Nhà khách"}, at),
        lambda at: meetings.change(session, KEEPER, meeting_id, {"when": window}, at),
        lambda at: meetings.change(session, KEEPER, meeting_id, {"when": days[20]}, at),
        lambda at: meetings.postpone(session, KEEPER, meeting_id, reason="bão", now=at),
        lambda at: meetings.change(session, KEEPER, meeting_id, {"when": days[22]}, at),
        lambda at: meetings.cancel(session, KEEPER, meeting_id, reason="trùng", now=at),
    ]
    found = []
    for number, deed in enumerate(deeds):
        now = NOW + number * HOUR
        deed(now)
        session.commit()
        assert post.told(now) != []
        whole = calendar_of(post.last)
        found.append((str(whole["METHOD"]), *whole.walk("VEVENT"), followed(now)))
    return found


def facts(event: Any) -> dict[str, object]:
    return {name: event.decoded(name) for name in SHOWN if name in event}


def test_letters_and_feed_tell_the_same_under_one_name(
    office: Office, told: list[tuple[str, Any, Any]]
) -> None:
    methods = [method for method, _mailed, _followed in told]
    assert methods == ["REQUEST"] * 3 + ["CANCEL", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    for number, (_method, mailed, followed) in enumerate(told):
        assert mailed["UID"] == followed["UID"] == office.meeting.uid
        assert mailed["SEQUENCE"] == followed["SEQUENCE"]
        if number != TO_A_WINDOW:
            assert facts(mailed) == facts(followed), number


def test_a_letter_asks_for_no_fortnight_but_takes_its_day_back(
    told: list[tuple[str, Any, Any]],
) -> None:
    _method, mailed, followed = told[TO_A_WINDOW]

    assert (mailed["STATUS"], followed["STATUS"]) == ("CANCELLED", "TENTATIVE")
    assert mailed.decoded("DTSTART").date() == date(2026, 1, 12)
    assert followed.decoded("DTSTART") == date(2026, 1, 16)


def test_the_number_grows_with_time_and_status_and_never_falls(
    told: list[tuple[str, Any, Any]],
) -> None:
    numbers = [mailed["SEQUENCE"] for _method, mailed, _followed in told]

    assert numbers == [0, 1, 1, 2, 3, 4, 5, 6]
