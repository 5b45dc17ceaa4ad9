"""`backup` and `restore`: everything in one file, and back."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from flask import current_app
from flask.cli import with_appcontext

from planner.cli.console import clock, one_line_errors, settings
from planner.config import ROOT, Config
from planner.domain.errors import RuleBroken
from planner.services import backup as service
from planner.services.backup import Source

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=FILE)
@with_appcontext
def backup(file: Path) -> None:
    """Write everything into FILE, the keys too; PLANNER_BACKUP_PASSWORD seals it."""
    password = settings().backup_password
    with one_line_errors():
        made = service.write_backup(_source(), file, password, clock())
    rows = sum(part.rows for part in made.parts.values())
    click.echo(f"Đã sao lưu {rows} dòng của {len(made.parts)} phần vào {file}.")
    if password is None:
        line = "Tệp có khoá và dữ liệu để ngỏ: giữ riêng, hoặc đặt PLANNER_BACKUP_PASSWORD."
        click.echo(line, err=True)


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace what the database holds.")
@click.option("--keys-only", is_flag=True, help="Only write the keys inside into instance/.")
@with_appcontext
def restore(file: Path, *, force: bool, keys_only: bool) -> None:
    """Bring back what FILE holds, whole or not at all, into an empty database."""
    config = settings()
    with one_line_errors():
        if keys_only:
            _write_keys_aside(config, service.read_keys(file, config.backup_password))
            return
        made = service.restore(
            _source(), file, config.backup_password, force=force, keeping=_keeper(config)
        )
    click.echo(f"Đã khôi phục bản sao lưu lúc {made.made_at}. Khởi động lại máy chủ.")


def _source() -> Source:
    config = settings()
    engine = current_app.extensions["planner.engine"]
    return Source(engine, _version(), config.secret_key, config.code_key)


def _version() -> str:
    """As installed, else as the project says."""
    try:
        return version("planner")
    except PackageNotFoundError:
        lines = (ROOT / "pyproject.toml").read_text().splitlines()
        return next(line.split('"')[1] for line in lines if line.startswith("version"))


def _keeper(config: Config) -> Callable[[Mapping[str, str]], AbstractContextManager[None]]:
    """Puts the keys of a backup in the place of those in instance/, after all else went well.

    Keys that are settings are ours to compare, not to change.
    """

    @contextmanager
    def keeping(keys: Mapping[str, str]) -> Iterator[None]:
        others = {name: key for name, key in keys.items() if key != getattr(config, name)}
        fixed = [f"PLANNER_{name.upper()}" for name in others if not _is_kept_here(config, name)]
        if fixed:
            names = ", ".join(fixed)
            raise RuleBroken("backup.other_keys", names=names, folder=str(config.instance))
        fresh = {name: _write_secret(config.instance, key) for name, key in others.items()}
        try:
            yield
            for name, path in fresh.items():
                path.replace(config.instance / name)
        finally:
            for path in fresh.values():
                path.unlink(missing_ok=True)

    return keeping


def _is_kept_here(config: Config, name: str) -> bool:
    path = config.instance / name
    in_use = config.database_url.startswith("sqlite") and path.exists()
    return in_use and path.read_text() == getattr(config, name)


def _write_keys_aside(config: Config, keys: Mapping[str, str]) -> None:
    for name, key in keys.items():
        path = config.instance / f"restored_{name}"
        _write_secret(config.instance, key).replace(path)
        click.echo(f"PLANNER_{name.upper()}: {path}")


def _write_secret(folder: Path, secret: str) -> Path:
    """A file of its own, readable by its owner alone."""
    with NamedTemporaryFile("w", dir=folder, delete=False) as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)


COMMANDS = (backup, restore)
