"""Every table of the house: for migrations, backups and the demo office, which leave none out."""

from planner.store import (  # noqa: F401 -- each brings its tables and those of the nouns before it
    agenda,
    attendance,
    audit,
    blackout,
    campaign,
    feed,
    notice,
    rotation,
)
from planner.store.base import Base

TABLES = Base.metadata
# Wrong tries; the link of the first start; copies; what was read of the mailbox: nobody's work.
NOT_COUNTED = frozenset({"attempt", "credential", "feed_entry", "read_mail"})
