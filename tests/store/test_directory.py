from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.domain.directory import Body, Organisation, ParentLink, PostFact, UnitFact, reaches
from planner.domain.rights import KEEPER, Action, Role, Viewer
from planner.store import directory as units
from planner.store.directory import Post, Unit
from tests.factories import Office, keep, make_account, make_person, make_post, make_unit, who
from tests.queries import counted

TODAY = date(2026, 1, 2)


def test_the_organisation_is_what_stands_that_day(session: Session) -> None:
    province = make_unit(session, "TINH", kind="tỉnh đoàn")
    ended = make_unit(session, "CU", parent=province)
    ended.to_on = TODAY
    district = make_unit(session, "CN", parent=province)
    committee = make_unit(session, "HU", kind="cấp ủy")
    committee.is_outside, committee.territory_id = True, district.id
    lan, ha = make_person(session, "Lê Ngọc Lan"), make_person(session, "Nguyễn Thu Hà")
    post = make_post(session, lan, district)
    body = make_post(session, ha, district, "Uỷ viên")
    body.body, body.is_full_time = "BTV", True
    make_post(session, ha, ended)
    make_post(session, ha, district, "Phó Bí thư").to_on = TODAY - timedelta(days=1)
    session.commit()

    organisation = units.organisation_on(session, TODAY)

    assert organisation == Organisation.on(
        TODAY,
        [
            UnitFact(province.id, "tỉnh đoàn"),
            UnitFact(district.id, "huyện đoàn"),
            UnitFact(committee.id, "cấp ủy", outside=True, territory=district.id),
        ],
        [ParentLink(district.id, province.id)],
        [
            PostFact(post.id, lan.id, district.id, None, "Bí thư", 10),
            PostFact(body.id, ha.id, district.id, Body.BTV, "Uỷ viên", 10, full_time=True),
        ],
    )


@pytest.mark.parametrize("many", [1, 30])
def test_the_organisation_takes_two_queries(session: Session, many: int) -> None:
    province = make_unit(session, "TINH")
    for number in range(many):
        unit = make_unit(session, f"D{number}", parent=province)
        make_post(session, make_person(session, f"Người {number}"), unit)
    session.expire_all()

    with counted(session) as sent:
        organisation = units.organisation_on(session, TODAY)

    assert (len(sent), len(organisation.children_of([province.id]))) == (2, many)
