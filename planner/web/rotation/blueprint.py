"""Where the pages of turns hang: under a series, under one of its sessions, under a meeting."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("rotation", __name__)
SERIES = f"/series/<int(max={LAST_ID}):series_id>"
SESSION = f"{SERIES}/sessions/<int(max={LAST_ID}):meeting_id>"
MEETING = f"/meetings/<int(max={LAST_ID}):meeting_id>"
