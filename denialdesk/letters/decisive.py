"""Which nodes of a judged criterion tree a letter shows: those that carry the verdict, in the policy's order."""

from __future__ import annotations

from collections.abc import Iterator

from denialdesk.domain.criteria import AllOf, AnyOf, AtLeast, Condition, Finding, Node, Policy, Status
from denialdesk.letters.wording.criteria import IN_DISPUTE, STATUS
from denialdesk.letters.wording.phrase import Phrase

_FULFILLED = frozenset({Status.MET, Status.EXEMPT})


def decisive_findings(policy: Policy, step: Finding) -> tuple[Finding, ...]:
    """List the findings of one step that a reviewer has to see.

    Where one alternative is enough and is fulfilled, the others are left out; where none is, every alternative that has
    a row, a reason or a name of its own is shown. A step answered as a whole by a stated reason is shown as a whole.
    """
    nodes = {node.path: node for each in policy.steps or () if each.logic for node in _walk(each.logic)}
    return tuple(_decisive(step, nodes))


def node_at(policy: Policy, path: str) -> Node | None:
    """Find the node of a policy's steps that has a path."""
    nodes = (node for step in policy.steps or () if step.logic for node in _walk(step.logic))
    return next((node for node in nodes if node.path == path), None)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, AllOf | AnyOf | AtLeast):
        for child in node.children:
            yield from _walk(child)


def _decisive(finding: Finding, nodes: dict[str, Node]) -> Iterator[Finding]:
    if not finding.children or (finding.stated_reason and finding.status is not Status.MET):
        yield finding
        return
    node = nodes.get(finding.path)
    if isinstance(node, AnyOf | AtLeast):
        needed = node.n if isinstance(node, AtLeast) else 1
        for child in _alternatives(finding, needed):
            yield from _decisive(child, nodes)
        return
    for child in finding.children:
        yield from _decisive(child, nodes)


def _alternatives(finding: Finding, needed: int) -> list[Finding]:
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
        if name not in named:
            telling.append(child)
            named.add(name)
    return [child for child in finding.children if child in telling]


def _has_something_to_say(finding: Finding) -> bool:
    return any(node.stated_reason or node.therapy_ids for node in walk_findings(finding))


def walk_findings(finding: Finding) -> Iterator[Finding]:
    """Walk a finding and everything beneath it."""
    yield finding
    for child in finding.children:
        yield from walk_findings(child)


def is_disputed(finding: Finding) -> bool:
    """Say whether a requirement is not met but answered by the prescriber's stated reason."""
    return finding.status is Status.NOT_MET and any(
        node.stated_reason and node.status is not Status.MET for node in walk_findings(finding)
    )


def verdict_of(finding: Finding) -> Phrase:
    """Word the verdict on a requirement."""
    return IN_DISPUTE if is_disputed(finding) else STATUS[finding.status]


def is_drug_trial(policy: Policy, finding: Finding) -> bool:
    """Say whether a finding is about a drug trial rather than another condition."""
    return bool(finding.required_agent) or not isinstance(node_at(policy, finding.path), Condition)
