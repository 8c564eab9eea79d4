"""What happened after the notice: letters sent, receipts, calls and decisions, as recorded."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.case import Case, Event, EventKind
from denialdesk.domain.filing import clock_start, filed_at
from denialdesk.domain.law import PlanClock
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
    clock = next((each for each in dossier.rights.clocks if each.expedited is dossier.is_expedited), None)
    if not began or clock is None:
        return clock, None
    try:
        return clock, plan_due(clock, clock_start(began[:_DATE_LENGTH]), dt.UTC).day
    except ValueError:  # a clock of months, which no plan has
        return clock, None
