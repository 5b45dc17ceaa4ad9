"""What a leader asks first: who came, who hosts next, who is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from planner.domain.campaign import DutyState, progress_of
from planner.domain.rights import Viewer
from planner.domain.timespan import local_day
from planner.store import campaign as campaigns
from planner.store import series
from planner.store.attendance import years
from planner.store.attendance.years import LastMeeting
from planner.store.campaign import Campaign, CampaignFilter, DutyLine
from planner.store.series import HostTurn
from planner.web.campaign.view import overdue_of
from planner.web.moments import moment_of
from planner.web.timemarks import day_words, mark_of
from planner.web.wording import counted, gettext

LOOKED_AT = 12  # campaigns, the latest first
SHOWN = 2  # campaigns with late units
NAMED = 3  # late units of a campaign


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its answer, what stands beneath it, and where all of it is to be read."""

    asks: str
    says: str
    note: str
    url: str
    is_late: bool = False


def standing_of(session: Session, viewer: Viewer, now: datetime) -> list[Answer]:
    """What the viewer may know of it; a question without an answer is left out."""
    last = years.last_meeting(session, viewer, now)
    turn = series.next_hosting(session, viewer, now)
    found = [_came(last, now)] if last else []
    found += [_hosts(turn)] if turn else []
    return found + list(_late(session, viewer, local_day(now)))


def _came(last: LastMeeting, now: datetime) -> Answer:
    when = gettext("đang họp") if now < last.ends_at else day_words(local_day(last.starts_at))
    return Answer(
        asks=gettext("Ai đã đến"),
        says=gettext("%(came)s trên %(called)s người", came=last.came, called=last.called),
        note=gettext("%(title)s, %(when)s", title=last.title, when=when),
        url=url_for("attendance.ledger_page", meeting_id=last.meeting_id),
    )


def _hosts(turn: HostTurn) -> Answer:
    words = mark_of(moment_of(turn.meeting)).words
    return Answer(
        asks=gettext("Đến lượt ai"),
        says=turn.meeting.host.name if turn.meeting.host else "",
        note=gettext("%(title)s, %(when)s", title=turn.meeting.title, when=words),
        url=url_for("series.show", series_id=turn.series_id),
    )


def _late(session: Session, viewer: Viewer, today: date) -> Iterator[Answer]:
    """The campaigns of this year and the last that still go on and have late units."""
    found = campaigns.listed(session, viewer, CampaignFilter(), limit=LOOKED_AT)
    going = {
        one.id: one for one in found if one.cancelled_at is None and one.year >= today.year - 1
    }
    facts = campaigns.facts_by_campaign(session, viewer, going)
    late = {one: progress_of(facts[one], today).states[DutyState.OVERDUE] for one in going}
    worst = sorted((one for one in going if late[one]), key=lambda one: -late[one])
    for one in worst[:SHOWN]:
        duties = campaigns.duty_lines(session, viewer, going[one])
        yield _behind(going[one], overdue_of(duties, today))
    if going and not worst:
        yield Answer(
            gettext("Ai quá hạn"), gettext("không đơn vị nào"), "", url_for("campaign.index")
        )


def _behind(campaign: Campaign, duties: list[DutyLine]) -> Answer:
    named = ", ".join(duty.unit for duty in duties[:NAMED])
    rest = len(duties) - NAMED
    if rest > 0:
        named = counted("%(names)s và %(count)s đơn vị khác", rest, names=named)
    return Answer(
        asks=gettext("Ai quá hạn"),
        says=counted("%(count)s đơn vị", len(duties)),
        note=gettext("%(title)s: %(names)s", title=campaign.title, names=named),
        url=url_for("campaign.overdue", campaign_id=campaign.id),
        is_late=True,
    )
