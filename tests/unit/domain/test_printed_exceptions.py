"""Exceptions printed under a heading of their own: claimed with a reason they stand in for the steps, else nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import Answer, AnswerValue
from denialdesk.domain.criteria import (
    ExceptionReading,
    ExceptionScope,
    Layer,
    Policy,
    PolicyFinding,
    Requirements,
    Status,
)
from denialdesk.domain.sources import SourceKind
from tests.makers import agent, all_of, condition, make_answer, make_policy, make_therapy, make_trial
from tests.unit.domain.judging import judge_policy

NAMES = ("Pregnancy", "A shorter trial in one state", "Counted above", "Not a benefit exclusion")
SCOPES = (ExceptionScope.STEPS, ExceptionScope.STATED, ExceptionScope.IN_STEPS, ExceptionScope.NOTE)
REASON = "Invented reason."


def policy(**fields: object) -> Policy:
    trial = make_trial(agent("methotrexate"))
    scopes = tuple(map(ExceptionReading, NAMES, SCOPES))
    return make_policy(trial, trial, exceptions=NAMES, exception_scopes=scopes, **fields)


def claim(path: str = "exception1", value: AnswerValue = AnswerValue.YES, reason: str = REASON) -> Answer:
    return make_answer(path, value, reason=reason, stated_by="Robin Samplewell" if reason else "")


def judged(*answers: Answer, of: Policy | None = None, tried: bool = False) -> PolicyFinding:
    rows = (make_therapy("methotrexate", "2025-01-01", "2025-06-01"),) if tried else ()
    return judge_policy(of or policy(), *rows, answers=answers)


def test_nobody_mentions_it_so_it_is_shown_and_not_claimed() -> None:
    finding = judged()
    assert [each.path for each in finding.exceptions] == ["exception1", "exception2", "exception3", "exception4"]
    assert [each.label for each in finding.exceptions] == list(NAMES)
    assert {each.status for each in finding.exceptions} == {Status.NOT_MET}
    assert not any(each.remedies for each in finding.exceptions), "nobody is asked for it"
    assert finding.status is Status.NOT_MET
    assert not set(finding.exceptions) & set(finding.blocking)


def test_claimed_with_a_reason_it_stands_in_for_every_step() -> None:
    finding = judged(claim())
    assert [step.status for step in finding.steps] == [Status.EXEMPT, Status.EXEMPT]
    assert finding.status is Status.EXEMPT
    assert finding.exceptions[0].status is Status.MET
    assert finding.exceptions[0].stated_reason == REASON
    for step in finding.steps:
        assert step.reason == "Robin Samplewell states that an exception of the policy applies: Pregnancy."
        assert not step.remedies
        assert {SourceKind.CRITERION, SourceKind.PRESCRIBER} <= {source.kind for source in step.sources}
        assert any(source.ref.endswith("exception1") for source in step.sources)


def test_without_a_name_it_is_the_offices_word() -> None:
    finding = judged(replace(claim(), stated_by=""))
    assert finding.steps[0].reason.startswith("The office states that")


def test_a_step_that_is_met_stays_met() -> None:
    finding = judged(claim(), tried=True)
    assert [step.status for step in finding.steps] == [Status.MET, Status.MET]


def test_ticked_without_a_reason_it_is_not_claimed_and_the_reason_is_asked_for() -> None:
    finding = judged(claim(reason=" "))
    assert finding.status is Status.NOT_MET
    assert finding.exceptions[0].status is Status.NOT_MET
    assert [each.target for each in finding.exceptions[0].remedies] == ["answer:policy-1:exception1"]


def test_it_never_stands_in_for_what_the_policy_demands_beside_the_steps() -> None:
    needs = Requirements(diagnosis=("Active disease",))
    finding = judged(claim(), of=policy(requirements=needs))
    assert [step.status for step in finding.steps] == [Status.EXEMPT, Status.EXEMPT]
    assert finding.requirements[0].status is Status.UNKNOWN
    assert finding.status is Status.UNKNOWN


def test_it_never_stands_in_for_another_policy_that_must_be_met() -> None:
    step = all_of(condition("meets_other_policy", "Meets the standard policy"), make_trial(agent("methotrexate")))
    own = make_policy(step, exceptions=NAMES[:1], exception_scopes=(ExceptionReading(NAMES[0], ExceptionScope.STEPS),))
    assert judged(claim(), of=own).steps[0].status is Status.UNKNOWN


def test_it_never_opens_a_use_that_is_not_covered() -> None:
    finding = judged(claim(), of=policy(layer=Layer.NOT_COVERED))
    assert finding.status is Status.NOT_MET
    assert [step.status for step in finding.steps] == [Status.NOT_MET]


def test_one_that_waives_less_is_claimed_and_changes_no_step() -> None:
    finding = judged(claim("exception2"))
    assert finding.exceptions[1].status is Status.MET
    assert finding.steps == judged().steps
    assert finding.status is Status.NOT_MET


@pytest.mark.parametrize("path", ["exception3", "exception4"])
def test_one_that_the_steps_hold_and_a_remark_cannot_be_claimed(path: str) -> None:
    assert judged(claim(path)) == judged()


def test_one_without_a_scope_waives_nothing() -> None:
    own = replace(policy(), exception_scopes=())
    assert [each.scope for each in own.printed_exceptions] == [ExceptionScope.STATED] * 4
    assert judged(claim(), of=own).steps == judged(of=own).steps


@given(
    answers=st.lists(
        st.tuples(
            st.sampled_from(["exception1", "exception2", "exception3", "exception4", "exception5"]),
            st.sampled_from([AnswerValue.NO, AnswerValue.UNKNOWN, AnswerValue.NOT_APPROPRIATE]),
            st.sampled_from(["", REASON]),
        ),
        unique_by=lambda each: each[0],
    ),
    tried=st.booleans(),
)
def test_answered_no_or_not_at_all_it_changes_no_finding(
    answers: list[tuple[str, AnswerValue, str]], tried: bool
) -> None:
    said = tuple(claim(*each) for each in answers)
    with_answers, without = judged(*said, tried=tried), judged(tried=tried)
    assert replace(with_answers, exceptions=()) == replace(without, exceptions=())
    assert all(each.status is Status.NOT_MET for each in with_answers.exceptions)
