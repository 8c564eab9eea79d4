"""The plan's own clocks: when an answer is due, and what is open when it is late."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import ClockUnit, PlanClock
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_clocks import (
    amount_in_controversy,
    external_review_intake,
    part_d_exception_due,
    plan_due,
    silent_carrier,
)
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, CENTRAL, law_book, law_case

DAY = dt.timedelta(days=1)


def clock(amount: int, unit: ClockUnit) -> PlanClock:
    return PlanClock(
        "level", "Internal appeal", amount, unit, expedited=False, citations=(), next_step_if_late="Go on."
    )


def test_72_hours_over_a_weekend_are_elapsed_hours() -> None:
    due = plan_due(clock(72, ClockUnit.HOURS), dt.datetime(2026, 11, 20, 15, 30, tzinfo=CENTRAL), CENTRAL)

    assert due.moment == dt.datetime(2026, 11, 23, 15, 30, tzinfo=CENTRAL)
    assert due.next_step == "Go on."
    assert not due.is_late(dt.datetime(2026, 11, 23, 15, 30, tzinfo=CENTRAL))
    assert due.is_late(dt.datetime(2026, 11, 23, 15, 31, tzinfo=CENTRAL))


def test_72_hours_over_the_autumn_change_end_an_hour_earlier_by_the_clock() -> None:
    due = plan_due(clock(72, ClockUnit.HOURS), dt.datetime(2026, 10, 30, 10, tzinfo=CENTRAL), CENTRAL)

    assert due.moment is not None
    assert due.moment.replace(tzinfo=None).isoformat() == "2026-11-02T09:00:00"
    assert "09:00" in due.steps[-1].text


def test_business_days_leave_out_the_observed_holiday_so_that_no_plan_is_called_late_too_soon() -> None:
    due = plan_due(clock(3, ClockUnit.BUSINESS_DAYS), dt.datetime(2026, 6, 30, 9, tzinfo=CENTRAL), CENTRAL)

    assert due.day == dt.date(2026, 7, 6)  # July 1, 2, then Friday the 3rd is the observed day


def test_no_plan_decides_within_months() -> None:
    with pytest.raises(ValueError, match="months"):
        plan_due(clock(1, ClockUnit.MONTHS), dt.datetime(2026, 6, 30, tzinfo=CENTRAL), CENTRAL)


def test_intake_skips_weekends_and_holidays() -> None:
    intake = external_review_intake(dt.date(2026, 12, 21))

    assert (intake.review_due, intake.notice_due) == (dt.date(2026, 12, 29), dt.date(2026, 12, 30))


@pytest.mark.parametrize(("urgent", "hours"), [(True, 24), (False, 72)])
def test_a_part_d_exception_runs_from_the_statement(*, urgent: bool, hours: int) -> None:
    asked, stated = dt.datetime(2026, 6, 1, 10, tzinfo=CENTRAL), dt.datetime(2026, 6, 3, 16, tzinfo=CENTRAL)
    due = part_d_exception_due(asked, stated, CENTRAL, urgent=urgent)

    assert due.earliest == due.latest == stated + dt.timedelta(hours=hours)


def test_a_statement_with_the_request_starts_the_clock_at_once() -> None:
    asked = dt.datetime(2026, 6, 1, 10, tzinfo=CENTRAL)

    assert part_d_exception_due(asked, asked - DAY, CENTRAL, urgent=True).earliest == asked + DAY


def test_a_statement_after_14_days_comes_too_late_to_matter() -> None:
    asked = dt.datetime(2026, 6, 1, 10, tzinfo=CENTRAL)
    without = part_d_exception_due(asked, None, CENTRAL, urgent=False)

    for stated in (asked + 14 * DAY, asked + 14 * DAY + dt.timedelta(hours=6), asked + 20 * DAY):
        assert part_d_exception_due(asked, stated, CENTRAL, urgent=False) == without
    just = part_d_exception_due(asked, asked + 14 * DAY - dt.timedelta(minutes=1), CENTRAL, urgent=False)
    assert just.earliest == just.latest < without.earliest


def test_a_silent_carrier_opens_the_way_to_opm() -> None:
    silent = silent_carrier(dt.date(2026, 6, 1))

    assert (silent.opens_on, silent.last_day) == (dt.date(2026, 7, 2), dt.date(2026, 9, 29))


def test_amounts_in_dispute() -> None:
    part_d, tricare = law_book().plans[PlanType.MEDICARE_PART_D], law_book().plans[PlanType.TRICARE]
    alj, hearing, council = part_d.level("alj"), tricare.level("hearing"), part_d.level("appeals_council")
    assert alj is not None
    assert hearing is not None
    assert council is not None

    assert amount_in_controversy(alj, 2027) == 200
    assert amount_in_controversy(hearing, 2026) == 300
    assert amount_in_controversy(council, 2026) is None


@pytest.mark.parametrize(
    "plan_type", [kind for kind in PlanType if kind not in {PlanType.VA, PlanType.SHORT_TERM_LIMITED}]
)
def test_every_first_clock_that_can_be_late_says_what_is_next(plan_type: PlanType) -> None:
    case = law_case(plan_type, notice=AS_OF, received=AS_OF, level=AppealLevel.INITIAL_DENIAL)

    for item in rights_for(case, law_book(), AS_OF).clocks:
        assert item.next_step_if_late.endswith(".")
        assert item.amount > 0
        assert item.citations


@given(
    start=st.datetimes(dt.datetime(2022, 1, 1), dt.datetime(2040, 1, 1)),  # noqa: DTZ001 - wall clocks
    amount=st.integers(1, 90),
    unit=st.sampled_from([ClockUnit.HOURS, ClockUnit.CALENDAR_DAYS, ClockUnit.BUSINESS_DAYS]),
)
def test_due_is_after_receipt_and_more_time_never_ends_sooner(start: dt.datetime, amount: int, unit: ClockUnit) -> None:
    due, longer = plan_due(clock(amount, unit), start, CENTRAL), plan_due(clock(amount + 1, unit), start, CENTRAL)

    assert due.day >= start.date()
    assert longer.day >= due.day
    assert not due.is_late(start.replace(tzinfo=CENTRAL))
