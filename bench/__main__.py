"""`make bench`: runs `measure()` of each file named here, prints, and writes latest.json."""

import json
import sys
from importlib import import_module
from pathlib import Path

from planner.app import calm_collector

MEASURED = ("checkin", "door", "expansion", "feed", "people", "schedule")
LATEST = Path(__file__).parent / "latest.json"


def main() -> None:
    modules = [import_module(f"bench.{module}") for module in MEASURED]
    calm_collector()  # as the server and the commands do
    latest = {}
    for module in modules:
        for name, entry in module.measure().items():
            latest[name] = entry
            sys.stdout.write(
                f"{name:<40}{entry['value']:>10} {entry['unit']:<4}"
                f"baseline {entry['baseline']:>10}   ratio {entry['ratio']}\n"
            )
            sys.stdout.flush()
    LATEST.write_text(json.dumps(latest, indent=2) + "\n")


if __name__ == "__main__":
    main()
