"""Dates and lengths in words, never more exact than the record: a range is worded as a range."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.dates import PartialDate
from denialdesk.domain.intervals import Elapsed, is_ongoing, span_of
from denialdesk.domain.intervals import plural as counted
from denialdesk.domain.therapy import Therapy

_SHORT_DAYS = 60  # below this a length is told in days and weeks


def date_in_words(date: dt.date) -> str:
    """Write a day as a letter does: November 21, 2026."""
    return PartialDate.of(date).display()


def span_in_words(therapy: Therapy) -> str:
    """Write when a drug was taken, as exactly as the log has it and no more."""
    start, stop = therapy.start, therapy.stop
    if is_ongoing(therapy):
        return f"since {start.display()}, ongoing" if start.is_known else "at present, start date not known"
    if start.is_known and stop.is_known:
        return start.display() if start == stop else f"{start.display()} to {stop.display()}"
    if start.is_known:
        return f"from {start.display()}, stop date not known"
    if stop.is_known:
        return f"until {stop.display()}, start date not known"
    return "dates not known"


def length_in_words(therapy: Therapy, as_of: dt.date) -> str:
    """Write how long a drug was taken, as a range where a day or month is unknown.

    Ranges are rounded outward to whole months, so that both ends stay true. Empty when the dates tell nothing.
    """
    if not therapy.stop.is_known and not is_ongoing(therapy):
        return ""
    span = span_of(therapy, as_of)
    least, greatest = span.least, span.greatest
    if span.contradiction or least is None or greatest is None:
        return ""
    if span.is_exact:
        return _exact(greatest)
    if greatest.total_days < _SHORT_DAYS:
        return _between(least.total_days, max(greatest.total_days, 1), "day")
    return _between(least.months, greatest.months + (1 if greatest.days else 0), "month")


def _exact(length: Elapsed) -> str:
    days = length.total_days
    if days < _SHORT_DAYS:
        return counted(days // 7, "week") if days and days % 7 == 0 else counted(max(days, 1), "day")
    months = counted(length.months, "month")
    return f"{months} and {counted(length.days, 'day')}" if length.days else months


def _between(least: int, most: int, unit: str) -> str:
    if least == 0:
        return f"at most {counted(most, unit)}"
    if least == most:
        return counted(least, unit)
    return f"at least {least} and at most {counted(most, unit)}"
