"""Which nodes of a judged criterion tree a letter shows: those that carry the verdict, in the policy's order."""

from __future__ import annotations

from collections.abc import Iterator

from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Finding,
    Layer,
    Node,
    Policy,
    PolicyFinding,
    Status,
    Trial,
)
from denialdesk.letters.wording.criteria import IN_DISPUTE, STATUS
from denialdesk.letters.wording.phrase import Phrase

ESTABLISHED = "established"  # the limb for a patient already on the drug
_FULFILLED = frozenset({Status.MET, Status.EXEMPT})


def steps_of(finding: PolicyFinding) -> tuple[Finding, ...]:
    """List the steps a letter shows: the renewal criteria where they were judged, none where the text was not seen."""
    if finding.renewal:
        return finding.renewal
    if finding.policy.steps is None and finding.policy.layer is not Layer.NOT_COVERED:
        return ()
    return finding.steps


def decisive_findings(policy: Policy, step: Finding) -> tuple[Finding, ...]:
    """List the findings of one step that a reviewer has to see.

    Where one alternative is enough and is fulfilled, the others are left out; where none is, every trial of another
    agent and every limb that has a row or a reason is shown. What is answered as a whole is shown as a whole.
    """
    nodes = {node.path: node for each in policy.steps or () if each.logic for node in _walk(each.logic)}
    return tuple(_decisive(step, nodes))


def node_at(policy: Policy, path: str) -> Node | None:
    """Find the node of a policy's steps that has a path."""
    nodes = (node for step in policy.steps or () if step.logic for node in _walk(step.logic))
    return next((node for node in nodes if node.path == path), None)


def is_text_unseen(policy: Policy, finding: Finding) -> bool:
    """Say whether a step is known by its name only, its text not seen."""
    return any(step.path == finding.path and step.logic is None for step in policy.steps or ())


def is_drug_trial(policy: Policy, finding: Finding) -> bool:
    """Say whether a finding is about the use of drugs rather than another condition."""
    if finding.path == ESTABLISHED:
        return False
    return bool(finding.required_agent or finding.therapy_ids) or isinstance(node_at(policy, finding.path), Trial)


def walk_findings(finding: Finding) -> Iterator[Finding]:
    """Walk a finding and everything beneath it."""
    yield finding
    for child in finding.children:
        yield from walk_findings(child)


def is_disputed(finding: Finding) -> bool:
    """Say whether a requirement is not met but answered by the prescriber's stated reason."""
    return finding.status is Status.NOT_MET and any(
        node.stated_reason and node.status not in _FULFILLED for node in walk_findings(finding)
    )


def verdict_of(finding: Finding) -> Phrase:
    """Word the verdict on a requirement."""
    return IN_DISPUTE if is_disputed(finding) else STATUS[finding.status]


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, AllOf | AnyOf | AtLeast):
        for child in node.children:
            yield from _walk(child)


def _decisive(finding: Finding, nodes: dict[str, Node]) -> Iterator[Finding]:
    if not finding.children or _stands_as_a_whole(finding, nodes.get(finding.path)):
        yield finding
        return
    node = nodes.get(finding.path)
    if isinstance(node, AnyOf | AtLeast):
        for child in _alternatives(finding, _needed(node, finding), nodes):
            yield from _decisive(child, nodes)
        return
    for child in finding.children:
        yield from _decisive(child, nodes)


def _stands_as_a_whole(finding: Finding, node: Node | None) -> bool:
    """A stated reason for a choice of drugs answers the choice; a verdict its limbs do not carry came from above."""
    if finding.status in _FULFILLED:
        carried = sum(child.status in _FULFILLED for child in finding.children)
        return carried < _needed(node, finding)
    return isinstance(node, AnyOf) and bool(finding.stated_reason)


def _needed(node: Node | None, finding: Finding) -> int:
    if isinstance(node, AtLeast):
        return node.n
    return 1 if isinstance(node, AnyOf) else len(finding.children)


def _alternatives(finding: Finding, needed: int, nodes: dict[str, Node]) -> list[Finding]:
    fulfilled = [child for child in finding.children if child.status in _FULFILLED]
    if len(fulfilled) >= needed:
        shown: list[Finding] = []
        used: set[str] = set()
        for child in fulfilled:
            if len(shown) < needed or not used.issuperset(child.therapy_ids):
                shown.append(child)
                used.update(child.therapy_ids)
        return shown
    telling = [child for child in finding.children if child.status in _FULFILLED or _has_something_to_say(child)]
    named = {child.required_agent or child.label for child in telling}
    for child in finding.children:  # of limbs that differ only in the outcome they accept, one is enough
        name = child.required_agent or child.label
        if name not in named and not isinstance(nodes.get(child.path), Condition):
            telling.append(child)
            named.add(name)
    return [child for child in finding.children if child in telling] or list(finding.children)


def _has_something_to_say(finding: Finding) -> bool:
    return any(node.stated_reason or node.therapy_ids for node in walk_findings(finding))
