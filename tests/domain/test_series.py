from datetime import date

import pytest

from planner.domain import series as rules
from planner.domain.errors import Finding, RuleBroken
from planner.domain.meeting import Status
from planner.domain.series import (
    Hosting,
    LedgerRow,
    Link,
    LinkState,
    Named,
    Study,
    Turn,
    flag_chain,
    ledger,
)
from planner.domain.timespan import DateWindow

BEFORE, DUYEN_HAI = Named(1, "Ban Thanh niên Quân đội"), Named(2, "Thị đoàn Duyên Hải")
CAU_NGANG, CHAU_THANH = Named(3, "Huyện đoàn Cầu Ngang"), Named(4, "Huyện đoàn Châu Thành")
TRA_CU = Named(5, "Huyện đoàn Trà Cú")
MANNERS, MODELS = Named(11, "Ứng xử văn minh"), Named(12, "Mô hình kinh tế")
TODAY = date(2024, 8, 6)


def day(month: int, number: int) -> DateWindow:
    return DateWindow(date(2024, month, number), date(2024, month, number))


def month(number: int, year: int = 2024) -> DateWindow:
    return DateWindow(date(year, number, 1), date(year, number, 28))


def turn(
    ordinal: int,
    status: Status = Status.TENTATIVE,
    days: DateWindow | None = None,
    host: Named | None = None,
    topic: Named | None = None,
    *,
    has_place: bool = False,
) -> Turn:
    return Turn(ordinal, status, days, host, topic, has_place)


YEAR = [
    turn(1, Status.HELD, day(5, 16), DUYEN_HAI),
    turn(2, Status.CONFIRMED, day(8, 15), CAU_NGANG),
    turn(3, Status.TENTATIVE, month(11), CHAU_THANH),
]


def test_the_flag_goes_from_host_to_host() -> None:
    assert flag_chain(BEFORE, YEAR, TRA_CU, TODAY) == [
        Link(BEFORE, LinkState.PASSED, None, 1),
        Link(DUYEN_HAI, LinkState.PASSED, 1, 1),
        Link(CAU_NGANG, LinkState.HERE, 1, 2),
        Link(CHAU_THANH, LinkState.SURE, 2, 3),
        Link(TRA_CU, LinkState.OPEN, 3, None),
    ]


@pytest.mark.parametrize(
    ("today", "statuses", "holder"),
    [
        (date(2024, 1, 1), (Status.CONFIRMED, Status.TENTATIVE, Status.TENTATIVE), BEFORE),
        (date(2024, 5, 16), (Status.CONFIRMED, Status.TENTATIVE, Status.TENTATIVE), BEFORE),
        (date(2024, 5, 17), (Status.CONFIRMED, Status.TENTATIVE, Status.TENTATIVE), CAU_NGANG),
        (date(2024, 5, 17), (Status.TENTATIVE, Status.TENTATIVE, Status.TENTATIVE), BEFORE),
        (date(2024, 9, 1), (Status.HELD, Status.CANCELLED, Status.TENTATIVE), CHAU_THANH),
        (date(2024, 9, 1), (Status.HELD, Status.POSTPONED, Status.TENTATIVE), CAU_NGANG),
        (date(2024, 12, 1), (Status.HELD, Status.HELD, Status.HELD), TRA_CU),
        (date(2024, 12, 1), (Status.CANCELLED,) * 3, BEFORE),
    ],
)
def test_the_flag_stands_with_the_host_of_the_next_session(
    today: date, statuses: tuple[Status, ...], holder: Named
) -> None:
    turns = [
        turn(one.ordinal, status, one.days, one.host)
        for one, status in zip(YEAR, statuses, strict=True)
    ]

    chain = flag_chain(BEFORE, turns, TRA_CU, today)

    assert [link.unit for link in chain if link.state is LinkState.HERE] == [holder]


def test_a_flag_whose_next_holder_is_not_known_stays_where_it_is() -> None:
    turns = [turn(1, Status.HELD, day(5, 16), DUYEN_HAI)]

    assert flag_chain(None, turns, None, TODAY) == [
        Link(DUYEN_HAI, LinkState.HERE, None, 1),
        Link(None, LinkState.SURE, 1, None),
    ]


def test_who_keeps_the_flag_stands_once() -> None:
    turns = [turn(1, host=DUYEN_HAI)]

    chain = flag_chain(DUYEN_HAI, turns, DUYEN_HAI, TODAY)

    assert chain == [Link(DUYEN_HAI, LinkState.HERE, None, None)]


def test_without_sessions_the_flag_is_where_it_was() -> None:
    assert flag_chain(BEFORE, [], None, TODAY) == [Link(BEFORE, LinkState.HERE)]
    assert flag_chain(None, [], None, TODAY) == []


def test_it_is_the_turn_of_who_never_hosted_then_of_who_hosted_longest_ago() -> None:
    first = Hosting(3, 31, 2023, date(2023, 5, 4), Status.HELD)
    second = Hosting(2, 32, 2024, date(2024, 5, 16), Status.HELD)
    again = Hosting(3, 33, 2024, None, Status.TENTATIVE)
    called_off = Hosting(5, 34, 2024, date(2024, 8, 1), Status.CANCELLED)

    rows = ledger([2, 3, 4, 5], [first, second, again, called_off], [2023, 2024])

    assert rows == [
        LedgerRow(4, {2023: [], 2024: []}, 0, None),
        LedgerRow(5, {2023: [], 2024: [called_off]}, 0, None),
        LedgerRow(2, {2023: [], 2024: [second]}, 1, second),
        LedgerRow(3, {2023: [first], 2024: [again]}, 2, again),
    ]


def test_a_whole_plan_leaves_nothing_to_look_at() -> None:
    turns = [
        turn(1, days=month(5), host=DUYEN_HAI, topic=MANNERS, has_place=True),
        turn(2, days=month(8), host=CAU_NGANG, topic=MODELS, has_place=True),
    ]

    assert list(rules.findings_of(2024, turns, [])) == []


def test_a_plan_with_nothing_but_months_is_not_odd() -> None:
    turns = [turn(1, days=month(5)), turn(2, days=month(8))]

    assert list(rules.findings_of(2024, turns, [])) == []


def test_it_finds_what_is_odd_in_a_plan() -> None:
    turns = [
        turn(1, days=month(8), host=DUYEN_HAI, topic=MANNERS),
        turn(2, days=month(5), host=DUYEN_HAI, topic=MODELS),
        turn(3, days=month(2, 2025), host=CAU_NGANG, topic=MANNERS),
        turn(4, Status.CANCELLED, month(1), CAU_NGANG, MODELS),
    ]
    studied = [Study(12, 2020, "kỳ xưa"), Study(12, 2022, "Giao ban 2022, kỳ 1")]

    found = list(rules.findings_of(2024, turns, studied))

    assert found == [
        Finding("series.outside_year", "when", {"ordinal": 3, "year": 2024}),
        Finding("series.not_in_order", "when", {"ordinal": 2, "before": 1}),
        Finding("series.host_twice", "host", {"host": DUYEN_HAI.name, "ordinals": "1, 2"}),
        Finding("series.topic_twice", "topic", {"topic": MANNERS.name, "ordinals": "1, 3"}),
        Finding(
            "series.topic_again",
            "topic",
            {"ordinal": 2, "topic": MODELS.name, "where": "Giao ban 2022, kỳ 1"},
        ),
    ]


def test_it_finds_that_counts_differ() -> None:
    turns = [turn(1, days=month(5), topic=MANNERS, has_place=True), turn(2, days=month(8))]

    assert list(rules.findings_of(2024, turns, [])) == [
        Finding(
            "series.counts_differ",
            None,
            {
                "sessions": 2,
                "months": 2,
                "hosts": 0,
                "places": 1,
                "topics": 1,
                "ordinals": "2",
            },
        )
    ]


def test_later_sessions_move_up_when_one_is_taken_out() -> None:
    assert rules.without(2, YEAR) == {3: 2}


@pytest.mark.parametrize(
    ("ordinal", "turns", "code"),
    [
        (1, YEAR, "series.was_held"),
        (1, [turn(1), turn(2, Status.HELD)], "series.later_was_held"),
    ],
)
def test_a_number_that_stands_on_papers_stays(ordinal: int, turns: list[Turn], code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.without(ordinal, turns)

    assert broken.value.code == code


def test_sessions_are_numbered_by_time_and_those_without_follow_their_neighbour() -> None:
    turns = [turn(1, days=month(8)), turn(2), turn(3, days=month(5)), turn(4, days=month(11))]

    assert rules.in_order_of_time(turns) == {3: 1, 1: 2, 2: 3}


def test_a_session_that_was_held_keeps_its_number() -> None:
    turns = [turn(1, Status.HELD, month(8)), turn(2, days=month(5))]

    with pytest.raises(RuleBroken) as broken:
        rules.in_order_of_time(turns)

    assert (broken.value.code, broken.value.details) == ("series.was_held", {"ordinal": 1})


def test_it_names_the_months_of_a_year() -> None:
    assert rules.months_of([*YEAR, turn(4, Status.CANCELLED, month(12))]) == [5, 8, 11]


def test_units_are_those_of_today_or_of_the_first_day_of_another_year() -> None:
    assert rules.day_in(2024, TODAY) == TODAY
    assert rules.day_in(2020, TODAY) == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (lambda: rules.series_code("GB 2024"), "series.code_malformed"),
        (lambda: rules.series_title(" \0 "), "series.no_title"),
        (lambda: rules.series_title("g" * 251), "series.title_too_long"),
        (lambda: rules.ensure_year(1066), "series.year_out_of_reach"),
        (lambda: rules.ensure_room(61), "series.too_many_sessions"),
    ],
)
def test_it_refuses_odd_facts(check: object, code: str) -> None:
    assert callable(check)
    with pytest.raises(RuleBroken) as broken:
        check()

    assert broken.value.code == code
