"""The baseline: Flask alone, which keeps one row a request or sends bytes that never change.

Its database is as safe as ours: SQLite with WAL and synchronous FULL, or a PostgreSQL.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import local

import psycopg
from flask import Flask, Response, request
from sqlalchemy import make_url

LITE = "INSERT INTO bare_scan (id, code, at) VALUES (?, ?, ?)"
POSTGRES = "INSERT INTO bare_scan (id, code, at) VALUES (%s, %s, %s)"
TABLE = "CREATE TABLE IF NOT EXISTS bare_scan (id TEXT PRIMARY KEY, code TEXT, at TEXT)"
WAIT_SECONDS = 10

Row = tuple[str, str, str]
mine = local()  # a connection a thread


def create_app(body: str | None = None) -> Flask:
    """Settings: BARE_DATABASE (a file or a URL), BARE_BODY (a file, else given)."""
    bare = Flask("bare")
    database, body = os.environ.get("BARE_DATABASE"), body or os.environ.get("BARE_BODY")
    if database:
        _add_keeping(bare, keeper_of(database))
    if body:
        _add_sending(bare, Path(body).read_bytes())
    return bare


def _add_keeping(bare: Flask, keep: Callable[[Row], None]) -> None:
    @bare.post("/scans")
    def take() -> dict[str, bool]:
        one = request.get_json()["scans"][0]
        keep((one["id"], one["code"], one["at"]))
        return {"kept": True}


def _add_sending(bare: Flask, body: bytes) -> None:
    @bare.get("/feed")
    def send() -> Response:
        return Response(body, content_type="text/calendar; charset=utf-8")

    @bare.get("/same")
    def same() -> Response:
        return Response(status=304)


def keeper_of(database: str) -> Callable[[Row], None]:
    """What inserts one row and commits."""
    return _in_postgres(database) if database.startswith("postgresql") else _in_sqlite(database)


def _in_sqlite(path: str) -> Callable[[Row], None]:
    def keep(row: Row) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
            mine.connection.execute("PRAGMA synchronous = FULL")
        mine.connection.execute("BEGIN IMMEDIATE")
        mine.connection.execute(LITE, row)
        mine.connection.execute("COMMIT")

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(TABLE)
    connection.close()
    return keep


def _in_postgres(url: str) -> Callable[[Row], None]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def keep(row: Row) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = psycopg.connect(address)
        mine.connection.execute(POSTGRES, row)
        mine.connection.commit()

    with psycopg.connect(address) as connection:
        connection.execute(TABLE)
    return keep
