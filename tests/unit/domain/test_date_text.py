"""Dates as people type them: what is read, how exactly, and what is refused with which advice."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.date_text import format_date, means_ongoing, parse_date
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from tests.makers import on

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        # to the day
        ("3/14/2024", "2024-03-14"),
        ("03/14/2024", "2024-03-14"),
        ("3/14/24", "2024-03-14"),
        ("3/14/'24", "2024-03-14"),
        ("3-14-24", "2024-03-14"),
        ("3.14.24", "2024-03-14"),
        ("12/31/1999", "1999-12-31"),
        ("2024-03-14", "2024-03-14"),
        ("2024/3/14", "2024-03-14"),
        ("2024-03-14T08:30:00Z", "2024-03-14"),
        ("2024-03-14 00:00:00", "2024-03-14"),
        ("2024-03-14T08:30:00.000-05:00", "2024-03-14"),
        ("3/14/2024 8:30 AM", "2024-03-14"),
        ("20240314", "2024-03-14"),
        ("03142024", "2024-03-14"),
        ("Mar 14, 2024", "2024-03-14"),
        ("March 14 2024", "2024-03-14"),
        ("MARCH 14TH, 2024", "2024-03-14"),
        ("Sept. 1st 2024", "2024-09-01"),
        ("14 Mar 2024", "2024-03-14"),
        ("14-Mar-2024", "2024-03-14"),
        ("14-Mar-24", "2024-03-14"),
        ("2nd of May 2024", "2024-05-02"),
        ("Thu Mar 14, 2024", "2024-03-14"),
        ("Thursday, March 14, 2024", "2024-03-14"),
        ("Tues 3/12/2024", "2024-03-12"),
        ("2/29/2024", "2024-02-29"),
        ("today", "2026-11-21"),
        ("3/14/2024,", "2024-03-14"),
        ("3/14/2024;", "2024-03-14"),
        ("12/1/2024", "2024-12-01"),
        ("1/12/2024", "2024-01-12"),
        ("19991231", "1999-12-31"),
        ("21000101", "2100-01-01"),
        ("May 5 2024", "2024-05-05"),
        ("5May2024", "2024-05-05"),
        ("June 30th, 2024", "2024-06-30"),
        ("Wed, Mar 13, 2024", "2024-03-13"),
        ("Saturday 3/16/2024", "2024-03-16"),
        ("3/14/2024 11:59 pm", "2024-03-14"),
        # to the month
        ("3/24", "2024-03"),
        ("03/24", "2024-03"),
        ("3-24", "2024-03"),
        ("3/'24", "2024-03"),
        ("03/2024", "2024-03"),
        ("3/2024", "2024-03"),
        ("2024-03", "2024-03"),
        ("2024/3", "2024-03"),
        ("Mar 2024", "2024-03"),
        ("mar2024", "2024-03"),
        ("March, 2024", "2024-03"),
        ("March of 2024", "2024-03"),
        ("Mar '24", "2024-03"),
        ("Mar ’24", "2024-03"),
        ("Mar-24", "2024-03"),
        ("May 2024", "2024-05"),
        ("12/99", "1999-12"),
        ("1/27", "2027-01"),
        # to the year
        ("2024", "2024"),
        (" 2024 ", "2024"),
        ("1998", "1998"),
        # not known
        ("", ""),
        ("   ", ""),
        ("unknown", ""),
        ("Unknown.", ""),
        ("unk", ""),
        ("N/A", ""),
        ("?", ""),
        ("not known", ""),
    ],
)
def test_reads_a_date_as_exactly_as_it_was_typed(typed: str, iso: str) -> None:
    assert parse_date(typed, today=TODAY).to_iso() == iso


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("spring 2024", "season is not a month"),
        ("Fall '24", "season is not a month"),
        ("winter", "season is not a month"),
        ("Q1 2024", "quarter is not a month"),
        ("2nd quarter 2024", "quarter is not a month"),
        ("early 2024", "only an estimate"),
        ("mid-March 2024", "only an estimate"),
        ("about 3/2024", "only an estimate"),
        ("~3/2024", "only an estimate"),
        ("circa 2019", "only an estimate"),
        ("since 2019", "only an estimate"),
        ("2 months ago", "depends on the day"),
        ("last year", "depends on the day"),
        ("yesterday", "depends on the day"),
        ("3/24-9/24", "Two dates"),
        ("2023-2024", "Two dates"),
        ("3/24 to 9/24", "Two dates"),
        ("March", "no year"),
        ("Mar.", "no year"),
        ("Mar 24", "day or a year"),
        ("14 Mar", "day or a year"),
        ("March 3rd", "day or a year"),
        ("45365", "spreadsheet"),
        ("24", "Two digits"),
        ("'24", "Two digits"),
        ("ongoing", "not a stop date"),
        ("Present", "not a stop date"),
        ("2026-02-30", "no day 30"),
        ("2/30/2026", "no day 30"),
        ("2/29/2023", "no day 29"),
        ("Feb 30 2026", "no day 30"),
        ("13/24", "no month 13"),
        ("0/2024", "no month 0"),
        ("14/3/2024", "month comes first"),
        ("13/12/2024", "month comes first"),
        ("Mar 14, 60", "either century"),
        ("14 Mar 60", "either century"),
        ("Mar '60", "either century"),
        ("31/12/2024", "month comes first"),
        ("13/13/2024", "no month 13"),
        ("3/0/2024", "no day 0"),
        ("3/14/1824", "cannot be right"),
        ("3/14/60", "either century"),
        ("3/28", "either century"),
        ("12/76", "either century"),
        ("three weeks", "depends on the day"),
        ("asap", "cannot be read"),
        ("3/14/24/7", "cannot be read"),
        ("3//24", "cannot be read"),
        ("2024-03-14-01", "cannot be read"),
        ("٣/٢٤", "cannot be read"),
    ],
)
def test_refuses_kindly_and_says_what_to_do(typed: str, says: str) -> None:
    with pytest.raises(InvalidDateError) as refused:
        parse_date(typed, today=TODAY)
    assert says in str(refused.value)
    assert refused.value.remedy.endswith(".")


FORMS = "Type it as 3/14/2024, 3/2024 or 2024, or leave it empty."
MONTH_OR_YEAR = "Type the month if it is known (4/2024), or the year alone."


@pytest.mark.parametrize(
    ("typed", "message", "remedy"),
    [
        ("spring 2024", "A season is not a month.", MONTH_OR_YEAR),
        ("Q3 2024", "A quarter is not a month.", MONTH_OR_YEAR),
        ("3/24-9/24", "Two dates stand in one place.", "Type the start and the stop in their own fields."),
        (
            "about 2019",
            "The date is only an estimate.",
            "Type what is certain: the month (4/2024) or the year alone.",
        ),
        ("2 months ago", "The date depends on the day it was written.", FORMS),
        ("Mar 24", "The number can be a day or a year.", "Type the year with four digits: Mar 2024."),
        ("March", "The month has no year.", "Add the year: 4/2024."),
        ("45365", "This looks like a spreadsheet's number for a date.", FORMS),
        ("24", "Two digits alone are not a year.", "Type the year with four digits."),
        ("3/28", "The year could belong to either century.", "Type the year with four digits."),
        ("asap", "This cannot be read as a date.", FORMS),
        (
            "ongoing",
            "That is not a stop date.",
            "Leave the stop date empty and mark the drug as still taken.",
        ),
        (
            "14/3/2024",
            "There is no month 14.",
            "The month comes first, then the day, then the year: 3/14/2024.",
        ),
        ("13/14/2024", "There is no month 13.", "Use a month from 1 to 12."),
    ],
)
def test_each_refusal_in_full(typed: str, message: str, remedy: str) -> None:
    with pytest.raises(InvalidDateError) as refused:
        parse_date(typed, today=TODAY)
    assert (refused.value.message, refused.value.remedy) == (message, remedy)


def test_a_birth_in_the_future_in_full() -> None:
    with pytest.raises(InvalidDateError) as refused:
        parse_date("11/22/2026", today=TODAY, is_birth=True)
    assert (refused.value.message, refused.value.remedy) == (
        "A birth date cannot lie in the future.",
        "Check the year.",
    )
    assert parse_date("11/21/2026", today=TODAY, is_birth=True) == on("2026-11-21")
    assert parse_date("11/2026", today=TODAY, is_birth=True) == on("2026-11")


def test_a_refusal_never_repeats_what_was_typed() -> None:
    for typed in ("Marigold 3/14/1980", "spring 1983", "about 7/1983", "19832"):
        with pytest.raises(InvalidDateError) as refused:
            parse_date(typed, today=TODAY)
        assert "Marigold" not in str(refused.value)
        assert "83" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("3/14/58", "1958-03-14"),
        ("3/58", "1958-03"),
        ("Mar 14, '58", "1958-03-14"),
        ("14 Mar 58", "1958-03-14"),
        ("Mar-58", "1958-03"),
        ("3/14/26", "2026-03-14"),
        ("11/21/26", "2026-11-21"),
        ("11/22/26", "1926-11-22"),
        ("3/14/27", "1927-03-14"),
        ("2/29/00", "2000-02-29"),
        ("2/29/48", "1948-02-29"),
        ("3/14/1980", "1980-03-14"),
        ("1980", "1980"),
    ],
)
def test_a_two_digit_year_of_birth_is_the_latest_that_is_past(typed: str, iso: str) -> None:
    assert parse_date(typed, today=TODAY, is_birth=True).to_iso() == iso


@pytest.mark.parametrize("typed", ["11/22/2026", "2027", "2/29/26"])
def test_refuses_a_birth_in_the_future_or_on_no_day(typed: str) -> None:
    with pytest.raises(InvalidDateError):
        parse_date(typed, today=TODAY, is_birth=True)


def test_two_digit_years_reach_from_49_years_back_to_next_year() -> None:
    assert parse_date("1/77", today=TODAY) == on("1977-01")
    assert parse_date("1/27", today=TODAY) == on("2027-01")
    assert parse_date("1/00", today=dt.date(2099, 6, 1)) == on("2100-01")
    assert parse_date("1/99", today=dt.date(2000, 6, 1)) == on("1999-01")


@pytest.mark.parametrize("typed", ["present", "Current", "ongoing", "still  taking", "now."])
def test_words_for_still_taken_are_told_apart(typed: str) -> None:
    assert means_ongoing(typed)


@pytest.mark.parametrize("typed", ["", "2024", "nowhere", "3/24"])
def test_other_words_do_not_mean_still_taken(typed: str) -> None:
    assert not means_ongoing(typed)


def test_a_date_that_is_not_known_is_written_as_nothing() -> None:
    assert format_date(PartialDate()) == ""


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
    parts = draw(st.sampled_from([3, 2, 1, 0]))
    values: list[int | None] = [day.year, day.month, day.day]
    return PartialDate(*(value if place < parts else None for place, value in enumerate(values)))


@given(partial_dates())
def test_what_is_written_is_read_back_the_same(date: PartialDate) -> None:
    assert parse_date(format_date(date), today=TODAY) == date
    assert parse_date(date.to_iso(), today=TODAY) == date
    if date.is_known:
        assert parse_date(date.display(), today=TODAY) == date


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        date = parse_date(text, today=TODAY)
    except InvalidDateError as refused:
        assert refused.remedy  # noqa: PT017 - both ends of the same question
    else:
        assert isinstance(date, PartialDate)
