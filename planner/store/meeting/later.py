"""Later nouns, read by name: who is called, which units are asked, what series it is of."""

from sqlalchemy import column, table

delegate = table(
    "delegate",
    column("meeting_id"),
    column("person_id"),
    column("unit_id"),
    column("name"),
    column("state"),
)
unit_page = table("unit_page", column("meeting_id"), column("unit_id"))
turn = table("host_turn", column("meeting_id"), column("series_id"), column("ordinal"))
series = table("series", column("id"), column("code"), column("title"))
