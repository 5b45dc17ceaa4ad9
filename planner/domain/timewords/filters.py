"""Times that only name something else: terms, review periods, anniversaries, cited papers."""

from collections.abc import Callable
from itertools import pairwise

from planner.domain.timewords.lexicon import FEASTS, HELD_ON, NUMBERS, Item, word_set

_DATING = word_set("trong vào từ lúc : (")
_OPENERS = frozenset({"tentative", "before", "until", "late", "break", "clock", "session"})
_HELD = frozenset({"tổ", "diễn", "khai", "vào", "lúc", "hoàn"})  # tổ chức, diễn ra, khai mạc
_LONGEST_NAME = 4  # words
_CITED = frozenset({"nghị", "báo", "kế", "§"})  # nghị quyết, báo cáo, kế hoạch
_ISSUING = frozenset({",", "cấp", "ký", "ban", "hành"})
_EDGE = Item("break")
_Test = Callable[[Item, Item, Item], bool]  # of an item between its neighbours
_TIED = frozenset({"filler", "range", "list", "point", "days"})


def without_titles(items: list[Item]) -> list[Item]:
    """The same row, such times turned into other words."""
    items = _without_moved(_without_namesakes(_without_history(_with_day_of(items))))
    dropping: _Test | None = None
    start = _EDGE
    kept: list[Item] = []
    for before, item, after in zip([_EDGE, *items], items, [*items[1:], _EDGE], strict=False):
        if item.role in _STARTS:
            cited = dropping is not None and start.text in _CITED
            dropping, start = _test_of(item, after, cited=cited), item
        elif dropping is not None and not dropping(before, item, after):
            dropping = None
        over = item.point is not None and item.point.year is None and after.text == "vừa"
        drop = over or (
            dropping is not None and item.role in ("point", "range", "list", "recurring")
        )
        kept.append(Item("junk", item.text) if drop else item)
    return kept


def _without_moved(items: list[Item]) -> list[Item]:
    """«từ 5/12 dời sang 12/12»: the day before the move is no more."""
    moves = [at for at, item in enumerate(items) if item == Item("filler", "dời")]
    if not moves or items[-1] == items[moves[-1]]:
        return items
    gone = ("point", "list", "range")
    before = [Item("junk") if item.role in gone else item for item in items[: moves[-1]]]
    return [*before, *items[moves[-1] :]]


def _of_a_moved_day(_: Item, item: Item, __: Item) -> bool:
    """«dời từ ngày 25/11 sang ngày 30/11»."""
    return item.role != "range" and item.text != "sang"


def _test_of(start: Item, after: Item, *, cited: bool) -> _Test:
    """Whether the items that follow a start still belong to it."""
    if start.text in ("dời", "chuyển", "lùi"):
        return _of_a_moved_day
    if start.role != "term":
        return _STARTS[start.role]
    if start.text == "khóa":
        return _of_a_sitting
    if start.text == "giai" and _is_small_number(after.text):
        return _of_a_phase
    return _of_a_term if cited else _of_a_held_term


def _is_small_number(text: str) -> bool:
    return text in NUMBERS or (text.isdigit() and len(text) < 3)


def _with_day_of(items: list[Item]) -> list[Item]:
    """«trước ngày khai giảng 05/9»: what happens then stands before the date."""
    kept = list(items)
    for place, (limit, word) in enumerate(pairwise(items)):
        if limit.role not in ("before", "late", "until") or word != Item("filler", "ngày"):
            continue
        ahead = items[place + 2 : place + 2 + _LONGEST_NAME + 1]
        named = next((at for at, item in enumerate(ahead) if item.role != "junk"), 0)
        if named and ahead[named].point is not None and _is_dated(ahead[named]):
            kept[place + 2 : place + 2 + named] = [Item("filler", "ngày")] * named
    return kept


def _without_history(items: list[Item]) -> list[Item]:
    """«từ năm 2012 đến nay»: the points that run up to now are over."""
    kept: list[Item] = []
    over = False
    for item in reversed(items):
        over = item.role == "so far" or (over and item.role in _TIED)
        is_past = over and item.role in ("point", "so far")
        kept.append(Item("junk", item.text) if is_past else item)
    return kept[::-1]


def _without_namesakes(items: list[Item]) -> list[Item]:
    """«CLB 26/3», «Giải bóng đá 30/4»: a feast that stands right after a name is part of it."""
    return [
        Item("junk", item.text) if _is_namesake(before, item) else item
        for before, item in pairwise([Item("break"), *items])
    ]


def _is_namesake(before: Item, item: Item) -> bool:
    if not _is_bare_feast(item):
        return False
    return before.role == "junk" and before.text.isalpha() and before.text not in HELD_ON


def _is_bare_feast(item: Item) -> bool:
    day = item.point
    bare = day is not None and not day.named and day.year is None
    return bare and day is not None and (day.day, day.number) in FEASTS


def _in_a_review(_: Item, item: Item, after: Item) -> bool:
    """Up to a word that dates the meeting itself: «sơ kết quý I vào ngày …»."""
    if (
        item.role in _OPENERS
        or item.role == "recurring"
        or (item.role == "filler" and item.text in _DATING)
    ):
        return False
    if item.role == "list":
        return after.text.isdigit() and after.point is not None  # «đoàn phí tháng 10, 11»
    return item.point is None or not _is_dated(item)


def _is_dated(item: Item) -> bool:
    """A day, or a part such as «cuối tháng 5», is no period to report on."""
    point = item.point
    if point is None or point.unit in ("day", "fixed", "weekday"):
        return True
    return point.part is not None and point.part.kind in ("third", "half", "nth")


def _of_another_day(_: Item, item: Item, after: Item) -> bool:
    """«kỷ niệm 30/4 và 01/5» are two feasts; another day after a comma is none."""
    if item.role == "list":
        return _is_bare_feast(after)
    return item.role not in ("break", "tentative", "before", "late")


def _of_a_paper(_: Item, item: Item, __: Item) -> bool:
    return item.role in ("document", "filler", "point") or item.text in _ISSUING


def _of_a_term(_: Item, item: Item, __: Item) -> bool:
    """Up to a word after which the event itself is dated: «nhiệm kỳ 2022 - 2027 tổ chức ngày …»."""
    if item.role == "filler" and item.text in _HELD:
        return False
    return item.role in _TIED or item.role in ("junk", "number", "before", "until", "recurring")


def _of_a_held_term(before: Item, item: Item, after: Item) -> bool:
    """«Đại hội nhiệm kỳ 2027 - 2032, ngày 15/5»: a day that ends no stretch is the event's."""
    is_day = item.point is not None and item.point.unit == "day"
    dated = is_day and (before.text in (",", ":", ";") or before.role == "number")
    dated = dated or (item.role == "before" and before.text in (",", ":"))
    return _of_a_term(before, item, after) and not dated


def _of_a_sitting(before: Item, item: Item, after: Item) -> bool:
    """«khóa XI» has no days of its own."""
    is_day = item.point is not None and item.point.unit == "day"
    return _of_a_term(before, item, after) and not is_day


def _of_a_phase(before: Item, item: Item, after: Item) -> bool:
    """«giai đoạn 1» of a piece of work has its days, «giai đoạn I: 2021 - 2025» only years."""
    is_told = item.point is not None and item.point.unit != "year"
    return _of_a_term(before, item, after) and not is_told


_STARTS: dict[str, _Test] = {
    "review": _in_a_review,
    "past": _of_another_day,
    "after": _of_another_day,
    "document": _of_a_paper,
    "term": _of_a_held_term,
}
