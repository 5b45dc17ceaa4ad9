"""What the rules of notice say to people."""

from collections.abc import Mapping

REFUSALS: Mapping[str, object] = {}
FINDINGS: Mapping[str, object] = {}
