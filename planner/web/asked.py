"""Numbers in the address of a page; what is none was not asked."""

from flask import request


def number_asked(name: str, *, digits: int = 9) -> int | None:
    """A plain number of at most so many digits."""
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_number else None


def year_asked() -> int | None:
    """The parameter `year`: a number of four digits."""
    number = number_asked("year", digits=4)
    return number if number is not None and number >= 1000 else None
