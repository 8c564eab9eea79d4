"""How long a drug was taken: lengths as ranges, because a date may be known only to the month or the year.

A length demanded in months is counted in calendar months: it is reached when the start plus that many months, clamped
to the month's end, is on or before the stop. Weeks and days are exact, and so are months where the policy defines a
month in days. A drug still taken is counted to the as-of date; no drug is counted beyond it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.criteria import Length, LengthUnit
from denialdesk.domain.dates import PartialDate, Precision, add_months
from denialdesk.domain.therapy import Outcome, Therapy


class Reach(StrEnum):
    """Whether a length is reached: certainly, certainly not, or the dates do not tell."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A length in whole calendar months and days over, and in days altogether."""

    months: int
    days: int
    total_days: int

    @classmethod
    def between(cls, start: dt.date, stop: dt.date) -> Elapsed:
        """Count from a day to a later day; nothing when the stop is before the start."""
        if stop <= start:
            return cls(0, 0, 0)
        months = (stop.year - start.year) * 12 + stop.month - start.month
        if add_months(start, months) > stop:
            months -= 1
        return cls(months, (stop - add_months(start, months)).days, (stop - start).days)

    def in_words(self) -> str:
        """Write the length: "5 months 18 days", "1 month", "0 days"."""
        parts = []
        if self.months:
            parts.append(plural(self.months, "month"))
        if self.days or not self.months:
            parts.append(plural(self.days, "day"))
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day a course can have begun, and the first and last it can have ended.

    None: that end is open, because the date is not known. ``is_ongoing``: still taken on the as-of date, which then is
    the end. ``contradiction``: the dates cannot all be right (stop before start).
    """

    first_start: dt.date | None
    last_start: dt.date | None
    first_stop: dt.date | None
    last_stop: dt.date
    is_ongoing: bool = False
    contradiction: bool = False

    @property
    def least(self) -> Elapsed | None:
        """The least length the dates allow; None when a date is missing, so that nothing is certain."""
        if self.last_start is None or self.first_stop is None:
            return None
        return Elapsed.between(self.last_start, self.first_stop)

    @property
    def greatest(self) -> Elapsed | None:
        """The greatest length the dates allow; None when the start is not known."""
        return None if self.first_start is None else Elapsed.between(self.first_start, self.last_stop)

    @property
    def is_exact(self) -> bool:
        """True when both ends are known to the day."""
        return (
            self.first_start is not None
            and self.first_start == self.last_start
            and self.first_stop is not None
            and self.first_stop == self.last_stop
        )

    def reach(self, length: Length) -> Reach:
        """Judge whether the course lasted at least as long as a policy demands."""
        if self.contradiction:
            return Reach.UNCERTAIN
        if self.first_start is not None and _end_of(self.first_start, length) > self.last_stop:
            return Reach.NOT_REACHED
        if (
            self.last_start is not None
            and self.first_stop is not None
            and _end_of(self.last_start, length) <= self.first_stop
        ):
            return Reach.REACHED
        return Reach.UNCERTAIN

    def in_words(self) -> str:
        """Write the length, no more exact than the dates: "at least 5 months 18 days"; empty when not known."""
        least = self.least
        if self.contradiction or least is None:
            return ""
        if least == self.greatest:
            return least.in_words()
        return f"at least {least.in_words()}" if least.total_days else self.range_in_words()

    def range_in_words(self) -> str:
        """Write both ends of the length: "between 1 month 1 day and 3 months 29 days"; empty when not known."""
        least, greatest = self.least, self.greatest
        if self.contradiction or greatest is None:
            return ""
        if least == greatest:
            return greatest.in_words()
        if least is None or not least.total_days:
            return f"at most {greatest.in_words()}"
        return f"between {least.in_words()} and {greatest.in_words()}"


def span_of(therapy: Therapy, as_of: dt.date) -> Span:
    """Tell when a therapy can have begun and ended.

    A stop date wins over "still taken". A missing stop lies anywhere between the start and the as-of date.
    """
    start, stop = therapy.start, therapy.stop
    earliest_stop, latest_stop = stop.earliest, stop.latest
    if earliest_stop is None or latest_stop is None:
        still_taken = is_ongoing(therapy)
        return Span(start.earliest, start.latest, as_of if still_taken else None, as_of, is_ongoing=still_taken)
    first_start, last_start = start.earliest, start.latest
    first_stop, last_stop = min(earliest_stop, as_of), min(latest_stop, as_of)
    if first_start is None or last_start is None:
        return Span(None, None, first_stop, last_stop)
    if first_start > latest_stop:
        return Span(first_start, last_start, first_stop, last_stop, contradiction=True)
    # The course ended no earlier than it can have begun: "May 10, 2024 to 2024" ended on May 10 at the earliest.
    return Span(first_start, last_start, min(max(first_stop, first_start), last_stop), last_stop)


def is_ongoing(therapy: Therapy) -> bool:
    """Say whether a therapy is still taken: marked so, or its outcome is "ongoing", and no stop date is given."""
    return not therapy.stop.is_known and (therapy.ongoing or therapy.outcome is Outcome.ONGOING)


def moved_back(date: dt.date, length: Length) -> dt.date:
    """Go back from a day by a length, months and years by the calendar."""
    return _moved(date, length, -1)


def length_in_words(length: Length) -> str:
    """Write a length: "3 months", "1 year"."""
    return plural(length.value, length.unit.value.removesuffix("s"))


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: "1 day", "2 days"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def missing_part(date: PartialDate) -> str:
    """Name what a date lacks to be exact: "date", "month", "day", or nothing."""
    return {Precision.UNKNOWN: "date", Precision.YEAR: "month", Precision.MONTH: "day", Precision.DAY: ""}[
        date.precision
    ]


def _end_of(start: dt.date, length: Length) -> dt.date:
    return _moved(start, length, 1)


def _moved(date: dt.date, length: Length, direction: int) -> dt.date:
    amount = length.value * direction
    if length.unit is LengthUnit.MONTHS and length.days_per_month is not None:
        return date + dt.timedelta(days=amount * length.days_per_month)
    match length.unit:
        case LengthUnit.DAYS:
            return date + dt.timedelta(days=amount)
        case LengthUnit.WEEKS:
            return date + dt.timedelta(weeks=amount)
        case LengthUnit.MONTHS:
            return add_months(date, amount)
        case LengthUnit.YEARS:
            return add_months(date, amount * 12)
