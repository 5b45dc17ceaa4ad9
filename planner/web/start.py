"""The first page of an empty house."""

from flask import Blueprint

bp = Blueprint("start", __name__, url_prefix="/start")
