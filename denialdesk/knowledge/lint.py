"""Checks on the criteria data itself: what is old, loose or unresolved; work for the editors, not errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.criteria import Agent, AllOf, AnyOf, AtLeast, Condition, Node, Policy, Trial
from denialdesk.domain.dates import PartialDate, add_months
from denialdesk.knowledge.tree import Knowledge

OLD_AFTER_MONTHS = 12


class LintKind(StrEnum):
    """What a finding is about."""

    OLD_POLICY = "old_policy"
    DEAD_REFERENCE = "dead_reference"
    DRUG_WITHOUT_CLASS = "drug_without_class"
    TRIAL_WITHOUT_OUTCOMES = "trial_without_outcomes"
    UNRESOLVED_AGENT = "unresolved_agent"
    UNRESOLVED_INDICATION = "unresolved_indication"
    NO_EXAMPLE = "no_example"
    EXAMPLE_FAILS = "example_fails"  # found by judging it: services/worked_examples.py


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing to look at: what kind, which entry, which place in it, in words."""

    kind: LintKind
    entry_id: str
    place: str
    text: str


def lint(knowledge: Knowledge, today: dt.date, *, old_after_months: int = OLD_AFTER_MONTHS) -> tuple[LintFinding, ...]:
    """Check the whole data; findings in the order of the data."""
    found = list(_drugs(knowledge))
    for policy in knowledge.policies:
        found.extend(_age(policy, today, old_after_months))
        found.extend(_policy(policy))
        if knowledge.examples is not None and not knowledge.examples.get(policy.id):
            text = "No worked example shows what it says of a log."
            found.append(LintFinding(LintKind.NO_EXAMPLE, policy.id, "examples", text))
    return tuple(found)


def _drugs(knowledge: Knowledge) -> Iterator[LintFinding]:
    for drug in knowledge.drugs:
        if not drug.drug_class:
            yield LintFinding(LintKind.DRUG_WITHOUT_CLASS, drug.id, "class", f"{drug.generic} has no class.")


def _age(policy: Policy, today: dt.date, months: int) -> Iterator[LintFinding]:
    """Report a policy that was last seen, or whose printed date lies, more than the given months ago."""
    printed = max((policy.effective_date, policy.review_date))  # ISO texts: the later one is the greater
    for place, text in (("source", policy.reference.seen_on), ("effective_date", printed)):
        latest = PartialDate.from_iso(text).latest if text else None
        if latest is not None and add_months(latest, months) < today:
            shown = PartialDate.from_iso(text).display()
            what = "was last seen" if place == "source" else "carries a date of"
            yield LintFinding(LintKind.OLD_POLICY, policy.id, place, f"It {what} {shown}.")
            return


def _policy(policy: Policy) -> Iterator[LintFinding]:
    about = policy.indication
    if not about.indication_ids and not about.covers_all:
        yield LintFinding(
            LintKind.UNRESOLVED_INDICATION, policy.id, "indication", f"Not tied to a condition: {about.name}."
        )
    for node in nodes_of(policy):
        match node:
            case Trial():
                yield from _trial(policy, node)
            case Condition(kind="meets_other_policy", policy_ids=()):
                text = f"No policy on file for: {node.text}."
                yield LintFinding(LintKind.DEAD_REFERENCE, policy.id, node.path, text)
            case _:
                pass


def _trial(policy: Policy, trial: Trial) -> Iterator[LintFinding]:
    if not trial.accepted_outcomes:
        text = f"No accepted outcome was seen for: {', '.join(agent.as_printed for agent in trial.of)}."
        yield LintFinding(LintKind.TRIAL_WITHOUT_OUTCOMES, policy.id, trial.path, text)
    for agent in (*trial.of, *trial.also_counts, *trial.does_not_count):
        if not agent.is_resolved:
            yield LintFinding(LintKind.UNRESOLVED_AGENT, policy.id, trial.path, _agent_text(agent))


def _agent_text(agent: Agent) -> str:
    if agent.uncertain_drug_ids:
        return f"“{agent.as_printed}” may mean: {', '.join(sorted(agent.uncertain_drug_ids))}."
    return f"“{agent.as_printed}” is tied to no drug."


def nodes_of(policy: Policy) -> Iterator[Node]:
    """Walk every node of a policy's steps, parents first."""
    for step in policy.steps or ():
        if step.logic is not None:
            yield from _walk(step.logic)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, AllOf | AnyOf | AtLeast):
        for child in node.children:
            yield from _walk(child)
