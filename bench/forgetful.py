"""The house without a memory of calendars: before each request, FORGETS says what it loses.

`bodies`: the files, as after any change in them; `all`: each meeting's lines, too, as after a
start.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from planner.web.feed import Shelf
from wsgi import app as house

FORGETS = os.environ["FORGETS"]


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    shelf: Shelf = house.extensions["planner.calendars"]
    shelf.bodies.clear()
    if FORGETS == "all":
        shelf.blocks.kept.clear()
    return house(environ, start_response)
