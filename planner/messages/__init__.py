"""Refusals and findings in words, one file a noun; Vietnamese first, gettext does the rest."""

from planner.domain.errors import Finding, RuleBroken
from planner.messages import (
    account,
    attendance,
    backup,
    blackout,
    campaign,
    demo,
    directory,
    feed,
    forms,
    invitation,
    meeting,
    notice,
    paper,
    planning,
    rotation,
    series,
    succession,
    timespan,
    venue,
)

NOUNS = (
    account,
    attendance,
    backup,
    blackout,
    campaign,
    demo,
    directory,
    feed,
    forms,
    invitation,
    meeting,
    notice,
    paper,
    planning,
    rotation,
    series,
    succession,
    timespan,
    venue,
)
REFUSALS = {code: words for noun in NOUNS for code, words in noun.REFUSALS.items()}
FINDINGS = {code: words for noun in NOUNS for code, words in noun.FINDINGS.items()}


def refusal(broken: RuleBroken) -> str:
    """The sentence for a rule's no, with its details filled in."""
    return str(REFUSALS[broken.code]) % broken.details


def finding(found: Finding) -> str:
    """The sentence for something worth a second look, with its details filled in."""
    return str(FINDINGS[found.code]) % found.details
