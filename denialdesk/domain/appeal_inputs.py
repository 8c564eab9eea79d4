"""From the facts of a case to what a deadline needs, and which of those facts a plan type needs at all."""

from __future__ import annotations

from denialdesk.domain.appeal_facts import AppealFacts, ExternalProcess
from denialdesk.domain.case import Case
from denialdesk.domain.counting import ExcludedPeriod
from denialdesk.domain.dates import Precision
from denialdesk.domain.deadlines import DeadlineInputs
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.plan import FormularyStatus, PlanType
from denialdesk.domain.plan_law import LevelEntry, PlanEntry, PlanFamily

_FUNDING_ASKED = frozenset({PlanType.NONFEDERAL_GOVERNMENTAL, PlanType.CHURCH})
_ERISA_ASKED = frozenset({PlanType.GRANDFATHERED, PlanType.SHORT_TERM_LIMITED})
_MEDICAID = frozenset({PlanType.MEDICAID_FFS, PlanType.MEDICAID_MANAGED_CARE})


def deadline_inputs(facts: AppealFacts) -> DeadlineInputs:
    """Take from the facts what counting needs; raises InvalidDateError for excluded days that cannot be counted."""
    process = facts.external_process
    return DeadlineInputs(
        state_days=facts.state_hearing_days,
        external_process="" if process is ExternalProcess.UNKNOWN else process.value,
        excluded=tuple(_period(facts, place) for place in range(len(facts.excluded))),
        funding=facts.funding,
        is_erisa=facts.is_erisa,
        is_small_group=facts.is_small_group,
        deemed_exhausted=facts.deemed_exhausted,
    )


def _period(facts: AppealFacts, place: int) -> ExcludedPeriod:
    days = facts.excluded[place]
    first, last = days.first.earliest, days.last.earliest
    if first is None or last is None or {days.first.precision, days.last.precision} != {Precision.DAY}:
        raise InvalidDateError("Excluded days need a first and a last day.", "Enter both to the day.")
    return ExcludedPeriod(first, last, days.reason)


def questions_for(plan: PlanEntry | None, case: Case) -> frozenset[str]:
    """Name the fields of AppealFacts that matter for a plan and the kind of decision in hand; the others stay unasked.

    The second clock and who files matter always, so they are never named here.
    """
    if plan is None:
        return frozenset()
    kind = case.denial.level
    asked = set()
    if plan.id in _FUNDING_ASKED:
        asked.add("funding")
    if plan.id in _ERISA_ASKED:
        asked.add("is_erisa")
    if plan.id is PlanType.FULLY_INSURED_GROUP and case.plan.formulary_status is FormularyStatus.NOT_ON_FORMULARY:
        asked.add("is_small_group")
    if kind is not AppealLevel.PHARMACY_REJECTION:
        asked |= _asked_at_level(plan, case)
    if plan.family is PlanFamily.COMMERCIAL:
        asked.add("excluded")
    if plan.id in _MEDICAID and case.request.already_taking is True:
        asked.add("change_takes_effect")
    return frozenset(asked)


def _asked_at_level(plan: PlanEntry, case: Case) -> set[str]:
    kind, facts = case.denial.level, case.appeal
    next_levels = [level for level in plan.levels if kind in level.follows]
    review = plan.level("external_review")
    asked = set()
    can_lapse = review is not None or any(_is_state_numbered(level) for level in plan.levels if level.order > 1)
    if can_lapse and kind in {AppealLevel.INITIAL_DENIAL, AppealLevel.FIRST_APPEAL_UPHELD}:
        asked.add("deemed_exhausted")
    at_review = review in next_levels or facts.deemed_exhausted or case.denial.urgent
    if review is not None and review.processes and at_review:
        asked.add("external_process")
    if any(_is_state_numbered(level) for level in next_levels):
        asked.add("state_hearing_days")
    return asked


def _is_state_numbered(level: LevelEntry) -> bool:
    return level.window is not None and level.window.state_sets_number
