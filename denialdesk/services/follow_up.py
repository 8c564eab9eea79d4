"""What happens to a case after the letter (exported, sent, called, decided, closed) and the clocks that then run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.law import ClockUnit, PlanClock, Rights
from denialdesk.domain.plan_clocks import PlanDue, plan_due

_REACHED_BY = {
    EventKind.EXPORTED: CaseStatus.READY,
    EventKind.SENT: CaseStatus.SENT,
    EventKind.DECIDED: CaseStatus.DECIDED,
}
_ORDER = (CaseStatus.DRAFT, CaseStatus.READY, CaseStatus.SENT, CaseStatus.DECIDED)
_DATE_LENGTH = len("2026-11-21")
OVERTURNED, UPHELD, PARTLY = "overturned", "upheld", "partly overturned"


def record_event(case: Case, event: Event) -> Case:
    """Add one step of the follow-up, in the order of dates; the case moves on where the step says so."""
    events = tuple(sorted((*case.events, event), key=lambda item: item.at))
    return replace(case, events=events, status=_status(case, events))


def record_export(case: Case, event: Event, letter_date: dt.date, criteria_version: str) -> Case:
    """Record that a final letter left for signature: the case keeps its date and the criteria it was judged by.

    Opened again later, it gives the same letter.
    """
    written = case.letter.letter_date if case.letter.letter_date.is_known else PartialDate.of(letter_date)
    letter = replace(case.letter, letter_date=written)
    return record_event(replace(case, letter=letter, criteria_version=criteria_version), event)


def remove_event(case: Case, event_id: str) -> Case:
    """Take back a step entered by mistake; the case goes back to where the other steps leave it."""
    events = tuple(item for item in case.events if item.id != event_id)
    return replace(case, events=events, status=_status(case, events))


def close_case(case: Case) -> Case:
    """Put a case aside."""
    return replace(case, status=CaseStatus.CLOSED)


def reopen_case(case: Case) -> Case:
    """Take a closed case up again where its steps leave it."""
    return replace(case, status=_furthest(case.events))


def _status(case: Case, events: tuple[Event, ...]) -> CaseStatus:
    return case.status if case.status is CaseStatus.CLOSED else _furthest(events)


def _furthest(events: tuple[Event, ...]) -> CaseStatus:
    reached = {_REACHED_BY[item.kind] for item in events if item.kind in _REACHED_BY}
    return max(reached, key=_ORDER.index, default=CaseStatus.DRAFT)


def last_event(case: Case, *kinds: EventKind) -> Event | None:
    """The latest step of one of these kinds."""
    return next((item for item in reversed(case.events) if item.kind in kinds), None)


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock of the plan after a filing, and when it ends."""

    clock: PlanClock
    due: PlanDue


def running_clocks(case: Case, rights: Rights) -> tuple[RunningClock, ...]:
    """The plan's clocks that run now, soonest end first; none before the letter was sent or after the decision.

    Each counts from the day the plan was recorded to have it, or else the day it was sent. Where an event has no hour
    the end of its day is taken, so that no plan is called late too soon.
    """
    if case.status is not CaseStatus.SENT:
        return ()
    began = last_event(case, EventKind.RECEIVED) or last_event(case, EventKind.SENT)
    if began is None:
        return ()
    moment = dt.datetime.fromisoformat(began.at)
    if len(began.at) <= _DATE_LENGTH:
        moment = dt.datetime.combine(moment, dt.time(23, 59))
    running = [
        RunningClock(clock, plan_due(clock, moment, None))
        for clock in rights.clocks
        if clock.expedited == case.denial.urgent and clock.unit is not ClockUnit.MONTHS
    ]
    return tuple(sorted(running, key=lambda item: item.due.day))
