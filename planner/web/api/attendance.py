"""Scans for doors."""

from flask import Blueprint

bp = Blueprint("api_attendance", __name__, url_prefix="/api/v1")
