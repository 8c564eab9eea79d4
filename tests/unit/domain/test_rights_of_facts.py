"""Rights as the office's own answers change them: who files, coverage outside the list, questions, levels above."""

import dataclasses
import datetime as dt

import pytest

from denialdesk.domain.appeal_facts import AppealFacts, ExcludedDays, Filer
from denialdesk.domain.case import Case
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Rights
from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, law_book, law_case, partial


def rights_of(case: Case, **facts: object) -> Rights:
    case = dataclasses.replace(case, appeal=dataclasses.replace(AppealFacts(), **facts))  # type: ignore[arg-type]  # by name
    return rights_for(case, law_book(), AS_OF)


@pytest.mark.parametrize("plan_type", PlanType)
@pytest.mark.parametrize("state", ["", "TX", "AZ"])
def test_a_providers_own_dispute_claims_nothing_of_the_patients_law(plan_type: PlanType, state: str) -> None:
    case = law_case(plan_type, notice="2026-11-02", received="2026-11-05", printed="2027-01-15", state=state)
    rights = rights_of(case, filer=Filer.PROVIDER)
    assert (rights.rights, rights.governing_law, rights.clocks, rights.open_at_once) == ((), (), (), ())
    assert not rights.state_law_applies
    assert rights.state_step_law is None
    (deadline,) = rights.deadlines
    assert deadline.file_by is None
    assert "contract" in deadline.refusal
    assert deadline.printed_date == dt.date(2027, 1, 15)


def test_coverage_outside_the_list_says_where_it_goes_and_counts_nothing() -> None:
    for entry in law_book().outside:
        rights = rights_of(law_case(None, notice="2026-11-02"), outside=entry.id)
        assert entry.goes_to in rights.unknown
        assert rights.plan_type_name == entry.name
        assert (rights.deadlines, rights.candidates, rights.rights, rights.clocks) == ((), (), (), ())


def test_a_plan_type_chosen_later_outweighs_the_outside_entry() -> None:
    rights = rights_of(law_case(PlanType.MEDICARE_PART_D, notice="2026-11-02"), outside="champva")
    assert rights.plan_type is PlanType.MEDICARE_PART_D
    assert rights.next_deadline is not None


def test_a_question_of_the_finder_shows_the_plans_it_may_be() -> None:
    rights = rights_of(law_case(None, notice="2026-11-02"), question="ask_medicare_part")
    assert [item.plan_type for item in rights.candidates] == [
        PlanType.MEDICARE_PART_D,
        PlanType.MEDICARE_ADVANTAGE_PART_B,
    ]
    assert {item.deadline.file_by for item in rights.candidates} == {dt.date(2027, 1, 6)}
    assert rights.unknown.startswith("Ask the plan: was the drug denied under Part D")
    assert "no date is counted" in rights.unknown


@pytest.mark.parametrize(
    ("plan_type", "level", "next_level"),
    [
        (PlanType.MEDICARE_PART_D, AppealLevel.EXTERNAL_UPHELD, "alj"),
        (PlanType.MEDICARE_PART_D, AppealLevel.HEARING_UPHELD, "appeals_council"),
        (PlanType.MEDICARE_PART_D, AppealLevel.COUNCIL_UPHELD, "court"),
        (PlanType.MEDICARE_ADVANTAGE_PART_B, AppealLevel.HEARING_UPHELD, "appeals_council"),
        (PlanType.MEDICARE_ADVANTAGE_PART_B, AppealLevel.COUNCIL_UPHELD, "court"),
        (PlanType.MEDICAID_FFS, AppealLevel.HEARING_UPHELD, "judicial_review"),
    ],
)
def test_hearing_council_and_court_are_reached(plan_type: PlanType, level: AppealLevel, next_level: str) -> None:
    rights = rights_of(law_case(plan_type, notice="2026-11-02", level=level))
    (deadline,) = rights.deadlines
    assert deadline.level_id == next_level


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("level", [AppealLevel.HEARING_UPHELD, AppealLevel.COUNCIL_UPHELD])
def test_council_and_court_count_sixty_days_from_receipt_presumed_at_five(level: AppealLevel, offset: int) -> None:
    case = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-02", level=level)
    last = dt.date(2027, 1, 6)
    rights = rights_for(case, law_book(), AS_OF, today=last + dt.timedelta(days=offset))
    (deadline,) = rights.deadlines
    assert deadline.legal_deadline == last
    assert deadline.start_is_presumed
    assert any("has passed" in warning for warning in deadline.warnings) is (offset > 0)


def test_the_facts_of_the_case_reach_the_count() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-05-04")
    plain = rights_of(case).next_deadline
    excluded = (ExcludedDays(partial("2026-05-06"), partial("2026-05-15"), "EBSA notice"),)
    later = rights_of(case, excluded=excluded).next_deadline
    assert plain is not None
    assert later is not None
    assert plain.legal_deadline == dt.date(2026, 10, 31)
    assert later.legal_deadline == dt.date(2026, 11, 10)


def test_funding_opens_the_gate_of_a_public_employers_plan() -> None:
    case = law_case(PlanType.NONFEDERAL_GOVERNMENTAL, received="2026-11-05", state="AZ")
    assert not rights_of(case).state_law_applies
    assert rights_of(case, funding=Funding.INSURED).state_law_applies


def test_deemed_exhaustion_opens_external_review_with_its_clock() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-11-05")
    assert {clock.level_id for clock in rights_of(case).clocks} == {"internal_appeal"}
    lapsed = rights_of(case, deemed_exhausted=True)
    assert {item.level_id for item in lapsed.deadlines} == {"internal_appeal", "external_review"}
    assert {clock.level_id for clock in lapsed.clocks} == {"internal_appeal", "external_review"}


def test_a_medicaid_plan_that_never_answered_leads_to_a_hearing_without_a_date() -> None:
    case = law_case(PlanType.MEDICAID_MANAGED_CARE, notice="2026-11-05")
    found = {item.level_id: item for item in rights_of(case, deemed_exhausted=True, state_hearing_days=120).deadlines}
    assert found["state_fair_hearing"].file_by is None
    assert "File at once" in found["state_fair_hearing"].ask
