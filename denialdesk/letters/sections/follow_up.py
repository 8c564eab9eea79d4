"""What happened after the notice: letters sent, receipts, calls and decisions, as recorded."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.case import Case, Event, EventKind
from denialdesk.domain.decision_clocks import clocks_of, filed_kind, may_be_stated
from denialdesk.domain.filing import clock_start, filed_at
from denialdesk.domain.law import ClockUnit, PlanClock
from denialdesk.domain.letter import Statement
from denialdesk.domain.plan_clocks import plan_due
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.statements import fact
from denialdesk.letters.wording.lengths import date_in_words

_DATE_LENGTH = len("2026-11-21")


def last_event(case: Case, kind: EventKind) -> Event | None:
    """Find the latest event of a kind."""
    return max((each for each in case.events if each.kind is kind), key=lambda each: each.at, default=None)


def event_day(event: Event) -> dt.date:
    """The day of an event."""
    return dt.datetime.fromisoformat(event.at).date()


def event_date(event: Event) -> Statement:
    """Write the day of an event."""
    return fact(date_in_words(event_day(event)), event_source(event))


def event_source(event: Event) -> Source:
    """Point at an event of the case."""
    return Source(SourceKind.CASE_FIELD, f"events.{event.id}", "Follow-up")


def overdue_clock(dossier: Dossier) -> tuple[PlanClock | None, dt.date | None]:
    """Find the plan's clock that runs on the last filing, and the day it ends; None where there is none to count.

    Counts from the day of receipt, or else of sending, to the end of that day, as the follow-up page does.
    """
    began = filed_at(dossier.case)
    clocks = [
        each
        for each in clocks_of(filed_kind(dossier.case), dossier.rights)
        if each.expedited is dossier.is_expedited and each.unit is not ClockUnit.MONTHS and may_be_stated(each)
    ]
    if not clocks or not began:
        return (clocks[0] if clocks else None), None
    start = clock_start(began[:_DATE_LENGTH])
    due = [(plan_due(each, start, dt.UTC).day, each) for each in clocks]
    day, first = min(due, key=lambda pair: pair[0])
    return first, day
