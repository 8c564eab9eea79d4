"""Counting of legal time: filing windows in days and months, and clocks in hours. No plan, no letter, only the count.

Rules: exclude the start day, count forward, include the last day. Sources stand with each window in the law data.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from denialdesk.domain.dates import MONTH_NAMES, add_months
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.holidays import business_day_on_or_before, roll_forward, why_not_business_day
from denialdesk.domain.law import ClockUnit, CountStep
from denialdesk.domain.plan_law import MonthEnd, StartEvent, Window

_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NoticeDates:
    """The days a notice is counted from; None where not known to the day. ``printed`` is the last day it names."""

    notice: dt.date | None = None
    received: dt.date | None = None
    printed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ExcludedPeriod:
    """Days that do not count, both ends included, entered by hand from a disaster-relief notice.

    Raises InvalidDateError when it ends before it begins.
    """

    first: dt.date
    last: dt.date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidDateError("The excluded days end before they begin.", "Correct the two dates.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no date is counted, and what to ask whom."""

    reason: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One counted window. ``unrolled`` is the last day before any move for a weekend or holiday."""

    start_date: dt.date
    is_presumed: bool
    unrolled: dt.date
    legal: dt.date
    file_by: dt.date
    steps: tuple[CountStep, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Start:
    date: dt.date
    is_presumed: bool
    safe: dt.date
    steps: tuple[CountStep, ...]
    warnings: tuple[str, ...] = ()


def in_words(date: dt.date) -> str:
    """Write a date with its weekday, as a person checks it: "Tue January 5, 2027"."""
    return f"{date:%a %B} {date.day}, {date.year}"


def count_window(
    window: Window, dates: NoticeDates, excluded: tuple[ExcludedPeriod, ...] = (), *, expedited: bool = False
) -> Count | Refusal:
    """Count the last day of a filing window and the safe day before it; refuses when a needed date is missing."""
    if window.amount is None:
        return Refusal("The rule gives no number of days.", "Read the date in the notice.")
    start = _start(window, dates, expedited=expedited)
    if isinstance(start, Refusal):
        return start
    unrolled, steps = end_of(window, start.date, excluded)
    legal = unrolled
    if window.rolls:
        legal = roll_forward(unrolled)
        if legal != unrolled:
            text = f"{_not_open(unrolled)}; the rule moves the last day to {in_words(legal)}."
            steps = (*steps, CountStep(text, legal))
    safe_end = unrolled if start.safe == start.date else end_of(window, start.safe, excluded)[0]
    file_by = min(business_day_on_or_before(safe_end), legal)
    return Count(
        start_date=start.date,
        is_presumed=start.is_presumed,
        unrolled=unrolled,
        legal=legal,
        file_by=file_by,
        steps=(*start.steps, *steps, *_safe_steps(start, safe_end, file_by)),
        warnings=start.warnings,
    )


def end_of(
    window: Window, start: dt.date, excluded: tuple[ExcludedPeriod, ...] = ()
) -> tuple[dt.date, tuple[CountStep, ...]]:
    """Last day of a window from its start, before any move for weekends; days of excluded periods do not count."""
    amount = window.amount or 0
    if window.unit is ClockUnit.MONTHS:
        plain, step = _months(start, amount, window.month_end)
    elif window.unit is ClockUnit.CALENDAR_DAYS:
        plain = start + dt.timedelta(days=amount)
        step = CountStep(f"{amount} calendar days after {in_words(start)}: {in_words(plain)}.", plain)
    else:
        raise ValueError(window.unit)  # hours and business days are the plan's clocks, never a filing window
    end = _without_excluded(start, plain, excluded)
    if end == plain:
        return end, (step,)
    days = (end - plain).days
    return end, (step, CountStep(f"{days} excluded days do not count: {in_words(end)}.", end))


def _months(start: dt.date, amount: int, month_end: MonthEnd | None) -> tuple[dt.date, CountStep]:
    clamped = add_months(start, amount)
    text = f"{amount} months after {in_words(start)}"
    if clamped.day == start.day:
        return clamped, CountStep(f"{text}: {in_words(clamped)}.", clamped)
    month = f"{MONTH_NAMES[clamped.month]} {clamped.year}"
    if month_end is MonthEnd.FIRST_DAY_OF_NEXT_MONTH:
        end = clamped + _DAY
        return end, CountStep(f"{text}: {month} has no day {start.day}; the next day counts, {in_words(end)}.", end)
    return clamped, CountStep(
        f"{text}: {month} has no day {start.day}; its last day counts, {in_words(clamped)}.", clamped
    )


def _without_excluded(start: dt.date, end: dt.date, excluded: tuple[ExcludedPeriod, ...]) -> dt.date:
    days: set[dt.date] = set()
    for period in excluded:
        for offset in range((period.last - period.first).days + 1):
            days.add(period.first + offset * _DAY)
    day = start
    left = (end - start).days
    while left > 0:
        day += _DAY
        if day not in days:
            left -= 1
    return day


def _start(window: Window, dates: NoticeDates, *, expedited: bool) -> _Start | Refusal:
    if dates.notice and dates.received and dates.received < dates.notice:
        return Refusal("The notice cannot have been received before its own date.", "Check both dates on the notice.")
    if expedited and window.expedited_start is StartEvent.NOTICE_DATE:
        if dates.notice is None:
            return Refusal(
                "An expedited request at this level is counted from the date on the notice.",
                "Enter the date on the notice.",
            )
        step = CountStep(f"An expedited request is counted from the date of the notice, {in_words(dates.notice)}.")
        return _Start(dates.notice, is_presumed=False, safe=dates.notice, steps=(step,))
    if window.start is StartEvent.LETTER:
        return Refusal("The rule gives no start that can be counted from.", "Read the date in the notice.")
    if window.safe_start and dates.notice is None:
        return Refusal(
            "The safe date of this step is counted from the date on the notice.", "Enter the date on the notice."
        )
    start = _receipt_start(window, dates) if window.start is StartEvent.RECEIPT else _notice_start(window, dates)
    if isinstance(start, _Start) and window.safe_start and dates.notice and dates.notice < start.safe:
        text = f"The safe date is counted from the date of the notice, {in_words(dates.notice)}."
        step = CountStep(text, dates.notice)
        return _Start(start.date, start.is_presumed, dates.notice, (*start.steps, step), start.warnings)
    return start


def _notice_start(window: Window, dates: NoticeDates) -> _Start | Refusal:
    if dates.notice is None:
        return Refusal("This window is counted from the date on the notice.", "Enter the date on the notice.")
    mailed = window.start is StartEvent.MAILING
    text = "The clock starts on the date on the notice"
    if mailed:
        text = "The clock starts when the notice is mailed; the date on the notice is taken for it"
    step = CountStep(f"{text}: {in_words(dates.notice)}.", dates.notice)
    return _Start(dates.notice, is_presumed=False, safe=dates.notice, steps=(step,))


def _receipt_start(window: Window, dates: NoticeDates) -> _Start | Refusal:
    presumed = None
    if window.presumed_receipt_days is not None and dates.notice is not None:
        presumed = dates.notice + window.presumed_receipt_days * _DAY
    if dates.received is not None:
        return _known_receipt(window, dates.received, presumed)
    if dates.notice is None:
        return Refusal(
            "Neither the date the notice was received nor the date on it is known to the day.",
            "Enter the date the notice was received, or the date on the notice.",
        )
    if presumed is not None:
        text = f"Receipt is presumed {window.presumed_receipt_days} days after the notice date: {in_words(presumed)}."
        step = CountStep(text, presumed)
        warning = "An earlier receipt shortens the time: enter the day of receipt if it is known."
        return _Start(presumed, is_presumed=True, safe=presumed, steps=(step,), warnings=(warning,))
    text = f"No day of receipt is entered, so the date on the notice is the safe start: {in_words(dates.notice)}."
    return _Start(dates.notice, is_presumed=True, safe=dates.notice, steps=(CountStep(text, dates.notice),))


def _known_receipt(window: Window, received: dt.date, presumed: dt.date | None) -> _Start:
    step = CountStep(f"The clock starts on receipt: {in_words(received)}.", received)
    if presumed is None and window.presumed_receipt_days is not None:
        warning = (
            f"Enter the date on the notice too: receipt later than {window.presumed_receipt_days} days after it must "
            "be proved, and the safe date may be earlier."
        )
        return _Start(received, is_presumed=False, safe=received, steps=(step,), warnings=(warning,))
    if presumed is None or presumed == received:
        return _Start(received, is_presumed=False, safe=received, steps=(step,))
    if received < presumed:
        text = f"Presumed receipt would be {in_words(presumed)}; it is not relied on, because receipt was earlier."
        return _Start(received, is_presumed=False, safe=received, steps=(step, CountStep(text, presumed)))
    text = (
        f"Receipt is presumed on {in_words(presumed)}, {window.presumed_receipt_days} days after the notice date; "
        "the safe date is counted from there."
    )
    warning = "Receipt later than presumed must be proved: keep the envelope or the fax line."
    steps = (step, CountStep(text, presumed))
    return _Start(received, is_presumed=False, safe=presumed, steps=steps, warnings=(warning,))


def _safe_steps(start: _Start, safe_end: dt.date, file_by: dt.date) -> tuple[CountStep, ...]:
    if start.safe != start.date:
        first = CountStep(f"Counted from {in_words(start.safe)} instead: {in_words(safe_end)}.", safe_end)
    else:
        first = None
    if file_by == safe_end:
        last = CountStep(f"Safe date to file: {in_words(file_by)}.", file_by)
    else:
        reason = _not_open(safe_end)
        last = CountStep(f"{reason}; the safe date to file is the business day before: {in_words(file_by)}.", file_by)
    return (last,) if first is None else (first, last)


def _not_open(date: dt.date) -> str:
    return f"{in_words(date)} is {why_not_business_day(date, observed=True)}"


def add_hours(start: dt.datetime, hours: int, zone: dt.tzinfo | None) -> dt.datetime:
    """Add elapsed hours to a local time: nights and weekends count, and across a daylight-saving change real hours.

    ``zone`` None means the zone of this computer.
    """
    return (aware(start, zone).astimezone(dt.UTC) + hours * _HOUR).astimezone(zone)


def aware(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """Read a moment without a zone as a wall-clock time of the zone; None means the zone of this computer."""
    if moment.tzinfo is not None:
        return moment
    return moment.astimezone() if zone is None else moment.replace(tzinfo=zone)
