"""Campaigns: what units below owe, and the steps on the way."""

from planner.store.campaign.rows import Campaign, CampaignLevel, Duty, Exemption, Milestone

__all__ = ["Campaign", "CampaignLevel", "Duty", "Exemption", "Milestone"]
