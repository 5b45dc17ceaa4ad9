"""How days, weeks, months, quarters and years and their parts are written."""

from dataclasses import replace
from datetime import date, timedelta

from planner.domain.timespan import DateWindow
from planner.domain.timewords.cursor import Cursor, Rule
from planner.domain.timewords.lexicon import (
    AFTER_SESSION,
    NUMBERED_PAIRS,
    ORDINALS,
    PARTS,
    RELATIVE,
    RELATIVE_DAYS,
    TEN_DAYS,
    WEEKDAYS,
    word_set,
)
from planner.domain.timewords.periods import Periods
from planner.domain.timewords.points import Part, Point, Unit
from planner.domain.timewords.tokens import Token

_UNITS: dict[str, Unit] = {"ngày": "day", "tuần": "week", "tháng": "month", "quý": "quarter"}
_WEEK_WORDS = word_set("tuần và đến tới")
_TIME_WORDS = word_set("năm tháng đến tới và hoặc cùng của là")


def day_after(on: date, days: int) -> Point:
    """A day told from today."""
    told = on + timedelta(days=days)
    return Point("fixed", window=DateWindow(told, told))


class Points:
    """Reads one point of time at the cursor, or leaves the cursor where it was."""

    def __init__(self, cursor: Cursor, on: date) -> None:
        self.cursor = cursor
        self.on = on
        self.periods = Periods(cursor, on)

    def read(self, before: Point | None) -> Point | None:
        """`before` is the point that a «và», a comma or a «đến» ties to this one."""
        rules: tuple[Rule, ...] = (
            self._relative_day,
            self._days_ahead,
            self._days_before,
            lambda: self._listed_week(before),
            lambda: self._listed_weekday(before),
            self._weekday,
            self._half,
            self._third,
            self._ten_days,
            self._week_of_month,
            self._off_an_end,
            self._one_of,
            self._day,
            self.periods.base,
            lambda: self._listed_quarter(before),
            lambda: self._listed_year(before),
            self._written,
            self._day_of_month,
            lambda: self._listed(before),
        )
        return self.cursor.first(rules)

    def after_session(self) -> Point | None:
        """«sáng mai», «chiều nay»."""
        word = self.cursor.take(*AFTER_SESSION)
        return day_after(self.on, AFTER_SESSION[word]) if word else None

    def _relative_day(self) -> Point | None:
        for words, days in RELATIVE_DAYS.items():
            if self.cursor.take_phrase(words):
                return day_after(self.on, days)
        return None

    def _days_ahead(self) -> Point | None:
        """«3 ngày nữa», «2 tuần nữa»."""
        count = self.cursor.take_number(99)
        unit = self.cursor.take("ngày", "tuần")
        if count is None or not unit or not self.cursor.take("nữa"):
            return None
        return day_after(self.on, count * (7 if unit == "tuần" else 1))

    def _days_before(self) -> Point | None:
        """«3 ngày trước ngày 15/12», «trước ngày 15/12 ít nhất 3 ngày»."""
        count = self._days_counted()
        day = self._dated_day() if self.cursor.take("trước") else None
        if day is not None and count is None:
            self.cursor.take("là")
            self.cursor.take_phrase(("ít", "nhất")) or self.cursor.take_phrase(("tối", "thiểu"))
            count = self._days_counted()
        if day is None or count is None or self.cursor.peek().text == "làm":
            return None
        return replace(day, part=Part("before", count))

    def _days_counted(self) -> int | None:
        start = self.cursor.at
        count = self.cursor.take_number(99)
        unit = self.cursor.take("ngày", "tuần")
        if count is None or not unit:
            self.cursor.at = start
            return None
        return count * (7 if unit == "tuần" else 1)

    def _dated_day(self) -> Point | None:
        day = self.cursor.first((self._day, self._written))
        return day if day is not None and day.unit == "day" else None

    def _weekday(self) -> Point | None:
        if self.cursor.peek(-1).text in ORDINALS or self._counts_sittings():
            return None
        weekday = self._weekday_name()
        return None if weekday is None else self._in_its_week(weekday)

    def _listed_weekday(self, before: Point | None) -> Point | None:
        """The others of «thứ 2, 4 và 6 tuần sau»."""
        if before is None or before.unit != "weekday" or self.cursor.peek().kind != "number":
            return None
        number = self.cursor.take_number(7)
        following = self.cursor.peek().text
        if number is None or number < 2 or (following.isalpha() and following not in _WEEK_WORDS):
            return None
        return self._in_its_week(number - 2)

    def _in_its_week(self, weekday: int) -> Point:
        nth = self._nth_of_month()
        if nth is not None:
            return replace(nth, weekday=weekday)
        self.cursor.take("của", "trong")
        week = self.cursor.first((self._week_of_month, self.periods.week))
        if week is not None:
            return replace(week, weekday=weekday)
        return self._next_weekday(weekday)

    def _counts_sittings(self) -> bool:
        """«kỳ họp thứ hai», «nhiệm vụ thứ ba»."""
        return (self.cursor.peek(-2).text, self.cursor.peek(-1).text) in NUMBERED_PAIRS

    def _weekday_name(self) -> int | None:
        if token := self.cursor.take_kind("weekday"):
            return token.values[0] - 2
        if self.cursor.take("cn") or self.cursor.take_phrase(("chủ", "nhật")):
            return 6
        if not self.cursor.take("thứ"):
            return None
        self.cursor.split_dashed()
        if self.cursor.peek().kind == "number":
            number = self.cursor.take_number(7)
            return number - 2 if number and number > 1 else None
        word = self.cursor.take(*WEEKDAYS)
        return WEEKDAYS[word] if word else None

    def _next_weekday(self, weekday: int) -> Point:
        """«thứ bảy tới» is the next one after today, «này» may be today, «sau» is next week's."""
        ahead = (weekday - self.on.weekday() - 1) % 7 + 1
        following = self.cursor.peek(1)  # «thứ 2 tới thứ 6» is a stretch
        stretch = following.kind == "weekday" or following.text in ("thứ", "cn", "chủ")
        if not stretch and self.cursor.take("tới"):
            return day_after(self.on, ahead)
        if self.cursor.take("này"):
            return day_after(self.on, ahead % 7)
        if self.cursor.peek(1).text != "khi" and self.cursor.take("sau"):
            return day_after(self.on, 7 + weekday - self.on.weekday())
        return Point("weekday", weekday=weekday, named=False)

    def _nth_of_month(self) -> Point | None:
        start = self.cursor.at
        which = self._end_word()
        if not which and self.cursor.take("thứ"):
            which = self.cursor.take_number(5) or 0
        self.cursor.take("của", "trong")
        base = self.cursor.first((self.periods.month, self.periods.bare)) if which else None
        if base is None:
            self.cursor.at = start
            return None
        return replace(base, part=Part("nth", which, "weekday"))

    def _end_word(self) -> int:
        """«đầu tiên» is 1, «cuối cùng» -1, neither 0."""
        word = self.cursor.take("đầu", "cuối")
        self.cursor.take("tiên", "cùng")
        return {"đầu": 1, "cuối": -1, "": 0}[word]

    def _half(self) -> Point | None:
        """«nửa cuối tháng 6», «nửa tháng đầu của tháng 6»."""
        if not self.cursor.take("nửa"):
            return None
        self.cursor.take("tháng", "năm", "quý")
        word = self.cursor.take("đầu", "cuối", "sau", "trước")
        base = self.periods.of_base() if word else None
        if base is None:
            return None
        return replace(base, part=Part("half", 1 if word in ("đầu", "trước") else 2))

    def _third(self) -> Point | None:
        """«giữa tháng 6», «những ngày cuối năm»."""
        if self.cursor.take("những", "các"):
            self.cursor.take("ngày", "tháng", "tuần")
        word = self.cursor.take(*PARTS)
        base = (self.periods.of_base() or self.periods.this_week()) if word else None
        return replace(base, part=Part("third", PARTS[word])) if base else None

    def _ten_days(self) -> Point | None:
        word = self.cursor.take(*TEN_DAYS)
        if not word or not self.cursor.take("tuần"):
            return None
        base = self.periods.of_base()
        return replace(base, part=Part("third", TEN_DAYS[word])) if base else None

    def _week_of_month(self) -> Point | None:
        """«tuần đầu», «tuần thứ hai của tháng 5»; «tuần 2» only with its month."""
        if not self.cursor.take("tuần"):
            return None
        self.cursor.take("lễ")
        which, ordinal = self._end_word(), bool(self.cursor.take("thứ"))
        which = which or self.cursor.take_number(5) or 0
        ordinal = ordinal or which < 0 or self.cursor.peek(-1).text in ("đầu", "tiên")
        ordinal = ordinal or self._weeks_follow()
        named = self.cursor.at
        self.cursor.take(",", "-")
        base = self.periods.of_base() if which else None
        if base is None and ordinal and which:
            self.cursor.at = named
            base = Point("month")
        return replace(base, part=Part("nth", which, "week")) if base else None

    def _weeks_follow(self) -> bool:
        """«tuần 3, 4 tháng 5», «tuần 1 và 2 của tháng 5»."""
        tied = self.cursor.peek().text in (",", "và", "-", "&", "đến")
        month = self.cursor.peek(2).text in ("tháng", "của")
        return tied and month and self.cursor.peek(1).kind == "number"

    def _off_an_end(self) -> Point | None:
        """«6 tháng đầu năm», «10 ngày cuối tháng 5»."""
        count = self.cursor.take_number(31)
        unit = self.cursor.take(*_UNITS)
        which = self._end_word() if count and unit else 0
        base = self.periods.of_base() if which else None
        if base is None or count is None:
            return None
        return replace(base, part=Part("first" if which > 0 else "last", count, _UNITS[unit]))

    def _one_of(self) -> Point | None:
        """«tháng cuối quý I», «ngày đầu tiên của tháng 5», «tháng thứ hai của quý II»."""
        unit = self.cursor.take("ngày", "tháng", "quý")
        which = self._end_word() if unit else 0
        if unit == "tháng" and not which and self.cursor.take("thứ"):
            which = self.cursor.take_number(3) or 0
        base = self.periods.of_base() if which else None
        return replace(base, part=Part("nth", which, _UNITS[unit])) if base else None

    def period(self) -> Point | None:
        """«trong tháng», «trong quý», «hết năm»: this one, or that of a neighbour."""
        start = self.cursor.at
        opened = self.cursor.take("trong") or self.cursor.peek(-1).text == "hết"
        point = (self.periods.bare() or self.periods.this_week()) if opened else None
        following = self.cursor.peek()
        if point is None or following.kind != "word" or following.text.isalpha():
            self.cursor.at = start
            return None
        return point

    def _day(self) -> Point | None:
        """«ngày 05 tháng 5 năm 2015», «ngày 05/5», «ngày 15»."""
        if not self.cursor.take("ngày", "mùng", "mồng"):
            return None
        self.cursor.take("mùng", "mồng")
        if token := self.cursor.take_kind("dmy", "dm", "iso"):
            return self._dated(token)
        in_words = self.cursor.peek().kind == "word"
        number = self.cursor.take_number(31)
        following = self.cursor.peek().text
        if number is None or following in ("lần", "buổi", "công", "đêm"):
            return None
        if in_words and following.isalpha() and following not in _TIME_WORDS:
            return None  # «ngày một nâng cao»
        return self._with_month(number)

    def _with_month(self, day: int) -> Point:
        start = self.cursor.at
        self.cursor.take("/", ",", "-", "của", "trong")
        month = self.periods.month()
        if month is None:
            self.cursor.at = start
            return Point("day", day=day)
        return replace(month, unit="day", day=day)

    def _written(self) -> Point | None:
        """A date in figures without «ngày»."""
        token = self.cursor.take_kind("dmy", "dm", "iso", "my")
        if token is None:
            year = self.cursor.take_year()
            return Point("year", year=year, named=False) if year and self._alone() else None
        if token.kind == "dm" and token.values[0] > 31:
            return None
        if token.kind == "dm" and token.dotted and not self.cursor.list_ends_in_date():
            return None
        if token.kind == "my":
            possible = 1 <= token.values[0] <= 12
            month = Point("month", number=token.values[0], year=token.values[1], named=False)
            return month if possible else None
        if token.kind != "dm":
            return self._dated(token)
        return replace(self._dated(token), named=False, dashed=token.dashed)

    def _alone(self) -> bool:
        return len(self.cursor.row) == 1

    def _dated(self, token: Token) -> Point:
        if token.kind == "iso":
            year, month, day = token.values
        else:
            day, month = token.values[:2]
            year = token.values[2] if token.kind == "dmy" else self.periods.year_after() or 0
        year += 2000 if token.kind == "dmy" and year < 100 else 0
        return Point("day", day=day, number=month, year=year or None)

    def _day_of_month(self) -> Point | None:
        """«12 tháng 4», and the first of «12, 13 và 14/4» or «12-14 tháng 4»."""
        counted = self.cursor.peek(-1).text in ORDINALS | {"thứ"}
        counted = counted and self.cursor.peek(-2).text not in PARTS  # «cuối tuần 25, 26/4»
        if counted and self.cursor.peek(-1).text == "tuần" and self.cursor.peek().kind == "number":
            counted = self.cursor.peek().values[0] < 6  # «tuần 23 - 29/11» is no week of a month
        figure = self.cursor.peek().kind == "number" and not counted
        number = self.cursor.take_number(31) if figure else None
        if number is None:
            return None
        if self.cursor.peek().text == "tháng" and self.cursor.peek(1).text not in RELATIVE:
            dated = self._with_month(number)
            return dated if dated.number is not None else None
        return Point("day", day=number) if self.cursor.list_ends_in_date() else None

    def _listed_week(self, before: Point | None) -> Point | None:
        """The end of «tuần thứ hai và thứ ba của tháng 4»."""
        part = before.part if before is not None and before.number is None else None
        if part is None or (part.kind, part.unit) != ("nth", "week"):
            return None
        self.cursor.take("thứ")
        which = self.cursor.take_number(5)
        base = self.periods.of_base() if which else None
        return replace(base, part=Part("nth", which or 1, "week")) if base else None

    def _listed_year(self, before: Point | None) -> Point | None:
        """The end of «năm 2027 - 2028»."""
        is_year = before is not None and before.unit == "year"
        year = self.cursor.take_year() if is_year else None
        return Point("year", year=year) if year else None

    def _listed_quarter(self, before: Point | None) -> Point | None:
        """The end of «quý 2-3/2027»."""
        if before is None or before.unit != "quarter":
            return None
        token = self.cursor.take_kind("my")
        return Point("quarter", number=token.values[0], year=token.values[1]) if token else None

    def _listed(self, before: Point | None) -> Point | None:
        """A bare number that continues the days, months or quarters before it."""
        if before is None or before.year is not None or before.part is not None:
            return None
        longest = {"day": 31, "month": 12, "quarter": 4}.get(before.unit, 0)
        self.cursor.split_dashed()
        number = self.cursor.take_number(longest)
        following = self.cursor.peek().text
        if number is None or (following.isalpha() and following not in _TIME_WORDS):
            return None
        if before.unit == "day":
            return self._with_month(number) if before.number is None else None
        return Point(before.unit, number=number, year=self.periods.year_after())
