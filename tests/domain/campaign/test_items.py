"""Names of calendar items."""

from planner.domain.campaign import ItemKind, item_uid


def test_an_item_is_named_by_its_row_and_its_campaign_for_ever() -> None:
    found = [item_uid(kind, 7, "abc@office.vn") for kind in ItemKind]

    assert found == [
        "milestone-7-abc@office.vn",
        "level-meeting-7-abc@office.vn",
        "level-report-7-abc@office.vn",
        "duty-meeting-7-abc@office.vn",
        "duty-report-7-abc@office.vn",
    ]
