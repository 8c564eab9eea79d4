"""Letters of thousands of generated cases held against their sources: `python -m bench.letters_soak [number]`.

Reports every statement that says more than its sources hold, state law where it does not reach, gaps in a final letter
and unverified policies named as fact. 10,000 cases take a few minutes; nothing is written.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from denialdesk.knowledge.library import load_library
from tests.soak_checks import faults_of

MANY = 10_000
SHOWN = 20


def main() -> int:
    """Check so many cases and say what was found; return 1 when anything was."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    library = load_library()
    began = time.perf_counter()
    statements = finals = 0
    faults: Counter[str] = Counter()
    for seed in range(number):
        checked = faults_of(seed, library)
        statements += checked.statements
        finals += checked.is_final
        for fault in checked.faults:
            if len(faults) < SHOWN:
                print(f"case {seed}: {fault}")
            faults[fault] += 1
    seconds = time.perf_counter() - began
    print(f"{number} cases, {statements} statements, {finals} final letters, {faults.total()} faults, {seconds:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
