"""What happens to a case after the letter (exported, sent, called, decided, closed) and the clocks that then run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind, LetterKind
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.decision_clocks import clocks_of, filed_kind, may_be_stated
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.filing import clock_start, events_of_level, filed_at, is_filing
from denialdesk.domain.law import ClockUnit, CountStep, PlanClock, Rights
from denialdesk.domain.plan_clocks import PlanDue, external_review_intake, plan_due

_REACHED_BY = {
    EventKind.EXPORTED: CaseStatus.READY,
    EventKind.SIGNED: CaseStatus.SIGNED,
    EventKind.SENT: CaseStatus.SENT,
    EventKind.DECIDED: CaseStatus.DECIDED,
}
_ORDER = (CaseStatus.DRAFT, CaseStatus.READY, CaseStatus.SIGNED, CaseStatus.SENT, CaseStatus.DECIDED)
_LETTER_EVENTS = frozenset({EventKind.EXPORTED, EventKind.SIGNED, EventKind.SENT})
_REVIEW = "external_review"
_PRIVATE_REVIEW = frozenset({_REVIEW, f"{_REVIEW}.private_iro"})
OVERTURNED, UPHELD, PARTLY = "overturned", "upheld", "partly overturned"


def record_event(case: Case, event: Event) -> Case:
    """Add one step of the follow-up, in the order of dates; the case moves on where the step says so.

    An export or sending keeps which letter it was: a question to the plan is no filing, and the date to file stays.
    """
    if event.kind in _LETTER_EVENTS and event.letter is None:
        event = replace(event, letter=case.letter.kind)
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
    return replace(case, status=_furthest(case))


@dataclass(frozen=True, slots=True)
class NewNotice:
    """The notice with which a level ended, as far as it is known when the next level is taken up."""

    level: AppealLevel
    notice_date: PartialDate
    received_date: PartialDate
    printed_deadline: PartialDate


def take_up_next_level(case: Case, notice: NewNotice, letter: LetterKind, event: Event) -> Case:
    """Put the notice of the decision in the place of the earlier one and begin the next level's letter.

    ``event`` is of the kind NEXT_LEVEL and tells what the earlier notice was. The reason is asked anew: the letter
    must quote the notice in hand.
    """
    denial = replace(
        case.denial,
        level=notice.level,
        notice_date=notice.notice_date,
        received_date=notice.received_date,
        printed_deadline=notice.printed_deadline,
        reason="",
        criteria_enclosed=None,
        reviewer_named="",
    )
    case = replace(
        case,
        denial=denial,
        letter=replace(case.letter, kind=letter, letter_date=UNKNOWN_DATE),
        appeal=replace(case.appeal, deemed_exhausted=False),
        criteria_version="",
    )
    events = (*case.events, event)  # after everything of the level that ended, whatever its date
    return replace(case, events=events, status=_status(case, events))


def _status(case: Case, events: tuple[Event, ...]) -> CaseStatus:
    return case.status if case.status is CaseStatus.CLOSED else _furthest(replace(case, events=events))


def _furthest(case: Case) -> CaseStatus:
    reached = {_REACHED_BY[item.kind] for item in events_of_level(case) if item.kind in _REACHED_BY and is_filing(item)}
    return max(reached, key=_ORDER.index, default=CaseStatus.DRAFT)


def last_event(case: Case, *kinds: EventKind) -> Event | None:
    """The latest step of one of these kinds."""
    return next((item for item in reversed(case.events) if item.kind in kinds), None)


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock of the plan after a filing, and when it ends."""

    clock: PlanClock
    due: PlanDue

    @property
    def is_sure(self) -> bool:
        """False for a time of state law that was not read and that nobody in the office has confirmed."""
        return may_be_stated(self.clock)


def running_clocks(case: Case, rights: Rights) -> tuple[RunningClock, ...]:
    """The plan's clocks that run now, soonest end first; none before the letter was sent or after the decision.

    Each counts from the day the plan was recorded to have it, or else the day it was sent. Where an event has no hour
    the end of its day is taken, so that no plan is called late too soon.
    """
    began = filed_at(case)
    if case.status is not CaseStatus.SENT or not began:
        return ()
    return clocks_from(clock_start(began), case, rights)


def clocks_from(moment: dt.datetime, case: Case, rights: Rights) -> tuple[RunningClock, ...]:
    """The clocks of the filed letter's own level from the moment the plan had it, soonest end first.

    A time of state law that nobody has confirmed stands last: no plan is called late by it.
    """
    kind = filed_kind(case)
    clocks = clocks_of(kind, rights)
    running: dict[tuple[str, dt.date, dt.datetime | None], RunningClock] = {}
    for clock in clocks:
        if clock.expedited == case.denial.urgent and clock.unit is not ClockUnit.MONTHS:
            due = plan_due(clock, moment, None)
            running.setdefault((clock.label, due.day, due.moment), RunningClock(clock, due))
    found = list(running.values())
    if kind is LetterKind.EXTERNAL_REVIEW and not case.denial.urgent:
        private = next((item.clock for item in found if item.clock.level_id in _PRIVATE_REVIEW), None)
        if private is not None:
            found.append(_intake(private, moment.date()))
    return tuple(sorted(found, key=lambda item: (not item.is_sure, item.due.day)))


def _intake(clock: PlanClock, day: dt.date) -> RunningClock:
    """The plan's preliminary review of a request for private external review, 45 CFR 147.136(d)(2)(ii)."""
    intake = external_review_intake(day)
    steps = (
        CountStep(
            f"The plan checks the request within 5 business days: {intake.review_due:%a %B} {intake.review_due.day}."
        ),
        CountStep(f"Its notice follows within 1 more: {intake.notice_due:%a %B} {intake.notice_due.day}."),
    )
    label = "Notice whether the request is complete and eligible"
    due = PlanDue(label, intake.notice_due, None, steps, "Ask the plan for its notice about the request.")
    return RunningClock(replace(clock, label=label), due)
