"""`make bench`: runs `measure()` of every file beside this one, prints, and writes latest.json."""

import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

HERE = Path(__file__).parent
LATEST = HERE / "latest.json"


def main() -> None:
    latest = {}
    for module in sorted(module.name for module in iter_modules([str(HERE)])):
        if module == "__main__":
            continue
        for name, entry in import_module(f"bench.{module}").measure().items():
            latest[name] = entry
            sys.stdout.write(
                f"{name:<32}{entry['value']:>12} {entry['unit']:<6}"
                f"baseline {entry['baseline']:>12}   ratio {entry['ratio']}\n"
            )
            sys.stdout.flush()
    LATEST.write_text(json.dumps(latest, indent=2) + "\n")


if __name__ == "__main__":
    main()
