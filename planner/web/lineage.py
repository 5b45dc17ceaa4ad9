"""History as then or rolled up to today: the parameter `as`, shared by every page that shows it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from planner.domain.directory import ReadAs


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page reads history, and the address of each way for `macros/lineage.html`."""

    by: ReadAs
    then: str
    today: str

    @property
    def is_rolled_up(self) -> bool:
        return self.by is ReadAs.TODAY


def reading_asked() -> Reading:
    """What the address asks for; history is rolled up to today unless it says `as=then`."""
    by = ReadAs.THEN if request.args.get("as") == ReadAs.THEN else ReadAs.TODAY
    return Reading(by, _address(ReadAs.THEN), _address(ReadAs.TODAY))


def _address(by: ReadAs) -> str:
    """The same page, with history read this way."""
    kept = {name: value for name, value in request.args.items() if name not in ("as", "page")}
    return f"{request.script_root}{request.path}?{urlencode(kept | {'as': by.value})}"
