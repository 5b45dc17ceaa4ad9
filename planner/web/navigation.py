"""What every page shows around its content."""

from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from planner.domain.rights import Action
from planner.web.language import LANGUAGES, chosen_language


def page_context() -> dict[str, Any]:
    """Values that the base templates stand on."""
    return {
        "nonce": g.get("nonce", ""),
        "viewer": g.get("viewer"),
        "nav": _entries(),
        "languages": LANGUAGES,
        "language": chosen_language(),
    }


def _entries() -> list[tuple[str, str, bool]]:
    """(address, words, whether we are there), of what the viewer may open."""
    viewer = g.get("viewer")
    if viewer is None:
        return []
    entries = [
        (Action.USE_OFFICE, "today.show", _("Hôm nay")),
        (Action.SEE_MEETING, "meeting.year", _("Kế hoạch năm")),
        (Action.SEE_SERIES, "series.index", _("Giao ban")),
        (Action.SEE_MEETING, "meeting.index", _("Cuộc họp")),
        (Action.SEE_UNITS, "directory.index", _("Đơn vị")),
        (Action.SEE_VENUES, "venue.index", _("Địa điểm")),
        (Action.SEE_PEOPLE, "directory.people", _("Người")),
        (Action.TAKE_FEED, "feed.index", _("Lịch đăng ký")),
        (Action.SEE_OUTBOX, "notice.index", _("Thư đã gửi")),
        (Action.KEEP_ACCOUNTS, "account.index", _("Tài khoản")),
        (Action.SEE_AUDIT, "audit.index", _("Nhật ký")),
    ]
    here = request.endpoint
    return [
        (url_for(endpoint), str(words), endpoint == here or _same_noun(endpoint, here))
        for action, endpoint, words in entries
        if viewer.may_ever(action) and endpoint in current_app.view_functions
    ]


def _same_noun(endpoint: str, here: str | None) -> bool:
    """A page deeper in a noun keeps the noun's own entry lit."""
    noun, _dot, view = (here or "").partition(".")
    return endpoint == f"{noun}.index" and view not in {"year", "people"}
