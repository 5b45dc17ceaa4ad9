"""Which language a page speaks: the one chosen on this machine, else Vietnamese."""

from flask import Response, has_request_context, request

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
NAME = "lang"  # of the parameter that chooses, and of the cookie that remembers
A_YEAR = 365 * 24 * 3600  # seconds


def chosen_language() -> str:
    """A code of LANGUAGES; outside a request (mail, commands) Vietnamese."""
    if not has_request_context():
        return "vi"
    return _chosen_now() or _known(request.cookies.get(NAME)) or "vi"


def remember_language(response: Response) -> Response:
    """Keep a choice that this request made; only pages speak, so calendars bring no cookie."""
    chosen = _chosen_now()
    if chosen and response.mimetype == "text/html":
        response.set_cookie(NAME, chosen, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


def _chosen_now() -> str | None:
    return _known(request.args.get(NAME))


def _known(code: str | None) -> str | None:
    return code if code in LANGUAGES else None
