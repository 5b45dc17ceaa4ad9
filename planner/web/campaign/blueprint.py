"""Where the pages of campaigns hang."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("campaign", __name__, url_prefix="/campaigns")
ONE = f"/<int(max={LAST_ID}):campaign_id>"
LEVEL = f"{ONE}/levels/<int(max={LAST_ID}):level_id>"
EXEMPTION = f"{ONE}/exemptions/<int(max={LAST_ID}):exemption_id>"
MILESTONE = f"{ONE}/milestones/<int(max={LAST_ID}):milestone_id>"
DUTY = f"/duties/<int(max={LAST_ID}):duty_id>"
