"""A place in a row of tokens, with the small words and numbers that every rule needs."""

from collections.abc import Callable

from planner.domain.timewords.lexicon import NUMBERS, RELATIVE, SESSIONS, word_set
from planner.domain.timewords.points import Point
from planner.domain.timewords.tokens import Token

END = Token("word", "")
_TIES = word_set(", và - đến tới & + hoặc hay")
Rule = Callable[[], Point | None]


class Cursor:
    """Moves over tokens; a `take` moves only when it succeeds."""

    def __init__(self, row: list[Token]) -> None:
        self.row = row
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        place = self.at + ahead
        return self.row[place] if 0 <= place < len(self.row) else END

    def first(self, rules: tuple[Rule, ...]) -> Point | None:
        """What the first fitting rule reads; the others leave the cursor where it was."""
        start = self.at
        for rule in rules:
            if (point := rule()) is not None:
                return point
            self.at = start
        return None

    def take(self, *words: str) -> str:
        """The next word if it is one of these."""
        if self.peek().kind == "word" and self.peek().text in words:
            self.at += 1
            return self.row[self.at - 1].text
        return ""

    def take_phrase(self, words: tuple[str, ...]) -> bool:
        if tuple(token.text for token in self.row[self.at : self.at + len(words)]) == words:
            self.at += len(words)
            return True
        return False

    def take_kind(self, *kinds: str) -> Token | None:
        if self.peek().kind in kinds:
            self.at += 1
            return self.row[self.at - 1]
        return None

    def take_number(self, longest: int) -> int | None:
        """Digits, Roman or in words, from 1 to `longest`."""
        start = self.at
        number = self._digits() or self._words()
        if number is None or not 1 <= number <= longest:
            self.at = start
            return None
        return number

    def _digits(self) -> int | None:
        found = self.take_kind("number")
        return found.values[0] if found else None

    def _words(self) -> int | None:
        number = NUMBERS.get(self.peek().text)
        if number is None:
            return None
        self.at += 1
        if self.take("mươi"):
            return number * 10 + self._unit()
        return number + self._unit() if number == 10 else number

    def _unit(self) -> int:
        unit = NUMBERS.get(self.peek().text, 0)
        if self.peek().text == "năm" or not 1 <= unit <= 9:  # mười lăm, never mười năm
            return 0
        self.at += 1
        return unit

    def take_year(self) -> int | None:
        """Four digits of a year in our times."""
        token = self.peek()
        if token.kind == "number" and len(token.text) == 4 and 1900 <= token.values[0] <= 2100:
            self.at += 1
            return token.values[0]
        return None

    def take_relative(self) -> int | None:
        """This, next or last: 0, 1, -1; «tới 15/4» after a month is no «next»."""
        shift = RELATIVE.get(self.peek().text)
        if shift is None or (shift and self._leads_to_time()):
            return None
        if self.peek(-2).text in ("các", "những", "nhiều", "mấy", "vài"):
            return None  # «các năm trước», «những tháng tới»
        if self.take("kế", "tiếp"):
            self.take("tiếp", "theo")
        else:
            self.at += 1
        return shift

    def _leads_to_time(self) -> bool:
        following = self.peek(1)
        dated = following.kind in ("number", "dmy", "dm", "my", "clock", "iso")
        return self.peek().text in ("tới", "trước") and (
            dated or following.text in ("ngày", "tháng", "hết", "quý")
        )

    def list_ends_in_date(self) -> bool:
        """Whether what is tied to the number just taken ends in a date: «12, 13 và 14/4»."""
        ahead = 0
        while self.peek(ahead).text in _TIES:
            ahead += 1
            if self.peek(ahead - 1).text == "," and self.peek(ahead).text == "ngày":
                return False  # «vòng 2, ngày 15/12»
            while self.peek(ahead).text in ("hết", "ngày", *SESSIONS):
                ahead += 1
            token = self.peek(ahead)
            if token.kind in ("dm", "dmy"):
                return True
            if token.kind != "number" or token.values[0] > 31:
                return False
            ahead += 1
            if self.peek(ahead).text == "tháng":
                return self.peek(ahead + 1).kind in ("number", "my")
        return False

    def split_dashed(self) -> None:
        """Take `5-8` after a month for two numbers, not for a day and a month."""
        token = self.peek()
        if token.kind == "dm" and token.dashed:
            first, last = (Token("number", str(value), (value,)) for value in token.values)
            self.row[self.at : self.at + 1] = [first, Token("word", "-"), last]
