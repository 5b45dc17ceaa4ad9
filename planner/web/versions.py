"""Answers that are asked for again and again: each with its version, 304 while that is known."""

from flask import Response, request


def unchanged(version: str) -> Response | None:
    """What to answer whoever has this version already; None for others."""
    return tagged(Response(status=304), version) if version in request.if_none_match else None


def tagged(page: Response, version: str) -> Response:
    """The page with its version; private, and asked about each time."""
    page.set_etag(version)
    page.headers["Cache-Control"] = "private, no-cache"
    return page
