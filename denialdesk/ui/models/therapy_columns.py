"""The columns of the prior-therapy table: what each shows, how it sorts, and how typed words become its value."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from denialdesk.domain.date_text import format_date, means_ongoing, parse_date
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.errors import UserError
from denialdesk.domain.intervals import Elapsed, Span, is_ongoing, span_of
from denialdesk.domain.record import drug_of
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui.models.therapy_names import ONGOING_WORD, OUTCOME_NAMES, outcome_from_words


class Kind(StrEnum):
    """What a column holds, and so how it is edited and aligned."""

    DRUG = "drug"
    TEXT = "text"
    DATE = "date"
    LENGTH = "length"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``key`` is the field of the row, ``width`` in average characters."""

    key: str
    title: str
    kind: Kind
    width: int
    hint: str = ""


COLUMNS = (
    Column("drug", "Drug", Kind.DRUG, 23, "Brand or generic name, as the chart has it"),
    Column("dose", "Dose", Kind.TEXT, 9, "Such as 15 mg"),
    Column("route", "Route", Kind.TEXT, 15, "Such as oral or subcutaneous"),
    Column("frequency", "Frequency", Kind.TEXT, 15, "Such as once weekly"),
    Column("start", "Start", Kind.DATE, 12, "A day, a month or a year: 3/14/2024, Mar 2024, 2024"),
    Column("stop", "Stop", Kind.DATE, 12, "A day, a month, a year, or “ongoing”"),
    Column("length", "Length", Kind.LENGTH, 15, "Counted from the dates; a range where they are not exact"),
    Column("outcome", "Outcome", Kind.OUTCOME, 26, "How it ended, in the terms of the payers' policies"),
    Column("what_happened", "What happened", Kind.TEXT, 34, "In the words of the chart"),
    Column("prescribed_by", "Prescribed by", Kind.TEXT, 18),
    Column("proof", "Proof", Kind.TEXT, 26, "What shows it: a chart note, a fill history"),
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")
KEYS = tuple(column.key for column in COLUMNS)


def column_of(key: str) -> int:
    """Find the place of a column; -1 for a field that has none."""
    return KEYS.index(key) if key in KEYS else -1


def cell_text(row: Therapy, key: str, today: dt.date) -> str:
    """What a cell shows."""
    match key:
        case "start":
            return format_date(row.start)
        case "stop":
            return ONGOING_WORD if is_ongoing(row) else format_date(row.stop)
        case "length":
            return "" if row.outcome in NOT_TRIED else short_length(span_of(row, today))
        case "outcome":
            return "" if row.outcome is Outcome.UNKNOWN else OUTCOME_NAMES[row.outcome]
        case _:
            return str(getattr(row, key))


def sort_key(row: Therapy, key: str, today: dt.date) -> tuple[object, ...] | None:
    """What a cell sorts by; None where it is not known, which always goes last."""
    match key:
        case "start":
            return _date_key(row.start)
        case "stop":
            return (dt.date.max, dt.date.max) if is_ongoing(row) else _date_key(row.stop)
        case "length":
            return None if row.outcome in NOT_TRIED else _length_key(span_of(row, today))
        case "outcome":
            return None if row.outcome is Outcome.UNKNOWN else (OUTCOME_NAMES[row.outcome],)
        case _:
            text = str(getattr(row, key)).strip().casefold()
            return (_natural(text),) if text else None


def short_length(span: Span) -> str:
    """Write a length as a cell has room for it: "5 mo 18 d", "4 to 5 mo", "up to 9 mo"; empty when not certain."""
    least, greatest = span.least, span.greatest
    if span.contradiction or greatest is None:
        return ""
    if least is None or not least.total_days:
        return f"up to {_short(greatest)}"
    if least.total_days == greatest.total_days:
        return _short(least)
    if least.months and least.months != greatest.months:
        return f"{least.months} to {greatest.months} mo"
    return f"{_short(least)} to {_short(greatest)}" if not greatest.months else f"at least {_short(least)}"


def _short(elapsed: Elapsed) -> str:
    if elapsed.months >= 24:
        return f"{elapsed.months} mo"
    months = f"{elapsed.months} mo" if elapsed.months else ""
    days = f"{elapsed.days} d" if elapsed.days or not elapsed.months else ""
    return " ".join(part for part in (months, days) if part)


def _length_key(span: Span) -> tuple[object, ...] | None:
    if span.contradiction or span.greatest is None:
        return None
    return (span.least.total_days if span.least else 0, span.greatest.total_days)


def _date_key(date: PartialDate) -> tuple[object, ...] | None:
    return (date.earliest, date.latest) if date.is_known else None


def _natural(text: str) -> tuple[tuple[int, float, str], ...]:
    """Split a text so that "7.5 mg" sorts before "15 mg"."""
    parts = _NUMBER.split(text)
    return tuple(
        (0, float(part), "") if place % 2 else (1, 0.0, part) for place, part in enumerate(parts) if part.strip()
    )


def with_cell(row: Therapy, key: str, text: str, vocabulary: Vocabulary, today: dt.date) -> Therapy:
    """Give the row with one cell as typed; raises InvalidDateError or UserError for words that cannot be read."""
    typed = text.strip()
    match key:
        case "drug":
            return _recognised(replace(row, drug=typed), vocabulary)
        case "dose" | "route":
            return _following_form(row, _with_text(row, key, typed), vocabulary)
        case "start":
            return replace(row, start=parse_date(typed, today=today) if typed else UNKNOWN_DATE)
        case "stop":
            if means_ongoing(typed):
                return replace(row, stop=UNKNOWN_DATE, ongoing=True)
            stop = parse_date(typed, today=today) if typed else UNKNOWN_DATE
            outcome = Outcome.UNKNOWN if stop.is_known and row.outcome is Outcome.ONGOING else row.outcome
            return replace(row, stop=stop, ongoing=False, outcome=outcome)
        case "outcome":
            outcome_read = outcome_from_words(typed, vocabulary, today)
            if outcome_read is None:
                raise UserError(
                    f"“{typed}” is not an outcome.", "Choose one from the list; the words go to What happened."
                )
            return with_outcome(row, outcome_read)
        case "length":
            raise UserError("The length is counted from the dates.", "Change the start or the stop.")
        case _:
            return _with_text(row, key, typed)


def _recognised(row: Therapy, vocabulary: Vocabulary) -> Therapy:
    match = drug_of(row, vocabulary)
    return replace(row, drug_id=match.drug_id if match else "")


def _following_form(before: Therapy, after: Therapy, vocabulary: Vocabulary) -> Therapy:
    """A name that needs its form beside it follows the form; a drug that was chosen or imported stays."""
    was_recognised = _recognised(before, vocabulary).drug_id == before.drug_id
    return _recognised(after, vocabulary) if was_recognised else after


def _with_text(row: Therapy, key: str, text: str) -> Therapy:
    fields: dict[str, Any] = {key: text}  # the keys of text columns name fields that hold text
    return replace(row, **fields)


def with_outcome(row: Therapy, outcome: Outcome) -> Therapy:
    """Give the row with another outcome; a drug still taken without a stop date is ongoing."""
    still_taken = outcome is Outcome.ONGOING and not row.stop.is_known
    return replace(row, outcome=outcome, ongoing=row.ongoing or still_taken)


def cell_problem(row: Therapy, key: str, today: dt.date) -> str:
    """What is wrong with a stored value, or nothing."""
    match key:
        case "drug":
            return "" if row.drug_id or not row.drug else "Not in the drug list: kept as typed, matched to no policy."
        case "start":
            return (
                "The start lies in the future. Correct it." if row.start.earliest and row.start.earliest > today else ""
            )
        case "stop":
            if row.start.earliest and row.stop.latest and row.stop.latest < row.start.earliest:
                return "It stops before it starts. Correct one of the two dates."
            return (
                "The stop lies in the future. Correct it, or type “ongoing”."
                if row.stop.earliest and row.stop.earliest > today
                else ""
            )
        case _:
            return ""


def row_in_words(row: Therapy) -> str:
    """Name a row in a line: the drug, its dates as far as known, and how it ended."""
    start, stop = format_date(row.start), ONGOING_WORD if is_ongoing(row) else format_date(row.stop)
    dates = f"{start or 'start not known'} to {stop or 'stop not known'}" if start or stop else ""
    outcome = "" if row.outcome is Outcome.UNKNOWN else OUTCOME_NAMES[row.outcome].casefold()
    return ", ".join(part for part in (row.drug or "No drug named", dates, outcome) if part)
