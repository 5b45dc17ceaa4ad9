"""Where the pages of series hang."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("series", __name__, url_prefix="/series")
ONE = f"/<int(max={LAST_ID}):series_id>"
SESSION = f"{ONE}/sessions/<int(max={LAST_ID}):meeting_id>"
