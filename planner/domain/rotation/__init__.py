"""Whose turn it is to host, and how the flag goes: over years, mergers and exchanges of turns."""

from planner.domain.rotation.changes import (
    LONGEST_REASON,
    ensure_can_swap,
    ensure_skip,
    reason_of,
)
from planner.domain.rotation.flag import (
    Handover,
    Holding,
    ensure_handover,
    holder_on,
    holdings,
    next_holder,
)
from planner.domain.rotation.ledger import (
    Hosted,
    Member,
    Standing,
    Start,
    cluster_counts,
    rolled,
    spread,
    standings,
    start_choices,
)
from planner.domain.rotation.proposal import Loss, Proposal, propose

__all__ = [
    "LONGEST_REASON",
    "Handover",
    "Holding",
    "Hosted",
    "Loss",
    "Member",
    "Proposal",
    "Standing",
    "Start",
    "cluster_counts",
    "ensure_can_swap",
    "ensure_handover",
    "ensure_skip",
    "holder_on",
    "holdings",
    "next_holder",
    "propose",
    "reason_of",
    "rolled",
    "spread",
    "standings",
    "start_choices",
]
