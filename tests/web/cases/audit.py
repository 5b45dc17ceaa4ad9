"""The record of deeds."""

from tests.web.cases import Case

CASES = {"audit.index": Case("office")}
