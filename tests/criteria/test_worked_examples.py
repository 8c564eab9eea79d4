"""Every worked example of every policy file, each a test of its own; and how far they reach."""

from __future__ import annotations

from functools import cache

import pytest

from denialdesk.domain.criteria import Policy
from denialdesk.domain.worked_example import WorkedExample
from denialdesk.knowledge.library import Library, load_library
from denialdesk.services.worked_examples import run_examples
from tests.packs import knowledge

AT_LEAST = 300
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
