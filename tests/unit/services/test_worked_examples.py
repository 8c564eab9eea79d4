"""The runner of worked examples: the case it makes, and the sentence for each thing that does not come out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.case import AnswerValue, Case, LetterKind, Measure
from denialdesk.domain.criteria import AgeLimit, Policy, Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.domain.worked_example import ExampleAnswer, ExampleRequest, Expectation, WorkedExample
from denialdesk.knowledge.library import Library, load_library
from denialdesk.services.worked_examples import case_of, run_examples

PA, STEP = "cigna-upadacitinib-ra-pa", "cigna-secukinumab-psa-pediatric-preferred-product"
THREE_MONTHS = Therapy("row1", "Humira", start=PartialDate(2026, 1, 15), stop=PartialDate(2026, 4, 15))
ONE_DAY_SHORT = replace(THREE_MONTHS, stop=PartialDate(2026, 4, 14), outcome=Outcome.INADEQUATE_RESPONSE)
MET = WorkedExample("Three months", Expectation.MET, (THREE_MONTHS,))


@cache
def library() -> Library:
    return load_library()


def policy(policy_id: str = PA) -> Policy:
    found = library().policy(policy_id)
    assert found is not None
    return found


def problems(example: WorkedExample, policy_id: str = PA) -> tuple[str, ...]:
    (run,) = run_examples(policy(policy_id), (example,), library())
    assert (run.policy_id, run.example) == (policy_id, example)
    return run.problems


def case(example: WorkedExample = MET, policy_id: str = PA) -> Case:
    return case_of(policy(policy_id), example, library())


# ---------------------------------------------------------------- the case


def test_the_case_asks_for_the_policys_own_drug() -> None:
    made = case()
    assert (made.request.drug, made.request.drug_id) == ("Rinvoq", "upadacitinib")
    assert made.request.formulation == "extended-release tablet"
    assert made.request.indication_id == "rheumatoid-arthritis"
    assert made.request.already_taking is False
    assert made.plan.payer_id == "cigna"
    assert made.therapies[0].drug_id == "adalimumab"
    assert made.letter.kind is LetterKind.FIRST_APPEAL


def test_the_case_is_as_the_example_says() -> None:
    request = ExampleRequest("upadacitinib", "upadacitinib", "oral", "tablet", taking=True, since=PartialDate(2025))
    made = case(replace(MET, request=request, diagnosis="psoriatic-arthritis", renewal=True, specialty="dermatology"))
    assert (made.request.drug, made.request.formulation) == ("upadacitinib", "tablet oral")
    assert (made.request.already_taking, made.request.taking_since) == (True, PartialDate(2025))
    assert made.request.indication_id == "psoriatic-arthritis"
    assert made.letter.kind is LetterKind.CONTINUATION
    assert made.prescriber.specialty == "dermatology"


def test_what_else_the_example_says_is_in_the_case() -> None:
    rows = (THREE_MONTHS, replace(THREE_MONTHS, id="row2", drug="Enbrel"))
    measure = Measure("measure1", "DAS28", "5.8", on=PartialDate(2026, 5))
    chosen = ExampleAnswer("step1", AnswerValue.YES, rows=(2,))
    elsewhere = ExampleAnswer("step1", AnswerValue.NO, "cigna-upadacitinib-ra-preferred-product")
    example = replace(
        MET,
        log=rows,
        measures=(measure,),
        answers=(chosen, elsewhere),
        notice=PartialDate(2026, 10, 30),
        plan_line="employer",
        plan_type=PlanType.CHURCH,
        state="KY",
    )
    made = case(example)
    assert made.measures == (measure,)
    assert made.denial.notice_date == PartialDate(2026, 10, 30)
    assert (made.plan.plan_line, made.plan.plan_type, made.plan.state) == ("employer", PlanType.CHURCH, "KY")
    given = {each.policy_id: each for each in made.answers if each.node == "step1"}
    assert given[PA].therapy_ids == ("row2",)
    assert given["cigna-upadacitinib-ra-preferred-product"].value is AnswerValue.NO


def test_whether_the_drug_is_taken_is_not_said_where_the_log_shows_it() -> None:
    row = Therapy("row1", "Rinvoq", start=PartialDate(2026, 1))
    assert case(replace(MET, log=(row,))).request.already_taking is None
    assert case(replace(MET, log=(row,), request=ExampleRequest(taking=False))).request.already_taking is False
    assert case(replace(MET, renewal=True)).request.already_taking is True


def test_the_age_is_an_adults_or_one_the_policy_allows() -> None:
    assert case().patient.birth_date == PartialDate(1981, 5, 21)
    assert case(replace(MET, age=15)).patient.birth_date == PartialDate(2011, 5, 21)
    assert case(replace(MET, born=PartialDate(2011), age=3)).patient.birth_date == PartialDate(2011)
    for limit, years in (
        (AgeLimit(max_value=18, max_is_exclusive=True), 9),
        (AgeLimit(min_value=6, max_value=17), 11),
        (AgeLimit(min_value=65), 65),
        (AgeLimit(min_value=6, min_unit="months", max_value=24, max_unit="months"), 1),
    ):
        limited = replace(policy(), requirements=replace(policy().requirements, age=limit))
        earliest = case_of(limited, MET, library()).patient.birth_date.earliest
        assert earliest is not None
        assert (dt.date(2026, 11, 21) - earliest).days // 365 == years


def test_what_only_the_office_can_state_is_stated_and_may_be_taken_back() -> None:
    assert [(each.node, each.value) for each in case().answers if each.policy_id == PA] == [
        ("prescriber", AnswerValue.YES),
        ("tb_screening", AnswerValue.YES),
        ("concurrent_use", AnswerValue.YES),
        ("documentation", AnswerValue.YES),
    ]
    silent = replace(MET, answers=(ExampleAnswer("prescriber", AnswerValue.UNKNOWN),))
    assert {each.value for each in case(silent).answers if each.node == "prescriber" and each.policy_id == PA} == {
        AnswerValue.UNKNOWN
    }
    assert problems(replace(silent, expect=Expectation.UNKNOWN, says=("specialty is missing",))) == ()
    assert problems(replace(MET, specialty="dermatology", expect=Expectation.NOT_MET)) == ()
    assert problems(replace(MET, specialty="rheumatology")) == ()


# ---------------------------------------------------------------- what does not come out


def test_an_example_that_comes_out_has_no_problems() -> None:
    assert problems(replace(MET, steps=(Status.MET,), places=(("step1.any1", Status.MET),), says=("3 months",))) == ()
    assert problems(replace(MET, log=(ONE_DAY_SHORT,), expect=Expectation.NOT_MET, says=("SHORT OF 3 months",))) == ()


def test_each_thing_that_does_not_come_out_is_a_sentence() -> None:
    wrong = replace(
        MET,
        log=(ONE_DAY_SHORT,),
        steps=(Status.MET,),
        places=(("step1.any1", Status.EXEMPT), ("step1.any2", Status.NOT_MET), ("step9", Status.MET)),
        says=("enough for", "short of"),
    )
    place, finding, verdict, steps, words = problems(wrong)
    assert place == "The policy has no place step9."
    assert finding.startswith(
        "Expected step1.any1 to be exempt, but it is not met: Humira (adalimumab), taken January 15"
    )
    assert verdict.startswith("Expected met, but the policy is not met. Not met: At least one TNF inhibitor")
    assert steps == "Expected the steps to be met, but they are not met."
    assert words == "No reason and no remedy says “enough for”."


def test_a_slip_in_a_drugs_name_is_no_drug_that_does_not_count() -> None:
    slip = replace(MET, log=(replace(THREE_MONTHS, drug="Humirra"),), expect=Expectation.NOT_MET)
    assert problems(slip) == ("The drug “Humirra” of its log is not recognised.",)
    assert problems(replace(slip, unknown_drugs=True)) == ()


def test_an_answer_to_a_place_the_policy_does_not_have() -> None:
    lost = replace(MET, answers=(ExampleAnswer("step1.any7", AnswerValue.YES),))
    assert problems(lost) == ("The policy has no place step1.any7.",)


def test_a_policy_that_the_lookup_leaves_out() -> None:
    adult = WorkedExample("An adult", Expectation.NOT_APPLICABLE, age=40, says=("other ages",))
    assert problems(adult, STEP) == ()
    (only,) = problems(replace(adult, expect=Expectation.MET), STEP)
    assert only.startswith("Expected met, but the policy does not apply. It is for patients of other ages")
    (only,) = problems(replace(adult, says=("other form",)), STEP)
    assert only.startswith("The reason why it does not apply does not say “other form”: It is for")
    (only,) = problems(replace(adult, age=10, says=()), STEP)
    assert only.startswith("Expected not applicable, but the policy is")


def test_the_day_of_the_example_counts() -> None:
    running = replace(MET, log=(Therapy("row1", "Humira", start=PartialDate(2026, 9, 1), ongoing=True),))
    assert problems(replace(running, as_of=PartialDate(2026, 12, 1))) == ()
    assert problems(replace(running, as_of=PartialDate(2026, 11, 30), expect=Expectation.NOT_MET)) == ()


@pytest.mark.parametrize("name", ["", "No such drug"])
def test_a_policy_without_a_drug_on_file_asks_for_one(name: str) -> None:
    nameless = replace(policy(), drug=replace(policy().drug, drug_id="", generic=name, brands=()))
    (run,) = run_examples(nameless, (MET,), library())
    assert run.problems[0] == "The policy names no drug on file: the example must say which drug is requested."
