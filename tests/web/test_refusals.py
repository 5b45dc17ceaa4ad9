"""Where a rule's no stands: beside the words that it blames, or on top of the next page."""

from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from tests.factories import Office, make_account
from tests.web.browser import form_token, send, sign_in


def test_a_deed_that_is_refused_is_said_as_a_refusal_on_the_next_page(
    app: Flask, office: Office
) -> None:
    client = sign_in(app, office.ha)
    one = office.secretary.person_id
    token = form_token(client.get(f"/people/{one}/edit"))

    done = client.post("/people/merge", data={"kept": one, "gone": one, "csrf_token": token})

    assert done.status_code == 303
    assert '<p class="flash is-refusal">' in client.get(done.location).text


def test_a_time_that_nobody_understands_is_refused_beside_its_words(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))

    page = send(
        client, "/holidays/edit", {"when": "hôm nào đó", "name": "Nghỉ lễ", "is_off": "off"}
    )

    assert 'id="when-refusal"' in page.text
