"""Who files and what the next level is called: the words follow the case and the plan."""

from dataclasses import replace

import pytest

from denialdesk.domain.appeal_facts import AppealFacts, Filer
from denialdesk.domain.case import LetterKind
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.letters.text import plain_text
from denialdesk.letters.wording import papers
from tests.law import law_book
from tests.unit.letters.scenarios import Scenario, exempt, met, no_policy, of_kind


def filed_by(filer: Filer, scenario: Scenario) -> Scenario:
    return replace(scenario, case=replace(scenario.case, appeal=AppealFacts(filer=filer)))


def for_plan(plan_type: PlanType, level: AppealLevel = AppealLevel.FIRST_APPEAL_UPHELD) -> Scenario:
    scenario = exempt()
    case = scenario.case
    case = replace(case, plan=replace(case.plan, plan_type=plan_type), denial=replace(case.denial, level=level))
    return replace(scenario, case=case)


@pytest.mark.parametrize(
    ("filer", "routing", "request_words"),
    [
        (Filer.PRESCRIBER, "Patient’s appeal, filed by the prescriber", "I am appealing the denial"),
        (Filer.PATIENT, "Patient’s appeal, with the prescriber’s letter", "is appealing the denial"),
        (Filer.PROVIDER, "Provider’s own dispute", "I dispute the denial"),
    ],
)
def test_the_letter_says_in_whose_right_it_is(filer: Filer, routing: str, request_words: str) -> None:
    text = plain_text(of_kind(LetterKind.FIRST_APPEAL, filed_by(filer, met())).letter())
    assert routing in text
    assert request_words in text
    others = {"filed by the prescriber", "with the prescriber’s letter", "Provider’s own dispute"}
    assert [words for words in others if words in text] == [words for words in others if words in routing]


@pytest.mark.parametrize(
    ("plan_type", "named"),
    [
        (PlanType.MEDICARE_PART_D, "independent review entity"),
        (PlanType.MEDICAID_MANAGED_CARE, "state fair hearing"),
        (PlanType.FEHB_PSHB, "Office of Personnel Management"),
        (PlanType.SELF_FUNDED_ERISA, "external review"),
        (PlanType.FULLY_INSURED_GROUP, "external review"),
    ],
)
def test_the_level_after_the_plans_own_has_its_own_name(plan_type: PlanType, named: str) -> None:
    letter = of_kind(LetterKind.EXTERNAL_REVIEW, for_plan(plan_type)).letter()
    assert named.casefold() in letter.title.casefold()
    text = plain_text(letter)
    assert named in text
    if named != "external review":
        assert "Request for external review" not in text


def test_above_the_independent_review_entity_the_notice_names_the_level() -> None:
    letter = of_kind(
        LetterKind.EXTERNAL_REVIEW, for_plan(PlanType.MEDICARE_PART_D, AppealLevel.EXTERNAL_UPHELD)
    ).letter()
    assert letter.title == "Request for a further Medicare appeal"
    assert "reconsider" not in plain_text(letter)


def test_every_question_the_finder_ends_in_has_a_letter_that_asks_it() -> None:
    finder = law_book().finder
    assert finder is not None
    asked = {result.id for result in finder.results.values() if result.ask and result.letter}
    assert asked == {*papers.QUESTIONS_BY_RESULT, "ask_funding", "ask_kind"}


@pytest.mark.parametrize(("result", "words"), [("ask_medicare_part", "Part D, or under Part B"), ("ask_chip", "CHIP")])
def test_the_question_letter_asks_what_the_finder_left_open(result: str, words: str) -> None:
    scenario = no_policy()
    scenario = replace(scenario, case=replace(scenario.case, appeal=AppealFacts(question=result)))
    text = plain_text(of_kind(LetterKind.PLAN_FUNDING_QUESTION, scenario).letter())
    assert words in text
    assert "self-funded by the employer" not in text
