"""Dates as people in a US office type them, read to the exactness they have and no further.

Order is month, day, year. "3/24" is March 2024: a month and a year, as prior-therapy logs write it. What cannot be read
for certain is refused with a sentence that says what to type instead; the refusal never repeats what was typed.
"""

from __future__ import annotations

import datetime as dt
import re

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate, Precision
from denialdesk.domain.errors import InvalidDateError

FORMS = "Type it as 3/14/2024, 3/2024 or 2024, or leave it empty."

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?=\S)")
_CLOCK = re.compile(r"[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|[+-]\d{2}:?\d{2})?$")

_UNKNOWN_WORDS = frozenset(
    {"unknown", "unk", "not known", "n/a", "na", "none", "?", "??", "-", "--", "tbd", "not sure"}
)
_ONGOING_WORDS = frozenset(
    {
        "present",
        "current",
        "currently",
        "ongoing",
        "now",
        "still",
        "still taking",
        "still taken",
        "to date",
        "continuing",
    }
)

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|'?\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4}|'?\d{2})")
_NAMED_MONTH_YEAR = re.compile(rf"({_MONTH})\.?,?(?:\s+of)?(?:[\s-]*(\d{{4}}|'\d{{2}})|-(\d{{2}}))")
_MONTH_AND_NUMBER = re.compile(
    rf"(?:{_MONTH})\.?\s*\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s*(?:{_MONTH})\.?"
)
_NAMED_DAY = re.compile(rf"({_MONTH})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(\d{{4}}|'?\d{{2}})")
_DAY_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*({_MONTH})\.?,?[\s-]*(\d{{4}}|'?\d{{2}})")
_BARE_MONTH = re.compile(rf"(?:{_MONTH})\.?")
_EIGHT_DIGITS = re.compile(r"\d{8}")
_YEAR_ONLY = re.compile(r"\d{4}")

_SEASON = re.compile(r"\b(spring|summer|fall|autumn|winter)\b")
_VAGUE = re.compile(
    r"\b(early|late|mid|middle|beginning|end|start|about|around|approx\w*|circa|ca|before|after|since|until)\b|~"
)
_QUARTER = re.compile(r"\bq[1-4]\b|\bquarter\b")
_RELATIVE = re.compile(r"\b(ago|last|past|previous|next|yesterday|tomorrow|years?|months?|weeks?|days?)\b")
_RANGE = re.compile(r"\d\s*(?:-|–|to|thru|through)\s*(?:\d{1,2}/|\d{4}\b)")

_YEARS_AHEAD = 1  # a two-digit year may be next year (a deadline, a planned visit) but no later
_YEARS_BACK = 49  # further back a two-digit year could be either century, so four digits are asked for


def parse_date(text: str, *, today: dt.date, is_birth: bool = False) -> PartialDate:
    """Read a date as typed. Empty, "unknown", "n/a" and the like are the unknown date.

    Two-digit years: up to next year they are this century, before that the last one; where both centuries are possible
    four digits are asked for. With ``is_birth`` a two-digit year is the latest one that is not after ``today``.
    Raises InvalidDateError for everything that is no date or not certainly one.
    """
    cleaned = " ".join(text.replace("’", "'").casefold().split()).rstrip(".,;")
    if not cleaned or cleaned in _UNKNOWN_WORDS:
        return UNKNOWN_DATE
    if cleaned == "today":
        return PartialDate.of(today)
    if means_ongoing(cleaned):
        raise InvalidDateError(
            "That is not a stop date.", "Leave the stop date empty and mark the drug as still taken."
        )
    bare = _WEEKDAY.sub("", _CLOCK.sub("", cleaned))
    date = None
    if bare.isascii():
        date = _numeric(bare, today, is_birth=is_birth) or _named(bare, today, is_birth=is_birth)
    if date is None:
        raise _refusal(bare)
    if is_birth and date.earliest is not None and date.earliest > today:
        raise InvalidDateError("A birth date cannot lie in the future.", "Check the year.")
    return date


def means_ongoing(text: str) -> bool:
    """Say whether the text, typed as a stop date, means that the drug is still taken ("present", "ongoing")."""
    return " ".join(text.casefold().split()).rstrip(".") in _ONGOING_WORDS


def format_date(date: PartialDate) -> str:
    """Write a date as an office types it, no more exact than it is known: 3/14/2024, 3/2024, 2024 or nothing.

    ``parse_date`` reads it back to the same date.
    """
    if date.precision is Precision.DAY:
        return f"{date.month}/{date.day}/{date.year}"
    if date.precision is Precision.MONTH:
        return f"{date.month}/{date.year}"
    return "" if date.year is None else str(date.year)


def _numeric(text: str, today: dt.date, *, is_birth: bool) -> PartialDate | None:
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return PartialDate(year, month, day)
    if match := _MONTH_FIRST.fullmatch(text):
        month, day = int(match[1]), int(match[2])
        if month > 12 >= day:
            raise InvalidDateError(
                f"There is no month {month}.", "The month comes first, then the day, then the year: 3/14/2024."
            )
        return _with_year(match[3], month, day, today, is_birth=is_birth)
    if match := _MONTH_YEAR.fullmatch(text):
        return _with_year(match[2], int(match[1]), None, today, is_birth=is_birth)
    if _YEAR_ONLY.fullmatch(text):
        return PartialDate(int(text))
    if _EIGHT_DIGITS.fullmatch(text):
        if text[:2] in {"19", "20", "21"}:
            return PartialDate(int(text[:4]), int(text[4:6]), int(text[6:]))
        return PartialDate(int(text[4:]), int(text[:2]), int(text[2:4]))
    return None


def _named(text: str, today: dt.date, *, is_birth: bool) -> PartialDate | None:
    if match := _NAMED_DAY.fullmatch(text):
        return _with_year(match[3], MONTHS[match[1]], int(match[2]), today, is_birth=is_birth)
    if match := _DAY_NAMED.fullmatch(text):
        return _with_year(match[3], MONTHS[match[2]], int(match[1]), today, is_birth=is_birth)
    if match := _NAMED_MONTH_YEAR.fullmatch(text):
        return _with_year(match[2] or match[3], MONTHS[match[1]], None, today, is_birth=is_birth)
    return None


def _with_year(digits: str, month: int, day: int | None, today: dt.date, *, is_birth: bool) -> PartialDate:
    digits = digits.removeprefix("'")
    if len(digits) == 4:
        return PartialDate(int(digits), month, day)
    short = int(digits)
    century = today.year - today.year % 100
    if is_birth:
        date = PartialDate(century + short, month, day)
        in_past = date.earliest is not None and date.earliest <= today
        return PartialDate(century + short - (0 if in_past else 100), month, day)
    for year in (century + short, century + short - 100, century + short + 100):
        if today.year - _YEARS_BACK <= year <= today.year + _YEARS_AHEAD:
            return PartialDate(year, month, day)
    raise InvalidDateError("The year could belong to either century.", "Type the year with four digits.")


def _refusal(text: str) -> InvalidDateError:
    """Say why a text is no date that can be used, and what to type."""
    if _SEASON.search(text):
        return InvalidDateError(
            "A season is not a month.", "Type the month if it is known (4/2024), or the year alone."
        )
    if _QUARTER.search(text):
        return InvalidDateError(
            "A quarter is not a month.", "Type the month if it is known (4/2024), or the year alone."
        )
    if _RANGE.search(text):
        return InvalidDateError("Two dates stand in one place.", "Type the start and the stop in their own fields.")
    if _VAGUE.search(text):
        return InvalidDateError(
            "The date is only an estimate.", "Type what is certain: the month (4/2024) or the year alone."
        )
    if _RELATIVE.search(text):
        return InvalidDateError("The date depends on the day it was written.", FORMS)
    if _MONTH_AND_NUMBER.fullmatch(text):
        return InvalidDateError("The number can be a day or a year.", "Type the year with four digits: Mar 2024.")
    if _BARE_MONTH.fullmatch(text):
        return InvalidDateError("The month has no year.", "Add the year: 4/2024.")
    if re.fullmatch(r"\d{5}", text):
        return InvalidDateError("This looks like a spreadsheet's number for a date.", FORMS)
    if re.fullmatch(r"'?\d{1,2}", text):
        return InvalidDateError("Two digits alone are not a year.", "Type the year with four digits.")
    return InvalidDateError("This cannot be read as a date.", FORMS)
