"""The outbox."""

from flask import Blueprint

bp = Blueprint("notice", __name__, url_prefix="/outbox")
