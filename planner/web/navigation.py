"""What every page shows around its content."""

from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from planner.domain.rights import Action
from planner.domain.text import post_at
from planner.web.language import LANGUAGES, chosen_language

_OWN_ENTRIES = {"year"}  # these have their noun's page beside them, not above
# Nouns that have no entry of their own.
_PART_OF = {"agenda": "series", "planning": "series", "rotation": "series", "topic": "series"}
_OF_PEOPLE = {
    *("people", "person", "add_person", "change_person", "add_post", "end_post", "change_post"),
    *("doubles", "send_sheet", "sheet"),
}


def page_context() -> dict[str, Any]:
    """Values that the base templates stand on."""
    viewer = g.get("viewer")
    search = {"search_url": url_for("today.search")} if viewer else {}
    return search | {
        "nonce": g.get("nonce", ""),
        "viewer": viewer,
        "nav": _entries(),
        "languages": LANGUAGES,
        "language": chosen_language(),
        "post_at": post_at,
    }


def _entries() -> list[tuple[str, str, bool]]:
    """(address, words, whether we are there), of what the viewer may open."""
    viewer = g.get("viewer")
    if viewer is None:
        return []
    entries = [
        (Action.USE_OFFICE, "today.show", _("Hôm nay")),
        (Action.SEE_MEETING, "meeting.year", _("Kế hoạch năm")),
        (Action.SEE_SERIES, "series.index", pgettext("section", "Giao ban")),
        (Action.SEE_MEETING, "meeting.index", pgettext("section", "Cuộc họp")),
        (Action.SEE_CAMPAIGN, "campaign.index", _("Đợt triển khai")),
        (Action.SEE_UNITS, "directory.index", pgettext("section", "Đơn vị")),
        (Action.SEE_VENUES, "venue.index", pgettext("section", "Địa điểm")),
        (Action.SEE_PEOPLE, "directory.people", pgettext("section", "Người")),
        (Action.SEE_BLACKOUTS, "blackout.index", _("Lịch bận")),
        (Action.USE_OFFICE, "holiday.index", _("Ngày nghỉ")),
        (Action.TAKE_FEED, "feed.index", _("Lịch đăng ký")),
        (Action.SEE_OUTBOX, "notice.index", _("Hộp thư đi")),
        (Action.KEEP_ACCOUNTS, "account.index", _("Tài khoản")),
        (Action.SEE_AUDIT, "audit.index", _("Nhật ký")),
    ]
    here = request.endpoint or ""
    section = _section(here)
    return [
        (url_for(endpoint), str(words), endpoint in (here, section))
        for action, endpoint, words in entries
        if viewer.may_ever(action) and endpoint in current_app.view_functions
    ]


def _section(here: str) -> str:
    """The entry that a page deeper in a noun keeps lit."""
    noun, _dot, view = here.partition(".")
    if noun == "directory" and view in _OF_PEOPLE:
        return "directory.people"
    return here if view in _OWN_ENTRIES else f"{_PART_OF.get(noun, noun)}.index"
