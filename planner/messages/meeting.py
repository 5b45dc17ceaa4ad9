"""What the rules of meeting say to people."""

from collections.abc import Mapping

REFUSALS: Mapping[str, object] = {}
FINDINGS: Mapping[str, object] = {}
