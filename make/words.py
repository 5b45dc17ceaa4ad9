"""Keeps the English beside the Vietnamese: `words.py update`, or `words.py compile`.

Vietnamese is written in the code and is its own msgid. `update` brings messages.po in line with
the code and names what has no English yet; `compile` makes of it what the application reads.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "planner" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
SOURCES = {
    "planner": [("**.py", "python")],
    "templates": [("print/**.html", "ignore"), ("**.html", "jinja2")],  # papers stay Vietnamese
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "counted": (1, 1),  # one form in Vietnamese, two in English
}
# Neither day nor machine: the file changes when words change.
HEADER = r"""msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
Words = str | tuple[str, ...]


def said() -> Catalog:
    """What the code says, each with the first file that says it; others would only move it."""
    catalog = Catalog(locale="en")
    for file, words, context in _found():
        first = [] if catalog.get(words, context) else [(file, 1)]
        catalog.add(words, locations=first, context=context)
    return catalog


def known() -> Catalog:
    """What messages.po translates."""
    with PO.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def missing(catalog: Catalog) -> list[str]:
    """The words that have no English, or not in each of its forms."""
    return [
        _forms(message.id)[0]
        for message in catalog
        if message.id and not (_forms(message.string) and all(_forms(message.string)))
    ]


def update() -> list[str]:
    """Rewrites messages.po by file, without what nobody says any more; returns what is missing."""
    fresh, old = said(), known()
    for message in fresh:
        before = message.id and old.get(message.id, message.context)
        if before:
            both = before.pluralizable == message.pluralizable
            message.string = before.string if both else message.string
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, fresh, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return missing(fresh)


def compile_words() -> None:
    """messages.mo beside messages.po."""
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, known())


def _forms(words: Sequence[str] | None) -> Sequence[str]:
    """One, or each of those that counts have."""
    return [words] if isinstance(words, str) else words or []


def _found() -> Iterator[tuple[str, Words, str | None]]:
    for folder, methods in SOURCES.items():
        options = {"**.html": {"silent": "false"}}
        found = extract_from_dir(ROOT / folder, methods, options, KEYWORDS)
        for name, _line, words, _comments, context in found:
            yield f"{folder}/{Path(name).as_posix()}", words, context


def main(what: str) -> int:
    """1 when something has no English yet."""
    lacking = update() if what == "update" else []
    compile_words()
    for words in lacking:
        sys.stderr.write(f"no English yet: {words}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
