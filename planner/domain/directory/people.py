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


def usual_rank(position: str) -> int:
    """How senior a position is where its rank was not said; smaller is more senior."""
    return _USUAL_RANKS.get(one_line(position).casefold().replace("uỷ", "ủy"), 100)
