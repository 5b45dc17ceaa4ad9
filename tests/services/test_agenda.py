import pytest
from sqlalchemy.orm import Session

from planner.domain.agenda import USUAL_STEPS, Step
from planner.domain.errors import NotFound, RuleBroken
from planner.services import agenda as service
from planner.services import topic
from planner.store import agenda as items
from planner.store import audit
from planner.store.agenda import AgendaItem
from tests.factories import NOW, Office, keep, make_meeting, who


def steps(session: Session, office: Office) -> list[tuple[int, str, bool]]:
    found = items.items_of_series(session, office.series)
    return [(item.place, item.title, item.is_optional) for item in found]


def test_steps_are_added_changed_moved_and_removed(session: Session, office: Office) -> None:
    viewer, series = who(session, office.ha), office.series.id
    for item in items.items_of_series(session, office.series):
        service.remove_step(session, viewer, series, item.id, NOW)
    first = service.add_step(session, viewer, series, Step("Khai mạc"), NOW)
    second = service.add_step(session, viewer, series, Step("Thảo luận"), NOW)
    third = service.add_step(session, viewer, series, Step("Bế mạc"), NOW)

    service.move_step(session, viewer, series, third.id, -1, NOW)
    service.change_step(session, viewer, series, second.id, Step(" Trao  cờ ", True), NOW)
    service.remove_step(session, viewer, series, first.id, NOW)

    assert steps(session, office) == [(1, "Bế mạc", False), (2, "Trao cờ", True)]
    deeds = [entry.action for entry in audit.history_of(session, office.series)]
    assert deeds[:3] == ["remove_step", "change_step", "move_step"]


def test_the_usual_steps_are_a_beginning_only(session: Session, office: Office) -> None:
    viewer, series = who(session, office.ha), office.series.id
    for item in items.items_of_series(session, office.series):
        service.remove_step(session, viewer, series, item.id, NOW)
    service.use_usual_steps(session, viewer, series, NOW)

    assert service.steps_of(session, office.meeting) == list(USUAL_STEPS)
    with pytest.raises(RuleBroken) as broken:
        service.use_usual_steps(session, viewer, series, NOW)
    assert broken.value.code == "agenda.not_empty"


def test_a_meeting_with_steps_of_its_own_follows_them(session: Session, office: Office) -> None:
    keep(session, AgendaItem(meeting_id=office.meeting.id, place=1, title="Riêng kỳ này"))
    keep(session, AgendaItem(series_id=office.series.id, place=1, title="Chung"))

    assert service.steps_of(session, office.meeting) == [Step("Riêng kỳ này")]
    lone = make_meeting(session, office.province, code="HN-3")
    assert service.steps_of(session, lone) == []


@pytest.mark.parametrize("title", [" ", "x" * 301])
def test_odd_words_are_refused(session: Session, office: Office, title: str) -> None:
    with pytest.raises(RuleBroken):
        service.add_step(session, who(session, office.ha), office.series.id, Step(title), NOW)


def test_an_agenda_has_an_end(session: Session, office: Office) -> None:
    session.add_all(
        AgendaItem(series_id=office.series.id, place=place, title="mục") for place in range(1, 51)
    )
    with pytest.raises(RuleBroken) as broken:
        service.add_step(session, who(session, office.ha), office.series.id, Step("nữa"), NOW)

    assert broken.value.code == "agenda.too_many_steps"


def test_a_foreign_agenda_is_not_found(session: Session, office: Office) -> None:
    item = keep(session, AgendaItem(meeting_id=office.meeting.id, place=1, title="Riêng"))

    with pytest.raises(NotFound):
        service.add_step(session, who(session, office.tuan), office.series.id, Step("x"), NOW)
    with pytest.raises(NotFound):
        service.remove_step(session, who(session, office.ha), office.series.id, item.id, NOW)


def test_another_spelling_is_the_same_topic(session: Session, office: Office) -> None:
    viewer = who(session, office.ha)

    first = topic.find_or_create(session, viewer, "Ứng xử văn minh trên không gian mạng")
    again = topic.find_or_create(session, viewer, "ung xu  văn minh, trên KHÔNG gian mạng")

    assert first is again
    assert first.title == "Ứng xử văn minh trên không gian mạng"
    with pytest.raises(RuleBroken):
        topic.find_or_create(session, viewer, "!")
    with pytest.raises(NotFound):
        topic.find_or_create(session, who(session, office.minh), "Chuyên đề khác")
