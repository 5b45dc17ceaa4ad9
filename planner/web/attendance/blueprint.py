"""Where the pages of doors and the ledger hang: on one meeting, or on the whole office."""

from flask import Blueprint

from planner.store.base import LAST_ID

bp = Blueprint("attendance", __name__, url_prefix=f"/meetings/<int(max={LAST_ID}):meeting_id>")
over_years = Blueprint("attendance_years", __name__, url_prefix="/attendance")
