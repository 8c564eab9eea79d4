"""Which form a filer needs, and whether it is here."""

import dataclasses

import pytest

from denialdesk.domain.appeal_facts import AppealFacts, Filer
from denialdesk.domain.case import Case, Exhibit, LetterKind, LetterOptions
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.domain.representation import Authorization, authorization_of
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, law_book, law_case


def found(case: Case) -> Authorization:
    return authorization_of(case, rights_for(case, law_book(), AS_OF))


@pytest.mark.parametrize("filer", [Filer.PATIENT, Filer.PROVIDER])
@pytest.mark.parametrize("plan_type", PlanType)
def test_only_a_prescriber_who_files_for_the_patient_needs_a_form(plan_type: PlanType, filer: Filer) -> None:
    case = dataclasses.replace(law_case(plan_type, notice="2026-11-02"), appeal=AppealFacts(filer=filer))
    assert not found(case).is_needed


@pytest.mark.parametrize(
    ("plan_type", "urgent", "level", "form"),
    [
        (PlanType.SELF_FUNDED_ERISA, False, AppealLevel.INITIAL_DENIAL, "the plan's own authorized representative"),
        (PlanType.SELF_FUNDED_ERISA, True, AppealLevel.INITIAL_DENIAL, ""),
        (PlanType.MEDICARE_PART_D, False, AppealLevel.INITIAL_DENIAL, ""),
        (PlanType.MEDICARE_PART_D, False, AppealLevel.FIRST_APPEAL_UPHELD, ""),
        (PlanType.MEDICARE_PART_D, False, AppealLevel.EXTERNAL_UPHELD, "CMS-1696"),
        (PlanType.MEDICARE_PART_D, True, AppealLevel.HEARING_UPHELD, "CMS-1696"),
        (PlanType.MEDICAID_MANAGED_CARE, True, AppealLevel.INITIAL_DENIAL, "written consent"),
        (PlanType.FEHB_PSHB, False, AppealLevel.INITIAL_DENIAL, "specific written consent"),
        (PlanType.TRICARE, False, AppealLevel.INITIAL_DENIAL, "Appointment of Representative"),
        (PlanType.VA, False, AppealLevel.INITIAL_DENIAL, ""),
        (PlanType.SHORT_TERM_LIMITED, False, AppealLevel.INITIAL_DENIAL, ""),
    ],
)
def test_the_form_by_plan_speed_and_level(plan_type: PlanType, urgent: bool, level: AppealLevel, form: str) -> None:
    authorization = found(law_case(plan_type, notice="2026-11-02", urgent=urgent, level=level))
    assert authorization.is_needed is bool(form)
    assert form in authorization.form
    assert authorization.why
    assert authorization.is_missing is bool(form)


def test_the_urgent_exception_ends_with_the_plans_own_appeal() -> None:
    urgent = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-11-02", urgent=True)
    assert not found(urgent).is_needed
    review = dataclasses.replace(urgent, letter=LetterOptions(kind=LetterKind.EXTERNAL_REVIEW))
    final = law_case(
        PlanType.SELF_FUNDED_ERISA, notice="2026-11-02", urgent=True, level=AppealLevel.FINAL_INTERNAL_DENIAL
    )
    for case in (review, final):
        assert found(case).is_missing
        assert "ends with the plan's own appeal" in found(case).why


@pytest.mark.parametrize(("is_erisa", "needed"), [(True, False), (False, True), (None, True)])
def test_a_grandfathered_policy_has_the_urgent_exception_only_as_an_employee_plan(
    is_erisa: bool | None, needed: bool
) -> None:
    case = law_case(PlanType.GRANDFATHERED, notice="2026-11-02", urgent=True)
    assert found(dataclasses.replace(case, appeal=AppealFacts(is_erisa=is_erisa))).is_needed is needed


def test_an_enclosed_form_or_a_yes_is_enough_and_a_no_outweighs_the_enclosure() -> None:
    case = law_case(PlanType.FEHB_PSHB, notice="2026-11-02")
    assert found(case).is_here is None
    enclosed = dataclasses.replace(case, exhibits=(Exhibit("e1", "Signed consent of the member"),))
    assert found(enclosed).is_here is True
    denied = dataclasses.replace(enclosed, appeal=AppealFacts(form_on_file=False))
    assert found(denied).is_missing
    assert not found(dataclasses.replace(case, appeal=AppealFacts(form_on_file=True))).is_missing
