"""Where the pages of units and people hang."""

from flask import Blueprint

bp = Blueprint("directory", __name__)
