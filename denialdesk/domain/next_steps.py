"""What is open next: when the plan is late with its answer, and when it has upheld the denial."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.counting import in_words
from denialdesk.domain.dates import UNKNOWN_DATE
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.filing import REQUESTS, filing_sent
from denialdesk.domain.law import PlanClock
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_clocks import silent_carrier
from denialdesk.domain.plan_law import LevelEntry, PlanEntry

_MOST_LEVELS = "max_mandatory_levels"
_REVIEW_NAMES = {
    PlanType.MEDICARE_PART_D: "Write to the independent review entity",
    PlanType.MEDICAID_MANAGED_CARE: "Ask for a state fair hearing",
    PlanType.MEDICAID_FFS: "Ask for a state fair hearing",
    PlanType.CHIP: "Ask for the state's review",
    PlanType.FEHB_PSHB: "Ask OPM to review",
    PlanType.TRICARE: "Ask for the next review",
}
_BEFORE_REVIEW = frozenset({AppealLevel.INITIAL_DENIAL, AppealLevel.FIRST_APPEAL_UPHELD})
_HEARING_LEVELS = frozenset({"state_fair_hearing", "hearing"})
_AFTER = {
    AppealLevel.PHARMACY_REJECTION: AppealLevel.INITIAL_DENIAL,
    AppealLevel.INITIAL_DENIAL: AppealLevel.FIRST_APPEAL_UPHELD,
    AppealLevel.FIRST_APPEAL_UPHELD: AppealLevel.EXTERNAL_UPHELD,
    AppealLevel.FINAL_INTERNAL_DENIAL: AppealLevel.EXTERNAL_UPHELD,
    AppealLevel.EXTERNAL_UPHELD: AppealLevel.HEARING_UPHELD,
    AppealLevel.HEARING_UPHELD: AppealLevel.COUNCIL_UPHELD,
    AppealLevel.COUNCIL_UPHELD: AppealLevel.COUNCIL_UPHELD,
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step that is open: the letter for it, the words of its button, and why.

    ``deemed_exhausted`` True: taking it means that the plan's silence counts as its answer.
    """

    kind: LetterKind
    text: str
    why: str
    deemed_exhausted: bool = False


def with_letter_kind(case: Case, kind: LetterKind) -> Case:
    """Begin a letter of another kind: its date is open again, because the old date belongs to the old letter."""
    if case.letter.kind is kind:
        return case
    return replace(case, letter=replace(case.letter, kind=kind, letter_date=UNKNOWN_DATE))


def take_step(case: Case, step: NextStep) -> Case:
    """Begin the letter of a step, and what follows from it for the dates."""
    appeal = replace(case.appeal, deemed_exhausted=True) if step.deemed_exhausted else case.appeal
    return with_letter_kind(replace(case, appeal=appeal), step.kind)


def steps_when_late(case: Case, plan: PlanEntry, clock: PlanClock, filed_on: dt.date) -> tuple[NextStep, ...]:
    """What is open when an answer is late, the mildest first. ``filed_on``: when the plan had the filing."""
    steps = [NextStep(LetterKind.OVERDUE_DECISION, "Write the overdue letter", clock.next_step_if_late)]
    level = plan.level(clock.level_id)
    if level is not None and level.order == 0:
        why = "A decision that is late counts as a denial, so the appeal is open now."
        steps.append(NextStep(LetterKind.FIRST_APPEAL, "Appeal as if it were denied", why))
    elif level is not None and level.order == 1 and case.appeal.filer is not Filer.PROVIDER:
        review = _review_when_silent(plan, filed_on)
        if review is not None:
            steps.append(review)
    why = "The body that oversees this kind of plan can ask it to answer."
    steps.append(NextStep(LetterKind.REGULATOR_COMPLAINT, "Complain to the regulator", why))
    return tuple(steps)


def _review_when_silent(plan: PlanEntry, filed_on: dt.date) -> NextStep | None:
    right = plan.right("deemed_exhaustion")
    if plan.level("external_review") is not None and right is not None:
        return NextStep(LetterKind.EXTERNAL_REVIEW, "Ask for external review", right.statement, deemed_exhausted=True)
    if plan.level("opm_review") is not None:
        silent = silent_carrier(filed_on)
        last = f"at the latest on {in_words(silent.last_day)}"
        why = f"Open from {in_words(silent.opens_on)}, {last}. {silent.next_step}"
        return NextStep(LetterKind.EXTERNAL_REVIEW, _REVIEW_NAMES[plan.id], why)
    if right is None or plan.id not in _REVIEW_NAMES:
        return None
    is_hearing = plan.level("state_fair_hearing") is not None
    return NextStep(LetterKind.EXTERNAL_REVIEW, _REVIEW_NAMES[plan.id], right.statement, deemed_exhausted=is_hearing)


def level_after(case: Case, plan: PlanEntry) -> AppealLevel:
    """What kind of decision an answer to the present filing is, if it upholds the denial; a person may correct it."""
    kind = case.denial.level
    sent = filing_sent(case)
    filed = sent.letter if sent is not None and sent.letter is not None else case.letter.kind
    if kind is AppealLevel.FIRST_APPEAL_UPHELD and filed is LetterKind.SECOND_APPEAL:
        return AppealLevel.FINAL_INTERNAL_DENIAL
    if filed in REQUESTS and kind in {AppealLevel.PHARMACY_REJECTION, AppealLevel.INITIAL_DENIAL}:
        return AppealLevel.INITIAL_DENIAL  # a request was refused: no appeal has been decided yet
    if filed is LetterKind.EXTERNAL_REVIEW and kind in _BEFORE_REVIEW and plan.level("external_review") is not None:
        return AppealLevel.EXTERNAL_UPHELD  # reviewed without the plan's own answer
    if any(level.id in _HEARING_LEVELS for level in _next_levels(plan, kind)):
        return AppealLevel.HEARING_UPHELD
    return _AFTER[kind]


def kinds_known(plan: PlanEntry | None) -> tuple[AppealLevel, ...]:
    """The kinds of decision a plan knows, in order; all of them while the plan type is not known."""
    if plan is None:
        return tuple(AppealLevel)
    always = {AppealLevel.INITIAL_DENIAL, AppealLevel.PHARMACY_REJECTION}
    followed = {kind for level in plan.levels for kind in level.follows}
    return tuple(kind for kind in AppealLevel if kind in always | followed)


def letter_for(kind: AppealLevel, plan: PlanEntry | None) -> LetterKind | None:
    """The letter that answers a kind of decision under a plan; None where nothing is filed."""
    if kind is AppealLevel.PHARMACY_REJECTION:
        return LetterKind.STEP_EXCEPTION
    if kind is AppealLevel.INITIAL_DENIAL:
        first = _next_levels(plan, kind) if plan else ()
        to_hearing = bool(first) and all(level.id in _HEARING_LEVELS for level in first)
        return LetterKind.EXTERNAL_REVIEW if to_hearing else LetterKind.FIRST_APPEAL
    internal = plan.level("internal_appeal") if plan else None
    if kind is AppealLevel.FIRST_APPEAL_UPHELD and internal is not None and internal.fact(_MOST_LEVELS) == 2:
        return LetterKind.SECOND_APPEAL
    levels = _next_levels(plan, kind) if plan else ()
    if plan is not None and (not levels or all(level.no_filing or _is_court(level) for level in levels)):
        return None
    return LetterKind.EXTERNAL_REVIEW


def _next_levels(plan: PlanEntry, kind: AppealLevel) -> tuple[LevelEntry, ...]:
    return tuple(level for level in plan.levels if kind in level.follows)


def _is_court(level: LevelEntry) -> bool:
    return level.id in {"court", "judicial_review"}
