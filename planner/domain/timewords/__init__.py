"""Words of time, as offices write them, read into dates: nothing is invented."""

from planner.domain.timewords.hours import read_hour
from planner.domain.timewords.reading import read, read_each
from planner.domain.timewords.value import TimeWords, as_fields

__all__ = ["TimeWords", "as_fields", "read", "read_each", "read_hour"]
