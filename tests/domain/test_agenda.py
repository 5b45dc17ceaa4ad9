import pytest

from planner.domain import agenda as rules
from planner.domain import topic
from planner.domain.errors import RuleBroken


@pytest.mark.parametrize(
    ("by", "expected"),
    [(-1, "bac"), (1, "acb"), (0, "abc"), (-9, "bac"), (9, "acb")],
)
def test_a_step_moves_at_most_to_an_end(by: int, expected: str) -> None:
    assert "".join(rules.moved(list("abc"), "b", by)) == expected


def test_the_usual_steps_are_fit_to_be_kept() -> None:
    assert [rules.step_title(step.title) for step in rules.USUAL_STEPS] == [
        step.title for step in rules.USUAL_STEPS
    ]


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (lambda: rules.step_title(" "), "agenda.no_title"),
        (lambda: rules.step_title("x" * 301), "agenda.title_too_long"),
        (lambda: rules.ensure_room(51), "agenda.too_many_steps"),
        (lambda: topic.topic_title("?!"), "topic.no_title"),
        (lambda: topic.topic_title("x" * 301), "topic.title_too_long"),
    ],
)
def test_it_refuses_odd_words(check: object, code: str) -> None:
    assert callable(check)
    with pytest.raises(RuleBroken) as broken:
        check()

    assert broken.value.code == code


def test_a_topic_is_kept_on_one_line() -> None:
    assert topic.topic_title(" Sinh hoạt\n chi đoàn ") == "Sinh hoạt chi đoàn"
