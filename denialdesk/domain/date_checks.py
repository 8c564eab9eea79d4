"""Dates that cross: before birth, in the future, stop before start, notice after receipt, free text of another time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from denialdesk.domain.case import Case
from denialdesk.domain.date_text import MONTHS
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.doubts import contradiction, suspicion
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.free_texts import Author, FreeText
from denialdesk.domain.readiness import Todo
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\.?,? (?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"(?<!\d )\b(?P<month>{_MONTH})\.? (?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\b"),
)
_YEAR = re.compile(r"(?:19|2[01])\d\d")
# A plan for later is no mistake: a date behind one of these words may lie in the future.
_PLANNED = re.compile(
    r"\b(?:until|by|before|next|follow[- ]?up|scheduled|appointment|expires?|due|valid|through|will|plan(?:ned)?)\b"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)


def date_doubts(case: Case, today: dt.date) -> Iterator[Todo]:
    """Find every pair of dates in the fields of a case that cannot both be right."""
    yield from _notice(case, today)
    for row in case.therapies:
        yield from _row(row, case, today)
    yield from _measures(case, today)
    yield from _request(case, today)


def dates_written(text: str) -> Iterator[tuple[re.Match[str], PartialDate]]:
    """Find the dates of a running text, month first as the US writes them; what is no date is passed over."""
    if not _YEAR.search(text):
        return
    for pattern in _DATES:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            month = MONTHS[parts["month"].casefold()] if parts.get("month") else int(parts["number"])
            day = int(parts["day"]) if parts.get("day") else None
            try:
                yield found, PartialDate(int(parts["year"]), month, day)
            except InvalidDateError:
                continue


def is_before(one: PartialDate, other: PartialDate) -> bool:
    """Say whether a date certainly lies before another, however exact they are."""
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _is_future(date: PartialDate, today: dt.date) -> bool:
    return date.earliest is not None and date.earliest > today


def _notice(case: Case, today: dt.date) -> Iterator[Todo]:
    denial, born = case.denial, case.patient.birth_date
    if is_before(denial.received_date, denial.notice_date):
        yield contradiction("The notice was received before it was written.", "denial.received_date")
    elif _is_future(denial.received_date, today):
        yield contradiction("The day of receipt lies in the future.", "denial.received_date")
    if _is_future(denial.notice_date, today):
        yield contradiction("The notice date lies in the future.", "denial.notice_date")
    elif is_before(denial.notice_date, born):
        yield contradiction("The notice is older than the patient.", "denial.notice_date")
    if _is_future(born, today):
        yield contradiction("The date of birth lies in the future.", "patient.birth_date")
    if is_before(denial.printed_deadline, denial.notice_date):
        text = "The last day printed in the notice lies before the notice itself."
        yield contradiction(text, "denial.printed_deadline")
    if is_before(case.letter.letter_date, denial.notice_date):
        yield contradiction("The letter is dated before the notice it answers.", "letter.letter_date")


def _row(row: Therapy, case: Case, today: dt.date) -> Iterator[Todo]:
    name, place = row.drug.strip() or "A row of the log", f"therapy:{row.id}"
    born, notice = case.patient.birth_date, case.denial.notice_date
    if is_before(row.stop, row.start):
        yield contradiction(f"{name} stops before it starts.", f"{place}:stop")
    for date, word, field in ((row.start, "starts", "start"), (row.stop, "stops", "stop")):
        if is_before(date, born):
            yield contradiction(f"{name} {word} before the patient was born.", f"{place}:{field}")
        elif row.was_tried and _is_future(date, today):
            yield contradiction(f"{name} {word} in the future, so it cannot be told yet.", f"{place}:{field}")
    if row.ongoing and row.stop.is_known and not _is_future(row.stop, today):
        yield suspicion("ongoing", f"{name} is marked as still taken and has a stop date.", f"{place}:stop")
    elif row.outcome is Outcome.ONGOING and row.stop.is_known:
        yield suspicion("ongoing", f"{name} is said to be still taken and has a stop date.", f"{place}:outcome")
    if row.outcome in NOT_TRIED and (row.start.is_known or row.stop.is_known):
        text = f"{name} is said not to have been tried, and has dates."
        yield suspicion("untried_dates", text, f"{place}:outcome")
    is_prior = row.was_tried and row.outcome is not Outcome.ONGOING and row.drug_id != case.request.drug_id
    if is_prior and is_before(notice, row.start) and not _is_future(row.start, today):
        text = f"{name} starts after the notice of {notice.display()}: it is no trial from before the denial."
        yield suspicion("after_notice", text, f"{place}:start")


def _measures(case: Case, today: dt.date) -> Iterator[Todo]:
    for measure in case.measures:
        if is_before(measure.on, case.patient.birth_date):
            yield contradiction(f"{measure.instrument} is dated before the patient was born.", "measures")
        elif _is_future(measure.on, today):
            yield contradiction(f"{measure.instrument} is dated in the future.", "measures")


def _request(case: Case, today: dt.date) -> Iterator[Todo]:
    since, target = case.request.taking_since, "request.taking_since"
    if is_before(since, case.patient.birth_date):
        yield contradiction("The drug was started before the patient was born.", target)
    elif _is_future(since, today):
        yield contradiction("The drug was started in the future.", target)
    if since.is_known and case.request.already_taking is False:
        yield suspicion(
            "since", "The drug is said not to be taken yet, and has a date on which it was started.", target
        )


def written_date_doubts(texts: Iterable[FreeText], case: Case, today: dt.date) -> Iterator[Todo]:
    """Find dates in texts of a case that lie before the patient's birth or in the future."""
    for text in texts:
        yield from _written(text, case, today)


def _written(text: FreeText, case: Case, today: dt.date) -> Iterator[Todo]:
    for found, date in dates_written(text.text):
        quote = found.group()
        if is_before(date, case.patient.birth_date):
            told = f"“{quote}” in {text.name} lies before the patient was born."
            yield suspicion("written_date", told, text.target, quote)
        elif _is_future(date, today) and text.author is not Author.PAYER and not _is_planned(text.text, found):
            yield suspicion("written_date", f"“{quote}” in {text.name} lies in the future.", text.target, quote)


def _is_planned(text: str, found: re.Match[str]) -> bool:
    return _PLANNED.search(text[: found.start()]) is not None
