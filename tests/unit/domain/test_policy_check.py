"""What is missing in a policy is named at its place, and what is whole is left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from denialdesk.domain.criteria import (
    AcceptedOutcome,
    AgeLimit,
    Agent,
    AnyOf,
    Approval,
    AtLeast,
    Condition,
    Established,
    Layer,
    Length,
    LengthUnit,
    Node,
    Policy,
    PolicyDrug,
    PolicyIndication,
    Requirements,
    Trial,
)
from denialdesk.domain.policy_check import problems_of
from denialdesk.knowledge.library import load_library
from tests.makers import make_policy

MTX = Agent("methotrexate", frozenset({"methotrexate"}))
SSZ = Agent("sulfasalazine", frozenset({"sulfasalazine"}))
TNF = Agent("a TNF inhibitor", classes=frozenset({"TNF inhibitor"}))
GOOD = Trial("", (MTX,), accepted_outcomes=frozenset({AcceptedOutcome.INADEQUATE_RESPONSE}))


def found(policy: Policy) -> list[tuple[str, str, bool]]:
    return [(problem.place, problem.field, problem.blocks) for problem in problems_of(policy)]


def test_a_whole_policy_has_no_problem() -> None:
    assert problems_of(make_policy(GOOD)) == ()


def test_no_shipped_policy_is_refused() -> None:
    blocked = {
        policy.id: [problem.text for problem in problems_of(policy) if problem.blocks]
        for policy in load_library().policies()
        if policy.drug.drug_ids
    }
    assert {policy_id: texts for policy_id, texts in blocked.items() if texts} == {}


@pytest.mark.parametrize(
    ("fields", "field", "blocks"),
    [
        ({"payer_name": " "}, "payer", True),
        ({"drug": PolicyDrug("", "")}, "drug", True),
        ({"drug": PolicyDrug("", "newdrugumab")}, "drug", True),
        ({"indication": PolicyIndication((), "")}, "indication", True),
        ({"indication": PolicyIndication((), "a rare disease")}, "indication", False),
        ({"effective_date": "soon"}, "effective_date", True),
        ({"review_date": "2026-13"}, "review_date", True),
        ({"requirements": Requirements(age=AgeLimit(18, "years", 12, "years"))}, "age", True),
        ({"requirements": Requirements(age=AgeLimit(24, "months", 2, "years", max_is_exclusive=True))}, "age", True),
        ({"established": Established(min_days=-1)}, "established_days", True),
        ({"approval": Approval(initial=Length(0, LengthUnit.MONTHS))}, "initial", True),
        ({"steps": (), "layer": Layer.STEP_THERAPY}, "steps", False),
        ({"steps": None, "layer": Layer.PREFERRED_PRODUCT}, "steps", False),
    ],
)
def test_the_policy_itself(fields: dict[str, object], field: str, blocks: bool) -> None:
    assert found(make_policy(GOOD, **fields)) == [("", field, blocks)]


@pytest.mark.parametrize(
    "fields",
    [
        {"indication": PolicyIndication((), "", covers_all=True)},
        {"effective_date": "2026", "review_date": ""},
        {"requirements": Requirements(age=AgeLimit(24, "months", 2, "years"))},
        {"steps": ()},
    ],
)
def test_what_is_allowed(fields: dict[str, object]) -> None:
    assert found(make_policy(GOOD, **fields)) == []


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (None, [("step1", "logic", False)]),
        (AnyOf("", ()), [("step1", "children", True)]),
        (AtLeast("", 2, (GOOD,)), [("step1", "n", True)]),
        (AtLeast("", 0, (GOOD,)), [("step1", "n", True)]),
        (replace(GOOD, of=()), [("step1", "of", True)]),
        (replace(GOOD, of=(Agent(" "),)), [("step1", "of", True)]),
        (replace(GOOD, of=(Agent("a Step 1 agent"),)), [("step1", "of", False)]),
        (replace(GOOD, also_counts=(Agent("another"),)), [("step1", "also_counts", False)]),
        (replace(GOOD, does_not_count=(Agent("another"),)), [("step1", "not_counts", False)]),
        (replace(GOOD, count=0), [("step1", "count", True)]),
        (replace(GOOD, of=(MTX, SSZ), count=3), [("step1", "count", False)]),
        (replace(GOOD, accepted_outcomes=frozenset()), [("step1", "accepted_outcomes", True)]),
        (
            replace(
                GOOD,
                accepted_outcomes=frozenset({AcceptedOutcome.CONTRAINDICATION}),
                min_length=Length(3, LengthUnit.MONTHS),
            ),
            [("step1", "accepted_outcomes", False)],
        ),
        (replace(GOOD, min_length=Length(0, LengthUnit.WEEKS)), [("step1", "min_length", True)]),
        (replace(GOOD, lookback=Length(-1, LengthUnit.DAYS)), [("step1", "lookback", True)]),
        (Condition("", "severity", ""), [("step1", "text", True)]),
        (Condition("", "", "severe"), [("step1", "kind", True)]),
        (Condition("", "site", "x", (), (Agent(""),)), [("step1", "agents", True)]),
        (AnyOf("", (GOOD, AnyOf("", ()))), [("step1.any2", "children", True)]),
    ],
)
def test_a_node(node: Node | None, expected: list[tuple[str, str, bool]]) -> None:
    assert found(make_policy(node)) == expected


@pytest.mark.parametrize(
    "trial",
    [
        replace(GOOD, accepted_outcomes=None),
        replace(GOOD, of=(TNF,), count=3),
        replace(GOOD, of=(replace(MTX, open_ended=True),), count=2),
        replace(GOOD, of=(MTX, SSZ), count=None),
    ],
)
def test_a_trial_that_is_allowed(trial: Trial) -> None:
    assert found(make_policy(trial)) == []


def test_a_step_without_words() -> None:
    policy = make_policy(GOOD)
    assert policy.steps is not None
    nameless = replace(policy, steps=(replace(policy.steps[0], summary="  "),))
    assert found(nameless) == [("step1", "summary", True)]
