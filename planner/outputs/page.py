"""The HTML of a letter: values in, a page out that needs nothing from anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planner.config import ROOT

_PAGES = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "mail"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A letter for the eye. `changes` are (what, before, now); `picture` is the address of the QR.

    `paragraphs` are lists of lines.
    """

    title: str
    paragraphs: Sequence[Sequence[str]]
    changes: Sequence[tuple[str, str, str]] = ()
    link: str = ""
    link_words: str = ""
    picture: str = ""
    picture_words: str = ""
    code: str = ""
    code_words: str = ""
    notes: Sequence[str] = ()
    before_words: str = ""
    now_words: str = ""


def body(page: Page) -> str:
    """What stands between the tags of the body; every value is escaped."""
    return _PAGES.get_template("_letter.html").render(page=page)


def whole(page: Page) -> str:
    """The page as a mail carries it."""
    return _PAGES.get_template("letter.html").render(page=page)
