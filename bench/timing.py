"""Measuring two ways of doing one thing fairly on a noisy machine: turn by turn, compared by their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measured figure against its goal. ``figure`` and ``goal`` have the same unit; ``at_most`` says which way."""

    name: str
    figure: float
    goal: float
    unit: str
    at_most: bool
    detail: str

    @property
    def reached(self) -> bool:
        """Whether the goal was reached."""
        return self.figure <= self.goal if self.at_most else self.figure >= self.goal

    def line(self) -> str:
        """Write the outcome as one line."""
        bound = "at most" if self.at_most else "at least"
        verdict = "reached" if self.reached else "MISSED"
        return f"{self.name}: {self.figure:.2f} {self.unit} (goal: {bound} {self.goal:g}, {verdict}); {self.detail}"


def seconds(action: Callable[[], object]) -> float:
    """Run an action once and return how long it took."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def alternate(first: Callable[[], float], second: Callable[[], float], rounds: int) -> tuple[list[float], list[float]]:
    """Measure two actions in turn, so that whatever else the machine does falls on both. The first round is warm-up."""
    results: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        pair = (first(), second())
        if number:
            results[0].append(pair[0])
            results[1].append(pair[1])
    return results


def percentile(values: Sequence[float], share: int) -> float:
    """The value below which that many in a hundred lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
