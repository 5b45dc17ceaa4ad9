"""`work`, `backup`, `restore`, `doctor` and `start link`, as they are typed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from planner.app import create_app
from planner.cli import doctor
from planner.config import Config
from planner.services import account, notice
from planner.services.notice import Letter
from planner.store import schema
from planner.store.account import Credential
from tests.factories import NOW, Office, make_letter, make_unit
from tests.imap import running_box
from tests.mailbox import Mailbox


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """An app of its own on an empty SQLite file, with keys in its folder."""
    yield from app_on(tmp_path / "instance")


def app_on(folder: Path, **settings: str) -> Iterator[Flask]:
    app = create_app(Config.from_environment(settings, folder))
    schema.upgrade(app.extensions["planner.engine"])
    yield app
    app.extensions["planner.engine"].dispose()


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


def writing(app: Flask) -> Session:
    session: Session = app.extensions["planner.writers"]()
    return session


def queue(app: Flask, *addresses: str) -> None:
    with writing(app) as session:
        for address in addresses:
            notice.queue(session, Letter(address, "invitation", address, "Mời", "Mời"), NOW)
        session.commit()


def with_settings(app: Flask, **settings: Any) -> Flask:
    config = replace(app.extensions["planner.config"], **settings)
    app.extensions["planner.config"] = config
    return app


def test_work_once_sends_what_is_due(house: Flask, mailbox: Mailbox) -> None:
    with writing(house) as session:
        notice.queue(session, Letter("1", "x", "lan@a.vn", "Mời", "Mời"), datetime.now(UTC))
        notice.queue(session, Letter("2", "x", "dead@a.vn", "Mời", "Mời"), datetime.now(UTC))
        session.commit()

    result = run(with_settings(house, mail_url=mailbox.url), "work", "once")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Đã gửi 1 thư; 0 hẹn gửi lại, 1 không gửi được, 0 chưa rõ.\n"
    assert mailbox.recipients == ["lan@a.vn"]


def test_work_once_says_that_letters_stay(house: Flask) -> None:
    queue(house, "lan@a.vn")

    result = run(house, "work", "once")

    assert result.exit_code == 0
    assert "chưa gửi ra ngoài" in result.stderr


def test_a_backup_brings_the_keys_along(house: Flask, tmp_path: Path) -> None:
    file, folder = tmp_path / "so-hop.backup", tmp_path / "other"
    with writing(house) as session:
        make_unit(session, "TDTV")

    written = run(house, "backup", str(file))
    other = next(app_on(folder))
    restored = run(other, "restore", str(file))

    first, second = tmp_path / "instance" / "code_key", folder / "code_key"
    assert (written.exit_code, restored.exit_code) == (0, 0)
    assert "PLANNER_BACKUP_PASSWORD" in written.stderr
    assert second.read_text() == first.read_text()
    assert second.stat().st_mode & 0o777 == 0o600
    with writing(other) as session:
        assert session.connection().exec_driver_sql("SELECT code FROM unit").all() == [("TDTV",)]
    other.extensions["planner.engine"].dispose()


def test_keys_that_are_settings_are_compared_not_changed(house: Flask, tmp_path: Path) -> None:
    file = tmp_path / "so-hop.backup"
    run(house, "backup", str(file))
    other = next(app_on(tmp_path / "other", PLANNER_CODE_KEY="x" * 32))

    refused = run(other, "restore", str(file))
    aside = run(other, "restore", str(file), "--keys-only")

    key = (tmp_path / "instance" / "code_key").read_text()
    assert refused.exit_code == 2
    assert "PLANNER_CODE_KEY" in refused.stderr
    assert key not in refused.output + aside.output
    assert (tmp_path / "other" / "restored_code_key").read_text() == key
    other.extensions["planner.engine"].dispose()


@pytest.mark.parametrize("words", [["backup", "/no/such/folder/file"], ["restore", "/no/file"]])
def test_a_file_that_cannot_be_is_one_line_and_exit_2(house: Flask, words: list[str]) -> None:
    result = run(house, *words)

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_a_full_database_is_not_replaced(house: Flask, tmp_path: Path) -> None:
    file = tmp_path / "so-hop.backup"
    with writing(house) as session:
        make_unit(session, "TDTV")
    run(house, "backup", str(file))

    refused = run(house, "restore", str(file))

    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "--force" in refused.stderr
    assert run(house, "restore", str(file), "--force").exit_code == 0


def test_the_backup_password_seals_it(house: Flask, tmp_path: Path) -> None:
    file = tmp_path / "so-hop.backup"

    written = run(with_settings(house, backup_password="dài và khó"), "backup", str(file))

    assert (written.exit_code, written.stderr) == (0, "")
    assert run(with_settings(house, backup_password=None), "restore", str(file)).exit_code == 2
    assert (
        run(with_settings(house, backup_password="dài và khó"), "restore", str(file)).stderr == ""
    )


def test_a_well_server_has_nothing_wrong(house: Flask) -> None:
    result = run(house, "doctor")

    assert (result.exit_code, result.stdout) == (0, "Không có gì hỏng.\n")
    assert json.loads(run(house, "doctor", "--json").stdout) == []


def wrong(app: Flask) -> list[str]:
    result = run(app, "doctor", "--json")
    assert result.exit_code == 1
    return [one["about"] for one in json.loads(result.stdout) if one["is_wrong"]]


def test_the_doctor_finds_a_lost_guard_and_says_the_cure(house: Flask) -> None:
    with writing(house) as session:
        session.connection().exec_driver_sql("DROP TRIGGER hall_hold_no_overlap_UPDATE")
        session.commit()

    result = run(house, "doctor")

    assert result.exit_code == 1
    assert "hall_hold_no_overlap_UPDATE" in result.stdout
    assert "restore" in result.stdout


def test_the_doctor_asks_for_the_newest_form(tmp_path: Path) -> None:
    app = create_app(Config.from_environment({}, tmp_path / "bare"))

    assert "db upgrade" in run(app, "doctor").stdout
    app.extensions["planner.engine"].dispose()


def test_the_doctor_sees_open_keys(house: Flask, tmp_path: Path) -> None:
    (tmp_path / "instance").chmod(0o755)
    (tmp_path / "instance" / "code_key").chmod(0o644)

    assert wrong(house) == ["code_key"]


@pytest.mark.parametrize(
    ("settings", "about"),
    [
        ({"base_url": "http://hop.vn"}, []),
        ({"base_url": "https://hop.vn"}, []),
        ({"host": "0.0.0.0", "base_url": "http://0.0.0.0:8000"}, ["PLANNER_BASE_URL"]),  # noqa: S104
        ({"mail_url": "smtp://127.0.0.1:1"}, ["máy chủ thư"]),
    ],
)
def test_the_doctor_reads_the_settings(
    house: Flask, settings: dict[str, str], about: list[str]
) -> None:
    app = with_settings(house, **settings)

    assert (wrong(app) if about else run(app, "doctor").exit_code) == (about or 0)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("secret", []),
        ("other", [("hộp thư nhận trả lời", "wrong")]),
    ],
)
def test_the_doctor_signs_in_to_the_mailbox_of_answers(
    house: Flask, mailbox: Mailbox, password: str, said: list[tuple[str, str]]
) -> None:
    with running_box() as box:
        imap_url = box.url.replace("secret", password)
        app = with_settings(house, mail_url=mailbox.url, imap_url=imap_url, mail_from="a@b.vn")

        found = json.loads(run(app, "doctor", "--json").stdout)

    assert [(one["about"], one["what"]) for one in found] == said


def test_the_doctor_finds_no_mailbox_of_answers(house: Flask) -> None:
    app = with_settings(house, imap_url="imap://a:b@127.0.0.1:1")

    found = json.loads(run(app, "doctor", "--json").stdout)

    assert [(one["about"], one["is_wrong"]) for one in found] == [
        ("PLANNER_IMAP_URL", False),
        ("hộp thư nhận trả lời", True),
    ]


def test_the_doctor_asks_for_a_sender_that_others_know(house: Flask, mailbox: Mailbox) -> None:
    found = json.loads(run(with_settings(house, mail_url=mailbox.url), "doctor", "--json").stdout)

    assert [one["about"] for one in found] == ["PLANNER_MAIL_FROM"]


def test_the_doctor_misses_a_worker_when_letters_are_late(house: Flask, mailbox: Mailbox) -> None:
    queue(house, "lan@a.vn")
    app = with_settings(house, mail_url=mailbox.url)

    assert wrong(app) == ["hộp thư"]

    (app.extensions["planner.config"].instance / "worker").touch()
    assert run(app, "doctor").exit_code == 0


def test_the_doctor_tells_of_doubtful_letters_and_lacking_files(
    house: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with writing(house) as session:
        make_letter(session, None)
    monkeypatch.setattr(doctor, "VENDOR", tmp_path)

    said = run(house, "doctor").stdout

    assert "1 thư không gửi được hoặc chưa rõ" in said
    assert "make setup" in said


def test_the_guards_stand_on_both_engines(session: Session) -> None:
    connection = session.connection()

    assert schema.lacking_guards(connection) == []
    assert schema.damage(connection) is None
    assert schema.too_old(connection) is None


def test_start_link_prints_a_link_that_works(house: Flask) -> None:
    result = run(with_settings(house, base_url="https://hop.vn"), "start", "link")

    key = result.stdout.strip().partition("https://hop.vn/start?key=")[2]
    with writing(house) as session:
        live = session.query(Credential).one()
        assert account.opens_first_start(session, key, live.created_at)


def test_start_link_is_refused_where_an_office_is(app: Flask, office: Office) -> None:
    result = run(app, "start", "link")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "đã có văn phòng" in result.stderr


def test_the_letters_of_a_meeting_are_listed(app: Flask, office: Office) -> None:
    result = run(app, "notice", "list", office.meeting.code, "--json")

    assert json.loads(result.stdout) == [
        {
            "id": office.letter.id,
            "kind": "invitation",
            "address": "lan@example.vn",
            "state": "uncertain",
            "at": "2026-01-02T08:00:00+07:00",
        }
    ]
    plain = run(app, "notice", "list", office.meeting.code).stdout
    assert plain == "2026-01-02T08:00:00+07:00\tuncertain\tinvitation\tlan@example.vn\n"
    assert run(app, "notice", "list", "KHONG-CO").exit_code == 2
