"""A whole policy as lines to read: every demand in the policy's order, nothing left out. For lists and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from denialdesk.domain.criteria import (
    AgeLimit,
    Agent,
    Approval,
    Condition,
    Established,
    ExceptionScope,
    Layer,
    Length,
    Node,
    Policy,
    PolicyDrug,
    PolicyIndication,
    Requirements,
    Trial,
)
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.intervals import length_in_words
from denialdesk.domain.phrases import listed, node_label, printed_length
from denialdesk.domain.requirements import age_label

LAYER_WORDS = {
    Layer.PRIOR_AUTHORIZATION: "Prior authorization",
    Layer.PREFERRED_PRODUCT: "Preferred product",
    Layer.STEP_THERAPY: "Step therapy",
    Layer.MEDICAL_BENEFIT: "Medical benefit",
    Layer.MEDICARE_PART_D: "Medicare Part D",
    Layer.PREFERRED_DRUG_LIST: "Preferred drug list",
    Layer.NOT_COVERED: "Not covered",
}
HEAD, REQUIREMENTS, STEPS, ON_DRUG, OTHERS = "Policy", "Requirements", "Steps", "Already on the drug", "Approval"
_EXCEPTION_DOES = {
    ExceptionScope.STEPS: " (stands in for the steps)",
    ExceptionScope.STATED: "",
    ExceptionScope.IN_STEPS: " (a way of its own among the steps)",
    ExceptionScope.NOTE: " (a remark)",
}


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One line: the section it stands in, how deep, what it is about (may be empty), and its words."""

    section: str
    depth: int
    label: str
    text: str

    @property
    def shown(self) -> str:
        """The line with its indent, as a list prints it."""
        return "  " * self.depth + (f"{self.label}: {self.text}" if self.label else self.text)


_CODE_SOURCES = {"editor": "the makers of this edition", "printed": "the payer's policy"}


def policy_outline(policy: Policy) -> tuple[OutlineLine, ...]:
    """Write a policy as lines. Two policies that demand the same give the same lines, and others give others."""
    return (
        *_lines(HEAD, _head(policy)),
        *_lines(REQUIREMENTS, _requirements(policy.requirements)),
        *_steps(policy),
        *_lines(ON_DRUG, _established(policy.established)),
        *_lines(OTHERS, _others(policy)),
    )


def date_in_words(iso: str) -> str:
    """Write an ISO date of a policy as a person reads it; what is no date, or empty, stays as it is."""
    try:
        return iso and PartialDate.from_iso(iso).display()
    except InvalidDateError:
        return iso


def _lines(section: str, pairs: Iterable[tuple[str, str]]) -> Iterator[OutlineLine]:
    return (OutlineLine(section, 0, label, text) for label, text in pairs if text)


def _head(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "Title", policy.title
    yield "Number", policy.number
    yield "Effective", date_in_words(policy.effective_date)
    yield "Reviewed", date_in_words(policy.review_date)
    yield "Kind", LAYER_WORDS[policy.layer]
    yield "Program", policy.program_type
    yield "Payer", policy.payer_name
    yield from _drug(policy.drug)
    yield from _indication(policy.indication)
    lines = policy.plan_lines
    yield "Plans", "" if lines is None else listed(line.replace("_", " ") for line in lines) or "none named"
    yield "About the plans", policy.plan_note
    yield "Benefit", policy.benefit


def _drug(drug: PolicyDrug) -> Iterator[tuple[str, str]]:
    yield "Drug", drug.generic
    yield "Drug as recognised", listed(drug.drug_ids) if drug.drug_ids != (drug.generic,) else ""
    yield "Brands", listed(drug.brands)
    yield "Formulation", drug.formulation
    yield "Class", drug.drug_class
    yield "Routes", listed(sorted(drug.routes))
    yield "Forms", listed(sorted(drug.forms))
    yield "Only for the products", listed(drug.products)


def _indication(about: PolicyIndication) -> Iterator[tuple[str, str]]:
    yield "Condition", f"{about.name} ({about.short})" if about.short else about.name
    yield "Condition as recognised", listed(about.indication_ids)
    yield "Covers", "every condition" if about.covers_all else ""
    yield "But not", listed(about.excluded_ids)
    yield "ICD-10-CM codes begin with", listed(about.icd10_stems)
    yield "Codes come from", _CODE_SOURCES.get(about.icd10_basis, about.icd10_basis)


def _requirements(needs: Requirements) -> Iterator[tuple[str, str]]:
    if needs.age is not None:
        yield "Age", _age(needs.age)
    yield "Prescriber", listed(needs.prescriber_specialties, "or")
    for text in needs.diagnosis:
        yield "Diagnosis", text
    yield "Tuberculosis screening", needs.tb_screening
    yield "Not together with", needs.concurrent_use_exclusion
    yield "Documentation", needs.documentation
    for text in needs.other:
        yield "Other", text


def _age(limit: AgeLimit) -> str:
    has_numbers = limit.min_value is not None or limit.max_value is not None
    parts = (
        age_label(limit).removeprefix("Age ") if has_numbers else "",
        limit.note,
        "for these ages only; another record holds the others" if limit.is_band else "",
    )
    return "; ".join(part for part in parts if part) or "as printed"


def _steps(policy: Policy) -> Iterator[OutlineLine]:
    if policy.steps is None:
        yield OutlineLine(STEPS, 0, "", "The steps were not seen.")
        return
    if not policy.steps:
        yield OutlineLine(STEPS, 0, "", "No step is printed.")
    for step in policy.steps:
        yield OutlineLine(STEPS, 0, f"Step {step.order}", step.summary)
        if step.logic is None:
            yield OutlineLine(STEPS, 1, "", "The text of this step was not seen.")
        else:
            yield from _node(step.logic, 1)


def _node(node: Node, depth: int) -> Iterator[OutlineLine]:
    match node:
        case Trial():
            yield OutlineLine(STEPS, depth, "", node_label(node))
            yield from _more(_trial(node), depth + 1)
        case Condition():
            yield OutlineLine(STEPS, depth, "", node.text)
            yield from _more(_condition(node), depth + 1)
        case _:
            yield OutlineLine(STEPS, depth, "", node_label(node))
            for child in node.children:
                yield from _node(child, depth + 1)


def _more(pairs: Iterable[tuple[str, str]], depth: int) -> Iterator[OutlineLine]:
    return (OutlineLine(STEPS, depth, label, text) for label, text in pairs if text)


def _trial(trial: Trial) -> Iterator[tuple[str, str]]:
    yield from _agents(trial.of)
    if trial.min_length is not None:
        yield "Length", _length(trial.min_length)
    if trial.accepted_outcomes is not None and not trial.accepted_outcomes:
        yield "Accepted outcomes", "none"
    yield from _agents(trial.also_counts, "Also counts: ")
    if trial.does_not_count:
        yield "Does not count", listed((agent.as_printed for agent in trial.does_not_count), "or")
        yield from _agents(trial.does_not_count)
    if trial.lookback is not None:
        yield "Look-back", _length(trial.lookback)
    yield "Documentation", trial.documentation
    yield "Note", trial.note
    yield "Contraindication", "counts only if it rules out all" if trial.contraindication_must_cover_all else ""


def _condition(condition: Condition) -> Iterator[tuple[str, str]]:
    yield "Kind", condition.kind.replace("_", " ")
    yield "Policies", listed(condition.policy_ids)
    if condition.agents:
        yield "Drugs that answer it", listed((agent.as_printed for agent in condition.agents), "or")
        yield from _agents(condition.agents)


def _agents(agents: tuple[Agent, ...], lead: str = "") -> Iterator[tuple[str, str]]:
    return ((f"{lead}“{agent.as_printed}”", agent_meaning(agent)) for agent in agents)


def agent_meaning(agent: Agent) -> str:
    """Say what printed words were taken to mean: "any TNF inhibitor, but not adalimumab"."""
    parts = [
        *(f"any {name}" for name in sorted(agent.classes)),
        *sorted(agent.drug_ids),
    ]
    said = [
        listed(parts, "or") or "tied to no drug",
        f"but not {listed(sorted(agent.excluded_drug_ids), 'or')}" if agent.excluded_drug_ids else "",
        f"{listed(sorted(agent.routes), 'or')} only" if agent.routes else "",
        f"only as {listed(sorted(agent.brands), 'or')}" if agent.brands else "",
        f"counts once as {agent.counts_as}" if agent.counts_as else "",
        "these are examples" if agent.open_ended else "",
        f"perhaps also {listed(sorted(agent.uncertain_drug_ids), 'or')}" if agent.uncertain_drug_ids else "",
    ]
    return ", ".join(part for part in said if part)


def _length(length: Length) -> str:
    printed, exact = printed_length(length), length_in_words(length)
    said = printed if printed == exact else f"{exact}, printed as “{printed}”"
    return f"{said}; a month is {length.days_per_month} days" if length.days_per_month else said


def _established(limb: Established | None) -> Iterator[tuple[str, str]]:
    if limb is None:
        return
    replaces = {
        True: "replaces the steps",
        False: "stands beside the steps",
        None: "whether it replaces the steps: not printed",
    }
    yield "A patient already on the drug", replaces[limb.alternative_to_step]
    if limb.min_days is not None:
        yield "For at least", f"{limb.min_days} days"
    yield "Holds for", limb.applies_to
    yield "Shown by", limb.verification


def _others(policy: Policy) -> Iterator[tuple[str, str]]:
    for printed in policy.printed_exceptions:
        yield "Exception", f"{printed.text}{_EXCEPTION_DOES[printed.scope]}"
    yield from _approval(policy.approval)
    for text in policy.renewal_criteria:
        yield "Renewal criterion", text


def _approval(approval: Approval) -> Iterator[tuple[str, str]]:
    if approval.initial is not None:
        yield "First approval", _length(approval.initial)
    if approval.renewal is not None:
        yield "Renewal", _length(approval.renewal)
    yield "About the approval", approval.note
