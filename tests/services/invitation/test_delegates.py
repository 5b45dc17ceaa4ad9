import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER
from planner.messages.invitation import why_words
from planner.services.invitation import delegates
from planner.services.invitation.delegates import HandMade
from tests.factories import NOW, Office, make_person, make_post, who


def test_somebody_of_the_register_is_recognised(session: Session, office: Office) -> None:
    an = make_person(session, "Trần An", "an@example.vn")
    make_post(session, an, office.other)
    made = HandMade(name="tran an", unit="Huyện đoàn Trà Cú", position="Bí thư")

    added = delegates.add(session, who(session, office.ha), office.meeting.id, made, NOW)

    assert (added.person_id, added.name, added.email) == (an.id, "Trần An", "an@example.vn")
    assert (added.unit_id, added.unit_name) == (office.other.id, "Huyện đoàn Trà Cú")
    assert why_words(added.why) == "Nguyễn Thu Hà thêm vào danh sách"
    with pytest.raises(RuleBroken) as refused:
        delegates.add(session, KEEPER, office.meeting.id, made, NOW)
    assert (refused.value.code, refused.value.field) == ("invitation.already_called", "name")


def test_a_guest_of_no_unit_of_ours_keeps_the_words(session: Session, office: Office) -> None:
    made = HandMade(name="Vũ Khách", unit="Báo Tỉnh", email="Khach@Bao.vn")

    added = delegates.add(session, KEEPER, office.meeting.id, made, NOW)

    assert (added.unit_id, added.unit_name, added.person_id) == (None, "Báo Tỉnh", None)
    assert (added.email, added.mode, added.group_id) == ("khach@bao.vn", "invited", None)


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (HandMade(name=" "), "name"),
        (HandMade(name="x" * 201), "name"),
        (HandMade(name="An", position="x" * 201), "position"),
        (HandMade(name="An", unit="x" * 201), "unit"),
        (HandMade(name="An", email="không"), "email"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    session: Session, office: Office, made: HandMade, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        delegates.add(session, KEEPER, office.meeting.id, made, NOW)
    assert refused.value.field == field


def test_a_foreign_group_is_not_found(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        delegates.add(session, KEEPER, office.meeting.id, HandMade(name="An", group_id=99999), NOW)


def test_somebody_is_taken_off_and_put_back(session: Session, office: Office) -> None:
    delegates.cancel(session, KEEPER, office.lan.id, NOW)
    assert office.lan.state == "cancelled"
    with pytest.raises(RuleBroken) as refused:
        delegates.cancel(session, KEEPER, office.lan.id, NOW)
    assert refused.value.code == "invitation.not_on_the_list"

    delegates.restore(session, KEEPER, office.lan.id, NOW)
    assert office.lan.state == "live"
    with pytest.raises(RuleBroken) as refused:
        delegates.restore(session, KEEPER, office.lan.id, NOW)
    assert refused.value.code == "invitation.not_taken_off"


def test_nobody_is_put_back_beside_themselves(session: Session, office: Office) -> None:
    an = make_person(session, "Trần An")
    make_post(session, an, office.other)
    made = HandMade(name="Trần An", unit="TC")
    first = delegates.add(session, KEEPER, office.meeting.id, made, NOW)
    delegates.cancel(session, KEEPER, first.id, NOW)
    delegates.add(session, KEEPER, office.meeting.id, made, NOW)

    with pytest.raises(RuleBroken) as refused:
        delegates.restore(session, KEEPER, first.id, NOW)
    assert refused.value.code == "invitation.already_called"


def test_strangers_and_hosts_change_nothing(session: Session, office: Office) -> None:
    for account in (office.tuan, office.minh):
        viewer = who(session, account)
        with pytest.raises(NotFound):
            delegates.add(session, viewer, office.meeting.id, HandMade(name="An"), NOW)
        with pytest.raises(NotFound):
            delegates.cancel(session, viewer, office.lan.id, NOW)
        with pytest.raises(NotFound):
            delegates.restore(session, viewer, office.lan.id, NOW)
