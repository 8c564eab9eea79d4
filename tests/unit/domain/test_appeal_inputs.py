"""What the office enters beside the notice, how it reaches the counting, and which of it is asked at all."""

import dataclasses
import datetime as dt

import pytest

from denialdesk.domain.appeal_facts import AppealFacts, ExcludedDays, ExternalProcess
from denialdesk.domain.appeal_inputs import deadline_inputs, questions_for
from denialdesk.domain.case import Case
from denialdesk.domain.case_format import dump_case, load_case
from denialdesk.domain.counting import ExcludedPeriod
from denialdesk.domain.deadlines import NO_INPUTS, DeadlineInputs
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.errors import CaseFormatError, InvalidDateError
from denialdesk.domain.plan import FormularyStatus, Funding, PlanType
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, law_book, law_case, partial


def test_nothing_entered_is_nothing_assumed() -> None:
    assert deadline_inputs(AppealFacts()) == NO_INPUTS


def test_every_fact_reaches_the_counting() -> None:
    facts = AppealFacts(
        funding=Funding.INSURED,
        is_erisa=False,
        is_small_group=True,
        external_process=ExternalProcess.PRIVATE_IRO,
        state_hearing_days=120,
        deemed_exhausted=True,
        excluded=(ExcludedDays(partial("2026-09-24"), partial("2026-10-03"), "EBSA notice"),),
    )
    assert deadline_inputs(facts) == DeadlineInputs(
        state_days=120,
        external_process="private_iro",
        excluded=(ExcludedPeriod(dt.date(2026, 9, 24), dt.date(2026, 10, 3), "EBSA notice"),),
        funding=Funding.INSURED,
        is_erisa=False,
        is_small_group=True,
        deemed_exhausted=True,
    )


def test_every_process_a_plan_offers_has_its_word() -> None:
    words = {process.value for process in ExternalProcess} - {"unknown"}
    offered = {
        item.id
        for plan in law_book().plans.values()
        for level in plan.levels
        if level.id == "external_review"
        for item in level.processes
    }
    assert offered == words


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        ("2026-10-03", "2026-09-24", "appeal.excluded[0] ends before it begins."),
        ("2026-09", "2026-10-03", "appeal.excluded[0] needs a first and a last day."),
        ("2026-09-24", "", "appeal.excluded[0] needs a first and a last day."),
    ],
)
def test_excluded_days_that_cannot_be_counted_are_refused(first: str, last: str, problem: str) -> None:
    days = ExcludedDays(partial(first), partial(last))
    case = Case(id="c", appeal=AppealFacts(excluded=(days,)))
    with pytest.raises(CaseFormatError) as refused:
        load_case(dump_case(case))
    assert refused.value.message == problem
    with pytest.raises(InvalidDateError):
        deadline_inputs(case.appeal)


# ---------------------------------------------------------------- what is asked


def asked(plan_type: PlanType, level: AppealLevel = AppealLevel.INITIAL_DENIAL, **fields: object) -> frozenset[str]:
    case = law_case(plan_type, level=level, **fields)  # type: ignore[arg-type]  # a test's own fields
    return questions_for(law_book().plans[plan_type], case)


@pytest.mark.parametrize(
    ("plan_type", "level", "fields"),
    [
        (PlanType.SELF_FUNDED_ERISA, AppealLevel.INITIAL_DENIAL, {"deemed_exhausted", "excluded"}),
        (PlanType.SELF_FUNDED_ERISA, AppealLevel.FINAL_INTERNAL_DENIAL, {"excluded"}),
        (PlanType.FULLY_INSURED_GROUP, AppealLevel.FINAL_INTERNAL_DENIAL, {"excluded", "external_process"}),
        (PlanType.NONFEDERAL_GOVERNMENTAL, AppealLevel.INITIAL_DENIAL, {"funding", "deemed_exhausted", "excluded"}),
        (PlanType.CHURCH, AppealLevel.EXTERNAL_UPHELD, {"funding", "excluded"}),
        (PlanType.GRANDFATHERED, AppealLevel.INITIAL_DENIAL, {"is_erisa"}),
        (PlanType.MEDICARE_PART_D, AppealLevel.INITIAL_DENIAL, set()),
        (PlanType.MEDICARE_PART_D, AppealLevel.COUNCIL_UPHELD, set()),
        (PlanType.MEDICAID_MANAGED_CARE, AppealLevel.INITIAL_DENIAL, {"deemed_exhausted"}),
        (PlanType.MEDICAID_MANAGED_CARE, AppealLevel.FIRST_APPEAL_UPHELD, {"deemed_exhausted", "state_hearing_days"}),
        (PlanType.MEDICAID_FFS, AppealLevel.INITIAL_DENIAL, {"state_hearing_days"}),
        (PlanType.FEHB_PSHB, AppealLevel.INITIAL_DENIAL, set()),
        (PlanType.VA, AppealLevel.INITIAL_DENIAL, set()),
    ],
)
def test_only_what_the_plan_needs_is_asked(plan_type: PlanType, level: AppealLevel, fields: set[str]) -> None:
    found = asked(plan_type, level)
    if plan_type is PlanType.GRANDFATHERED:
        found -= {"excluded", "deemed_exhausted"}
    assert found == fields


def test_some_questions_hang_on_the_request() -> None:
    off_list = FormularyStatus.NOT_ON_FORMULARY
    assert "is_small_group" in asked(PlanType.FULLY_INSURED_GROUP, status=off_list)
    assert "is_small_group" not in asked(PlanType.FULLY_INSURED_GROUP)
    assert "change_takes_effect" in asked(PlanType.MEDICAID_FFS, already_taking=True)
    assert "change_takes_effect" not in asked(PlanType.MEDICAID_FFS)
    assert "external_process" in asked(PlanType.ACA_INDIVIDUAL, urgent=True)
    assert asked(PlanType.ACA_INDIVIDUAL, AppealLevel.PHARMACY_REJECTION) == {"excluded"}
    assert questions_for(None, Case(id="c")) == frozenset()


@pytest.mark.parametrize("plan_type", PlanType)
@pytest.mark.parametrize("level", AppealLevel)
def test_a_question_that_is_not_asked_changes_no_date(plan_type: PlanType, level: AppealLevel) -> None:
    """The questions left out would not have moved, added or removed any deadline."""
    case = law_case(plan_type, notice="2026-09-02", received="2026-09-05", level=level, state="TX")
    left_out = {"funding", "is_erisa", "state_hearing_days", "external_process", "deemed_exhausted"} - questions_for(
        law_book().plans[plan_type], case
    )
    answers: dict[str, tuple[object, ...]] = {
        "funding": (Funding.INSURED,),
        "is_erisa": (True,),
        "state_hearing_days": (100,),
        "external_process": (ExternalProcess.PRIVATE_IRO,),
        "deemed_exhausted": (True,),
    }

    def dates(facts: AppealFacts) -> list[tuple[str, dt.date | None]]:
        rights = rights_for(case, law_book(), AS_OF, inputs=deadline_inputs(facts))
        return [(item.level_id, item.file_by) for item in rights.deadlines]

    plain = dates(AppealFacts())
    for name in left_out:
        for answer in answers[name]:
            changes: dict[str, object] = {name: answer}
            assert dates(dataclasses.replace(AppealFacts(), **changes)) == plain, name  # type: ignore[arg-type]  # by name
