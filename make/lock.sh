#!/bin/sh
# Writes the lock files anew from pyproject.toml, requirements/*.in and package.json.
# They hold versions and hashes, and name no registry: each machine asks its own.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
"$python" -c 'import uv' 2>/dev/null || "$python" -m pip install --quiet uv

compile() {
    "$python" -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt
compile requirements/node.in -o requirements/node.txt
compile requirements/postgres.in -o requirements/postgres.txt

PATH="$PWD/.venv/bin:$PATH" npm install --package-lock-only --ignore-scripts
