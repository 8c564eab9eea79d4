"""Changing a policy step by step: each function gives a new policy whose paths are right again.

A place is a node's path ("step1.any2") or a step's ("step1"). What a step holds directly has the step's own path, so
where the two must be told apart a function says which one it means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from denialdesk.domain.criteria import AllOf, AnyOf, AtLeast, Condition, Node, Policy, Step, Trial

Group = AllOf | AnyOf | AtLeast
T = TypeVar("T", Step, Node)


class GroupKind(StrEnum):
    """How many limbs of a group must be met."""

    ALL = "all"
    ANY = "any"
    AT_LEAST = "at_least"


_WORDS = {AllOf: "all", AnyOf: "any", AtLeast: "of"}


def group_kind(group: Group) -> GroupKind:
    """The kind of a group."""
    match group:
        case AllOf():
            return GroupKind.ALL
        case AnyOf():
            return GroupKind.ANY
        case AtLeast():
            return GroupKind.AT_LEAST


def make_group(kind: GroupKind, children: Sequence[Node], n: int = 1) -> Group:
    """Make a group of nodes; ``n`` counts for "at least" alone."""
    limbs = tuple(children)
    if kind is GroupKind.ALL:
        return AllOf("", limbs)
    return AnyOf("", limbs) if kind is GroupKind.ANY else AtLeast("", n, limbs)


def children_of(node: Node) -> tuple[Node, ...]:
    """The limbs of a group; none for anything else."""
    return node.children if isinstance(node, AllOf | AnyOf | AtLeast) else ()


def with_steps(policy: Policy, steps: Sequence[Step]) -> Policy:
    """Give a policy these steps, numbered anew with every path in them."""
    numbered = tuple(
        Step(
            f"step{order}", order, step.summary, None if step.logic is None else _with_path(step.logic, f"step{order}")
        )
        for order, step in enumerate(steps, start=1)
    )
    return replace(policy, steps=numbered)


def _with_path(node: Node, path: str) -> Node:
    match node:
        case Trial() | Condition():
            return replace(node, path=path)
        case AllOf() | AnyOf() | AtLeast():
            word = _WORDS[type(node)]
            children = tuple(
                _with_path(child, f"{path}.{word}{place}") for place, child in enumerate(node.children, start=1)
            )
            return replace(node, path=path, children=children)


# ---------------------------------------------------------------- finding


def step_at(policy: Policy, path: str) -> Step | None:
    """The step in which a place lies."""
    return next((step for step in policy.steps or () if step.path == path.split(".", maxsplit=1)[0]), None)


def node_at(policy: Policy, path: str) -> Node | None:
    """The node of a place; for a step's path the node it holds."""
    step = step_at(policy, path)
    node = step.logic if step is not None else None
    while node is not None and node.path != path:
        node = next((each for each in children_of(node) if path == each.path or path.startswith(f"{each.path}.")), None)
    return node


# ---------------------------------------------------------------- steps


def add_step(policy: Policy, summary: str = "", logic: Node | None = None) -> Policy:
    """Add a step at the end; a policy whose steps were not seen then has this one."""
    return with_steps(policy, (*(policy.steps or ()), Step("", 0, summary, logic)))


def remove_step(policy: Policy, path: str) -> Policy:
    """Take a step out."""
    return with_steps(policy, [step for step in policy.steps or () if step.path != path])


def move_step(policy: Policy, path: str, by: int) -> Policy:
    """Move a step up (-1) or down (1); at the end it stays."""
    return with_steps(policy, _moved(policy.steps or (), path, by))


def with_summary(policy: Policy, path: str, summary: str) -> Policy:
    """Give a step other words."""
    return _with_step(policy, path, lambda step: replace(step, summary=summary))


def with_logic(policy: Policy, path: str, logic: Node | None) -> Policy:
    """Give a step another demand, or none: its text was not seen."""
    return _with_step(policy, path, lambda step: replace(step, logic=logic))


def _with_step(policy: Policy, path: str, change: Callable[[Step], Step]) -> Policy:
    return with_steps(policy, [change(step) if step.path == path else step for step in policy.steps or ()])


# ---------------------------------------------------------------- nodes


def replace_node(policy: Policy, path: str, node: Node) -> Policy:
    """Put a node in the place of another."""
    return _changed(policy, path, lambda _old: node)


def add_child(policy: Policy, path: str, node: Node) -> Policy:
    """Add a limb to the group at a place; a demand that is no group becomes the first limb of "any of"."""

    def add(old: Node) -> Node:
        if isinstance(old, AllOf | AnyOf | AtLeast):
            return replace(old, children=(*old.children, node))
        return AnyOf("", (old, node))

    return _changed(policy, path, add)


def remove_node(policy: Policy, path: str) -> Policy:
    """Take a node out; a step that held nothing else then holds nothing."""
    step = step_at(policy, path)
    if step is not None and step.path == path:
        return with_logic(policy, path, None)
    return _changed_parent(policy, path, lambda children: [child for child in children if child.path != path])


def move_node(policy: Policy, path: str, by: int) -> Policy:
    """Move a limb up (-1) or down (1) within its group; at the end it stays."""
    return _changed_parent(policy, path, lambda children: _moved(children, path, by))


def change_group(policy: Policy, path: str, kind: GroupKind, n: int = 1) -> Policy:
    """Turn the group at a place into another kind, its limbs as they are."""

    def turn(old: Node) -> Node:
        return make_group(kind, old.children, n) if isinstance(old, AllOf | AnyOf | AtLeast) else old

    return _changed(policy, path, turn)


def wrap(policy: Policy, path: str, kind: GroupKind) -> Policy:
    """Put the node at a place into a new group of its own."""
    return _changed(policy, path, lambda old: make_group(kind, (old,)))


def unwrap(policy: Policy, path: str) -> Policy:
    """Put the one limb of a group in the group's place; a group of several stays."""
    return _changed(policy, path, lambda old: children_of(old)[0] if len(children_of(old)) == 1 else old)


def _changed(policy: Policy, path: str, change: Callable[[Node], Node]) -> Policy:
    steps = [
        step if step.logic is None else replace(step, logic=_change(step.logic, path, change))
        for step in policy.steps or ()
    ]
    return with_steps(policy, steps) if policy.steps is not None else policy


def _change(node: Node, path: str, change: Callable[[Node], Node]) -> Node:
    if node.path == path:
        return change(node)
    if isinstance(node, AllOf | AnyOf | AtLeast) and path.startswith(f"{node.path}."):
        return replace(node, children=tuple(_change(child, path, change) for child in node.children))
    return node


def _changed_parent(policy: Policy, path: str, change: Callable[[Sequence[Node]], Sequence[Node]]) -> Policy:
    def on_group(old: Node) -> Node:
        if isinstance(old, AllOf | AnyOf | AtLeast):
            return replace(old, children=tuple(change(old.children)))
        return old

    return _changed(policy, path.rpartition(".")[0], on_group)


def _moved(items: Sequence[T], path: str, by: int) -> list[T]:
    moved = list(items)
    place = next((index for index, item in enumerate(moved) if item.path == path), None)
    if place is not None and 0 <= place + by < len(moved):
        moved.insert(place + by, moved.pop(place))
    return moved
