"""What the rules of directory say to people."""

from collections.abc import Mapping

REFUSALS: Mapping[str, object] = {}
FINDINGS: Mapping[str, object] = {}
