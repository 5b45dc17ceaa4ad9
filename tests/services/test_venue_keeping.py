from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.services import venue as service
from planner.services.venue import HallFacts, VenueFacts
from planner.store import audit
from planner.store import venue as venues
from tests.factories import NOW, Office, make_hall, make_venue, who
from tests.queries import counted

HOUSE = VenueFacts("Nhà thiếu nhi", "CN", "12 đường 30/4", "https://maps.example/x", "02943 1")
LATER = NOW.replace(hour=5)


def test_a_house_and_its_halls_are_kept(session: Session, office: Office) -> None:
    viewer = who(session, office.ha)

    venue = service.add_venue(session, viewer, HOUSE, NOW)
    hall = service.add_hall(session, viewer, venue.id, HallFacts("NTN-1", "Hội trường 1", 300), NOW)

    assert (venue.unit_id, venue.search_key) == (office.host.id, "nha thieu nhi 12 duong 30 4")
    assert venues.halls_in(session, [venue]) == {venue.id: [hall]}
    assert list(venues.halls_kept_by(session, office.host)) == [hall]
    assert [entry.action for entry in audit.history_of(session, hall)] == ["add_hall"]


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (replace(HOUSE, name=" "), "venue.no_name", "name"),
        (replace(HOUSE, unit="KHONG"), "directory.no_such_unit", "unit"),
        (replace(HOUSE, map_url="javascript:alert(1)"), "venue.map_malformed", "map_url"),
        (replace(HOUSE, map_url="https://[x"), "venue.map_malformed", "map_url"),
    ],
)
def test_a_house_is_refused_at_the_field_to_blame(
    session: Session, office: Office, facts: VenueFacts, code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.add_venue(session, who(session, office.ha), facts, NOW)

    assert (broken.value.code, broken.value.field) == (code, field)


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (HallFacts("HT-A", "Hội trường", 10), "venue.code_taken", "code"),
        (HallFacts("hai từ", "Hội trường", 10), "directory.code_malformed", "code"),
        (HallFacts("HT-B", "", 10), "venue.no_name", "name"),
        (HallFacts("HT-B", "Hội trường", 0), "venue.odd_capacity", "capacity"),
        (HallFacts("HT-B", "Hội trường", 10**9), "venue.odd_capacity", "capacity"),
    ],
)
def test_a_hall_is_refused_at_the_field_to_blame(
    session: Session, office: Office, facts: HallFacts, code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.add_hall(session, who(session, office.ha), office.venue.id, facts, NOW)

    assert (broken.value.code, broken.value.field) == (code, field)


def test_a_house_is_kept_only_by_its_unit_and_those_above(session: Session, office: Office) -> None:
    tuan = who(session, office.tuan)

    with pytest.raises(NotFound):
        service.add_venue(session, tuan, HOUSE, NOW)
    with pytest.raises(NotFound):
        service.change_venue(session, tuan, office.venue.id, replace(HOUSE, unit="TH"), NOW)
    with pytest.raises(NotFound):
        service.add_hall(session, tuan, office.venue.id, HallFacts("X", "X", 1), NOW)
    with pytest.raises(NotFound):
        service.change_hall(session, tuan, office.hall.id, HallFacts("X", "X", 1), NOW)
    with pytest.raises(NotFound):
        service.change_hall(session, tuan, 10**6, HallFacts("X", "X", 1), NOW)


def test_calendars_learn_of_a_new_name_of_house_or_hall(session: Session, office: Office) -> None:
    viewer = who(session, office.ha)
    office.meeting.hall_id = office.hall.id
    session.commit()

    service.change_hall(session, viewer, office.hall.id, HallFacts("HT-A", "Hội trường", 99), LATER)
    session.refresh(office.meeting)
    assert office.meeting.changed_at == LATER

    renamed = VenueFacts("Nhà văn hoá tỉnh", "TINH")
    service.change_venue(session, viewer, office.venue.id, renamed, LATER.replace(minute=9))
    session.refresh(office.meeting)
    assert office.meeting.changed_at == LATER.replace(minute=9)
    assert audit.history_of(session, office.venue)[0].changes == {
        "name": ["Nhà văn hoá", "Nhà văn hoá tỉnh"]
    }


def test_calendars_are_left_alone_where_only_seats_change(session: Session, office: Office) -> None:
    office.meeting.hall_id = office.hall.id
    seats = HallFacts(office.hall.code, office.hall.name, 250)

    service.change_hall(session, who(session, office.ha), office.hall.id, seats, LATER)

    session.refresh(office.meeting)
    assert (office.meeting.changed_at, office.hall.capacity) == (NOW, 250)


def test_houses_are_found_without_marks(session: Session, office: Office) -> None:
    other = make_venue(session, office.called, "Trung tâm Bồi dưỡng chính trị")

    assert venues.venues(session) == [office.venue, other]
    assert venues.venues(session, "boi duong") == [other]


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_of_houses_takes_two_queries(session: Session, office: Office, many: int) -> None:
    for number in range(many):
        make_hall(session, make_venue(session, office.called, f"Nhà {number}"), f"N-{number}")
    session.expunge_all()

    with counted(session) as sent:
        found = venues.venues(session, "nha")
        halls = venues.halls_in(session, found)
        shown = [venue.unit.name for venue in found if halls[venue.id]]

    assert (len(sent), len(shown)) == (2, many + 1)
