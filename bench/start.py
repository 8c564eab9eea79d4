"""Cold start against a bare QMainWindow, each as a fresh process, in turn, with the files already in the disk cache.

Python's compiled modules are kept in a folder of the benchmark, as they are on any installed machine; the first start
of each, which fills it, is not counted.

Two moments count: the window painted, and work can begin: the vault open, the criteria read, the worklist shown.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.first_window import FileBackend
from bench.timing import Outcome, alternate
from denialdesk.office import Office
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.storage.keys import OsKeychain

ROUNDS = 15
GOAL = 1.5


def make_profile(profile: Path, keys: Path) -> None:
    """An office that has been at work: a vault, its practice, the two sample cases."""
    office = Office(profile, OsKeychain(FileBackend(keys)))
    office.vault.create()
    try:
        office.practice.save(sample_practice())
        for case in sample_cases():
            office.cases.create(case)
    finally:
        office.close()


def start(bytecode: Path, *arguments: str) -> tuple[float, float]:
    """Start one process; seconds until its window was painted, and until work could begin."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(bytecode)
    command = [sys.executable, "-m", "bench.first_window", *arguments]
    started = time.time()
    result = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    if result.returncode != 0 or len(result.stdout.split()) != 2:
        message = f"A start failed: {' '.join(arguments)}\n{result.stdout}{result.stderr}"
        raise RuntimeError(message)
    painted, ready = (float(text) - started for text in result.stdout.split())
    return painted, ready


def measure() -> list[Outcome]:
    """Compare the medians of fresh starts."""
    ready_times: list[float] = []

    with tempfile.TemporaryDirectory() as name:
        profile, keys, bytecode = Path(name) / "profile", Path(name) / "keys", Path(name) / "bytecode"
        make_profile(profile, keys)

        def ours() -> float:
            painted, ready = start(bytecode, "denialdesk", str(profile), str(keys))
            ready_times.append(ready)
            return painted

        bare, painted = alternate(lambda: start(bytecode, "bare")[0], ours, ROUNDS)
    base = statistics.median(bare)
    outcomes = []
    for moment, times in (("window painted", painted), ("work can begin", ready_times[1:])):
        median = statistics.median(times)
        detail = f"{median * 1000:.0f} ms against {base * 1000:.0f} ms, {ROUNDS} starts each"
        outcomes.append(Outcome(f"start, {moment}", median / base, GOAL, "x bare window", at_most=True, detail=detail))
    return outcomes
