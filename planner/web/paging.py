"""Long lists, a page at a time."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext

from planner.web.asked import number_asked

FURTHEST = 10_000  # no list of ours has more pages


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list stands on a page, in words, and the addresses of its neighbours."""

    words: str
    back: str | None
    on: str | None

    @property
    def is_alone(self) -> bool:
        return self.back is None and self.on is None


def page_asked() -> int:
    """The number of the page in the address, from 1; what is no such number is the first."""
    return min(number_asked("page", digits=5) or 1, FURTHEST)


def page_of(number: int, size: int, shown: int, *, whole: int | None = None, more: bool) -> Page:
    """The page that shows `shown` rows of `size`; `whole` is the length of the list, if known."""
    first = (number - 1) * size + 1
    last = first + shown - 1
    if whole is None:
        words = gettext("%(first)s–%(last)s", first=first, last=last)
    else:
        words = gettext("%(first)s–%(last)s trên %(whole)s", first=first, last=last, whole=whole)
    back = _address(number - 1) if number > 1 else None
    return Page(words, back, _address(number + 1) if more else None)


def _address(number: int) -> str:
    kept = {name: value for name, value in request.args.items() if name != "page"}
    return f"{request.script_root}{request.path}?{urlencode(kept | {'page': number})}"
