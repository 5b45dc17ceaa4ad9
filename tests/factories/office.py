"""One office with one row of every kind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.store.account import Account
from planner.store.agenda import AgendaItem
from planner.store.attendance.rows import Device, Door
from planner.store.blackout import Blackout
from planner.store.campaign import Campaign, CampaignLevel, Duty, Exemption, Milestone
from planner.store.directory import (
    Cluster,
    ClusterMember,
    Post,
    Succession,
    Unit,
)
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from planner.store.rotation import EarlierHosting, FlagHandover
from planner.store.rotation.planning import PlanningRun
from planner.store.series import HostTurn, Series
from planner.store.venue import Hall, Venue
from tests.factories.campaign import make_campaign, make_duty, make_level, make_milestone
from tests.factories.directory import make_account, make_person, make_post, make_renaming, make_unit
from tests.factories.ground import NOW, at, at_once, keep
from tests.factories.meeting import make_delegate, make_hall, make_letter, make_meeting, make_venue
from tests.factories.rotation import make_blackout, make_earlier, make_handover, make_run


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
    units = _units(session)
    province, host, called, other = (
        units[name] for name in ("province", "host", "called", "other")
    )
    venue = make_venue(session, province)
    series = keep(session, _series(province))
    meeting = make_meeting(session, province, host)
    keep(session, HostTurn(series_id=series.id, ordinal=1, meeting_id=meeting.id))
    return Office(
        **units,
        **_campaign(session, province, host),
        **_door(session, meeting),
        venue=venue,
        hall=make_hall(session, venue),
        series=series,
        meeting=meeting,
        step=keep(session, AgendaItem(series_id=series.id, place=1, title="Khai mạc")),
        lan=make_delegate(session, meeting, called),
        letter=make_letter(session, meeting),
        cluster_member=_cluster_member(session, province, other),
        succession=make_renaming(session, host),
        secretary=make_post(session, make_person(session, "Trần Quang Minh"), host),
        earlier=keep(session, make_earlier(province, other)),
        handover=keep(session, make_handover(province, other, called)),
        blackout=keep(session, make_blackout(host)),
        run=make_run(session, series, meeting, host),
        ha=make_account(session, Role.ORGANISER, province, "Nguyễn Thu Hà"),
        minh=make_account(session, Role.HOST, host, "Trần Quang Minh"),
        tuan=make_account(session, Role.ORGANISER, units["stranger"], "Phạm Anh Tuấn"),
    )


def _units(session: Session) -> dict[str, Any]:
    central = make_unit(session, "TW", "Trung ương Đoàn", kind="trung ương", level=1)
    province = make_unit(
        session, "TINH", "Tỉnh đoàn Trà Vinh", parent=central, kind="tỉnh đoàn", level=2
    )
    return {
        "central": central,
        "province": province,
        "bureau": make_unit(session, "VP", "Văn phòng", parent=province, kind="văn phòng", level=2),
        "host": make_unit(session, "CN", "Huyện đoàn Cầu Ngang", parent=province),
        "called": make_unit(session, "CL", "Huyện đoàn Càng Long", parent=province),
        "other": make_unit(session, "TC", "Huyện đoàn Trà Cú", parent=province),
        "stranger": make_unit(session, "TH", "Tỉnh đoàn Thanh Hoá", kind="tỉnh đoàn", level=2),
    }


def _series(convenor: Unit) -> Series:
    return Series(
        code="GB-2026",
        title="Giao ban chuyên đề năm 2026",
        year=2026,
        convenor_id=convenor.id,
        changed_at=NOW,
    )


def _door(session: Session, meeting: Meeting) -> dict[str, Any]:
    door = keep(
        session,
        Door(meeting_id=meeting.id, name="Cửa 1", opened_at=NOW, expires_at=at("23:00")),
    )
    device = keep(session, Device(door_id=door.id, label="Máy 1", paired_at=NOW))
    return {"door": door, "device": device}


def _campaign(session: Session, convenor: Unit, unit: Unit) -> dict[str, Any]:
    campaign = make_campaign(session, convenor)
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
    came = {"received_on": NOW.date(), "received_by": "Trần Quang Minh"}
    return {
        "campaign": campaign,
        "level": level,
        "exemption": keep(session, exemption),
        "duty": make_duty(session, level, unit, **came),
        "milestone": make_milestone(session, campaign, date(2026, 3, 16), "Xin ý kiến cấp uỷ"),
    }


def _cluster_member(session: Session, keeper: Unit, unit: Unit) -> ClusterMember:
    cluster = keep(session, Cluster(name="Cụm phía nam", unit_id=keeper.id))
    return keep(session, ClusterMember(cluster_id=cluster.id, unit_id=unit.id))
