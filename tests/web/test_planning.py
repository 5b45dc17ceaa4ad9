from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.rotation.planning import Kind
from planner.domain.timespan import DateWindow
from planner.services.rotation.planning import runs
from tests.factories import Office
from tests.planned import NOW, make_year, solved
from tests.web.browser import sign_in


def test_a_question_without_an_answer_names_the_days_that_were_asked(
    app: Flask, session: Session, office: Office
) -> None:
    year = make_year(session, office)
    asked = DateWindow(date(2027, 1, 4), date(2027, 1, 8))
    run = runs.ask(session, year.ha, year.wish(Kind.YEAR, horizon=asked), 10, NOW)
    solved(session, run)
    session.commit()

    page = sign_in(app, office.ha).get(f"/planning/{run.id}").text

    assert "Không phương án nào giữ được mọi quy tắc" in page
    assert "Xếp trong khoảng đã hỏi: từ 4/1 đến 8/1/2027." in page
