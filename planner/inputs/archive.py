"""Backups in: a file, opened and proved whole before anything in it is believed."""

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from planner.domain.backup import (
    KEYS,
    MANIFEST,
    NONCE_LENGTH,
    PIECE,
    SALT_LENGTH,
    SEAL,
    STRETCH,
    TAG_LENGTH,
    Manifest,
    piece_nonce,
)
from planner.domain.errors import RuleBroken

_TORN = (BadZipFile, zlib.error, struct.error, EOFError, KeyError, ValueError, NotImplementedError)


class Archive:
    """A backup that was proved whole."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.manifest = _prove(archive)

    def rows(self, part: str) -> Iterator[dict[str, Any]]:
        """The objects of a part, line by line."""
        with self._archive.open(part) as lines:
            for line in lines:
                yield json.loads(line)

    def keys(self) -> dict[str, str]:
        """The secret key and the code key, by the names of their settings in lower case."""
        return {name: str(value) for row in self.rows(KEYS) for name, value in row.items()}


@contextmanager
def open_archive(path: Path, password: str | None) -> Iterator[Archive]:
    """Refused when it is no backup, torn, or sealed by another password."""
    with path.open("rb") as file, TemporaryFile() as plain:
        is_sealed = file.read(len(SEAL)) == SEAL
        if is_sealed:
            _unseal(file, plain, password)
        source = plain if is_sealed else file
        if not is_zipfile(source):
            raise RuleBroken("backup.not_ours")
        try:
            archive = ZipFile(source)
        except _TORN as error:
            raise RuleBroken("backup.broken") from error
        with archive:
            yield Archive(archive)


def _prove(archive: ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise RuleBroken("backup.not_ours")
    try:
        manifest = Manifest.read(json.loads(archive.read(MANIFEST)))
        names = set(archive.namelist()) - {MANIFEST}
        whole = names == set(manifest.parts) and all(
            _digest(archive, name) == part.sha256 for name, part in manifest.parts.items()
        )
    except _TORN as error:
        raise RuleBroken("backup.broken") from error
    if not whole or KEYS not in names:
        raise RuleBroken("backup.broken")
    return manifest


def _digest(archive: ZipFile, name: str) -> str:
    digest = sha256()
    with archive.open(name) as part:
        while block := part.read(PIECE):
            digest.update(block)
    return digest.hexdigest()


def _unseal(file: IO[bytes], plain: IO[bytes], password: str | None) -> None:
    if not password:
        raise RuleBroken("backup.sealed")
    salt, nonce = file.read(SALT_LENGTH), file.read(NONCE_LENGTH)
    try:
        cipher = AESGCM(Scrypt(salt, 32, **STRETCH).derive(password.encode()))
        piece, number = file.read(PIECE + TAG_LENGTH), 0
        while piece:
            following = file.read(PIECE + TAG_LENGTH)
            sealed_by = piece_nonce(nonce, number, is_last=not following)
            plain.write(cipher.decrypt(sealed_by, piece, SEAL))
            piece, number = following, number + 1
    except (InvalidTag, ValueError, OverflowError) as error:
        raise RuleBroken("backup.wrong_password") from error
