"""The year as a ribbon: where each mark stands, which label has room."""

from datetime import date

import pytest

from planner.domain.timespan import DateWindow, DayPart, Precision, span_of_part
from planner.web.ribbon import Entry, MonthLoad, Pin, Pocketed, Spot, Today, load_of, ribbon_of
from planner.web.timemarks import Mark, Moment, mark_of, short_words

TODAY = date(2024, 8, 6)


def session(day: date, status: str = "confirmed") -> Moment:
    return Moment(Precision.SESSION, status, span_of_part(day, DayPart.MORNING))


def all_day(day: date, status: str = "confirmed") -> Moment:
    return Moment(Precision.DAY, status, window=DateWindow(day, day))


def window(start: date, end: date, status: str = "tentative") -> Moment:
    return Moment(Precision.WINDOW, status, window=DateWindow(start, end))


def entry(moment: Moment, label: str = "Kỳ 2", *, is_this: bool = False) -> Entry:
    return Entry(label, "", None, moment, is_this=is_this)


def classes(*moments: Moment, year: int = 2024) -> list[str]:
    ribbon = ribbon_of(year, TODAY, [entry(moment, "") for moment in moments])
    return [pin.css_class for pin in ribbon.pins]


def sides(*entries: Entry) -> dict[str, str]:
    found = {}
    for pin in ribbon_of(2024, TODAY, entries).pins:
        last = pin.css_class.rpartition(" ")[2]
        found[pin.label] = last if last in ("to-left", "label-off") else ""
    return found


def test_session_stands_at_its_day_with_words_and_address() -> None:
    moment = session(date(2024, 8, 15))

    ribbon = ribbon_of(2024, TODAY, [Entry("Kỳ 2", "Cầu Ngang", "/m/2", moment, is_this=True)])

    assert ribbon.pins == (
        Pin(
            "pin c8 m31 at15 is-confirmed is-this",
            mark_of(moment),
            ticks=(Spot("morning", "is-confirmed"),),
            label="Kỳ 2",
            place="Cầu Ngang",
            url="/m/2",
            more="sáng 15/8, chốt",
        ),
    )


@pytest.mark.parametrize("status", ["tentative", "confirmed", "held", "postponed", "cancelled"])
@pytest.mark.parametrize(
    ("precision", "place"),
    [
        (Precision.MINUTE, "pin c8 m31 at15"),
        (Precision.SESSION, "pin c8 m31 at15"),
        (Precision.DAY, "pin c8 m31 at15"),
        (Precision.WINDOW, "pin c8 m31 at15 n1"),
        (Precision.DEADLINE, "pin due c8 m31 at15"),
    ],
)
def test_every_precision_has_its_place_in_every_status(
    precision: Precision, place: str, status: str
) -> None:
    day = date(2024, 8, 15)
    moment = Moment(precision, status, span_of_part(day, DayPart.MORNING), DateWindow(day, day))

    assert classes(moment) == [f"{place} is-{status}"]


def test_unknown_time_lies_in_the_pocket() -> None:
    moment = Moment(Precision.UNKNOWN, "tentative", words="chỉ đạo của Tỉnh uỷ")

    ribbon = ribbon_of(2024, TODAY, [Entry("Góp ý", "", "/m/9", moment)])

    mark = Mark("awaiting", "is-awaiting", "chờ chỉ đạo của Tỉnh uỷ")
    assert (ribbon.pins, ribbon.pocket) == ((), (Pocketed("Góp ý", "/m/9", mark),))


def test_recurring_time_without_days_lies_in_the_pocket() -> None:
    moment = Moment(Precision.RECURRING, "tentative", words="hằng tháng")

    assert [item.mark.words for item in ribbon_of(2024, TODAY, [entry(moment)]).pocket] == [
        "hằng tháng"
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((6, 16), (6, 30), ["pin c6 m30 at16 n15 is-tentative"]),
        ((11, 1), (11, 30), ["pin c11 m30 at1 n30 is-tentative"]),
        ((4, 1), (6, 30), ["pin c4 w3 whole is-tentative"]),
        ((1, 1), (12, 31), ["pin c1 w12 whole is-tentative"]),
        ((2, 1), (2, 29), ["pin c2 m29 at1 n29 is-tentative"]),
        (
            (1, 30),
            (3, 2),
            [
                "pin c1 m31 at30 n2 is-tentative goes-on",
                "pin c2 m29 at1 n29 is-tentative came-on goes-on",
                "pin c3 m31 at1 n2 is-tentative came-on",
            ],
        ),
    ],
)
def test_window_is_one_bar_a_month_or_one_of_whole_months(
    start: tuple[int, int], end: tuple[int, int], expected: list[str]
) -> None:
    assert classes(window(date(2024, *start), date(2024, *end))) == expected


def test_only_the_first_bar_of_a_window_carries_the_label() -> None:
    ribbon = ribbon_of(2024, TODAY, [entry(window(date(2024, 1, 30), date(2024, 3, 2)))])

    assert [(pin.label, pin.is_bar) for pin in ribbon.pins] == [
        ("Kỳ 2", True),
        ("", True),
        ("", True),
    ]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2023, []),
        (2024, ["pin c12 m31 at20 n12 is-tentative goes-on"]),
        (2025, ["pin c1 m31 at1 n5 is-tentative came-on"]),
        (2026, []),
    ],
)
def test_window_over_new_year_shows_its_part_of_each_year(year: int, expected: list[str]) -> None:
    assert classes(window(date(2024, 12, 20), date(2025, 1, 5)), year=year) == expected


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2024, 1, 1), "c1 m31 at1"),
        (date(2024, 2, 29), "c2 m29 at29"),
        (date(2024, 12, 31), "c12 m31 at31"),
        (date(2023, 2, 28), "c2 m28 at28"),
    ],
)
def test_edges_of_the_year_and_of_february_have_their_place(day: date, place: str) -> None:
    assert classes(all_day(day), year=day.year) == [f"pin {place} is-confirmed"]


def test_other_years_are_left_out() -> None:
    assert classes(all_day(date(2023, 12, 31)), all_day(date(2025, 1, 1))) == []


def test_pins_follow_the_year_not_the_list() -> None:
    later, earlier = all_day(date(2024, 11, 1)), all_day(date(2024, 3, 1))

    assert classes(later, earlier) == [
        "pin c3 m31 at1 is-confirmed",
        "pin c11 m30 at1 is-confirmed",
    ]


def test_today_takes_the_place_of_its_months_name() -> None:
    ribbon = ribbon_of(2024, TODAY, [])

    assert ribbon.today == Today("c8 m31 at6", "6/8")
    assert ribbon.months == ("1", "2", "3", "4", "5", "6", "7", "", "9", "10", "11", "12")
    assert not ribbon.is_over


def test_today_in_january_keeps_its_tab_on_the_strip() -> None:
    assert ribbon_of(2024, date(2024, 1, 3), []).today == Today("c1 m31 at3 to-right", "3/1")


@pytest.mark.parametrize(("year", "is_over"), [(2023, True), (2025, False)])
def test_another_year_has_no_today_and_is_over_or_to_come(year: int, is_over: bool) -> None:
    ribbon = ribbon_of(year, TODAY, [])

    assert (ribbon.today, ribbon.is_over) == (None, is_over)
    assert ribbon.months[7] == "8"


def test_label_near_the_right_edge_ends_at_its_mark() -> None:
    assert sides(entry(all_day(date(2024, 12, 28)), "Lần thứ 8")) == {"Lần thứ 8": "to-left"}


def test_label_that_would_cover_another_turns_left_then_gives_way() -> None:
    assert sides(
        entry(all_day(date(2024, 8, 1)), "Tập huấn cán bộ"),
        entry(all_day(date(2024, 8, 20)), "Hội thi cán bộ"),
        entry(all_day(date(2024, 8, 24)), "Họp mặt"),
    ) == {"Tập huấn cán bộ": "", "Hội thi cán bộ": "label-off", "Họp mặt": "label-off"}


def test_label_turns_left_where_there_is_room_before_its_mark() -> None:
    assert sides(
        entry(all_day(date(2024, 8, 1)), "Tập huấn"),
        entry(all_day(date(2024, 8, 20)), "Hội thi cán bộ Đoàn", is_this=True),
    ) == {"Tập huấn": "to-left", "Hội thi cán bộ Đoàn": ""}


def test_this_entry_keeps_its_label_before_all_others() -> None:
    first, this = all_day(date(2024, 1, 2)), all_day(date(2024, 1, 10))

    assert sides(entry(first, "Tập huấn"), entry(this, "Hội thi", is_this=True)) == {
        "Tập huấn": "label-off",
        "Hội thi": "",
    }


def test_few_far_labels_stand_on_the_strip_of_a_phone() -> None:
    far = [entry(all_day(date(2024, month, 10)), "Kỳ") for month in (2, 6, 10)]

    assert not ribbon_of(2024, TODAY, far).is_listed


def test_labels_too_near_for_a_phone_are_listed_below() -> None:
    near = [entry(all_day(date(2024, month, 10)), "Ban Chấp hành") for month in (2, 4, 6)]

    assert ribbon_of(2024, TODAY, near).is_listed


def test_confirmed_deadline_needs_no_word_for_how_sure() -> None:
    moment = Moment(
        Precision.DEADLINE,
        "confirmed",
        window=DateWindow(date(2024, 9, 25), date(2024, 9, 25)),
        strict_before=True,
    )

    assert [pin.more for pin in ribbon_of(2024, TODAY, [entry(moment)]).pins] == ["trước 25/9"]


def test_thing_that_comes_again_is_one_row_of_marks_with_one_label() -> None:
    times = [all_day(date(2024, 7, 1), "held"), all_day(date(2024, 9, 4), "tentative")]
    other_year = all_day(date(2025, 1, 6), "tentative")

    ribbon = ribbon_of(
        2024, TODAY, [Entry("Thường trực", "", "/s/1", times[0], further=(times[1], other_year))]
    )

    assert ribbon.is_listed
    assert ribbon.pins == (
        Pin(
            "many",
            mark_of(times[0]),
            ticks=(
                Spot("allday", "is-held c7 m31 at1"),
                Spot("allday-tentative", "is-tentative c9 m30 at4"),
            ),
            label="Thường trực",
            url="/s/1",
            label_class="c9",
            more="2 lần trong năm",
        ),
    )


def test_thing_that_comes_again_in_other_years_only_is_left_out() -> None:
    before = all_day(date(2023, 1, 2))

    assert ribbon_of(2024, TODAY, [Entry("A", "", None, before, further=(before,))]).pins == ()


def test_load_counts_what_begins_in_a_month_and_still_weighs() -> None:
    load = load_of(
        2024,
        TODAY,
        [
            all_day(date(2024, 7, 1)),
            window(date(2024, 8, 30), date(2024, 9, 5)),
            all_day(date(2024, 8, 1), "cancelled"),
            all_day(date(2023, 8, 1)),
            Moment(Precision.UNKNOWN, "tentative"),
        ],
    )

    assert [month.count for month in load] == [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]
    assert load[6:8] == (
        MonthLoad("c7", "tháng 7", 1, 8, "done"),
        MonthLoad("c8 is-now", "tháng 8", 1, 8, "yes"),
    )


def test_a_time_that_stands_for_the_place_is_not_said_again() -> None:
    moment = session(date(2024, 8, 15))
    words = short_words(moment)

    (pin,) = ribbon_of(2024, TODAY, [Entry("Kỳ 2", words, None, moment, is_this=True)]).pins

    assert (pin.place, pin.more) == (words, "chốt")
