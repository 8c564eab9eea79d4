"""Which recorded step is the filing that the plan has to answer: questions and reminders start no clock."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind, LetterKind

FILINGS = frozenset(
    {
        LetterKind.FIRST_APPEAL,
        LetterKind.SECOND_APPEAL,
        LetterKind.EXPEDITED_APPEAL,
        LetterKind.EXTERNAL_REVIEW,
        LetterKind.STEP_EXCEPTION,
        LetterKind.FORMULARY_EXCEPTION,
        LetterKind.MEDICAL_NECESSITY,
        LetterKind.CONTINUATION,
        LetterKind.PATIENT_COVER,
    }
)
REQUESTS = frozenset({LetterKind.STEP_EXCEPTION, LetterKind.FORMULARY_EXCEPTION, LetterKind.MEDICAL_NECESSITY})
REFUSALS = frozenset({"upheld", "partly overturned"})
_DATE_LENGTH = len("2026-11-21")
_END_OF_DAY = dt.time(23, 59)


def is_filing(event: Event) -> bool:
    """Whether a step is about a letter that asks the plan to decide; a step that names no letter counts as one."""
    return event.letter is None or event.letter in FILINGS


def events_of_level(case: Case) -> tuple[Event, ...]:
    """The steps since the present level was taken up, oldest first."""
    starts = [place for place, event in enumerate(case.events) if event.kind is EventKind.NEXT_LEVEL]
    return case.events[starts[-1] + 1 :] if starts else case.events


def filing_sent(case: Case) -> Event | None:
    """The sending of the last filing at the present level."""
    sent = (event for event in reversed(events_of_level(case)) if event.kind is EventKind.SENT and is_filing(event))
    return next(sent, None)


def filing_received(case: Case) -> Event | None:
    """The plan's receipt of that filing; a receipt before it was sent belongs to another letter."""
    sent = filing_sent(case)
    received = (event for event in events_of_level(case) if event.kind is EventKind.RECEIVED)
    return next((event for event in received if sent is None or event.at[:10] >= sent.at[:10]), None)


def filed_at(case: Case) -> str:
    """The ISO date or moment from which the plan's time counts: its receipt, or else the sending; empty for neither."""
    began = filing_received(case) or filing_sent(case)
    return began.at if began else ""


def refusal_of(case: Case) -> Event | None:
    """The decision that upheld the denial, while nobody has taken up the next level; the next time limit runs then."""
    if case.status is not CaseStatus.DECIDED:
        return None
    decided = (event for event in reversed(events_of_level(case)) if event.kind is EventKind.DECIDED)
    last = next(decided, None)
    return last if last is not None and last.decision in REFUSALS else None


def clock_start(at: str) -> dt.datetime:
    """The moment of an ISO date or date-time; a date alone runs to its end, so that no plan is late too soon."""
    moment = dt.datetime.fromisoformat(at)
    return dt.datetime.combine(moment, _END_OF_DAY) if len(at) <= _DATE_LENGTH else moment
