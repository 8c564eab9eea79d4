"""Claimed exceptions of shipped policies: what they change in the findings, and how the letter states them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.case import Answer, AnswerValue, Case
from denialdesk.domain.criteria import ExceptionScope, Policy, PolicyFinding
from denialdesk.domain.letter import Letter, block_statements
from denialdesk.domain.sources import SourceKind
from denialdesk.domain.worked_example import WorkedExample
from denialdesk.knowledge.library import Library, load_library
from denialdesk.letters.text import plain_text
from denialdesk.services.appeal import appraise, judge_criteria
from denialdesk.services.demo import sample_practice
from denialdesk.services.worked_examples import case_of
from tests.makers import make_prescriber
from tests.packs import knowledge
from tests.unit.domain.judging import AS_OF

PRINTING = [policy for policy in knowledge().policies if policy.exceptions]
AETNA = "aetna-certolizumab-ra-brand-selection"
HIGHMARK = "highmark-abrocitinib-ad"
REASON = "Invented: twelve weeks pregnant"


@cache
def library() -> Library:
    return load_library()


def example_of(policy: Policy, start: str = "") -> WorkedExample:
    return next(each for each in (knowledge().examples or {})[policy.id] if each.name.startswith(start))


def base_case(policy: Policy) -> Case:
    """The first example's case, without what it says of exceptions."""
    case = case_of(policy, example_of(policy), library())
    kept = tuple(each for each in case.answers if not each.node.startswith("exception"))
    return replace(case, answers=kept)


def findings(case: Case) -> tuple[PolicyFinding, ...]:
    return judge_criteria(case, library(), AS_OF).findings


def bare(found: tuple[PolicyFinding, ...]) -> tuple[PolicyFinding, ...]:
    return tuple(replace(each, exceptions=()) for each in found)


@pytest.mark.parametrize("policy", PRINTING, ids=lambda policy: policy.id)
def test_an_exception_answered_no_or_not_at_all_changes_no_finding(policy: Policy) -> None:
    case = base_case(policy)
    before = findings(case)
    assert policy.id in {each.policy.id for each in before}
    for value in (AnswerValue.NO, AnswerValue.UNKNOWN):
        said = tuple(Answer(policy.id, each.path, value, reason=REASON) for each in policy.printed_exceptions)
        assert bare(findings(replace(case, answers=(*case.answers, *said)))) == bare(before)


@pytest.mark.parametrize("policy", PRINTING, ids=lambda policy: policy.id)
def test_only_one_that_stands_in_for_the_steps_changes_a_finding(policy: Policy) -> None:
    case = replace(base_case(policy), therapies=())
    before = findings(case)
    for printed in policy.printed_exceptions:
        said = Answer(policy.id, printed.path, AnswerValue.YES, reason=REASON)
        changed = bare(findings(replace(case, answers=(*case.answers, said)))) != bare(before)
        assert changed is (printed.scope is ExceptionScope.STEPS), printed


def test_every_exception_of_the_shipped_policies_has_been_read() -> None:
    scopes = [each.scope for policy in PRINTING for each in policy.printed_exceptions]
    assert len(PRINTING) == 27
    assert {scope: scopes.count(scope) for scope in ExceptionScope} == {
        ExceptionScope.STEPS: 5, ExceptionScope.STATED: 4, ExceptionScope.IN_STEPS: 13, ExceptionScope.NOTE: 8,
    }  # fmt: skip


def letter_of(policy_id: str, reason: str = REASON, stated_by: str = "Avery Invented, MD") -> Letter:
    policy = next(each for each in PRINTING if each.id == policy_id)
    said = Answer(policy.id, "exception1", AnswerValue.YES, reason=reason, stated_by=stated_by)
    case = base_case(policy)
    case = replace(case, therapies=(), answers=(*case.answers, said), prescriber=make_prescriber())
    return appraise(case, sample_practice(), library(), AS_OF).letter


def test_the_letter_states_it_as_the_prescribers_word() -> None:
    text = plain_text(letter_of(AETNA))
    assert "as we understand them, hold this exception: “Pregnancy or breastfeeding”." in text
    assert f"I state that it applies to this patient: “{REASON}”." in text
    assert "We ask that it be applied in place of the steps." in text
    assert "The policy prints this exception" not in text, "its text was not read in the payer's document"


def test_the_letter_names_another_person_or_the_office() -> None:
    assert "Sam Otherperson states that it applies" in plain_text(letter_of(AETNA, stated_by="Sam Otherperson"))
    assert "Our office states that it applies" in plain_text(letter_of(AETNA, stated_by=""))


def test_one_that_waives_less_is_asked_for_without_claiming_the_steps() -> None:
    text = plain_text(letter_of(HIGHMARK))
    assert "We ask that it be applied to this request." in text
    assert "in place of the steps" not in text


def test_a_claim_without_a_reason_is_not_in_the_letter() -> None:
    assert "exception: “Pregnancy" not in plain_text(letter_of(AETNA, reason=""))


def test_each_part_of_the_statement_has_its_source() -> None:
    section = next(each for each in letter_of(AETNA).sections if each.id == "criteria")
    told = [each for block in section.blocks for each in block_statements(block)]
    (reason,) = [each for each in told if each.text == f"“{REASON}”"]
    assert {source.kind for source in reason.sources} == {SourceKind.PRESCRIBER, SourceKind.CRITERION}
    assert {source.ref for source in reason.sources} == {f"answer:{AETNA}:exception1", f"{AETNA}#exception1"}
