"""The dates of all open cases in one list: what to file, what the plan owes, what supply ends, and what to be told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from denialdesk.domain.calendar_text import CalendarEntry, calendar_text
from denialdesk.domain.case import Case, CaseStatus, LetterKind
from denialdesk.domain.case_summary import CaseSummary, dated_case
from denialdesk.domain.continuation import Continuation, continuation_of
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate, Precision
from denialdesk.domain.deadlines import dates_of
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.filing import clock_start, filed_at, filing_sent, refusal_of
from denialdesk.domain.holidays import business_day_on_or_before
from denialdesk.domain.law import Deadline, Rights
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.next_steps import level_after
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_clocks import silent_carrier
from denialdesk.domain.reminders import REMINDER_DAYS, SecondClock, due_reminder, second_clock
from denialdesk.domain.rights import rights_for
from denialdesk.services.follow_up import RunningClock, running_clocks

_UNFILED = frozenset({CaseStatus.DRAFT, CaseStatus.READY, CaseStatus.SIGNED})
_PLAN_UPHELD = frozenset({AppealLevel.FIRST_APPEAL_UPHELD, AppealLevel.FINAL_INTERNAL_DENIAL})
_CODE_LENGTH = 6


class DateKind(StrEnum):
    """What a date is about."""

    FILE_BY = "file_by"
    KEEP_DRUG = "keep_drug"  # the last day to ask that an approved drug go on
    SUPPLY_ENDS = "supply_ends"
    PLAN_ANSWER = "plan_answer"
    NEXT_LEVEL = "next_level"  # the last safe day to go on: after a refusal, or because the plan stays silent


@dataclass(frozen=True, slots=True)
class KeyDate:
    """One date of one open case. ``legal`` is the last legal day of a filing, ``what`` the step, clock or supply."""

    case_id: str
    kind: DateKind
    day: dt.date
    what: str
    legal: dt.date | None = None
    next_step: str = ""

    @property
    def key(self) -> str:
        """Names the date itself: another day of the same kind is another date."""
        return f"{self.case_id} {self.kind.value} {self.day.isoformat()}"


def key_dates(case: Case, rights: Rights, following: Deadline | None = None) -> tuple[KeyDate, ...]:
    """The dates a case has to be watched for; none once it is overturned or closed.

    ``following`` is what ``after_refusal`` found: the time to go on after a refusal that nobody has taken up.
    """
    found: list[KeyDate] = []
    if case.status in _UNFILED:
        deadline = rights.next_deadline
        if deadline is not None and deadline.file_by is not None:
            found.append(KeyDate(case.id, DateKind.FILE_BY, deadline.file_by, deadline.label, deadline.legal_deadline))
        found.extend(
            KeyDate(case.id, DateKind.KEEP_DRUG, item.ask_by, "Ask that the drug continue", item.last_day)
            for item in continuations(case)
            if item.is_right
        )
    if following is not None and following.file_by is not None:
        what = f"{following.label}, counted from the recorded decision: enter its notice"
        found.append(KeyDate(case.id, DateKind.NEXT_LEVEL, following.file_by, what))
    found.extend(_open_beside(case, rights))
    clocks = running_clocks(case, rights)
    if clocks:
        due = clocks[0].due
        found.append(KeyDate(case.id, DateKind.PLAN_ANSWER, due.day, due.label, next_step=due.next_step))
    supply = supply_day(case)
    if supply is not None and case.status not in {CaseStatus.DECIDED, CaseStatus.CLOSED}:
        found.append(KeyDate(case.id, DateKind.SUPPLY_ENDS, supply, "Bridge or free-drug supply ends"))
    return tuple(sorted(found, key=lambda item: item.day))


def _open_beside(case: Case, rights: Rights) -> tuple[KeyDate, ...]:
    """The last day to go on without the plan's answer, while its answer is still waited for."""
    filed = filing_sent(case)
    if case.status is not CaseStatus.SENT or filed is None:
        return ()
    if case.appeal.deemed_exhausted and filed.letter is not LetterKind.EXTERNAL_REVIEW:
        reviews = [item for item in rights.deadlines if item.level_id.startswith("external_review") and item.file_by]
        first = min(reviews, key=lambda item: item.file_by or dt.date.max, default=None)
        if first is not None and first.file_by is not None:
            return (KeyDate(case.id, DateKind.NEXT_LEVEL, first.file_by, first.label, first.legal_deadline),)
    if rights.plan_type is PlanType.FEHB_PSHB and case.denial.level is AppealLevel.INITIAL_DENIAL:
        silent = silent_carrier(clock_start(filed_at(case)).date())
        safe = business_day_on_or_before(silent.last_day)
        return (
            KeyDate(case.id, DateKind.NEXT_LEVEL, safe, "Review by OPM, if the carrier stays silent", silent.last_day),
        )
    return ()


def after_refusal(case: Case, book: LawBook, today: dt.date) -> Deadline | None:
    """The next level's deadline after a refusal that nobody has taken up; None without one.

    The notice of the decision is not entered yet, so the day the decision was recorded for stands in for its date and
    its receipt, whichever the rule counts from: an earlier reading, never one that relies on a presumed receipt.
    """
    refusal, plan_type = refusal_of(case), case.plan.plan_type
    if refusal is None or plan_type is None:
        return None
    day = PartialDate.of(clock_start(refusal.at).date())
    denial = replace(
        case.denial,
        level=level_after(case, book.plans[plan_type]),
        notice_date=day,
        received_date=day,
        printed_deadline=UNKNOWN_DATE,
    )
    assumed = replace(case, denial=denial, appeal=replace(case.appeal, deemed_exhausted=False))
    return rights_for(assumed, book, today).next_deadline


def supply_day(case: Case) -> dt.date | None:
    """The last day of a bridge supply where it is known to the day."""
    ends = case.appeal.supply_ends
    return ends.earliest if ends.precision is Precision.DAY else None


def continuations(case: Case) -> tuple[Continuation, ...]:
    """The windows to ask that an approved drug go on while the appeal runs; empty for a first request."""
    plan_type, dates, level = case.plan.plan_type, dates_of(case.denial), case.denial.level
    sent = dates.notice
    if plan_type is None or sent is None or case.request.already_taking is not True:
        return ()
    if level is not AppealLevel.INITIAL_DENIAL and level not in _PLAN_UPHELD:
        return ()
    effective = case.appeal.change_takes_effect
    day = effective.earliest if effective.precision is Precision.DAY else None
    again = level in _PLAN_UPHELD
    return continuation_of(plan_type, sent, day, received=dates.received, second_request=again)


def second_clock_of(case: Case, clocks: tuple[RunningClock, ...], today: dt.date) -> SecondClock | None:
    """The bridge supply beside the day the plan must answer, where the filing has started that clock."""
    ends = supply_day(case)
    if ends is None or case.status in {CaseStatus.DECIDED, CaseStatus.CLOSED}:
        return None
    return second_clock(ends, today, clocks[0].due.day if clocks else None)


def agenda(summaries: Iterable[CaseSummary], book: LawBook, today: dt.date) -> tuple[KeyDate, ...]:
    """The dates of all open cases, soonest first; a line whose dates cannot be read has none."""
    found: list[KeyDate] = []
    for summary in summaries:
        try:
            case = dated_case(summary)
            found.extend(key_dates(case, rights_for(case, book, today), after_refusal(case, book, today)))
        except InvalidDateError:
            continue
    return tuple(sorted(found, key=lambda item: (item.day, item.kind.value, item.case_id)))


# ---------------------------------------------------------------- reminders


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder standing today. ``key`` names it for dismissing: the next one of the same date has another."""

    date: KeyDate
    key: str


def reminders_today(dates: Iterable[KeyDate], today: dt.date, dismissed: Mapping[str, str]) -> tuple[DueReminder, ...]:
    """The reminders that stand on a day, 14, 7, 3, 1 and 0 days before a date, and one for a plan that is late.

    ``dismissed`` holds the keys a person has put away.
    """
    found = []
    for date in dates:
        reminder = due_reminder(date.day, today)
        if reminder is not None:
            key = f"{date.key} {reminder.days_left}"
        elif date.day < today and _still_matters(date, today):
            key = f"{date.key} late"
        else:
            continue
        if key not in dismissed:
            found.append(DueReminder(date, key))
    return tuple(found)


def _still_matters(date: KeyDate, today: dt.date) -> bool:
    """A late plan and a refusal always; a filing past its safe day while the legal day has not passed."""
    if date.kind in {DateKind.PLAN_ANSWER, DateKind.NEXT_LEVEL}:
        return True
    return date.kind is DateKind.FILE_BY and (date.legal or date.day) >= today


def still_of_use(dismissed: Mapping[str, str], dates: Iterable[KeyDate]) -> dict[str, str]:
    """Drop what was dismissed for dates that are no more, so that the list does not grow for ever."""
    keys = tuple(date.key for date in dates)
    return {key: day for key, day in dismissed.items() if key.startswith(keys)} if keys else {}


# ---------------------------------------------------------------- a calendar file without patient data

_TITLES = {
    DateKind.FILE_BY: "Last safe day to file",
    DateKind.KEEP_DRUG: "Last safe day to ask that the drug continue",
    DateKind.SUPPLY_ENDS: "Supply ends",
    DateKind.PLAN_ANSWER: "Answer of the plan due",
    DateKind.NEXT_LEVEL: "Last safe day for the next level",
}


def case_code(case_id: str) -> str:
    """The office's own short code of a case: it tells nothing, and the worklist finds the case by it."""
    return hashlib.sha256(f"code {case_id}".encode()).hexdigest()[:_CODE_LENGTH].upper()


def calendar_file(dates: Iterable[KeyDate], stamp: dt.datetime) -> str:
    """Write the dates as an iCalendar file: what is due and a code of the case; no name, number, payer or drug."""
    entries = tuple(
        CalendarEntry(
            uid=hashlib.sha256(f"calendar {date.case_id} {date.kind.value}".encode()).hexdigest()[:32],
            day=date.day,
            title=_TITLES[date.kind],
            code=f"case {case_code(date.case_id)}",
            reminder_days=REMINDER_DAYS,
        )
        for date in dates
    )
    return calendar_text(entries, stamp)
