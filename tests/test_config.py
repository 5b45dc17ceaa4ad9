import re
import stat
from pathlib import Path

import pytest

from planner.config import Config

KEYS = {"PLANNER_SECRET_KEY": "k" * 32, "PLANNER_CODE_KEY": "c" * 32}
POSTGRES = {"PLANNER_DATABASE_URL": "postgresql://planner@localhost/planner"}


def test_it_needs_no_settings(tmp_path: Path) -> None:
    config = Config.from_environment({}, tmp_path)

    assert config.database_url == f"sqlite:///{tmp_path}/planner.sqlite"
    assert config.base_url == "http://127.0.0.1:8000"
    assert config == Config.from_environment({}, tmp_path)


def test_what_it_keeps_is_for_our_eyes_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    Config.from_environment({}, tmp_path)

    kept = ("secret_key", "code_key")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in kept] == [0o600, 0o600]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_postgresql_is_spoken_to_by_our_driver(tmp_path: Path) -> None:
    config = Config.from_environment({**KEYS, **POSTGRES}, tmp_path)

    assert config.database_url == "postgresql+psycopg://planner@localhost/planner"


@pytest.mark.parametrize("name", KEYS)
def test_postgresql_wants_its_keys_set(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {key: value for key, value in KEYS.items() if key != name}

    with pytest.raises(SystemExit) as caught:
        Config.from_environment({**kept, **POSTGRES}, tmp_path)

    assert caught.value.code == 2
    assert capsys.readouterr().err == (
        f"planner: {name} must be set when the database is PostgreSQL\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLANNER_SECRET_KEY", "short"),
        ("PLANNER_CODE_KEY", "short"),
        ("PLANNER_DATABASE_URL", "nonsense"),
        ("PLANNER_DATABASE_URL", "mysql://host/name"),
        ("PLANNER_DATABASE_URL", "postgresql://host:port/name"),
        ("PLANNER_BASE_URL", "so-hop.vn"),
        ("PLANNER_BASE_URL", "https://[bad"),
        ("PLANNER_MAIL_URL", "imap://host"),
        ("PLANNER_MAIL_FROM", "nobody"),
        ("PLANNER_MAIL_FROM", "a@b.vn\r\nBcc: c@d.vn"),
        ("PLANNER_IMAP_URL", "smtp://host"),
        ("PLANNER_TIMEZONE", "Europe/Paris"),
        ("PLANNER_TIMEZONE", "../../etc/passwd"),
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
    ],
)
def test_a_bad_value_ends_the_start_with_one_line(
    name: str, value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        Config.from_environment({name: value}, tmp_path)

    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert re.fullmatch(rf"planner: {name} wants .+\n", said)
    assert value not in said
