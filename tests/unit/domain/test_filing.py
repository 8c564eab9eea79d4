"""Which recorded step starts the plan's clock, level by level."""

import datetime as dt

import pytest

from denialdesk.domain.case import Case, Event, EventKind, LetterKind
from denialdesk.domain.filing import FILINGS, clock_start, events_of_level, filed_at, filing_received, filing_sent

SENT = Event("v1", EventKind.SENT, "2026-10-01", letter=LetterKind.FIRST_APPEAL)
RECEIVED = Event("v2", EventKind.RECEIVED, "2026-10-02T09:30:00")
REMINDER = Event("v3", EventKind.SENT, "2026-11-05", letter=LetterKind.OVERDUE_DECISION)


def case(*events: Event) -> Case:
    return Case(id="c", events=events)


def test_receipt_counts_before_sending() -> None:
    assert filed_at(case()) == ""
    assert filed_at(case(SENT)) == "2026-10-01"
    assert filed_at(case(SENT, RECEIVED)) == "2026-10-02T09:30:00"


def test_a_reminder_or_a_question_does_not_start_the_clock_again() -> None:
    assert filed_at(case(SENT, RECEIVED, REMINDER)) == "2026-10-02T09:30:00"
    assert filed_at(case(SENT, REMINDER)) == "2026-10-01"
    assert filed_at(case(REMINDER)) == ""


@pytest.mark.parametrize("kind", LetterKind)
def test_each_kind_of_letter_is_a_filing_or_is_not(kind: LetterKind) -> None:
    assert bool(filing_sent(case(Event("v", EventKind.SENT, "2026-10-01", letter=kind)))) is (kind in FILINGS)


def test_a_step_recorded_by_an_earlier_version_counts() -> None:
    assert filing_sent(case(Event("v", EventKind.SENT, "2026-10-01"))) is not None


def test_a_receipt_before_the_sending_belongs_to_another_letter() -> None:
    again = Event("v4", EventKind.SENT, "2026-11-10", letter=LetterKind.EXTERNAL_REVIEW)
    assert filing_received(case(SENT, RECEIVED, again)) is None
    assert filed_at(case(SENT, RECEIVED, again)) == "2026-11-10"


def test_a_new_level_begins_anew() -> None:
    taken_up = Event("v5", EventKind.NEXT_LEVEL, "2026-11-12")
    whole = case(SENT, RECEIVED, taken_up)
    assert events_of_level(whole) == ()
    assert filed_at(whole) == ""
    again = Event("v6", EventKind.SENT, "2026-11-20", letter=LetterKind.SECOND_APPEAL)
    assert filed_at(case(SENT, RECEIVED, taken_up, again)) == "2026-11-20"


def test_a_date_without_an_hour_runs_to_its_end() -> None:
    assert clock_start("2026-10-01") == dt.datetime(2026, 10, 1, 23, 59)  # noqa: DTZ001 - a wall-clock time
    assert clock_start("2026-10-01T09:30:00") == dt.datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001 - the same
