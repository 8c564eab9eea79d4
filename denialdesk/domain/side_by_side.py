"""Trials that stand side by side over the same drugs: "two failed and one not borne" are three different drugs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from denialdesk.domain.agents import counts_once_as
from denialdesk.domain.criteria import Agent, AllOf, Finding, Trial
from denialdesk.domain.phrases import agents_in_words
from denialdesk.domain.record import Record


def too_few_drugs(node: AllOf, findings: Sequence[Finding], record: Record) -> str:
    """Say that one drug was counted by two of a group's satisfied trials of the very same agents; empty if none was.

    ``findings`` are those of the group's children, in their order. Only trials with other accepted outcomes share out a
    number of drugs. A trial that no row answers (a stated reason) is left out of it.
    """
    groups: dict[tuple[Agent, ...], list[tuple[Trial, frozenset[str]]]] = defaultdict(list)
    for child, finding in zip(node.children, findings, strict=True):
        if isinstance(child, Trial) and child.count is not None and finding.therapy_ids:
            groups[child.of].append((child, _drugs_behind(child, finding, record)))
    for agents, parts in groups.items():
        wanted = sum(trial.count or 0 for trial, _ in parts)
        found = frozenset[str]().union(*(drugs for _, drugs in parts))
        if len(found) < wanted and _share_out([trial for trial, _ in parts]):
            return f"Together {wanted} different of {agents_in_words(agents)} are wanted; the log shows {len(found)}."
    return ""


def _share_out(trials: Sequence[Trial]) -> bool:
    """Say whether trials are parts of one number: "one failed and two were not borne", no outcome in both."""
    outcomes = [outcome for trial in trials for outcome in trial.accepted_outcomes or ()]
    return len(trials) > 1 and all(trial.accepted_outcomes for trial in trials) and len(outcomes) == len({*outcomes})


def _drugs_behind(trial: Trial, finding: Finding, record: Record) -> frozenset[str]:
    used = frozenset(finding.therapy_ids)
    return frozenset(counts_once_as(row, trial.of) for row in record.rows if row.therapy.id in used)
