"""Whom a campaign reaches, and who is exempt."""

from collections.abc import Callable

import pytest

from planner.domain.campaign import ExemptionRule, LevelRule, Owed, Way, orders, owed_by
from planner.domain.errors import RuleBroken

CONVENOR = 1
COMMUNES = LevelRule(10, frozenset({"đoàn xã", "đoàn phường"}), True, True)
DISTRICTS = LevelRule(20, frozenset({"huyện đoàn"}), True, False)
LEVELS = (COMMUNES, DISTRICTS)


def test_the_level_of_its_kind_says_what_a_unit_owes() -> None:
    assert owed_by((7, "đoàn xã"), CONVENOR, LEVELS, ()) == Owed(10, meeting=True, report=True)
    assert owed_by((8, "huyện đoàn"), CONVENOR, LEVELS, ()) == Owed(20, meeting=True, report=False)


def test_a_kind_of_no_level_is_not_reached() -> None:
    assert owed_by((9, "đoàn trực thuộc"), CONVENOR, LEVELS, ()) is None


def test_an_exempt_kind_holds_no_meeting_and_owes_no_report() -> None:
    rule = ExemptionRule(Way.KINDS, "nhiệm kỳ khác", kinds=frozenset({"đoàn xã"}))

    owed = owed_by((7, "đoàn xã"), CONVENOR, LEVELS, [rule])

    assert owed == Owed(10, meeting=False, report=False, reason="nhiệm kỳ khác")


def test_all_but_two_still_owe_their_report() -> None:
    """The conference of 2020: two units hold their own, the others only report."""
    rule = ExemptionRule(
        Way.ALL_EXCEPT, "lồng ghép", units=frozenset({7, 8}), still_owes_report=True
    )
    found = {
        unit: owed_by((unit, "đoàn xã"), CONVENOR, LEVELS, [rule]) for unit in (CONVENOR, 7, 8, 9)
    }

    held = Owed(10, meeting=True, report=True)
    spared = Owed(10, meeting=False, report=True, reason="lồng ghép")
    assert found == {CONVENOR: held, 7: held, 8: held, 9: spared}


def test_the_first_exemption_that_names_a_unit_counts() -> None:
    named = ExemptionRule(Way.NAMED, "sáp nhập", units=frozenset({7}))
    kinds = ExemptionRule(
        Way.KINDS, "nhiệm kỳ khác", kinds=frozenset({"đoàn xã"}), still_owes_report=True
    )

    owed = owed_by((7, "đoàn xã"), CONVENOR, LEVELS, [named, kinds])

    assert owed == Owed(10, meeting=False, report=False, reason="sáp nhập")


def test_who_owes_only_a_report_is_not_exempt_from_meeting() -> None:
    reports = LevelRule(30, frozenset({"đoàn cơ sở"}), False, True)
    rule = ExemptionRule(Way.KINDS, "nhiệm kỳ khác", kinds=frozenset({"đoàn cơ sở"}))

    owed = owed_by((7, "đoàn cơ sở"), CONVENOR, [reports], [rule])

    assert owed == Owed(30, meeting=False, report=True)


@pytest.mark.parametrize(
    ("say", "code", "field"),
    [
        (lambda: orders.campaign_code("có dấu cách"), "campaign.code_malformed", "code"),
        (lambda: orders.campaign_title(" "), "campaign.no_title", "title"),
        (lambda: orders.campaign_title("x" * 251), "campaign.title_too_long", "title"),
        (lambda: orders.words_of("x" * 201, "document"), "campaign.words_too_long", "document"),
        (lambda: orders.reason_of(" "), "campaign.no_reason", "reason"),
        (lambda: orders.kinds_of(()), "campaign.no_kind", "unit_kinds"),
        (lambda: orders.kinds_of(["ban"]), "campaign.no_kind", "unit_kinds"),
        (lambda: orders.kinds_of(["cấp ủy"]), "campaign.no_kind", "unit_kinds"),
        (lambda: orders.link_of("javascript:alert(1)"), "campaign.odd_link", "report_link"),
        (
            lambda: orders.ensure_orders_something(meeting=False, report=False),
            "campaign.orders_nothing",
            "owes_meeting",
        ),
        (lambda: orders.ensure_room(6, 6), "campaign.too_many", None),
    ],
)
def test_what_cannot_be_ordered_is_refused(
    say: Callable[[], object], code: str, field: str | None
) -> None:
    with pytest.raises(RuleBroken) as refused:
        say()

    assert (refused.value.code, refused.value.field) == (code, field)


def test_kinds_stand_in_the_order_of_the_table() -> None:
    assert orders.kinds_of(["đoàn phường", "đoàn xã"]) == ["đoàn xã", "đoàn phường"]


def test_a_link_may_be_the_number_of_a_paper() -> None:
    assert orders.link_of(" 31-BC/ĐTN ") == "31-BC/ĐTN"
    assert orders.link_of("https://example.vn/bc.pdf") == "https://example.vn/bc.pdf"


def test_the_meeting_of_a_unit_bears_the_name_of_both() -> None:
    assert orders.meeting_title("Sơ kết", "Đoàn xã Đông Thái") == "Sơ kết, Đoàn xã Đông Thái"
