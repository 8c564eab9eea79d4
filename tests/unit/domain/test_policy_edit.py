"""Editing the tree of a policy: paths are always right, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.criteria import AllOf, AnyOf, AtLeast, Condition, Node, Policy
from denialdesk.domain.policy_edit import (
    GroupKind,
    add_child,
    add_step,
    change_group,
    children_of,
    group_kind,
    make_group,
    move_node,
    move_step,
    node_at,
    remove_node,
    remove_step,
    replace_node,
    step_at,
    unwrap,
    with_logic,
    with_steps,
    with_summary,
    wrap,
)
from tests.makers import make_policy
from tests.policies import FULL_TRIAL, full_policy, policies

CONDITION = Condition("", "site", "Fistulizing disease")


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children_of(node):
        yield from walk(child)


def all_nodes(policy: Policy) -> list[Node]:
    return [node for step in policy.steps or () if step.logic is not None for node in walk(step.logic)]


def texts(policy: Policy) -> list[str]:
    return [node.text if isinstance(node, Condition) else type(node).__name__ for node in all_nodes(policy)]


@given(policies())
def test_every_node_is_found_by_its_path_and_by_no_other(policy: Policy) -> None:
    nodes = all_nodes(policy)
    paths = [node.path for node in nodes]
    assert len(paths) == len(set(paths))
    assert all(node_at(policy, node.path) is node for node in nodes)
    assert all(step_at(policy, node.path) is not None for node in nodes)
    assert node_at(policy, "step9") is None
    assert node_at(policy, "step1.any99") is None
    assert with_steps(policy, policy.steps or ()) == policy


@given(policies(), st.data())
def test_after_any_edit_the_paths_are_right(policy: Policy, data: st.DataObject) -> None:
    nodes = all_nodes(policy)
    path = data.draw(st.sampled_from([node.path for node in nodes])) if nodes else "step1"
    kind = data.draw(st.sampled_from(list(GroupKind)))
    edited = data.draw(
        st.sampled_from(
            [
                add_child(policy, path, CONDITION),
                remove_node(policy, path),
                move_node(policy, path, 1),
                move_node(policy, path, -1),
                replace_node(policy, path, CONDITION),
                change_group(policy, path, kind),
                wrap(policy, path, kind),
                unwrap(policy, path),
                add_step(policy, "more"),
                remove_step(policy, "step1"),
                move_step(policy, "step1", 1),
            ]
        )
    )
    assert with_steps(edited, edited.steps or ()) == edited
    assert replace(edited, steps=policy.steps) == policy


@given(policies())
def test_wrapping_and_unwrapping_gives_the_same_again(policy: Policy) -> None:
    for node in all_nodes(policy):
        for kind in GroupKind:
            wrapped = wrap(policy, node.path, kind)
            group = node_at(wrapped, node.path)
            assert isinstance(group, AllOf | AnyOf | AtLeast)
            assert group_kind(group) is kind
            assert unwrap(wrapped, node.path) == policy


@given(policies())
def test_moving_there_and_back_gives_the_same_again(policy: Policy) -> None:
    for node in all_nodes(policy):
        for child, after in zip(children_of(node), children_of(node)[1:], strict=False):
            moved = move_node(policy, child.path, 1)
            assert move_node(moved, after.path, -1) == policy


def test_adding_to_a_group_to_a_trial_and_to_an_empty_step() -> None:
    policy = full_policy()
    longer = add_child(policy, "step1.any2", CONDITION)
    assert texts(longer)[:5] == ["AnyOf", "Trial", "AllOf", "Moderate to severe disease", "Trial"]
    assert node_at(longer, "step1.any2.all3") == replace(CONDITION, path="step1.any2.all3")
    either = node_at(add_child(policy, "step1.any1", CONDITION), "step1.any1")
    assert isinstance(either, AnyOf)
    assert [type(child).__name__ for child in either.children] == ["Trial", "Condition"]
    filled = with_logic(policy, "step2", CONDITION)
    assert node_at(filled, "step2") == replace(CONDITION, path="step2")
    assert node_at(with_logic(filled, "step2", None), "step2") is None


def test_removing_what_a_step_holds_leaves_the_step() -> None:
    policy = make_policy(FULL_TRIAL)
    emptied = remove_node(policy, "step1")
    assert emptied.steps is not None
    assert [(step.summary, step.logic) for step in emptied.steps] == [("Step 1", None)]
    assert remove_step(policy, "step1").steps == ()


def test_moving_stops_at_the_ends() -> None:
    policy = full_policy()
    assert move_step(policy, "step1", -1) == policy
    assert move_step(policy, "step2", 1) == policy
    assert move_node(policy, "step1.any1", -1) == policy
    assert move_node(policy, "step1.any3", 1) == policy
    swapped = move_step(policy, "step1", 1)
    assert [step.summary for step in swapped.steps or ()] == ["Not seen", "One of these"]


def test_the_words_of_a_step_and_kinds_of_groups() -> None:
    policy = with_summary(full_policy(), "step2", "Seen now")
    assert [step.summary for step in policy.steps or ()] == ["One of these", "Seen now"]
    two_of = node_at(change_group(policy, "step1", GroupKind.AT_LEAST, 2), "step1")
    assert isinstance(two_of, AtLeast)
    assert (two_of.n, len(two_of.children)) == (2, 3)
    assert change_group(policy, "step1.any1", GroupKind.ALL) == policy
    assert [type(make_group(kind, ())) for kind in GroupKind] == [AllOf, AnyOf, AtLeast]


def test_a_policy_whose_steps_were_not_seen_gets_its_first() -> None:
    unseen = replace(full_policy(), steps=None)
    assert replace_node(unseen, "step1", CONDITION) == unseen
    assert [step.path for step in add_step(unseen, "One").steps or ()] == ["step1"]
