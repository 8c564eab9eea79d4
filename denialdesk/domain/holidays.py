"""Federal holidays (5 USC 6103(a)) and business days counted with them.

The observed weekday of a holiday that falls on a weekend (6103(b)) is worded for pay and leave; whether it counts in a
filing window is unsettled. It never extends a filer's date and always moves the safe date earlier.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

_DAY = dt.timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
_JUNETEENTH_SINCE = 2021  # Public Law 117-17


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last_weekday(year: int, month: int, weekday: int) -> dt.date:
    last = (dt.date(year, month, 28) + 4 * _DAY).replace(day=1) - _DAY
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> tuple[tuple[dt.date, str], ...]:
    """The holidays of 5 USC 6103(a) in a year, on their own days; no Inauguration Day, no one-off closings."""
    days = [
        (dt.date(year, 1, 1), "New Year's Day"),
        (_nth_weekday(year, 1, 0, 3), "Birthday of Martin Luther King, Jr."),
        (_nth_weekday(year, 2, 0, 3), "Washington's Birthday"),
        (_last_weekday(year, 5, 0), "Memorial Day"),
        (dt.date(year, 6, 19), "Juneteenth"),
        (dt.date(year, 7, 4), "Independence Day"),
        (_nth_weekday(year, 9, 0, 1), "Labor Day"),
        (_nth_weekday(year, 10, 0, 2), "Columbus Day"),
        (dt.date(year, 11, 11), "Veterans Day"),
        (_nth_weekday(year, 11, 3, 4), "Thanksgiving Day"),
        (dt.date(year, 12, 25), "Christmas Day"),
    ]
    return tuple(day for day in days if day[1] != "Juneteenth" or year >= _JUNETEENTH_SINCE)


def holiday_name(date: dt.date) -> str:
    """Name of the Federal holiday on this very day; empty when it is none."""
    return next((name for day, name in federal_holidays(date.year) if day == date), "")


def observed_holiday_name(date: dt.date) -> str:
    """Name of the holiday observed on this weekday because it falls on the weekend beside it (5 USC 6103(b))."""
    if date.weekday() == 4:
        return holiday_name(date + _DAY)
    if date.weekday() == 0:
        return holiday_name(date - _DAY)
    return ""


def is_weekend(date: dt.date) -> bool:
    """Saturday or Sunday."""
    return date.weekday() in {_SATURDAY, _SUNDAY}


def why_not_business_day(date: dt.date, *, observed: bool = False) -> str:
    """Why a day is no business day; empty when it is one. ``observed`` also counts the observed day of a holiday."""
    if name := holiday_name(date):
        return name
    if is_weekend(date):
        return f"a {date:%A}"
    if observed and (name := observed_holiday_name(date)):
        return f"{name} (observed)"
    return ""


def roll_forward(date: dt.date) -> dt.date:
    """Move to the next day that is no Saturday, Sunday or Federal holiday; observed days do not extend."""
    while why_not_business_day(date):
        date += _DAY
    return date


def business_day_on_or_before(date: dt.date) -> dt.date:
    """Move back to a day that is no Saturday, Sunday, Federal holiday or observed holiday."""
    while why_not_business_day(date, observed=True):
        date -= _DAY
    return date


def add_business_days(date: dt.date, days: int, *, observed: bool = False) -> dt.date:
    """Count business days after a date, the date itself excluded."""
    for _ in range(days):
        date += _DAY
        while why_not_business_day(date, observed=observed):
            date += _DAY
    return date
