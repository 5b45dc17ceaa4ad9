"""People and units as a list names them, row by row, before they are anybody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.domain.directory.organisation import Body


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row cannot be taken: `column` is the head as the sheet has it, `code` the reason.

    `about` says what the column would hold, also where the sheet has none.
    """

    row: int
    column: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a row brings: a new entry, or {field: [before, after]} of one that is known.

    Days are ISO texts, as the record has them; the field `post` is one more post.
    """

    row: int
    who: str
    unit: str
    position: str = ""
    is_new: bool = False
    said: Mapping[str, Sequence[object]] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ListedPost:
    """A post as listed; None and "" say nothing. `to_on` is the first day no longer held."""

    position: str = ""
    body: Body | None = None
    is_full_time: bool | None = None
    rank: int | None = None
    term: str = ""
    decision_number: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One row. The unit by code, or by a name; `number` is ours, from an earlier export.

    `heads` are the heads by field, for what has to be said of the row later.
    """

    row: int
    name: str
    unit_code: str
    unit_name: str
    email: str
    phone: str
    post: ListedPost
    number: int | None = None
    sheet: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)

    def wrong(self, about: str, code: str, **details: object) -> Wrong:
        """A fault of this row, beside the column of the field `about`."""
        return Wrong(self.row, self.heads.get(about) or "", code, details, self.sheet, about)


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One row. `above` is a code or a name, "" where nothing is said."""

    row: int
    code: str
    name: str
    kind: str = ""
    above: str = ""
    level: int | None = None
    rank: int | None = None
    place: str = ""
    from_on: date | None = None
    to_on: date | None = None
    sheet: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)

    def wrong(self, about: str, code: str, **details: object) -> Wrong:
        """A fault of this row, beside the column of the field `about`."""
        return Wrong(self.row, self.heads.get(about) or "", code, details, self.sheet, about)
