"""Campaigns, their levels and exemptions, what a unit owes, and milestones."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _campaign(office: Office) -> dict[str, Any]:
    return {"campaign_id": office.campaign.id}


def _level(office: Office) -> dict[str, Any]:
    return {"campaign_id": office.campaign.id, "level_id": office.level.id}


def _exemption(office: Office) -> dict[str, Any]:
    return {"campaign_id": office.campaign.id, "exemption_id": office.exemption.id}


def _milestone(office: Office) -> dict[str, Any]:
    return {"campaign_id": office.campaign.id, "milestone_id": office.milestone.id}


def _duty(office: Office) -> dict[str, Any]:
    return {"duty_id": office.duty.id}


def _facts(_office: Office) -> dict[str, Any]:
    return {
        "title": "Đánh giá giữa nhiệm kỳ",
        "code": "DG-2027",
        "year": "2027",
        "meeting_kind": "conference",
    }


def _level_facts(kind: str) -> Any:
    return lambda _office: {
        "name": "Cấp tỉnh",
        "unit_kinds": kind,
        "owes_meeting": "y",
        "when": "nửa cuối tháng 6",
    }


def _step(_office: Office) -> dict[str, Any]:
    return {"when": "ngày 25/2", "what": "Hoàn thành dự thảo báo cáo"}


def _reason(_office: Office) -> dict[str, Any]:
    return {"reason": "thiếu phụ lục số liệu"}


CASES = {
    "campaign.index": Case("list"),
    "campaign.show": Case("campaign", _campaign),
    "campaign.overdue": Case("campaign", _campaign),
    "campaign.add": Case("campaign", lambda office: {"convenor": office.province.id}, _facts),
    "campaign.change": Case("campaign", _campaign, _facts),
    "campaign.cancel": Case("campaign", _campaign, _reason),
    "campaign.reopen": Case("campaign", _campaign),
    "campaign.derive": Case("campaign", _campaign),
    "campaign.add_level": Case("campaign", _campaign, _level_facts("tỉnh đoàn")),
    "campaign.change_level": Case("campaign", _level, _level_facts("huyện đoàn")),
    "campaign.remove_level": Case("campaign", _level),
    "campaign.add_exemption": Case(
        "campaign",
        _campaign,
        lambda _office: {"way": "named", "units": "CL", "reason": "sáp nhập đơn vị"},
    ),
    "campaign.remove_exemption": Case("campaign", _exemption),
    "campaign.milestones": Case("campaign", _campaign),
    "campaign.add_milestone": Case("campaign", _campaign, _step),
    "campaign.change_milestone": Case("campaign", _milestone, _step),
    "campaign.finish_milestone": Case("campaign", _milestone),
    "campaign.reopen_milestone": Case("campaign", _milestone),
    "campaign.remove_milestone": Case("campaign", _milestone),
    "campaign.read_time": Case(
        "office", lambda _office: {"year": 2026, "words": "quý I"}, is_part=True
    ),
    "campaign.duty": Case("unit", _duty),
    "campaign.say_day": Case("unit", _duty, lambda _office: {"step": "plan", "day": "16/4"}),
    "campaign.book_meeting": Case("unit", _duty, lambda _office: {"when": "sáng 16/4"}),
    "campaign.merge": Case(
        "unit", _duty, lambda _office: {"merged_words": "tổng kết năm", "day": "16/4"}
    ),
    "campaign.forget": Case("unit", _duty),
    "campaign.limit": Case("unit", _duty, lambda _office: {"limit": "20/6"}),
    "campaign.report": Case(
        "unit", _duty, lambda _office: {"received_on": "2/1", "report_link": "12-BC/ĐTN"}
    ),
    "campaign.return_report": Case("campaign", _duty, _reason),
    "campaign.exempt": Case("campaign", _duty, _reason),
    "campaign.include": Case("campaign", _duty),
}
