"""Pages of units and people."""

from flask import Blueprint

bp = Blueprint("directory", __name__)
