"""Answers that come back by mail: whose they are, and whether they still count."""

import hmac
import re
from enum import StrEnum
from hashlib import sha256

_TOKEN_LENGTH = 32  # hex digits: 128 bits
_PLUS = re.compile(r"[^@+\s]+\+(?P<token>[^@\s]+)@[^@\s]+")
_TOKEN = re.compile(r"(?P<id>[0-9]{1,9})-(?P<mac>[0-9a-f]{32})", re.IGNORECASE)


class PartStat(StrEnum):
    """What an attendee's calendar program answers (RFC 5545 3.2.12)."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"
    TENTATIVE = "TENTATIVE"


def plus_address(address: str, key: str, delegate_id: int) -> str:
    """The office's own address, made personal so that an answer to it can be believed."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{delegate_id}-{_mac(key, 'reply', delegate_id)}@{domain}"


def read_plus_address(address: str, key: str) -> int | None:
    """Whose address it is; None for one that we did not make."""
    found = _PLUS.fullmatch(address.strip())
    return _checked(found["token"], key, "reply") if found else None


def reference_of(key: str, letter_id: int) -> str:
    """The name of a letter in its Message-ID; who never got the letter cannot name it."""
    return f"so-hop-{letter_id}-{_mac(key, 'letter', letter_id)}"


def reference_token(reference: str, key: str) -> int | None:
    """The letter that a Message-ID names; None for one that we did not write."""
    local = reference.strip().strip("<>").partition("@")[0]
    return _checked(local.removeprefix("so-hop-"), key, "letter")


def _checked(token: str, key: str, purpose: str) -> int | None:
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    number = int(found["id"])
    return number if hmac.compare_digest(found["mac"].lower(), _mac(key, purpose, number)) else None


def _mac(key: str, purpose: str, number: int) -> str:
    text = f"{purpose}:{number}".encode()
    return hmac.new(key.encode(), text, sha256).hexdigest()[:_TOKEN_LENGTH]
