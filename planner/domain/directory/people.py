"""What people are in units: who is senior to whom."""

from planner.domain.text import one_line

# Who stands before whom where nobody has said so; other positions come after all of these.
_USUAL_RANKS = {
    "bí thư": 10,
    "chủ tịch": 10,
    "phó bí thư thường trực": 20,
    "phó bí thư": 30,
    "phó chủ tịch": 30,
    "chánh văn phòng": 40,
    "trưởng ban": 40,
    "giám đốc": 40,
    "phó chánh văn phòng": 50,
    "phó trưởng ban": 50,
    "phó giám đốc": 50,
    "ủy viên ban thường vụ": 60,
    "ủy viên ban chấp hành": 70,
}


# Where a kind of unit orders otherwise: offices stand behind the leaders of their unit, and the
# leaders of bodies outside before all others of their level.
_SHIFTS = {"ban": 40, "văn phòng": 40, "trung tâm": 45, "cấp ủy": -5}
_OF_OFFICES = {"chánh văn phòng", "trưởng ban", "giám đốc", "phó chánh văn phòng"}
_OTHERS = 100


def position_key(position: str) -> str:
    """A position as it is compared, in one of the two ways of writing ủy."""
    return one_line(position).casefold().replace("uỷ", "ủy")


def is_usual(position: str) -> bool:
    """Whether it is one of those that have a place of their own."""
    return position_key(position) in _USUAL_RANKS


def usual_rank(position: str, kind: str = "") -> int:
    """How senior a position is in a unit of a kind where nobody has said so; smaller is senior."""
    known = position_key(position)
    rank = _USUAL_RANKS.get(known)
    if rank is None:
        return _OTHERS
    return rank + _SHIFTS.get(kind, 0) if known not in _OF_OFFICES else rank
