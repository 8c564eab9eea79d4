"""Dates as a chart has them: to the day, the month, the year, or not known; and lengths counted from them.

A length between two such dates is a range: what it is at least and at most. Month arithmetic clamps to the month's end
(January 31 plus one month is February 28 or 29).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.errors import InvalidDateError

# Not calendar.month_name: that one speaks the language of the workstation, and it asks for it at every use.
MONTH_NAMES = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date known to the day, the month, the year, or not at all.

    Raises InvalidDateError for a day without a month, a month without a year, or a date that does not exist.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year is None:
            if self.month is not None or self.day is not None:
                raise InvalidDateError("A date needs its year.", "Add the year, or leave the date empty.")
            return
        if not 1900 <= self.year <= 2200:
            raise InvalidDateError(f"The year {self.year} cannot be right.", "Use a four-digit year from 1900 on.")
        if self.month is None:
            if self.day is not None:
                raise InvalidDateError("A day needs its month.", "Add the month, or give the year alone.")
            return
        if not 1 <= self.month <= 12:
            raise InvalidDateError(f"There is no month {self.month}.", "Use a month from 1 to 12.")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise InvalidDateError(f"{MONTH_NAMES[self.month]} {self.year} has no day {self.day}.", "Correct the day.")

    @classmethod
    def of(cls, date: dt.date) -> PartialDate:
        """Make a date known to the day."""
        return cls(date.year, date.month, date.day)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY`` or the empty string; raises InvalidDateError."""
        if not text:
            return UNKNOWN_DATE
        parts = text.split("-")
        widths = (4, 2, 2)
        if len(parts) > 3 or any(
            len(part) != width or not (part.isascii() and part.isdigit())
            for part, width in zip(parts, widths, strict=False)
        ):
            raise InvalidDateError(
                "A date is not in the form YYYY-MM-DD, YYYY-MM or YYYY.", "Correct the date or leave it empty."
            )
        return cls(*(int(part) for part in parts))

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        if self.year is None:
            return Precision.UNKNOWN
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def is_known(self) -> bool:
        """True when at least the year is known."""
        return self.year is not None

    @property
    def earliest(self) -> dt.date | None:
        """The first day this date can be; None when unknown."""
        if self.year is None:
            return None
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date | None:
        """The last day this date can be; None when unknown."""
        if self.year is None:
            return None
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def to_iso(self) -> str:
        """Write ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``, or the empty string when unknown."""
        if self.year is None:
            return ""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def display(self) -> str:
        """Write the date as a letter does, no more exact than it is known: ``March 14, 2024``, ``March 2024``."""
        if self.year is None:
            return "date not known"
        if self.month is None:
            return str(self.year)
        if self.day is None:
            return f"{MONTH_NAMES[self.month]} {self.year}"
        return f"{MONTH_NAMES[self.month]} {self.day}, {self.year}"

    def __str__(self) -> str:
        return self.to_iso()


UNKNOWN_DATE = PartialDate()


def add_months(date: dt.date, months: int) -> dt.date:
    """Move a date by calendar months, clamped to the last day of the target month."""
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
