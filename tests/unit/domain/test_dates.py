"""Partial dates: what is a date, how exactly it is known, how it is written, and months that clamp."""

import datetime as dt

import pytest

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate, Precision, add_months
from denialdesk.domain.errors import InvalidDateError

NO_YEAR = ("A date needs its year.", "Add the year, or leave the date empty.")
NO_MONTH = ("A day needs its month.", "Add the month, or give the year alone.")
BAD_FORM = ("A date is not in the form YYYY-MM-DD, YYYY-MM or YYYY.", "Correct the date or leave it empty.")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((None, 3, None), NO_YEAR),
        ((None, None, 14), NO_YEAR),
        ((None, 3, 14), NO_YEAR),
        ((2024, None, 14), NO_MONTH),
        ((1899, None, None), ("The year 1899 cannot be right.", "Use a four-digit year from 1900 on.")),
        ((2201, None, None), ("The year 2201 cannot be right.", "Use a four-digit year from 1900 on.")),
        ((2024, 13, None), ("There is no month 13.", "Use a month from 1 to 12.")),
        ((2024, 0, None), ("There is no month 0.", "Use a month from 1 to 12.")),
        ((2023, 2, 29), ("February 2023 has no day 29.", "Correct the day.")),
        ((2024, 4, 31), ("April 2024 has no day 31.", "Correct the day.")),
        ((2024, 4, 0), ("April 2024 has no day 0.", "Correct the day.")),
    ],
)
def test_what_is_no_date(parts: tuple[int | None, int | None, int | None], says: tuple[str, str]) -> None:
    with pytest.raises(InvalidDateError) as refused:
        PartialDate(*parts)
    assert (refused.value.message, refused.value.remedy) == says


@pytest.mark.parametrize(
    ("iso", "precision", "earliest", "latest", "words"),
    [
        ("2024-03-14", Precision.DAY, "2024-03-14", "2024-03-14", "March 14, 2024"),
        ("2024-02", Precision.MONTH, "2024-02-01", "2024-02-29", "February 2024"),
        ("2023-02", Precision.MONTH, "2023-02-01", "2023-02-28", "February 2023"),
        ("2024", Precision.YEAR, "2024-01-01", "2024-12-31", "2024"),
        ("1900", Precision.YEAR, "1900-01-01", "1900-12-31", "1900"),
        ("2200-12-31", Precision.DAY, "2200-12-31", "2200-12-31", "December 31, 2200"),
        ("2024-02-29", Precision.DAY, "2024-02-29", "2024-02-29", "February 29, 2024"),
    ],
)
def test_a_date_as_exactly_as_it_is_known(
    iso: str, precision: Precision, earliest: str, latest: str, words: str
) -> None:
    date = PartialDate.from_iso(iso)
    assert date.precision is precision
    assert date.is_known
    assert (date.earliest, date.latest) == (dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))
    assert date.display() == words
    assert date.to_iso() == str(date) == iso


def test_an_unknown_date() -> None:
    assert PartialDate.from_iso("") == UNKNOWN_DATE == PartialDate()
    assert not UNKNOWN_DATE.is_known
    assert UNKNOWN_DATE.precision is Precision.UNKNOWN
    assert UNKNOWN_DATE.earliest is None
    assert UNKNOWN_DATE.latest is None
    assert UNKNOWN_DATE.display() == "date not known"
    assert UNKNOWN_DATE.to_iso() == ""


@pytest.mark.parametrize(
    "text", ["24", "2024-3", "2024-03-1", "2024-03-14-01", "2024/03/14", "20240314", "2024-", "abcd", "٢٠٢٤", "2024-xx"]
)
def test_text_that_is_not_in_the_form(text: str) -> None:
    with pytest.raises(InvalidDateError) as refused:
        PartialDate.from_iso(text)
    assert (refused.value.message, refused.value.remedy) == BAD_FORM


def test_a_day_known_whole() -> None:
    assert PartialDate.of(dt.date(2024, 3, 14)) == PartialDate(2024, 3, 14)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-03-31", 1, "2024-04-30"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-05-10", 0, "2024-05-10"),
    ],
)
def test_months_clamp_to_the_months_end(start: str, months: int, end: str) -> None:
    assert add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)
