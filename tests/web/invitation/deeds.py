"""What tests of thành phần do on its pages."""

from flask.testing import FlaskClient
from sqlalchemy import select  # noqa: TID251  # a look past the services
from sqlalchemy.orm import Session

from planner.store.invitation import InviteeGroup
from tests.factories import Office
from tests.web.browser import send


def invitees(office: Office) -> str:
    return f"/meetings/{office.meeting.id}/invitees"


def the_list(office: Office) -> str:
    return f"/meetings/{office.meeting.id}/delegates"


def group_of(session: Session, client: FlaskClient, url: str, **more: str) -> InviteeGroup:
    data = {"name": "Lãnh đạo các đơn vị", "precedence": "1", "mode": "summoned", **more}
    assert send(client, f"{url}/new", data).status_code == 303
    group = session.scalar(select(InviteeGroup).order_by(InviteeGroup.id.desc()).limit(1))
    assert group is not None
    return group


def with_rule(session: Session, client: FlaskClient, office: Office) -> InviteeGroup:
    group = group_of(session, client, invitees(office))
    data = {"relation": "convenor_children", "positions": "bí thư, Phó Bí thư"}
    assert send(client, f"/invitees/groups/{group.id}/rules/new", data).status_code == 303
    return group
