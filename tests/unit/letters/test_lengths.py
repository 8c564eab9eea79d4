"""Dates and lengths in words: never more exact than the log."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.dates import PartialDate
from denialdesk.domain.intervals import span_of
from denialdesk.letters.wording.lengths import length_in_words, span_in_words
from tests.makers import make_therapy, on

AS_OF = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("start", "stop", "span", "length"),
    [
        ("2024-03-14", "2024-09-14", "March 14, 2024 to September 14, 2024", "6 months"),
        ("2024-03-14", "2024-09-17", "March 14, 2024 to September 17, 2024", "6 months and 3 days"),
        ("2024-01-31", "2024-02-29", "January 31, 2024 to February 29, 2024", "29 days"),
        ("2024-03-01", "2024-04-12", "March 1, 2024 to April 12, 2024", "6 weeks"),
        ("2024-03-01", "2024-03-02", "March 1, 2024 to March 2, 2024", "1 day"),
        ("2024-03-01", "2024-03-01", "March 1, 2024", "1 day"),
        ("2024-03", "2024-09", "March 2024 to September 2024", "at least 5 and at most 7 months"),
        ("2024-03", "2024-03", "March 2024", "at most 30 days"),
        ("2024-03", "2024-04", "March 2024 to April 2024", "at most 2 months"),
        ("2024", "2024", "2024", "at most 12 months"),
        ("2023", "2024", "2023 to 2024", "at most 24 months"),
        ("2023", "2025", "2023 to 2025", "at least 12 and at most 36 months"),
        ("2024-03-20", "2024-09", "March 20, 2024 to September 2024", "at least 5 and at most 7 months"),
        ("2024-03", "", "from March 2024, stop date not known", ""),
        ("", "2024-03", "until March 2024, start date not known", ""),
        ("", "", "dates not known", ""),
        ("2024-09-01", "2024-03-01", "September 1, 2024 to March 1, 2024", ""),
    ],
)
def test_spans_and_lengths(start: str, stop: str, span: str, length: str) -> None:
    row = make_therapy(start=start, stop=stop)
    assert span_in_words(row) == span
    assert length_in_words(row, AS_OF) == length


def test_a_drug_still_taken_is_counted_to_the_letter() -> None:
    row = make_therapy(start="2026-05-21", ongoing=True)
    assert span_in_words(row) == "since May 21, 2026, ongoing"
    assert length_in_words(row, AS_OF) == "6 months"
    assert span_in_words(make_therapy(ongoing=True)) == "at present, start date not known"


def dates() -> st.SearchStrategy[PartialDate]:
    days = st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 20))
    exact = days.map(PartialDate.of)
    return st.one_of(exact, days.map(lambda day: on(f"{day:%Y-%m}")), days.map(lambda day: on(f"{day:%Y}")))


@given(dates(), dates())
def test_what_is_said_contains_every_length_the_dates_allow(start: PartialDate, stop: PartialDate) -> None:
    row = make_therapy(start=start.to_iso(), stop=stop.to_iso())
    said = length_in_words(row, AS_OF)
    span = span_of(row, AS_OF)
    if span.contradiction or not said:
        return
    assert span.least is not None
    assert span.greatest is not None
    if said.startswith("at ") and "month" in said:
        numbers = [int(word) for word in said.split() if word.isdigit()]
        most = numbers[-1]
        least = numbers[0] if "least" in said else 0
        assert least <= span.least.months
        assert span.greatest.months < most or (span.greatest.months, span.greatest.days) == (most, 0)
    assert span.is_exact or "at " in said or span.least == span.greatest
