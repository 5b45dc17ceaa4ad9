"""Pages of venues and halls."""

from flask import Blueprint

bp = Blueprint("venue", __name__, url_prefix="/venues")
