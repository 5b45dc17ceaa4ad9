"""Gettext with types, for view models."""

import flask_babel


def gettext(text: str, **values: object) -> str:
    """The words in the language of the request; outside of one, as they stand."""
    return str(flask_babel.gettext(text, **values))
