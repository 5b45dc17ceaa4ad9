"""Where the pages of the year planner hang."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("planning", __name__)
RUN = f"/planning/<int(max={LAST_ID}):run_id>"
SESSION = f"/series/<int(max={LAST_ID}):series_id>/sessions/<int(max={LAST_ID}):meeting_id>"
MOVED = f"/planning/sessions/<int(max={LAST_ID}):meeting_id>"
