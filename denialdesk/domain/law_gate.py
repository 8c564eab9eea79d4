"""The law gate: which statutes may be named for a plan. A wrong statute is worse than none, so doubt closes it."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.citing import Citer
from denialdesk.domain.deadlines import DeadlineInputs
from denialdesk.domain.law import Citation, Confidence, StateLawItem, StatePart, StateStepLaw
from denialdesk.domain.plan import FormularyStatus, Funding, PlanType
from denialdesk.domain.plan_law import Condition, PlanEntry, StateLawReach
from denialdesk.domain.state_law import Ban, Ground, Reach, StateEntry, StateLawKind

_GROUND_TEXTS = {
    Ground.CONTRAINDICATED_OR_HARM: "The required drug is contraindicated or likely to cause harm.",
    Ground.EXPECTED_INEFFECTIVE: "The required drug is expected to be ineffective for this patient.",
    Ground.TRIED_AND_FAILED: "The patient has tried the required drug and it failed.",
    Ground.SAME_CLASS_COUNTS: "A trial of another drug of the same class or mechanism counts.",
    Ground.STABLE_ON_DRUG: "The patient is stable on the requested drug.",
    Ground.NOT_IN_BEST_INTEREST: "The required drug is not in the patient's best interest.",
}
_OWN_FUNDING = {
    PlanType.SELF_FUNDED_ERISA: Funding.SELF_FUNDED,
    PlanType.FULLY_INSURED_GROUP: Funding.INSURED,
    PlanType.ACA_INDIVIDUAL: Funding.INSURED,
}
# What a citation's note may say for it to be a section about insured plans as such.
_INSURED_NOTES = frozenset({"", "insurers", "HMO", "HMOs", "individual", "group", "small employer"})
_NO_LAW = frozenset({StateLawKind.NONE_FOUND, StateLawKind.UNKNOWN})


def funding_of(plan: PlanEntry, inputs: DeadlineInputs) -> Funding | None:
    """Who carries the risk: fixed by most plan types, asked for public-employee and church plans."""
    return _OWN_FUNDING.get(plan.id, inputs.funding)


def conditions(plan: PlanEntry, inputs: DeadlineInputs, *, state_law: bool) -> frozenset[Condition]:
    """What is known to hold, for citations that are bound to a condition."""
    holds = set()
    funding = funding_of(plan, inputs)
    if funding is Funding.INSURED:
        holds.add(Condition.INSURED)
    elif funding is Funding.SELF_FUNDED:
        holds.add(Condition.SELF_FUNDED)
    by_type = {PlanType.SELF_FUNDED_ERISA: True, PlanType.FULLY_INSURED_GROUP: inputs.is_erisa is not False}
    by_entry = plan.id in {PlanType.GRANDFATHERED, PlanType.SHORT_TERM_LIMITED} and inputs.is_erisa is True
    if by_type.get(plan.id, by_entry):
        holds.add(Condition.ERISA)
    by_itself = plan.id is PlanType.CHURCH and funding is Funding.SELF_FUNDED  # its own process, unless one is named
    if inputs.external_process == "state_process" or (not inputs.external_process and not by_itself):
        holds.add(Condition.STATE_PROCESS)
    if state_law:
        holds.add(Condition.STATE_LAW)
    return frozenset(holds)


def state_law_applies(plan: PlanEntry, state: StateEntry | None, inputs: DeadlineInputs) -> bool:
    """Whether state law may be named in this case. Unknown funding or an unread statute keeps the gate closed."""
    reach = plan.state_law.reach
    funding = funding_of(plan, inputs)
    if reach is StateLawReach.ALWAYS:
        return True
    if reach is StateLawReach.INSURED_ONLY:
        return funding is Funding.INSURED and plan.id is not PlanType.GRANDFATHERED
    if reach is StateLawReach.INSURED_OR_NAMED:
        return funding is Funding.INSURED or (funding is Funding.SELF_FUNDED and _names(state, "state_employees"))
    if reach is StateLawReach.IF_NAMED:
        return plan.id is not PlanType.CHIP and _names(state, "medicaid")
    return False


def _names(state: StateEntry | None, plan: str) -> bool:
    reach = state.reach(plan) if state else None
    return reach is not None and reach.reached is True and reach.confidence is Confidence.SEEN


def nonformulary_exception_applies(plan: PlanEntry, status: FormularyStatus, inputs: DeadlineInputs) -> bool:
    """45 CFR 156.122(c): only for a drug not on the list, in a non-grandfathered individual or small-group plan."""
    if status is not FormularyStatus.NOT_ON_FORMULARY:
        return False
    if plan.id is PlanType.ACA_INDIVIDUAL:
        return True
    return plan.id is PlanType.FULLY_INSURED_GROUP and inputs.is_small_group is True


def state_step_law(
    plan: PlanEntry, state: StateEntry, inputs: DeadlineInputs, as_of: dt.date, citer: Citer
) -> StateStepLaw | None:
    """The step-therapy law of the state, each item marked usable or not; None where it does not reach the plan."""
    name = _reach_name(plan, inputs)
    reach = state.reach(name) if name else None
    if reach is None or reach.reached is False:
        return None
    in_force = None if state.effective is None else state.effective <= as_of
    citations = citer.cite(state.citations, _summary(state))
    sure = (
        in_force is True
        and _is_sure(reach)
        and name != "medicaid"
        and state.kind is StateLawKind.GENERAL  # a narrower law means something else by the same ground: see its notes
        and _statute_is_sure(state, citations)
    )
    return StateStepLaw(
        state=state.code,
        name=state.name,
        kind=state.kind.value,
        summary=_summary(state),
        citations=citations,
        items=() if state.kind in _NO_LAW else _items(state, as_of, citer, sure=sure, can=in_force is not False),
        in_force=in_force,
        effective=state.effective,
        form=state.form,
        notes=_with_medicaid(state, name),
    )


def _reach_name(plan: PlanEntry, inputs: DeadlineInputs) -> str:
    if plan.id is PlanType.ACA_INDIVIDUAL:
        return "individual"
    if plan.state_law.reach is StateLawReach.IF_NAMED:
        return "medicaid"
    if funding_of(plan, inputs) is Funding.INSURED:
        return "fully_insured_group"
    return "state_employees" if plan.id is PlanType.NONFEDERAL_GOVERNMENTAL else ""


def _statute_is_sure(state: StateEntry, citations: tuple[Citation, ...]) -> bool:
    """Whether a section for insured plans was read: one for public employees, Medicaid or definitions is not enough."""
    pairs = zip(state.citations, citations, strict=True)
    return any(
        item.note in _INSURED_NOTES and (item.confidence is Confidence.SEEN or made.verification.is_verified)
        for item, made in pairs
    )


def _is_sure(reach: Reach) -> bool:
    return reach.reached is True and reach.confidence is Confidence.SEEN


def _with_medicaid(state: StateEntry, name: str) -> tuple[str, ...]:
    if name != "medicaid":
        return state.notes
    differs = state.medicaid_differs or "The Medicaid grounds and times were not compared with the commercial ones."
    return (*state.notes, f"Medicaid: {differs}")


def _summary(state: StateEntry) -> str:
    kinds = {
        StateLawKind.GENERAL: "gives a right to a step-therapy exception on listed grounds",
        StateLawKind.BAN: "forbids step therapy",
        StateLawKind.PARTIAL: "has a narrow step-therapy law",
        StateLawKind.LIMITED: "has a step-therapy law for named diseases only",
        StateLawKind.NONE_FOUND: "has no step-therapy law that we found",
        StateLawKind.UNKNOWN: "may or may not have a step-therapy law: not confirmed either way",
    }
    return f"{state.name} {kinds[state.kind]}."


def _items(state: StateEntry, as_of: dt.date, citer: Citer, *, sure: bool, can: bool) -> tuple[StateLawItem, ...]:
    def item(part: StatePart, name: str, text: str, confidence: Confidence, *, alone: bool = True) -> StateLawItem:
        rule = f"{state.name}: {text}"
        reading = citer.reading(name, rule, confidence)
        return StateLawItem(
            part=part,
            id=name,
            text=text,
            confidence=confidence,
            usable_in_letter=can and (reading.is_verified or (sure and alone and confidence is Confidence.SEEN)),
            entry=citer.entry(name, rule, confidence),
            verification=reading,
            rule=rule,
        )

    found = [
        item(StatePart.GROUND, ground.ground.value, _GROUND_TEXTS[ground.ground], ground.confidence)
        for ground in state.grounds
        if ground.listed
    ]
    clock = state.clock
    starts = f", from {clock.starts}" if clock.starts else ""
    if clock.standard:
        text = f"The plan must answer within {clock.standard}{starts}."
        found.append(item(StatePart.CLOCK, "standard", text, clock.standard_confidence))
    if clock.urgent:
        text = f"The plan must answer an urgent request within {clock.urgent}{starts}."
        found.append(item(StatePart.CLOCK, "urgent", text, clock.urgent_confidence))
    if clock.deemed_approved_if_late:
        text = "A request that is not answered in time counts as approved."
        timed = clock.standard_confidence is Confidence.SEEN  # late is late only against a time that was read
        found.append(item(StatePart.DEEMED_APPROVAL, "deemed_approved", text, clock.deemed_confidence, alone=timed))
    cap = state.trial_cap
    if cap.days is not None:
        text = f"A required trial may last at most {cap.days} days"
        text = f"{text}, {cap.alternative}." if cap.alternative else f"{text}."
        everywhere = not state.provisions  # otherwise its start turns on the policy's own date
        found.append(item(StatePart.TRIAL_CAP, "trial_cap", text, cap.confidence, alone=everywhere))
    return (*found, *(_ban(state, ban, as_of, citer, can=can) for ban in state.bans))


def _ban(state: StateEntry, ban: Ban, as_of: dt.date, citer: Citer, *, can: bool) -> StateLawItem:
    """A ban always needs a person: its reach and conditions turn on the policy date and on the drug of the day."""
    text = f"Step therapy is forbidden for {ban.condition}."
    rule = (
        f"{state.name}: {text} Only if: {ban.only_if or 'not confirmed'}. Reach: {ban.applies_to or 'not confirmed'}."
    )
    begun = ban.starts is not None and ban.starts <= as_of
    parts = (
        "" if ban.starts else "its start is not confirmed",
        f"from {ban.starts:%Y-%m-%d}" if ban.starts and not begun else "",
        f"only if: {ban.only_if}" if ban.only_if else "",
        f"reach: {ban.applies_to}" if ban.applies_to else "its reach is not confirmed",
    )
    name = f"ban: {ban.condition}"
    reading = citer.reading(name, rule, ban.confidence)
    return StateLawItem(
        part=StatePart.BAN,
        id=name,
        text=text,
        confidence=ban.confidence,
        usable_in_letter=can and begun and reading.is_verified,
        entry=citer.entry(name, rule, ban.confidence),
        verification=reading,
        rule=rule,
        starts=ban.starts,
        caution="; ".join(part for part in parts if part),
    )
