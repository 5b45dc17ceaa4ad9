"""What a letter to a unit says of several deeds at once."""

from typing import Any

import pytest
from flask import Flask

from planner.messages.notice import letter_words

MEETING: dict[str, Any] = {
    "id": 7,
    "title": "Giao ban kỳ 2",
    "starts_at": "2026-12-01T00:30:00+00:00",
    "ends_at": "2026-12-01T04:00:00+00:00",
    "time_words": "",
    "window_start": None,
    "window_end": None,
    "place": "Phòng họp 1",
    "reason": "Trùng lịch",
}


def words(app: Flask, *deeds: str) -> str:
    with app.test_request_context():
        return letter_words({"what": list(deeds), "meeting": MEETING}, "http://vidu")[1]


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("cancelled", "Cuộc họp huỷ."),
        ("postponed", "Cuộc họp hoãn."),
        ("released", "Đơn vị của đồng chí thôi đăng cai cuộc họp này."),
    ],
)
def test_what_was_called_off_is_not_said_to_be_the_version_in_use(
    app: Flask, end: str, sentence: str
) -> None:
    assert words(app, "changed", "confirmed", end).splitlines()[0] == sentence


def test_deeds_that_go_on_are_all_told(app: Flask) -> None:
    assert words(app, "changed", "confirmed").splitlines()[:2] == [
        "Thời gian, nơi họp hoặc nội dung đã đổi; dưới đây là bản đang dùng.",
        "Cuộc họp đã chốt.",
    ]


def test_who_never_heard_of_a_meeting_reads_first_that_it_was_theirs(app: Flask) -> None:
    assert words(app, "booked", "changed", "cancelled").splitlines()[:2] == [
        "Đơn vị của đồng chí được giao đăng cai cuộc họp này.",
        "Cuộc họp huỷ.",
    ]
