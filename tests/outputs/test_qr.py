"""QR codes: a real reader must read them."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from planner.outputs import qr

PERSONAL = "HTTPS://SOHOP.EXAMPLE.VN/V/0123456789BCFGHJKLMNPQRSTVXZ"[:58]
SVG = "{http://www.w3.org/2000/svg}"


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def drawn(svg: str, scale: int) -> Image.Image:
    """The boxes of the path, drawn without the code that made them."""
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own
    size = int(root.attrib["viewBox"].split()[2])
    picture = Image.new("L", (size * scale, size * scale), 255)
    for box in root.findall(f"{SVG}path")[1].attrib["d"].split("z"):
        if box:
            start, length = box.removeprefix("M").split("v")[0].split("h")
            x, y = (int(number) * scale for number in start.split())
            picture.paste(0, (x, y, x + int(length) * scale, y + scale))
    return picture


@pytest.mark.parametrize("text", [PERSONAL, "https://sohop.example/lich/aB3_x-9.ics", "Đại biểu"])
def test_png_is_read_by_a_real_reader(text: str) -> None:
    assert read(Image.open(BytesIO(qr.png(text, scale=4)))) == [text]


def test_svg_is_read_by_a_real_reader() -> None:
    assert read(drawn(qr.svg(PERSONAL, "Mã vào cửa"), scale=5)) == [PERSONAL]


@settings(max_examples=25, deadline=None)
@given(st.text("0123456789BCFGHJKLMNPQRSTVXZ", min_size=28, max_size=28), st.integers(2, 9))
def test_every_code_is_read_at_every_size(code: str, scale: int) -> None:
    text = f"HTTPS://SOHOP.VN/V/{code}"
    assert read(Image.open(BytesIO(qr.png(text, scale)))) == [text]


def test_capitals_are_packed_into_version_3() -> None:
    quiet = 2 * qr.QUIET_ZONE
    assert len(PERSONAL) > 50
    assert len(qr.modules("V" * 58)) == 29 + quiet
    assert len(qr.modules("v" * 58)) > 29 + quiet


def test_error_correction_is_medium() -> None:
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(qr.png(PERSONAL))))
    assert found.ec_level == "M"


def test_modules_keep_a_light_zone_of_four_around() -> None:
    rows = qr.modules(PERSONAL)
    edge = [*rows[:4], *rows[-4:], *(row[:4] for row in rows), *(row[-4:] for row in rows)]
    assert not any(dark for line in edge for dark in line)
    assert rows[4][4]


def test_svg_carries_its_name_and_no_style_of_its_own() -> None:
    root = ElementTree.fromstring(qr.svg(PERSONAL, 'Mã của <Hà> & "Lan"'))  # noqa: S314  # our own
    assert root.attrib == {
        "viewBox": "0 0 37 37",
        "role": "img",
        "shape-rendering": "crispEdges",
    }
    assert root.findtext(f"{SVG}title") == 'Mã của <Hà> & "Lan"'
    assert [path.attrib["fill"] for path in root.findall(f"{SVG}path")] == ["#fff", "#000"]
    assert "style" not in qr.svg(PERSONAL, "Mã")


def test_same_text_gives_the_same_picture() -> None:
    made = qr.svg(PERSONAL, "Mã"), qr.png(PERSONAL)
    qr.modules.cache_clear()
    assert (qr.svg(PERSONAL, "Mã"), qr.png(PERSONAL)) == made
