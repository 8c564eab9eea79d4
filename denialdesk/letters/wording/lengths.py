"""Dates and lengths in words, never more exact than the record: a range is worded as a range."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.dates import PartialDate, Precision, add_months
from denialdesk.domain.therapy import Therapy

_SHORT_DAYS = 60  # below this a length is told in days and weeks


def date_in_words(date: dt.date) -> str:
    """Write a day as a letter does: November 21, 2026."""
    return PartialDate.of(date).display()


def counted(number: int, unit: str) -> str:
    """Write a number with its unit in the right number: 1 month, 2 months."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def span_in_words(therapy: Therapy) -> str:
    """Write when a drug was taken, as exactly as the log has it and no more."""
    start, stop = therapy.start, therapy.stop
    if therapy.ongoing:
        return f"since {start.display()}, ongoing" if start.is_known else "ongoing, start date not known"
    if start.is_known and stop.is_known:
        return start.display() if start == stop else f"{start.display()} to {stop.display()}"
    if start.is_known:
        return f"from {start.display()}, stop date not known"
    if stop.is_known:
        return f"until {stop.display()}, start date not known"
    return "dates not known"


def length_in_words(therapy: Therapy, as_of: dt.date) -> str:
    """Write how long a drug was taken, as a range where a day or month is unknown; empty when nothing can be said."""
    start, stop = therapy.start, PartialDate.of(as_of) if therapy.ongoing else therapy.stop
    if start.earliest is None or start.latest is None or stop.earliest is None or stop.latest is None:
        return ""
    if stop.latest < start.earliest:
        return ""
    if start.precision is Precision.DAY and stop.precision is Precision.DAY:
        return _exact(start.earliest, stop.latest)
    return _range(start, stop)


def _exact(start: dt.date, stop: dt.date) -> str:
    days = (stop - start).days
    if days < _SHORT_DAYS:
        return counted(days // 7, "week") if days and days % 7 == 0 else counted(max(days, 1), "day")
    months = _full_months(start, stop)
    rest = (stop - add_months(start, months)).days
    return f"{counted(months, 'month')} and {counted(rest, 'day')}" if rest else counted(months, "month")


def _range(start: PartialDate, stop: PartialDate) -> str:
    first, last = start.earliest, start.latest
    low_end, high_end = stop.earliest, stop.latest
    if first is None or last is None or low_end is None or high_end is None:
        return ""
    most_days = (high_end - first).days
    if most_days < _SHORT_DAYS:
        return _between(max((low_end - last).days, 0), max(most_days, 1), "day")
    least = _full_months(last, low_end) if low_end > last else 0
    most = _full_months(first, high_end)
    if add_months(first, most) < high_end:
        most += 1
    return _between(least, most, "month")


def _between(least: int, most: int, unit: str) -> str:
    if least == 0:
        return f"at most {counted(most, unit)}"
    if least == most:
        return counted(least, unit)
    return f"at least {least} and at most {counted(most, unit)}"


def _full_months(start: dt.date, stop: dt.date) -> int:
    """Count calendar months: n is reached when start + n months is on or before the stop."""
    months = (stop.year - start.year) * 12 + stop.month - start.month
    return months if add_months(start, months) <= stop else months - 1
