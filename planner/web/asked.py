"""Numbers and days in the address of a page; what is none was not asked."""

from datetime import date

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


def day_asked(name: str) -> date | None:
    """A day as `2025-07-01`; years of four digits alone."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if day.year >= 1000 else None
