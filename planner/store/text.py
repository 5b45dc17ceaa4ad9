"""Finding Vietnamese text: what SQL can do ahead of `planner.domain.text.matches`."""

from sqlalchemy import ColumnElement, and_, literal, or_
from sqlalchemy.orm import InstrumentedAttribute

from planner.domain.text import search_key

LONGEST_ASKED = 200  # letters; SQLite breaks on a thousand conditions and on vast patterns


def may_match(
    key: InstrumentedAttribute[str] | ColumnElement[str], query: str
) -> ColumnElement[bool]:
    """Everything that `matches(query, key)`, and a little more: rows still pass through it.

    `key` holds a `search_key`, whose words are letters and digits only: nothing to escape.
    """
    spaced = literal(" ") + key
    words = sorted(words_asked(query), key=len, reverse=True)  # the rarest first
    return and_(
        literal(value=True),
        *(or_(*(spaced.like(pattern) for pattern in _patterns(word))) for word in words),
    )


def words_asked(query: str) -> list[str]:
    """What to look for, without dấu, of a text of any length; the last word may be cut short."""
    return search_key(query)[:LONGEST_ASKED].split()


def _patterns(word: str) -> list[str]:
    """A word that begins so, or words whose initials these are."""
    beginning = f"% {word}%"
    return [beginning] if len(word) == 1 else [beginning, f"% {'% '.join(word)}%"]
