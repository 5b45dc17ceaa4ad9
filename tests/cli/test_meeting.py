import json

from flask import Flask

from tests.factories import Office


def test_meetings_are_listed_on_the_words_of_the_contract(app: Flask, office: Office) -> None:
    result = app.test_cli_runner().invoke(args=["meeting", "list", "--json"])

    assert (result.exit_code, result.stderr) == (0, "")
    listed = json.loads(result.stdout)
    expected: list[dict[str, object]] = [
        {
            "id": office.meeting.id,
            "code": "GB-2026-1",
            "title": "Giao ban quý I",
            "kind": "briefing",
            "status": "confirmed",
            "start": "2026-01-05T07:30:00+07:00",
            "end": "2026-01-05T17:00:00+07:00",
            "window": None,
            "venue": None,
            "host": {"code": "CN", "name": "Huyện đoàn Cầu Ngang"},
            "convenor": {"code": "TINH", "name": "Tỉnh đoàn Trà Vinh"},
            "topic": None,
            "series": {"code": "GB-2026", "name": "Giao ban chuyên đề năm 2026"},
        }
    ]
    assert [{name: one[name] for name in expected[0]} for one in listed] == expected


def test_without_json_each_meeting_has_a_line(app: Flask, office: Office) -> None:
    result = app.test_cli_runner().invoke(args=["meeting", "list"])

    assert result.stdout == "GB-2026-1\tconfirmed\tGiao ban quý I\n"
