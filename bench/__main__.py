"""`python -m bench NAME [--json] [--check]`: measures, and prints a table or one JSON document."""

import argparse
import importlib
import sys

from bench.report import Report, as_json, as_table
from bench.subjects import Missing

NAMES = ("count", "fanout", "coediting", "traces", "rooms")


def main(arguments: list[str] | None = None) -> int:
    """0 when it has measured; with `--check` 3 when a ratio passes the bound at which it fails."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one consult-bench/1 document instead of a table")
    parser.add_argument("--check", action="store_true", help="exit 3 when a ratio passes its bound")
    options = parser.parse_args(arguments)
    try:
        report: Report = importlib.import_module(f"bench.{options.name}").run()
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    sys.stdout.write(as_json(report) if options.json else as_table(report))
    return 3 if options.check and report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
