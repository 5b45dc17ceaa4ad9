"""Everything in one file, and back: whole, proved, in one transaction, on either engine."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import SQLAlchemyError

from planner.domain.backup import KEYS, Manifest, Part, table_part
from planner.domain.errors import RuleBroken
from planner.inputs.archive import Archive, open_archive
from planner.outputs.archive import write_archive
from planner.store import backup as rows
from planner.store import schema
from planner.store.session import make_engine

Rows = Callable[[str], Iterator[rows.Row]]  # of the table of a name


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up or restored into: a database and the two keys that go with it."""

    engine: Engine
    version: str
    secret_key: str
    code_key: str

    @property
    def keys(self) -> dict[str, str]:
        return {"secret_key": self.secret_key, "code_key": self.code_key}


def write_backup(source: Source, file: Path, password: str | None, now: datetime) -> Manifest:
    """One moment of everything, with the keys; sealed where there is a password."""
    with rows.snapshot(source.engine) as connection:
        revision = schema.revision(connection)
        if revision != schema.newest():
            raise RuleBroken("backup.not_migrated")

        def manifest(parts: Mapping[str, Part]) -> Manifest:
            engine = source.engine.dialect.name
            return Manifest(source.version, str(revision), engine, now.isoformat(), parts)

        return write_archive(file, _parts(source, connection), manifest, password)


def _parts(source: Source, connection: Connection) -> Iterator[tuple[str, Any]]:
    yield KEYS, [source.keys]
    for name, table in rows.tables().items():
        yield table_part(name), rows.rows_of(connection, table)


def restore(
    target: Source,
    file: Path,
    password: str | None,
    *,
    force: bool,
    keeping: Callable[[Mapping[str, str]], AbstractContextManager[None]],
) -> Manifest:
    """Put a backup in the place of what is there: all of it, or nothing is changed.

    Refused: what is no whole backup, or of a later version; a database with content, unless
    `force`. An older backup is brought to our form aside, before anything here is touched.
    `keeping` takes the keys around the transaction: it may refuse them, and keeps them after it.
    """
    with open_archive(file, password) as archive, _in_our_form(archive) as read:
        if not force and rows.has_rows(target.engine):
            raise RuleBroken("backup.not_empty")
        keys = _keys(archive)
        with keeping(keys):
            schema.upgrade(target.engine)
            with rows.replacing(target.engine) as connection:
                _replace(connection, read)
        return archive.manifest


def read_keys(file: Path, password: str | None) -> Mapping[str, str]:
    """The keys inside a backup, for a server whose keys are settings."""
    with open_archive(file, password) as archive:
        return _keys(archive)


def _keys(archive: Archive) -> Mapping[str, str]:
    keys = archive.keys()
    if set(keys) != {"secret_key", "code_key"}:
        raise RuleBroken("backup.broken")
    return keys


@contextmanager
def _in_our_form(archive: Archive) -> Iterator[Rows]:
    """The rows of a backup, of whatever version up to ours, as our tables have them."""
    manifest = archive.manifest
    if manifest.revision not in schema.known():
        raise RuleBroken("backup.other_version", version=manifest.version)
    if manifest.revision == schema.newest():
        _ensure_whole(manifest, rows.tables())
        yield lambda name: archive.rows(table_part(name))
        return
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/older.sqlite")
        try:
            schema.upgrade(engine, manifest.revision)
            with rows.replacing(engine) as connection:
                _load_older(connection, archive)
            schema.upgrade(engine)
            with rows.snapshot(engine) as connection:
                yield lambda name: rows.rows_of(connection, rows.tables()[name])
        finally:
            engine.dispose()


def _load_older(connection: Connection, archive: Archive) -> None:
    older = rows.tables_found(connection)
    _ensure_whole(archive.manifest, older)
    _fill(connection, older, lambda name: archive.rows(table_part(name)))


def _ensure_whole(manifest: Manifest, tables: Mapping[str, Table]) -> None:
    if set(manifest.parts) != {KEYS, *map(table_part, tables)}:
        raise RuleBroken("backup.broken")


def _replace(connection: Connection, read: Rows) -> None:
    rows.clear(connection)
    _fill(connection, rows.tables(), read)


def _fill(connection: Connection, tables: Mapping[str, Table], read: Rows) -> None:
    try:
        for name, table in tables.items():
            rows.load(connection, table, read(name))
        rows.count_on(connection, tables)
    except (ValueError, TypeError, SQLAlchemyError) as error:
        raise RuleBroken("backup.broken") from error
