import pytest

from planner.web.wording import count_words


@pytest.mark.parametrize(("count", "words"), [(0, "không"), (3, "ba"), (10, "mười"), (11, "11")])
def test_small_numbers_are_words(count: int, words: str) -> None:
    assert count_words(count) == words
