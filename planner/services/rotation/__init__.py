"""Turns of hosts over the years: the ledger, changes of turns, the flag, reports, days."""
