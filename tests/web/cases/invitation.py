"""Thành phần, the list, one delegate; a group and a rule are made for each try."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session, object_session

from planner.store.invitation import (
    AnswerSetting,
    DocumentFile,
    InviteeGroup,
    InviteRule,
    MeetingDocument,
    UnitPage,
    units,
)
from planner.store.invitation import answers as asking
from tests.factories import NOW, Office, keep
from tests.web.cases import Case

GROUP_FORM = {"name": "Lãnh đạo", "precedence": "1", "mode": "summoned"}
RULE_FORM = {"relation": "convenor_children", "positions": "Bí thư"}
DELEGATE_FORM = {"name": "Vũ Khách", "mode": "invited"}


def _session(office: Office) -> Session:
    session = object_session(office.meeting)
    assert session is not None
    return session


def _new_group(office: Office) -> InviteeGroup:
    group = InviteeGroup(
        meeting_id=office.meeting.id,
        place=1,
        name="Nhóm",
        precedence=1,
        mode="invited",
        rules=[InviteRule(place=1, relation="convenor_children", exceptions={})],
    )
    return keep(_session(office), group)


def _meeting(office: Office) -> dict[str, Any]:
    _new_group(office)
    return {"meeting_id": office.meeting.id}


def _series(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id}


def _campaign(office: Office) -> dict[str, Any]:
    return {"campaign_id": office.campaign.id}


def _proposal(office: Office) -> dict[str, Any]:
    """Nothing is proposed about Minh any more, which the page says."""
    return {"meeting_id": office.meeting.id, "person_id": office.secretary.person_id}


def _group(office: Office) -> dict[str, Any]:
    return {"group_id": _new_group(office).id}


def _rule(office: Office) -> dict[str, Any]:
    return {"rule_id": _new_group(office).rules[0].id}


def _delegate(office: Office) -> dict[str, Any]:
    return {"delegate_id": office.lan.id}


def _called_unit(office: Office) -> dict[str, Any]:
    """The page of the unit that is called: its own account opens it, and who keeps the list."""
    session = _session(office)
    setting: AnswerSetting = asking.setting_of(session, office.meeting.id)
    setting.asks_meals = True
    keep(session, setting)
    far = date(2090, 1, 5)  # whatever the clock says: units speak before the meeting alone
    meeting = office.meeting
    session.refresh(meeting)  # what an earlier try wrote was undone beneath the session
    meeting.precision, meeting.window_start, meeting.window_end = "window", far, far
    meeting.starts_at = meeting.ends_at = None
    keep(session, meeting)
    if units.page_of_unit(session, office.meeting.id, office.called.id) is None:
        keep(session, UnitPage(meeting_id=office.meeting.id, unit_id=office.called.id))
    return {"meeting_id": office.meeting.id, "unit_id": office.called.id}


def _speech(office: Office) -> dict[str, Any]:
    """With a text that the unit sent."""
    values, session = _called_unit(office), _session(office)
    page = session.query(UnitPage).filter_by(meeting_id=office.meeting.id).one()
    _file(session, MeetingDocument(meeting_id=office.meeting.id, unit_page_id=page.id))
    return values


def _document(office: Office) -> dict[str, Any]:
    session = _session(office)
    return {"document_id": _file(session, MeetingDocument(meeting_id=office.meeting.id)).id}


def _file(session: Session, document: MeetingDocument) -> MeetingDocument:
    document.title, document.groups, document.added_at = "Báo cáo", [], NOW
    document.file_name, document.media_type = "bao-cao.pdf", "application/pdf"
    keep(session, document)
    keep(session, DocumentFile(document_id=document.id, content="JVBERi0="))
    return document


def _proposed(office: Office) -> dict[str, Any]:
    office.lan.proposed_name, office.lan.proposed_position = "Trần An", "Phó Bí thư"
    _session(office).commit()
    return {**_delegate(office), "verb": "approve"}


CASES = {
    "invitation.answers_board": Case("meeting", _meeting),
    "invitation.answer_numbers": Case("meeting", _meeting, is_part=True),
    "invitation.remind_chosen": Case("meeting", _meeting),
    "invitation.answers_sheet": Case("meeting", _meeting),
    "invitation.set_asking": Case("meeting", _meeting, lambda _office: {"after_deadline": "late"}),
    "invitation.judge_substitute": Case("meeting", _proposed),
    "invitation.documents": Case(
        "meeting", _meeting, lambda _office: {"title": "Báo cáo", "url": "https://vn.example/1"}
    ),
    "invitation.document": Case("meeting", _document, is_part=True),
    "invitation.drop_document": Case("meeting", _document),
    "invitation.unit_links": Case("meeting", _meeting),
    "invitation.open_units": Case("meeting", _meeting),
    "invitation.change_link": Case(
        "meeting", lambda office: {**_called_unit(office), "verb": "renew"}
    ),
    "invitation.unit_page": Case("meeting", _called_unit),
    "invitation.unit_speech": Case("meeting", _speech, is_part=True),
    "invitation.act_for_unit": Case(
        "meeting", lambda office: {**_called_unit(office), "verb": "needs"}
    ),
    "invitation.of_meeting": Case("meeting", _meeting),
    "invitation.of_series": Case("series", _series),
    "invitation.of_campaign": Case("campaign", _campaign),
    "invitation.add_to_campaign": Case("campaign", _campaign, lambda _office: GROUP_FORM),
    "invitation.add_to_meeting": Case("meeting", _meeting, lambda _office: GROUP_FORM),
    "invitation.add_to_series": Case("series", _series, lambda _office: GROUP_FORM),
    "invitation.change_group": Case("meeting", _group, lambda _office: GROUP_FORM),
    "invitation.delete_group": Case("meeting", _group),
    "invitation.add_rule": Case("meeting", _group, lambda _office: RULE_FORM),
    "invitation.change_rule": Case("meeting", _rule, lambda _office: RULE_FORM),
    "invitation.delete_rule": Case("meeting", _rule),
    "invitation.call": Case("meeting", _meeting),
    "invitation.delegates": Case("meeting", _meeting),
    "invitation.add_delegate": Case("meeting", _meeting, lambda _office: DELEGATE_FORM),
    "invitation.differences": Case("meeting", _meeting),
    "invitation.accept_all": Case("meeting", _meeting),
    "invitation.decline_all": Case("meeting", _meeting),
    "invitation.propose_again": Case("meeting", _meeting),
    "invitation.decide": Case("meeting", lambda office: {**_proposal(office), "verb": "decline"}),
    "invitation.code_sheet": Case("meeting", _meeting),
    "invitation.delegate": Case("meeting", _delegate),
    "invitation.answer_for": Case("meeting", _delegate, lambda _office: {"answer": "yes"}),
    "invitation.act": Case("meeting", lambda office: {**_delegate(office), "verb": "renew"}),
}
