"""Vietnamese text as we keep it, find it and order it."""

import re
from collections.abc import Iterator
from unicodedata import category, decimal, normalize

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_CODE = {letter: f"{code}" for code, letter in enumerate(_ALPHABET, start=20)}
_SHAPES = "\u0306\u0302\u031b"  # breve, circumflex, horn: they make another letter
_TONE_CODE = {"\u0300": "02", "\u0309": "03", "\u0303": "04", "\u0301": "05", "\u0323": "06"}
_LEVEL_TONE = "01"  # ngang, which has no mark
_NUMBER = "10"  # before every letter, after the end of every word
_FOREIGN = "99"  # letters of other scripts, by code point
_CROSSED_D = str.maketrans({"ð": "đ", "Ð": "đ", "Đ": "đ"})  # Icelandic eth is typed for đ
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def one_line(text: str | None) -> str:
    """NFC, single spaces, nothing unprintable: PostgreSQL would choke on a NUL."""
    kept = text or ""
    if not kept.isprintable():
        kept = "".join(letter for letter in kept if letter.isprintable() or letter.isspace())
    return " ".join(normalize("NFC", kept).split())


def paragraphs(text: str | None) -> str:
    """Like `one_line` for each line; single empty lines inside stay, at the ends they go."""
    lines = "\n".join(one_line(line) for line in (text or "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def post_at(position: str | None, unit: str | None) -> str:
    """A post as people say it: what its name and the unit's share is said once.

    Chánh Văn phòng of Văn phòng Tỉnh đoàn is «Chánh Văn phòng Tỉnh đoàn».
    """
    held, where = (position or "").split(), (unit or "").split()
    said, named = [word.casefold() for word in held], [word.casefold() for word in where]
    shared = next(
        many
        for many in range(min(len(held), len(where)), -1, -1)
        if said[len(said) - many :] == named[:many]
    )
    return " ".join([*held, *where[shared:]])


def search_key(text: str | None) -> str:
    """Lower case without dấu, đ as d, punctuation as single spaces."""
    folded = normalize("NFKD", text or "").translate(_CROSSED_D).casefold()
    plain = normalize("NFKD", folded)
    letters = (letter for letter in plain if category(letter) not in ("Mn", "Cf", "Cs"))
    return " ".join(re.findall(r"[^\W_]+", "".join(letters).replace("đ", "d")))


def matches(query: str, key: str) -> bool:
    """Whether each word of the query begins another word of `key` (a `search_key`), in any order.

    A query word may also be the initials of neighbouring words. An empty query matches all.
    """
    words = key.split()
    choices = [list(_places(part, words)) for part in search_key(query).split()]
    return _can_place(sorted(choices, key=len), 0)


def _places(part: str, words: list[str]) -> Iterator[int]:
    """The ways to read `part` in `words`, each as a bit mask of the words it uses."""
    for index, word in enumerate(words):
        if word.startswith(part):
            yield 1 << index
    initials = "".join(word[0] for word in words)
    at = initials.find(part) if len(part) > 1 else -1
    while at >= 0:
        yield ((1 << len(part)) - 1) << at
        at = initials.find(part, at + 1)


def _can_place(choices: list[list[int]], used: int) -> bool:
    if not choices:
        return True
    first, *rest = choices
    return any(not used & mask and _can_place(rest, used | mask) for mask in first)


def sort_key(name: str | None) -> str:
    """Digits that order names by tên, họ, đệm in the Vietnamese alphabet, tones after letters.

    Digits only, so that every collation of every database orders them alike. The tone of a
    syllable is compared after its letters and before the next syllable, as dictionaries do.
    """
    tokens = _tokens(name)
    return "".join(map(_token_code, tokens[-1:] + tokens[:-1]))


def alphabet_key(text: str | None) -> str:
    """Digits that order titles in reading order: Vietnamese alphabet, numbers by value."""
    return "".join(map(_token_code, _tokens(text)))


def _tokens(text: str | None) -> list[str]:
    shown = one_line(text).translate(_CROSSED_D).casefold()
    return _TOKEN.findall(normalize("NFKC", shown))


def _token_code(token: str) -> str:
    return _number_code(token) if token.isdecimal() else _syllable_code(token)


def _number_code(token: str) -> str:
    digits = "".join(str(decimal(digit)) for digit in token).lstrip("0")
    return f"{_NUMBER}{min(len(digits), 99):02}{digits}"


def _syllable_code(token: str) -> str:
    """Letters at two digits each, then the tone, which is lower than any letter."""
    letters: list[str] = []
    tone = _LEVEL_TONE
    for sign in normalize("NFD", token):
        if sign in _TONE_CODE:
            tone = _TONE_CODE[sign]
        elif sign in _SHAPES and letters:
            letters[-1] = normalize("NFC", letters[-1] + sign)
        elif category(sign) != "Mn":
            letters.append(sign)
    return "".join(map(_letter_code, letters)) + tone


def _letter_code(letter: str) -> str:
    base = normalize("NFD", letter)[0]  # a shape on a foreign letter is left out
    code = _LETTER_CODE.get(letter) or _LETTER_CODE.get(base)
    return code or f"{_FOREIGN}{ord(base):07}"
