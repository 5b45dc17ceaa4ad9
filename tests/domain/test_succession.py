from datetime import date

import pytest

from planner.domain.directory import (
    HeirFacts,
    SuccessionFacts,
    SuccessionKind,
    codes_in,
    ending_among,
    heirs_in,
    takes_history,
)

SPLIT = SuccessionFacts(
    SuccessionKind.SPLIT, date(2025, 7, 1), ("CN",), (HeirFacts("CN"), HeirFacts("VK"))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TV\nBT", ("TV", "BT")),
        (" TV, BT;TV ", ("TV", "BT")),
        ("TV · Tỉnh đoàn Trà Vinh", ("TV",)),
        (" \n,;", ()),
        ("", ()),
    ],
)
def test_codes_stand_in_lines_or_between_commas(text: str, expected: tuple[str, ...]) -> None:
    assert codes_in(text) == expected


def test_an_heir_is_a_code_or_a_new_unit_with_its_name() -> None:
    lines = ["NT", " XVK ·  Đoàn xã  Vinh Kim ", "", "· không mã"]

    assert heirs_in(lines, "đoàn xã") == (
        HeirFacts("NT"),
        HeirFacts("XVK", "Đoàn xã Vinh Kim", "đoàn xã"),
    )


def test_an_heir_does_not_end() -> None:
    merge = SuccessionFacts(
        SuccessionKind.MERGE, date(2025, 7, 1), ("TV", "BT", "VL"), (HeirFacts("VL"),)
    )

    assert (ending_among(merge), ending_among(SPLIT)) == (("TV", "BT"), ())


def test_the_history_goes_to_the_first_heir_unless_told() -> None:
    assert [takes_history(SPLIT, code) for code in ("CN", "VK")] == [True, False]
