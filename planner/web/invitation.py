"""Thành phần."""

from flask import Blueprint

bp = Blueprint("invitation", __name__)
personal = Blueprint("personal", __name__)
