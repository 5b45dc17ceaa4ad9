"""Later nouns, read by name: who is called, and which series a meeting is a session of."""

from sqlalchemy import column, table

delegate = table(
    "delegate",
    column("meeting_id"),
    column("person_id"),
    column("unit_id"),
    column("name"),
    column("state"),
)
turn = table("host_turn", column("meeting_id"), column("series_id"), column("ordinal"))
series = table("series", column("id"), column("code"), column("title"))
