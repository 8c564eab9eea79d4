"""Hypothesis strategies for the nouns of the program: any value the case format can hold, well beyond the sensible."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from denialdesk.domain.appeal_facts import ExcludedDays
from denialdesk.domain.case import Case, ConfirmedPolicy, Event, Exhibit, Measure, SignedLetter
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.letter_choices import ChosenCitation, LabelReading
from denialdesk.domain.practice import Practice, Prescriber
from denialdesk.domain.therapy import Therapy

FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2200, 12, 31)

# Everything a Word file can hold: tab and line breaks, but no other control characters.
PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")


def texts(*, max_size: int = 30) -> st.SearchStrategy[str]:
    """Texts as an office types or pastes them, in any script, over several lines, and often empty."""
    return st.one_of(st.just(""), st.text(st.one_of(PRINTABLE, st.sampled_from("\t\n\r")), max_size=max_size))


def ids() -> st.SearchStrategy[str]:
    """Row ids: short and not empty."""
    return st.text("0123456789abcdef", min_size=1, max_size=6)


def calendar_dates() -> st.SearchStrategy[dt.date]:
    """Days that exist, of the years the program accepts."""
    return st.dates(FIRST_DAY, LAST_DAY)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """Dates known to the day, the month, the year or not at all."""
    day = draw(calendar_dates())
    return draw(
        st.sampled_from(
            [UNKNOWN_DATE, PartialDate(day.year), PartialDate(day.year, day.month), PartialDate.of(day)],
        )
    )


def iso_moments() -> st.SearchStrategy[str]:
    """ISO dates and date-times in text, or empty."""
    return st.one_of(
        st.just(""),
        calendar_dates().map(dt.date.isoformat),
        st.datetimes(timezones=st.just(dt.UTC)).map(lambda moment: moment.isoformat(timespec="seconds")),
    )


def iso_dates() -> st.SearchStrategy[str]:
    """ISO dates as exact as they are known, in text, or empty."""
    return partial_dates().map(PartialDate.to_iso)


SPECIAL_FIELDS: dict[tuple[type, str], st.SearchStrategy[str]] = {
    (Case, "id"): ids(),
    (Case, "created_at"): iso_moments(),
    (Case, "updated_at"): iso_moments(),
    (Event, "at"): iso_moments(),
    (ConfirmedPolicy, "effective_date"): iso_dates(),
    (SignedLetter, "signed_on"): iso_dates(),
    (SignedLetter, "kept_on"): iso_dates(),
    (ConfirmedPolicy, "confirmed_on"): iso_dates(),
    (ChosenCitation, "read_on"): iso_dates(),
    (LabelReading, "read_on"): iso_dates(),
}
ROWS_WITH_IDS: tuple[type, ...] = (Therapy, Measure, Exhibit, Event, SignedLetter)


@st.composite
def excluded_days(draw: st.DrawFn) -> ExcludedDays:
    """Days out of the count: first not after last, both known to the day."""
    first, last = sorted((draw(calendar_dates()), draw(calendar_dates())))
    return ExcludedDays(PartialDate.of(first), PartialDate.of(last), draw(texts()))


def of_type(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  # an annotation may be any object
    """Values of one annotation as the domain's dataclasses use it; classes come field by field."""
    if annotation is str:
        return texts()
    if annotation is PartialDate:
        return partial_dates()
    if annotation is int:
        return st.integers(0, 10_000)
    if annotation is ExcludedDays:
        return excluded_days()
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return instances(annotation)
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        unique_by = (lambda row: row.id) if arguments[0] in ROWS_WITH_IDS else None
        return st.lists(of_type(arguments[0]), max_size=4, unique_by=unique_by).map(tuple)
    if arguments:  # X | None
        return st.one_of(*(st.none() if one is type(None) else of_type(one) for one in arguments))
    return st.from_type(annotation)


def instances(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Instances of one domain dataclass with every field drawn."""
    hints = get_type_hints(cls)
    fields = {}
    for field in dataclasses.fields(cls):
        special = SPECIAL_FIELDS.get((cls, field.name))
        if special is None and field.name == "id":
            special = ids()
        fields[field.name] = of_type(hints[field.name]) if special is None else special
    return st.builds(cls, **fields)


def therapies() -> st.SearchStrategy[Therapy]:
    """Rows of the prior-therapy log."""
    return instances(Therapy)


def prescribers() -> st.SearchStrategy[Prescriber]:
    """Prescribers with any text in any field."""
    return instances(Prescriber)


def practices() -> st.SearchStrategy[Practice]:
    """Practices with any number of prescribers."""
    return instances(Practice)


def cases() -> st.SearchStrategy[Case]:
    """Whole cases; their row ids differ, nothing else is promised."""
    return instances(Case)
