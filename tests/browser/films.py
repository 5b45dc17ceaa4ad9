"""Films for Chromium's fake camera: pictures of codes, one after another."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFilter

from planner.outputs import qr

FRAME = (640, 480)
SIDE = 240  # pixels of a code in the picture


def film_of(folder: Path, texts: Sequence[str], *, frames: int = 25, blur: float = 0.6) -> Path:
    """An MJPEG file in which each text is shown so many frames; an empty text is a bare wall."""
    path = folder / "camera.mjpeg"
    path.write_bytes(b"".join(_frame(text, blur) * frames for text in texts))
    return path


def camera_arguments(film: Path) -> tuple[str, ...]:
    """What makes Chromium take a film for its camera, without asking anybody."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def _frame(text: str, blur: float) -> bytes:
    wall = Image.new("RGB", FRAME, (150, 145, 140))
    if text:
        code = Image.open(BytesIO(qr.png(text, 8))).convert("RGB").resize((SIDE, SIDE))
        place = ((FRAME[0] - SIDE) // 2, (FRAME[1] - SIDE) // 2)
        wall.paste(code, place)
    out = BytesIO()
    wall.filter(ImageFilter.GaussianBlur(blur)).save(out, "JPEG", quality=85)
    return out.getvalue()
