"""The office's own words: names are filled in, nothing else runs."""

import pytest

from planner.domain.errors import RuleBroken
from planner.messages.letters import NAMES, USUAL
from planner.outputs import wording
from planner.outputs.page import Page, body


def test_names_are_filled_in_and_lines_without_values_go() -> None:
    text = "Kính gửi {{ ho_ten }}\nChuyên đề: {{ chuyen_de }}\n\nTrân trọng"

    assert wording.filled(text, {"ho_ten": "Lan", "chuyen_de": ""}) == "Kính gửi Lan\n\nTrân trọng"


def test_a_value_is_never_read_as_a_template() -> None:
    assert wording.filled("{{ ho_ten }}", {"ho_ten": "{{ 7 * 7 }}{% raw %}"}) == (
        "{{ 7 * 7 }}{% raw %}"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_words"),
        ("   ", "no_words"),
        ("{{ mat_khau }}", "unknown_name"),
        ("{{ config }}", "unknown_name"),
        ("{{ self }}", "unknown_name"),
        ("{{ ho_ten.__class__ }}", "only_names"),
        ("{{ ho_ten['__class__'] }}", "only_names"),
        ("{{ ''.__class__.__mro__ }}", "only_names"),
        ("{{ ho_ten | upper }}", "only_names"),
        ("{{ ho_ten() }}", "only_names"),
        ("{{ 7 * 7 }}", "only_names"),
        ("{{ 'x' * 1000000000 }}", "only_names"),
        ("{{ 10 ** 10 ** 10 }}", "only_names"),
        ("{% for x in range(10**9) %}x{% endfor %}", "only_names"),
        ("{% if ho_ten %}x{% endif %}", "only_names"),
        ("{% set x = 1 %}", "only_names"),
        ("{% include 'letter.html' %}", "only_names"),
        ("{% import 'os' as os %}", "only_names"),
        ("{% macro x() %}{% endmacro %}", "only_names"),
        ("{{ ho_ten if 1 else 2 }}", "only_names"),
        ("{{ [ho_ten] }}", "only_names"),
        ("{{", "words_unreadable"),
        ("{{ ho ten }}", "words_unreadable"),
        ("{% for", "words_unreadable"),
        ("{{ " + "(" * 5_000 + " }}", "words_unreadable"),
        ("x" * 10_001, "words_too_long"),
        ("{{ho_ten}}" * 101, "words_too_long"),
    ],
)
def test_what_is_more_than_text_and_names_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as no:
        wording.checked(text, "body")

    assert (no.value.code, no.value.field) == (f"notice.{code}", "body")


def test_a_long_subject_is_refused() -> None:
    with pytest.raises(RuleBroken) as no:
        wording.checked("x" * 201, "subject")

    assert (no.value.code, no.value.field) == ("notice.words_too_long", "subject")


def test_a_huge_value_is_cut() -> None:
    assert len(wording.filled("{{ ho_ten }}", {"ho_ten": "x" * 100_000})) == 400


def test_the_usual_words_pass_their_own_rule_and_every_name_is_explained() -> None:
    assert set(NAMES) == set(wording.NAMES)
    for subject, text in USUAL.values():
        assert wording.checked(subject, "subject") == subject
        assert wording.checked(text, "body") == text


def test_a_page_shows_values_as_they_are() -> None:
    drawn = body(Page(title="<b>", paragraphs=[["<script>x</script>"]], link='"><img>'))

    assert "<script>" not in drawn
    assert "<b>" not in drawn.replace("<b></b>", "")
    assert "<img>" not in drawn
