"""How sure a time is: shape, line and words of every precision in every status."""

from datetime import date, datetime, time

import pytest

from planner.domain.timespan import (
    HANOI,
    DateWindow,
    DayPart,
    Precision,
    TimeSpan,
    span_of_part,
)
from planner.web.timemarks import (
    Mark,
    Moment,
    day_words,
    days_of,
    hour_words,
    mark_of,
    short_words,
    status_words,
    window_words,
)

DAY = date(2024, 8, 15)  # a Thursday
STATUSES = {
    "tentative": "-tentative",
    "confirmed": "",
    "held": "",
    "postponed": "-postponed",
    "cancelled": "-cancelled",
}


def at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=HANOI)


def exact(status: str = "confirmed", until: datetime | None = None) -> Moment:
    span = TimeSpan(at(DAY, "07:30"), until or at(DAY, "11:30"))
    return Moment(Precision.MINUTE, status, span)


def session(part: DayPart | None, status: str = "confirmed") -> Moment:
    return Moment(Precision.SESSION, status, window=DateWindow(DAY, DAY), part=part)


def window(start: date, end: date, words: str = "") -> Moment:
    return Moment(Precision.WINDOW, "tentative", window=DateWindow(start, end), words=words)


def deadline(span: TimeSpan | None, *, strict: bool) -> Moment:
    days = None if span else DateWindow(date(2024, 8, 1), date(2024, 8, 12))
    return Moment(Precision.DEADLINE, "confirmed", span, days, strict_before=strict)


def due(end: datetime) -> TimeSpan:
    return TimeSpan(at(date(2024, 8, 1), "07:30"), end)


@pytest.mark.parametrize(("status", "suffix"), STATUSES.items())
@pytest.mark.parametrize(
    ("moment", "symbol"),
    [
        (exact(), "exact"),
        (session(DayPart.MORNING), "morning"),
        (session(DayPart.AFTERNOON), "afternoon"),
        (session(DayPart.EVENING), "evening"),
        (session(DayPart.WHOLE_DAY), "allday"),
        (Moment(Precision.DAY, "", window=DateWindow(DAY, DAY)), "allday"),
        (window(date(2024, 11, 1), date(2024, 11, 30)), "window"),
        (deadline(None, strict=True), "deadline"),
        (Moment(Precision.RECURRING, ""), "allday"),
        (Moment(Precision.RECURRING, "", part=DayPart.MORNING), "morning"),
    ],
)
def test_shape_says_how_exact_and_line_how_sure(
    moment: Moment, symbol: str, status: str, suffix: str
) -> None:
    in_status = Moment(
        moment.precision, status, moment.span, moment.window, moment.part, moment.words
    )

    mark = mark_of(in_status)

    assert (mark.symbol, mark.css_class) == (symbol + suffix, f"is-{status}")


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("precision", [p for p in Precision if p is not Precision.RECURRING])
def test_time_without_a_day_is_a_hollow_ring_in_every_status(
    precision: Precision, status: str
) -> None:
    mark = mark_of(Moment(precision, status, words="lịch của Tỉnh uỷ"))

    assert mark == Mark("awaiting", "is-awaiting", "chờ lịch của Tỉnh uỷ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "chưa có ngày"),
        ("Chờ ý kiến Huyện uỷ", "Chờ ý kiến Huyện uỷ"),
        ("theo chỉ đạo của Tỉnh uỷ", "theo chỉ đạo của Tỉnh uỷ"),
        ("sau khi có kết luận", "sau khi có kết luận"),
        ("chỉ đạo của Tỉnh uỷ", "chờ chỉ đạo của Tỉnh uỷ"),
    ],
)
def test_unknown_time_says_whose_word_is_awaited(words: str, said: str) -> None:
    moment = Moment(Precision.UNKNOWN, "tentative", words=words)

    assert (mark_of(moment).words, short_words(moment)) == (said, said)


def test_unknown_time_keeps_its_ring_though_days_are_stored() -> None:
    moment = Moment(Precision.UNKNOWN, "tentative", window=DateWindow(DAY, DAY))

    assert (mark_of(moment).symbol, days_of(moment)) == ("awaiting", None)


def test_exact_time_notes_when_it_ends() -> None:
    assert mark_of(exact()) == Mark(
        "exact", "is-confirmed", "thứ Năm 15/8/2024, 07g30", "đến 11g30"
    )


def test_exact_time_over_days_notes_the_day_of_its_end() -> None:
    moment = exact(until=at(date(2024, 8, 16), "16:00"))

    assert mark_of(moment).note == "đến 16g00 thứ Sáu 16/8/2024"
    assert days_of(moment) == DateWindow(DAY, date(2024, 8, 16))


def test_span_that_ends_at_midnight_does_not_reach_the_next_day() -> None:
    assert days_of(exact(until=at(date(2024, 8, 16), "00:00"))) == DateWindow(DAY, DAY)


@pytest.mark.parametrize(
    ("moment", "full", "short"),
    [
        (exact(), "thứ Năm 15/8/2024, 07g30", "07g30 ngày 15/8"),
        (session(DayPart.MORNING), "sáng thứ Năm 15/8/2024", "sáng 15/8"),
        (session(DayPart.AFTERNOON), "chiều thứ Năm 15/8/2024", "chiều 15/8"),
        (session(DayPart.EVENING), "tối thứ Năm 15/8/2024", "tối 15/8"),
        (session(DayPart.WHOLE_DAY), "cả ngày thứ Năm 15/8/2024", "cả ngày 15/8"),
        (session(None), "cả ngày thứ Năm 15/8/2024", "cả ngày 15/8"),
        (
            Moment(Precision.DAY, "held", window=DateWindow(DAY, DAY)),
            "thứ Năm 15/8/2024",
            "ngày 15/8",
        ),
        (
            Moment(Precision.DAY, "held", window=DateWindow(DAY, date(2024, 8, 16))),
            "từ 15/8 đến 16/8/2024",
            "từ 15/8 đến 16/8",
        ),
        (Moment(Precision.RECURRING, "held", words="hằng tháng"), "hằng tháng", "hằng tháng"),
        (Moment(Precision.RECURRING, "held"), "định kỳ", "định kỳ"),
    ],
)
def test_words_are_full_or_short(moment: Moment, full: str, short: str) -> None:
    assert (mark_of(moment).words, short_words(moment)) == (full, short)


@pytest.mark.parametrize("part", DayPart)
def test_session_reads_its_part_from_its_hours(part: DayPart) -> None:
    by_hours = Moment(Precision.SESSION, "held", span_of_part(DAY, part))
    expected = DayPart.MORNING if part is DayPart.WHOLE_DAY else part

    assert mark_of(by_hours) == mark_of(session(expected, "held"))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (12, "thứ Hai"),
        (13, "thứ Ba"),
        (14, "thứ Tư"),
        (15, "thứ Năm"),
        (16, "thứ Sáu"),
        (17, "thứ Bảy"),
        (18, "Chủ nhật"),
    ],
)
def test_every_weekday_has_its_name(day: int, name: str) -> None:
    assert day_words(date(2024, 8, day)) == f"{name} {day}/8/2024"


@pytest.mark.parametrize(
    ("start", "end", "full", "short"),
    [
        ((2024, 11, 1), (2024, 11, 30), "tháng 11/2024", "tháng 11"),
        ((2015, 6, 1), (2015, 6, 15), "nửa đầu tháng 6/2015", "nửa đầu tháng 6"),
        ((2015, 6, 16), (2015, 6, 30), "nửa cuối tháng 6/2015", "nửa cuối tháng 6"),
        ((2024, 5, 1), (2024, 5, 10), "đầu tháng 5/2024", "đầu tháng 5"),
        ((2024, 5, 11), (2024, 5, 20), "giữa tháng 5/2024", "giữa tháng 5"),
        ((2024, 5, 21), (2024, 5, 31), "cuối tháng 5/2024", "cuối tháng 5"),
        ((2024, 5, 1), (2024, 5, 7), "tuần đầu tháng 5/2024", "tuần đầu tháng 5"),
        ((2024, 5, 8), (2024, 5, 14), "tuần thứ hai tháng 5/2024", "tuần thứ hai tháng 5"),
        ((2024, 5, 15), (2024, 5, 21), "tuần thứ ba tháng 5/2024", "tuần thứ ba tháng 5"),
        ((2024, 5, 25), (2024, 5, 31), "tuần cuối tháng 5/2024", "tuần cuối tháng 5"),
        ((2024, 2, 1), (2024, 2, 29), "tháng 2/2024", "tháng 2"),
        ((2023, 2, 1), (2023, 2, 28), "tháng 2/2023", "tháng 2"),
        ((2024, 2, 16), (2024, 2, 29), "nửa cuối tháng 2/2024", "nửa cuối tháng 2"),
        ((2024, 2, 1), (2024, 2, 28), "từ 1/2 đến 28/2/2024", "từ 1/2 đến 28/2"),
        ((2024, 2, 23), (2024, 2, 29), "tuần cuối tháng 2/2024", "tuần cuối tháng 2"),
        ((2024, 4, 1), (2024, 6, 30), "quý II/2024", "quý II"),
        ((2024, 5, 1), (2024, 7, 31), "tháng 5 đến tháng 7/2024", "tháng 5 đến tháng 7"),
        ((2024, 1, 1), (2024, 12, 31), "năm 2024", "năm 2024"),
        ((2024, 8, 12), (2024, 8, 20), "từ 12/8 đến 20/8/2024", "từ 12/8 đến 20/8"),
        ((2024, 4, 10), (2024, 6, 20), "từ 10/4 đến 20/6/2024", "từ 10/4 đến 20/6"),
        (
            (2024, 12, 20),
            (2025, 1, 5),
            "từ 20/12/2024 đến 5/1/2025",
            "từ 20/12/2024 đến 5/1/2025",
        ),
        ((2024, 8, 15), (2024, 8, 15), "thứ Năm 15/8/2024", "15/8"),
    ],
)
def test_window_has_its_usual_name(
    start: tuple[int, int, int], end: tuple[int, int, int], full: str, short: str
) -> None:
    days = DateWindow(date(*start), date(*end))

    assert (window_words(days), window_words(days, full=False)) == (full, short)


@pytest.mark.parametrize(
    ("words", "note"),
    [("", ""), ("tháng 11", ""), ("Châu Thành đề xuất", "Châu Thành đề xuất")],
)
def test_window_notes_what_the_paper_says_otherwise(words: str, note: str) -> None:
    assert mark_of(window(date(2024, 11, 1), date(2024, 11, 30), words)).note == note


@pytest.mark.parametrize(
    ("moment", "full", "short"),
    [
        (deadline(None, strict=True), "trước ngày 12/8/2024", "trước 12/8"),
        (deadline(None, strict=False), "chậm nhất ngày 12/8/2024", "chậm nhất 12/8"),
        (
            deadline(due(at(date(2024, 8, 12), "17:00")), strict=True),
            "trước 17g00 ngày 12/8/2024",
            "trước 17g00 ngày 12/8",
        ),
        (
            deadline(due(at(date(2024, 8, 12), "17:00")), strict=False),
            "chậm nhất 17g00 ngày 12/8/2024",
            "chậm nhất 17g00 ngày 12/8",
        ),
        (
            deadline(due(at(date(2024, 8, 12), "00:00")), strict=True),
            "trước ngày 12/8/2024",
            "trước 12/8",
        ),
        (
            deadline(due(at(date(2024, 8, 13), "00:00")), strict=False),
            "chậm nhất ngày 12/8/2024",
            "chậm nhất 12/8",
        ),
    ],
)
def test_deadline_says_before_or_at_the_latest(moment: Moment, full: str, short: str) -> None:
    assert (mark_of(moment).words, short_words(moment)) == (full, short)
    assert days_of(moment) == DateWindow(date(2024, 8, 12), date(2024, 8, 12))


def test_hours_are_written_in_house_style_on_the_office_clock() -> None:
    utc = datetime.fromisoformat("2024-08-15T00:05:00+00:00")

    assert (hour_words(time(7, 30)), hour_words(utc)) == ("07g30", "07g05")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("tentative", "dự kiến"),
        ("confirmed", "chốt"),
        ("held", "đã họp"),
        ("postponed", "hoãn"),
        ("cancelled", "huỷ"),
    ],
)
def test_every_status_is_written_out(status: str, words: str) -> None:
    assert status_words(exact(status)) == words


def test_deadline_that_is_past_was_kept_not_met_at() -> None:
    kept = Moment(Precision.DEADLINE, "held", window=DateWindow(DAY, DAY))

    assert status_words(kept) == "đã xong"
