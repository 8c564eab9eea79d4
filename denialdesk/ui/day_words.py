"""Dates and distances in days as the window says them: never a colour alone, never a bare number."""

from __future__ import annotations

import datetime as dt


def short_date(day: dt.date, today: dt.date) -> str:
    """Say a date as "Tue Dec 8", or as "Dec 8, 2028" when it is far off."""
    if abs((day - today).days) < 300:
        return f"{day:%a %b} {day.day}"
    return f"{day:%b} {day.day}, {day.year}"


def days_left(day: dt.date, today: dt.date) -> str:
    """Say how far off a date is: "17 days", "tomorrow", "today", "3 days overdue"."""
    days = (day - today).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 0:
        return f"{days} days"
    return "1 day overdue" if days == -1 else f"{-days} days overdue"


def long_date(day: dt.date) -> str:
    """Say a date in full: "Tuesday, December 8, 2026"."""
    return f"{day:%A, %B} {day.day}, {day.year}"
