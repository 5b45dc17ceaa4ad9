"""What a rule can answer: no, no such thing, or have a look."""

import dataclasses
from collections.abc import Mapping


class PlannerError(Exception):
    """Base of every error that a person should be told about."""


class NotFound(PlannerError):
    """No such thing, or not for this person to see."""


class RuleBroken(PlannerError):
    """A rule of the domain says no.

    `code` names it, `field` is the input to blame; `details` are the values that its sentence
    in `planner.messages` needs (plain values only: they are shown to people).
    """

    def __init__(self, code: str, *, field: str | None = None, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.details = details


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at; it is saved all the same.

    `details` are the values that its sentence in `planner.messages` needs.
    """

    code: str
    field: str | None = None
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)
