"""Doors and attendance."""

from flask import Blueprint

bp = Blueprint("attendance", __name__)
door_bp = Blueprint("door", __name__)
