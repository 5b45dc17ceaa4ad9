"""What the next page says on top: refusals, findings, what a form without a page lacks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import flash

from planner.domain.errors import Finding, RuleBroken
from planner.messages import finding, refusal
from planner.web.forms import BaseForm


@contextmanager
def flashed_refusals() -> Iterator[None]:
    """What is done within, or a rule's no for the next page; the view goes on after the `with`.

    For deeds without a form; a form shows them itself: `BaseForm.refusals`.
    """
    try:
        yield
    except RuleBroken as broken:
        flash(refusal(broken), "refusal")


def flash_findings(findings: Iterable[Finding]) -> None:
    """What was saved all the same, and deserves a look."""
    for one in findings:
        flash(finding(one), "finding")


def flash_errors(form: BaseForm) -> None:
    """What a form lacks, where another page than its own comes next."""
    for texts in form.errors.values():
        for text in texts:
            flash(text, "refusal")
