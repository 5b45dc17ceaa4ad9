"""Everything goes into one file and comes back alike, on either engine and across."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planner.domain.backup import table_part
from planner.domain.errors import RuleBroken
from planner.domain.rights import KEEPER
from planner.inputs.archive import open_archive
from planner.services import account
from planner.services import backup as service
from planner.services.backup import Source
from planner.store import audit
from planner.store import backup as rows
from planner.store.account import Attempt
from planner.store.directory import Unit
from planner.store.invitation import InviteeGroup, InviteRule
from planner.store.session import make_engine, make_writers
from planner.store.venue import HallHold
from tests.databases import ENGINES, fresh
from tests.factories import NOW, at, make_office, make_unit

STORED = Path(__file__).parents[1] / "stored"
KEYS = {"secret_key": "s" * 32, "code_key": "c" * 32}


def fill(session: Session) -> None:
    """The office, and what is hard to carry: rows that lean on later ones, JSON nulls, holds."""
    office = make_office(session)
    child = make_unit(session, "CON", "Xã đoàn “Mỹ Long”\n")
    parent = make_unit(session, "CHA", "Đoàn cấp trên")
    child.parent_id = parent.id
    held = HallHold(
        hall_id=office.hall.id,
        meeting_id=office.meeting.id,
        starts_at=at("07:30"),
        ends_at=at("11:30"),
    )
    group = InviteeGroup(
        meeting_id=office.meeting.id, place=1, name="Thường trực", precedence=1, mode="summoned"
    )
    session.add_all([held, group, Attempt(kind="sign_in", subject_hash="x", at=NOW)])
    session.flush()
    session.add(InviteRule(group_id=group.id, place=1, relation="host", positions=["Bí thư"]))
    audit.record(session, KEEPER, NOW, "test", office.meeting, {"title": [None, "Đổi"]})
    session.commit()


@pytest.fixture(scope="module")
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Source]]:
    """A full office on each engine."""
    with ExitStack() as stack:
        sources = {}
        for kind in ENGINES:
            folder = tmp_path_factory.mktemp("full")
            engine = stack.enter_context(fresh(kind, folder, request))
            with make_writers(engine)() as session:
                fill(session)
            sources[kind] = Source(engine, "0.1.0", **KEYS)
        yield sources


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    with fresh(request.param, tmp_path, request) as engine:
        yield Source(engine, "0.1.0", **KEYS)


@pytest.fixture
def file(filled: Mapping[str, Source], tmp_path: Path) -> Path:
    return written(filled["sqlite"], tmp_path)


def written(source: Source, folder: Path, password: str | None = None) -> Path:
    path = folder / "planner.backup"
    service.write_backup(source, path, password, NOW)
    return path


def brought_back(
    target: Source, file: Path, password: str | None = None, *, force: bool = False
) -> Mapping[str, str]:
    """Restores, and gives the keys that came along."""
    seen: dict[str, str] = {}

    def keeping(keys: Mapping[str, str]) -> AbstractContextManager[None]:
        seen.update(keys)
        return nullcontext()

    service.restore(target, file, password, force=force, keeping=keeping)
    return seen


def content(source: Source) -> dict[str, list[dict[str, Any]]]:
    with rows.snapshot(source.engine) as connection:
        return {
            name: list(rows.rows_of(connection, table)) for name, table in rows.tables().items()
        }


@pytest.mark.parametrize("origin", ENGINES)
def test_everything_comes_back_alike(
    filled: Mapping[str, Source], empty: Source, tmp_path: Path, origin: str
) -> None:
    before = content(filled[origin])

    keys = brought_back(empty, written(filled[origin], tmp_path))

    assert content(empty) == before
    assert keys == KEYS
    assert {name for name, found in before.items() if found} >= {
        "unit",
        "account",
        "meeting",
        "hall_hold",
        "outbox_message",
        "audit_entry",
        "invite_rule",
        "attempt",
        "delegate",
    }


def test_new_rows_get_new_numbers_afterwards(empty: Source, file: Path) -> None:
    brought_back(empty, file)

    with make_writers(empty.engine)() as session:
        last = max(number for (number,) in session.query(Unit.id))
        assert make_unit(session, "MOI").id == last + 1


def test_a_full_database_is_replaced_only_by_force(
    filled: Mapping[str, Source], empty: Source, file: Path
) -> None:
    brought_back(empty, file)
    with make_writers(empty.engine)() as session:
        make_unit(session, "MOI")

    with pytest.raises(RuleBroken) as no:
        brought_back(empty, file)
    assert no.value.code == "backup.not_empty"

    brought_back(empty, file, force=True)
    assert content(empty) == content(filled["sqlite"])


def test_the_link_of_a_first_start_is_no_content(empty: Source, file: Path) -> None:
    with make_writers(empty.engine).begin() as session:
        account.issue_first_start(session, KEEPER, NOW)

    brought_back(empty, file)


def test_a_sealed_backup_opens_by_its_password_alone(
    filled: Mapping[str, Source], empty: Source, tmp_path: Path
) -> None:
    path = written(filled["sqlite"], tmp_path, "mật khẩu dài")

    for password, code in ((None, "backup.sealed"), ("khác", "backup.wrong_password")):
        with pytest.raises(RuleBroken) as no:
            brought_back(empty, path, password)
        assert no.value.code == code
    assert b"tables/" not in path.read_bytes()
    brought_back(empty, path, "mật khẩu dài")
    assert content(empty) == content(filled["sqlite"])


def test_a_sealed_backup_that_was_cut_is_refused(
    filled: Mapping[str, Source], empty: Source, tmp_path: Path
) -> None:
    path = written(filled["sqlite"], tmp_path, "mật khẩu dài")
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(RuleBroken) as no:
        brought_back(empty, path, "mật khẩu dài")
    assert no.value.code == "backup.wrong_password"


def test_the_file_is_for_its_owner_alone(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def rewritten(file: Path, name: str, change: Any) -> None:
    """The same archive with one file inside changed, or (None) left out."""
    with zipfile.ZipFile(file) as archive:
        inside = {each: archive.read(each) for each in archive.namelist()}
    inside[name] = change(inside.get(name, b""))
    with zipfile.ZipFile(file, "w") as archive:
        for each, text in inside.items():
            if text is not None:
                archive.writestr(each, text)


def test_a_backup_of_an_older_form_comes_back_in_todays(empty: Source) -> None:
    stored = STORED / "0001.backup"
    with open_archive(stored, None) as archive:
        parts = {name: part.rows for name, part in archive.manifest.parts.items()}

    brought_back(empty, stored)

    found = content(empty)
    assert {name: len(found[name]) for name in found if table_part(name) in parts} == {
        name: parts[table_part(name)] for name in found if table_part(name) in parts
    }
    assert found["unit"] != []


def manifest_with(**values: object) -> Any:
    return lambda text: json.dumps({**json.loads(text), **values})


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("manifest.json", manifest_with(revision="9999"), "backup.other_version"),
        ("manifest.json", manifest_with(format=2), "backup.other_version"),
        ("manifest.json", manifest_with(product="khác"), "backup.not_ours"),
        ("manifest.json", manifest_with(parts=5), "backup.broken"),
        ("manifest.json", manifest_with(parts={}), "backup.broken"),
        ("manifest.json", lambda _text: b"[", "backup.broken"),
        ("manifest.json", lambda _text: b"5", "backup.not_ours"),
        ("manifest.json", lambda _text: None, "backup.not_ours"),
        ("tables/unit.jsonl", lambda _text: b"", "backup.broken"),
        ("tables/unit.jsonl", lambda _text: None, "backup.broken"),
        ("keys.json", lambda _text: b"{}\n", "backup.broken"),
        ("tables/odd.jsonl", lambda _text: b"{}\n", "backup.broken"),
    ],
)
def test_a_changed_backup_changes_nothing(
    empty: Source, file: Path, name: str, change: Any, code: str
) -> None:
    rewritten(file, name, change)

    with pytest.raises(RuleBroken) as no:
        brought_back(empty, file)

    assert no.value.code == code
    assert not rows.has_rows(empty.engine)


def test_rows_that_do_not_fit_change_nothing(
    filled: Mapping[str, Source], empty: Source, file: Path
) -> None:
    before = written(filled["sqlite"], file.parent)
    brought_back(empty, before)
    kept = content(empty)
    _forge(before, "tables/unit.jsonl", lambda text: text.replace(b'"name"', b'"ten"'))

    with pytest.raises(RuleBroken) as no:
        brought_back(empty, before, force=True)

    assert no.value.code == "backup.broken"
    assert content(empty) == kept


def _forge(file: Path, name: str, change: Any) -> None:
    """A changed part whose sum in the manifest was changed with it."""
    rewritten(file, name, change)
    with zipfile.ZipFile(file) as archive:
        manifest, text = json.loads(archive.read("manifest.json")), archive.read(name)
    manifest["parts"][name]["sha256"] = sha256(text).hexdigest()
    rewritten(file, "manifest.json", lambda _text: json.dumps(manifest))


@pytest.mark.parametrize("text", [b"", b"hello", b"PK\x03\x04 torn", b"SO-HOP SEALED 1\nshort"])
def test_any_other_file_is_refused(empty: Source, tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(text)

    with pytest.raises(RuleBroken) as no:
        brought_back(empty, path, "mật khẩu")
    assert no.value.code in ("backup.not_ours", "backup.wrong_password")


def test_a_torn_file_is_refused(empty: Source, file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(RuleBroken):
        brought_back(empty, file)


def test_refused_keys_keep_the_database_as_it_was(empty: Source, file: Path) -> None:
    @contextmanager
    def keeping(_keys: Mapping[str, str]) -> Iterator[None]:
        raise RuleBroken("backup.other_keys", names="PLANNER_CODE_KEY", folder="instance")
        yield

    with pytest.raises(RuleBroken):
        service.restore(empty, file, None, force=False, keeping=keeping)

    assert not rows.has_rows(empty.engine)


def test_a_database_without_form_is_not_backed_up(
    filled: Mapping[str, Source], tmp_path: Path
) -> None:
    source = replace(filled["sqlite"], engine=make_engine(f"sqlite:///{tmp_path / 'bare.sqlite'}"))

    with pytest.raises(RuleBroken) as no:
        service.write_backup(source, tmp_path / "file", None, NOW)

    source.engine.dispose()
    assert no.value.code == "backup.not_migrated"
    assert not (tmp_path / "file").exists()
