"""Calendars: what phones and mail programs are told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Calendar

from planner.domain.text import one_line, paragraphs
from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan
from planner.outputs import ics
from planner.outputs.ics import CalendarEntry, CalendarHead

GOLDEN = Path(__file__).parent / "golden"
HEAD = CalendarHead("Lịch Tỉnh đoàn Trà Vinh", "Hội nghị, giao ban của các đơn vị trực thuộc")
HOURS = TimeSpan(datetime(2026, 6, 18, 0, 30, tzinfo=UTC), datetime(2026, 6, 18, 4, 30, tzinfo=UTC))
MEETING = CalendarEntry(
    uid="meeting-7@so-hop.example",
    sequence=2,
    changed_at=datetime(2026, 3, 5, 2, 15, 30, tzinfo=UTC),
    status="confirmed",
    precision=Precision.MINUTE,
    title="Giao ban cụm 3; quý II, năm 2026",
    span=HOURS,
    words="07g30 thứ Năm, 18/6/2026",
    location="Hội trường A, Huyện ủy Cầu Ngang",
    description=("Đơn vị triệu tập: Tỉnh đoàn", "Đơn vị đăng cai: Huyện đoàn Cầu Ngang"),
    url="https://so-hop.example/meetings/7",
    categories=("Giao ban", "Chuyên đề 1, 2"),
)
WINDOW = replace(
    MEETING,
    uid="meeting-8@so-hop.example",
    status="tentative",
    precision=Precision.WINDOW,
    title="Giao ban quý II",
    span=None,
    window=DateWindow(date(2026, 6, 16), date(2026, 6, 30)),
    words="nửa cuối tháng 6/2026",
)
MORNING = replace(
    MEETING,
    uid="meeting-9@so-hop.example",
    precision=Precision.SESSION,
    title="Hội nghị Ban Chấp hành mở rộng",
    span=None,
    window=DateWindow(date(2026, 4, 11), date(2026, 4, 11)),
    part=DayPart.MORNING,
    words="sáng thứ Bảy, 11/4/2026",
)
DAY = replace(
    MEETING,
    uid="meeting-10@so-hop.example",
    precision=Precision.DAY,
    title="Sơ kết giữa nhiệm kỳ",
    span=None,
    window=DateWindow(date(2026, 8, 12), date(2026, 8, 13)),
    words="12–13/8/2026",
)
DEADLINE = replace(
    MEETING,
    uid="meeting-11@so-hop.example",
    precision=Precision.DEADLINE,
    title="Hội nghị cấp huyện",
    span=None,
    window=DateWindow(date(2026, 4, 15), date(2026, 4, 15)),
    strict_before=True,
    words="trước ngày 15/4/2026",
)
CANCELLED = replace(MEETING, uid="meeting-12@so-hop.example", status="cancelled", sequence=3)
POSTPONED = replace(WINDOW, uid="meeting-13@so-hop.example", status="postponed", sequence=3)
EVERY_KIND = [MEETING, WINDOW, MORNING, DAY, DEADLINE, CANCELLED, POSTPONED]

vietnamese = st.text(
    st.sampled_from("aăâđêôơưẾộẵỷ Ngọcuvn\\,;:\"'\n\t😀🇻🇳e\u0301\u0323o\u031b\u0300\x00\u2028")
    | st.characters(exclude_categories=["Cs"])
)


def shown(entry: CalendarEntry) -> Any:
    """The entry as another program reads it from a file."""
    whole = Calendar.from_ical(ics.calendar(HEAD, [entry]))
    (event,) = whole.walk("VEVENT")
    return event


def lines_of(entry: CalendarEntry) -> list[str]:
    text = ics.calendar(HEAD, [entry]).decode().replace("\r\n ", "")
    return text.partition("BEGIN:VEVENT\r\n")[2].partition("END:VEVENT")[0].split("\r\n")


def blocks(entries: list[CalendarEntry]) -> list[ics.Block]:
    return [made for entry in entries if (made := ics.block(entry)) is not None]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("feed.ics", ics.calendar(HEAD, EVERY_KIND)),
        ("download.ics", ics.download(MEETING)),
        ("empty.ics", ics.calendar(CalendarHead("Lịch Thị đoàn Duyên Hải"), [])),
    ],
)
def test_calendar_is_the_golden_file_byte_for_byte(name: str, made: bytes) -> None:
    assert made == (GOLDEN / name).read_bytes()


def test_icalendar_writes_the_same_bytes() -> None:
    made = ics.calendar(HEAD, EVERY_KIND)
    assert Calendar.from_ical(made).to_ical() == made


def test_calendar_is_the_same_in_whatever_order_its_entries_come() -> None:
    made = ics.calendar(HEAD, EVERY_KIND)
    assert ics.calendar(HEAD, reversed(EVERY_KIND)) == made


def test_calendar_begins_with_what_begins_first() -> None:
    found = Calendar.from_ical(ics.calendar(HEAD, EVERY_KIND)).walk("VEVENT")
    assert [str(event["UID"]).split("@")[0] for event in found] == [
        f"meeting-{number}" for number in (9, 11, 13, 8, 12, 7, 10)
    ]


def test_vobject_reads_every_entry() -> None:
    whole = vobject.readOne(ics.calendar(HEAD, EVERY_KIND).decode())
    assert {event.uid.value: event.summary.value for event in whole.vevent_list} == {
        MEETING.uid: "Giao ban cụm 3; quý II, năm 2026",
        WINDOW.uid: "[Dự kiến] Giao ban quý II",
        MORNING.uid: "Hội nghị Ban Chấp hành mở rộng",
        DAY.uid: "Sơ kết giữa nhiệm kỳ",
        DEADLINE.uid: "Trước 15/4: Hội nghị cấp huyện",
        CANCELLED.uid: "[ĐÃ HUỶ] Giao ban cụm 3; quý II, năm 2026",
        POSTPONED.uid: "[HOÃN] Giao ban quý II",
    }
    hours = next(event for event in whole.vevent_list if event.uid.value == MEETING.uid)
    assert (hours.dtstart.value, hours.dtend.value) == (HOURS.start, HOURS.end)


def test_exact_meeting_has_its_hours_on_the_offices_clock() -> None:
    assert lines_of(MEETING) == [
        r"SUMMARY:Giao ban cụm 3\; quý II\, năm 2026",
        "DTSTART;TZID=Asia/Ho_Chi_Minh:20260618T073000",
        "DTEND;TZID=Asia/Ho_Chi_Minh:20260618T113000",
        "DTSTAMP:20260305T021530Z",
        "UID:meeting-7@so-hop.example",
        "SEQUENCE:2",
        r"CATEGORIES:Giao ban,Chuyên đề 1\, 2",
        r"DESCRIPTION:Đơn vị triệu tập: Tỉnh đoàn\nĐơn vị đăng cai: Huyện đoàn Cầu Ngang"
        r"\nhttps://so-hop.example/meetings/7",
        "LAST-MODIFIED:20260305T021530Z",
        r"LOCATION:Hội trường A\, Huyện ủy Cầu Ngang",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://so-hop.example/meetings/7",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "",
    ]


def facts(entry: CalendarEntry) -> tuple[object, ...]:
    event = shown(entry)
    return (
        event.decoded("DTSTART"),
        event.decoded("DTEND"),
        event["STATUS"],
        event["TRANSP"],
        event["X-MICROSOFT-CDO-BUSYSTATUS"],
        event["SUMMARY"],
        event["DESCRIPTION"].splitlines()[0],
    )


def test_window_covers_its_days_without_taking_anybodys_time() -> None:
    assert facts(WINDOW) == (
        date(2026, 6, 16),
        date(2026, 7, 1),
        "TENTATIVE",
        "TRANSPARENT",
        "FREE",
        "[Dự kiến] Giao ban quý II",
        "Thời gian dự kiến: nửa cuối tháng 6/2026, chưa chốt ngày",
    )


def test_window_is_never_confirmed() -> None:
    assert facts(replace(WINDOW, status="confirmed")) == facts(WINDOW)


def test_window_longer_than_a_month_shows_its_first_day_only() -> None:
    quarter = replace(WINDOW, window=DateWindow(date(2026, 4, 1), date(2026, 6, 30)))
    assert facts(quarter)[:2] == (date(2026, 4, 1), date(2026, 4, 2))


def test_window_of_a_month_is_no_long_one() -> None:
    may = replace(WINDOW, window=DateWindow(date(2026, 5, 1), date(2026, 5, 31)))
    assert facts(may)[:2] == (date(2026, 5, 1), date(2026, 6, 1))


def test_held_meeting_of_which_only_the_month_is_known_says_no_more() -> None:
    assert facts(replace(WINDOW, status="held"))[2:] == (
        "CONFIRMED",
        "TRANSPARENT",
        "FREE",
        "Giao ban quý II",
        "Thời gian: nửa cuối tháng 6/2026",
    )


def test_session_takes_the_usual_hours_and_says_that_they_are_not_fixed() -> None:
    start = datetime(2026, 4, 11, 0, 30, tzinfo=UTC)
    assert facts(MORNING) == (
        start,
        start + timedelta(hours=4),
        "CONFIRMED",
        "OPAQUE",
        "BUSY",
        "Hội nghị Ban Chấp hành mở rộng",
        "Thời gian: sáng thứ Bảy, 11/4/2026, giờ chưa chốt: lịch ghi giờ thường lệ của buổi",
    )
    assert facts(replace(MORNING, span=HOURS))[0] == HOURS.start


def test_days_without_hours_are_all_day() -> None:
    assert facts(DAY) == (
        date(2026, 8, 12),
        date(2026, 8, 14),
        "CONFIRMED",
        "TRANSPARENT",
        "FREE",
        "Sơ kết giữa nhiệm kỳ",
        "Thời gian: 12–13/8/2026, giờ chưa chốt",
    )


def test_day_given_as_a_span_ends_before_midnight() -> None:
    whole_day = TimeSpan(
        datetime(2026, 8, 11, 17, tzinfo=UTC), datetime(2026, 8, 12, 17, tzinfo=UTC)
    )
    entry = replace(DAY, window=None, span=whole_day)
    assert facts(entry)[:2] == (date(2026, 8, 12), date(2026, 8, 13))


def test_deadline_says_in_its_name_what_its_day_means() -> None:
    assert facts(DEADLINE) == (
        date(2026, 4, 15),
        date(2026, 4, 16),
        "CONFIRMED",
        "TRANSPARENT",
        "FREE",
        "Trước 15/4: Hội nghị cấp huyện",
        "Thời hạn: trước ngày 15/4/2026",
    )
    by_then = replace(DEADLINE, strict_before=False, status="tentative")
    assert facts(by_then)[5:] == (
        "[Dự kiến] Chậm nhất 15/4: Hội nghị cấp huyện",
        "Thời hạn dự kiến: trước ngày 15/4/2026",
    )


def test_tentative_hours_are_shown_as_such() -> None:
    assert facts(replace(MEETING, status="tentative"))[2:] == (
        "TENTATIVE",
        "OPAQUE",
        "TENTATIVE",
        "[Dự kiến] Giao ban cụm 3; quý II, năm 2026",
        "Thời gian dự kiến: 07g30 thứ Năm, 18/6/2026",
    )


def test_cancelled_meeting_stays_and_frees_its_hours() -> None:
    assert facts(CANCELLED)[2:] == (
        "CANCELLED",
        "TRANSPARENT",
        "FREE",
        "[ĐÃ HUỶ] Giao ban cụm 3; quý II, năm 2026",
        "Đã huỷ. Thời gian cũ: 07g30 thứ Năm, 18/6/2026.",
    )


def test_postponed_meeting_is_cancelled_and_never_tentative() -> None:
    assert facts(replace(MEETING, status="postponed", words=""))[2:] == (
        "CANCELLED",
        "TRANSPARENT",
        "FREE",
        "[HOÃN] Giao ban cụm 3; quý II, năm 2026",
        "Hoãn, chưa có ngày mới.",
    )


def test_postponed_meeting_that_awaits_a_word_keeps_its_old_day() -> None:
    awaiting = replace(MEETING, status="postponed", precision=Precision.UNKNOWN)
    assert facts(awaiting)[:3] == (date(2026, 6, 18), date(2026, 6, 19), "CANCELLED")


@pytest.mark.parametrize("precision", [Precision.UNKNOWN, Precision.RECURRING])
def test_meeting_without_a_day_is_left_out(precision: Precision) -> None:
    entry = replace(MEETING, precision=precision)
    assert ics.download(entry) is None
    assert ics.calendar(HEAD, [entry]) == ics.calendar(HEAD, [])


@pytest.mark.parametrize("precision", [Precision.MINUTE, Precision.WINDOW, Precision.UNKNOWN])
def test_cancelled_meeting_that_never_had_a_day_is_left_out(precision: Precision) -> None:
    assert ics.download(replace(CANCELLED, precision=precision, span=None)) is None


def test_empty_texts_leave_no_empty_lines() -> None:
    bare = replace(
        MEETING, words="", location=" \n", description=(), url="", categories=("", "\x00")
    )
    names = {line.partition(":")[0].partition(";")[0] for line in lines_of(bare)}
    assert not names & {"LOCATION", "DESCRIPTION", "URL", "CATEGORIES"}


def test_feed_holds_nothing_that_makes_it_an_invitation_or_rings() -> None:
    text = ics.calendar(HEAD, EVERY_KIND).decode()
    for name in ("METHOD", "ORGANIZER", "ATTENDEE", "VALARM"):
        assert name not in text


def test_name_of_a_calendar_is_escaped_like_every_text() -> None:
    text = ics.calendar(CalendarHead("Khối A, B; C\\n\nvà D"), []).decode()
    names = [line for line in text.split("\r\n") if "NAME:Kh" in line]
    assert names == [rf"{key}:Khối A\, B\; C\\n và D" for key in ("NAME", "X-WR-CALNAME")]


def test_first_event_stands_near_the_top() -> None:
    lines = ics.calendar(HEAD, EVERY_KIND).split(b"\r\n")
    assert lines.index(b"BEGIN:VEVENT") < 25


def test_long_description_is_cut_at_a_space_and_keeps_its_link() -> None:
    entry = replace(MEETING, description=("Nội dung " * 400,))
    text = shown(entry)["DESCRIPTION"]
    assert len(text) <= 2_000
    assert text.endswith("Nội dung…\nhttps://so-hop.example/meetings/7")


def test_long_word_is_cut_where_it_must_be() -> None:
    entry = replace(MEETING, url="", description=("a" * 3_000,))
    assert shown(entry)["DESCRIPTION"] == "a" * 1_999 + "…"


def test_link_that_already_stands_in_the_description_is_not_doubled() -> None:
    entry = replace(MEETING, description=("Xem", MEETING.url, "Hết"))
    assert shown(entry)["DESCRIPTION"] == f"Xem\n{MEETING.url}\nHết"


def test_nearest_keeps_what_is_closest_to_the_moment() -> None:
    moment = datetime(2026, 6, 20, tzinfo=UTC)
    kept = ics.nearest(blocks([DAY, MEETING, MORNING, WINDOW]), moment, most=2)
    assert [one.uid for one in kept] == [MEETING.uid, WINDOW.uid]


def test_nearest_stops_before_the_file_grows_too_large() -> None:
    moment = datetime(2026, 6, 20, tzinfo=UTC)
    first = ics.block(MEETING)
    assert first is not None
    kept = ics.nearest(blocks([DAY, MEETING, WINDOW]), moment, most_bytes=len(first.text) + 1)
    assert kept == [first]


@given(vietnamese)
def test_summary_is_read_back_as_it_was_cleaned(title: str) -> None:
    entry = replace(MEETING, title=f"x{title}")
    assert shown(entry)["SUMMARY"] == one_line(f"x{title}")


@given(st.lists(vietnamese, max_size=4).map(tuple))
def test_description_is_read_back_as_it_was_cleaned(lines: tuple[str, ...]) -> None:
    entry = replace(MEETING, description=lines, url="")
    assert shown(entry).get("DESCRIPTION", "") == paragraphs("\n".join(lines))


@given(vietnamese, vietnamese)
def test_lines_are_short_and_break_between_letters(title: str, line: str) -> None:
    entry = replace(MEETING, title=title * 3, description=(line * 5,), location=line)
    made = ics.download(entry)
    assert made is not None
    assert made.endswith(b"END:VCALENDAR\r\n")
    for written in made.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(written) <= 75
        assert not any(byte < 0x20 or byte == 0x7F for byte in written)
        written.decode()


@given(vietnamese)
def test_decomposed_text_gives_the_same_bytes(title: str) -> None:
    composed, decomposed = f"Hội nghị {title}", f"Hô\u0323i nghi\u0323 {title}"
    assert ics.download(replace(MEETING, title=composed)) == ics.download(
        replace(MEETING, title=decomposed)
    )


@given(vietnamese, vietnamese, st.lists(vietnamese, max_size=2).map(tuple))
def test_icalendar_writes_the_same_lines(title: str, place: str, lines: tuple[str, ...]) -> None:
    """It may fold elsewhere: ours never breaks an escape. A backslash before an N it loses."""
    assume(not any("\\N" in text for text in (title, place, *lines)))
    made = ics.calendar(HEAD, [replace(MEETING, title=title, location=place, description=lines)])
    theirs = Calendar.from_ical(made).to_ical()
    assert made.replace(b"\r\n ", b"") == theirs.replace(b"\r\n ", b"")


def test_a_backslash_before_an_n_is_no_line_break() -> None:
    made = ics.calendar(HEAD, [replace(MEETING, title="Mục C:\\Nội dung\\nháp")])
    assert str(vobject.readOne(made.decode()).vevent.summary.value) == "Mục C:\\Nội dung\\nháp"


@pytest.mark.parametrize("text", ["\\" * 200, "a" + "\\" * 200, ";," * 100, "x\n" * 60])
def test_no_line_breaks_inside_an_escape(text: str) -> None:
    made = ics.download(replace(MEETING, description=(text,)))
    assert made is not None
    for line in made.split(b"\r\n "):
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0
