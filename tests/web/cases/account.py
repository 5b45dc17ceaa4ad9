"""Accounts."""

from tests.web.cases import Case

CASES = {
    "account.own": Case("office", done={"POST": 200}),  # a wrong password: shown again
    "account.index": Case("office"),
}
