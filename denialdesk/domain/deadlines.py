"""What is due when: the filer's last day and safe day at one level of one plan, with the count in words.

Rules and their sources: criteria_db/law. A date is refused, with what to ask, wherever the law gives no count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from denialdesk.domain.citing import Citer
from denialdesk.domain.counting import Count, ExcludedPeriod, NoticeDates, Refusal, count_window, end_of, in_words
from denialdesk.domain.denial import Denial
from denialdesk.domain.holidays import business_day_on_or_before, why_not_business_day
from denialdesk.domain.law import Citation, ClockUnit, CountStep, Deadline
from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.plan_clocks import amount_in_controversy
from denialdesk.domain.plan_law import LevelEntry, MonthEnd, PlanEntry, PlanFamily, StartEvent, Window
from denialdesk.domain.state_law import StateExternalReview

SECOND_LEVEL = "second_internal_appeal"
_DISASTER = (
    "If the patient lives in a declared disaster area, check the disaster-relief notices of the Labor Department "
    "before giving up, and enter the days that do not count."
)
_COVERAGE_DETERMINATION = frozenset({PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B})
_GOOD_CAUSE = "File at once and ask that the late filing be accepted for good cause, saying what prevented it."


@dataclass(frozen=True, slots=True)
class DeadlineInputs:
    """What a person enters beside the case. None or empty: not known, and nothing is assumed.

    ``state_days`` is the state's own number for a Medicaid or CHIP hearing; ``external_process`` is the process the
    final notice names ("state_process", "hhs_administered", "private_iro").
    """

    state_days: int | None = None
    external_process: str = ""
    excluded: tuple[ExcludedPeriod, ...] = ()
    funding: Funding | None = None
    is_erisa: bool | None = None
    is_small_group: bool | None = None
    deemed_exhausted: bool = False


NO_INPUTS = DeadlineInputs()


@dataclass(frozen=True, slots=True)
class DeadlineRequest:
    """One deadline to count: the plan, the level, the dates, the day of counting, and what else is known."""

    plan: PlanEntry
    level: LevelEntry
    dates: NoticeDates
    as_of: dt.date
    inputs: DeadlineInputs = NO_INPUTS
    citer: Citer = field(default_factory=Citer)
    level_id: str = ""  # "external_review.private_iro" for a process of a level
    expedited: bool = False

    @property
    def excluded(self) -> tuple[ExcludedPeriod, ...]:
        """The days that do not count: relief notices suspend commercial clocks, never those of a public program."""
        return () if self.plan.family is PlanFamily.PUBLIC else self.inputs.excluded


def dates_of(denial: Denial) -> NoticeDates:
    """The dates of a notice that are known to the day; a month or a year alone is no date to count from."""

    def day(text: str) -> dt.date | None:
        return dt.date.fromisoformat(text) if len(text) == len("2026-01-01") else None

    return NoticeDates(
        notice=day(denial.notice_date.to_iso()),
        received=day(denial.received_date.to_iso()),
        printed=day(denial.printed_deadline.to_iso()),
    )


def level_deadline(request: DeadlineRequest) -> Deadline:
    """Count the deadline to file at one level; a refused date carries the reason and what to ask."""
    level, window = request.level, request.level.window
    if level.no_filing:
        return _refused(request, Refusal(level.no_filing))
    if request.plan.nothing_computed:
        return _refused(request, Refusal(request.plan.nothing_computed, request.plan.ask))
    if window is None:
        return _refused(request, Refusal("No filing window was found for this step.", "Read the date in the notice."))
    if level.needs_printed_date and request.dates.printed is None:
        ask = "Enter the last day that the decision letter itself gives."
        return _refused(request, Refusal("Beyond reconsideration the letter's own date must be used.", ask))
    numbered = _with_state_number(request, window)
    if isinstance(numbered, Refusal):
        return _refused(request, numbered)
    if numbered.amount is None:
        return _refused(request, Refusal(_no_number(level), "Read the date in the notice or the plan document."))
    count = count_window(numbered, request.dates, request.excluded, expedited=request.expedited)
    if isinstance(count, Refusal):
        return _refused(request, count)
    return _adjusted(request, _deadline(request, numbered, count))


def expedited_only_deadline(request: DeadlineRequest) -> Deadline | None:
    """The short window of a level that may or may not reach the case: shown beside the other, never alone."""
    window = request.level.expedited_window
    if window is None:
        return None
    count = count_window(window, request.dates, request.excluded)
    if isinstance(count, Refusal):
        return None
    deadline = _deadline(request, window, count)
    if count.legal < request.as_of:
        reason = f"The short window for expedited requests ended on {in_words(count.legal)}."
        ask = "Whether it reached this denial is open: ask for expedited handling all the same."
        passed = _refused(request, Refusal(reason, ask))
        return replace(passed, label=f"{deadline.label}, expedited", never_alone=True, start_event=window.start_event)
    scope = request.level.fact("expedited_window.scope_note") or "whether this window reaches the case is open"
    return replace(
        deadline,
        label=f"{deadline.label}, expedited",
        never_alone=True,
        warnings=(*deadline.warnings, f"{str(scope).capitalize()}. File at once; the longer date also stands."),
    )


def state_review_deadline(request: DeadlineRequest, review: StateExternalReview) -> Deadline:
    """Count a state's external review by the state's own number, or by the federal floor where it is not known.

    A 120-day state is also counted as four months, and the earlier is the one to file by.
    """
    window = request.level.window
    if window is None:
        return level_deadline(request)
    if review.amount is None or review.unit is None:
        deadline = level_deadline(request)
        note = "The state's own number is not on file: this is the federal floor. Follow the notice."
        return replace(deadline, warnings=(*deadline.warnings, note, *_state_notes(request, review)))
    from_receipt = review.start_event.lower().startswith("receipt")
    own = replace(
        window,
        amount=review.amount,
        unit=review.unit,
        start=StartEvent.RECEIPT if from_receipt else StartEvent.NOTICE_DATE,
        start_event=review.start_event,
        month_end=MonthEnd.CLAMP_TO_LAST_DAY,
        rolls=None,
        state_sets_number=False,
        confidence=review.confidence,
    )
    deadline = level_deadline(replace(request, level=replace(request.level, window=own)))
    note = "The state's number is general knowledge that nobody has re-read: check it against the notice."
    notes = (*deadline.warnings, note, *_state_notes(request, review))
    # The federal citation carries the floor, not the state's number.
    deadline = replace(deadline, warnings=notes, citations=_citations(request, window))
    if review.amount == 120 and review.unit is ClockUnit.CALENDAR_DAYS and deadline.start_date is not None:
        months = replace(own, amount=4, unit=ClockUnit.MONTHS)
        end, steps = end_of(months, deadline.start_date, request.excluded)
        floor = CountStep(f"The federal floor of four months ends on {in_words(end)}; the earlier day is used.", end)
        deadline = replace(deadline, steps=(*deadline.steps, *steps, floor))
    return deadline


def _state_notes(request: DeadlineRequest, review: StateExternalReview) -> tuple[str, ...]:
    """What else is on file of a state's review; where to file is named only once the notice has named the process."""
    found = []
    if review.body and request.inputs.external_process == "state_process":
        found.append(f"Decided by, as far as we know: {review.body}. Follow the notice.")
    if review.note:
        found.append(f"On file for this state, not re-read: {review.note}.")
    return tuple(found)


def pharmacy_rejection(plan: PlanEntry, printed: dt.date | None) -> Deadline:
    """A rejection at the pharmacy counter: no clock runs yet."""
    if plan.id in _COVERAGE_DETERMINATION:
        ask = "Ask the plan for a coverage determination or exception, and count from its written answer."
    else:
        ask = "Send the prior-authorization or step-therapy exception request, and count from the written denial."
    reason = "A claim rejected at the pharmacy counter is usually not yet a decision that can be appealed."
    return refused_deadline("initial_request", "First request to the plan", Refusal(reason, ask), printed)


def second_internal_level(request: DeadlineRequest) -> Deadline:
    """The second internal appeal of a plan with two levels: the regulation gives no number of days."""
    reason = "A second internal level has no federal number of days; the plan must give a reasonable time."
    ask = "Read in the denial letter whether there is a second level, and by when to file."
    deadline = _refused(request, Refusal(reason, ask))
    return replace(deadline, level_id=SECOND_LEVEL, label="Second internal appeal, if the plan has one")


def _with_state_number(request: DeadlineRequest, window: Window) -> Window | Refusal:
    if not window.state_sets_number or window.amount is not None:
        return window
    if request.inputs.deemed_exhausted:
        return Refusal(
            "The plan sent no notice of resolution, and no start is stated for that case.",
            "File at once, and ask the state by when the hearing must be requested.",
        )
    least, most = window.least or 1, window.most or 366
    days = request.inputs.state_days
    band = f"from {least} to {most}" if window.least else f"at most {most}"
    if days is None:
        ask = f"Enter the number of days from the state's notice ({band})."
        return Refusal("Each state sets its own number of days for a hearing.", ask)
    if not least <= days <= most:
        return Refusal(f"{days} days is outside what federal law allows.", f"Enter the state's number of days, {band}.")
    return replace(window, amount=days)


def _no_number(level: LevelEntry) -> str:
    rule = level.fact("window.note") or level.fact("window.rule")
    return f"No date is counted here: {rule}." if rule else "The rule gives no number of days."


def _citations(request: DeadlineRequest, window: Window | None) -> tuple[Citation, ...]:
    level = request.level
    chosen = [item for item in level.citations if window and item.text in window.citations] or list(level.citations)
    rule = _rule_in_words(level, window)
    return request.citer.cite(chosen, rule) or request.citer.cite_either(chosen, rule)


def _rule_in_words(level: LevelEntry, window: Window | None) -> str:
    if window is None or window.amount is None:
        return level.name
    unit = window.unit.value.replace("_", " ")
    if window.state_sets_number and window.most is not None:
        band = f"from {window.least} to {window.most}" if window.least else f"at most {window.most}"
        return f"{level.name}: {band} {unit} from {window.start_event}; the state sets the number."
    return f"{level.name}: {window.amount} {unit} from {window.start_event or window.start.value}."


def refused_deadline(level_id: str, label: str, refusal: Refusal, printed: dt.date | None) -> Deadline:
    """A deadline that is not counted: why, what to ask, and the day the notice itself names if it names one."""
    return Deadline(
        level_id=level_id,
        label=label,
        legal_deadline=None,
        file_by=None,
        start_event="",
        start_date=None,
        start_is_presumed=False,
        citations=(),
        printed_date=printed,
        printed_note=f"The notice itself names {in_words(printed)}." if printed else "",
        refusal=refusal.reason,
        ask=refusal.ask,
    )


def _refused(request: DeadlineRequest, refusal: Refusal) -> Deadline:
    window = request.level.window
    level_id = request.level_id or request.level.id
    deadline = refused_deadline(level_id, request.level.name, refusal, request.dates.printed)
    start_event = window.start_event if window else ""
    return replace(deadline, start_event=start_event, citations=_citations(request, window))


def _deadline(request: DeadlineRequest, window: Window, count: Count) -> Deadline:
    warnings = list(count.warnings)
    if request.inputs.excluded and not request.excluded:
        warnings.append("Excluded days are relief for commercial plans: they do not lengthen this time.")
    elif request.excluded and count.unrolled != end_of(window, count.start_date)[0]:
        warnings.append("This rests on the excluded days entered: check that they cover this patient's county.")
    if window.is_floor and request.plan.later_printed_date_counts:
        warnings.append("A plan may give more time than this; the notice says so if it does.")
    warnings.extend(_amount_in_dispute(request, count.file_by))
    return Deadline(
        level_id=request.level_id or request.level.id,
        label=request.level.name,
        legal_deadline=count.legal,
        file_by=count.file_by,
        start_event=window.start_event,
        start_date=count.start_date,
        start_is_presumed=count.is_presumed,
        citations=_citations(request, window),
        steps=count.steps,
        warnings=tuple(warnings),
    )


def _amount_in_dispute(request: DeadlineRequest, file_by: dt.date) -> tuple[str, ...]:
    """The dollars that must be in dispute to file at a level: they turn on the year of filing."""
    level, first = request.level, request.as_of.year
    years = (first, file_by.year) if file_by.year > first else (first,)
    by_year = {year: amount_in_controversy(level, year) for year in years}
    if not any(fact.id.startswith("amount_in_controversy_usd") for fact in level.facts):
        return ()
    parts = [f"${dollars:,} when filed in {year}" for year, dollars in by_year.items() if dollars is not None]
    if len(set(by_year.values())) == 1 and parts:
        return (f"At least ${by_year[first]:,} must be in dispute at this level.",)
    if not parts:
        return ("An amount must be in dispute at this level; this year's is not on file: the notice names it.",)
    return (f"An amount must be in dispute at this level: {', '.join(parts)}.",)


def _adjusted(request: DeadlineRequest, deadline: Deadline) -> Deadline:
    """Set our dates beside the one the notice prints, and beside today."""
    legal, file_by, printed, today = deadline.legal_deadline, deadline.file_by, request.dates.printed, request.as_of
    if legal is None or file_by is None:
        return deadline
    if printed is None:
        return _late(request, deadline, file_by, legal)
    deadline = replace(deadline, printed_date=printed)
    shown = in_words(printed)
    if printed < file_by:
        note = f"The notice names an earlier last day, {shown}: file by it until someone has checked it."
        closed = why_not_business_day(printed, observed=True)
        if closed:
            sooner = in_words(business_day_on_or_before(printed))
            warning = f"The day the notice names is {closed}: have it received by {sooner}."
            deadline = replace(deadline, warnings=(*deadline.warnings, warning))
        return _late(request, replace(deadline, file_by=printed, printed_note=note), printed, legal)
    if printed <= legal:
        note = f"The notice names {shown}; our safe date is not later."
        return _late(request, replace(deadline, printed_note=note), file_by, legal)
    counts = request.plan.later_printed_date_counts
    if counts:
        note = f"The notice names a later last day, {shown}. A plan may give more time: still file by our date."
    else:
        note = f"The notice names a later last day, {shown}. No source says it may be relied on: keep our date."
    deadline = replace(deadline, printed_note=note)
    if not file_by < today <= printed:
        return _late(request, deadline, file_by, legal)
    at_once = f"Our safe date, {in_words(file_by)}, has passed; the day the notice names has not. File at once."
    if counts:
        note = f"{note} The legal date now shown rests on the notice; counted, it was {in_words(legal)}."
        deadline = replace(deadline, legal_deadline=printed, printed_note=note)
        return replace(deadline, file_by=today, warnings=(*deadline.warnings, at_once))
    extra = (at_once, good_cause(request.level)) if legal < today else (at_once,)
    return replace(deadline, file_by=today, warnings=(*deadline.warnings, *extra))


def _late(request: DeadlineRequest, deadline: Deadline, file_by: dt.date, legal: dt.date) -> Deadline:
    today = request.as_of
    if today <= file_by:
        return deadline
    if today <= legal:
        warning = f"The safe date has passed. The last legal day is {in_words(legal)}: file today."
        return replace(deadline, warnings=(*deadline.warnings, warning))
    passed = f"The last day, {in_words(legal)}, has passed."
    helps = _DISASTER if request.plan.family is not PlanFamily.PUBLIC else good_cause(request.level)
    return replace(deadline, warnings=(*deadline.warnings, passed, helps))


def good_cause(level: LevelEntry) -> str:
    """What to do about a late filing: the good-cause route, with its citation where one is on file."""
    found = level.fact("window.good_cause_extension") or level.fact("window.extension")
    return f"{_GOOD_CAUSE} ({found})" if found else _GOOD_CAUSE
