"""Calendar feeds."""

from flask import Blueprint

bp = Blueprint("feed", __name__, url_prefix="/feeds")
public = Blueprint("calendar", __name__)
