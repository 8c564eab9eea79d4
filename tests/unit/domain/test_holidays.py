"""Federal holidays of 5 USC 6103(a) and what counts as a business day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.holidays import (
    add_business_days,
    business_day_on_or_before,
    federal_holidays,
    holiday_name,
    observed_holiday_name,
    roll_forward,
    why_not_business_day,
)

years = st.integers(2021, 2060)
days = st.dates(min_value=dt.date(2021, 1, 1), max_value=dt.date(2060, 12, 31))


def test_the_eleven_holidays_of_2026() -> None:
    assert [day.isoformat() for day, _ in federal_holidays(2026)] == [
        "2026-01-01",
        "2026-01-19",
        "2026-02-16",
        "2026-05-25",
        "2026-06-19",
        "2026-07-04",
        "2026-09-07",
        "2026-10-12",
        "2026-11-11",
        "2026-11-26",
        "2026-12-25",
    ]


def test_juneteenth_begins_in_2021() -> None:
    assert holiday_name(dt.date(2020, 6, 19)) == ""
    assert holiday_name(dt.date(2021, 6, 19)) == "Juneteenth"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2026, 7, 3), "Independence Day"),  # Friday before a Saturday
        (dt.date(2027, 7, 5), "Independence Day"),  # Monday after a Sunday
        (dt.date(2027, 12, 31), "New Year's Day"),  # over the year end
        (dt.date(2026, 11, 11), ""),
        (dt.date(2026, 11, 13), ""),
    ],
)
def test_observed_days(day: dt.date, name: str) -> None:
    assert observed_holiday_name(day) == name


def test_an_observed_day_never_extends_but_moves_the_safe_date() -> None:
    observed = dt.date(2026, 7, 3)

    assert roll_forward(observed) == observed
    assert business_day_on_or_before(observed) == dt.date(2026, 7, 2)


def test_business_days_over_thanksgiving() -> None:
    assert add_business_days(dt.date(2026, 11, 25), 1) == dt.date(2026, 11, 27)
    assert add_business_days(dt.date(2026, 11, 20), 5) == dt.date(2026, 11, 30)
    assert add_business_days(dt.date(2026, 7, 2), 1) == dt.date(2026, 7, 3)
    assert add_business_days(dt.date(2026, 7, 2), 1, observed=True) == dt.date(2026, 7, 6)


@given(year=years)
def test_floating_holidays_stand_in_their_week(year: int) -> None:
    by_name = {name: day for day, name in federal_holidays(year)}

    assert 15 <= by_name["Birthday of Martin Luther King, Jr."].day <= 21
    assert 25 <= by_name["Memorial Day"].day <= 31
    assert by_name["Labor Day"].day <= 7
    assert 22 <= by_name["Thanksgiving Day"].day <= 28
    assert by_name["Thanksgiving Day"].weekday() == 3


@given(day=days)
def test_rolling_ends_on_an_open_day(day: dt.date) -> None:
    assert not why_not_business_day(roll_forward(day))
    assert 0 <= (roll_forward(day) - day).days <= 4
    assert not why_not_business_day(business_day_on_or_before(day), observed=True)
    assert 0 <= (day - business_day_on_or_before(day)).days <= 4
