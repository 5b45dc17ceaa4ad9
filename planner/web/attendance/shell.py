"""The shell of the door's page: the files that a device keeps to open it without the network."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from planner.config import ROOT

STATIC = ROOT / "static"
PATTERNS = (
    "css/*.css",
    "img/*.svg",
    "img/door-*.png",
    "js/theme.js",
    "js/door/*.js",
    "vendor/bootstrap/dist/css/bootstrap.min.css",
    "vendor/idb/build/index.js",
    "vendor/zxing-wasm/dist/es/**/*.js",
    "vendor/zxing-wasm/dist/reader/*.wasm",
    "vendor/@expo-google-fonts/be-vietnam-pro/*/*.ttf",
    "vendor/@expo-google-fonts/hanken-grotesk/*/*.ttf",
)
NOT_KEPT = {"worker.js", "print.css", "wall.css", "kiosk.css", "planning.css"}


def files() -> list[str]:
    """Their paths below static/, in order."""
    found = {path for pattern in PATTERNS for path in STATIC.glob(pattern)}
    kept = (path for path in found if path.name not in NOT_KEPT)
    return sorted(path.relative_to(STATIC).as_posix() for path in kept)


def version(page: str) -> str:
    """Another one for every change of a file or of the page's text. 16 hex digits."""
    marks = [(name, _mark(STATIC / name)) for name in files()]
    return sha256(repr((page, marks)).encode()).hexdigest()[:16]


def _mark(path: Path) -> str:
    known = path.stat()
    return _hash(path, known.st_mtime_ns, known.st_size)


@cache
def _hash(path: Path, _changed: int, _size: int) -> str:
    """Read once, and again when the file changed."""
    return sha256(path.read_bytes()).hexdigest()
