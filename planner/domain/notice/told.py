"""What a recipient was last told of a meeting, and what is new since."""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Any

_HOURS = ("starts_at", "ends_at")
_DAYS = ("window_start", "window_end")
_OFF = ("cancelled", "postponed", "withdrawn")


class News(StrEnum):
    """What a letter of change says, in the order in which it is said."""

    CANCELLED = auto()
    POSTPONED = auto()
    WITHDRAWN = auto()  # this person alone is called no more
    BACK = auto()  # it takes place after all
    TIME = auto()
    PLACE = auto()


def differences(told: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[News, ...]:
    """What changed between two sets of facts (plain values); nothing = no letter is due.

    Of a meeting that is off nothing else matters; a new name or a chốt is no news.
    """
    before, after = (facts["status"] in _OFF and facts["status"] for facts in (told, now))
    if after:
        return () if before == after else (News(after),)
    found = [News.BACK] if before else []
    if _time_of(told) != _time_of(now):
        found.append(News.TIME)
    if told["place_key"] != now["place_key"]:
        found.append(News.PLACE)
    return tuple(found)


def _time_of(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """The most exact that is known: hours before days before words."""
    for names in (_HOURS, _DAYS):
        if facts[names[0]] is not None:
            return tuple(facts[name] for name in names)
    return (facts["time_words"],)
