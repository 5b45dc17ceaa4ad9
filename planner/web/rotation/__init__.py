"""Pages of turns: the ledger, exchanges, earlier history, the flag, reports, days, drafts."""

from planner.web.rotation import days, flag, history, ledger, reports, sentence, turns
from planner.web.rotation.blueprint import bp

__all__ = ["bp", "days", "flag", "history", "ledger", "reports", "sentence", "turns"]
