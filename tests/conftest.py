"""One migrated database of each engine per run; every test leaves it as it found it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from planner.app import calm_collector, create_app
from planner.config import Config
from planner.outputs import pdf
from planner.services import account
from planner.store.memory import Memory
from planner.store.schema import upgrade
from planner.store.session import make_engine
from planner.web.feed import Shelf
from tests.factories import Office, make_office
from tests.mailbox import Mailbox, running_mailbox
from tests.needs import lacking
from tests.postgres import NoPostgres, server_url

# The same examples in every run, however slow the machine is.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

CONFIG = Config(
    secret_key="k" * 32,
    code_key="c" * 32,
    database_url="sqlite://",
    base_url="http://localhost",
)


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some always wait for a browser, a disk, a server."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_finish() -> None:
    """All is loaded by now."""
    calm_collector()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 at its cheapest: what it costs a guesser is not for every test to pay."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account, "HASHER", quick)
        patch.setattr(account, "NOBODY", quick.hash("nobody's"))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server_url())
        except NoPostgres as error:
            lacking(str(error))
        yield url


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    with running_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(mail_server: Mailbox) -> Mailbox:
    """A mail server that has got nothing yet."""
    mail_server.taken.clear()
    return mail_server


@pytest.fixture(scope="session")
def fonts() -> None:
    """Papers are set in fonts that the set-up brings."""
    if not pdf.OFFICE_PRESS.fonts.is_dir():
        lacking("no fonts of papers: make setup")


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    yield from _migrated(f"sqlite:///{tmp_path_factory.mktemp('db') / 'planner.sqlite'}")


@pytest.fixture(scope="session")
def postgresql_engine(postgres: str) -> Iterator[Engine]:
    yield from new_postgres_database(postgres)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file with nothing in it: to copy it is quicker than to migrate another."""
    path = tmp_path_factory.mktemp("blank") / "planner.sqlite"
    for _engine in _migrated(f"sqlite:///{path}"):
        pass
    return path


@pytest.fixture(scope="session")
def blank_postgresql(postgres: str) -> Iterator[str]:
    """The name of a migrated database with nothing in it, to be copied likewise."""
    with postgres_database(postgres) as url:
        for _engine in _migrated(url):
            pass
        yield make_url(url).database or ""


def _migrated(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


def new_postgres_database(server: str) -> Iterator[Engine]:
    """A migrated database of our own, dropped at the end."""
    with postgres_database(server) as url:
        yield from _migrated(url)


@contextmanager
def postgres_database(server: str, like: str = "template1") -> Iterator[str]:
    """The address of a database of our own, a copy of another's or empty; dropped at the end."""
    name = f"planner_{secrets.token_hex(4)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def sessions(connection: Connection) -> sessionmaker[Session]:
    """Like the app's own, but a commit ends in a savepoint that is undone."""
    return sessionmaker(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    )


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture(scope="session")
def built_app() -> Flask:
    return create_app(CONFIG)


@pytest.fixture
def app(built_app: Flask, sessions: sessionmaker[Session], connection: Connection) -> Flask:
    """The app on the test's own transaction; forms need their token unless a test says no."""
    built_app.testing = True
    built_app.config["WTF_CSRF_ENABLED"] = True
    built_app.extensions["planner.engine"] = connection.engine
    built_app.extensions["planner.readers"] = sessions
    built_app.extensions["planner.writers"] = sessions
    built_app.extensions["planner.memory"] = Memory(connection.engine, most=0)
    built_app.extensions["planner.calendars"] = Shelf()  # nothing of another test's meetings
    return built_app


@pytest.fixture
def office(session: Session) -> Office:
    return make_office(session)
