from datetime import date

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.rotation.sentence import Sentence, days_in, periods, read_sentence
from planner.domain.timespan import DateWindow, DayPart

MORNING = DayPart.MORNING


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "luân phiên 11 đơn vị, mỗi quý một kỳ, sáng thứ Năm",
            Sentence(3, 1, 11, 3, MORNING),
        ),
        ("hằng tháng, chiều thứ Sáu tuần cuối", Sentence(1, 1, None, 4, DayPart.AFTERNOON, -1)),
        ("2 kỳ mỗi năm, giữa kỳ", Sentence(12, 2, None, None, MORNING, None, "giua")),
        (
            "ba tháng một lần, cả ngày thứ 7 tuần đầu",
            Sentence(3, 1, None, 5, DayPart.WHOLE_DAY, 1),
        ),
        ("MOI NAM 3 KY", Sentence(12, 3, None, None, MORNING)),
        ("thứ Tư tuần thứ hai, mỗi tháng một kỳ", Sentence(1, 1, None, 2, MORNING, 2)),
    ],
)
def test_a_sentence_says_how_often_and_when(words: str, expected: Sentence) -> None:
    assert read_sentence(words) == expected


@pytest.mark.parametrize("words", ["", "sáng thứ Năm", "luân phiên 11 đơn vị"])
def test_a_sentence_that_does_not_say_how_often_is_refused(words: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_sentence(words)

    assert refused.value.code == "rotation.sentence_without_period"


def test_a_year_is_parted_as_the_sentence_says() -> None:
    assert periods(2027, Sentence(6)) == [
        DateWindow(date(2027, 1, 1), date(2027, 6, 30)),
        DateWindow(date(2027, 7, 1), date(2027, 12, 31)),
    ]
    assert len(periods(2027, Sentence(12, 5))) == 5
    with pytest.raises(RuleBroken):
        periods(2027, Sentence(36))


def test_the_middle_of_a_stretch_is_best_unless_a_place_is_said() -> None:
    june = DateWindow(date(2027, 6, 1), date(2027, 6, 30))

    assert days_in(june, Sentence(1, weekday=3))[:2] == [date(2027, 6, 17), date(2027, 6, 10)]
    assert days_in(june, Sentence(1, weekday=3, place="cuoi"))[0] == date(2027, 6, 24)
    assert days_in(june, Sentence(1, weekday=3, week=-1)) == [date(2027, 6, 24)]
