#!/bin/sh
# Finds a Python for make/setup.py: that of .venv, else one that can build .venv; or says what mends it.
set -eu
cd "$(dirname "$0")/.."

if .venv/bin/python -c 'import sys; from importlib.util import find_spec; sys.exit(not find_spec("pip"))' 2>/dev/null; then
    exec .venv/bin/python make/setup.py "$@"
fi

[ "$(id -u)" = 0 ] && apt="apt-get install" || apt="sudo apt-get install"
lacks() {
    echo "planner needs $1: $apt $2" >&2
}

command -v git >/dev/null || lacks "git" git # for the next version; this one is here already
lack="Python 3.11 or newer"
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$name" -c 'import venv, ensurepip' 2>/dev/null; then
        exec "$name" make/setup.py "$@"
    fi
    lack="Python's venv"
done
lacks "$lack" "python3 python3-venv"
exit 2
