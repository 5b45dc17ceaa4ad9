"""The first page, and the search."""

from tests.web.cases import Case

CASES = {
    "today.show": Case("office"),
    "today.search": Case("office", lambda _office: {"q": "giao ban"}),
}
