"""`doctor`: what is wrong with this server, and how to mend it."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.cli.console import OUR_FAULT, clock, print_json, settings
from planner.cli.work import PULSE
from planner.config import LOOPBACK, ROOT, Config
from planner.inputs.imap import Unreachable, opened
from planner.outputs.mail import MailServer
from planner.store import notice as letters
from planner.store import schema

SILENT_AFTER = timedelta(minutes=3)  # a worker says more often that it lives
LATE_AFTER = timedelta(minutes=10)
LEAST_SPACE = 200 * 1024 * 1024  # bytes
CLOCK_SLACK = timedelta(minutes=5)
OTHERS = 0o077  # the bits of a file's mode that let others in
VENDOR = ROOT / "static" / "vendor"


@dataclass(frozen=True, slots=True)
class Complaint:
    """`is_wrong`: the server does not work as it should; else it is only worth knowing."""

    about: str
    what: str
    mend: str
    is_wrong: bool = True


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at."""

    config: Config
    engine: Engine
    now: datetime


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def doctor(*, as_json: bool) -> None:
    """Say what is wrong and how to mend it, a line each; exit 0 when nothing is."""
    patient = Patient(settings(), current_app.extensions["planner.engine"], clock())
    found = list(complaints_of(patient))
    if as_json:
        print_json([asdict(complaint) for complaint in found])
    else:
        for complaint in found:
            sign = "hỏng" if complaint.is_wrong else "nên biết"
            click.echo(f"{sign}: {complaint.about}: {complaint.what}. {complaint.mend}")
        if not any(complaint.is_wrong for complaint in found):
            click.echo("Không có gì hỏng.")
    if any(complaint.is_wrong for complaint in found):
        sys.exit(OUR_FAULT)


def complaints_of(patient: Patient) -> Iterator[Complaint]:
    """All that is wrong or worth knowing, in the order in which it should be mended."""
    for check in (_keys, _addresses, _files, _space, _clock):
        yield from check(patient)
    trouble = schema.trouble(patient.engine)
    if trouble == "unreachable":
        yield Complaint("cơ sở dữ liệu", "không trả lời", "Xem PLANNER_DATABASE_URL.")
    elif trouble is not None:
        yield Complaint("cơ sở dữ liệu", "chưa ở dạng mới nhất", "Chạy `db upgrade`.")
    else:
        yield from _database(patient)
        yield from _outbox(patient)
    yield from _answers(patient)


def _keys(patient: Patient) -> Iterator[Complaint]:
    """Keys are secrets: of this machine's own files nobody else may read them."""
    folder = patient.config.instance
    said = "người khác trên máy này đọc được"
    if folder.stat().st_mode & OTHERS:
        for name in ("secret_key", "code_key"):
            path = folder / name
            if path.exists() and path.stat().st_mode & OTHERS:
                yield Complaint(name, said, f"Chạy `chmod 600 {path}`.")
        yield Complaint("instance", said, f"Chạy `chmod 700 {folder}`.", is_wrong=False)
    if not os.access(folder, os.W_OK):
        yield Complaint("instance", "không ghi được", f"Cấp quyền ghi vào {folder}.")


def _addresses(patient: Patient) -> Iterator[Complaint]:
    """What stands in QR codes and letters must be reached by phones."""
    config, base = patient.config, urlsplit(patient.config.base_url)
    if config.is_loopback and base.hostname in LOOPBACK:
        return
    if base.hostname in LOOPBACK or base.hostname in ("0.0.0.0", "::"):  # noqa: S104 (compared)
        yield Complaint(
            "PLANNER_BASE_URL",
            "mã QR và thư dẫn về chính máy chủ",
            "Đặt địa chỉ mà điện thoại mở được, ví dụ https://hop.tinhdoan.vn.",
        )
    elif base.scheme != "https":
        yield Complaint(
            "PLANNER_BASE_URL",
            "không có HTTPS nên điện thoại không cho dùng camera ở cửa",
            "Đặt sau một máy chủ HTTPS và đổi PLANNER_BASE_URL.",
            is_wrong=False,
        )


def _files(_patient: Patient) -> Iterator[Complaint]:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lacking = [name for name in wanted if not (VENDOR / name).is_dir()]
    if lacking:
        yield Complaint("static/vendor", f"thiếu {', '.join(lacking)}", "Chạy `make setup`.")


def _space(patient: Patient) -> Iterator[Complaint]:
    free = shutil.disk_usage(patient.config.instance).free
    if free < LEAST_SPACE:
        mega = free // (1024 * 1024)
        yield Complaint("đĩa", f"chỉ còn {mega} MB", "Dọn bớt trước khi không ghi được nữa.")


def _clock(patient: Patient) -> Iterator[Complaint]:
    """A clock that is behind what was written already is wrong."""
    written = (ROOT / "pyproject.toml", *_database_files(patient.config))
    newest = max(path.stat().st_mtime for path in written if path.exists())
    if datetime.fromtimestamp(newest, UTC) > patient.now + CLOCK_SLACK:
        yield Complaint("đồng hồ", "chậm hơn lúc tệp được ghi", "Chỉnh lại giờ của máy.")


def _database_files(config: Config) -> list[Path]:
    database = config.instance / "planner.sqlite"
    return [database, database.with_name("planner.sqlite-wal")]


def _database(patient: Patient) -> Iterator[Complaint]:
    try:
        with patient.engine.connect() as connection:
            lacking, damage = schema.lacking_guards(connection), schema.damage(connection)
            old = schema.too_old(connection)
    except SQLAlchemyError as error:
        yield Complaint("cơ sở dữ liệu", type(error).__name__, "Khôi phục từ bản sao lưu.")
        return
    if old:
        yield Complaint("cơ sở dữ liệu", f"{old} quá cũ", "Nâng cấp phần mềm cơ sở dữ liệu.")
    if lacking:
        yield Complaint(
            "cơ sở dữ liệu",
            f"mất {', '.join(lacking)} giữ cho phòng không trùng, sổ không bị sửa",
            "`backup`, rồi `restore` vào một cơ sở dữ liệu mới.",
        )
    if damage:
        yield Complaint("cơ sở dữ liệu", f"hỏng: {damage}", "Khôi phục từ bản sao lưu.")


def _outbox(patient: Patient) -> Iterator[Complaint]:
    with Session(patient.engine) as session:
        backlog = letters.backlog(session)
    in_doubt = sum(backlog.counts[state] for state in letters.IN_DOUBT)
    if in_doubt:
        what = f"{in_doubt} thư không gửi được hoặc chưa rõ"
        yield Complaint("hộp thư", what, "Quyết định từng thư ở trang /outbox.", is_wrong=False)
    waiting = backlog.counts[letters.WAITING]
    if patient.config.mail_url is None:
        if waiting:
            what = f"{waiting} thư giữ lại, chưa gửi ra ngoài"
            yield Complaint("hộp thư", what, "Đặt PLANNER_MAIL_URL để gửi.", is_wrong=False)
        return
    with MailServer(patient.config.mail_url) as server:
        said = server.greet()
    if said is not None:
        yield Complaint("máy chủ thư", said, "Xem PLANNER_MAIL_URL.")
    if parseaddr(patient.config.mail_from)[1].endswith("@localhost"):
        what = f"thư ra ngoài đề người gửi {patient.config.mail_from}, nơi nhận hay từ chối"
        yield Complaint("PLANNER_MAIL_FROM", what, "Đặt địa chỉ thư của văn phòng.", is_wrong=False)
    is_late = backlog.oldest_due is not None and patient.now - backlog.oldest_due > LATE_AFTER
    if is_late and not _worker_lives(patient):
        what = f"{waiting} thư quá giờ gửi mà không máy nào gửi"
        yield Complaint("hộp thư", what, "Chạy `make run`, hoặc `flask --app wsgi work run`.")


def _answers(patient: Patient) -> Iterator[Complaint]:
    """The mailbox in which answers and returned letters come back; without one nothing is read."""
    url = patient.config.imap_url
    if url is None:
        return
    if patient.config.mail_url is None:
        what = "đọc hộp thư nhận trả lời, nhưng không thư nào ra ngoài"
        yield Complaint("PLANNER_IMAP_URL", what, "Đặt cả PLANNER_MAIL_URL.", is_wrong=False)
    try:
        with opened(url):
            pass
    except Unreachable as error:
        yield Complaint("hộp thư nhận trả lời", str(error), "Xem PLANNER_IMAP_URL.")


def _worker_lives(patient: Patient) -> bool:
    pulse = patient.config.instance / PULSE
    if not pulse.exists():
        return False
    return patient.now - datetime.fromtimestamp(pulse.stat().st_mtime, UTC) < SILENT_AFTER


COMMANDS = (doctor,)
