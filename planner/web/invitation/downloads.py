"""Files of others, handed out so that no browser runs them."""

from urllib.parse import quote

from flask import Response, make_response

from planner.store.invitation import MeetingDocument


def handed_out(document: MeetingDocument, content: bytes) -> Response:
    """To be saved, never shown, and read as nothing but what it was taken for."""
    response = make_response(content)
    response.content_type = document.media_type
    name = document.file_name
    plain = name.encode("ascii", "ignore").decode() or "tai-lieu"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
