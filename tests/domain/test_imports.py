import ast
import sys
from pathlib import Path

import pytest

from planner.config import ROOT

DOMAIN = sorted((ROOT / "planner" / "domain").rglob("*.py"))


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_domain_imports_the_standard_library_and_itself(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]

    ours = [name for name in names if name.startswith("planner.domain.")]
    standard = [name for name in names if name.partition(".")[0] in sys.stdlib_module_names]
    assert sorted(ours + standard) == sorted(names)
