"""The plan's own clocks once it has the filing, and what is open when it is late.

A plan is called late only when it is late under every reading: the later of two arguable ends is used here, whereas a
filer's date always uses the earlier.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from denialdesk.domain.counting import add_hours, aware, in_words
from denialdesk.domain.holidays import add_business_days
from denialdesk.domain.law import ClockUnit, CountStep, PlanClock
from denialdesk.domain.plan_law import LevelEntry

_DAY = dt.timedelta(days=1)
_STATEMENT_WAIT_DAYS = 14  # 42 CFR 423.568(b), 423.572(a)
_INTAKE_DAYS, _INTAKE_NOTICE_DAYS = 5, 1  # 45 CFR 147.136(d)(2)(ii)


@dataclass(frozen=True, slots=True)
class PlanDue:
    """When a plan must have answered: ``moment`` for an hours clock, else the last ``day``; ``next_step`` when late."""

    label: str
    day: dt.date
    moment: dt.datetime | None
    steps: tuple[CountStep, ...]
    next_step: str = ""

    def is_late(self, now: dt.datetime) -> bool:
        """Whether the answer is overdue at a moment; a day clock runs to the end of its last day."""
        if self.moment is not None:
            return now > self.moment
        return now.date() > self.day


def plan_due(clock: PlanClock, received: dt.datetime, zone: dt.tzinfo | None) -> PlanDue:
    """Count when a plan's answer is due from the moment it received the filing, in the zone of the plan.

    ``zone`` None means this computer's. Hours are elapsed hours: nights, weekends and holidays count, and across a
    daylight-saving change real hours pass. A day clock is not extended for a weekend or holiday.
    """
    local = aware(received, zone)
    day = local.date()
    start = CountStep(f"Counted from {in_words(day)}.", day)
    if clock.unit is ClockUnit.HOURS:
        moment = add_hours(local, clock.amount, zone)
        text = f"{clock.amount} elapsed hours later: {in_words(moment.date())}, {moment:%H:%M}."
        step = CountStep(text, moment.date())
        return PlanDue(clock.label, moment.date(), moment, (start, step), clock.next_step_if_late)
    if clock.unit is ClockUnit.BUSINESS_DAYS:
        due = add_business_days(day, clock.amount, observed=True)
        text = f"{clock.amount} business days later, without weekends and Federal holidays: {in_words(due)}."
    elif clock.unit is ClockUnit.CALENDAR_DAYS:
        due = day + clock.amount * _DAY
        text = f"{clock.amount} calendar days later: {in_words(due)}."
    else:
        raise ValueError(clock.unit)  # no plan decides within months
    counted = CountStep(text, due)
    other = (CountStep(f"{clock.note[0].upper()}{clock.note[1:]}."),) if clock.note else ()
    return PlanDue(clock.label, due, None, (start, counted, *other), clock.next_step_if_late)


@dataclass(frozen=True, slots=True)
class ExceptionDue:
    """When a Part D exception must be decided: not before ``earliest``; overdue in every reading after ``latest``."""

    earliest: dt.datetime
    latest: dt.datetime
    steps: tuple[CountStep, ...]


def part_d_exception_due(
    request_received: dt.datetime, statement_received: dt.datetime | None, zone: dt.tzinfo | None, *, urgent: bool
) -> ExceptionDue:
    """Count a Part D exception decision: from the prescriber's supporting statement, else from 14 days after asking.

    Source: 42 CFR 423.568(b) and 423.572(a). Whether the 14 days end at the hour of the request or with the day is
    open, so both ends are given.
    """
    hours = 24 if urgent else 72
    request = aware(request_received, zone)
    fourteenth = request + _STATEMENT_WAIT_DAYS * _DAY
    end_of_day = fourteenth.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    if statement_received is not None:
        start = max(aware(statement_received, zone), request)
        if start < fourteenth:
            due = add_hours(start, hours, zone)
            step = CountStep(f"{hours} hours after the supporting statement: {in_words(due.date())}, {due:%H:%M}.")
            return ExceptionDue(due, due, (step,))
    earliest, latest = add_hours(fourteenth, hours, zone), add_hours(end_of_day, hours, zone)
    steps = (
        CountStep(f"No supporting statement within 14 days: they end on {in_words(fourteenth.date())}."),
        CountStep(f"{hours} hours later: {in_words(earliest.date())}, {earliest:%H:%M}.", earliest.date()),
        CountStep(
            f"If the 14 days run to the end of the day: {in_words(latest.date())}, {latest:%H:%M}.", latest.date()
        ),
    )
    return ExceptionDue(earliest, latest, steps)


@dataclass(frozen=True, slots=True)
class ReviewIntake:
    """The plan's first steps in a private external review: preliminary review done, then the notice about it."""

    review_due: dt.date
    notice_due: dt.date


def external_review_intake(plan_received: dt.date) -> ReviewIntake:
    """Count 5 business days for the preliminary review and 1 for its notice, 45 CFR 147.136(d)(2)(ii)."""
    review = add_business_days(plan_received, _INTAKE_DAYS, observed=True)
    return ReviewIntake(review, add_business_days(review, _INTAKE_NOTICE_DAYS, observed=True))


def amount_in_controversy(level: LevelEntry, filing_year: int) -> int | None:
    """Dollars that must be in dispute to file at a level in a year; None when the year's amount is not on file."""
    value = level.fact(f"amount_in_controversy_usd.{filing_year}")
    if value is None:
        value = level.fact("amount_in_controversy_usd")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class SilentDecider:
    """What is open when a carrier never answers: from when, and the last day."""

    opens_on: dt.date
    last_day: dt.date
    next_step: str


def silent_carrier(asked_on: dt.date) -> SilentDecider:
    """When a federal-employee carrier never answers: OPM from day 31, at the latest 120 days after the request.

    Source: 5 CFR 890.105(b)(2), (e)(1).
    """
    return SilentDecider(
        asked_on + 31 * _DAY, asked_on + 120 * _DAY, "Ask the Office of Personnel Management to review."
    )
