"""A list of people that nobody can read, but for those whose codes they are shown.

A record is found by the first 16 bytes of SHA-256 over `id` and the code, and opened with
AES-256-GCM under HKDF-SHA256 of the code (no salt, info `seal`); its first 12 bytes are the nonce.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Roster:
    """Sealed people by record id; record ids of codes that no longer count, with the reason."""

    people: Mapping[str, str]
    gone: Mapping[str, str]


def record_id(code: str) -> str:
    """Where a code's record stands; tells nothing of the code. 32 hex digits."""
    return sha256(b"id" + code.encode("ascii")).hexdigest()[:32]


def seal(code: str, card: Mapping[str, object]) -> str:
    """Base64 of nonce and box. The nonce is drawn from key and text: same in, same out."""
    key = HKDF(SHA256(), 32, salt=None, info=b"seal").derive(code.encode("ascii"))
    text = json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()
    nonce = digest(key, text, "sha256")[:NONCE_BYTES]
    return b64encode(nonce + AESGCM(key).encrypt(nonce, text, None)).decode("ascii")
