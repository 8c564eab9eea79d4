"""A finding as an outline: what is shown line by line, and which ways of meeting a requirement are folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Finding,
    Node,
    Policy,
    PolicyFinding,
    Remedy,
    Status,
    Trial,
)

SATISFIED = frozenset({Status.MET, Status.EXEMPT})


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement in the outline.

    ``reason`` is empty where it only repeats the line above. ``folds`` are the paths of the groups whose other ways
    must be unfolded for this line to show. ``is_way`` marks a way of meeting the group above it.
    """

    finding: Finding
    depth: int
    folds: tuple[str, ...]
    reason: str
    remedies: tuple[Remedy, ...]
    is_way: bool = False

    @property
    def key(self) -> str:
        """What the line is known by while the outline changes around it."""
        return self.finding.path


@dataclass(frozen=True, slots=True)
class OtherWays:
    """The line that unfolds the other ways of meeting a group."""

    path: str
    words: str
    depth: int
    folds: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the line is known by while the outline changes around it."""
        return f"{self.path}#other"


def outline(findings: Sequence[Finding]) -> tuple[Line | OtherWays, ...]:
    """Lay findings out in the policy's order, the strongest way of each choice first and the others folded away."""
    return tuple(line for finding in findings for line in _lines(finding, 0, (), "", is_way=False))


def _lines(
    finding: Finding, depth: int, folds: tuple[str, ...], above: str, *, is_way: bool
) -> Iterator[Line | OtherWays]:
    reason = "" if finding.reason == above else finding.reason
    remedies = () if finding.children else finding.remedies
    yield Line(finding, depth, folds, reason, remedies, is_way=is_way)
    if not is_choice(finding):
        for child in finding.children:
            yield from _lines(child, depth + 1, folds, finding.reason, is_way=False)
        return
    yield from _lines(finding.children[0], depth + 1, folds, finding.reason, is_way=True)
    others = finding.children[1:]
    if others:
        words = "1 other way to meet this" if len(others) == 1 else f"{len(others)} other ways to meet this"
        yield OtherWays(finding.path, words, depth + 1, folds)
    for child in others:
        yield from _lines(child, depth + 1, (*folds, finding.path), "", is_way=True)


def is_choice(finding: Finding) -> bool:
    """Say whether one child is enough: the paths of such a group's children end in "any" and a number."""
    return bool(finding.children) and finding.children[0].path.rpartition(".")[2].startswith("any")


def steps_outline(finding: PolicyFinding) -> tuple[Line | OtherWays, ...]:
    """Lay out the steps of a policy, the limb for patients already on the drug, and the renewal criteria.

    That limb is another way around the steps: while nobody claims it, it is folded away.
    """
    limb = finding.established
    lines = outline(finding.steps)
    if limb is not None and limb.status is Status.NOT_MET:
        fold = OtherWays(limb.path, "Another way: the patient is already on the drug", 0, ())
        lines = (*lines, fold, *(replace(line, folds=(limb.path,)) for line in outline((limb,))))
    elif limb is not None:
        lines = (*lines, *outline((limb,)))
    return (*lines, *outline(finding.renewal))


def nodes_of(policy: Policy) -> dict[str, Node]:
    """Every node of a policy's steps by its path."""
    found: dict[str, Node] = {}
    waiting: list[Node] = [step.logic for step in policy.steps or () if step.logic is not None]
    while waiting:
        node = waiting.pop()
        found[node.path] = node
        if isinstance(node, AllOf | AnyOf | AtLeast):
            waiting.extend(node.children)
    return found


def holds_trial(node: Node) -> bool:
    """Say whether a node is a trial or a group with one in it."""
    if isinstance(node, AllOf | AnyOf | AtLeast):
        return any(holds_trial(child) for child in node.children)
    return isinstance(node, Trial)
