"""Gettext with types, for view models and templates."""

import flask_babel


def gettext(text: str, **values: object) -> str:
    """The words in the language of the request; outside of one, as they stand."""
    return str(flask_babel.gettext(text, **values))


def counted(text: str, number: int, **values: object) -> str:
    """The words for so many, which `%(count)s` tells: one form in Vietnamese, two in English."""
    return str(flask_babel.ngettext(text, text, number, **{"count": number, **values}))


def count_words(count: int) -> str:
    """A small number as it is said; from eleven on in digits."""
    words = (
        gettext("không"),
        gettext("một"),
        gettext("hai"),
        gettext("ba"),
        gettext("bốn"),
        gettext("năm"),
        gettext("sáu"),
        gettext("bảy"),
        gettext("tám"),
        gettext("chín"),
        gettext("mười"),
    )
    return words[count] if count < len(words) else str(count)
