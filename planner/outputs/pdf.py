"""Papers as PDF: values in, bytes out, set by typst.

Values reach a paper as data, never as its source, so that a name such as `#panic()` is printed as
it stands.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from planner.config import ROOT
from planner.domain.paper import Letterhead, SignInSheet
from planner.domain.text import one_line

FAMILY = "Tinos"  # the metrics of Times New Roman, which office papers ask for


class FontsMissing(Exception):
    """The folder of fonts lacks the one that papers are set in."""


@dataclass(frozen=True, slots=True)
class Press:
    """Where papers are set: the folder of their typst sources, the folder of fonts."""

    papers: Path
    fonts: Path


OFFICE_PRESS = Press(
    papers=ROOT / "templates" / "paper",
    fonts=ROOT / "static" / "vendor" / "@expo-google-fonts" / "tinos",
)


def sign_in_list(press: Press, sheet: SignInSheet) -> bytes:
    """Danh sách điểm danh; the same sheet gives the same bytes."""
    values = asdict(sheet) | {
        "headcount": sheet.headcount,
        "columns_to_sign": sheet.columns_to_sign,
    }
    values["letterhead"] = {
        "superior": sheet.letterhead.superior,
        "issuer": sheet.letterhead.issuer,
        "dateline": sheet.letterhead.dateline,
    }
    return printed(press, "sign_in_list.typ", values)


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """A letter for who has no address: lines of paragraphs; `picture` is the QR as SVG."""

    title: str
    paragraphs: tuple[tuple[str, ...], ...]
    picture: str
    code: str
    code_words: str
    short: str
    short_words: str


def letters(press: Press, letterhead: Letterhead, code: str, made: Sequence[PaperLetter]) -> bytes:
    """Giấy mời, triệu tập: a page each, in the order given; `code` finds the meeting."""
    head = {
        "superior": letterhead.superior,
        "issuer": letterhead.issuer,
        "dateline": letterhead.dateline,
    }
    sheets = [asdict(one) for one in made]
    values: dict[str, object] = {"letterhead": head, "code": code, "letters": sheets}
    return printed(press, "letters.typ", values)


def printed(press: Press, paper: str, values: dict[str, object]) -> bytes:
    """A paper of the press, its values cleaned.

    A compiler for each: made in a blink, and safe when several are printed at once.
    """
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[press.fonts]
    )
    if FAMILY not in fonts.families():
        raise FontsMissing(str(press.fonts))
    compiler = typst.Compiler(
        press.papers / paper,
        root=press.papers,
        font_paths=fonts,
        sys_inputs={"paper": json.dumps(_clean(values), ensure_ascii=False)},
    )
    printed = compiler.compile(format="pdf")
    if not isinstance(printed, bytes):
        raise TypeError(f"{paper} is not one file")
    return printed


def _clean(value: object) -> object:
    """The same values with every text on one line: NFC, nothing that cannot be printed."""
    match value:
        case str():
            return one_line(value)
        case dict():
            return {key: _clean(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_clean(inner) for inner in value]
    return value
