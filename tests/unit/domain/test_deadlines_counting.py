"""The arithmetic of legal time: days, months, business days, hours, excluded periods."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.counting import (
    Count,
    ExcludedPeriod,
    NoticeDates,
    Refusal,
    add_hours,
    count_window,
    end_of,
    in_words,
)
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.holidays import why_not_business_day
from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.plan_law import MonthEnd, StartEvent, Window
from tests.law import CENTRAL

days_in_time = st.dates(min_value=dt.date(2021, 1, 1), max_value=dt.date(2040, 12, 31))
DAY = dt.timedelta(days=1)


def window(amount: int = 60, unit: ClockUnit = ClockUnit.CALENDAR_DAYS, **fields: object) -> Window:
    start = fields.pop("start", StartEvent.RECEIPT)
    assert isinstance(start, StartEvent)
    return Window(amount, unit, start, "receipt of the notice", Confidence.SEEN, **fields)  # type: ignore[arg-type]  # a test's own keyword fields


DAYS_180 = window(180)
PRIVATE = window(4, ClockUnit.MONTHS, rolls=True, month_end=MonthEnd.FIRST_DAY_OF_NEXT_MONTH)
CLAMPED = window(6, ClockUnit.MONTHS, month_end=MonthEnd.CLAMP_TO_LAST_DAY, start=StartEvent.NOTICE_DATE)
PRESUMED = window(60, presumed_receipt_days=5)
HHS = window(4, ClockUnit.MONTHS, month_end=MonthEnd.CLAMP_TO_LAST_DAY, safe_start=StartEvent.NOTICE_DATE)
ALL = (DAYS_180, PRIVATE, CLAMPED, PRESUMED, HHS)


def counted(win: Window, **dates: dt.date) -> Count:
    result = count_window(win, NoticeDates(**dates))
    assert isinstance(result, Count)
    return result


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.date(2027, 8, 31), dt.date(2028, 2, 29)),  # leap year
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
        (dt.date(2026, 8, 28), dt.date(2027, 2, 28)),
        (dt.date(2026, 3, 31), dt.date(2026, 9, 30)),
        (dt.date(2026, 7, 1), dt.date(2027, 1, 1)),
        (dt.date(2028, 2, 29), dt.date(2028, 8, 29)),
    ],
)
def test_six_months_clamp_to_the_last_day(start: dt.date, end: dt.date) -> None:
    assert end_of(CLAMPED, start)[0] == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.date(2026, 10, 28), dt.date(2027, 2, 28)),
        (dt.date(2026, 10, 29), dt.date(2027, 3, 1)),
        (dt.date(2026, 10, 30), dt.date(2027, 3, 1)),  # the regulation's own case
        (dt.date(2027, 10, 29), dt.date(2028, 2, 29)),  # leap year: the day exists
        (dt.date(2027, 10, 30), dt.date(2028, 3, 1)),
        (dt.date(2026, 12, 31), dt.date(2027, 5, 1)),
        (dt.date(2026, 8, 31), dt.date(2026, 12, 31)),
        (dt.date(2028, 2, 29), dt.date(2028, 6, 29)),
    ],
)
def test_four_months_go_to_the_first_day_of_the_fifth(start: dt.date, end: dt.date) -> None:
    assert end_of(PRIVATE, start)[0] == end


@pytest.mark.parametrize(
    ("received", "legal"),
    [
        (dt.date(2026, 12, 31), dt.date(2027, 6, 29)),
        (dt.date(2027, 1, 1), dt.date(2027, 6, 30)),
        (dt.date(2027, 9, 1), dt.date(2028, 2, 28)),
        (dt.date(2027, 9, 2), dt.date(2028, 2, 29)),
        (dt.date(2027, 9, 3), dt.date(2028, 3, 1)),
    ],
)
def test_180_days_over_year_ends_and_leap_days(received: dt.date, legal: dt.date) -> None:
    assert counted(DAYS_180, received=received).legal == legal


def test_late_receipt_counts_but_the_safe_date_stays_with_the_presumption() -> None:
    count = counted(PRESUMED, notice=dt.date(2026, 10, 1), received=dt.date(2026, 10, 20))

    assert count.legal == dt.date(2026, 12, 19)
    assert count.file_by == dt.date(2026, 12, 4)  # 65 days from the notice are Saturday December 5
    assert "must be proved" in " ".join(count.warnings)


def test_receipt_on_the_presumed_day_is_a_plain_count() -> None:
    count = counted(PRESUMED, notice=dt.date(2026, 10, 1), received=dt.date(2026, 10, 6))

    assert (count.legal, count.is_presumed, count.warnings) == (dt.date(2026, 12, 5), False, ())


def test_the_safe_date_of_the_hhs_process_counts_from_the_letter() -> None:
    count = counted(HHS, notice=dt.date(2026, 6, 1), received=dt.date(2026, 6, 9))

    assert (count.legal, count.file_by) == (dt.date(2026, 10, 9), dt.date(2026, 10, 1))


def test_receipt_before_the_notice_date_is_refused() -> None:
    dates = NoticeDates(notice=dt.date(2026, 6, 2), received=dt.date(2026, 6, 1))
    result = count_window(DAYS_180, dates)

    assert isinstance(result, Refusal)
    assert "before its own date" in result.reason


@pytest.mark.parametrize(("win", "missing"), [(DAYS_180, "received"), (CLAMPED, "on the notice")])
def test_without_a_date_the_count_is_refused_with_what_to_enter(win: Window, missing: str) -> None:
    result = count_window(win, NoticeDates())

    assert isinstance(result, Refusal)
    assert missing in result.ask


@pytest.mark.parametrize(
    ("win", "expedited"),
    [
        (HHS, False),  # the form counts from the day the decision was sent
        (window(60, presumed_receipt_days=5, expedited_start=StartEvent.NOTICE_DATE), True),
    ],
)
def test_a_count_from_the_notice_is_never_replaced_by_one_from_receipt(win: Window, expedited: bool) -> None:
    """Receipt is the later day, so a date counted from it could be too late."""
    result = count_window(win, NoticeDates(received=dt.date(2026, 6, 9)), expedited=expedited)

    assert isinstance(result, Refusal)
    assert "date on the notice" in result.ask


def test_receipt_without_the_notice_date_warns_of_the_presumption() -> None:
    count = counted(PRESUMED, received=dt.date(2026, 10, 20))

    assert count.legal == dt.date(2026, 12, 19)
    assert "date on the notice too" in " ".join(count.warnings)


def test_a_window_without_a_number_is_refused() -> None:
    empty = Window(None, ClockUnit.CALENDAR_DAYS, StartEvent.RECEIPT, "", Confidence.KNOWN)

    assert isinstance(count_window(empty, NoticeDates(received=dt.date(2026, 6, 1))), Refusal)


def test_excluded_days_do_not_count() -> None:
    storm = (ExcludedPeriod(dt.date(2026, 9, 1), dt.date(2026, 9, 30), "storm"),)
    start = dt.date(2026, 8, 15)

    end, steps = end_of(window(60), start, storm)

    assert end == dt.date(2026, 10, 14) + 30 * DAY
    assert "30 excluded days" in steps[-1].text


def test_a_start_inside_an_excluded_period_begins_after_it() -> None:
    storm = (ExcludedPeriod(dt.date(2026, 9, 1), dt.date(2026, 9, 30)),)

    assert end_of(window(10), dt.date(2026, 9, 15), storm)[0] == dt.date(2026, 10, 10)


def test_excluded_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(InvalidDateError, match="end before they begin"):
        ExcludedPeriod(dt.date(2026, 9, 2), dt.date(2026, 9, 1))


def test_overlapping_excluded_periods_count_once() -> None:
    twice = (
        ExcludedPeriod(dt.date(2026, 9, 1), dt.date(2026, 9, 10)),
        ExcludedPeriod(dt.date(2026, 9, 5), dt.date(2026, 9, 12)),
    )

    assert end_of(window(30), dt.date(2026, 8, 20), twice)[0] == dt.date(2026, 9, 19) + 12 * DAY


def test_hours_cross_the_spring_change_as_real_hours() -> None:
    friday = dt.datetime(2026, 3, 6, 10, tzinfo=CENTRAL)  # clocks go forward on Sunday March 8

    assert add_hours(friday, 72, CENTRAL).replace(tzinfo=None).isoformat() == "2026-03-09T11:00:00"


def test_hours_cross_the_autumn_change_as_real_hours() -> None:
    friday = dt.datetime(2026, 10, 30, 10, tzinfo=CENTRAL)  # clocks go back on Sunday November 1

    assert add_hours(friday, 72, CENTRAL).replace(tzinfo=None).isoformat() == "2026-11-02T09:00:00"


def test_hours_run_through_weekends_and_holidays() -> None:
    wednesday = dt.datetime(2026, 11, 25, 16, tzinfo=CENTRAL)  # Thanksgiving and a weekend follow

    assert add_hours(wednesday, 72, CENTRAL).replace(tzinfo=None).isoformat() == "2026-11-28T16:00:00"


def test_a_moment_without_a_zone_is_read_in_the_zone_given() -> None:
    naive = dt.datetime(2026, 6, 1, 10)  # noqa: DTZ001 - a wall clock, as a person enters it

    assert add_hours(naive, 24, CENTRAL) == dt.datetime(2026, 6, 2, 10, tzinfo=CENTRAL)
    assert add_hours(naive, 24, None).utcoffset() is not None


def test_steps_name_the_weekday() -> None:
    assert in_words(dt.date(2027, 1, 5)) == "Tue January 5, 2027"


@given(start=days_in_time, index=st.integers(0, len(ALL) - 1))
def test_the_safe_date_is_a_business_day_never_later_than_the_legal_one(start: dt.date, index: int) -> None:
    count = counted(ALL[index], notice=start, received=start)

    assert count.file_by <= count.legal
    assert count.file_by <= count.unrolled
    assert not why_not_business_day(count.file_by, observed=True)
    assert count.unrolled <= count.legal


@given(start=days_in_time, gap=st.integers(0, 40), index=st.integers(0, len(ALL) - 1))
def test_a_later_start_never_gives_an_earlier_date(start: dt.date, gap: int, index: int) -> None:
    first = counted(ALL[index], notice=start, received=start)
    second = counted(ALL[index], notice=start + gap * DAY, received=start + gap * DAY)

    assert second.legal >= first.legal
    assert second.file_by >= first.file_by


@given(notice=days_in_time, gap=st.integers(0, 60), index=st.integers(0, len(ALL) - 1))
def test_a_later_receipt_never_gives_an_earlier_date(notice: dt.date, gap: int, index: int) -> None:
    same_day = counted(ALL[index], notice=notice, received=notice)
    later = counted(ALL[index], notice=notice, received=notice + gap * DAY)

    assert later.legal >= same_day.legal
    assert later.file_by >= same_day.file_by


@given(start=days_in_time, begins=st.integers(-30, 200), length=st.integers(0, 90), index=st.integers(0, len(ALL) - 1))
def test_an_excluded_period_never_shortens_and_adds_at_most_its_days(
    start: dt.date, begins: int, length: int, index: int
) -> None:
    first = start + begins * DAY
    period = ExcludedPeriod(first, first + length * DAY)
    plain, _ = end_of(ALL[index], start)
    end, _ = end_of(ALL[index], start, (period,))

    assert plain <= end <= plain + (length + 1) * DAY
    assert end == plain or not period.first <= end <= period.last


@given(start=days_in_time, hours=st.integers(1, 720))
def test_hours_are_elapsed_hours(start: dt.date, hours: int) -> None:
    begin = dt.datetime(start.year, start.month, start.day, 13, 30, tzinfo=CENTRAL)
    elapsed = add_hours(begin, hours, CENTRAL).astimezone(dt.UTC) - begin.astimezone(dt.UTC)

    assert elapsed == dt.timedelta(hours=hours)
