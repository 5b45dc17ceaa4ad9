"""What rows are called in a planning problem."""


def session_key(meeting_id: int) -> str:
    return f"k{meeting_id}"


def unit_key(unit_id: int) -> str:
    return f"u{unit_id}"


def hall_key(hall_id: int) -> str:
    return f"h{hall_id}"


def own_place_key(unit_id: int) -> str:
    """A place of the unit's that is in no list of halls."""
    return f"p{unit_id}"


def person_key(person_id: int) -> str:
    return f"n{person_id}"


def number_of(key: str) -> int:
    """The row that a key was made of."""
    return int(key[1:])
