"""Settings, read once. A bad one stops the start with one line, not a request with a trace."""

import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
TIMEZONE = "Asia/Ho_Chi_Minh"
SHORTEST_KEY = 32
LAST_PORT = 65535
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Config:
    """All that can be set from outside; `base_url` has no slash at its end."""

    secret_key: str
    code_key: str
    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str | None = None
    mail_from: str = "so-hop@localhost"
    imap_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    instance: Path = INSTANCE
    backup_password: str | None = None

    @classmethod
    def from_environment(
        cls, env: Mapping[str, str] = os.environ, instance: Path = INSTANCE
    ) -> Self:
        instance.mkdir(exist_ok=True)
        with suppress(PermissionError):  # somebody else's folder: `doctor` says what to do
            instance.chmod(0o700)
        database_url = _database_url(env, f"sqlite:///{instance / 'planner.sqlite'}")
        keep = instance if database_url.startswith("sqlite") else None
        host, port = env.get("HOST") or "127.0.0.1", _port(env)
        _timezone(env)
        return cls(
            secret_key=_key(env, "PLANNER_SECRET_KEY", keep),
            code_key=_key(env, "PLANNER_CODE_KEY", keep),
            database_url=database_url,
            base_url=_url(env, "PLANNER_BASE_URL", {"http", "https"}) or f"http://{host}:{port}",
            mail_url=_url(env, "PLANNER_MAIL_URL", {"smtp", "smtps"}),
            mail_from=_mail_from(env),
            imap_url=_url(env, "PLANNER_IMAP_URL", {"imap", "imaps"}),
            host=host,
            port=port,
            instance=instance,
            backup_password=env.get("PLANNER_BACKUP_PASSWORD") or None,
        )

    @property
    def is_loopback(self) -> bool:
        """Whether only people at this very machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def is_private(self) -> bool:
        """Whether it is for this very machine by its address, too: no proxy stands before it."""
        return self.is_loopback and urlsplit(self.base_url).hostname in LOOPBACK


def _key(env: Mapping[str, str], name: str, keep: Path | None) -> str:
    """The key as set, else (one machine, SQLite) the one kept beside the database."""
    given = env.get(name)
    if not given and keep is None:
        _refuse(name, "must be set when the database is PostgreSQL")
    key = given or _kept_key((keep or INSTANCE) / name.removeprefix("PLANNER_").lower())
    if len(key) < SHORTEST_KEY:
        _refuse(name, f"wants at least {SHORTEST_KEY} characters")
    return key


def _kept_key(path: Path) -> str:
    """Made at the first start; linked in place whole, so two first starts agree on one."""
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as fresh, suppress(FileExistsError):
            fresh.write(secrets.token_urlsafe(32))
            fresh.flush()
            path.hardlink_to(fresh.name)
    return path.read_text()


def _database_url(env: Mapping[str, str], default: str) -> str:
    url = env.get("PLANNER_DATABASE_URL") or default
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        made = None
    if made is None or made.drivername not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        _refuse("PLANNER_DATABASE_URL", "wants sqlite:///FILE or postgresql://USER@HOST/NAME")
    if made.drivername == "postgresql":  # SQLAlchemy's own default is another driver
        made = made.set(drivername="postgresql+psycopg")
    return made.render_as_string(hide_password=False)


def _url(env: Mapping[str, str], name: str, schemes: set[str]) -> str | None:
    given = (env.get(name) or "").rstrip("/")
    if not given:
        return None
    try:
        parts = urlsplit(given)
        good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        _refuse(name, f"wants {' or '.join(f'{scheme}://HOST' for scheme in sorted(schemes))}")
    return given


def _mail_from(env: Mapping[str, str]) -> str:
    address = env.get("PLANNER_MAIL_FROM") or "so-hop@localhost"
    if "@" not in address or any(sign in address for sign in "\r\n"):
        _refuse("PLANNER_MAIL_FROM", "wants an e-mail address")
    return address


def _port(env: Mapping[str, str]) -> int:
    given = env.get("PORT") or "8000"
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= LAST_PORT):
        _refuse("PORT", f"wants a number from 1 to {LAST_PORT}")
    return int(given)


def _timezone(env: Mapping[str, str]) -> None:
    """Vietnam keeps one clock without summer time: a zone with another clock is a mistake."""
    name = env.get("PLANNER_TIMEZONE") or TIMEZONE
    try:
        noon = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(name))
        same = noon.utcoffset() == noon.replace(tzinfo=ZoneInfo(TIMEZONE)).utcoffset()
    except (LookupError, OSError, ValueError):
        same = False
    if not same:
        _refuse("PLANNER_TIMEZONE", f"wants {TIMEZONE}")


def _refuse(name: str, wants: str) -> NoReturn:
    """Says what is wanted, not what was given: that may be a secret."""
    sys.stderr.write(f"planner: {name} {wants}\n")
    raise SystemExit(2)
