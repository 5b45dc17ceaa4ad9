"""The ways to campaigns: by what the viewer may do, one by one and in lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select, true
from sqlalchemy.orm import Session, joinedload

from planner.domain.directory import ids_above
from planner.domain.errors import NotFound
from planner.domain.rights import OFFICE_KINDS, Action, Relation, Viewer
from planner.store import directory
from planner.store.campaign.rows import Campaign, CampaignLevel, Exemption, Milestone
from planner.store.directory import Unit, allowed, is_below, is_mine
from planner.store.directory.rows import in_being
from planner.store.session import locked
from planner.store.text import words_asked


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """What a list of campaigns is narrowed to."""

    text: str = ""
    year: int | None = None


class Reached(NamedTuple):
    """A unit that a campaign may reach, as far as its rules need it."""

    id: int
    kind: str


_WITH_UNITS = (
    joinedload(Campaign.convenor),
    joinedload(Campaign.report_to),
    joinedload(Campaign.parent),
)


def campaigns_for(viewer: Viewer, action: Action) -> Select[Campaign]:
    """The campaigns to which the viewer may do this: the one way to a campaign."""
    return select(Campaign).where(allowed(viewer, action, _relations(viewer)))


def _relations(viewer: Viewer) -> dict[Relation, ColumnElement[bool]]:
    """How a campaign must stand to the viewer; an office stands where its unit stands."""
    mine = select(Unit.id).where(is_mine(viewer)).scalar_subquery()
    below = select(Unit.id).where(is_below(viewer))
    return {
        Relation.ANY: true(),
        Relation.CONVENES: Campaign.convenor_id.in_(mine),
        Relation.OVERSEES: Campaign.convenor_id.in_(below),
        Relation.UNDER: Campaign.convenor_id.in_(ids_above(viewer.seat_path)),
    }


def find(
    session: Session, viewer: Viewer, action: Action, campaign_id: int, *, lock: bool = False
) -> Campaign | None:
    """The campaign with the names of its units, if within reach. Locked, its duties are derived
    by one at a time."""
    query = campaigns_for(viewer, action).where(Campaign.id == campaign_id).options(*_WITH_UNITS)
    return session.scalar(locked(query, Campaign) if lock else query)


def get(
    session: Session, viewer: Viewer, action: Action, campaign_id: int, *, lock: bool = False
) -> Campaign:
    """As `find`, or NotFound: out of reach looks like missing."""
    campaign = find(session, viewer, action, campaign_id, lock=lock)
    if campaign is None:
        raise NotFound("campaign")
    return campaign


def get_by_code(session: Session, viewer: Viewer, action: Action, code: str) -> Campaign:
    """As commands name it, or NotFound."""
    query = campaigns_for(viewer, action).where(Campaign.code == code).options(*_WITH_UNITS)
    campaign = session.scalar(query)
    if campaign is None:
        raise NotFound(f"campaign {code}")
    return campaign


def listed(
    session: Session, viewer: Viewer, wanted: CampaignFilter, *, limit: int, offset: int = 0
) -> Sequence[Campaign]:
    """Campaigns that the viewer may see, the latest year first, with their convenors."""
    query = _filtered(viewer, wanted).options(joinedload(Campaign.convenor))
    query = query.order_by(Campaign.year.desc(), Campaign.title, Campaign.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count(session: Session, viewer: Viewer, wanted: CampaignFilter) -> int:
    """How many `listed` would give without a limit."""
    found = _filtered(viewer, wanted).with_only_columns(Campaign.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def years_of(session: Session, viewer: Viewer) -> Sequence[int]:
    """The years in which there are campaigns to see, the latest first."""
    query = campaigns_for(viewer, Action.SEE_CAMPAIGN).with_only_columns(Campaign.year)
    return session.scalars(query.distinct().order_by(Campaign.year.desc())).all()


def _filtered(viewer: Viewer, wanted: CampaignFilter) -> Select[Campaign]:
    query = campaigns_for(viewer, Action.SEE_CAMPAIGN)
    if wanted.year is not None:
        query = query.where(Campaign.year == wanted.year)
    for word in words_asked(wanted.text):  # each begins a word of title or code
        query = query.where((literal(" ") + Campaign.search_key).contains(f" {word}"))
    return query


def convenors_for(session: Session, viewer: Viewer) -> Sequence[Unit]:
    """The units whose campaigns the viewer may lead, those with units of ours below them."""
    return directory.convenors_for(session, viewer, Action.LEAD_CAMPAIGN)


def get_convenor(session: Session, viewer: Viewer, unit_id: int | None) -> Unit:
    """One of `convenors_for`, or NotFound."""
    return directory.get_convenor(session, viewer, Action.LEAD_CAMPAIGN, unit_id)


def offices_of(session: Session, convenor: Unit, day: date) -> list[Unit]:
    """Who may take the reports in: the convenor's own offices that day."""
    query = select(Unit).where(
        Unit.parent_id == convenor.id,
        Unit.kind.in_(OFFICE_KINDS),
        in_being(Unit.from_on, Unit.to_on, day),
    )
    return list(session.scalars(query.order_by(Unit.rank, Unit.sort_key, Unit.id)))


def parents_for(session: Session, convenor: Unit, year: int) -> Sequence[Campaign]:
    """What a campaign of this convenor may answer: campaigns of units above it, near that year."""
    query = select(Campaign).where(
        Campaign.convenor_id.in_(ids_above(convenor.path)), Campaign.year.between(year - 1, year)
    )
    return session.scalars(query.order_by(Campaign.title, Campaign.id)).all()


def units_of(session: Session, convenor: Unit, day: date) -> list[Reached]:
    """The convenor and all units of ours below it that day, offices left out."""
    query = select(Unit.id, Unit.kind).where(
        Unit.path.startswith(convenor.path, autoescape=True),
        ~Unit.is_outside,
        Unit.kind.not_in(OFFICE_KINDS),
        in_being(Unit.from_on, Unit.to_on, day),
    )
    return [Reached(*row) for row in session.execute(query.order_by(Unit.id))]


def kinds_below(session: Session, convenor: Unit) -> list[str]:
    """The kinds of units that there are at and below a convenor."""
    query = select(Unit.kind).where(
        Unit.path.startswith(convenor.path, autoescape=True), ~Unit.is_outside
    )
    return list(session.scalars(query.distinct()))


def units_named(session: Session, convenor: Unit, codes: Collection[str]) -> dict[str, int]:
    """The numbers of units at and below a convenor, by their codes."""
    query = select(Unit.code, Unit.id).where(
        Unit.code.in_(codes), Unit.path.startswith(convenor.path, autoescape=True)
    )
    return {row.code: row.id for row in session.execute(query)}


def levels_of(session: Session, campaign: Campaign) -> Sequence[CampaignLevel]:
    """From the lowest to the convenor's own."""
    query = select(CampaignLevel).where(CampaignLevel.campaign_id == campaign.id)
    return session.scalars(query.order_by(CampaignLevel.ordinal)).all()


def get_level(session: Session, campaign: Campaign, level_id: int) -> CampaignLevel:
    """One level of this campaign, or NotFound."""
    query = select(CampaignLevel).where(
        CampaignLevel.campaign_id == campaign.id, CampaignLevel.id == level_id
    )
    level = session.scalar(query)
    if level is None:
        raise NotFound("level")
    return level


def exemptions_of(session: Session, campaign: Campaign) -> Sequence[Exemption]:
    """In the order in which they are read."""
    query = select(Exemption).where(Exemption.campaign_id == campaign.id)
    return session.scalars(query.order_by(Exemption.place, Exemption.id)).all()


def get_exemption(session: Session, campaign: Campaign, exemption_id: int) -> Exemption:
    """One exemption of this campaign, or NotFound."""
    query = select(Exemption).where(
        Exemption.campaign_id == campaign.id, Exemption.id == exemption_id
    )
    exemption = session.scalar(query)
    if exemption is None:
        raise NotFound("exemption")
    return exemption


def unit_names(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """The names of these units, by number."""
    query = select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids))
    return {row.id: row.name for row in session.execute(query)}


def unit_codes(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """The codes of these units, by number."""
    query = select(Unit.id, Unit.code).where(Unit.id.in_(unit_ids))
    return {row.id: row.code for row in session.execute(query)}


def milestones_of(session: Session, campaign: Campaign) -> Sequence[Milestone]:
    """By their days, those that wait for a word last."""
    query = select(Milestone).where(Milestone.campaign_id == campaign.id)
    order = (Milestone.window_start.nulls_last(), Milestone.window_end, Milestone.id)
    return session.scalars(query.order_by(*order)).all()


def milestones_of_meeting(session: Session, meeting_id: int) -> Sequence[Milestone]:
    """Those of a meeting that the caller has found to be within reach."""
    query = select(Milestone).where(Milestone.meeting_id == meeting_id)
    order = (Milestone.window_start.nulls_last(), Milestone.window_end, Milestone.id)
    return session.scalars(query.order_by(*order)).all()


def get_milestone(session: Session, campaign: Campaign, milestone_id: int) -> Milestone:
    """One milestone of this campaign, or NotFound."""
    query = select(Milestone).where(
        Milestone.campaign_id == campaign.id, Milestone.id == milestone_id
    )
    milestone = session.scalar(query)
    if milestone is None:
        raise NotFound("milestone")
    return milestone
