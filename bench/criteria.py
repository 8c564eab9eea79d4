"""The knowledge base: opening its pack, looking up and judging, with the policies on file and with 10,000 made of them.

Each figure is the median of fresh processes, the two packs in turn, with the packs in the disk cache.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from bench.timing import Outcome
from denialdesk.domain.criteria import Policy
from denialdesk.domain.payer import Payer
from denialdesk.knowledge.pack import pack_of
from denialdesk.knowledge.tree import Knowledge, load_tree
from denialdesk.system.paths import criteria_db_dir

MANY = 10_000
ROUNDS = 9
LONGEST_START, LONGEST_JUDGEMENT, MOST_MEMORY, MOST_GROWTH = 10.0, 5.0, 50.0, 2.0


def with_many(knowledge: Knowledge, number: int) -> Knowledge:
    """The same knowledge with so many policies: the real ones, then copies of them under made-up payers."""
    policies = tuple(islice(_copies(knowledge.policies), number))
    payers: dict[str, Payer] = {payer.id: payer for payer in knowledge.payers}
    for policy in policies:
        if policy.payer_id not in payers:
            original = payers[policy.payer_id.split("--")[0]]
            aliases = tuple(f"{alias} {policy.payer_id}" for alias in original.aliases)
            payers[policy.payer_id] = replace(original, id=policy.payer_id, name=policy.payer_name, aliases=aliases)
    return replace(knowledge, policies=policies, payers=tuple(payers.values()))


def _copies(policies: tuple[Policy, ...]) -> Iterator[Policy]:
    yield from policies
    for number in count(1):
        for policy in policies:
            payer_id = f"{policy.payer_id}--{number}"
            yield replace(
                policy, id=f"{policy.id}--{number}", payer_id=payer_id, payer_name=f"{policy.payer_name} {number}"
            )


def run(pack: Path, bytecode: Path) -> dict[str, float]:
    """Open and judge by a pack in a fresh process."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "bench.criteria_start", str(pack)]
    result = subprocess.run(
        command,
        env=env | {"PYTHONPYCACHEPREFIX": str(bytecode)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    figures: dict[str, float] = json.loads(result.stdout)
    if not figures["findings"]:
        raise RuntimeError("the bench judged by no policy")
    return figures


def measure() -> Iterator[Outcome]:
    """Yield the figures of both packs against the goals."""
    knowledge = load_tree(criteria_db_dir())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packs = {"as shipped": knowledge, "10,000": with_many(knowledge, MANY)}
        results: dict[str, list[dict[str, float]]] = {}
        for number, (title, which) in enumerate(packs.items()):
            (folder / f"{number}.pack").write_bytes(pack_of(which))
            results[title] = []
        for turn in range(ROUNDS + 1):
            for number, title in enumerate(packs):
                figures = run(folder / f"{number}.pack", folder / "bytecode")
                if turn:
                    results[title].append(figures)
    middle = {
        title: {key: statistics.median(each[key] for each in some) for key in some[0]}
        for title, some in results.items()
    }
    for title, figures in middle.items():
        policies = f"{len(packs[title].policies):,} policies"
        rows = (
            ("opened", "open", LONGEST_START, "ms", policies),
            ("first look-up and judgement", "first", 100.0, "ms", "names of all drugs read, 30 rows"),
            (
                "look-up and judgement",
                "judged",
                LONGEST_JUDGEMENT,
                "ms",
                f"30 rows, processor time; 95th {figures['slow']:.2f} ms",
            ),
            ("memory", "memory", MOST_MEMORY, "MB", "opened, looked up, judged"),
            ("memory, every policy read", "memory of all", MOST_MEMORY, "MB", f"in {figures['every policy']:.0f} ms"),
        )
        for what, key, goal, unit, detail in rows:
            yield Outcome(f"criteria {title}: {what}", figures[key], goal, unit, at_most=True, detail=detail)
    growth = middle["10,000"]["open"] / middle["as shipped"]["open"]
    detail = f"{middle['as shipped']['open']:.2f} ms to {middle['10,000']['open']:.2f} ms"
    yield Outcome("criteria: growth of opening", growth, MOST_GROWTH, "x", at_most=True, detail=detail)
