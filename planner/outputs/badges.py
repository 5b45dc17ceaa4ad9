"""Badges as PDF: eight to a sheet, or one alone."""

from collections.abc import Sequence
from dataclasses import asdict

from planner.domain.attendance.badge import Badge
from planner.outputs import pdf, qr


def badges(press: pdf.Press, title: str, made: Sequence[Badge]) -> bytes:
    """In the order given; the same badges give the same bytes."""
    sheets = [asdict(one) | {"picture": qr.svg(one.link, one.name)} for one in made]
    return pdf.printed(press, "badges.typ", {"title": title, "badges": sheets})
