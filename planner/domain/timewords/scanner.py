"""A phrase as a row of items: points of time, hours, buổi, flags, and all the other words."""

from datetime import date

from planner.domain.timespan import DayPart
from planner.domain.timewords.cursor import Cursor
from planner.domain.timewords.grammar import Points
from planner.domain.timewords.lexicon import (
    LONGEST_PHRASE,
    ORDINALS,
    PHRASES,
    SESSIONS,
    WHOLE_DAYS,
    Item,
    Role,
    word_set,
)
from planner.domain.timewords.points import ImpossibleDate, Point
from planner.domain.timewords.tokens import Token

_COUNTED = word_set("buổi ngày tuần tháng năm giờ phút quý đêm tiếng kỳ lần")
_RATED = word_set("tuần tháng quý năm")
_COUNT_ROLES: dict[str, Role] = {"ngày": "days", "buổi": "filler"}
_DATED = ("number", "dm", "dmy")


def scan(row: list[Token], on: date) -> list[Item]:
    """Every token becomes part of one item."""
    return _Scanner(row, on).items()


class _Scanner:
    def __init__(self, row: list[Token], on: date) -> None:
        self.cursor = Cursor(row)
        self.points = Points(self.cursor, on)
        self.found: list[Item] = []

    def items(self) -> list[Item]:
        while self.cursor.at < len(self.cursor.row):
            self.found.extend(self._next())
        return self.found

    def _next(self) -> list[Item]:
        text = self.cursor.peek().text
        if text == "sau" and self._date_follows():
            self.cursor.at += 1
            return [Item("after", text)]
        if (item := self._clock() or self._long_phrase()) is not None:
            return [item]
        if session := self._session():
            return session
        if (recurring := self._each_weekday() or self._rate()) is not None:
            return [recurring]
        point = self._period() or self.points.read(self._tied_to())
        if point is not None:
            told = Item("point", text, point=point)
            return [Item("late", text), told] if text == "trước" else [told]
        return [self._count() or self._phrase(1) or self._rest()]

    def _date_follows(self) -> bool:
        following = self.cursor.peek(1)
        if following.kind == "number":
            return self.cursor.peek(2).text == "tháng" and self.cursor.peek(3).kind != "word"
        return following.kind in ("dm", "dmy", "my", "quarter") or following.text == "quý"

    def _period(self) -> Point | None:
        opened = self.cursor.peek().text == "trong" or self.cursor.peek(-1).text == "hết"
        return self.points.period() if opened else None

    def _tied_to(self) -> Point | None:
        """The point before a list or range word that stands right here."""
        if len(self.found) > 1 and self.found[-1].role in ("list", "range"):
            return self.found[-2].point
        return None

    def _clock(self) -> Item | None:
        if token := self.cursor.take_kind("clock"):
            hour, minute = token.values
            if hour > 24 or minute > 59 or (hour == 24 and minute):
                raise ImpossibleDate
            return Item("clock", token.text, clock=(hour, minute))
        joined = self.cursor.peek(1).text in ("-", "đến", "tới")
        hour = self.cursor.peek().values[0] if self.cursor.peek().kind == "number" else 25
        numbered = self.cursor.peek(-1).text in ORDINALS  # «phiên 3 - 14g»
        if joined and not numbered and hour <= 24 and self.cursor.peek(2).kind == "clock":
            self.cursor.at += 1
            return Item("clock", "giờ", clock=(hour, 0))  # «8 - 11 giờ»
        return None

    def _long_phrase(self) -> Item | None:
        return next(filter(None, map(self._phrase, range(LONGEST_PHRASE, 1, -1))), None)

    def _phrase(self, length: int) -> Item | None:
        row, at = self.cursor.row, self.cursor.at
        words = tuple(token.text for token in row[at : at + length])
        if len(words) < length or words not in PHRASES or self._is_a_date(words):
            return None
        self.cursor.at += length
        return Item(PHRASES[words], words[0])

    def _is_a_date(self, words: tuple[str, ...]) -> bool:
        """«sau ngày» alone is a phrase, «năm / lần» too; «ngày» before its number is none."""
        return words == ("ngày",) and self.cursor.peek(1).kind in ("number", "dm", "dmy")

    def _session(self) -> list[Item]:
        for words in WHOLE_DAYS:
            if self.cursor.take_phrase(words):
                return [Item("session", words[0], session=DayPart.WHOLE_DAY)]
        word = self.cursor.take(*SESSIONS)
        if not word:
            return []
        self.cursor.take("sớm", "muộn", "khuya")
        part, name = SESSIONS[word]
        session = Item("session", name, session=part)
        told = self.points.after_session()
        return [session, Item("point", word, point=told)] if told else [session]

    def _each_weekday(self) -> Item | None:
        """«mỗi T2», «mọi CN»; «mỗi thứ Hai» is a phrase."""
        following = self.cursor.peek(1)
        if following.kind != "weekday" and following.text != "cn":
            return None
        word = self.cursor.take("mỗi", "mọi")
        return Item("recurring", word) if word else None

    def _rate(self) -> Item | None:
        """«03 tháng/lần», «01 lần/quý», «6 tháng một lần», «quý 1 lần»."""
        start = self.cursor.at
        if self.cursor.take(*_RATED) and self.cursor.take_number(3) and self.cursor.take("lần"):
            following = self.cursor.peek()
            if following.kind != "number" and following.text not in ("thứ", "đầu", "cuối"):
                return Item("recurring", "lần")
        self.cursor.at = start
        count = self.cursor.take_number(99)
        if count is not None and self.cursor.take_phrase(("lần",)):
            if (self.cursor.take("mỗi") or self.cursor.take_number(1)) and self.cursor.take(
                *_RATED
            ):
                return Item("recurring", "lần")
            self.cursor.at -= 1
        if count is not None and self.cursor.take(*_COUNTED):
            if self.cursor.take("/") and self.cursor.take(*_COUNTED):
                return Item("recurring", "/")
            if self.cursor.take_number(99) is not None and self.cursor.take("lần", "kỳ"):
                return Item("recurring", "lần")
        self.cursor.at = start
        return None

    def _count(self) -> Item | None:
        """«02 ngày», «01 buổi», «3 tháng»: how long or how many, not when."""
        start = self.cursor.at
        count = self.cursor.take_number(999)
        unit = self.cursor.take(*_COUNTED) if count is not None else ""
        if not unit:
            self.cursor.at = start
            return None
        if unit == "ngày" and self.cursor.peek().kind in _DATED:
            self.cursor.at -= 1
        elif unit in ("tháng", "quý") and self._numbered(self.cursor.row[start]):
            self.cursor.at -= 1
            return Item("filler", unit)
        return Item(_COUNT_ROLES.get(unit, "junk"), unit)

    def _numbered(self, count: Token) -> bool:
        """«hai tháng 7 và 8», «02 tháng 7, 8»: the months are named by their numbers."""
        following = self.cursor.peek()
        named = following.kind in ("number", "my") or following.text in ("i", "ii", "iii", "iv")
        return named and (count.kind == "word" or count.text.startswith("0"))

    def _rest(self) -> Item:
        token = self.cursor.peek()
        self.cursor.at += 1
        roles: dict[str, Role] = {"number": "number", "document": "document"}
        return Item(roles.get(token.kind, "junk"), token.text)
