"""How each route is tried by the matrix of rights: one file a noun, each with its CASES."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.factories import Office


@dataclass(frozen=True, slots=True)
class Case:
    """One route. `about` is the thing it concerns: office, meeting, series, campaign, unit or
    venue; `list` shows whatever is in reach.

    `values` gives the parts of the address, `form` a form that its rules accept (`json` where
    the route takes JSON); `done` is the status of success by method where it is unusual. An
    answer that a script puts into a page `is_part`.
    """

    about: str
    values: Callable[[Office], dict[str, Any]] = lambda _office: {}
    form: Callable[[Office], dict[str, Any]] = lambda _office: {}
    json: bool = False
    done: Mapping[str, int] = field(default_factory=dict)
    is_part: bool = False
