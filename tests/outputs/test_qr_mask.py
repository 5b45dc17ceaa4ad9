import pytest
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import lost_point

from planner.outputs import qr
from planner.outputs.qr_mask import MASKS, Square

LINK = "HTTPS://HOP.TINHDOAN.VN/V/0123456789BCFGHJKLMNPQRSTVX"


def drawn(text: str, mask: int) -> list[list[bool | None]]:
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, mask_pattern=mask)
    code.add_data(text, optimize=0)
    code.make()
    modules: list[list[bool | None]] = code.modules
    return modules


@pytest.mark.parametrize("text", ["0", LINK, "webcal://a.vn/lich/" + "x" * 120, "đại biểu " * 60])
def test_a_mask_loses_what_the_library_counts(text: str) -> None:
    squares = [drawn(text, mask) for mask in MASKS]

    assert [Square.of(square).penalty for square in squares] == [lost_point(s) for s in squares]


@pytest.mark.parametrize("end", ["BC", "FG", "HJ", "KL"])
def test_a_code_has_the_mask_that_loses_least(end: str) -> None:
    text, margin = LINK + end, slice(qr.QUIET_ZONE, -qr.QUIET_ZONE)
    made = [list(row[margin]) for row in qr.modules(text)[margin]]

    squares = [drawn(text, mask) for mask in MASKS]
    assert made in squares
    assert lost_point(made) == min(map(lost_point, squares))


def test_a_square_reads_as_it_was_given() -> None:
    assert Square.of([[True, False], [True, True]]).lines == ["10", "11"]
