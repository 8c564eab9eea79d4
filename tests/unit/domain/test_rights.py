"""The rights of a case: what a letter may state and ask for, under which law, and what stays unsaid."""

import datetime as dt

import pytest

from denialdesk.domain.confirmations import confirmables
from denialdesk.domain.deadlines import DeadlineInputs
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Confidence, Rights
from denialdesk.domain.plan import FormularyStatus, Funding, PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.domain.sources import Verification, VerificationState
from tests.law import AS_OF, COMMERCIAL, law_book, law_case

COMMERCIAL_RIGHTS = {
    "claim_file",
    "criteria",
    "same_specialty_reviewer",
    "identity_of_medical_experts",
    "new_evidence",
    "external_review",
    "expedited",
    "simultaneous_expedited_external",
    "deemed_exhaustion",
    "continued_benefits",
    "decision_clock",
}
CONFIRMED = Verification(VerificationState.VERIFIED, by="R. Sampleton", on="2026-11-21", where="eCFR")


def _rights(plan_type: PlanType | None, inputs: DeadlineInputs | None = None, **fields: object) -> Rights:
    case = law_case(plan_type, notice="2026-11-02", received="2026-11-06", **fields)  # type: ignore[arg-type]  # a test's own fields
    return rights_for(case, law_book(), AS_OF, inputs=inputs or DeadlineInputs())


# ---------------------------------------------------------------- unknown plan type


def test_an_unknown_plan_type_claims_nothing_and_says_what_to_ask() -> None:
    rights = _rights(None, state="TX")

    assert rights.plan_type is None
    assert (rights.rights, rights.deadlines, rights.clocks, rights.governing_law) == ((), (), (), ())
    assert not rights.state_law_applies
    assert rights.state_step_law is None
    assert "insured or self-funded" in rights.unknown
    assert "60 days" in rights.unknown


def test_an_unknown_plan_type_shows_both_employer_candidates() -> None:
    rights = _rights(None)

    assert [item.plan_type for item in rights.candidates] == [
        PlanType.SELF_FUNDED_ERISA,
        PlanType.FULLY_INSURED_GROUP,
    ]
    assert {item.deadline.file_by for item in rights.candidates} == {dt.date(2027, 5, 5)}


# ---------------------------------------------------------------- the commercial plan types


@pytest.mark.parametrize("plan_type", COMMERCIAL)
def test_commercial_plans_have_every_right_of_an_internal_appeal(plan_type: PlanType) -> None:
    rights = _rights(plan_type)

    assert {right.id for right in rights.rights} >= COMMERCIAL_RIGHTS
    for right in rights.rights:
        assert right.text.endswith(".")
        assert right.citations
        assert not right.request or right.request.endswith(".")


@pytest.mark.parametrize("plan_type", COMMERCIAL)
def test_letters_ask_for_these_in_full_sentences(plan_type: PlanType) -> None:
    rights = _rights(plan_type)

    for right_id in (
        "claim_file",
        "criteria",
        "same_specialty_reviewer",
        "identity_of_medical_experts",
        "new_evidence",
    ):
        right = rights.right(right_id)
        assert right is not None
        assert right.request
        assert right.request[0].isupper()


def test_a_self_funded_plan_is_governed_by_erisa() -> None:
    rights = _rights(PlanType.SELF_FUNDED_ERISA, state="TX")

    governing = [citation.text for citation in rights.governing_law]
    assert "ERISA section 503 (29 USC 1133)" in governing
    assert "29 CFR 2560.503-1" in governing
    assert not rights.state_law_applies
    assert rights.state_step_law is None


def test_a_clock_after_filing_says_what_comes_next_when_late() -> None:
    rights = _rights(PlanType.SELF_FUNDED_ERISA)
    standard, urgent = rights.clocks

    assert (standard.amount, standard.expedited) == (30, False)
    assert standard.note.startswith("15 days each if two levels; 60 calendar days where the drug was supplied before")
    assert (urgent.amount, urgent.expedited) == (72, True)
    assert "external review" in standard.next_step_if_late


def test_continued_benefits_are_asked_for_only_with_a_drug_already_taken() -> None:
    first = _rights(PlanType.SELF_FUNDED_ERISA).right("continued_benefits")
    ongoing = _rights(PlanType.SELF_FUNDED_ERISA, already_taking=True).right("continued_benefits")

    assert first is not None
    assert ongoing is not None
    assert first.request == ""
    assert "continue coverage" in ongoing.request


def test_medicare_and_medicaid_have_no_commercial_rights() -> None:
    for plan_type in (PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B, PlanType.MEDICAID_MANAGED_CARE):
        rights = _rights(plan_type)
        text = " ".join(citation.text for right in rights.rights for citation in right.citations)
        assert "2560.503-1" not in text
        assert "147.136" not in text
        assert rights.right("same_specialty_reviewer") is None


def test_who_may_file_differs_by_plan() -> None:
    assert "no form" in _rights(PlanType.MEDICARE_PART_D).who_may_file
    assert "network provider can never appeal" in _rights(PlanType.TRICARE).who_may_file
    assert "written consent" in _rights(PlanType.MEDICAID_MANAGED_CARE).form_needed
    assert "specific written consent" in _rights(PlanType.FEHB_PSHB).form_needed
    assert "Not CMS-1696" in _rights(PlanType.SELF_FUNDED_ERISA).form_needed


def test_a_federal_employee_with_part_d_is_sent_there_first() -> None:
    assert any("PDP EGWP" in note for note in _rights(PlanType.FEHB_PSHB).notes)


# ---------------------------------------------------------------- confidence and confirmation


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_only_seen_or_confirmed_citations_reach_a_letter_in_full(plan_type: PlanType) -> None:
    rights = _rights(plan_type, DeadlineInputs(funding=Funding.INSURED, is_erisa=True))

    for right in rights.rights:
        for citation in right.citations:
            if citation.confidence is Confidence.KNOWN:
                assert citation.for_letter == citation.section
                assert "(a)" not in citation.for_letter
                assert "(i)" not in citation.for_letter
            else:
                assert citation.for_letter == citation.text


def test_an_offices_confirmation_gives_the_full_citation() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-11-06")
    plain = rights_for(case, law_book(), AS_OF).right("claim_file")
    assert plain is not None
    citation = plain.citations[0]
    assert citation.for_letter == "29 CFR 2560.503-1"

    confirmed = rights_for(case, law_book(), AS_OF, confirmed={citation.entry: CONFIRMED}).right("claim_file")

    assert confirmed is not None
    assert confirmed.citations[0].for_letter == "29 CFR 2560.503-1(h)(2)(iii)"
    assert confirmed.citations[0].verification.by == "R. Sampleton"
    assert confirmed.citations[1].for_letter == "29 CFR 2560.503-1"


def test_a_confirmation_of_something_else_changes_nothing() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-11-06")

    assert rights_for(case, law_book(), AS_OF, confirmed={"0" * 20: CONFIRMED}) == rights_for(case, law_book(), AS_OF)


def test_the_confirmation_page_lists_each_entry_once_with_statement_and_link() -> None:
    lines = confirmables([_rights(PlanType.SELF_FUNDED_ERISA), _rights(PlanType.FULLY_INSURED_GROUP, state="TX")])

    assert len({line.entry for line in lines}) == len(lines)
    assert all(line.statement for line in lines)
    open_ones = [line.is_open for line in lines]
    assert open_ones == sorted(open_ones, reverse=True)
    claim_file = next(line for line in lines if line.citation == "29 CFR 2560.503-1(h)(2)(iii)")
    assert claim_file.link == "https://www.ecfr.gov/current/title-29/section-2560.503-1"
    assert "claim" in claim_file.statement
    assert any(line.citation.startswith("Tex. Ins. Code") for line in lines)


def test_confirming_every_line_closes_the_page() -> None:
    case = law_case(PlanType.FULLY_INSURED_GROUP, received="2026-11-06", state="TX")
    lines = confirmables([rights_for(case, law_book(), AS_OF)])
    confirmed = {line.entry: CONFIRMED for line in lines}

    again = confirmables([rights_for(case, law_book(), AS_OF, confirmed=confirmed)])

    assert not any(line.is_open for line in again)
    assert {line.entry for line in again} == {line.entry for line in lines}


# ---------------------------------------------------------------- 45 CFR 156.122(c)


@pytest.mark.parametrize("plan_type", list(PlanType))
@pytest.mark.parametrize("status", list(FormularyStatus))
@pytest.mark.parametrize("small", [None, True, False])
def test_the_nonformulary_exception_is_only_for_its_plans_and_drugs(
    plan_type: PlanType, status: FormularyStatus, *, small: bool | None
) -> None:
    inputs = DeadlineInputs(is_small_group=small, is_erisa=True, funding=Funding.INSURED)
    rights = _rights(plan_type, inputs, status=status)
    allowed = status is FormularyStatus.NOT_ON_FORMULARY and (
        plan_type is PlanType.ACA_INDIVIDUAL or (plan_type is PlanType.FULLY_INSURED_GROUP and small is True)
    )

    assert rights.nonformulary_exception_applies is allowed
    assert (rights.right("nonformulary_exception") is not None) is allowed
    assert any("156.122" in text for text in _law_texts(rights)) is allowed


def _law_texts(rights: Rights) -> list[str]:
    citations = [citation for right in rights.rights for citation in right.citations]
    citations += rights.governing_law
    citations += [citation for deadline in rights.deadlines for citation in deadline.citations]
    return [form for citation in citations for form in (citation.text, citation.section)]


# ---------------------------------------------------------------- funding and employee plans


def test_a_church_plan_cites_by_its_funding() -> None:
    insured = _law_texts(_rights(PlanType.CHURCH, DeadlineInputs(funding=Funding.INSURED)))
    own = _law_texts(_rights(PlanType.CHURCH, DeadlineInputs(funding=Funding.SELF_FUNDED)))

    assert not any("26 CFR" in text for text in insured)
    assert any("26 CFR 54.9815-2719" in text for text in own)
    assert not any("45 CFR 147.136(b)" in text for text in own)


def test_a_self_funded_church_plan_goes_to_the_private_review() -> None:
    rights = _rights(
        PlanType.CHURCH, DeadlineInputs(funding=Funding.SELF_FUNDED), level=AppealLevel.FINAL_INTERNAL_DENIAL
    )

    assert [deadline.level_id for deadline in rights.deadlines] == ["external_review.private_iro"]


def test_a_grandfathered_plan_gets_federal_rights_only_as_an_employee_plan() -> None:
    unknown = _rights(PlanType.GRANDFATHERED)
    employee = _rights(PlanType.GRANDFATHERED, DeadlineInputs(is_erisa=True))

    assert unknown.right("claim_file") is None
    assert employee.right("claim_file") is not None
    assert employee.right("external_review") is None
    assert any("employer plan under ERISA" in note for note in unknown.notes)
    assert not any("employer plan under ERISA" in note for note in employee.notes)


def test_plan_documents_are_an_erisa_right() -> None:
    assert _rights(PlanType.SELF_FUNDED_ERISA).right("plan_documents") is not None
    assert _rights(PlanType.FULLY_INSURED_GROUP, DeadlineInputs(is_erisa=False)).right("plan_documents") is None
    assert _rights(PlanType.ACA_INDIVIDUAL).right("plan_documents") is None


def test_today_decides_lateness_and_as_of_the_law() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-01-05")
    as_of = dt.date(2026, 2, 1)
    (then,) = rights_for(case, law_book(), as_of).deadlines
    (now,) = rights_for(case, law_book(), as_of, today=dt.date(2026, 9, 1)).deadlines

    assert not any("has passed" in warning for warning in then.warnings)
    assert any("has passed" in warning for warning in now.warnings)
