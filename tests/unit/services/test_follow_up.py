"""After the letter: status by steps, the clocks that run, the next level."""

import datetime as dt
from dataclasses import replace

import pytest

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind, LetterKind
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.services.follow_up import (
    UPHELD,
    NewNotice,
    RunningClock,
    close_case,
    record_event,
    remove_event,
    reopen_case,
    running_clocks,
    take_up_next_level,
)
from tests.law import AS_OF, law_book, law_case, partial


def with_letter(case: Case, kind: LetterKind) -> Case:
    return replace(case, letter=replace(case.letter, kind=kind))


def sent(plan_type: PlanType, kind: LetterKind = LetterKind.FIRST_APPEAL, **fields: object) -> Case:
    case = law_case(plan_type, notice="2026-09-01", received="2026-09-04", **fields)  # type: ignore[arg-type]  # by name
    return record_event(with_letter(case, kind), Event("v1", EventKind.SENT, "2026-10-01"))


def clocks_of(case: Case) -> tuple[RunningClock, ...]:
    return running_clocks(case, rights_for(case, law_book(), AS_OF))


# ---------------------------------------------------------------- status


@pytest.mark.parametrize("kind", [LetterKind.FIRST_APPEAL, LetterKind.STEP_EXCEPTION, LetterKind.EXTERNAL_REVIEW])
def test_sending_a_filing_moves_the_case_on(kind: LetterKind) -> None:
    case = sent(PlanType.SELF_FUNDED_ERISA, kind)
    assert case.status is CaseStatus.SENT
    assert case.events[0].letter is kind


@pytest.mark.parametrize(
    "kind", [LetterKind.PLAN_FUNDING_QUESTION, LetterKind.CLAIM_FILE_REQUEST, LetterKind.RECORDS_REQUEST]
)
def test_a_question_is_no_filing_so_the_date_to_file_stays(kind: LetterKind) -> None:
    """Else the case would leave the list of what is due, and the appeal would be missed."""
    case = sent(PlanType.SELF_FUNDED_ERISA, kind)
    assert case.status is CaseStatus.DRAFT
    exported = record_event(case, Event("v2", EventKind.EXPORTED, "2026-10-02"))
    assert exported.status is CaseStatus.DRAFT
    assert clocks_of(case) == ()


def test_closing_stays_and_reopening_goes_where_the_steps_lead() -> None:
    case = close_case(sent(PlanType.SELF_FUNDED_ERISA))
    assert record_event(case, Event("v2", EventKind.NOTE, "2026-10-03")).status is CaseStatus.CLOSED
    assert reopen_case(case).status is CaseStatus.SENT
    assert remove_event(reopen_case(case), "v1").status is CaseStatus.DRAFT


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("plan_type", "day"),
    [
        (PlanType.SELF_FUNDED_ERISA, dt.date(2026, 10, 31)),
        (PlanType.MEDICARE_PART_D, dt.date(2026, 10, 8)),
        (PlanType.MEDICAID_MANAGED_CARE, dt.date(2026, 10, 31)),
        (PlanType.FEHB_PSHB, dt.date(2026, 10, 31)),
    ],
)
def test_the_plans_answer_is_due_by_its_own_clock(plan_type: PlanType, day: dt.date) -> None:
    (clock,) = clocks_of(sent(plan_type))
    assert clock.due.day == day


def test_an_overdue_letter_does_not_give_the_plan_new_time() -> None:
    case = sent(PlanType.SELF_FUNDED_ERISA)
    case = with_letter(case, LetterKind.OVERDUE_DECISION)
    case = record_event(case, Event("v2", EventKind.SENT, "2026-11-03"))
    (clock,) = clocks_of(case)
    assert clock.due.day == dt.date(2026, 10, 31)


def test_an_exception_request_runs_on_the_first_decisions_clock_and_the_states() -> None:
    case = sent(PlanType.FULLY_INSURED_GROUP, LetterKind.STEP_EXCEPTION, state="TX")
    found = {item.clock.level_id: item.due for item in clocks_of(case)}
    assert set(found) == {"initial_decision", "state_exception"}
    assert found["initial_decision"].day == dt.date(2026, 10, 16)
    assert found["state_exception"].moment is not None
    self_funded = sent(PlanType.SELF_FUNDED_ERISA, LetterKind.STEP_EXCEPTION, state="TX")
    assert {item.clock.level_id for item in clocks_of(self_funded)} == {"initial_decision"}


def test_external_review_after_silence_has_its_own_clock_and_intake() -> None:
    case = sent(PlanType.SELF_FUNDED_ERISA, LetterKind.EXTERNAL_REVIEW)
    case = replace(case, appeal=replace(case.appeal, deemed_exhausted=True))
    clocks = clocks_of(case)
    assert {item.clock.level_id for item in clocks} == {"external_review"}
    assert [item.due.day for item in clocks] == [dt.date(2026, 10, 9), dt.date(2026, 11, 15)]


# ---------------------------------------------------------------- the next level


def test_the_next_level_takes_the_new_notice_and_begins_as_a_draft() -> None:
    case = record_event(sent(PlanType.MEDICARE_PART_D), Event("v2", EventKind.DECIDED, "2026-10-08", decision=UPHELD))
    assert case.status is CaseStatus.DECIDED
    notice = NewNotice(AppealLevel.FIRST_APPEAL_UPHELD, partial("2026-10-08"), UNKNOWN_DATE, PartialDate(2026, 12, 12))
    event = Event("v3", EventKind.NEXT_LEVEL, "2026-10-12", "Earlier notice: September 1, 2026.")
    following = take_up_next_level(case, notice, LetterKind.EXTERNAL_REVIEW, event)
    assert following.status is CaseStatus.DRAFT
    assert following.letter.kind is LetterKind.EXTERNAL_REVIEW
    assert (following.denial.level, following.denial.reason) == (AppealLevel.FIRST_APPEAL_UPHELD, "")
    assert [item.id for item in following.events] == ["v1", "v2", "v3"]
    deadline = rights_for(following, law_book(), AS_OF).next_deadline
    assert deadline is not None
    assert (deadline.level_id, deadline.legal_deadline) == ("ire_reconsideration", dt.date(2026, 12, 12))
    assert clocks_of(following) == ()
    again = record_event(following, Event("v4", EventKind.SENT, "2026-10-20"))
    assert again.status is CaseStatus.SENT
    (clock,) = clocks_of(again)
    assert (clock.clock.level_id, clock.due.day) == ("ire_reconsideration", dt.date(2026, 10, 27))
