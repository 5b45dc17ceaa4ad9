"""The phrases of `timewords.txt` are read on Saturday 21 November 2026; hours are local."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.timespan import HANOI, DayPart, Precision
from planner.domain.timewords import TimeWords, as_fields, read, read_each, read_hour

TODAY = date(2026, 11, 21)
TABLE = (Path(__file__).parent / "timewords.txt").read_text(encoding="utf-8").splitlines()
PAIRS = [tuple(line.split(" => ")) for line in TABLE if not line.startswith("#")]
UNDERSTOOD = [pair for pair in PAIRS if pair[1] != "nothing"]
NOTHING = [phrase for phrase, meaning in PAIRS if meaning == "nothing"]


def meant(words: str) -> TimeWords:
    """The value that a line of the tables tells after its arrow."""
    told = words.split()
    strict, tentative = "strict" in told, "tentative" in told
    times = [
        datetime.fromisoformat(word).replace(tzinfo=HANOI) if "T" in word else _day(word)
        for word in told
        if word[0].isdigit()
    ]
    sessions = [part for part in DayPart if f" {part.value}" in words]
    session = sessions[0] if sessions else None
    if told[0] == "deadline":
        return TimeWords(Precision.DEADLINE, None, times[0], session, tentative, strict)
    start, end = [*times, None, None][:2]
    return TimeWords(Precision(told[0]), start, end, session, tentative)


def _day(word: str) -> date:
    return date.fromisoformat(word)


@pytest.mark.parametrize(("phrase", "meaning"), UNDERSTOOD)
def test_phrase_is_understood(phrase: str, meaning: str) -> None:
    assert read(phrase, TODAY) == meant(meaning)


@pytest.mark.parametrize("phrase", [*NOTHING, "", " \n", "nhiệm kỳ 2017\u20132022", "\0"])
def test_phrase_without_time_says_nothing(phrase: str) -> None:
    assert read(phrase, TODAY) is None


@pytest.mark.parametrize(("phrase", "meaning"), UNDERSTOOD)
def test_letters_may_be_decomposed_or_large(phrase: str, meaning: str) -> None:
    assert read(normalize("NFD", phrase), TODAY) == meant(meaning)
    assert read(phrase.upper(), TODAY) == meant(meaning)


def test_a_list_is_one_time_or_each_of_its_times() -> None:
    months = [(date(2024, 5, 1), date(2024, 5, 31)), (date(2024, 8, 1), date(2024, 8, 31))]
    each = [TimeWords(Precision.WINDOW, start, end) for start, end in months]
    assert read_each("tháng 5 và 8/2024", TODAY) == each
    assert read("tháng 5 và 8/2024", TODAY) == meant("window 2024-05-01 2024-08-31")


def test_a_stretch_is_never_taken_apart() -> None:
    assert read_each("từ 12 đến 14/4/2027", TODAY) == [meant("window 2027-04-12 2027-04-14")]


def test_each_day_of_a_list_has_its_hour() -> None:
    listed = ["minute 2027-04-12T08:00", "minute 2027-04-20T08:00"]
    assert read_each("8g00 các ngày 12 và 20/4/2027", TODAY) == [meant(day) for day in listed]


@pytest.mark.parametrize("phrase", ["", "nhiệm kỳ 2022-2027"])
def test_no_time_is_an_empty_list(phrase: str) -> None:
    assert read_each(phrase, TODAY) == []


@pytest.mark.parametrize("dash", ["-", "\u2013", "\u2014", " - ", " \u2013 "])
def test_every_dash_joins_two_days(dash: str) -> None:
    week = TimeWords(Precision.WINDOW, date(2020, 4, 12), date(2020, 4, 18))
    assert read(f"12/4{dash}18/4/2020", TODAY) == week


@pytest.mark.parametrize(
    ("phrase", "on", "start"),
    [
        ("tháng 11", date(2026, 11, 30), date(2026, 11, 1)),
        ("tháng 11", date(2026, 12, 1), date(2027, 11, 1)),
        ("quý I", date(2026, 3, 31), date(2026, 1, 1)),
        ("quý I", date(2026, 4, 1), date(2027, 1, 1)),
        ("15/3", date(2026, 3, 15), date(2026, 3, 15)),
        ("15/3", date(2026, 3, 16), date(2027, 3, 15)),
        ("ngày 31", date(2026, 2, 1), date(2026, 3, 31)),
        ("29/2", date(2026, 1, 1), date(2028, 2, 29)),
        ("từ tháng 12 đến tháng 2", date(2026, 1, 10), date(2025, 12, 1)),
        ("thứ Bảy", date(2026, 11, 21), date(2026, 11, 21)),
        ("thứ Sáu", date(2026, 11, 21), date(2026, 11, 27)),
    ],
)
def test_what_is_not_written_is_the_first_that_has_not_ended(
    phrase: str, on: date, start: date
) -> None:
    value = read(phrase, on)
    assert value is not None
    assert value.start == start


@pytest.mark.parametrize(
    ("phrase", "start"),
    [
        ("tháng 4", date(2019, 4, 1)),
        ("ngày 15", date(2019, 11, 15)),
        ("quý I", date(2019, 1, 1)),
        ("12 và 13/4", date(2019, 4, 12)),
        ("15/4/2020", date(2020, 4, 15)),
    ],
)
def test_in_a_paper_year_and_month_are_those_of_the_paper(phrase: str, start: date) -> None:
    value = read(phrase, TODAY, document=date(2019, 11, 26))
    assert value is not None
    assert value.start == start


def test_fields_are_those_of_the_contract() -> None:
    assert as_fields(read("dự kiến 07g30 ngày 11/4/2020", TODAY)) == {
        "start": "2020-04-11T07:30:00+07:00",
        "end": None,
        "precision": "minute",
        "session": None,
        "tentative": True,
        "strict_before": None,
    }
    assert as_fields(read("sáng 11/4/2020", TODAY)) == {
        "start": "2020-04-11",
        "end": None,
        "precision": "session",
        "session": "sáng",
        "tentative": False,
        "strict_before": None,
    }


def test_fields_are_all_null_when_nothing_is_said() -> None:
    fields = as_fields(None)
    assert set(fields) == {"start", "end", "precision", "session", "tentative", "strict_before"}
    assert set(fields.values()) == {None}


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("7g30", time(7, 30)),
        ("07:30", time(7, 30)),
        ("07:30:00", time(7, 30)),
        ("7h30’", time(7, 30)),
        ("14 giờ", time(14)),
        ("2 giờ chiều", time(14)),
        ("chiều, 2 giờ", time(14)),
        ("8 giờ rưỡi sáng", time(8, 30)),
        ("7 gio 30", time(7, 30)),
        ("lúc 19h", time(19)),
        ("8", time(8)),
        ("", None),
        ("24", None),
        ("25h", None),
        ("7h75", None),
        ("sáng", None),
        ("7h đến 9h", None),
        ("7h ngày 15/4", None),
        ("120 đồng chí", None),
        ("7h ở tầng 2", None),
    ],
)
def test_an_hour_told_alone_is_read(words: str, hour: time | None) -> None:
    assert read_hour(words) == hour


DAYS = st.dates(date(1976, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS)
def test_a_written_day_is_that_day_whenever_it_is_read(day: date, on: date) -> None:
    value = TimeWords(Precision.DAY, day)
    written = (f"{day:%d/%m/%Y}", f"ngày {day.day} tháng {day.month} năm {day.year}", str(day))
    assert [read(phrase, on) for phrase in written] == [value] * 3


@given(DAYS, st.integers(2, 40))
def test_a_range_inherits_month_and_year_from_its_end(last: date, length: int) -> None:
    first = last - timedelta(days=length)
    window = TimeWords(Precision.WINDOW, first, last)
    assert read(f"từ {first:%d/%m} đến {last:%d/%m/%Y}", TODAY) == window


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_a_month_without_year_is_never_over(on: date, month: int) -> None:
    value = read(f"tháng {month}", on)
    assert value is not None
    assert isinstance(value.end, date)
    assert on <= value.end < on + timedelta(days=397)


@given(st.text(alphabet="0123456789/-. ghngàytháquýđếntrướcsáiTuầnIV,():", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    value = read(text, TODAY)
    if value is not None and value.start is not None and value.end is not None:
        assert str(value.start) <= str(value.end)
