"""What a cell says: days, telephones, bodies, marks."""

from datetime import date
from typing import Any

import pytest

from planner.domain.directory import Body
from planner.inputs.sheet import read_people
from tests.inputs.sheets import AN, HEAD, workbook


def one(head: str, cell: Any) -> Any:
    """The first person of a list with one more column."""
    listing = read_people(workbook([*HEAD, head], [*AN, cell]))
    assert listing.errors == ()
    return listing.entries[0]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2024, 2, 1), date(2024, 2, 1)),
        ("1/2/2024", date(2024, 2, 1)),
        ("01-02-2024", date(2024, 2, 1)),
        ("1.2.24", date(2024, 2, 1)),
        ("2024-02-01", date(2024, 2, 1)),
        ("ngày 01 tháng 02 năm 2024", date(2024, 2, 1)),
        ("tháng 2/2024", date(2024, 2, 1)),
        ("02/2024", date(2024, 2, 1)),
        (2024, date(2024, 1, 1)),
        (45323, date(2024, 2, 1)),
        ("", None),
    ],
)
def test_days_in_the_ways_they_are_written(cell: object, day: date | None) -> None:
    assert one("Từ ngày", cell).post.from_on == day


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31/12/2025", date(2026, 1, 1)),
        ("12/2025", date(2026, 1, 1)),
        (2025, date(2026, 1, 1)),
        ("nay", None),
    ],
)
def test_until_a_day_is_to_the_day_after(cell: object, day: date | None) -> None:
    assert one("Đến ngày", cell).post.to_on == day


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (912345678, "0912345678"),
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912 345 678"),
        ("+84 912 345 678", "+84 912 345 678"),
        (2943862123, "02943862123"),
        ("'0912345678", "0912345678"),
        ("không có", ""),
    ],
)
def test_telephones_keep_their_nought(cell: object, phone: str) -> None:
    assert one("Điện thoại", cell).phone == phone


@pytest.mark.parametrize(
    ("head", "cell", "body"),
    [
        ("Ban chấp hành", "x", Body.BCH),
        ("Tham gia", "Ban Thường vụ", Body.BTV),
        ("Tham gia", "UV BCH", Body.BCH),
        ("Tham gia", "Thường trực", Body.TT),
        ("Tham gia", "UBKT", Body.UBKT),
        ("Tham gia", "", None),
    ],
)
def test_bodies_by_name_or_by_a_mark(head: str, cell: str, body: Body | None) -> None:
    assert one(head, cell).post.body == body


@pytest.mark.parametrize(
    ("head", "cell", "said"),
    [
        ("Chuyên trách", "x", True),
        ("Chuyên trách", True, True),
        ("Chuyên trách", "kiêm nhiệm", False),
        ("Chuyên trách", "", None),
        ("Kiêm nhiệm", "x", False),
    ],
)
def test_full_time_by_a_mark(head: str, cell: object, said: bool | None) -> None:
    assert one(head, cell).post.is_full_time == said
