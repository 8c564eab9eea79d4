"""Cases as an office has them, each answer worked out by hand from the rules before the program was asked."""

import datetime as dt
from dataclasses import replace

import pytest

from denialdesk.domain.appeal_facts import AppealFacts, ExcludedDays, ExternalProcess, Filer
from denialdesk.domain.case import Case, Event, EventKind, LetterKind
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Deadline, Rights
from denialdesk.domain.plan import FormularyStatus, Funding, PlanType
from denialdesk.domain.representation import authorization_of
from denialdesk.domain.rights import rights_for
from denialdesk.services.agenda import continuations
from denialdesk.services.follow_up import clocks_from, record_event, running_clocks
from tests.law import CENTRAL, law_book, law_case, partial

TODAY = dt.date(2026, 11, 21)


def rights_of(case: Case, today: dt.date = TODAY) -> Rights:
    return rights_for(case, law_book(), today)


def only(case: Case, today: dt.date = TODAY) -> Deadline:
    (deadline,) = rights_of(case, today).deadlines
    return deadline


def days(deadline: Deadline) -> tuple[dt.date | None, dt.date | None]:
    return deadline.legal_deadline, deadline.file_by


def with_facts(case: Case, **facts: object) -> Case:
    return replace(case, appeal=replace(AppealFacts(), **facts))  # type: ignore[arg-type]  # by name


def cites(rights: Rights) -> str:
    found = [*rights.governing_law]
    found += [citation for right in rights.rights for citation in right.citations]
    found += [citation for deadline in rights.deadlines for citation in deadline.citations]
    found += [citation for clock in (*rights.clocks, *rights.request_clocks) for citation in clock.citations]
    return " ".join(citation.text for citation in found)


def test_a_notice_of_the_friday_before_labor_day_that_came_on_tuesday() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-09-04", received="2026-09-08")
    # 22 days of September, then 31+30+31+31+28 make 173; seven of March: Sunday March 7.
    assert days(only(case)) == (dt.date(2027, 3, 7), dt.date(2027, 3, 5))


def test_a_notice_by_fax_is_received_on_its_own_day() -> None:
    case = law_case(PlanType.FULLY_INSURED_GROUP, notice="2026-11-20", received="2026-11-20", state="TX")
    assert days(only(case)) == (dt.date(2027, 5, 19), dt.date(2027, 5, 19))
    part_d = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-20", received="2026-11-20")
    # 60 days from the fax, not 65 from the date: the presumption is rebutted by the fax line. January 18 is a holiday.
    assert days(only(part_d)) == (dt.date(2027, 1, 19), dt.date(2027, 1, 19))


def test_a_plan_that_names_30_days_where_the_law_gives_180() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-11-20", received="2026-11-20", printed="2026-12-20")
    deadline = only(case)
    assert days(deadline) == (dt.date(2027, 5, 19), dt.date(2026, 12, 20))
    assert "earlier last day" in deadline.printed_note
    assert any("a Sunday: have it received by Fri December 18, 2026" in text for text in deadline.warnings)


@pytest.mark.parametrize(
    ("plan_type", "legal"),
    [
        (PlanType.SELF_FUNDED_ERISA, dt.date(2027, 5, 19)),
        (PlanType.MEDICARE_PART_D, dt.date(2027, 1, 19)),
        (PlanType.MEDICAID_MANAGED_CARE, None),  # counted from the date on the notice
        (PlanType.FEHB_PSHB, None),
        (PlanType.TRICARE, None),
    ],
)
def test_a_notice_without_a_date_of_which_only_receipt_is_known(plan_type: PlanType, legal: dt.date | None) -> None:
    deadline = only(law_case(plan_type, received="2026-11-20"))
    assert deadline.legal_deadline == legal
    if legal is None:
        assert deadline.ask == "Enter the date on the notice."


def test_a_self_funded_plan_with_a_states_logo_on_the_card_is_under_no_state_law() -> None:
    rights = rights_of(law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-11-02", state="TX"))
    assert (rights.state_law_applies, rights.state_step_law) == (False, None)
    assert "Tex." not in cites(rights)


def test_medicaid_managed_care_cuts_a_drug_at_the_end_of_the_month() -> None:
    case = law_case(PlanType.MEDICAID_MANAGED_CARE, notice="2026-11-12", already_taking=True)
    case = with_facts(case, change_takes_effect=partial("2026-11-30"))
    (keep,) = continuations(case)
    assert (keep.last_day, keep.ask_by) == (dt.date(2026, 11, 30), dt.date(2026, 11, 30))  # later than ten days
    assert keep.who_asks == "the enrollee, not the provider"
    right = rights_of(case).right("continued_benefits")
    assert right is not None
    assert right.request == ""  # a prescriber may not ask for it, so no letter does
    assert days(only(case)) == (dt.date(2027, 1, 11), dt.date(2027, 1, 11))
    assert "written consent" in authorization_of(case, rights_of(case)).form


def test_a_part_d_tiering_exception_is_decided_in_hours_and_then_redetermined() -> None:
    case = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-16")
    case = replace(case, letter=replace(case.letter, kind=LetterKind.FORMULARY_EXCEPTION))
    friday = dt.datetime(2026, 11, 20, 15, tzinfo=CENTRAL)
    (running,) = clocks_from(friday, case, rights_of(case))
    assert running.due.moment == dt.datetime(2026, 11, 23, 15, tzinfo=CENTRAL)
    urgent = replace(case, denial=replace(case.denial, urgent=True))
    (running,) = clocks_from(friday, urgent, rights_of(urgent))
    assert running.due.moment == dt.datetime(2026, 11, 21, 15, tzinfo=CENTRAL)
    # Presumed on November 21; 60 days later is January 20.
    assert days(only(case)) == (dt.date(2027, 1, 20), dt.date(2027, 1, 20))


def test_fehb_six_months_from_the_end_of_august() -> None:
    case = law_case(PlanType.FEHB_PSHB, notice="2026-08-31", received="2026-09-08")
    assert days(only(case)) == (dt.date(2027, 2, 28), dt.date(2027, 2, 26))  # no February 31; the 28th is a Sunday


def test_medicare_advantage_part_b_goes_to_the_review_entity_by_itself() -> None:
    case = law_case(PlanType.MEDICARE_ADVANTAGE_PART_B, notice="2026-10-01")
    assert days(only(case)) == (dt.date(2026, 12, 5), dt.date(2026, 12, 4))
    upheld = law_case(PlanType.MEDICARE_ADVANTAGE_PART_B, notice="2026-11-02", level=AppealLevel.FIRST_APPEAL_UPHELD)
    deadline = only(upheld)
    assert deadline.file_by is None
    assert "forward" in deadline.refusal.casefold() or "itself" in deadline.refusal


@pytest.mark.parametrize("is_erisa", [True, False, None])
def test_a_grandfathered_plan_has_180_days_only_as_an_employee_plan(is_erisa: bool | None) -> None:
    case = with_facts(law_case(PlanType.GRANDFATHERED, notice="2026-11-16", received="2026-11-20"), is_erisa=is_erisa)
    rights = rights_of(case)
    if is_erisa:
        assert days(only(case)) == (dt.date(2027, 5, 19), dt.date(2027, 5, 19))
        assert rights.right("deemed_exhaustion") is not None
        final = replace(case, denial=replace(case.denial, level=AppealLevel.FINAL_INTERNAL_DENIAL))
        assert "No federal external review" in only(final).refusal
        return
    assert only(case).file_by is None
    assert rights.rights == ()  # 29 CFR 2560.503-1 says nothing of an individual policy
    assert "29 CFR" not in cites(rights)


@pytest.mark.parametrize(
    ("funding", "own", "other"),
    [(Funding.SELF_FUNDED, "26 CFR 54.9815-2719", "45 CFR 147.136"), (Funding.INSURED, "45 CFR 147.136", "26 CFR")],
)
def test_a_church_plan_is_cited_under_the_regulation_of_its_funding(funding: Funding, own: str, other: str) -> None:
    for level in (AppealLevel.INITIAL_DENIAL, AppealLevel.FINAL_INTERNAL_DENIAL):
        case = with_facts(
            law_case(PlanType.CHURCH, notice="2026-10-28", received="2026-10-30", level=level, state="OH"),
            funding=funding,
        )
        found = cites(rights_of(case))
        assert own in found
        assert other not in found
        if (funding, level) == (Funding.SELF_FUNDED, AppealLevel.FINAL_INTERNAL_DENIAL):
            assert days(only(case)) == (dt.date(2027, 3, 1), dt.date(2027, 3, 1))  # October 30: no February 30


def test_a_short_term_policy_has_only_its_own_terms() -> None:
    case = with_facts(law_case(PlanType.SHORT_TERM_LIMITED, notice="2026-11-16", state="TX"), is_erisa=False)
    deadline = only(case)
    assert deadline.file_by is None
    assert "appeal terms" in deadline.ask
    assert not rights_of(case).state_law_applies


def test_a_drug_denied_after_it_was_supplied_gives_the_plan_longer_and_the_count_says_so() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-09-02", received="2026-09-05")
    sent = record_event(case, Event("v1", EventKind.SENT, "2026-11-02"))
    (running,) = running_clocks(sent, rights_of(sent))
    assert running.due.day == dt.date(2026, 12, 2)
    assert any("60 calendar days where the drug was supplied before the denial" in s.text for s in running.due.steps)


def test_a_second_internal_level_has_no_federal_number_and_the_review_is_conditional() -> None:
    case = law_case(
        PlanType.SELF_FUNDED_ERISA, notice="2026-11-02", received="2026-11-06", level=AppealLevel.FIRST_APPEAL_UPHELD
    )
    review, second = rights_of(case).deadlines
    assert (second.level_id, second.file_by) == ("second_internal_appeal", None)
    assert review.legal_deadline == dt.date(2027, 3, 8)  # March 6 is a Saturday: moved to Monday
    assert review.file_by == dt.date(2027, 3, 5)
    assert any("final internal decision" in text for text in review.warnings)


def test_external_review_after_a_plan_that_never_answered_counts_from_the_first_notice() -> None:
    case = with_facts(
        law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-07-02", received="2026-07-06"), deemed_exhausted=True
    )
    found = {item.level_id: item for item in rights_of(case).deadlines}
    assert days(found["external_review"]) == (dt.date(2026, 11, 6), dt.date(2026, 11, 6))
    assert days(found["internal_appeal"]) == (dt.date(2027, 1, 2), dt.date(2026, 12, 31))


def test_a_medicaid_plan_that_never_answered_leads_to_a_hearing_without_a_date() -> None:
    case = with_facts(law_case(PlanType.MEDICAID_MANAGED_CARE, notice="2026-09-02"), deemed_exhausted=True)
    hearing = next(item for item in rights_of(case).deadlines if item.level_id == "state_fair_hearing")
    assert hearing.file_by is None
    assert "File at once" in hearing.ask


def test_an_insured_final_denial_whose_review_process_is_unknown_keeps_the_earliest() -> None:
    case = law_case(
        PlanType.FULLY_INSURED_GROUP,
        notice="2026-11-02",
        received="2026-11-09",
        level=AppealLevel.FINAL_INTERNAL_DENIAL,
        state="MI",
        urgent=True,
    )
    found = {item.level_id.partition(".")[2]: item for item in rights_of(case).deadlines}
    assert days(found["hhs_administered"]) == (dt.date(2027, 3, 9), dt.date(2027, 3, 2))  # from the letter's date
    assert days(found["private_iro"]) == (dt.date(2027, 3, 9), dt.date(2027, 3, 9))
    assert days(found["state_process"]) == (dt.date(2027, 3, 16), dt.date(2027, 3, 16))  # Michigan: 127 days
    assert any("expedited 10 days" in text for text in found["state_process"].warnings)
    assert rights_of(case).next_deadline == found["hhs_administered"]
    named = with_facts(case, external_process=ExternalProcess.STATE_PROCESS)
    assert any(text.startswith("Decided by, as far as we know") for text in only(named).warnings)
    assert not any("Decided by" in text for item in found.values() for text in item.warnings)


def test_an_expedited_part_d_hearing_counts_from_the_date_of_the_notice() -> None:
    case = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-02", level=AppealLevel.EXTERNAL_UPHELD, urgent=True)
    deadline = only(case)
    assert days(deadline) == (dt.date(2027, 1, 1), dt.date(2026, 12, 31))
    assert any("At least $200 must be in dispute" in text for text in deadline.warnings)
    court = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-08", level=AppealLevel.COUNCIL_UPHELD)
    assert any("$1,960 when filed in 2026, $2,000 when filed in 2027" in text for text in only(court).warnings)
    undated = law_case(PlanType.MEDICARE_PART_D, received="2026-11-20", level=AppealLevel.EXTERNAL_UPHELD, urgent=True)
    assert only(undated).file_by is None  # from receipt it would be counted too late


def test_a_fee_for_service_hearing_by_the_states_own_number() -> None:
    case = with_facts(law_case(PlanType.MEDICAID_FFS, notice="2026-11-02"), state_hearing_days=60)
    assert days(only(case)) == (dt.date(2027, 1, 1), dt.date(2026, 12, 31))  # from mailing, a holiday is not moved
    (citation,) = only(case).citations
    assert "at most 90 calendar days" in citation.rule  # the federal rule, never the state's number under its name


def test_tricare_keeps_the_long_window_when_the_short_one_has_passed() -> None:
    case = law_case(PlanType.TRICARE, notice="2026-11-02", urgent=True)
    rights = rights_of(case)
    long, short = rights.deadlines
    assert days(long) == (dt.date(2027, 1, 31), dt.date(2027, 1, 29))
    assert short.file_by is None
    assert "ended on Tue November 10" in short.refusal  # presumed on the 7th, and three days
    assert rights.next_deadline == long
    assert "network provider can never appeal" in rights.who_may_file


def test_a_claim_rejected_at_the_counter_starts_no_clock() -> None:
    for plan_type in PlanType:
        case = law_case(plan_type, notice="2026-11-02", level=AppealLevel.PHARMACY_REJECTION)
        assert only(case).file_by is None


def test_a_providers_own_dispute_borrows_no_patients_law() -> None:
    for plan_type in PlanType:
        case = with_facts(law_case(plan_type, notice="2026-11-02", received="2026-11-05"), filer=Filer.PROVIDER)
        rights = rights_of(case)
        assert (rights.rights, rights.governing_law, rights.clocks) == ((), (), ())
        assert only(case).file_by is None


def test_disaster_relief_lengthens_a_commercial_time_and_never_a_public_one() -> None:
    storm = (ExcludedDays(partial("2026-12-01"), partial("2026-12-10"), "an invented relief notice"),)
    for plan_type in PlanType:
        case = law_case(plan_type, notice="2026-11-02", received="2026-11-02")
        facts = {"is_erisa": True, "state_hearing_days": 60}
        plain = rights_of(with_facts(case, **facts)).next_deadline
        relieved = rights_of(with_facts(case, **facts, excluded=storm)).next_deadline
        if plain is None or relieved is None:
            assert plain is relieved is None
            continue
        assert plain.legal_deadline is not None
        assert relieved.legal_deadline is not None
        is_public = law_book().plans[plan_type].family.value == "public"
        gained = (relieved.legal_deadline - plain.legal_deadline).days
        assert gained == (0 if is_public else 10), plan_type
        assert is_public is any("do not lengthen" in text for text in relieved.warnings)


def test_an_urgent_appeal_filed_before_the_clocks_go_back_is_due_an_hour_earlier_by_the_wall() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-10-26", received="2026-10-28", urgent=True)
    friday = dt.datetime(2026, 10, 30, 16, tzinfo=CENTRAL)
    (running,) = clocks_from(friday, case, rights_of(case))
    assert running.due.moment is not None
    assert running.due.moment.astimezone(dt.UTC) - friday.astimezone(dt.UTC) == dt.timedelta(hours=72)
    opened = rights_of(case).open_at_once
    assert [days(item) for item in opened] == [(dt.date(2027, 3, 1), dt.date(2027, 2, 26))]  # Sunday February 28 moved


def test_a_drug_off_the_list_opens_the_federal_exception_only_where_it_reaches() -> None:
    def reaches(plan_type: PlanType, status: FormularyStatus, **facts: object) -> bool:
        case = with_facts(law_case(plan_type, notice="2026-11-02", status=status, state="TX"), **facts)
        rights = rights_of(case)
        assert rights.nonformulary_exception_applies is ("156.122" in cites(rights))
        return rights.nonformulary_exception_applies

    off, on = FormularyStatus.NOT_ON_FORMULARY, FormularyStatus.ON_FORMULARY
    assert reaches(PlanType.ACA_INDIVIDUAL, off)
    assert reaches(PlanType.FULLY_INSURED_GROUP, off, is_small_group=True)
    assert not reaches(PlanType.FULLY_INSURED_GROUP, off, is_small_group=False)
    assert not reaches(PlanType.FULLY_INSURED_GROUP, off)
    assert not reaches(PlanType.ACA_INDIVIDUAL, on)
    for plan_type in set(PlanType) - {PlanType.ACA_INDIVIDUAL, PlanType.FULLY_INSURED_GROUP}:
        assert not reaches(plan_type, off, is_small_group=True, is_erisa=True, funding=Funding.INSURED)


def test_the_clock_follows_the_letter_that_was_filed_not_the_reminder_being_written() -> None:
    """A step-therapy request is late after the plan's 15 days, and stays so while the overdue letter is written."""
    case = law_case(PlanType.FULLY_INSURED_GROUP, notice="2026-10-20", received="2026-10-22", state="TX")
    case = replace(case, letter=replace(case.letter, kind=LetterKind.STEP_EXCEPTION))
    sent = record_event(case, Event("v1", EventKind.SENT, "2026-11-02"))
    reminding = replace(sent, letter=replace(sent.letter, kind=LetterKind.OVERDUE_DECISION))
    for each in (sent, reminding):
        federal = [item for item in running_clocks(each, rights_of(each)) if item.clock.level_id == "initial_decision"]
        assert [item.due.day for item in federal] == [dt.date(2026, 11, 17)]
    appealed = replace(reminding, events=(replace(sent.events[0], letter=LetterKind.FIRST_APPEAL),))
    assert [item.due.day for item in running_clocks(appealed, rights_of(appealed))] == [dt.date(2026, 12, 2)]


def test_an_unconfirmed_state_time_calls_no_plan_late() -> None:
    """Texas gives 72 hours, which nobody here has confirmed; Arizona's were read, with statute and reach."""
    for state, first in (("TX", "initial_decision"), ("AZ", "state_exception")):
        case = law_case(PlanType.ACA_INDIVIDUAL, notice="2026-10-20", received="2026-10-22", state=state)
        case = replace(case, letter=replace(case.letter, kind=LetterKind.STEP_EXCEPTION))
        sent = record_event(case, Event("v1", EventKind.SENT, "2026-11-16"))
        clocks = running_clocks(sent, rights_of(sent))
        assert clocks[0].clock.level_id == first
        assert clocks[0].is_sure
        assert {item.clock.level_id for item in clocks} == {"initial_decision", "state_exception"}
        assert any(item.due.day < TODAY for item in clocks if item.clock.level_id == "state_exception")
