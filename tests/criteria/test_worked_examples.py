"""Every worked example of every policy file, each a test of its own; and how far they reach."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from denialdesk.domain.criteria import Policy
from denialdesk.domain.worked_example import Expectation, WorkedExample
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.lint import nodes_of
from denialdesk.services.worked_examples import run_examples
from tests.packs import knowledge

AT_LEAST = 300
NEVER_APPLIED = {"medica-baricitinib-other-preferred-product"}  # its page does not say which conditions it is about
EXAMPLES = knowledge().examples or {}
POLICIES = {policy.id: policy for policy in knowledge().policies}
EACH = [(POLICIES[policy_id], example) for policy_id, examples in EXAMPLES.items() for example in examples]


@cache
def library() -> Library:
    return load_library()


@pytest.mark.parametrize(("policy", "example"), EACH, ids=[f"{policy.id}/{example.name}" for policy, example in EACH])
def test_it_comes_out_as_written(policy: Policy, example: WorkedExample) -> None:
    (run,) = run_examples(policy, (example,), library())
    assert run.problems == ()


def test_every_policy_file_carries_an_example() -> None:
    assert [policy_id for policy_id in POLICIES if not EXAMPLES.get(policy_id)] == []


def test_a_policy_with_a_step_carries_one_that_is_satisfied_and_one_that_is_not() -> None:
    stepped = [policy.id for policy in POLICIES.values() if any(nodes_of(policy)) and policy.id not in NEVER_APPLIED]
    assert len(stepped) > 150
    satisfied = {Expectation.MET, Expectation.EXEMPT}
    outcomes = {policy_id: {example.expect for example in EXAMPLES[policy_id]} for policy_id in stepped}
    assert [policy_id for policy_id in stepped if not outcomes[policy_id] & satisfied] == []
    assert [policy_id for policy_id in stepped if not outcomes[policy_id] - satisfied] == []


def test_there_are_enough_of_every_kind() -> None:
    assert len(EACH) >= AT_LEAST
    expected = Counter(example.expect for _policy, example in EACH)
    assert min(expected[each] for each in Expectation) >= 15
    assert sum(example.renewal for _policy, example in EACH) >= 3
    assert sum(example.born.is_known for _policy, example in EACH) >= 5


def test_a_name_stands_once_in_a_file() -> None:
    for examples in EXAMPLES.values():
        assert len({example.name for example in examples}) == len(examples)
