"""What is open when a plan is late, and after it has upheld the denial, for every kind of plan."""

import datetime as dt
from dataclasses import replace

import pytest

from denialdesk.domain.appeal_facts import AppealFacts, Filer
from denialdesk.domain.case import Event, EventKind, LetterKind, LetterOptions
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.next_steps import NextStep, kinds_known, letter_for, level_after, steps_when_late, take_step
from denialdesk.domain.plan import PlanType
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, law_book, law_case, partial

FILED = dt.date(2026, 10, 1)


def late(plan_type: PlanType, level: AppealLevel = AppealLevel.INITIAL_DENIAL) -> tuple[NextStep, ...]:
    case = law_case(plan_type, notice="2026-09-20", received="2026-09-22", level=level)
    clock = rights_for(case, law_book(), AS_OF).clocks[0]
    return steps_when_late(case, law_book().plans[plan_type], clock, FILED)


def kinds(steps: tuple[NextStep, ...]) -> list[LetterKind]:
    return [step.kind for step in steps]


@pytest.mark.parametrize(
    ("plan_type", "text", "deemed"),
    [
        (PlanType.SELF_FUNDED_ERISA, "Ask for external review", True),
        (PlanType.FULLY_INSURED_GROUP, "Ask for external review", True),
        (PlanType.ACA_INDIVIDUAL, "Ask for external review", True),
        (PlanType.MEDICARE_PART_D, "Write to the independent review entity", False),
        (PlanType.MEDICAID_MANAGED_CARE, "Ask for a state fair hearing", True),
        (PlanType.FEHB_PSHB, "Ask OPM to review", False),
    ],
)
def test_a_late_first_appeal_opens_the_next_level(plan_type: PlanType, text: str, deemed: bool) -> None:
    steps = late(plan_type)
    assert kinds(steps) == [
        LetterKind.OVERDUE_DECISION,
        LetterKind.EXTERNAL_REVIEW,
        LetterKind.REGULATOR_COMPLAINT,
    ]
    assert (steps[1].text, steps[1].deemed_exhausted) == (text, deemed)
    assert all(step.why for step in steps)


@pytest.mark.parametrize("plan_type", [PlanType.MEDICARE_ADVANTAGE_PART_B, PlanType.TRICARE, PlanType.MEDICAID_FFS])
def test_where_nothing_opens_by_silence_only_the_letters_remain(plan_type: PlanType) -> None:
    assert kinds(late(plan_type)) == [LetterKind.OVERDUE_DECISION, LetterKind.REGULATOR_COMPLAINT]


def test_a_silent_federal_carrier_names_the_first_and_the_last_day() -> None:
    why = late(PlanType.FEHB_PSHB)[1].why
    assert "Open from Sun November 1, 2026" in why
    assert "at the latest on Fri January 29, 2027" in why


def test_a_late_first_decision_counts_as_a_denial() -> None:
    steps = late(PlanType.MEDICARE_PART_D, AppealLevel.PHARMACY_REJECTION)
    assert LetterKind.FIRST_APPEAL in kinds(steps)
    assert LetterKind.EXTERNAL_REVIEW not in kinds(steps)


def test_a_providers_own_dispute_opens_no_patients_review() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-09-20", received="2026-09-22")
    clock = rights_for(case, law_book(), AS_OF).clocks[0]
    dispute = replace(case, appeal=AppealFacts(filer=Filer.PROVIDER))
    steps = steps_when_late(dispute, law_book().plans[PlanType.SELF_FUNDED_ERISA], clock, FILED)
    assert LetterKind.EXTERNAL_REVIEW not in kinds(steps)


def test_taking_a_step_sets_the_letter_and_what_follows_from_silence() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-09-22")
    case = replace(case, letter=replace(case.letter, letter_date=partial("2026-09-30"), medical_necessity="kept"))
    taken = take_step(case, late(PlanType.SELF_FUNDED_ERISA)[1])
    assert taken.letter.kind is LetterKind.EXTERNAL_REVIEW
    assert not taken.letter.letter_date.is_known
    assert taken.letter.medical_necessity == "kept"
    assert taken.appeal.deemed_exhausted
    assert not take_step(case, late(PlanType.SELF_FUNDED_ERISA)[0]).appeal.deemed_exhausted


# ---------------------------------------------------------------- after a decision


@pytest.mark.parametrize(
    ("plan_type", "level", "after", "letter"),
    [
        (PlanType.SELF_FUNDED_ERISA, "initial_denial", "first_appeal_upheld", LetterKind.SECOND_APPEAL),
        (PlanType.SELF_FUNDED_ERISA, "final_internal_denial", "external_upheld", None),
        (PlanType.ACA_INDIVIDUAL, "initial_denial", "first_appeal_upheld", LetterKind.EXTERNAL_REVIEW),
        (PlanType.MEDICARE_PART_D, "pharmacy_rejection", "initial_denial", LetterKind.FIRST_APPEAL),
        (PlanType.MEDICARE_PART_D, "initial_denial", "first_appeal_upheld", LetterKind.EXTERNAL_REVIEW),
        (PlanType.MEDICARE_PART_D, "first_appeal_upheld", "external_upheld", LetterKind.EXTERNAL_REVIEW),
        (PlanType.MEDICARE_PART_D, "external_upheld", "hearing_upheld", LetterKind.EXTERNAL_REVIEW),
        (PlanType.MEDICARE_PART_D, "hearing_upheld", "council_upheld", None),
        (PlanType.MEDICARE_ADVANTAGE_PART_B, "initial_denial", "first_appeal_upheld", None),
        (PlanType.MEDICAID_MANAGED_CARE, "initial_denial", "first_appeal_upheld", LetterKind.EXTERNAL_REVIEW),
        (PlanType.MEDICAID_MANAGED_CARE, "first_appeal_upheld", "hearing_upheld", None),
        (PlanType.MEDICAID_FFS, "initial_denial", "hearing_upheld", None),
        (PlanType.FEHB_PSHB, "initial_denial", "first_appeal_upheld", LetterKind.EXTERNAL_REVIEW),
        (PlanType.FEHB_PSHB, "first_appeal_upheld", "external_upheld", None),
    ],
)
def test_the_next_kind_of_decision_and_its_letter(
    plan_type: PlanType, level: str, after: str, letter: LetterKind | None
) -> None:
    plan = law_book().plans[plan_type]
    found = level_after(law_case(plan_type, level=AppealLevel(level)), plan)
    assert found == after
    assert letter_for(found, plan) is letter


def test_a_second_internal_appeal_ends_in_a_final_denial() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, level=AppealLevel.FIRST_APPEAL_UPHELD)
    case = replace(case, letter=replace(case.letter, kind=LetterKind.SECOND_APPEAL))
    assert level_after(case, law_book().plans[PlanType.SELF_FUNDED_ERISA]) is AppealLevel.FINAL_INTERNAL_DENIAL


@pytest.mark.parametrize(
    ("letter", "plan_type", "level"),
    [
        (LetterKind.STEP_EXCEPTION, PlanType.FULLY_INSURED_GROUP, AppealLevel.INITIAL_DENIAL),
        (LetterKind.FORMULARY_EXCEPTION, PlanType.MEDICARE_PART_D, AppealLevel.INITIAL_DENIAL),
        (LetterKind.FIRST_APPEAL, PlanType.FULLY_INSURED_GROUP, AppealLevel.FIRST_APPEAL_UPHELD),
        (LetterKind.EXTERNAL_REVIEW, PlanType.SELF_FUNDED_ERISA, AppealLevel.EXTERNAL_UPHELD),
    ],
)
def test_the_answer_is_to_the_letter_that_was_filed_not_to_the_one_being_written(
    letter: LetterKind, plan_type: PlanType, level: AppealLevel
) -> None:
    """A refused exception is a first denial, and a review without the plan's answer is above the plan."""
    sent = Event("v1", EventKind.SENT, "2026-11-10", letter=letter)
    case = replace(law_case(plan_type), events=(sent,), letter=LetterOptions(kind=LetterKind.REGULATOR_COMPLAINT))
    assert level_after(case, law_book().plans[plan_type]) is level


@pytest.mark.parametrize("plan_type", PlanType)
def test_every_kind_of_decision_a_plan_knows_has_its_answer(plan_type: PlanType) -> None:
    plan = law_book().plans[plan_type]
    known = kinds_known(plan)
    assert {AppealLevel.INITIAL_DENIAL, AppealLevel.PHARMACY_REJECTION} <= set(known)
    for kind in known:
        letter_for(kind, plan)
    assert AppealLevel.COUNCIL_UPHELD not in known or plan_type.value.startswith("medicare")
    assert kinds_known(None) == tuple(AppealLevel)
