"""Backups out: parts in, one file with its manifest; sealed where there is a password."""

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from planner.domain.backup import (
    MANIFEST,
    NONCE_LENGTH,
    PIECE,
    SALT_LENGTH,
    SEAL,
    STRETCH,
    Manifest,
    Part,
    piece_nonce,
)

Rows = Iterable[Mapping[str, Any]]


def write_archive(
    target: Path,
    parts: Iterable[tuple[str, Rows]],
    manifest: Callable[[Mapping[str, Part]], Manifest],
    password: str | None,
) -> Manifest:
    """Write beside the target, for the owner's eyes only, then put it in place whole."""
    fresh = NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False)  # noqa: SIM115 -- is renamed
    try:
        with fresh:
            made = _fill(fresh, parts, manifest, password)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(fresh.name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(fresh.name).unlink()
        raise
    return made


def _fill(
    target: IO[bytes],
    parts: Iterable[tuple[str, Rows]],
    manifest: Callable[[Mapping[str, Part]], Manifest],
    password: str | None,
) -> Manifest:
    if password is None:
        return _write_zip(target, parts, manifest)
    with TemporaryFile(dir=Path(target.name).parent) as plain:
        made = _write_zip(plain, parts, manifest)
        plain.seek(0)
        _seal(plain, target, password)
    return made


def _write_zip(
    target: IO[bytes],
    parts: Iterable[tuple[str, Rows]],
    manifest: Callable[[Mapping[str, Part]], Manifest],
) -> Manifest:
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        made = manifest({name: _write_part(archive, name, rows) for name, rows in parts})
        archive.writestr(MANIFEST, json.dumps(made.as_json(), indent=1))
    return made


def _write_part(archive: ZipFile, name: str, rows: Rows) -> Part:
    """One JSON object a line."""
    digest, count = sha256(), 0
    with archive.open(name, "w", force_zip64=True) as part:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            part.write(line)
            count += 1
    return Part(digest.hexdigest(), count)


def _seal(plain: IO[bytes], target: IO[bytes], password: str) -> None:
    """AES-256-GCM piece by piece, by a key stretched from the password."""
    salt, nonce = secrets.token_bytes(SALT_LENGTH), secrets.token_bytes(NONCE_LENGTH)
    cipher = AESGCM(Scrypt(salt, 32, **STRETCH).derive(password.encode()))
    target.write(SEAL + salt + nonce)
    piece, number = plain.read(PIECE), 0
    while True:
        following = plain.read(PIECE)
        sealed = cipher.encrypt(piece_nonce(nonce, number, is_last=not following), piece, SEAL)
        target.write(sealed)
        if not following:
            return
        piece, number = following, number + 1
