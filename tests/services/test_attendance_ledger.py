from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from planner.domain.attendance.ledger import State
from planner.domain.errors import NotFound
from planner.domain.rights import KEEPER
from planner.services.attendance import ledger
from planner.services.attendance.ledger import Line
from planner.store.attendance import Attendance
from planner.store.invitation import Delegate
from tests.doors import give_code, item, open_door, send
from tests.factories import Office, at, make_delegate, who

EVENING = at("18:00")


@pytest.fixture
def guests(session: Session, office: Office) -> dict[str, Delegate]:
    """One of each fate."""
    made = {}
    for place, name in enumerate(("đúng giờ", "muộn", "về sớm", "báo vắng", "không đến", "thôi")):
        made[name] = make_delegate(session, office.meeting, office.called, name)
        made[name].place = place
    made["báo vắng"].reply, made["báo vắng"].reply_reason = "no", "Đi công tác"
    made["thôi"].state = "cancelled"
    office.lan.place, office.lan.state = 9, "replaced"
    made["dự thay"] = make_delegate(session, office.meeting, office.called, "dự thay")
    made["dự thay"].place, made["dự thay"].substitute_for_id = 10, office.lan.id
    session.commit()
    return made


def rush(session: Session, office: Office, guests: dict[str, Delegate]) -> None:
    token = open_door(session, office.meeting)
    came = {"đúng giờ": "07:30", "muộn": "08:30", "về sớm": "07:31", "dự thay": "07:40"}
    codes = {name: give_code(session, guests[name]) for name in came}
    items = [item(codes[name], when) for name, when in came.items()]
    items.append(item(codes["về sớm"], "10:00", kind="out"))
    person = {"name": "Khách lạ", "unit": "Đoàn trường", "position": ""}
    items += [item(kind="walkin", person=person, when="07:35", id=name) for name in ("w1", "w2")]
    items.append(item(kind="void", void_of="w2", when="07:36"))
    send(session, token, [{**one, "offline": True} for one in items], now=at("11:00"))


def test_the_ledger_has_a_line_for_everybody(
    session: Session, office: Office, guests: dict[str, Delegate]
) -> None:
    rush(session, office, guests)

    lines = [
        replace(line, position="", reason="", last_out=None)
        for line in ledger.attendance_of(
            session, who(session, office.ha), office.meeting.id, EVENING
        )
    ]

    walk_in = session.query(Attendance.delegate_id).order_by(Attendance.delegate_id.desc()).first()
    assert walk_in is not None
    door, unit = "Cửa chính", "Huyện đoàn Càng Long"
    ids = {name: guest.id for name, guest in guests.items()}
    expected = [
        Line(ids["đúng giờ"], "đúng giờ", unit, State.PRESENT, at("07:30"), door, None),
        Line(ids["muộn"], "muộn", unit, State.LATE, at("08:30"), door, None),
        Line(ids["về sớm"], "về sớm", unit, State.LEFT_EARLY, at("07:31"), door, None),
        Line(ids["báo vắng"], "báo vắng", unit, State.EXCUSED, None, None, None),
        Line(ids["không đến"], "không đến", unit, State.ABSENT, None, None, None),
        Line(
            office.lan.id, office.lan.name, unit, State.BY_SUBSTITUTE, at("07:40"), door, "dự thay"
        ),
        Line(ids["dự thay"], "dự thay", unit, State.PRESENT, at("07:40"), door, None),
    ]
    assert [line for line in lines if line.name != "Khách lạ"] == expected
    assert [line for line in lines if line.name == "Khách lạ"] == [
        Line(walk_in.delegate_id, "Khách lạ", "Đoàn trường", State.PRESENT, at("07:35"), door, None)
    ]


def test_nobody_is_absent_before_the_end(
    session: Session, office: Office, guests: dict[str, Delegate]
) -> None:
    lines = ledger.attendance_of(session, KEEPER, office.meeting.id, at("12:00"))

    states = {line.name: line.state for line in lines}
    assert states == {
        **dict.fromkeys(guests.keys() - {"thôi"}, State.EXPECTED),
        "báo vắng": State.EXCUSED,
        office.lan.name: State.EXPECTED,
    }


def test_the_ledger_is_not_for_everybody(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        ledger.attendance_of(session, who(session, office.tuan), office.meeting.id, EVENING)
    with pytest.raises(NotFound):
        ledger.rebuild(session, who(session, office.tuan), office.meeting.id, EVENING)


def test_a_damaged_projection_is_read_anew(
    session: Session, office: Office, guests: dict[str, Delegate]
) -> None:
    rush(session, office, guests)
    before = ledger.attendance_of(session, KEEPER, office.meeting.id, EVENING)
    lost, wrong, *_ = session.query(Attendance).order_by(Attendance.id).all()
    session.delete(lost)
    wrong.first_in = at("05:00")
    session.commit()

    mended = ledger.rebuild(session, KEEPER, office.meeting.id, EVENING)
    session.expire_all()

    assert mended == 2
    assert ledger.rebuild(session, KEEPER, office.meeting.id, EVENING) == 0
    assert ledger.attendance_of(session, KEEPER, office.meeting.id, EVENING) == before


def test_a_row_without_a_scan_goes(
    session: Session, office: Office, guests: dict[str, Delegate]
) -> None:
    rush(session, office, guests)
    row = session.query(Attendance).first()
    assert row is not None
    row.delegate_id = guests["không đến"].id
    session.commit()

    assert ledger.rebuild(session, KEEPER, office.meeting.id, EVENING) == 2
    assert ledger.rebuild(session, KEEPER, office.meeting.id, EVENING) == 0
