#!/bin/sh
# Finds a Python that can build .venv, or says in one line what mends it; make/setup.py does the rest.
set -eu
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] && apt="apt-get install" || apt="sudo apt-get install"
lacks() {
    echo "planner needs $1: $apt $2" >&2
}

command -v git >/dev/null || lacks "git" git # to fetch newer versions; this one is here already
old="Python 3.11 or newer"
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$name" -c 'import venv, ensurepip' 2>/dev/null; then
        exec "$name" make/setup.py "$@"
    fi
    old="Python's venv"
done
lacks "$old" "python3 python3-venv"
exit 2
