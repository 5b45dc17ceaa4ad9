"""Meetings for programs."""

from flask import Blueprint

bp = Blueprint("api_meeting", __name__, url_prefix="/api/v1/meetings")
