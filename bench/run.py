"""Run the benchmarks: `python3 dev.py bench [start] [letters] [preview] [packet] [criteria]`; all when none given."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

NAMES = ("start", "letters", "preview", "packet", "criteria")


def main() -> int:
    """Print one line for each figure; with --strict, return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    chosen = parser.parse_args()
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    missed = 0
    for name in chosen.names or NAMES:
        for outcome in importlib.import_module(f"bench.{name}").measure():
            print(outcome.line(), flush=True)
            missed += not outcome.reached
    return 1 if missed and chosen.strict else 0


if __name__ == "__main__":
    sys.exit(main())
