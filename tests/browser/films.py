"""Films for Chromium's fake camera: pictures of codes, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from planner.outputs import qr

FRAME = (640, 480)
SIDE = 240  # pixels of a code in the picture
WALL = (150, 145, 140)


@dataclass(frozen=True, slots=True)
class Shot:
    """How a code stands before the camera: its side in pixels, turned by degrees, out of focus.

    `smear` is the way, in pixels, that a hand moves within one picture.
    """

    side: int = SIDE
    tilt: float = 0
    blur: float = 0.6
    smear: int = 0


CLEAN = Shot()


def film_of(
    folder: Path, texts: Sequence[str], *, frames: int = 25, shots: Sequence[Shot] = (CLEAN,)
) -> Path:
    """An MJPEG file in which each text is shown so many frames; an empty text is a bare wall.

    The shots come in turn, the last one again and again.
    """
    path = folder / "camera.mjpeg"
    taken = [*shots, *[shots[-1]] * len(texts)]
    pictures = [_frame(text, shot) for text, shot in zip(texts, taken, strict=False)]
    path.write_bytes(b"".join(picture * frames for picture in pictures))
    return path


def camera_arguments(film: Path) -> tuple[str, ...]:
    """What makes Chromium take a film for its camera, without asking anybody."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def _frame(text: str, shot: Shot) -> bytes:
    wall = Image.new("RGB", FRAME, WALL)
    if text:
        code = Image.open(BytesIO(qr.png(text, 8))).convert("RGB").resize((shot.side, shot.side))
        turned = code.rotate(shot.tilt, expand=True, fillcolor=WALL)
        wall.paste(turned, ((FRAME[0] - turned.width) // 2, (FRAME[1] - turned.height) // 2))
    for step in range(1, shot.smear):
        wall = Image.blend(wall, ImageChops.offset(wall, 1, 0), 1 / (step + 1))
    out = BytesIO()
    wall.filter(ImageFilter.GaussianBlur(shot.blur)).save(out, "JPEG", quality=85)
    return out.getvalue()
