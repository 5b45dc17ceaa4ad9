"""People as cells."""

from planner.web.people import Part, PeopleCounts


def test_up_to_forty_people_have_a_cell_each() -> None:
    counts = PeopleCounts(yes=8, substituted=1, no=1, waiting=1)

    assert (counts.whole, counts.is_bar, counts.width) == (11, False, 88)
    assert counts.parts == (
        Part("yes", 0, 0, 64, 14),
        Part("sub", 64, 7, 8, 7),
        Part("no", 72, 6, 8, 2),
        Part("wait", 80, 0, 8, 14),
    )


def test_more_people_are_one_bar_as_long_as_forty() -> None:
    counts = PeopleCounts(yes=53, substituted=5, no=4, waiting=22)

    assert (counts.is_bar, counts.width) == (True, 320)
    assert sum(part.width for part in counts.parts) == 320


def test_kinds_without_people_are_left_out() -> None:
    assert PeopleCounts(4, 0, 0, 0).parts == (Part("yes", 0, 0, 32, 14),)


def test_nobody_has_no_cells() -> None:
    assert (PeopleCounts(0, 0, 0, 0).width, PeopleCounts(0, 0, 0, 0).parts) == (0, ())


def test_who_stands_in_and_comes_is_counted_apart() -> None:
    answers = [("yes", False, 3), ("yes", True, 2), ("no", True, 1), ("none", False, 4)]

    counts = PeopleCounts.of(answers)

    assert counts == PeopleCounts(yes=3, substituted=2, no=1, waiting=4)
