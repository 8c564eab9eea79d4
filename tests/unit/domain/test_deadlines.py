"""Deadlines of a case: every level of every plan, the date the notice prints, today, and what is refused."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.counting import ExcludedPeriod, NoticeDates
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.deadlines import DeadlineInputs, DeadlineRequest, dates_of, level_deadline, state_review_deadline
from denialdesk.domain.denial import AppealLevel, Denial
from denialdesk.domain.holidays import why_not_business_day
from denialdesk.domain.law import Deadline, Rights
from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.plan_law import LevelEntry, PlanEntry, PlanFamily
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, law_book, law_case

DAY = dt.timedelta(days=1)
NOTICE = dt.date(2026, 11, 2)
RECEIVED = dt.date(2026, 11, 6)
# Filled in so that every level with a count can be counted.
FULL = DeadlineInputs(state_days=90, is_erisa=True)


@dataclass(frozen=True)
class Level:
    """One level with a window, with what is needed to count it."""

    plan: PlanEntry
    entry: LevelEntry
    name: str

    def deadline(self, dates: NoticeDates, as_of: dt.date, inputs: DeadlineInputs = FULL) -> Deadline:
        return level_deadline(DeadlineRequest(self.plan, self.entry, dates, as_of, inputs, level_id=self.name))


def _levels() -> list[Level]:
    found = []
    for plan in law_book().plans.values():
        for level in plan.levels:
            named = [(level, level.id), *((process, f"{level.id}.{process.id}") for process in level.processes)]
            for entry, name in named:
                if entry.window and (entry.window.amount is not None or entry.window.state_sets_number):
                    found.append(Level(plan, entry, name))
    return found


LEVELS = _levels()


def _id(level: Level) -> str:
    return f"{level.plan.id.value}-{level.name}"


every_level = pytest.mark.parametrize("level", LEVELS, ids=_id)


def _printed(level: Level) -> dt.date | None:
    """A printed date only where the level needs one, and far enough not to matter."""
    return dt.date(2099, 1, 1) if level.entry.needs_printed_date else None


def test_the_data_has_this_many_levels_with_a_count() -> None:
    assert len(LEVELS) == 40


@pytest.mark.parametrize("level", [level for level in LEVELS if not level.entry.needs_printed_date], ids=_id)
def test_day_before_on_and_after_the_last_day(level: Level) -> None:
    dates = NoticeDates(notice=NOTICE, received=RECEIVED)
    first = level.deadline(dates, NOTICE)
    assert first.legal_deadline is not None
    assert first.file_by is not None

    before = level.deadline(dates, first.legal_deadline - DAY)
    on = level.deadline(dates, first.legal_deadline)
    after = level.deadline(dates, first.legal_deadline + DAY)

    assert {item.legal_deadline for item in (before, on, after)} == {first.legal_deadline}
    assert {item.file_by for item in (before, on, after)} == {first.file_by}
    assert not any("has passed." in warning and "last day" in warning for warning in (*before.warnings, *on.warnings))
    assert any(warning.startswith("The last day,") for warning in after.warnings)


@every_level
@given(notice=st.dates(dt.date(2022, 1, 1), dt.date(2040, 12, 31)), gap=st.integers(0, 30))
def test_never_later_than_legal_and_never_earlier_for_a_later_notice(level: Level, notice: dt.date, gap: int) -> None:
    later_notice = notice + gap * DAY
    first = level.deadline(NoticeDates(notice, notice, _printed(level)), notice)
    second = level.deadline(NoticeDates(later_notice, later_notice, _printed(level)), notice)

    assert first.file_by is not None
    assert first.legal_deadline is not None
    assert second.file_by is not None
    assert second.legal_deadline is not None
    assert first.file_by <= first.legal_deadline
    assert not why_not_business_day(first.file_by, observed=True)
    assert second.legal_deadline >= first.legal_deadline
    assert second.file_by >= first.file_by


@every_level
def test_counted_dates_carry_start_citation_and_steps(level: Level) -> None:
    deadline = level.deadline(NoticeDates(NOTICE, RECEIVED, _printed(level)), NOTICE)

    assert deadline.start_event
    assert deadline.start_date in {NOTICE, RECEIVED}
    assert deadline.citations
    assert deadline.steps[0].text
    assert deadline.steps[-1].date == deadline.file_by or level.entry.needs_printed_date


# ---------------------------------------------------------------- the date the notice prints


def _case_deadline(plan_type: PlanType, printed: dt.date | None, as_of: dt.date = AS_OF) -> Deadline:
    case = law_case(plan_type, notice=NOTICE, received=RECEIVED, printed=printed)
    deadline = rights_for(case, law_book(), as_of).next_deadline
    assert deadline is not None
    return deadline


COUNTED = {PlanType.SELF_FUNDED_ERISA: dt.date(2027, 5, 5), PlanType.MEDICARE_PART_D: dt.date(2027, 1, 5)}


@pytest.mark.parametrize("plan_type", list(COUNTED))
def test_an_earlier_printed_date_is_the_one_to_file_by(plan_type: PlanType) -> None:
    printed = dt.date(2026, 12, 15)
    deadline = _case_deadline(plan_type, printed)

    assert deadline.file_by == deadline.printed_date == printed
    assert deadline.legal_deadline == COUNTED[plan_type]
    assert "earlier" in deadline.printed_note


@pytest.mark.parametrize("plan_type", list(COUNTED))
def test_a_later_printed_date_does_not_move_ours(plan_type: PlanType) -> None:
    plain = _case_deadline(plan_type, None)
    deadline = _case_deadline(plan_type, COUNTED[plan_type] + 30 * DAY)

    assert (deadline.legal_deadline, deadline.file_by) == (plain.legal_deadline, plain.file_by)
    assert deadline.printed_date == COUNTED[plan_type] + 30 * DAY
    assert "later" in deadline.printed_note


def test_commercial_after_our_date_the_printed_one_keeps_the_case_open() -> None:
    printed, today = COUNTED[PlanType.SELF_FUNDED_ERISA] + 30 * DAY, COUNTED[PlanType.SELF_FUNDED_ERISA] + 3 * DAY
    deadline = _case_deadline(PlanType.SELF_FUNDED_ERISA, printed, today)

    assert deadline.file_by == today
    assert deadline.legal_deadline == printed
    assert "rests on the notice" in deadline.printed_note
    assert "File at once." in " ".join(deadline.warnings)


def test_medicare_after_our_date_a_printed_one_does_not_move_the_legal_date() -> None:
    legal = COUNTED[PlanType.MEDICARE_PART_D]
    today = legal + 3 * DAY
    deadline = _case_deadline(PlanType.MEDICARE_PART_D, legal + 30 * DAY, today)

    assert deadline.file_by == today
    assert deadline.legal_deadline == legal
    assert "good cause" in " ".join(deadline.warnings)
    assert "42 CFR 423.582(c)" in " ".join(deadline.warnings)


def test_a_printed_date_that_has_passed_too_leaves_ours() -> None:
    legal = COUNTED[PlanType.SELF_FUNDED_ERISA]
    deadline = _case_deadline(PlanType.SELF_FUNDED_ERISA, legal + 5 * DAY, legal + 6 * DAY)

    assert deadline.legal_deadline == legal
    assert any("disaster-relief" in warning for warning in deadline.warnings)


def test_a_printed_date_between_the_safe_and_the_legal_day_leaves_the_safe_one() -> None:
    """New Year's Day and a weekend lie between: safe December 31, legal January 4."""
    for printed in (dt.date(2026, 12, 31), dt.date(2027, 1, 2), dt.date(2027, 1, 4)):
        case = law_case(
            PlanType.SELF_FUNDED_ERISA, received="2026-09-01", printed=printed, level=AppealLevel.FINAL_INTERNAL_DENIAL
        )
        (deadline,) = rights_for(case, law_book(), AS_OF).deadlines

        assert (deadline.legal_deadline, deadline.file_by) == (dt.date(2027, 1, 4), dt.date(2026, 12, 31))
        assert "our safe date is not later" in deadline.printed_note


def test_between_the_safe_and_the_legal_day_it_says_file_today() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-06-08")  # legal Sat December 5, safe Fri December 4
    (deadline,) = rights_for(case, law_book(), dt.date(2026, 12, 5)).deadlines

    assert deadline.file_by == dt.date(2026, 12, 4)
    assert any("file today" in warning for warning in deadline.warnings)


@given(
    printed=st.dates(dt.date(2026, 11, 2), dt.date(2028, 1, 1)),
    today=st.dates(dt.date(2026, 11, 2), dt.date(2028, 1, 1)),
    plan_type=st.sampled_from(list(COUNTED)),
)
def test_the_safe_date_passes_the_legal_one_only_to_say_file_at_once(
    printed: dt.date, today: dt.date, plan_type: PlanType
) -> None:
    deadline = _case_deadline(plan_type, printed, today)
    assert deadline.file_by is not None
    assert deadline.legal_deadline is not None

    if deadline.file_by > deadline.legal_deadline:
        assert plan_type is PlanType.MEDICARE_PART_D
        assert deadline.file_by == today <= printed
        assert "File at once." in " ".join(deadline.warnings)


# ---------------------------------------------------------------- refusals, each with what to ask


def _rights(plan_type: PlanType, inputs: DeadlineInputs | None = None, **fields: object) -> Rights:
    case = law_case(plan_type, notice=NOTICE, received=RECEIVED, **fields)  # type: ignore[arg-type]  # a test's own fields
    return rights_for(case, law_book(), AS_OF, inputs=inputs or DeadlineInputs())


@pytest.mark.parametrize(
    ("plan_type", "level", "inputs", "ask"),
    [
        (PlanType.VA, AppealLevel.INITIAL_DENIAL, DeadlineInputs(), "VA pharmacy"),
        (PlanType.SHORT_TERM_LIMITED, AppealLevel.INITIAL_DENIAL, DeadlineInputs(), "employer group health plan"),
        (PlanType.GRANDFATHERED, AppealLevel.INITIAL_DENIAL, DeadlineInputs(), "employer plan under ERISA"),
        (PlanType.GRANDFATHERED, AppealLevel.INITIAL_DENIAL, DeadlineInputs(is_erisa=False), "appeal terms"),
        (PlanType.SHORT_TERM_LIMITED, AppealLevel.INITIAL_DENIAL, DeadlineInputs(is_erisa=False), "appeal terms"),
        (PlanType.GRANDFATHERED, AppealLevel.FIRST_APPEAL_UPHELD, DeadlineInputs(is_erisa=True), "second level"),
        (
            PlanType.SHORT_TERM_LIMITED,
            AppealLevel.FINAL_INTERNAL_DENIAL,
            DeadlineInputs(is_erisa=True),
            "state's review",
        ),
        (PlanType.MEDICAID_FFS, AppealLevel.INITIAL_DENIAL, DeadlineInputs(), "at most 90"),
        (PlanType.MEDICAID_FFS, AppealLevel.INITIAL_DENIAL, DeadlineInputs(state_days=91), "at most 90"),
        (PlanType.MEDICAID_FFS, AppealLevel.INITIAL_DENIAL, DeadlineInputs(state_days=0), "at most 90"),
        (PlanType.MEDICAID_MANAGED_CARE, AppealLevel.FINAL_INTERNAL_DENIAL, DeadlineInputs(), "from 90 to 120"),
        (PlanType.MEDICAID_MANAGED_CARE, AppealLevel.FINAL_INTERNAL_DENIAL, DeadlineInputs(state_days=89), "90 to 120"),
        (
            PlanType.MEDICAID_MANAGED_CARE,
            AppealLevel.FINAL_INTERNAL_DENIAL,
            DeadlineInputs(state_days=121),
            "90 to 120",
        ),
        (PlanType.CHIP, AppealLevel.FINAL_INTERNAL_DENIAL, DeadlineInputs(), "from 90 to 120"),
        (PlanType.TRICARE, AppealLevel.FIRST_APPEAL_UPHELD, DeadlineInputs(), "last day that the decision letter"),
        (PlanType.SELF_FUNDED_ERISA, AppealLevel.EXTERNAL_UPHELD, DeadlineInputs(), "plan document"),
        (PlanType.FEHB_PSHB, AppealLevel.EXTERNAL_UPHELD, DeadlineInputs(), "notice or the plan document"),
        (PlanType.MEDICARE_PART_D, AppealLevel.PHARMACY_REJECTION, DeadlineInputs(), "coverage determination"),
        (
            PlanType.SELF_FUNDED_ERISA,
            AppealLevel.PHARMACY_REJECTION,
            DeadlineInputs(),
            "step-therapy exception request",
        ),
    ],
)
def test_refused_with_what_to_ask(plan_type: PlanType, level: AppealLevel, inputs: DeadlineInputs, ask: str) -> None:
    deadlines = _rights(plan_type, inputs, level=level).deadlines

    assert deadlines
    assert all(deadline.file_by is None and deadline.legal_deadline is None for deadline in deadlines)
    assert all(deadline.refusal for deadline in deadlines)
    assert any(ask in deadline.ask for deadline in deadlines)


def test_a_hearing_after_deemed_exhaustion_is_not_counted() -> None:
    inputs = DeadlineInputs(state_days=120, deemed_exhausted=True)
    deadlines = _rights(PlanType.MEDICAID_MANAGED_CARE, inputs, level=AppealLevel.FINAL_INTERNAL_DENIAL).deadlines
    hearing = next(deadline for deadline in deadlines if deadline.level_id == "state_fair_hearing")

    assert hearing.file_by is None
    assert "File at once" in hearing.ask


def test_an_excepted_employee_plan_gets_only_the_180_days() -> None:
    for plan_type in (PlanType.SHORT_TERM_LIMITED, PlanType.GRANDFATHERED):
        (deadline,) = _rights(plan_type, DeadlineInputs(is_erisa=True)).deadlines
        assert deadline.legal_deadline == dt.date(2027, 5, 5)
        later = _rights(plan_type, DeadlineInputs(is_erisa=True), level=AppealLevel.FINAL_INTERNAL_DENIAL).deadlines
        assert [item.file_by for item in later] == [None]


def test_tricare_beyond_reconsideration_needs_the_letters_own_date() -> None:
    printed = dt.date(2026, 12, 20)
    deadlines = _rights(PlanType.TRICARE, level=AppealLevel.FIRST_APPEAL_UPHELD, printed=printed).deadlines

    assert {deadline.level_id for deadline in deadlines} == {"second_reconsideration", "formal_review"}
    assert all(deadline.file_by == printed for deadline in deadlines)


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_a_pharmacy_rejection_starts_no_clock_for_any_plan(plan_type: PlanType) -> None:
    (deadline,) = _rights(plan_type, level=AppealLevel.PHARMACY_REJECTION).deadlines

    assert deadline.file_by is None
    assert "pharmacy counter" in deadline.refusal
    assert deadline.ask


def test_an_urgent_denial_also_shows_external_review_at_the_same_time_but_never_to_work_by() -> None:
    rights = _rights(PlanType.SELF_FUNDED_ERISA, urgent=True)
    (review,) = rights.open_at_once

    assert [deadline.level_id for deadline in rights.deadlines] == ["internal_appeal"]
    assert review.level_id == "external_review"
    assert "together with the urgent appeal" in review.warnings[0]
    assert rights.next_deadline is rights.deadlines[0]
    assert _rights(PlanType.MEDICARE_PART_D, urgent=True).open_at_once == ()
    assert _rights(PlanType.SELF_FUNDED_ERISA).open_at_once == ()


def test_a_plan_that_broke_its_rules_opens_external_review_from_the_notice_in_hand() -> None:
    rights = _rights(PlanType.SELF_FUNDED_ERISA, DeadlineInputs(deemed_exhausted=True))
    review = next(deadline for deadline in rights.deadlines if deadline.level_id == "external_review")

    assert review.legal_deadline == dt.date(2027, 3, 8)
    assert rights.next_deadline is review


def test_external_review_after_a_first_appeal_counts_only_if_it_was_the_final_answer() -> None:
    deadlines = _rights(PlanType.SELF_FUNDED_ERISA, level=AppealLevel.FIRST_APPEAL_UPHELD).deadlines
    review = next(deadline for deadline in deadlines if deadline.level_id == "external_review")

    assert "only if" in review.warnings[0]


def test_a_second_internal_level_has_no_federal_number() -> None:
    deadlines = _rights(PlanType.SELF_FUNDED_ERISA, level=AppealLevel.FIRST_APPEAL_UPHELD).deadlines

    assert {deadline.level_id for deadline in deadlines} == {"second_internal_appeal", "external_review"}
    second = next(deadline for deadline in deadlines if deadline.level_id == "second_internal_appeal")
    assert second.file_by is None
    assert "second level" in second.ask


def test_an_individual_policy_has_exactly_one_internal_level() -> None:
    deadlines = _rights(PlanType.ACA_INDIVIDUAL, level=AppealLevel.FIRST_APPEAL_UPHELD).deadlines

    assert all(deadline.level_id.startswith("external_review.") for deadline in deadlines)


def test_part_c_needs_no_filing_with_the_review_entity() -> None:
    deadlines = _rights(PlanType.MEDICARE_ADVANTAGE_PART_B, level=AppealLevel.FIRST_APPEAL_UPHELD).deadlines

    assert [deadline.level_id for deadline in deadlines] == ["ire"]
    assert "the plan sends" in deadlines[0].refusal


def test_dates_known_only_to_the_month_are_not_counted_from() -> None:
    denial = Denial(notice_date=PartialDate(2026, 11), received_date=PartialDate(2026))

    assert dates_of(denial) == NoticeDates()
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-11")
    (deadline,) = rights_for(case, law_book(), AS_OF).deadlines
    assert deadline.file_by is None
    assert "Enter the date" in deadline.ask


def test_no_receipt_date_counts_from_the_notice_and_says_so() -> None:
    (deadline,) = rights_for(law_case(PlanType.SELF_FUNDED_ERISA, notice=NOTICE), law_book(), AS_OF).deadlines

    assert deadline.start_is_presumed
    assert deadline.start_date == NOTICE
    assert "safe start" in deadline.steps[0].text


# ---------------------------------------------------------------- external review


def test_the_three_processes_are_all_counted_while_unknown_and_the_earliest_leads() -> None:
    rights = _rights(PlanType.FULLY_INSURED_GROUP, level=AppealLevel.FINAL_INTERNAL_DENIAL, state="TX")
    by_id = {deadline.level_id: deadline for deadline in rights.deadlines}

    assert set(by_id) == {f"external_review.{name}" for name in ("state_process", "hhs_administered", "private_iro")}
    assert rights.next_deadline is by_id["external_review.hhs_administered"]
    assert by_id["external_review.hhs_administered"].file_by == dt.date(2027, 3, 2)
    assert by_id["external_review.private_iro"].legal_deadline == dt.date(2027, 3, 8)
    assert by_id["external_review.state_process"].legal_deadline == dt.date(2027, 3, 6)
    assert all("keep the earliest" in deadline.warnings[0] for deadline in rights.deadlines)


def test_once_the_process_is_named_only_it_is_counted() -> None:
    inputs = DeadlineInputs(external_process="private_iro")
    rights = _rights(PlanType.FULLY_INSURED_GROUP, inputs, level=AppealLevel.FINAL_INTERNAL_DENIAL)

    assert [deadline.level_id for deadline in rights.deadlines] == ["external_review.private_iro"]


@pytest.mark.parametrize(("state", "days"), [("CT", 120), ("NC", 120), ("HI", 130), ("MI", 127), ("OH", 180)])
def test_a_state_with_its_own_number_of_days(state: str, days: int) -> None:
    plan = law_book().plans[PlanType.ACA_INDIVIDUAL]
    level = plan.level("external_review.state_process")
    assert level is not None
    day = dt.date(2026, 10, 30)
    request = DeadlineRequest(plan, level, NoticeDates(day, day), AS_OF)

    deadline = state_review_deadline(request, law_book().states[state].external_review)

    assert deadline.legal_deadline == day + days * DAY
    assert any("four months" in step.text for step in deadline.steps) is (days == 120)
    assert any("nobody has re-read" in warning for warning in deadline.warnings)


def test_while_funding_is_unknown_the_count_shows_both_citations() -> None:
    (deadline,) = _rights(PlanType.CHURCH).deadlines
    (insured,) = _rights(PlanType.CHURCH, DeadlineInputs(funding=Funding.INSURED)).deadlines

    assert [item.text.rpartition(" (")[2] for item in deadline.citations] == ["if self-funded)", "if insured)"]
    assert ["45 CFR" in item.text for item in insured.citations] == [True]


def test_excluded_days_reach_the_case_and_are_named() -> None:
    storm = (ExcludedPeriod(dt.date(2026, 12, 1), dt.date(2026, 12, 10), "storm"),)
    (deadline,) = _rights(PlanType.SELF_FUNDED_ERISA, DeadlineInputs(excluded=storm)).deadlines

    assert deadline.legal_deadline == dt.date(2027, 5, 15)
    assert any("county" in warning for warning in deadline.warnings)


def test_excluded_days_outside_the_window_change_nothing() -> None:
    long_ago = (ExcludedPeriod(dt.date(2020, 3, 1), dt.date(2023, 7, 10)),)
    (deadline,) = _rights(PlanType.SELF_FUNDED_ERISA, DeadlineInputs(excluded=long_ago)).deadlines

    assert deadline.legal_deadline == dt.date(2027, 5, 5)
    assert not any("county" in warning for warning in deadline.warnings)


def test_an_expedited_hearing_request_counts_from_the_notice_date() -> None:
    for plan_type in (PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B):
        plain = _rights(plan_type, level=AppealLevel.EXTERNAL_UPHELD).deadlines[0]
        urgent = _rights(plan_type, level=AppealLevel.EXTERNAL_UPHELD, urgent=True).deadlines[0]
        assert plain.legal_deadline == dt.date(2027, 1, 5)
        assert urgent.legal_deadline == dt.date(2027, 1, 1)
        assert urgent.file_by == dt.date(2026, 12, 31)


def test_no_public_program_uses_a_commercial_count() -> None:
    for plan in law_book().plans.values():
        if plan.family is not PlanFamily.PUBLIC:
            continue
        for level in plan.levels:
            assert level.window is None or level.window.amount != 180
            assert not any("2560.503-1" in item.text or "147.136" in item.text for item in level.citations)
