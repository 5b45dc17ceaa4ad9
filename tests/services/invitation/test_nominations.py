from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Answer, GivenAnswer, GivenFile, Needs, Speech, read_answer
from planner.domain.rights import KEEPER, Role
from planner.services.invitation import (
    asking,
    board,
    codes,
    documents,
    nominations,
    reminding,
    replies,
)
from planner.services.invitation.asking import Asking
from planner.services.invitation.documents import Given
from planner.services.invitation.nominations import Desk, Named
from planner.store.invitation import InviteeGroup, InviteRule, answers, units
from planner.store.invitation import documents as all_documents
from tests.factories import NOW, Office, keep, make_account, who

KEY = "k" * 32
AN = Named("Trần An", "Phó Bí thư", "an@example.vn")
PDF = GivenFile("Tham luận.pdf", b"%PDF-1.7")
EVERYTHING = Asking(asks_vehicles=True, asks_lodging=True, asks_meals=True, asks_speeches=True)


@pytest.fixture
def group(session: Session, office: Office) -> InviteeGroup:
    """Two seats for each unit below the province."""
    rule = InviteRule(place=1, relation="convenor_children", exceptions={})
    made = InviteeGroup(
        meeting_id=office.meeting.id,
        place=1,
        name="Đoàn viên tiêu biểu",
        precedence=1,
        mode="invited",
        quota=2,
        rules=[rule],
    )
    return keep(session, made)


@pytest.fixture
def link(session: Session, office: Office, group: InviteeGroup) -> str:
    """The link of the unit that is called."""
    asking.open_pages(session, KEEPER, office.meeting.id, KEY, NOW)
    asking.set_asking(session, KEEPER, office.meeting.id, EVERYTHING, NOW)
    page = units.page_of_unit(session, office.meeting.id, office.called.id)
    assert page is not None
    code = asking.code_of_page(session, page, KEY)
    assert code is not None
    session.commit()
    return code


@pytest.fixture
def desk(session: Session, link: str) -> Desk:
    return nominations.desk_of_link(session, link, NOW)


def refusal(deed: object, *arguments: object) -> str:
    assert callable(deed)
    with pytest.raises(RuleBroken) as refused:
        deed(*arguments)
    return refused.value.code


def test_a_unit_fills_its_seats_and_no_more(
    session: Session, office: Office, group: InviteeGroup, desk: Desk
) -> None:
    an = nominations.name(session, desk, group.id, AN, KEY, NOW)

    assert (an.name, an.unit_id, an.group_id, an.reply, an.mode, an.email) == (
        "Trần An",
        office.called.id,
        group.id,
        "yes",
        "invited",
        "an@example.vn",
    )
    assert codes.living_code(session, an, KEY) is not None
    assert [(one.event, one.way) for one in answers.entries_of(session, an.id)] == [
        ("called", "unit_page")
    ]
    (seat,) = nominations.seats_of(session, desk, NOW)
    assert (seat.count, seat.named, seat.left) == (2, 1, 1)
    twice = refusal(nominations.name, session, desk, group.id, AN, KEY, NOW)
    assert twice == "invitation.already_called"
    nominations.name(session, desk, group.id, Named("Lê Bình", "Uỷ viên"), KEY, NOW)
    third = Named("Vũ Cường", "Uỷ viên")
    assert refusal(nominations.name, session, desk, group.id, third, KEY, NOW) == (
        "invitation.no_seat_left"
    )


@pytest.mark.parametrize(
    ("named", "field"),
    [
        (Named("", "Bí thư"), "name"),
        (Named("An", " "), "position"),
        (Named("An", "UV", "?"), "email"),
    ],
)
def test_whom_a_unit_names_has_a_name_and_a_position(
    session: Session, group: InviteeGroup, desk: Desk, named: Named, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        nominations.name(session, desk, group.id, named, KEY, NOW)
    assert refused.value.field == field


def test_a_unit_takes_back_whom_it_named_but_nobody_whom_rules_call(
    session: Session, office: Office, group: InviteeGroup, desk: Desk
) -> None:
    an = nominations.name(session, desk, group.id, AN, KEY, NOW)

    nominations.withdraw(session, desk, an.id, NOW)

    assert an.state == "cancelled"
    assert refusal(nominations.withdraw, session, desk, office.lan.id, NOW) == (
        "invitation.not_named_by_unit"
    )
    with pytest.raises(NotFound):
        nominations.withdraw(session, desk, an.id, NOW)


def test_after_its_deadline_a_unit_asks_the_organiser(
    session: Session, office: Office, group: InviteeGroup, desk: Desk
) -> None:
    reminding.set_deadlines(session, KEEPER, office.meeting.id, None, NOW.date(), NOW)
    late = NOW + timedelta(days=1)
    over = "invitation.unit_deadline_over"

    assert refusal(nominations.name, session, desk, group.id, AN, KEY, late) == over
    assert refusal(nominations.say_needs, session, desk, Needs(meals=2), late) == over
    assert refusal(nominations.register_speech, session, desk, Speech("A", "B"), late) == over

    ha = nominations.desk_for(session, who(session, office.ha), office.meeting.id, office.called.id)
    assert nominations.name(session, ha, group.id, AN, KEY, late).state == "live"


def test_the_day_of_a_group_counts_before_the_usual_one(
    session: Session, office: Office, group: InviteeGroup, desk: Desk
) -> None:
    group.nominate_by = NOW.date()
    session.flush()
    reminding.set_deadlines(
        session, KEEPER, office.meeting.id, None, NOW.date() + timedelta(days=2), NOW
    )
    late = NOW + timedelta(days=1)

    assert refusal(nominations.name, session, desk, group.id, AN, KEY, late) == (
        "invitation.unit_deadline_over"
    )
    nominations.say_needs(session, desk, Needs(meals=2), late)


def test_a_unit_answers_for_its_people_alone(
    session: Session, office: Office, desk: Desk, link: str
) -> None:
    no = GivenAnswer(Answer.NO, reason="ốm")
    nominations.answer(session, desk, office.lan.id, no, KEY, NOW)

    assert (office.lan.reply, office.lan.reply_reason) == ("no", "ốm")
    (line,) = answers.entries_of(session, office.lan.id)
    assert (line.way, line.by_name) == ("unit_page", "Huyện đoàn Càng Long")
    page = units.page_of_unit(session, office.meeting.id, office.other.id)
    assert page is not None
    theirs = asking.code_of_page(session, page, KEY)
    assert theirs is not None
    other = nominations.desk_of_link(session, theirs, NOW)
    for deed in (nominations.withdraw,):
        with pytest.raises(NotFound):
            deed(session, other, office.lan.id, NOW)
    with pytest.raises(NotFound):
        nominations.answer(session, other, office.lan.id, no, KEY, NOW)


def test_a_unit_sends_somebody_as_the_meeting_wants_it(
    session: Session, office: Office, desk: Desk
) -> None:
    binh = read_answer("substitute", "", "Lê Bình", "Uỷ viên")
    asking.set_asking(session, KEEPER, office.meeting.id, Asking(approves_substitutes=True), NOW)
    nominations.answer(session, desk, office.lan.id, binh, KEY, NOW)
    assert (office.lan.state, office.lan.proposed_name) == ("live", "Lê Bình")

    asking.set_asking(session, KEEPER, office.meeting.id, Asking(), NOW)
    sent = nominations.answer(session, desk, office.lan.id, binh, KEY, NOW)
    assert (sent.name, office.lan.state) == ("Lê Bình", "replaced")


def test_what_units_need_adds_up(session: Session, office: Office, desk: Desk) -> None:
    nominations.say_needs(session, desk, Needs(1, "84A-123.45", 2, 3, "ăn chay"), NOW)
    page = nominations.register_speech(session, desk, Speech("Về nguồn", "Trần An"), NOW)
    documents.receive_speech(session, desk, page, PDF, NOW)
    documents.receive_speech(session, desk, page, PDF, NOW)  # the newer one is kept

    found = board.board_of(session, who(session, office.ha), office.meeting.id, NOW).needed
    assert (found.vehicles, found.lodging, found.meals) == (1, 2, 3)
    assert (found.speeches, found.texts) == (1, 1)
    assert documents.speech_text(session, desk)[1] == b"%PDF-1.7"
    assert (page.vehicle_plates, page.note, page.changed_by) == (
        "84A-123.45",
        "ăn chay",
        "Huyện đoàn Càng Long",
    )


@pytest.mark.parametrize("name", ["tong-hop.xlsx", "anh.png", "bai", "bai.docx.exe"])
def test_a_tham_luan_is_a_word_file_or_a_pdf(
    session: Session, office: Office, desk: Desk, name: str
) -> None:
    page = nominations.register_speech(session, desk, Speech("Về nguồn", "Trần An"), NOW)
    sheet = GivenFile(name, b"PK\x03\x04")

    with pytest.raises(RuleBroken) as refused:
        documents.receive_speech(session, desk, page, sheet, NOW)

    assert (refused.value.code, refused.value.field) == ("invitation.file_kind", "file")
    assert (page.speech_received_at, page.speech_title) == (None, "Về nguồn")


def test_what_the_meeting_does_not_ask_for_is_not_taken(
    session: Session, office: Office, desk: Desk
) -> None:
    asking.set_asking(session, KEEPER, office.meeting.id, Asking(asks_meals=True), NOW)
    nominations.say_needs(session, desk, Needs(vehicles=5, meals=3), NOW)

    assert nominations.said_by(session, desk).vehicles == 0
    with pytest.raises(NotFound):
        nominations.register_speech(session, desk, Speech("A", "B"), NOW)
    asking.set_asking(session, KEEPER, office.meeting.id, Asking(), NOW)
    with pytest.raises(NotFound):
        nominations.say_needs(session, desk, Needs(meals=3), NOW)


def test_wrong_dead_and_foreign_links_are_not_found(
    session: Session, office: Office, link: str
) -> None:
    (carried,) = codes.codes_of(session, KEEPER, office.meeting.id, KEY, NOW)
    for wrong in ("", "x", "\0", link[:-1], carried.code):
        with pytest.raises(NotFound):
            nominations.desk_of_link(session, wrong, NOW)
    with pytest.raises(NotFound):
        replies.holder_of(session, link, NOW)
    new = asking.renew_link(session, KEEPER, office.meeting.id, office.called.id, KEY, NOW)
    with pytest.raises(NotFound):
        nominations.desk_of_link(session, link, NOW)
    assert nominations.desk_of_link(session, new.lower(), NOW).unit.id == office.called.id
    with pytest.raises(NotFound):
        nominations.desk_of_link(session, new, NOW + timedelta(days=40))
    asking.revoke_link(session, KEEPER, office.meeting.id, office.called.id, NOW)
    with pytest.raises(NotFound):
        nominations.desk_of_link(session, new, NOW)


def test_links_are_made_once_for_units_with_seats_or_people(
    session: Session, office: Office, link: str
) -> None:
    ha = who(session, office.ha)

    assert asking.open_pages(session, ha, office.meeting.id, KEY, NOW) == 0
    found = asking.links(session, ha, office.meeting.id, KEY)
    assert {one.page.unit.code: one.code is not None for one in found} == {
        "VP": True,
        "CN": True,
        "CL": True,
        "TC": True,
    }
    for account in (office.tuan, office.minh):
        viewer = who(session, account)
        with pytest.raises(NotFound):
            asking.links(session, viewer, office.meeting.id, KEY)
        with pytest.raises(NotFound):
            asking.open_pages(session, viewer, office.meeting.id, KEY, NOW)


def test_an_account_opens_the_page_of_its_own_unit(
    session: Session, office: Office, link: str
) -> None:
    clerk = who(session, make_account(session, Role.UNIT, office.other, "Văn thư"))
    number = office.meeting.id

    assert nominations.desk_for(session, clerk, number, office.other.id).is_office is False
    with pytest.raises(NotFound):
        nominations.desk_for(session, clerk, number, office.called.id)
    with pytest.raises(NotFound):
        nominations.desk_for(session, who(session, office.tuan), number, office.stranger.id)


def test_documents_are_read_by_those_whom_they_are_for(
    session: Session, office: Office, group: InviteeGroup
) -> None:
    ha = who(session, office.ha)
    everybody = Given("Chương trình", url="https://vn.example/ct")
    some = Given("Báo cáo", file=PDF, groups=(group.id,))
    documents.add(session, ha, office.meeting.id, everybody, NOW)
    report = documents.add(session, ha, office.meeting.id, some, NOW)

    assert [one.title for one in documents.documents_for(session, office.lan)] == ["Chương trình"]
    with pytest.raises(NotFound):
        documents.read_for(session, office.lan, report.id)
    office.lan.group_id = group.id
    session.flush()
    assert documents.read_for(session, office.lan, report.id) == (report, b"%PDF-1.7")
    assert documents.read(session, ha, report.id)[1] == b"%PDF-1.7"
    with pytest.raises(NotFound):
        documents.read(session, who(session, office.tuan), report.id)
    documents.drop(session, ha, report.id, NOW)
    assert [one.title for one in all_documents.documents_of(session, office.meeting.id)] == [
        "Chương trình"
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given(""), "title"),
        (Given("A"), "file"),
        (Given("A", url="https://a.vn", file=PDF), "file"),
        (Given("A", url="javascript:1"), "url"),
        (Given("A", file=GivenFile("a.exe", b"MZ")), "file"),
    ],
)
def test_a_document_that_cannot_be_kept_is_refused_at_its_field(
    session: Session, office: Office, given: Given, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        documents.add(session, KEEPER, office.meeting.id, given, NOW)
    assert refused.value.field == field


def test_the_board_counts_by_group_and_unit_and_what_is_not_named(
    session: Session, office: Office, group: InviteeGroup, desk: Desk, link: str
) -> None:
    nominations.name(session, desk, group.id, AN, KEY, NOW)
    found = board.board_of(session, who(session, office.ha), office.meeting.id, NOW)

    total = found.total
    assert (total.whole, total.pending, total.yes, total.missing) == (2, 1, 1, 7)
    assert {line.name: (line.whole, line.missing) for line in found.units} == {
        "Văn phòng": (0, 2),
        "Huyện đoàn Cầu Ngang": (0, 2),
        "Huyện đoàn Trà Cú": (0, 2),
        "Huyện đoàn Càng Long": (2, 1),
    }
    before = board.version_of(session, KEEPER, office.meeting.id)
    assert board.version_of(session, KEEPER, office.meeting.id) == before
    nominations.answer(session, desk, office.lan.id, GivenAnswer(Answer.YES), KEY, NOW)
    assert board.version_of(session, KEEPER, office.meeting.id) != before
    with pytest.raises(NotFound):
        board.board_of(session, who(session, office.tuan), office.meeting.id, NOW)
