from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.domain.rights import KEEPER
from planner.jobs import Worker
from planner.services import directory
from planner.services.directory import UnitFacts
from tests.conftest import CONFIG
from tests.factories import NOW, Office


def worker_at(sessions: sessionmaker[Session], moment: datetime) -> Worker:
    return Worker(sessions, CONFIG, lambda: moment, "w")


def test_what_is_planned_for_units_comes_to_be_on_its_day(
    session: Session, sessions: sessionmaker[Session], office: Office
) -> None:
    tomorrow = NOW + timedelta(days=1)
    facts = UnitFacts("CN", "Đoàn xã Cầu Ngang", "đoàn xã", "TINH")
    directory.change_unit(session, KEEPER, office.host.id, facts, NOW, tomorrow.date())
    session.commit()

    names = []
    for moment in (NOW, tomorrow):
        jobs.run_due(worker_at(sessions, moment))
        session.expire_all()
        names.append(office.host.name)

    assert names == ["Huyện đoàn Cầu Ngang", "Đoàn xã Cầu Ngang"]
