"""Every rule of the law data, filing windows and the deciders' clocks, against arithmetic written here once more.

The numbers come from the reference copies beside the tests, not from the data under test, and the days are counted by
other means than the program's: month ends, leap days, year ends, weekends, holidays, and the days around the last.
"""

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from denialdesk.domain.continuation import continuation_of
from denialdesk.domain.counting import NoticeDates
from denialdesk.domain.deadlines import (
    DeadlineInputs,
    DeadlineRequest,
    expedited_only_deadline,
    level_deadline,
    state_review_deadline,
)
from denialdesk.domain.law import ClockUnit, Deadline, PlanClock, StatePart
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_clocks import (
    PlanDue,
    external_review_intake,
    part_d_exception_due,
    plan_due,
    silent_carrier,
)
from denialdesk.domain.plan_law import DecisionTime, LevelEntry, StartEvent
from denialdesk.domain.rights import rights_for
from denialdesk.domain.state_clocks import state_clocks
from tests.law import CENTRAL, law_book, law_case, reference

DAY = dt.timedelta(days=1)
FAR = dt.date(2099, 1, 1)
YEARS = range(2024, 2034)


# ---------------------------------------------------------------- days, counted once more


def _nth(year: int, month: int, weekday: int, n: int) -> dt.date:
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    return dt.date(year, month, days[n])


def _holidays(year: int) -> set[dt.date]:
    fixed = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}
    moving = {(1, 0, 2), (2, 0, 2), (5, 0, -1), (9, 0, 0), (10, 0, 1), (11, 3, 3)}
    return {dt.date(year, *day) for day in fixed} | {_nth(year, *rule) for rule in moving}


HOLIDAYS = set().union(*(_holidays(year) for year in YEARS))
OBSERVED = {day - DAY for day in HOLIDAYS if day.weekday() == 5} | {day + DAY for day in HOLIDAYS if day.weekday() == 6}


def _rolled(day: dt.date) -> dt.date:
    return next(
        after for after in (day + offset * DAY for offset in range(10)) if after.weekday() < 5 and after not in HOLIDAYS
    )


def _safe(day: dt.date) -> dt.date:
    closed = HOLIDAYS | OBSERVED
    return next(
        before
        for before in (day - offset * DAY for offset in range(10))
        if before.weekday() < 5 and before not in closed
    )


def _end(start: dt.date, n: int, unit: str, month_end: str | None) -> dt.date:
    if unit == "calendar_days":
        return dt.date.fromordinal(start.toordinal() + n)
    assert unit == "months"
    years, month = divmod(start.month - 1 + n, 12)
    year, month = start.year + years, month + 1
    try:
        return start.replace(year=year, month=month)
    except ValueError:
        if month_end == "first_day_of_next_month":
            return dt.date(year + month // 12, month % 12 + 1, 1)
        return dt.date(year, month, calendar.monthrange(year, month)[1])


STARTS = sorted(
    {dt.date(year, month, calendar.monthrange(year, month)[1]) for year in (2026, 2027, 2028) for month in range(1, 13)}
    | {dt.date(2028, 2, 28), dt.date(2028, 2, 29), dt.date(2028, 3, 1), dt.date(2027, 3, 1)}
    | {dt.date(year, 12, 30) for year in (2026, 2027)}
    | {dt.date(year, 1, day) for year in (2027, 2028) for day in (1, 2)}
    | {dt.date(2026, 10, 30), dt.date(2026, 11, 20), dt.date(2026, 7, 2), dt.date(2026, 9, 4)}
)


def _starts_for(n: int, unit: str) -> list[dt.date]:
    """The starts above, and those from which the count ends around a leap day, a month end and a year end."""
    ends = [dt.date(2028, 2, 28), dt.date(2028, 2, 29), dt.date(2028, 3, 1), dt.date(2027, 2, 28)]
    ends += [dt.date(2027, 12, 31), dt.date(2028, 1, 1), dt.date(2027, 7, 4), dt.date(2027, 11, 30)]
    days = n if unit == "calendar_days" else 30 * n
    return sorted({*STARTS, *(end - days * DAY for end in ends), *(end - (days + 1) * DAY for end in ends)})


# ---------------------------------------------------------------- every filing window of every plan


@dataclass(frozen=True)
class Rule:
    """One filing window of the reference with the level of the data that must count it."""

    plan: PlanType
    level: str
    n: int
    data: Mapping[str, Any]
    short: bool = False  # the expedited window of a level

    @property
    def id(self) -> str:
        return f"{self.plan.value}-{self.level}{'-short' if self.short else ''}-{self.n}"

    @property
    def entry(self) -> LevelEntry:
        found = law_book().plans[self.plan].level(self.level)
        assert found is not None
        return found

    def deadline(self, notice: dt.date, received: dt.date | None, as_of: dt.date) -> Deadline:
        printed = FAR if self.entry.needs_printed_date else None
        request = DeadlineRequest(
            law_book().plans[self.plan],
            self.entry,
            NoticeDates(notice, received, printed),
            as_of,
            DeadlineInputs(state_days=self.n, is_erisa=True),
        )
        if self.short:
            found = expedited_only_deadline(request)
            assert found is not None
            return found
        return level_deadline(request)


def _numbers(window: Mapping[str, Any]) -> tuple[int, ...]:
    if window.get("n") is not None:
        return (window["n"],)
    if window.get("state_sets_number"):
        return tuple(
            filter(None, (window.get("minimum") if window.get("minimum") is not True else None, window["maximum"]))
        )
    return ()


def _rules() -> Iterator[Rule]:
    for plan in reference("federal")["plan_types"]:
        for level in plan.get("levels", []):
            named = [(level, level["id"])]
            named += [(process, f"{level['id']}.{process['id']}") for process in level.get("processes", [])]
            for entry, name in named:
                for key, short in (("window", False), ("expedited_window", True)):
                    window = entry.get(key) or {}
                    for n in _numbers(window):
                        yield Rule(PlanType(plan["id"]), name, n, window, short)
    for plan in (PlanType.GRANDFATHERED, PlanType.SHORT_TERM_LIMITED):  # in words in the reference: 180 days
        yield Rule(plan, "internal_appeal", 180, {"unit": "calendar_days", "start_event": "receipt"})


RULES = tuple(_rules())
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def test_every_window_of_the_data_is_a_rule_here() -> None:
    levels = {(rule.plan, rule.level, rule.short) for rule in RULES}
    held = set()
    for plan in law_book().plans.values():
        for level in plan.levels:
            for entry, name in ((level, level.id), *((item, f"{level.id}.{item.id}") for item in level.processes)):
                if entry.window and (entry.window.amount is not None or entry.window.state_sets_number):
                    held.add((plan.id, name, False))
                if entry.expedited_window:
                    held.add((plan.id, name, True))
    assert levels == held
    assert len(RULES) == 43


@every_rule
def test_the_last_day_and_the_safe_day_at_month_ends_leap_years_and_year_ends(rule: Rule) -> None:
    month_end = rule.data.get("month_end_rule")
    presumed = rule.data.get("receipt_presumption_days") or 0
    window = rule.entry.expedited_window if rule.short else rule.entry.window
    assert window is not None
    for notice in _starts_for(rule.n, rule.data["unit"]):
        deadline = rule.deadline(notice, None, notice)
        plain = _end(notice + presumed * DAY, rule.n, rule.data["unit"], month_end)
        safe_end = plain if window.safe_start is None else _end(notice, rule.n, rule.data["unit"], month_end)
        legal = _rolled(plain) if rule.data.get("weekend_holiday_roll") is True else plain
        assert (deadline.legal_deadline, deadline.file_by) == (legal, _safe(safe_end)), (rule.id, notice)
        assert deadline.start_date == notice + presumed * DAY
        receives = window.start is StartEvent.RECEIPT
        assert deadline.start_is_presumed is receives


@every_rule
def test_the_day_before_the_last_day_and_the_day_after(rule: Rule) -> None:
    for notice in (dt.date(2026, 11, 2), dt.date(2027, 12, 31), dt.date(2028, 2, 29), dt.date(2026, 10, 31)):
        first = rule.deadline(notice, None, notice)
        assert first.legal_deadline is not None
        before, on, after = (rule.deadline(notice, None, first.legal_deadline + offset * DAY) for offset in (-1, 0, 1))
        for still in (before, on):
            assert still.legal_deadline == first.legal_deadline
            assert not any(text.startswith("The last day,") for text in still.warnings)
        if rule.short:
            assert (after.legal_deadline, after.file_by) == (None, None)
            assert "ended on" in after.refusal
        elif rule.entry.needs_printed_date:  # its letter's own later day keeps the case open
            assert any("has passed; the day the notice names has not" in text for text in after.warnings)
        else:
            assert after.legal_deadline == first.legal_deadline
            assert any(text.startswith("The last day,") for text in after.warnings)


@every_rule
def test_receipt_moves_only_the_windows_that_run_from_receipt(rule: Rule) -> None:
    notice = dt.date(2026, 11, 2)
    plain, early, late = (rule.deadline(notice, received, notice) for received in (None, notice, notice + 9 * DAY))
    window = rule.entry.expedited_window if rule.short else rule.entry.window
    assert window is not None
    if window.start is not StartEvent.RECEIPT:
        assert early.legal_deadline == late.legal_deadline == plain.legal_deadline
        return
    assert plain.legal_deadline is not None
    presumed = window.presumed_receipt_days
    month_end = rule.data.get("month_end_rule")
    for found, received in ((early, notice), (late, notice + 9 * DAY)):
        plain_end = _end(received, rule.n, rule.data["unit"], month_end)
        assert found.legal_deadline == (_rolled(plain_end) if rule.data.get("weekend_holiday_roll") else plain_end)
    assert early.legal_deadline is not None
    assert late.file_by is not None
    if presumed:
        assert early.legal_deadline < plain.legal_deadline
        assert late.file_by <= plain.legal_deadline  # later receipt would have to be proved
        assert any("must be proved" in text for text in late.warnings)


# ---------------------------------------------------------------- the external review of every state

STATE_ENTRIES = reference("states")["states"]


@pytest.mark.parametrize("code", sorted(STATE_ENTRIES))
@pytest.mark.parametrize(
    "plan_type",
    [PlanType.FULLY_INSURED_GROUP, PlanType.ACA_INDIVIDUAL, PlanType.NONFEDERAL_GOVERNMENTAL, PlanType.CHURCH],
)
def test_the_review_of_every_state_by_its_own_number_or_the_federal_floor(plan_type: PlanType, code: str) -> None:
    data, plan = STATE_ENTRIES[code]["external_review"]["window"], law_book().plans[plan_type]
    level = plan.level("external_review.state_process")
    assert level is not None
    n, unit = data["n"] or 4, data["unit"] or "months"
    from_receipt = data["n"] is None or str(data["start_event"]).startswith("receipt")
    received = legal = notice = dt.date.min
    for notice in _starts_for(n, unit):
        received = notice + 3 * DAY
        request = DeadlineRequest(plan, level, NoticeDates(notice, received), notice)
        deadline = state_review_deadline(request, law_book().states[code].external_review)
        start = received if from_receipt else notice
        legal = _end(start, n, unit, "clamp_to_last_day")
        assert (deadline.legal_deadline, deadline.file_by) == (legal, _safe(legal)), notice
        assert deadline.citations[0].rule == f"{level.name}: 4 months from {level.window.start_event}."  # type: ignore[union-attr]  # it has one
        if (n, unit) == (120, "calendar_days"):
            assert legal <= _end(start, 4, "months", "clamp_to_last_day")
        assert any("not on file" in text or "nobody has re-read" in text for text in deadline.warnings)
    note = STATE_ENTRIES[code]["external_review"]["note"]
    after = state_review_deadline(
        DeadlineRequest(plan, level, NoticeDates(notice, received), legal + DAY),
        law_book().states[code].external_review,
    )
    assert any(text.startswith("The last day,") for text in after.warnings)
    assert not note or any(note in text for text in after.warnings)


# ---------------------------------------------------------------- every clock of those who decide


def _decisions() -> Iterator[tuple[str, DecisionTime, LevelEntry]]:
    for plan in law_book().plans.values():
        for level in plan.levels:
            for entry in (level, *level.processes):
                for decision in entry.decisions:
                    yield f"{plan.id.value}-{entry.id}-{decision.kind}", decision, entry


DECISIONS = tuple(_decisions())
MOMENTS = (
    dt.datetime(2026, 3, 6, 10, 30, tzinfo=CENTRAL),  # summer time begins on the Sunday
    dt.datetime(2026, 10, 30, 23, 59, tzinfo=CENTRAL),  # and ends
    dt.datetime(2026, 11, 25, 16, tzinfo=CENTRAL),  # Thanksgiving and a weekend
    dt.datetime(2026, 12, 31, 9, tzinfo=CENTRAL),
    dt.datetime(2027, 1, 31, 9, tzinfo=CENTRAL),
    dt.datetime(2028, 2, 26, 9, tzinfo=CENTRAL),  # a leap day
    dt.datetime(2026, 7, 2, 9, tzinfo=CENTRAL),  # July 3 is the observed holiday
)


def _business_days(day: dt.date, n: int) -> dt.date:
    closed = HOLIDAYS | OBSERVED
    open_days = (day + offset * DAY for offset in itertools.count(1))
    return next(
        itertools.islice((each for each in open_days if each.weekday() < 5 and each not in closed), n - 1, None)
    )


def _check(due: PlanDue, moment: dt.datetime, amount: int, unit: ClockUnit) -> None:
    if unit is ClockUnit.HOURS:
        assert due.moment is not None
        assert due.moment.astimezone(dt.UTC) - moment.astimezone(dt.UTC) == dt.timedelta(hours=amount)
        assert not due.is_late(due.moment)
        assert not due.is_late(due.moment - dt.timedelta(minutes=1))
        assert due.is_late(due.moment + dt.timedelta(minutes=1))
        return
    start = moment.date()
    day = start + amount * DAY if unit is ClockUnit.CALENDAR_DAYS else _business_days(start, amount)
    assert due.day == day
    noon = dt.datetime.combine(day, dt.time(12), CENTRAL)
    last_minute = dt.datetime.combine(day, dt.time(23, 59), CENTRAL)
    assert [due.is_late(each) for each in (noon - DAY, noon, last_minute)] == [False, False, False]
    assert due.is_late(dt.datetime.combine(day + DAY, dt.time(0, 0), CENTRAL))


@pytest.mark.parametrize(("name", "decision", "level"), DECISIONS, ids=[name for name, _, _ in DECISIONS])
def test_a_decider_is_in_time_to_the_last_minute_and_late_after_it(
    name: str, decision: DecisionTime, level: LevelEntry
) -> None:
    clock = PlanClock(level.id, name, decision.amount, decision.unit, decision.is_expedited, ())
    for moment in MOMENTS:
        _check(plan_due(clock, moment, CENTRAL), moment, decision.amount, decision.unit)


def test_every_decision_time_of_the_reference_is_a_clock_here() -> None:
    def count(level: Mapping[str, Any]) -> int:
        decision = level.get("decision") or {}
        times = [value for value in decision.values() if isinstance(value, dict) and value.get("n") is not None]
        hours = [value for value in decision.values() if isinstance(value, str) and re.fullmatch(r"\d+ hours", value)]
        return len(times) + len(hours) + sum(count(process) for process in level.get("processes", []))

    told = sum(count(level) for plan in reference("federal")["plan_types"] for level in plan.get("levels", []))
    in_words = 4  # 30 days and 72 hours of the two plans whose employee-plan rules the reference tells in words
    assert len(DECISIONS) == told + in_words


def test_every_citation_that_carries_a_window_or_a_time_is_one_of_its_level() -> None:
    for plan in law_book().plans.values():
        for level in plan.levels:
            for entry in (level, *level.processes):
                own = {citation.text for citation in entry.citations}
                named = {*(entry.window.citations if entry.window else ())}
                named |= {text for decision in entry.decisions for text in decision.citations}
                assert named <= own, (plan.id, entry.id)
                filing = {*(entry.window.citations if entry.window else ())}
                assert all(filing.isdisjoint(decision.citations) for decision in entry.decisions), (plan.id, entry.id)


# ---------------------------------------------------------------- the clocks of every state's step-therapy law


@pytest.mark.parametrize("code", sorted(STATE_ENTRIES))
def test_the_clocks_of_every_states_law_where_they_are_one_plain_number(code: str) -> None:
    law = rights_for(law_case(PlanType.ACA_INDIVIDUAL, state=code), law_book(), dt.date(2027, 6, 1)).state_step_law
    data = STATE_ENTRIES[code]["decision"]
    found = {clock.expedited: clock for clock in state_clocks(law)}
    reaches = law is not None and any(item.part is StatePart.CLOCK for item in law.items)
    for expedited, words in ((False, data["standard"]), (True, data["urgent"])):
        plain = re.fullmatch(r"(\d+) (hours?|business days?|calendar days?|days?)(?: \([a-z]+\))?", words or "")
        if plain is None or not reaches:
            assert expedited not in found
            continue
        clock = found[expedited]
        assert clock.amount == int(plain[1])
        units = {"h": ClockUnit.HOURS, "b": ClockUnit.BUSINESS_DAYS, "c": ClockUnit.CALENDAR_DAYS}
        assert clock.unit is units.get(plain[2][0], ClockUnit.CALENDAR_DAYS)
        for moment in MOMENTS:
            _check(plan_due(clock, moment, CENTRAL), moment, clock.amount, clock.unit)


# ---------------------------------------------------------------- the counts that stand outside the levels


@pytest.mark.parametrize("start", STARTS)
def test_ten_days_to_keep_a_drug_120_days_to_opm_and_the_intake_of_a_review(start: dt.date) -> None:
    (managed,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, start, start)
    assert (managed.last_day, managed.ask_by) == (start + 10 * DAY, _safe(start + 10 * DAY))
    must, may, no_notice = continuation_of(PlanType.MEDICAID_FFS, start, start)
    assert [item.last_day - start for item in (must, may, no_notice)] == [-DAY, 10 * DAY, 15 * DAY]
    assert all(item.ask_by == _safe(item.last_day) for item in (must, may, no_notice))
    silent = silent_carrier(start)
    assert (silent.opens_on, silent.last_day) == (start + 31 * DAY, start + 120 * DAY)
    intake = external_review_intake(start)
    assert intake.review_due == _business_days(start, 5)
    assert intake.notice_due == _business_days(intake.review_due, 1)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("urgent", "hours"), [(False, 72), (True, 24)])
def test_a_part_d_exception_counts_from_the_statement_or_the_fourteenth_day(
    moment: dt.datetime, urgent: bool, hours: int
) -> None:
    elapsed = dt.timedelta(hours=hours)
    stated = part_d_exception_due(moment, moment + dt.timedelta(days=2), CENTRAL, urgent=urgent)
    assert stated.earliest.astimezone(dt.UTC) - (moment + dt.timedelta(days=2)).astimezone(dt.UTC) == elapsed
    without = part_d_exception_due(moment, None, CENTRAL, urgent=urgent)
    fourteenth = moment + dt.timedelta(days=14)  # by the wall clock
    assert without.earliest.astimezone(dt.UTC) - fourteenth.astimezone(dt.UTC) == elapsed
    assert without.latest >= without.earliest
