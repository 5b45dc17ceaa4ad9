"""Reading a JSON object field by field: every wrong one is told, with a sentence of its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from flask import request
from werkzeug.exceptions import BadRequest

from planner.domain.errors import PlannerError, RuleBroken
from planner.messages import refusal
from planner.web.wording import gettext

Value = TypeVar("Value")
LONGEST_TEXT = 5_000  # characters; the rules set closer bounds
YEARS = range(1900, 2200)  # in which a moment can be moved to any zone
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


class WrongFields(PlannerError):
    """What is wrong, by the name of the field."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def json_object() -> dict[str, Any]:
    """The body; 400 where it is no JSON object, 415 where it does not say that it is JSON."""
    try:
        body = request.get_json()
    except RecursionError as error:
        raise BadRequest from error
    if not isinstance(body, dict):
        raise BadRequest
    return body


@dataclass(slots=True)
class Fields:
    """The fields of a JSON object; what is wrong gathers in `wrong`, by field."""

    given: Mapping[str, Any]
    known: frozenset[str]
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def has(self, name: str) -> bool:
        """Given, and not null."""
        return self.given.get(name) is not None

    def read(self, name: str, reader: Callable[[Any], Value]) -> Value | None:
        """What a reader makes of a field; None where it is null, absent or wrong."""
        value = self.given.get(name)
        if value is None:
            return None
        try:
            return reader(value)
        except RuleBroken as broken:
            self.blame(name, refusal(broken))
        except ValueError as error:
            self.blame(name, str(error))
        return None

    def blame(self, name: str, sentence: str) -> None:
        self.wrong.setdefault(name, []).append(sentence)

    def finish(self) -> None:
        """Unknown fields are mistakes, too: nothing that was sent is passed over in silence."""
        for name in self.given.keys() - self.known:
            self.blame(name, gettext("Không có mục này."))
        if self.wrong:
            raise WrongFields(dict(sorted(self.wrong.items())))


def text(value: Any) -> str:
    """Text that a database can keep: no NUL, no half of a sign."""
    if not isinstance(value, str):
        raise ValueError(gettext("Hãy ghi một đoạn chữ."))
    if len(value) > LONGEST_TEXT:
        raise ValueError(gettext("Không quá %(longest)s ký tự.", longest=LONGEST_TEXT))
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
        raise ValueError(gettext("Có ký tự không dùng được."))
    return value


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(gettext("Hãy ghi true hoặc false."))
    return value


def whole_number(value: Any) -> int:
    """A number without a fraction; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(gettext("Hãy ghi một số nguyên."))
    return value


def moment(value: Any) -> datetime:
    """RFC 3339 with its offset: 2026-06-05T08:00:00+07:00."""
    sentence = gettext("Hãy ghi ngày giờ kèm múi giờ, ví dụ 2026-06-05T08:00:00+07:00.")
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError(sentence)
    try:
        read = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise ValueError(sentence) from error
    if read.year not in YEARS:
        raise ValueError(sentence)
    return read


def one_of(values: type[Value]) -> Callable[[Any], Value]:
    """A reader for the values of an enumeration."""

    def read(value: Any) -> Value:
        try:
            return values(value)  # type: ignore[call-arg]  # an enumeration is made of a value
        except ValueError as error:
            choices = ", ".join(str(choice) for choice in values)  # type: ignore[attr-defined]  # as above
            words = gettext("Hãy chọn một trong: %(choices)s.", choices=choices)
            raise ValueError(words) from error

    return read
