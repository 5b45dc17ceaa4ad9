"""Codes and tokens that people carry: derived by a key, checked by a letter, kept as a hash."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from typing import Literal
from unicodedata import category

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line

CODE_ALPHABET = "0123456789BCFGHJKLMNPQRSTVXZ"  # spells no word, survives Telex and VNI keyboards
CODE_LENGTH = 28  # 27 derived characters (129 bits) and the check character
SHORT_LENGTH = 6  # the first characters of a code: typed at a door, where the server knows the rest

_BASE = len(CODE_ALPHABET)
_LONGEST_SCAN = 400  # our longest link is far shorter; what is longer is not read at all
_LINK = re.compile(r"(?P<before>.*)/V/(?P<tail>[^/?#]*)[/?#]?.*", re.IGNORECASE)
_MANGLED_LINK = re.compile(r".*[^0-9A-Z]V[^0-9A-Z](?P<tail>[0-9A-Z][0-9A-Z -]*)", re.IGNORECASE)
_SYMBOLOGY = re.compile(r"\][A-Za-z]\d")  # some scanners announce the kind of barcode first


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanned or typed text is; `code` only where it is a whole and right one."""

    kind: Literal["code", "malformed", "not_ours"]
    code: str | None = None


MALFORMED = Scanned("malformed")
NOT_OURS = Scanned("not_ours")


def delegate_code(key: bytes, kind: str, owner_id: int, generation: int) -> str:
    """The 28 characters of one owner's code: the same for the same key and generation."""
    body = _begun(key, kind, owner_id, generation, CODE_LENGTH - 1)
    return body + check_character(body)


def short_code(key: bytes, kind: str, owner_id: int, generation: int) -> str:
    """`short_of` of that code, without working out the rest: doors ask it of ten thousand."""
    return _begun(key, kind, owner_id, generation, SHORT_LENGTH)


def _begun(key: bytes, kind: str, owner_id: int, generation: int, length: int) -> str:
    number = int.from_bytes(_derived(key, kind, owner_id, generation)) % _BASE**length
    body = ""
    for _ in range(length):
        number, digit = divmod(number, _BASE)
        body += CODE_ALPHABET[digit]
    return body


def secret(key: bytes, kind: str, owner_id: int, generation: int) -> str:
    """The 43 base64url characters of any other derived token, such as a feed's."""
    derived = _derived(key, kind, owner_id, generation)
    return urlsafe_b64encode(derived).decode("ascii").rstrip("=")


def _derived(key: bytes, kind: str, owner_id: int, generation: int) -> bytes:
    return digest(key, f"{kind}:{owner_id}:{generation}".encode(), "sha256")


def check_character(body: str) -> str:
    """Luhn mod 28; finds each wrong character and each swap of neighbours but that of 0 and Z."""
    total = 0
    for place, character in enumerate(reversed(body)):
        digit = CODE_ALPHABET.index(character)
        total += digit if place % 2 else sum(divmod(2 * digit, _BASE))
    return CODE_ALPHABET[-total % _BASE]


def hash_of_code(code: str) -> str:
    """`token_hash` of a code that is known to be whole and normal."""
    return sha256(code.encode("ascii")).hexdigest()


def normalise_code(text: str) -> str:
    """Upper case, without spaces, dashes and control characters."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(
        sign for sign in text if category(sign)[0] not in "ZC" and not _dash(sign)
    ).upper()


def _dash(sign: str) -> bool:
    return category(sign) == "Pd" or sign == "\u2212"


def is_well_formed(code: str) -> bool:
    """Whether a normalised code has the right length, letters and check character."""
    return (
        len(code) == CODE_LENGTH
        and set(code) <= set(CODE_ALPHABET)
        and check_character(code[:-1]) == code[-1]
    )


def short_groups(code: str) -> str:
    """The code in seven groups of four, for print."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def short_of(code: str) -> str:
    """The short code, for print beside the whole one."""
    return code[:SHORT_LENGTH]


def read_short(typed: str) -> str | None:
    """A short code in any writing; None for all else, a whole code too."""
    short = normalise_code(typed)
    return short if len(short) == SHORT_LENGTH and set(short) <= set(CODE_ALPHABET) else None


def token_hash(token: str) -> str:
    """SHA-256 in hex, as stored; any writing of a code gives one hash, other tokens are exact."""
    code = normalise_code(token)
    return sha256((code if is_well_formed(code) else token).encode("utf-8", "replace")).hexdigest()


def read_code(scanned: str, hosts: frozenset[str]) -> Scanned:
    """Tell a code, bare or in a link `…/V/CODE`, from a damaged one and from foreign text.

    `hosts` are our own names in lower case, with or without port. A link of another host counts
    only when a code seems to follow its `/V/`, so that codes outlive a change of address.
    """
    text = _SYMBOLOGY.sub("", scanned.strip("\0\r\n\t "), count=1) if scanned else ""
    if not text or len(text) > _LONGEST_SCAN:
        return NOT_OURS
    bare = normalise_code(text)
    if is_well_formed(bare):
        return Scanned("code", bare)
    if link := _LINK.fullmatch(text):
        return _read_tail(link["tail"], ours=_names_host(link["before"], hosts))
    if mangled := _MANGLED_LINK.fullmatch(text):
        tail = normalise_code(mangled["tail"])
        if is_well_formed(tail):
            return Scanned("code", tail)
    return MALFORMED if _looks_like_code(bare, longest=36) else NOT_OURS


def _read_tail(tail: str, *, ours: bool) -> Scanned:
    code = normalise_code(tail)
    if is_well_formed(code):
        return Scanned("code", code)
    return MALFORMED if ours or _looks_like_code(code, longest=40) else NOT_OURS


def _names_host(before: str, hosts: frozenset[str]) -> bool:
    parts = {part.split(":")[0] for part in before.lower().split("/")}
    return not parts.isdisjoint(host.split(":")[0] for host in hosts)


def _looks_like_code(text: str, *, longest: int) -> bool:
    """Letters and digits of a code's length, 17 of 20 of the alphabet; numbers alone are not."""
    if not (20 <= len(text) <= longest and text.isalnum()) or text.isdecimal():
        return False
    return sum(sign in CODE_ALPHABET for sign in text) >= 0.85 * len(text)


SHORTEST_PASSWORD = 10  # characters: length beats rules of letters and signs
MOST_TRIES = 8  # wrong tries by one address, or on one account, within TRY_WINDOW
TRY_WINDOW = timedelta(minutes=15)
SIGN_IN_LASTS = timedelta(days=14)
FIRST_START_LASTS = timedelta(days=1)


def email_address(text: str) -> str:
    """An address in the form we keep: lower case. Refused when it can be none."""
    address = one_line(text).lower()
    if not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[a-z0-9.-]{1,190}", address):
        raise RuleBroken("account.email_malformed", field="email")
    return address


def ensure_long_enough(password: str) -> None:
    """Refuse a password that is guessed too soon."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken("account.password_short", field="password", shortest=SHORTEST_PASSWORD)


def ensure_not_guessing(failures: int) -> None:
    """Refuse another try after too many wrong ones of late."""
    if failures >= MOST_TRIES:
        raise RuleBroken("account.too_many_tries")
