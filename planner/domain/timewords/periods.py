"""How weeks, months, quarters and years are written."""

from datetime import date, timedelta

from planner.domain.timespan import DateWindow
from planner.domain.timewords.cursor import Cursor
from planner.domain.timewords.lexicon import MOVEMENTS
from planner.domain.timewords.points import ImpossibleDate, Point, Unit
from planner.domain.timewords.tokens import Token


def _of_year(unit: Unit, token: Token) -> Point:
    number, year = token.values
    if not number:
        raise ImpossibleDate
    return Point(unit, number=number, year=year)


class Periods:
    """Reads one period at the cursor; a failing rule may leave the cursor moved."""

    def __init__(self, cursor: Cursor, on: date) -> None:
        self.cursor = cursor
        self.on = on

    def of_base(self) -> Point | None:
        self.cursor.take("của", "trong")
        return self.cursor.first((self.base, self.bare))

    def base(self) -> Point | None:
        return self.cursor.first((self.month, self._quarter, self._year, self.week))

    def bare(self) -> Point | None:
        """«cuối tháng», «đầu quý», «giữa năm»: the month, quarter or year stands elsewhere."""
        word = self.cursor.take("tháng", "quý", "năm")
        if not word or (self.cursor.peek().kind == "word" and self._goes_on()):
            return None
        units: dict[str, Unit] = {"tháng": "month", "quý": "quarter", "năm": "year"}
        return Point(units[word])

    def _goes_on(self) -> bool:
        """«năm học», «tháng thanh niên»: the unit is only the first word of a name."""
        return self.cursor.peek().text in ("học", "thanh", "hành", "vị", "tuổi", "du")

    def month(self) -> Point | None:
        if not self.cursor.take("tháng"):
            return None
        self.cursor.split_dashed()
        if token := self.cursor.take_kind("my"):
            return _of_year("month", token)
        number = self.cursor.take_number(12)
        if (self.cursor.peek().text, self.cursor.peek(1).text) in MOVEMENTS:
            return None
        if number is not None:
            return Point("month", number=number, year=self.year_after())
        shift = self.cursor.take_relative()
        return None if shift is None else self._month_ahead(shift)

    def _month_ahead(self, shift: int) -> Point:
        count = self.on.year * 12 + self.on.month - 1 + shift
        return Point("month", number=count % 12 + 1, year=count // 12)

    def _quarter(self) -> Point | None:
        if token := self.cursor.take_kind("quarter"):
            return Point("quarter", number=token.values[0], year=self.year_after())
        if not self.cursor.take("quý"):
            return None
        self.cursor.split_dashed()
        if token := self.cursor.take_kind("my"):
            return _of_year("quarter", token)
        number = self.cursor.take_number(4)
        if number is not None:
            return Point("quarter", number=number, year=self.year_after())
        shift = self.cursor.take_relative()
        if shift is None:
            return None
        count = self.on.year * 4 + (self.on.month - 1) // 3 + shift
        return Point("quarter", number=count % 4 + 1, year=count // 4)

    def _year(self) -> Point | None:
        year = self._year_word()
        return None if year is None else Point("year", year=year)

    def _year_word(self) -> int | None:
        if not self.cursor.take("năm"):
            return None
        if (year := self.cursor.take_year()) is not None:
            return year
        shift = -1 if self.cursor.take("ngoái") else self.cursor.take_relative()
        return None if shift is None else self.on.year + shift

    def year_after(self) -> int | None:
        """«năm 2015», «/2015», «-2015», «2015», «năm nay» after a month or a quarter."""
        start = self.cursor.at
        joined = self.cursor.take("/", "-", ",", "của", ".")
        year = self._year_word()
        if year is None and joined in ("", "/", "-", "."):
            year = self.cursor.take_year()
        if year is None:
            self.cursor.at = start
        return year

    def week(self) -> Point | None:
        if not self.cursor.take("tuần"):
            return None
        shift = self.cursor.take_relative()
        if shift is None:
            return None
        return self._week_ahead(shift + 1 if self.cursor.take("nữa") else shift)

    def this_week(self) -> Point | None:
        """«cuối tuần»; «cuối tuần đầu tiên của tháng 12» is another."""
        another = self.cursor.peek(1).text in ("đầu", "thứ", "cuối")
        return self._week_ahead(0) if not another and self.cursor.take("tuần") else None

    def _week_ahead(self, shift: int) -> Point:
        monday = self.on + timedelta(days=7 * shift - self.on.weekday())
        return Point("fixed", window=DateWindow(monday, monday + timedelta(days=6)))
