"""Addresses of calendar feeds, and what each of them holds."""

from planner.store.feed.addresses import (
    Choosable,
    Found,
    Target,
    address_of_delegate,
    addresses_of,
    choices_for,
    find_own,
    find_target,
    get_address,
    lock_addresses,
    may_open_to_all,
    names_of,
    open_feed,
    public_addresses,
)
from planner.store.feed.contents import State, Told, items_in, states_in, told_of, versions_of
from planner.store.feed.entries import KeptEntry, entries_of, keep_entries, throw_away
from planner.store.feed.rows import Feed, FeedEntry

__all__ = [
    "Choosable",
    "Feed",
    "FeedEntry",
    "Found",
    "KeptEntry",
    "State",
    "Target",
    "Told",
    "address_of_delegate",
    "addresses_of",
    "choices_for",
    "entries_of",
    "find_own",
    "find_target",
    "get_address",
    "items_in",
    "keep_entries",
    "lock_addresses",
    "may_open_to_all",
    "names_of",
    "open_feed",
    "public_addresses",
    "states_in",
    "throw_away",
    "told_of",
    "versions_of",
]
