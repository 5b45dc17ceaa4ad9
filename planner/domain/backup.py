"""What a backup says of itself, and how a sealed one is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from planner.domain.errors import RuleBroken

FORMAT = 1
MANIFEST = "manifest.json"
KEYS = "keys.json"

SEAL = b"SO-HOP SEALED 1\n"  # at the beginning of a sealed file; then salt, nonce, pieces
SALT_LENGTH = 16
NONCE_LENGTH = 7  # then four bytes that count the pieces, one that marks the last
PIECE = 1024 * 1024  # bytes before sealing
TAG_LENGTH = 16  # what sealing adds to a piece
STRETCH = {"n": 2**15, "r": 8, "p": 1}  # scrypt: 32 MiB and a tenth of a second a guess


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside: SHA-256 in hex, and how many rows it has."""

    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of which version and form of the database a backup is, from when, and all its parts."""

    version: str
    revision: str
    engine: str
    made_at: str
    parts: Mapping[str, Part]

    def as_json(self) -> dict[str, Any]:
        return {
            "product": "planner",
            "format": FORMAT,
            "version": self.version,
            "revision": self.revision,
            "engine": self.engine,
            "made_at": self.made_at,
            "parts": {
                name: {"sha256": part.sha256, "rows": part.rows}
                for name, part in self.parts.items()
            },
        }

    @classmethod
    def read(cls, said: object) -> Self:
        """From JSON; refused when it is none of ours, or of a later format."""
        if not isinstance(said, dict) or said.get("product") != "planner":
            raise RuleBroken("backup.not_ours")
        if said.get("format") != FORMAT:
            raise RuleBroken("backup.other_version", version=said.get("version"))
        try:
            parts = {
                str(name): Part(str(part["sha256"]), int(part["rows"]))
                for name, part in said["parts"].items()
            }
            version, revision, engine, made_at = (
                str(said[name]) for name in ("version", "revision", "engine", "made_at")
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise RuleBroken("backup.broken") from error
        return cls(version, revision, engine, made_at, parts)


def table_part(table: str) -> str:
    """The name inside a backup of the rows of a table."""
    return f"tables/{table}.jsonl"


def piece_nonce(nonce: bytes, number: int, *, is_last: bool) -> bytes:
    """Every piece has its own, so that none can be moved, left out or cut off."""
    return nonce + number.to_bytes(4) + bytes([is_last])
