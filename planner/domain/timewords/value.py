"""What a phrase of time means, and how it is shown to programs."""

from dataclasses import dataclass
from datetime import date, datetime

from planner.domain.timespan import DayPart, Precision


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A day is a date, a written hour an aware datetime at UTC+7; a window includes its end.

    A deadline has only an end, and `strict_before` says whether that day or hour is too late.
    Recurring and unknown times have neither start nor end.
    """

    precision: Precision
    start: date | datetime | None = None
    end: date | datetime | None = None
    session: DayPart | None = None
    tentative: bool = False
    strict_before: bool | None = None


def as_fields(value: TimeWords | None) -> dict[str, str | bool | None]:
    """The fields of the contract, dates in ISO form; all null where nothing was understood."""
    if value is None:
        names = ("start", "end", "precision", "session", "tentative", "strict_before")
        return dict.fromkeys(names)
    return {
        "start": value.start.isoformat() if value.start else None,
        "end": value.end.isoformat() if value.end else None,
        "precision": value.precision.value,
        "session": value.session.value if value.session else None,
        "tentative": value.tentative,
        "strict_before": value.strict_before,
    }
