"""What the law gives in one case: the rights a letter may state, who may file, what is due when.

Nothing is claimed for an unknown plan type, and no statute is named that does not bind the plan (see law_gate).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.appeal_inputs import deadline_inputs
from denialdesk.domain.case import Case
from denialdesk.domain.citing import Citer
from denialdesk.domain.counting import Refusal
from denialdesk.domain.deadlines import (
    SECOND_LEVEL,
    DeadlineInputs,
    DeadlineRequest,
    dates_of,
    expedited_only_deadline,
    level_deadline,
    pharmacy_rejection,
    refused_deadline,
    second_internal_level,
    state_review_deadline,
)
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Citation, Deadline, PlanCandidate, PlanClock, Right, Rights
from denialdesk.domain.law_gate import (
    conditions,
    funding_of,
    nonformulary_exception_applies,
    state_law_applies,
    state_step_law,
)
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.plan_law import (
    BookCitation,
    Condition,
    DecisionTime,
    LevelEntry,
    PlanEntry,
    PlanFamily,
    RightEntry,
)
from denialdesk.domain.sources import Verification
from denialdesk.domain.state_law import StateEntry

_UNTIL_THEN = "Until then no law is named and no date is counted. Some plans give only 60 days from the notice."
_ASK_TYPE = (
    "Ask the plan (the number on the ID card) or the employer: which kind of plan is this, and is it insured or "
    f"self-funded? {_UNTIL_THEN}"
)
_MOST_LEVELS = "max_mandatory_levels"
_SIMULTANEOUS = "simultaneous_expedited_external"
_IF_FINAL = "This counts only if the notice in hand is the plan's final internal decision."
_EXHAUSTED = "The plan did not follow its rules, so external review is open now; it counts from the notice in hand."
_AT_ONCE = "Expedited external review may be asked for together with the urgent appeal; it counts from this notice."
_AFTER_SUPPLY = frozenset({"post_service", "payment"})
_KEPT_CLOCKS = ("standard", "expedited")
_OWN_DISPUTE = Refusal(
    "A provider's own dispute follows the contract with the payer: no law of patients' appeals counts its time.",
    "Read the provider manual or the contract for the last day, or file as the patient's appeal.",
)


@dataclass(frozen=True, slots=True)
class _Context:
    case: Case
    book: LawBook
    today: dt.date
    plan: PlanEntry
    state: StateEntry | None
    inputs: DeadlineInputs
    citer: Citer

    def request(self, level: LevelEntry, level_id: str = "") -> DeadlineRequest:
        return DeadlineRequest(
            plan=self.plan,
            level=level,
            dates=dates_of(self.case.denial),
            as_of=self.today,
            inputs=self.inputs,
            citer=self.citer,
            level_id=level_id,
            expedited=self.case.denial.urgent,
        )


def rights_for(
    case: Case,
    book: LawBook,
    as_of: dt.date,
    *,
    inputs: DeadlineInputs | None = None,
    confirmed: Mapping[str, Verification] | None = None,
    today: dt.date | None = None,
) -> Rights:
    """Find what the law gives in a case as of a day; ``confirmed`` holds the office's own readings by entry.

    ``as_of`` decides which law is in force; ``today``, when given, decides whether a date has passed. ``inputs`` are
    taken from the case's own facts unless given.
    """
    if inputs is None:
        inputs = deadline_inputs(case.appeal)
    plan_type = case.plan.plan_type
    if plan_type is None:
        return _unknown(case, book, today or as_of, inputs)
    plan = book.plans[plan_type]
    if case.appeal.filer is Filer.PROVIDER:
        return _own_dispute(case, plan)
    state = book.states.get(case.plan.state)
    gate = state_law_applies(plan, state, inputs)
    citer = Citer({} if confirmed is None else confirmed, conditions(plan, inputs, state_law=gate))
    context = _Context(case, book, today or as_of, plan, state, inputs, citer)
    nonformulary = nonformulary_exception_applies(plan, case.plan.formulary_status, inputs)
    who = plan.representation
    levels = _next_levels(context)
    return Rights(
        plan_type=plan_type,
        plan_type_name=plan.name,
        state_law_applies=gate,
        governing_law=citer.cite(_without_gated(plan.governing_law, nonformulary=nonformulary), _governs(plan)),
        who_may_file=who.who_may_file if who else "",
        form_needed=who.form_needed if who else "",
        rights=_rights(context, nonformulary=nonformulary),
        deadlines=_deadlines(context, levels),
        clocks=_all_clocks(context, levels),
        notes=_notes(context),
        open_at_once=_open_at_once(context),
        state_step_law=state_step_law(plan, state, inputs, as_of, citer) if gate and state else None,
        request_clocks=tuple(clock for level in plan.levels if level.order == 0 for clock in _request(context, level)),
        nonformulary_exception_applies=nonformulary,
    )


def _own_dispute(case: Case, plan: PlanEntry) -> Rights:
    """A provider's own dispute is no patient's appeal: nothing of the patient's law is claimed or counted."""
    who = plan.representation
    printed = dates_of(case.denial).printed
    return Rights(
        plan_type=plan.id,
        plan_type_name=plan.name,
        state_law_applies=False,
        governing_law=(),
        who_may_file=who.who_may_file if who else "",
        form_needed="",
        rights=(),
        deadlines=(refused_deadline("provider_dispute", "Provider's own dispute", _OWN_DISPUTE, printed),),
        clocks=(),
    )


def _outside(case: Case, book: LawBook) -> Rights | None:
    """Coverage outside the plan types: where it goes instead, and nothing counted."""
    entry = next((item for item in book.outside if item.id == case.appeal.outside), None)
    if entry is None:
        return None
    text = f"{entry.name[0].upper()}{entry.name[1:]}: nothing is counted here. It goes to: {entry.goes_to}."
    return Rights(
        plan_type=None,
        plan_type_name=entry.name,
        state_law_applies=False,
        governing_law=(),
        who_may_file="",
        form_needed="",
        rights=(),
        deadlines=(),
        clocks=(),
        unknown=text,
    )


def _unknown(case: Case, book: LawBook, today: dt.date, inputs: DeadlineInputs) -> Rights:
    elsewhere = _outside(case, book)
    if elsewhere is not None:
        return elsewhere
    asked = book.finder.results.get(case.appeal.question) if book.finder else None
    kinds = asked.candidates if asked else (PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP)
    candidates = []
    for kind in kinds:
        plan = book.plans[kind]
        context = _Context(
            case, book, today, plan, None, inputs, Citer(holds=conditions(plan, inputs, state_law=False))
        )
        first = _deadlines(context, _next_levels(context))
        if first:
            candidates.append(PlanCandidate(kind, plan.name, first[0]))
    return Rights(
        plan_type=None,
        plan_type_name="",
        state_law_applies=False,
        governing_law=(),
        who_may_file="",
        form_needed="",
        rights=(),
        deadlines=(),
        clocks=(),
        unknown=f"{asked.ask} {_UNTIL_THEN}" if asked else _ASK_TYPE,
        candidates=tuple(candidates),
    )


def _governs(plan: PlanEntry) -> str:
    return f"This law governs: {plan.name}."


def _without_gated(citations: tuple[BookCitation, ...], *, nonformulary: bool) -> tuple[BookCitation, ...]:
    """Leave out 45 CFR 156.122, which governs only a drug that is not on the plan's list."""
    return tuple(item for item in citations if nonformulary or not item.text.startswith("45 CFR 156.122"))


def _rights(context: _Context, *, nonformulary: bool) -> tuple[Right, ...]:
    rights = []
    for entry in context.plan.rights:
        if entry.id == "nonformulary_exception" and not nonformulary:
            continue
        right = _right(context, entry)
        if right is not None:
            rights.append(right)
    return tuple(rights)


def _right(context: _Context, entry: RightEntry) -> Right | None:
    citations = context.citer.cite(entry.citations, entry.statement)
    lost = not citations and any(item.only_if is Condition.ERISA for item in entry.citations)
    if lost:
        return None  # a right of employee plans, and this is not known to be one
    request = entry.request
    if entry.id == "continued_benefits" and context.case.request.already_taking is not True:
        request = ""  # it protects a drug the plan already approved, never a first request
    return Right(id=entry.id, text=entry.statement, citations=citations, confidence=entry.confidence, request=request)


def _next_levels(context: _Context) -> tuple[tuple[LevelEntry, str], ...]:
    """The levels that may be next after the notice in hand, with the ids to show them by."""
    kind = context.case.denial.level
    found: list[tuple[LevelEntry, str]] = []
    for level in context.plan.levels:
        if kind is AppealLevel.PHARMACY_REJECTION:
            if level.order == 0:
                found.append((level, level.id))
        elif kind in level.follows and (level.only_if is None or level.only_if in context.citer.holds):
            if level.processes:
                found.extend((item, f"{level.id}.{item.id}") for item in _processes(context, level))
            else:
                found.append((level, level.id))
    return tuple(found)


def _processes(context: _Context, level: LevelEntry) -> tuple[LevelEntry, ...]:
    named = context.inputs.external_process
    if named:
        return tuple(item for item in level.processes if item.id == named)
    if context.plan.id is PlanType.CHURCH and funding_of(context.plan, context.inputs) is Funding.SELF_FUNDED:
        return tuple(item for item in level.processes if item.id == "private_iro")
    return level.processes


def _deadlines(context: _Context, levels: tuple[tuple[LevelEntry, str], ...]) -> tuple[Deadline, ...]:
    kind = context.case.denial.level
    if kind is AppealLevel.PHARMACY_REJECTION:
        return (pharmacy_rejection(context.plan, dates_of(context.case.denial).printed),)
    found = []
    first_internal = context.plan.level("internal_appeal")
    if kind is AppealLevel.FIRST_APPEAL_UPHELD and first_internal and _may_have_two_levels(context, first_internal):
        found.append(second_internal_level(context.request(first_internal)))
    if not levels:
        return (*found, *_no_level(context))
    for level, level_id in levels:
        found.append(_deadline_at(context, level, level_id))
        short = expedited_only_deadline(context.request(level, level_id)) if context.case.denial.urgent else None
        if short is not None:
            found.append(short)
    if len(found) > 1 and found[0].level_id == SECOND_LEVEL:
        found[1:] = [replace(item, warnings=(_IF_FINAL, *item.warnings)) for item in found[1:]]
    if context.inputs.deemed_exhausted and kind is AppealLevel.INITIAL_DENIAL:
        found.extend(_reviews_from_notice_in_hand(context, _EXHAUSTED))
        found.extend(_hearings_without_resolution(context))
    return _earliest_first(found)


def _may_have_two_levels(context: _Context, first: LevelEntry) -> bool:
    reaches = first.only_if is None or first.only_if in context.citer.holds
    return reaches and first.fact(_MOST_LEVELS) == 2


def _hearings_without_resolution(context: _Context) -> list[Deadline]:
    """A state hearing after a plan that never answered: open, but no start is stated, so the date is refused."""
    return [
        _deadline_at(context, level, level.id)
        for level in context.plan.levels
        if level.order > 1 and level.window is not None and level.window.state_sets_number
    ]


def _deadline_at(context: _Context, level: LevelEntry, level_id: str) -> Deadline:
    request = context.request(level, level_id)
    if context.state is not None and level.id == "state_process":
        return state_review_deadline(request, context.state.external_review)
    return level_deadline(request)


def _open_at_once(context: _Context) -> tuple[Deadline, ...]:
    """Expedited external review that may be asked for together with an urgent internal appeal."""
    denial = context.case.denial
    if not denial.urgent or denial.level is not AppealLevel.INITIAL_DENIAL or not context.plan.right(_SIMULTANEOUS):
        return ()
    return tuple(_reviews_from_notice_in_hand(context, _AT_ONCE))


def _reviews_from_notice_in_hand(context: _Context, warning: str) -> list[Deadline]:
    """External review without the plan's final answer counts from the notice in hand."""
    found = [_deadline_at(context, level, level_id) for level, level_id in _reviews(context)]
    return [replace(item, warnings=(warning, *item.warnings)) for item in found]


def _no_level(context: _Context) -> tuple[Deadline, ...]:
    plan = context.plan
    reason = plan.nothing_computed or "No further level that can be counted is on file for this plan."
    ask = plan.ask or "Read in the notice what may be done next, and by when."
    if plan.family is PlanFamily.POLICY_TERMS and Condition.ERISA in context.citer.holds:
        reason = "No federal external review reaches this plan, and a suit has no federal last day."
        ask = "Read in the notice what may be done next, and by when; a state's review counts only if its law says so."
    elif plan.family is PlanFamily.POLICY_TERMS and context.inputs.is_erisa is False:
        reason = "Only the policy and state law count: this is not an employee plan under ERISA."
        ask = "Ask the company for its appeal terms and the last day to file."
    elif plan.family is PlanFamily.POLICY_TERMS:
        reason = "Only the policy and state law count, unless it is an employee plan under ERISA."
    return (refused_deadline("none", plan.name, Refusal(reason, ask), dates_of(context.case.denial).printed),)


def _earliest_first(deadlines: list[Deadline]) -> tuple[Deadline, ...]:
    reviews = [item for item in deadlines if item.level_id.startswith("external_review.")]
    if len(reviews) > 1:
        note = "The final notice says which review process applies; until it is known, keep the earliest date."
        deadlines = [replace(item, warnings=(note, *item.warnings)) if item in reviews else item for item in deadlines]
    return tuple(sorted(deadlines, key=lambda item: item.file_by or dt.date.max))


def _all_clocks(context: _Context, levels: tuple[tuple[LevelEntry, str], ...]) -> tuple[PlanClock, ...]:
    """The clocks of the next levels, and of external review where it is open without the plan's final answer."""
    found = list(levels)
    if context.inputs.deemed_exhausted and context.case.denial.level is AppealLevel.INITIAL_DENIAL:
        found.extend(_reviews(context))
    clocks: dict[tuple[str, bool, int, str], PlanClock] = {}
    for level, level_id in found:
        for clock in _clocks(context, level, level_id):
            clocks.setdefault((clock.level_id, clock.expedited, clock.amount, clock.unit.value), clock)
    return tuple(clocks.values())


def _request(context: _Context, level: LevelEntry) -> tuple[PlanClock, ...]:
    """The clocks of a first decision, each time once."""
    clocks: dict[tuple[bool, int, str], PlanClock] = {}
    for clock in _clocks(context, level, level.id):
        clocks.setdefault((clock.expedited, clock.amount, clock.unit.value), clock)
    return tuple(clocks.values())


def _reviews(context: _Context) -> list[tuple[LevelEntry, str]]:
    level = context.plan.level("external_review")
    if level is None:
        return []
    return [(item, f"{level.id}.{item.id}") for item in _processes(context, level)] or [(level, level.id)]


def _clocks(context: _Context, level: LevelEntry, level_id: str) -> tuple[PlanClock, ...]:
    return tuple(
        PlanClock(
            level_id=level_id,
            label=level.name,
            amount=decision.amount,
            unit=decision.unit,
            expedited=decision.is_expedited,
            citations=_clock_citations(context, level, decision),
            starts=decision.starts,
            note=_clock_note(level, decision),
            next_step_if_late=level.if_late,
            confidence=decision.confidence,
        )
        for decision in level.decisions
        if decision.kind.startswith(_KEPT_CLOCKS)
    )


def _clock_note(level: LevelEntry, decision: DecisionTime) -> str:
    """What may make the time another: two levels, or a drug that was supplied before it was denied."""
    after = next((item for item in level.decisions if item.kind in _AFTER_SUPPLY), None)
    if decision.is_expedited or after is None:
        return decision.note
    supplied = f"{after.amount} {after.unit.value.replace('_', ' ')} where the drug was supplied before the denial"
    return "; ".join(part for part in (decision.note, supplied, f"then {after.note}" if after.note else "") if part)


def _clock_citations(context: _Context, level: LevelEntry, decision: DecisionTime) -> tuple[Citation, ...]:
    unit = decision.unit.value.replace("_", " ")
    rule = f"{level.name}: decision within {decision.amount} {unit} ({decision.kind.replace('_', ' ')})."
    carrying = [item for item in level.citations if item.text in decision.citations] or list(level.citations)
    return context.citer.cite(carrying, rule) or context.citer.cite_either(carrying, rule)


def _notes(context: _Context) -> tuple[str, ...]:
    plan = context.plan
    notes = [plan.ask] if plan.ask and not _answered(context) else []
    check = next((fact.value for fact in plan.facts if fact.id == "check_first"), None)
    if isinstance(check, str) and check:
        notes.append(f"{check[0].upper()}{check[1:]}.")
    if plan.id is PlanType.FULLY_INSURED_GROUP and context.inputs.is_small_group is None:
        notes.append("Group size is not known: the non-formulary exception of 45 CFR 156.122(c) is for small groups.")
    return tuple(notes)


def _answered(context: _Context) -> bool:
    """Whether the plan type's own question has been answered."""
    if context.plan.id in {PlanType.NONFEDERAL_GOVERNMENTAL, PlanType.CHURCH}:
        return context.inputs.funding is not None
    if context.plan.id in {PlanType.GRANDFATHERED, PlanType.SHORT_TERM_LIMITED}:
        return context.inputs.is_erisa is not None
    if context.plan.id is PlanType.MEDICAID_FFS:
        return context.inputs.state_days is not None
    return False
