"""Where the pages of invitations hang: the office's own, and those that a code opens."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("invitation", __name__)
personal = Blueprint("personal", __name__)
MEETING = f"/meetings/<int(max={LAST_ID}):meeting_id>"
SERIES = f"/series/<int(max={LAST_ID}):series_id>"
CAMPAIGN = f"/campaigns/<int(max={LAST_ID}):campaign_id>"
GROUP = f"/invitees/groups/<int(max={LAST_ID}):group_id>"
RULE = f"/invitees/rules/<int(max={LAST_ID}):rule_id>"
DELEGATE = f"/delegates/<int(max={LAST_ID}):delegate_id>"
PERSON = f"<int(max={LAST_ID}):person_id>"
