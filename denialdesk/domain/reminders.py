"""Reminders before a date, the second clock of a bridge supply, and how near a date is, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

REMINDER_DAYS = (14, 7, 3, 1, 0)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day on which to remind, and how many days are then left."""

    on: dt.date
    days_left: int


def reminders_for(file_by: dt.date, as_of: dt.date) -> tuple[Reminder, ...]:
    """The reminders still to come for a date, 14, 7, 3, 1 and 0 days before it."""
    days = (Reminder(file_by - dt.timedelta(days=left), left) for left in REMINDER_DAYS)
    return tuple(reminder for reminder in days if reminder.on >= as_of)


def due_reminder(file_by: dt.date, as_of: dt.date) -> Reminder | None:
    """The reminder standing on a day: the latest one reached, also on the days between; None before the first."""
    if as_of > file_by:
        return None
    left = (file_by - as_of).days
    reached = [days for days in REMINDER_DAYS if days >= left]
    if not reached:
        return None
    return Reminder(file_by - dt.timedelta(days=min(reached)), min(reached))


def days_left_in_words(date: dt.date, as_of: dt.date) -> str:
    """How near a date is: "17 days", "tomorrow", "today", "1 day past"."""
    days = (date - as_of).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 1:
        return f"{days} days"
    return "1 day past" if days == -1 else f"{-days} days past"


@dataclass(frozen=True, slots=True)
class SecondClock:
    """A bridge or free-drug supply beside the legal clock. ``gap_days`` > 0: it ends before the answer is due."""

    ends_on: dt.date
    text: str
    gap_days: int | None = None


def second_clock(ends_on: dt.date, as_of: dt.date, answer_due: dt.date | None) -> SecondClock:
    """Set the end of a bridge supply beside the day by which the plan must answer; no law, only the supply."""
    if ends_on < as_of:
        return SecondClock(ends_on, "The bridge supply has ended.")
    left = days_left_in_words(ends_on, as_of)
    if answer_due is None:
        return SecondClock(ends_on, f"The bridge supply ends: {left}.")
    gap = (answer_due - ends_on).days
    if gap <= 0:
        return SecondClock(ends_on, f"The bridge supply ends: {left}, not before the plan's answer is due.", 0)
    days = "1 day" if gap == 1 else f"{gap} days"
    text = f"The bridge supply ends: {left}, {days} before the plan's answer is due. Consider expedited handling."
    return SecondClock(ends_on, text, gap)
