"""The dates of all open cases, the reminders that stand, and a calendar file that tells nothing of a patient."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import Case, CaseStatus, DrugRequest, Event, EventKind, LetterKind, Patient
from denialdesk.domain.case_summary import CaseSummary, dated_case, summarise
from denialdesk.domain.dates import UNKNOWN_DATE
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.services.agenda import (
    DateKind,
    KeyDate,
    agenda,
    calendar_file,
    case_code,
    continuations,
    key_dates,
    reminders_today,
    second_clock_of,
    still_of_use,
)
from denialdesk.services.follow_up import (
    OVERTURNED,
    PARTLY,
    UPHELD,
    NewNotice,
    record_event,
    running_clocks,
    take_up_next_level,
)
from tests.law import law_book, law_case, partial

TODAY = dt.date(2026, 11, 21)


def dates_of_case(case: Case) -> dict[DateKind, dt.date]:
    return {item.kind: item.day for item in key_dates(case, rights_for(case, law_book(), TODAY))}


def part_d(**facts: object) -> Case:
    case = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-02")
    return replace(case, appeal=replace(AppealFacts(), **facts))  # type: ignore[arg-type]  # by name


def test_an_unfiled_case_has_its_safe_date_and_the_legal_one_beside_it() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, received="2026-01-05")
    (item,) = key_dates(case, rights_for(case, law_book(), dt.date(2026, 6, 1)))
    assert (item.kind, item.day, item.legal) == (DateKind.FILE_BY, dt.date(2026, 7, 2), dt.date(2026, 7, 4))


def test_a_filed_case_waits_for_the_plan_and_a_decided_one_for_nothing() -> None:
    sent = record_event(part_d(), Event("v1", EventKind.SENT, "2026-11-20"))
    assert dates_of_case(sent) == {DateKind.PLAN_ANSWER: dt.date(2026, 11, 27)}
    decided = record_event(sent, Event("v2", EventKind.DECIDED, "2026-11-25", decision=UPHELD))
    assert dates_of_case(decided) == {}
    assert dates_of_case(replace(part_d(), status=CaseStatus.CLOSED)) == {}


# ---------------------------------------------------------------- what runs after a refusal, and beside a silent plan


def refused(plan_type: PlanType, decision: str = UPHELD, **fields: object) -> Case:
    case = law_case(plan_type, notice="2026-10-01", received="2026-10-03", **fields)  # type: ignore[arg-type]  # by name
    sent = record_event(case, Event("v1", EventKind.SENT, "2026-10-20"))
    return record_event(sent, Event("v2", EventKind.DECIDED, "2026-11-19", decision=decision))


@pytest.mark.parametrize(
    ("plan_type", "day", "what"),
    [
        (PlanType.SELF_FUNDED_ERISA, dt.date(2027, 3, 19), "external review"),  # 4 months
        (PlanType.MEDICARE_PART_D, dt.date(2027, 1, 15), "independent review entity"),  # 60 days, Monday is a holiday
        (PlanType.FEHB_PSHB, dt.date(2027, 2, 17), "OPM review"),  # 90 days
        (PlanType.MEDICARE_ADVANTAGE_PART_B, None, ""),  # the plan itself sends the case on
        (PlanType.MEDICAID_MANAGED_CARE, None, ""),  # the state's number of days is not entered
    ],
)
@pytest.mark.parametrize("decision", [UPHELD, PARTLY])
def test_after_a_refusal_the_next_levels_time_runs_before_anyone_takes_it_up(
    plan_type: PlanType, day: dt.date | None, what: str, decision: str
) -> None:
    found = agenda([summarise(refused(plan_type, decision))], law_book(), TODAY)
    assert [(item.kind, item.day) for item in found] == ([(DateKind.NEXT_LEVEL, day)] if day else [])
    if day is not None:
        assert what in found[0].what
        assert "enter its notice" in found[0].what
        assert reminders_today(found, day + dt.timedelta(days=30), {})  # a refusal nobody took up is never let go


def test_an_overturned_a_closed_and_a_taken_up_refusal_have_no_such_date() -> None:
    won = refused(PlanType.SELF_FUNDED_ERISA, OVERTURNED)
    assert agenda([summarise(won)], law_book(), TODAY) == ()
    lost = refused(PlanType.SELF_FUNDED_ERISA)
    assert agenda([summarise(replace(lost, status=CaseStatus.CLOSED))], law_book(), TODAY) == ()
    taken = NewNotice(AppealLevel.FINAL_INTERNAL_DENIAL, partial("2026-11-17"), partial("2026-11-19"), UNKNOWN_DATE)
    event = Event("v3", EventKind.NEXT_LEVEL, "2026-11-20")
    found = agenda([summarise(take_up_next_level(lost, taken, LetterKind.EXTERNAL_REVIEW, event))], law_book(), TODAY)
    assert [(item.kind, item.day) for item in found] == [(DateKind.FILE_BY, dt.date(2027, 3, 19))]


def test_a_silent_federal_carrier_leaves_120_days_to_ask_opm() -> None:
    case = record_event(law_case(PlanType.FEHB_PSHB, notice="2026-09-02"), Event("v1", EventKind.SENT, "2026-10-10"))
    found = {item.kind: item for item in agenda([summarise(case)], law_book(), TODAY)}
    assert found[DateKind.PLAN_ANSWER].day == dt.date(2026, 11, 9)
    assert (found[DateKind.NEXT_LEVEL].day, found[DateKind.NEXT_LEVEL].legal) == (
        dt.date(2027, 2, 5),
        dt.date(2027, 2, 7),
    )


def test_external_review_without_the_plans_answer_keeps_its_date_until_it_is_filed() -> None:
    case = law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-09-02", received="2026-09-05")
    late = record_event(case, Event("v1", EventKind.SENT, "2026-10-10"))
    review = replace(
        late,
        appeal=replace(late.appeal, deemed_exhausted=True),
        letter=replace(late.letter, kind=LetterKind.EXTERNAL_REVIEW),
    )
    assert DateKind.NEXT_LEVEL not in {item.kind for item in agenda([summarise(late)], law_book(), TODAY)}
    found = {item.kind: item.day for item in agenda([summarise(review)], law_book(), TODAY)}
    assert found[DateKind.NEXT_LEVEL] == dt.date(2027, 1, 5)
    filed = record_event(review, Event("v2", EventKind.SENT, "2026-11-20"))
    assert DateKind.NEXT_LEVEL not in {item.kind for item in agenda([summarise(filed)], law_book(), TODAY)}


@pytest.mark.parametrize(
    ("level", "again"),
    [
        (AppealLevel.FINAL_INTERNAL_DENIAL, True),
        (AppealLevel.EXTERNAL_UPHELD, False),  # the ten days ran from the plan's own answer
        (AppealLevel.HEARING_UPHELD, False),
    ],
)
def test_benefits_are_asked_for_again_only_after_the_plans_own_answer(level: AppealLevel, again: bool) -> None:
    case = law_case(PlanType.MEDICAID_MANAGED_CARE, notice="2026-11-20", already_taking=True, level=level)
    assert bool(continuations(case)) is again


def test_a_question_to_the_plan_leaves_the_date_to_file_on_the_list() -> None:
    case = part_d()
    case = replace(case, letter=replace(case.letter, kind=LetterKind.PLAN_FUNDING_QUESTION))
    asked = record_event(case, Event("v1", EventKind.SENT, "2026-11-20"))
    assert dates_of_case(asked) == {DateKind.FILE_BY: dt.date(2027, 1, 6)}


def test_the_supply_is_a_date_of_its_own_and_stands_beside_the_answer() -> None:
    case = part_d(supply_ends=partial("2026-11-25"))
    assert dates_of_case(case)[DateKind.SUPPLY_ENDS] == dt.date(2026, 11, 25)
    sent = record_event(case, Event("v1", EventKind.SENT, "2026-11-20"))
    clocks = running_clocks(sent, rights_for(sent, law_book(), TODAY))
    second = second_clock_of(sent, clocks, TODAY)
    assert second is not None
    assert second.gap_days == 2
    assert DateKind.SUPPLY_ENDS not in dates_of_case(part_d(supply_ends=partial("2026-11")))


@pytest.mark.parametrize(("taking", "expected"), [(True, dt.date(2026, 11, 30)), (False, None), (None, None)])
def test_continued_benefits_are_for_a_drug_already_taken(taking: bool | None, expected: dt.date | None) -> None:
    case = law_case(PlanType.MEDICAID_MANAGED_CARE, notice="2026-11-20", already_taking=taking)
    assert dates_of_case(case).get(DateKind.KEEP_DRUG) == expected


def test_the_worklists_line_gives_the_same_dates_as_the_whole_case() -> None:
    """The calendar reads lines, the header the whole case: they must never disagree."""
    for plan_type in PlanType:
        for status_event in (None, Event("v1", EventKind.SENT, "2026-11-20")):
            case = law_case(plan_type, notice="2026-11-02", received="2026-11-05", state="TX", already_taking=True)
            facts = AppealFacts(supply_ends=partial("2026-12-01"), state_hearing_days=90)
            case = replace(case, appeal=facts, patient=Patient("Marigold", "Testcase"))
            case = record_event(case, status_event) if status_event else case
            from_line = agenda([summarise(case)], law_book(), TODAY)
            assert set(from_line) == set(key_dates(case, rights_for(case, law_book(), TODAY)))


def test_all_cases_in_the_order_of_their_days() -> None:
    cases = [law_case(PlanType.MEDICARE_PART_D, notice=day) for day in ("2026-11-02", "2026-10-01", "2026-10-15")]
    lines = [replace(summarise(case), case_id=f"c{number}") for number, case in enumerate(cases)]
    found = agenda([*lines, CaseSummary("bad", notice_date="2026-02-30")], law_book(), TODAY)
    assert [item.case_id for item in found] == ["c1", "c2", "c0"]


# ---------------------------------------------------------------- reminders

DATE = KeyDate("c1", DateKind.FILE_BY, dt.date(2026, 12, 5), "Redetermination", dt.date(2026, 12, 5))


def standing(days_before: int, date: KeyDate = DATE, dismissed: dict[str, str] | None = None) -> list[str]:
    found = reminders_today([date], date.day - dt.timedelta(days=days_before), dismissed or {})
    return [item.key.rsplit(" ", 1)[1] for item in found]


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (15, []),
        (14, ["14"]),
        (8, ["14"]),
        (7, ["7"]),
        (4, ["7"]),
        (3, ["3"]),
        (2, ["3"]),
        (1, ["1"]),
        (0, ["0"]),
        (-1, []),
    ],
)
def test_reminders_at_fourteen_seven_three_one_and_no_days(days_before: int, expected: list[str]) -> None:
    assert standing(days_before) == expected


def test_what_was_put_away_stays_away_until_the_next_one() -> None:
    away = {f"{DATE.key} 7": "2026-11-28"}
    assert standing(7, dismissed=away) == []
    assert standing(4, dismissed=away) == []
    assert standing(3, dismissed=away) == ["3"]
    moved = replace(DATE, day=dt.date(2026, 12, 4))
    assert standing(7, moved, away) == ["7"]


def test_a_late_plan_and_a_filing_past_its_safe_day_are_told_too() -> None:
    late = replace(DATE, kind=DateKind.PLAN_ANSWER, legal=None)
    assert standing(-3, late) == ["late"]
    still_legal = replace(DATE, day=dt.date(2026, 12, 4))
    assert standing(-1, still_legal) == ["late"]
    assert standing(-2, still_legal) == []
    supply = replace(DATE, kind=DateKind.SUPPLY_ENDS, legal=None)
    assert standing(-1, supply) == []


def test_the_list_of_what_was_put_away_does_not_grow_for_ever() -> None:
    away = {f"{DATE.key} 7": "2026-11-28", "gone file_by 2026-01-05 3": "2026-01-02"}
    assert still_of_use(away, [DATE]) == {f"{DATE.key} 7": "2026-11-28"}
    assert still_of_use(away, []) == {}


# ---------------------------------------------------------------- the calendar file


def test_the_calendar_file_names_no_patient_payer_drug_or_number() -> None:
    case = law_case(PlanType.MEDICARE_PART_D, notice="2026-11-02")
    case = replace(
        case,
        patient=Patient("Marigold", "Testcase"),
        request=DrugRequest(drug="Rinvoq"),
        plan=replace(case.plan, payer_name="Cigna", member_id="EX000123456"),
        denial=replace(case.denial, reference_number="CR-EXAMPLE-0041"),
        appeal=AppealFacts(supply_ends=partial("2026-12-01")),
    )
    text = calendar_file(agenda([summarise(case)], law_book(), TODAY), dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270106" in text
    assert f"SUMMARY:Last safe day to file (case {case_code('case-1')})" in text
    for word in ("Marigold", "Testcase", "Rinvoq", "Cigna", "EX000123456", "CR-EXAMPLE", "case-1", "Medicare"):
        assert word not in text


def test_a_moved_date_keeps_its_entry_so_a_calendar_updates_it() -> None:
    stamp = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)

    def uid(date: KeyDate) -> str:
        return next(line for line in calendar_file([date], stamp).splitlines() if line.startswith("UID"))

    assert uid(DATE) == uid(replace(DATE, day=dt.date(2026, 12, 6)))
    assert uid(DATE) != uid(replace(DATE, kind=DateKind.PLAN_ANSWER))
    assert uid(DATE) != uid(replace(DATE, case_id="c2"))


@given(case_id=st.text(min_size=1, max_size=40))
def test_a_case_code_is_short_and_stable(case_id: str) -> None:
    assert case_code(case_id) == case_code(case_id)
    assert len(case_code(case_id)) == 6
    assert case_code(case_id).isalnum()


def test_a_line_holds_no_patient_where_dates_are_counted() -> None:
    case = replace(law_case(PlanType.SELF_FUNDED_ERISA), patient=Patient("Marigold", "Testcase"))
    assert dated_case(summarise(case)).patient == Patient()
