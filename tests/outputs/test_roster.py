import json
from base64 import b64decode
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from planner.domain.account import delegate_code
from planner.outputs.roster import record_id, seal

CODE = delegate_code(b"c" * 32, "delegate", 1, 1)
OTHER = delegate_code(b"c" * 32, "delegate", 2, 1)
CARD = {"id": 1, "name": "Lê Ngọc Lan", "unit": "Huyện đoàn Càng Long", "seat": "A1"}


def unseal(code: str, box: str) -> object:
    """As the page does it, by another way than ours."""
    key = HKDF(SHA256(), 32, salt=bytes(32), info=b"seal").derive(code.encode())
    raw = b64decode(box)
    return json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], None))


def test_a_code_opens_its_card() -> None:
    assert unseal(CODE, seal(CODE, CARD)) == CARD


def test_another_code_does_not() -> None:
    with pytest.raises(InvalidTag):
        unseal(OTHER, seal(CODE, CARD))


def test_the_same_card_is_sealed_alike_and_another_with_another_nonce() -> None:
    assert seal(CODE, CARD) == seal(CODE, CARD)
    assert seal(CODE, {**CARD, "seat": "A2"})[:16] != seal(CODE, CARD)[:16]


def test_a_record_is_found_by_its_code_alone() -> None:
    assert record_id(CODE) == sha256(b"id" + CODE.encode()).digest()[:16].hex()
