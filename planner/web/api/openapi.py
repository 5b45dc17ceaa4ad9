"""The description of the public API, in OpenAPI 3.1, made of what stands beside its routes."""

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from planner.web.api import attendance_described, meeting_described
from planner.web.api.shapes import ERROR, answer
from planner.web.context import open_to, settings

bp = Blueprint("api_openapi", __name__, url_prefix="/api/v1")

VERSION = "1"  # grows when something that was told is told no more


@bp.get("/openapi.json")
@open_to("anybody")
def show() -> ResponseReturnValue:
    """The whole public API, for people and programs that make clients."""
    return jsonify(document(settings().base_url))


def document(base_url: str) -> dict[str, Any]:
    """The description of the API that stands at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sổ họp: API",
            "version": VERSION,
            "description": "Cuộc họp cho chương trình khác, và điểm danh ở cửa. / Meetings for"
            " other programs, and check-in at doors.",
        },
        "servers": [{"url": base_url}],
        "paths": _itself() | meeting_described.paths() | attendance_described.paths(),
        "components": {
            "schemas": {
                "Error": ERROR,
                **meeting_described.schemas(),
                **attendance_described.schemas(),
            },
            "securitySchemes": _tokens(),
        },
    }


def _itself() -> dict[str, Any]:
    told = answer("Bản mô tả này. / This description.", {"type": "object"})
    return {
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "describeApi",
                "summary": "Mô tả API / The description",
                "security": [],
                "responses": {"200": told},
            }
        }
    }


def _tokens() -> dict[str, Any]:
    words = {
        "apiToken": "Mã của một tài khoản (`token issue`). / An account's token.",
        "doorToken": "Mã của một thiết bị ở cửa. / The token of a device at a door.",
    }
    return {
        name: {"type": "http", "scheme": "bearer", "description": one}
        for name, one in words.items()
    }
