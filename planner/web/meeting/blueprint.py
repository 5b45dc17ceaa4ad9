"""Where the pages of meetings hang; the addresses begin at the root: /meetings and /year."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("meeting", __name__)
ONE = f"/meetings/<int(max={LAST_ID}):meeting_id>"
