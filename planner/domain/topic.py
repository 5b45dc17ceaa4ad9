"""Chuyên đề: what is studied."""

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line, search_key

LONGEST_TITLE = 300  # characters


def topic_title(text: str) -> str:
    """As it is kept and shown; it has at least one letter or digit to be found by."""
    title = one_line(text)
    if not search_key(title):
        raise RuleBroken("topic.no_title", field="topic")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken("topic.title_too_long", field="topic", longest=LONGEST_TITLE)
    return title
