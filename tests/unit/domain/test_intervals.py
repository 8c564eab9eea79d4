"""Lengths: calendar months, exact weeks and days, and ranges where a date is inexact."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.criteria import Length, LengthUnit
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.intervals import (
    Elapsed,
    Reach,
    Span,
    length_in_words,
    missing_part,
    moved_back,
    span_of,
)
from denialdesk.domain.therapy import Outcome
from tests.makers import days, make_therapy, months, on, weeks

AS_OF = dt.date(2026, 11, 21)
YES, NO, UNSURE = Reach.REACHED, Reach.NOT_REACHED, Reach.UNCERTAIN
YEAR = Length(1, LengthUnit.YEARS)
THIRTY_DAY_MONTHS = Length(3, LengthUnit.MONTHS, "3 months", days_per_month=30)


@pytest.mark.parametrize(
    ("start", "stop", "length", "expected"),
    [
        # calendar months, exact dates
        ("2024-03-14", "2024-06-14", months(3), YES),
        ("2024-03-14", "2024-06-13", months(3), NO),
        ("2024-03-14", "2024-06-15", months(3), YES),
        ("2024-11-30", "2025-02-28", months(3), YES),  # clamped to the month's end
        ("2024-11-30", "2025-02-27", months(3), NO),
        ("2023-11-30", "2024-02-29", months(3), YES),
        ("2023-11-30", "2024-02-28", months(3), NO),
        ("2024-01-31", "2024-04-30", months(3), YES),
        ("2024-01-31", "2024-04-29", months(3), NO),
        ("2024-10-15", "2025-01-15", months(3), YES),  # over the turn of the year
        ("2024-10-15", "2025-01-14", months(3), NO),
        ("2023-06-01", "2024-06-01", months(12), YES),
        ("2023-06-01", "2024-05-31", months(12), NO),
        ("2024-02-29", "2025-02-28", YEAR, YES),
        ("2024-02-29", "2025-02-27", YEAR, NO),
        ("2024-06-01", "2024-07-01", months(1), YES),
        ("2024-06-01", "2024-06-30", months(1), NO),
        # weeks and days are exact
        ("2024-01-01", "2024-01-29", weeks(4), YES),
        ("2024-01-01", "2024-01-28", weeks(4), NO),
        ("2024-01-01", "2024-03-25", weeks(12), YES),
        ("2024-01-01", "2024-03-24", weeks(12), NO),
        ("2024-02-01", "2024-03-02", days(30), YES),
        ("2024-02-01", "2024-03-01", days(30), NO),
        ("2023-02-01", "2023-03-01", days(28), YES),
        ("2024-05-01", "2024-05-01", days(0), YES),
        # a month that the policy itself defines as 30 days
        ("2024-07-01", "2024-09-29", THIRTY_DAY_MONTHS, YES),
        ("2024-07-01", "2024-09-28", THIRTY_DAY_MONTHS, NO),
        ("2024-07-01", "2024-09-29", months(3), NO),
        ("2023-02-01", "2023-05-01", THIRTY_DAY_MONTHS, NO),
        ("2023-02-01", "2023-05-01", months(3), YES),
        # months known, days not
        ("2024-03", "2024-06", months(3), UNSURE),
        ("2024-03", "2024-07", months(3), YES),
        ("2024-03", "2024-05", months(3), NO),
        ("2024-03-14", "2024-06", months(3), UNSURE),
        ("2024-03-01", "2024-06", months(3), YES),
        ("2024-03-14", "2024-09", months(3), YES),
        ("2024-03", "2024-06-30", months(3), YES),  # March 31 plus three months is June 30
        ("2024-03", "2024-06-29", months(3), UNSURE),
        ("2024-03", "2024-05-31", months(3), NO),
        ("2024-03", "2024-06-01", months(3), UNSURE),
        ("2024-01", "2024-02", weeks(4), UNSURE),
        ("2024-01", "2024-02", weeks(9), NO),
        # years known only
        ("2023", "2024", months(3), UNSURE),
        ("2022", "2024", months(12), YES),
        ("2023", "2024", months(24), NO),
        ("2024", "2024", months(3), UNSURE),
        ("2024", "2024", months(12), NO),
        # an end is missing
        ("2024-03-14", "", months(3), UNSURE),
        ("2026-10-01", "", months(3), NO),  # even until today it is too short
        ("", "2024-06-14", months(3), UNSURE),
        ("", "", months(3), UNSURE),
        # a stop after the as-of date counts to the as-of date
        ("2026-09-01", "2026-12-31", months(3), NO),
        ("2026-08-01", "2026-12-31", months(3), YES),
        # the stop is before the start: nothing can be said
        ("2024-06-14", "2024-03-14", months(3), UNSURE),
        ("2024-06-14", "2024-03-14", days(0), UNSURE),
        ("2024-06", "2024-05", months(1), UNSURE),
    ],
)
def test_reaching_a_length(start: str, stop: str, length: Length, expected: Reach) -> None:
    assert span_of(make_therapy("methotrexate", start, stop), AS_OF).reach(length) is expected


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-08-21", months(3), YES),
        ("2026-08-22", months(3), NO),
        ("2026-08", months(3), UNSURE),
        ("2026-07", months(3), YES),
        ("2026", months(3), UNSURE),
        ("2025", months(10), YES),
        ("2025", months(11), UNSURE),  # perhaps only since December 31
        ("2025", weeks(46), YES),
        ("", months(3), UNSURE),
    ],
)
@pytest.mark.parametrize("fields", [{"ongoing": True}, {"outcome": Outcome.ONGOING}])
def test_a_drug_still_taken_counts_to_the_as_of_date(
    start: str, length: Length, expected: Reach, fields: dict[str, Any]
) -> None:
    therapy = make_therapy("methotrexate", start, **fields)
    assert span_of(therapy, AS_OF).is_ongoing
    assert span_of(therapy, AS_OF).reach(length) is expected


def test_a_stop_date_wins_over_still_taken() -> None:
    span = span_of(make_therapy("methotrexate", "2024-01-01", "2024-02-01", ongoing=True), AS_OF)
    assert not span.is_ongoing
    assert span.reach(months(3)) is NO


@pytest.mark.parametrize(
    ("start", "stop", "words", "range_words"),
    [
        ("2024-03-14", "2024-09-01", "5 months 18 days", "5 months 18 days"),
        ("2024-03-14", "2024-09", "at least 5 months 18 days", "between 5 months 18 days and 6 months 16 days"),
        ("2024-03-14", "2024-06-14", "3 months", "3 months"),
        ("2024-03-14", "2024-04-15", "1 month 1 day", "1 month 1 day"),
        ("2024-03-14", "2024-03-14", "0 days", "0 days"),
        ("2024-01-31", "2024-02-29", "1 month", "1 month"),
        ("2024-01-31", "2024-03-01", "1 month 1 day", "1 month 1 day"),
        ("2024-03", "2024-06", "at least 2 months 1 day", "between 2 months 1 day and 3 months 29 days"),
        ("2024-03", "2024-03", "at most 30 days", "at most 30 days"),
        ("2024", "2024", "at most 11 months 30 days", "at most 11 months 30 days"),
        ("2024-03-14", "", "", "at most 32 months 7 days"),
        ("", "2024-03-14", "", ""),
        ("", "", "", ""),
        ("2024-06-14", "2024-03-14", "", ""),
    ],
)
def test_a_length_in_words_is_no_more_exact_than_the_dates(start: str, stop: str, words: str, range_words: str) -> None:
    span = span_of(make_therapy("methotrexate", start, stop), AS_OF)
    assert span.in_words() == words
    assert span.range_in_words() == range_words


def test_a_course_ended_no_earlier_than_it_began() -> None:
    span = span_of(make_therapy("methotrexate", "2024-05-10", "2024"), AS_OF)
    assert span.first_stop == dt.date(2024, 5, 10)
    assert span.last_stop == dt.date(2024, 12, 31)


def test_exactness_and_contradiction() -> None:
    assert span_of(make_therapy("methotrexate", "2024-05-10", "2024-05-11"), AS_OF).is_exact
    assert not span_of(make_therapy("methotrexate", "2024-05-10", "2024-06"), AS_OF).is_exact
    assert not span_of(make_therapy("methotrexate", "2024-05", "2024-06-10"), AS_OF).is_exact
    assert not span_of(make_therapy("methotrexate", "2024-05-10"), AS_OF).is_exact
    assert span_of(make_therapy("methotrexate", "2024-05-10", "2024-05-09"), AS_OF).contradiction
    assert span_of(make_therapy("methotrexate", "2024-05-10", "2024-04"), AS_OF).contradiction
    assert not span_of(make_therapy("methotrexate", "2024-05-10", "2024-05"), AS_OF).contradiction


def test_dates_that_cannot_both_be_right_are_kept_as_written() -> None:
    span = span_of(make_therapy("methotrexate", "2024-05-10", "2024-04"), AS_OF)
    start, first_stop, last_stop = dt.date(2024, 5, 10), dt.date(2024, 4, 1), dt.date(2024, 4, 30)
    assert span == Span(start, start, first_stop, last_stop, contradiction=True)


def test_going_back_by_a_length() -> None:
    assert moved_back(dt.date(2026, 5, 31), months(3)) == dt.date(2026, 2, 28)
    assert moved_back(dt.date(2026, 11, 21), Length(2, LengthUnit.YEARS)) == dt.date(2024, 11, 21)
    assert moved_back(dt.date(2026, 11, 21), days(180)) == dt.date(2026, 5, 25)
    assert moved_back(dt.date(2026, 11, 21), weeks(1)) == dt.date(2026, 11, 14)
    assert moved_back(dt.date(2026, 11, 21), THIRTY_DAY_MONTHS) == dt.date(2026, 8, 23)


def test_small_words() -> None:
    assert length_in_words(months(3)) == "3 months"
    assert length_in_words(months(1)) == "1 month"
    assert length_in_words(YEAR) == "1 year"
    assert [missing_part(on(iso)) for iso in ("", "2024", "2024-03", "2024-03-14")] == ["date", "month", "day", ""]


EXACT = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
PAST = st.dates(dt.date(1990, 1, 1), AS_OF)
LENGTHS = st.builds(Length, st.integers(0, 30), st.sampled_from(LengthUnit))


def vaguer(date: dt.date, keep: int) -> PartialDate:
    return PartialDate(*((date.year, date.month, date.day)[:keep]))


@given(st.tuples(PAST, PAST).map(sorted), LENGTHS, st.integers(0, 3), st.integers(0, 3))
def test_a_vaguer_date_gives_the_same_verdict_or_none(
    dates: list[dt.date], length: Length, keep_start: int, keep_stop: int
) -> None:
    start, stop = dates
    exact = span_of(make_therapy("methotrexate", start.isoformat(), stop.isoformat()), AS_OF).reach(length)
    therapy = make_therapy("methotrexate", vaguer(start, keep_start).to_iso(), vaguer(stop, keep_stop).to_iso())
    assert exact is not UNSURE
    assert span_of(therapy, AS_OF).reach(length) in {exact, UNSURE}


@given(EXACT, st.integers(0, 2000))
def test_elapsed_counts_whole_months_and_the_days_over(start: dt.date, more: int) -> None:
    stop = start + dt.timedelta(days=more)
    elapsed = Elapsed.between(start, stop)
    assert elapsed.total_days == more
    assert 0 <= elapsed.days <= 30
    span = span_of(make_therapy("methotrexate", start.isoformat(), stop.isoformat()), dt.date(2060, 1, 1))
    assert span.reach(months(elapsed.months)) is YES
    assert span.reach(months(elapsed.months + 1)) is NO
