"""The first of what a list changes, for whoever has to approve it."""

from planner.domain.directory.listed import Change

MOST_CHANGED, MOST_NEW = 50, 20  # shown; the rest is counted


class Noted:
    """Takes every change and keeps the first of either kind."""

    def __init__(self) -> None:
        self._changed: list[Change] = []
        self._new: list[Change] = []

    def take(self, change: Change) -> None:
        """One more row that does something."""
        kept, most = (self._new, MOST_NEW) if change.is_new else (self._changed, MOST_CHANGED)
        if len(kept) < most:
            kept.append(change)

    def kept(self) -> tuple[Change, ...]:
        """What is changed, then what is new."""
        return (*self._changed, *self._new)
