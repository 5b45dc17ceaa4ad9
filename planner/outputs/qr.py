"""QR codes: a text in; a picture for pages (SVG), for mail (PNG) or for paper (modules) out."""

import zlib
from functools import lru_cache
from html import escape
from itertools import groupby
from struct import pack

from qrcode import constants
from qrcode.main import QRCode

from planner.outputs.qr_mask import MASKS, Square

QUIET_ZONE = 4  # light modules around the code, which readers need (ISO/IEC 18004)

Modules = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=1024)
def modules(text: str) -> Modules:
    """The rows of the code, dark is True, its quiet zone included; error correction M.

    Text of capitals, digits and `$%*+-./:` takes the compact mode: 58 of them fit version 3.
    """
    code = _drawn(text, MASKS[0])
    drawn = Square.of(code.modules)
    each = (drawn.turned(turn) for turn in _turns(code.version))
    best = min(each, key=lambda square: square.penalty)
    margin = "0" * QUIET_ZONE
    empty = ["0" * (best.size + 2 * QUIET_ZONE)] * QUIET_ZONE
    rows = [*empty, *(f"{margin}{line}{margin}" for line in best.lines), *empty]
    return tuple(tuple(sign == "1" for sign in row) for row in rows)


@lru_cache(maxsize=40)
def _turns(version: int) -> tuple[Square, ...]:
    """What makes each mask of the first one: the same modules, whatever the code says."""
    first, *others = (Square.of(_drawn("0", mask, version).modules) for mask in MASKS)
    return tuple(first.turned(other) for other in (first, *others))


def _drawn(text: str, mask: int, version: int | None = None) -> QRCode:
    code = QRCode(version, constants.ERROR_CORRECT_M, mask_pattern=mask)
    code.add_data(text, optimize=0)
    code.make(fit=version is None)
    return code


def svg(text: str, title: str) -> str:
    """The code for a page: black on white in every theme, sized by the page, named `title`."""
    rows = modules(text)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{_path(rows)}"/></svg>'
    )


def png(text: str, scale: int = 8) -> bytes:
    """The code for a mail: black on white, `scale` pixels a module, one bit a pixel."""
    rows = modules(text)
    size = len(rows) * scale
    lines = b"".join(_bits(row, scale) * scale for row in rows)
    head = pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _path(rows: Modules) -> str:
    """Each run of dark modules of a row as one flat box."""
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(strokes)


def _bits(row: tuple[bool, ...], scale: int) -> bytes:
    """One line of pixels, its filter byte first; light is 1, and so is the padding."""
    pixels = "".join("0" * scale if dark else "1" * scale for dark in row)
    padded = pixels.ljust(-(-len(pixels) // 8) * 8, "1")
    return b"\0" + int(padded, 2).to_bytes(len(padded) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
