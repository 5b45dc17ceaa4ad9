"""Small honest objects: a test says only what it is about.

The cast: Hà organises at the province, Minh's unit hosts, Lan is called, Tuấn's unit has nothing
to do with the meeting and must see nothing of it. All is set on 5 January 2026, Hà Nội.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session, joinedload

from planner.domain.rights import Role, Viewer
from planner.domain.text import alphabet_key, search_key, sort_key
from planner.domain.timespan import HANOI, Precision, TimeSpan
from planner.store.account import Account, viewer_for
from planner.store.agenda import AgendaItem
from planner.store.attendance.rows import Device, Door
from planner.store.base import Base
from planner.store.blackout import Blackout
from planner.store.campaign import Campaign, CampaignLevel, Duty, Exemption, Milestone
from planner.store.directory import (
    Cluster,
    ClusterMember,
    Person,
    Post,
    Succession,
    SuccessionPart,
    Unit,
)
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from planner.store.rotation import EarlierHosting, FlagHandover
from planner.store.rotation.planning import PlanningRun, PlanningSeries
from planner.store.series import HostTurn, Series
from planner.store.venue import Hall, Venue

Row = TypeVar("Row", bound=Base)
NOW = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)  # eight o'clock, three days before the meeting


def at(clock: str, day: int = 5) -> datetime:
    """`at("08:30")` on the day of the sample meeting (5 January 2026, Hà Nội)."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 1, day, hour, minute, tzinfo=HANOI)


def span(start: str, end: str, day: int = 5) -> TimeSpan:
    return TimeSpan(at(start, day), at(end, day))


def keep(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    _commit(session)
    return row


@contextmanager
def at_once(session: Session) -> Iterator[None]:
    """What is made in the block is committed together at its end, which is far quicker."""
    session.info["at once"] = True
    yield
    del session.info["at once"]
    session.commit()


def _commit(session: Session) -> None:
    if "at once" not in session.info:
        session.commit()


def make_unit(
    session: Session,
    code: str,
    name: str = "",
    *,
    parent: Unit | None = None,
    kind: str = "huyện đoàn",
    level: int = 3,
) -> Unit:
    """A unit of ours at its place in the tree."""
    unit = Unit(
        code=code,
        name=name or code,
        kind=kind,
        level=level,
        parent_id=parent.id if parent else None,
        search_key=search_key(name or code),
        sort_key=alphabet_key(name or code),
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    _commit(session)
    return unit


def make_account(
    session: Session, role: Role, unit: Unit, name: str = "Thu Hà", email: str | None = None
) -> Account:
    """An account that signs in by `tests.web.browser.sign_in`; it has no password."""
    return keep(
        session,
        Account(
            email=email or f"{role}.{unit.code}.{search_key(name)}@vn".replace(" ", "-").lower(),
            name=name,
            password_hash="!",
            role=role.value,
            unit_id=unit.id,
            created_at=NOW,
        ),
    )


def make_person(session: Session, name: str, email: str | None = None) -> Person:
    return keep(
        session,
        Person(name=name, email=email, search_key=search_key(name), sort_key=sort_key(name)),
    )


def make_post(session: Session, person: Person, unit: Unit, position: str = "Bí thư") -> Post:
    return keep(session, Post(person_id=person.id, unit_id=unit.id, position=position, rank=10))


def make_renaming(session: Session, unit: Unit) -> Succession:
    """A unit was renamed long ago: who entered it has moved nothing."""
    part = SuccessionPart(unit_id=unit.id, heir_id=unit.id, takes_history=False, ends=False)
    return keep(
        session,
        Succession(
            kind="rename",
            day=date(2012, 1, 1),
            account_name="Văn thư",
            created_at=NOW,
            applied_at=NOW,
            parts=[part],
        ),
    )


def make_venue(session: Session, unit: Unit, name: str = "Nhà văn hoá") -> Venue:
    return keep(session, Venue(name=name, unit_id=unit.id, search_key=search_key(name)))


def make_hall(
    session: Session, venue: Venue, code: str = "HT-A", capacity: int = 100, name: str = ""
) -> Hall:
    return keep(
        session,
        Hall(code=code, venue_id=venue.id, name=name or f"Hội trường {code}", capacity=capacity),
    )


def make_meeting(
    session: Session,
    convenor: Unit,
    host: Unit | None = None,
    *,
    code: str = "GB-2026-1",
    when: TimeSpan | None = None,
    status: str = "confirmed",
    title: str = "Giao ban quý I",
) -> Meeting:
    """A meeting of exact hours, half past seven to five unless told."""
    when = when or span("07:30", "17:00")
    return keep(
        session,
        Meeting(
            code=code,
            kind="briefing",
            title=title,
            search_key=search_key(title),
            convenor_id=convenor.id,
            host_id=host.id if host else None,
            precision=Precision.MINUTE.value,
            starts_at=when.start,
            ends_at=when.end,
            date_sure=status == "confirmed",
            status=status,
            uid=f"{code.lower()}@example.vn",
            changed_at=NOW,
            created_at=NOW,
        ),
    )


def make_delegate(
    session: Session, meeting: Meeting, unit: Unit | None, name: str = "Lê Ngọc Lan"
) -> Delegate:
    return keep(
        session,
        Delegate(
            meeting_id=meeting.id,
            unit_id=unit.id if unit else None,
            name=name,
            position="Bí thư",
            unit_name=unit.name if unit else "",
            search_key=search_key(name),
            sort_key=sort_key(name),
        ),
    )


def make_letter(
    session: Session, meeting: Meeting | None, state: str = "uncertain", purpose: str = "invite:1"
) -> OutboxMessage:
    """A letter about a meeting, on which a person is to decide unless told."""
    return keep(
        session,
        OutboxMessage(
            purpose=purpose,
            kind="invitation",
            meeting_id=meeting.id if meeting else None,
            address="lan@example.vn",
            subject="Giấy mời họp",
            body="Kính mời đồng chí dự giao ban.",
            state=state,
            due_at=NOW,
            created_at=NOW,
        ),
    )


def make_campaign(
    session: Session, convenor: Unit, *, code: str = "DOT-2026", title: str = "Sơ kết giữa nhiệm kỳ"
) -> Campaign:
    """A campaign of 2026 that orders conferences and reports."""
    return keep(
        session,
        Campaign(
            code=code,
            title=title,
            search_key=search_key(f"{title} {code}"),
            year=2026,
            convenor_id=convenor.id,
            meeting_kind="conference",
            is_merge_allowed=True,
            uid=f"{code.lower()}@example.vn",
            created_at=NOW,
            changed_at=NOW,
        ),
    )


def make_level(
    session: Session,
    campaign: Campaign,
    ordinal: int = 1,
    kinds: tuple[str, ...] = ("huyện đoàn",),
    *,
    days: tuple[date, date] = (date(2026, 4, 1), date(2026, 4, 30)),
    report_on: date | None = date(2026, 5, 5),
) -> CampaignLevel:
    """Units of these kinds meet in April and report before 5 May unless told."""
    return keep(
        session,
        CampaignLevel(
            campaign_id=campaign.id,
            ordinal=ordinal,
            name=f"Cấp {ordinal}",
            unit_kinds=list(kinds),
            owes_meeting=True,
            owes_report=True,
            precision=Precision.WINDOW.value,
            window_start=days[0],
            window_end=days[1],
            report_on=report_on,
            report_strict=report_on is not None,
            changed_at=NOW,
        ),
    )


def make_duty(session: Session, level: CampaignLevel, unit: Unit, **said: Any) -> Duty:
    """What a unit owes by its level: a meeting and a report unless told."""
    values = {"owes_meeting": True, "owes_report": True, **said}
    made = Duty(
        campaign_id=level.campaign_id,
        level_id=level.id,
        unit_id=unit.id,
        changed_at=NOW,
        **values,
    )
    return keep(session, made)


def make_milestone(session: Session, campaign: Campaign, day: date, what: str) -> Milestone:
    return keep(
        session,
        Milestone(
            campaign_id=campaign.id,
            what=what,
            precision=Precision.DAY.value,
            window_start=day,
            window_end=day,
            changed_at=NOW,
        ),
    )


def who(session: Session, account: Account) -> Viewer:
    """The viewer that an account is."""
    options = [joinedload(Account.unit).joinedload(Unit.parent)]
    loaded = session.get(Account, account.id, options=options, populate_existing=True)
    assert loaded is not None
    return viewer_for(loaded)


def make_earlier(convenor: Unit, host: Unit, day: date = date(2019, 5, 16)) -> EarlierHosting:
    """A turn from before the product; not yet kept."""
    return EarlierHosting(
        convenor_id=convenor.id,
        unit_id=host.id,
        held_on=day,
        time_words=f"{day:%d/%m/%Y}",
        created_at=NOW,
    )


def make_handover(
    convenor: Unit, giver: Unit, taker: Unit, day: date = date(2019, 5, 16)
) -> FlagHandover:
    """That the flag went on; not yet kept."""
    return FlagHandover(convenor_id=convenor.id, handed_on=day, from_id=giver.id, to_id=taker.id)


def make_blackout(unit: Unit, day: int = 20, reason: str = "đại hội cấp mình") -> Blackout:
    """A unit that is busy all day in January 2026; not yet kept."""
    return Blackout(
        kind="unit",
        unit_id=unit.id,
        starts_at=at("00:00", day),
        ends_at=at("00:00", day + 1),
        reason=reason,
        created_at=NOW,
    )


def make_run(session: Session, series: Series, meeting: Meeting, host: Unit) -> PlanningRun:
    """A plan that was asked for and found: the session as it stands already."""
    days = {"from": "2026-01-01", "to": "2026-12-31"}
    one: dict[str, str | None] = {"session": f"k{meeting.id}", "host": f"u{host.id}"}
    one |= {"date": "2026-01-05", "half": "AM", "venue": f"p{host.id}", "theme": None}
    held = {"id": one["session"], "series": f"s{series.id}", "index": 1, "name": meeting.title}
    row = PlanningRun(
        kind="year",
        year=series.year,
        asked={**days, "kind": "year", "year": series.year, "series": [series.id], "rules": []}
        | {"weekdays": [], "half": None, "order": "fair", "people": [], "themes": []}
        | {"lead_days": 7, "gap_days": None, "fixes": []},
        instance={
            "format": "rotation-1",
            "horizon": days,
            "units": [{"id": one["host"], "name": host.name}],
            "venues": [{"id": one["venue"], "unit": one["host"]}],
            "series": [{"id": f"s{series.id}", "name": series.title}],
            "sessions": [held],
        },
        ground={"sessions": {}, "left_out": []},
        state="done",
        answer={"status": "optimal", "seconds": 0.1, "assignments": [one], "reasons": []}
        | {"proofs": [["host_spread", 1, 1]], "ways": [], "others": []},
        seconds=60,
        account_name="Nguyễn Thu Hà",
        created_at=NOW,
        ended_at=NOW,
    )
    keep(session, row)
    keep(session, PlanningSeries(run_id=row.id, series_id=series.id))
    return row


@dataclass(frozen=True, slots=True)
class Office:
    """A giao ban of a series: Hà's province convenes, Minh's unit hosts, Lan is called.

    In the `campaign` of that year the host owes a `duty` whose report has come. `step` is all of
    the agenda of the series; `secretary` is Minh's post in the directory: Bí thư of the host.
    """

    central: Unit
    province: Unit
    bureau: Unit
    host: Unit
    called: Unit
    other: Unit
    stranger: Unit
    venue: Venue
    hall: Hall
    series: Series
    meeting: Meeting
    step: AgendaItem
    campaign: Campaign
    level: CampaignLevel
    exemption: Exemption
    duty: Duty
    milestone: Milestone
    lan: Delegate
    door: Door
    device: Device
    letter: OutboxMessage
    secretary: Post
    cluster_member: ClusterMember
    succession: Succession
    earlier: EarlierHosting
    handover: FlagHandover
    blackout: Blackout
    run: PlanningRun
    ha: Account
    minh: Account
    tuan: Account

    @property
    def units(self) -> tuple[Unit, ...]:
        return (
            self.central,
            self.province,
            self.bureau,
            self.host,
            self.called,
            self.other,
            self.stranger,
        )


def make_office(session: Session) -> Office:
    with at_once(session):
        return _office(session)


def _office(session: Session) -> Office:
    central = make_unit(session, "TW", "Trung ương Đoàn", kind="trung ương", level=1)
    province = make_unit(
        session, "TINH", "Tỉnh đoàn Trà Vinh", parent=central, kind="tỉnh đoàn", level=2
    )
    bureau = make_unit(session, "VP", "Văn phòng", parent=province, kind="văn phòng", level=2)
    host = make_unit(session, "CN", "Huyện đoàn Cầu Ngang", parent=province)
    called = make_unit(session, "CL", "Huyện đoàn Càng Long", parent=province)
    other = make_unit(session, "TC", "Huyện đoàn Trà Cú", parent=province)
    stranger = make_unit(session, "TH", "Tỉnh đoàn Thanh Hoá", kind="tỉnh đoàn", level=2)
    venue = make_venue(session, province)
    series = keep(
        session,
        Series(
            code="GB-2026",
            title="Giao ban chuyên đề năm 2026",
            year=2026,
            convenor_id=province.id,
            changed_at=NOW,
        ),
    )
    meeting = make_meeting(session, province, host)
    keep(session, HostTurn(series_id=series.id, ordinal=1, meeting_id=meeting.id))
    door = keep(
        session,
        Door(meeting_id=meeting.id, name="Cửa 1", opened_at=NOW, expires_at=at("23:00")),
    )
    campaign = make_campaign(session, province)
    level = make_level(session, campaign)
    exemption = Exemption(
        campaign_id=campaign.id,
        place=1,
        way="kinds",
        unit_kinds=["đoàn trực thuộc"],
        named_units=[],
        still_owes_report=False,
        reason="nhiệm kỳ đại hội 5 năm hai lần",
    )
    return Office(
        campaign=campaign,
        level=level,
        exemption=keep(session, exemption),
        duty=make_duty(session, level, host, received_on=NOW.date(), received_by="Trần Quang Minh"),
        milestone=make_milestone(session, campaign, date(2026, 3, 16), "Xin ý kiến cấp uỷ"),
        door=door,
        device=keep(session, Device(door_id=door.id, label="Máy 1", paired_at=NOW)),
        central=central,
        province=province,
        bureau=bureau,
        host=host,
        called=called,
        other=other,
        stranger=stranger,
        venue=venue,
        hall=make_hall(session, venue),
        series=series,
        meeting=meeting,
        step=keep(session, AgendaItem(series_id=series.id, place=1, title="Khai mạc")),
        lan=make_delegate(session, meeting, called),
        letter=make_letter(session, meeting),
        cluster_member=keep(
            session,
            ClusterMember(
                cluster_id=keep(session, Cluster(name="Cụm phía nam", unit_id=province.id)).id,
                unit_id=other.id,
            ),
        ),
        succession=make_renaming(session, host),
        secretary=make_post(session, make_person(session, "Trần Quang Minh"), host),
        earlier=keep(session, make_earlier(province, other)),
        handover=keep(session, make_handover(province, other, called)),
        blackout=keep(session, make_blackout(host)),
        run=make_run(session, series, meeting, host),
        ha=make_account(session, Role.ORGANISER, province, "Nguyễn Thu Hà"),
        minh=make_account(session, Role.HOST, host, "Trần Quang Minh"),
        tuan=make_account(session, Role.ORGANISER, stranger, "Phạm Anh Tuấn"),
    )
