"""The lines of a policy leave nothing out, and a comparison finds every change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given

from denialdesk.domain.criteria import Length, LengthUnit, Policy, Step
from denialdesk.domain.policy_differences import DifferenceKind, differences
from denialdesk.domain.policy_edit import add_child, remove_node, replace_node, with_steps
from denialdesk.domain.policy_outline import policy_outline
from denialdesk.knowledge.office_library import _NOT_CONTENT, content_hash
from tests.makers import agent, make_policy, make_trial
from tests.policies import FULL_TRIAL, full_policy, policies

# Places and numbers of steps and nodes follow from the tree; ``lookback_as_printed`` repeats ``lookback``.
SAME_THING = {"path", "order", "lookback_as_printed", "payer_id"}


def changed_values(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any value of a policy
    """Every single change of a value, in turn, with where it was made."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in SAME_THING and not (isinstance(value, Policy) and field.name in _NOT_CONTENT):
                for place, other in changed_values(getattr(value, field.name)):
                    yield f"{field.name}.{place}", replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        if value:
            yield "fewer", value[1:]
        for number, item in enumerate(value):
            for place, other in changed_values(item):
                yield f"{number}.{place}", (*value[:number], other, *value[number + 1 :])
    elif value is not None:
        yield "other", another(value)


def another(value: Any) -> Any:  # noqa: ANN401 - a plain value of a policy
    match value:
        case StrEnum():
            return next(member for member in type(value) if member is not value)
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return {"months": "years", "years": "months"}.get(value, f"{value} or else")
        case frozenset():
            return frozenset(sorted(value)[1:]) if value else frozenset({"adalimumab"})
        case _:
            raise AssertionError(value)


CHANGES = dict(changed_values(full_policy()))


def test_there_are_changes_to_find() -> None:
    assert len(CHANGES) > 150


@pytest.mark.parametrize("place", [place for place in CHANGES if "contraindication_must" not in place])
def test_no_change_goes_unseen(place: str) -> None:
    changed = CHANGES[place]
    assert differences(full_policy(), changed), place
    assert content_hash(changed) != content_hash(full_policy())


def test_a_rule_about_contraindications_is_seen() -> None:
    stricter = replace(FULL_TRIAL, contraindication_must_cover_all=True)
    found = differences(full_policy(), replace_node(full_policy(), "step1.any1", stricter))
    assert [each.after.strip() for each in found] == ["Contraindication: counts only if it rules out all"]


def test_a_month_of_so_many_days_is_seen() -> None:
    length = Length(3, LengthUnit.MONTHS, "3 months")
    before, after = (
        make_policy(make_trial(agent("methotrexate"), min_length=each))
        for each in (length, replace(length, days_per_month=30))
    )
    assert any("a month is 30 days" in each.after for each in differences(before, after))


@given(policies())
def test_a_policy_does_not_differ_from_itself(policy: Policy) -> None:
    assert differences(policy, policy) == ()
    assert content_hash(policy) == content_hash(replace(policy, notes=("another note",), confidence="known"))


@given(policies(), policies())
def test_comparing_the_other_way_swaps_added_and_removed(one: Policy, other: Policy) -> None:
    there, back = differences(one, other), differences(other, one)
    assert bool(there) == bool(back)

    def balance(found: Any) -> int:  # noqa: ANN401 - differences
        kinds = [each.kind for each in found]
        return kinds.count(DifferenceKind.ADDED) - kinds.count(DifferenceKind.REMOVED)

    assert balance(there) == -balance(back) == len(policy_outline(other)) - len(policy_outline(one))


def test_a_limb_put_in_front_does_not_make_every_other_one_differ() -> None:
    policy = full_policy()
    first = policy.steps[0].logic if policy.steps else None
    assert first is not None
    longer = add_child(policy, "step1", replace(FULL_TRIAL, dose="20 mg"))
    added = [each for each in differences(policy, longer) if each.kind is DifferenceKind.ADDED]
    assert any("20 mg" in each.after for each in added)
    assert [each.kind for each in differences(policy, longer) if each not in added] == [DifferenceKind.CHANGED]
    assert [each.kind for each in differences(policy, remove_node(policy, "step1.any2"))][-1] is DifferenceKind.REMOVED


def test_differences_read_as_sentences() -> None:
    policy = full_policy()
    other = replace(policy, number="NEW-2", renewal_criteria=(), notes=())
    other = with_steps(other, (*(policy.steps or ()), Step("", 0, "A third", None)))
    assert [each.shown for each in differences(policy, other)] == [
        "Policy: Number: INV-1  →  Number: NEW-2",
        "Steps, added: Step 3: A third",
        "Steps, added: The text of this step was not seen.",
        "Approval, removed: Renewal criterion: a response",
    ]


def test_what_was_not_seen_is_told_from_what_is_not_printed() -> None:
    unseen, none = replace(full_policy(), steps=None), replace(full_policy(), steps=())
    assert [each.shown for each in differences(unseen, none)] == [
        "Steps: The steps were not seen.  →  No step is printed."
    ]
