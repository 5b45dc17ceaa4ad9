"""Merging, splitting, renaming, ending and moving units, with all that hangs on them."""

from planner.services.succession.entering import Preview, enter, preview, take_effect
from planner.services.succession.moves import Move, Undecided, moves_in, undecided_in
from planner.services.succession.undoing import undo

__all__ = [
    "Move",
    "Preview",
    "Undecided",
    "enter",
    "moves_in",
    "preview",
    "take_effect",
    "undecided_in",
    "undo",
]
