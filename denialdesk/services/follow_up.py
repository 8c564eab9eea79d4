"""What happens to a case after the letter (exported, sent, called, decided, closed) and the clocks that then run."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind
from denialdesk.domain.dates import add_months
from denialdesk.domain.holidays import add_business_days
from denialdesk.domain.law import ClockUnit, PlanClock, Rights

_REACHED_BY = {
    EventKind.EXPORTED: CaseStatus.READY,
    EventKind.SENT: CaseStatus.SENT,
    EventKind.DECIDED: CaseStatus.DECIDED,
}
_ORDER = (CaseStatus.DRAFT, CaseStatus.READY, CaseStatus.SENT, CaseStatus.DECIDED)
OVERTURNED, UPHELD, PARTLY = "overturned", "upheld", "partly overturned"


def record_event(case: Case, event: Event) -> Case:
    """Add one step of the follow-up, in the order of dates; the case moves on where the step says so."""
    events = tuple(sorted((*case.events, event), key=lambda item: item.at))
    return replace(case, events=events, status=_status(case, events))


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
    """One clock of the plan after a filing. ``ends`` is the last day a decision is in time.

    A clock of hours ends on the day its last hour can fall on, since nobody records the hour of filing.
    """

    clock: PlanClock
    began: dt.date
    ends: dt.date

    def is_overdue(self, today: dt.date) -> bool:
        """True when the plan's time is over and no decision is recorded."""
        return today > self.ends


def running_clocks(case: Case, rights: Rights) -> tuple[RunningClock, ...]:
    """The plan's clocks that run now, soonest end first; none before it was sent or after the decision.

    Each counts from the day the filing was recorded as received by the plan, or else as sent.
    """
    if case.status is not CaseStatus.SENT:
        return ()
    began = last_event(case, EventKind.RECEIVED) or last_event(case, EventKind.SENT)
    if began is None:
        return ()
    day = dt.date.fromisoformat(began.at[:10])
    clocks = [clock for clock in rights.clocks if clock.expedited == case.denial.urgent]
    running = [RunningClock(clock, day, _end(clock, day)) for clock in clocks]
    return tuple(sorted(running, key=lambda item: item.ends))


def _end(clock: PlanClock, day: dt.date) -> dt.date:
    if clock.unit is ClockUnit.BUSINESS_DAYS:
        return add_business_days(day, clock.amount)
    if clock.unit is ClockUnit.MONTHS:
        return add_months(day, clock.amount)
    days = math.ceil(clock.amount / 24) if clock.unit is ClockUnit.HOURS else clock.amount
    return day + dt.timedelta(days=days)
