"""Look-back windows over the supply of the requested drug: "claims show a 90-day supply in the past 130 days".

The window is counted back from the as-of date. Days of a row that a plan paid for count as paid supply; samples and
manufacturer supply never do; how any other row was obtained has to be said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from denialdesk.domain.criteria import Established, Remedy, Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.intervals import plural
from denialdesk.domain.record import Record, Row, covered_days
from denialdesk.domain.therapy import Supply
from denialdesk.domain.trial_terms import Part, missing_dates

NO_SUPPLY = frozenset({Supply.SAMPLE, Supply.MANUFACTURER})

_WITHIN = r"(?:in|within|during) the (?:past|last|previous|prior) (\d+) days"
_SUPPLY = re.compile(rf"(\d+)[- ]days?'? supply {_WITHIN}", re.IGNORECASE)
_USE = re.compile(rf"(?:claim|treated|received|taken|dispensed)\b[^,;()]{{0,40}}?{_WITHIN}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClaimsWindow:
    """A window of so many days before the as-of date, and the days of paid supply it wants (None: any use in it).

    ``or_prescriber`` True: the policy takes the prescriber's word although claims are on record. ``rest`` is what the
    limb asks beside the window, in its words.
    """

    days: int
    supply_days: int | None
    or_prescriber: bool
    rest: str


def read_window(limb: Established) -> ClaimsWindow | None:
    """Find the window that a policy prints for patients already on the drug; None where it prints none."""
    words = f"{limb.applies_to}; {limb.verification}"
    or_prescriber = "prescriber" in words.casefold() and "unavailable" not in words.casefold()
    supply = _SUPPLY.search(words)
    if supply:
        return ClaimsWindow(int(supply[2]), int(supply[1]), or_prescriber, _SUPPLY.sub("", limb.applies_to))
    use = _USE.search(words)
    return ClaimsWindow(int(use[1]), None, or_prescriber, _rest(limb.applies_to)) if use else None


def judge_supply(window: ClaimsWindow, wanted: int, rows: Iterable[Row], record: Record) -> Part:
    """Judge the days of paid supply within the window."""
    opens = record.as_of - dt.timedelta(days=window.days)
    open_rows = [row for row in rows if _may_count(row, record.as_of)]
    certain = covered_days(_clipped(filter(None, map(_surely, filter(_is_paid, open_rows))), opens, record.as_of))
    possible = covered_days(_clipped(map(_perhaps, open_rows), opens, record.as_of))
    shown = f"{plural(certain, 'day')} of paid supply since {_in_words(opens)} ({window.days} days back)"
    if certain >= wanted:
        return Part(Status.MET, f"The log shows {shown}, of {wanted} asked.")
    if possible >= wanted:
        return Part(Status.UNKNOWN, f"The log shows {shown} for certain, of {wanted} asked.", _missing(open_rows))
    return Part(Status.NOT_MET, f"The log shows {shown}; {wanted} are asked.")


def judge_use(window: ClaimsWindow, rows: Iterable[Row], record: Record) -> Part:
    """Judge whether any use within the window, not by samples, is on record."""
    opens = record.as_of - dt.timedelta(days=window.days)
    since = f"since {_in_words(opens)} ({window.days} days back)"
    possible = [row for row in rows if _may_count(row, record.as_of) and row.span.last_stop >= opens]
    for row in possible:
        if _is_paid(row) and row.span.first_stop is not None and row.span.first_stop >= opens:
            return Part(Status.MET, f"The log shows {row.name}, {row.taken_in_words}, paid for by a plan: use {since}.")
    if possible:
        words = f"The log does not show for certain that the drug was used {since} and paid for by a plan."
        return Part(Status.UNKNOWN, words, _missing(possible))
    return Part(Status.NOT_MET, f"The log shows no use {since} that counts.")


def _rest(applies_to: str) -> str:
    """Leave out the window itself, a note in brackets on samples, and another way that stands behind "or"."""
    rest = re.sub(r"\(samples[^)]*\)", "", _USE.sub("", applies_to)).strip()
    return "" if rest.startswith(", or ") else rest


def _may_count(row: Row, as_of: dt.date) -> bool:
    """Say whether a row was begun by that day and may have been paid for by a plan."""
    has_begun = row.span.first_start is None or row.span.first_start <= as_of
    return has_begun and row.therapy.supply not in NO_SUPPLY


def _is_paid(row: Row) -> bool:
    return row.therapy.supply is Supply.PAID_CLAIM and row.therapy.provenance.confirmed and not row.span.contradiction


def _surely(row: Row) -> tuple[dt.date, dt.date] | None:
    span = row.span
    return None if span.last_start is None or span.first_stop is None else (span.last_start, span.first_stop)


def _perhaps(row: Row) -> tuple[dt.date, dt.date]:
    if row.span.contradiction or row.span.first_start is None:
        return dt.date.min, row.span.last_stop
    return row.span.first_start, row.span.last_stop


def _clipped(uses: Iterable[tuple[dt.date, dt.date]], opens: dt.date, closes: dt.date) -> list[tuple[dt.date, dt.date]]:
    return [(max(start, opens), min(stop, closes)) for start, stop in uses]


def _missing(rows: Iterable[Row]) -> tuple[Remedy, ...]:
    """Name what would make the rows certain: how each was obtained, its dates, a person's yes."""
    remedies: list[Remedy] = []
    for row in rows:
        place = f"therapy:{row.therapy.id}"
        if row.therapy.supply is not Supply.PAID_CLAIM:
            remedies.append(Remedy("Say how the drug was obtained (samples do not count)", f"{place}:supply"))
        if not row.therapy.provenance.confirmed:
            remedies.append(Remedy(f"Confirm the imported row for {row.name}", f"{place}:confirmed"))
        remedies += missing_dates(row)
    return tuple(dict.fromkeys(remedies))


def _in_words(date: dt.date) -> str:
    return PartialDate.of(date).display()
