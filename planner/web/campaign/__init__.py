"""Pages of campaigns: the list, one campaign, ordering it, what a unit does about its part."""

from planner.web.campaign import answering, ordering, pages, steps
from planner.web.campaign.blueprint import bp

__all__ = ["answering", "bp", "ordering", "pages", "steps"]
