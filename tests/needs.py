"""What a test needs from the machine: where it lacks, its tests are skipped, but never in CI."""

import os
from collections.abc import Mapping
from typing import NoReturn

import pytest


def lacking(reason: str, env: Mapping[str, str] = os.environ) -> NoReturn:
    """On a developer's machine a missing tool costs its tests, in CI it costs the run."""
    if env.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
