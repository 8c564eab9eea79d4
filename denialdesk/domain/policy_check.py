"""What is missing or odd in a policy the office enters, place by place, so that it can be said beside the field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from denialdesk.domain.criteria import (
    AcceptedOutcome,
    Agent,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Layer,
    Length,
    Node,
    Policy,
    Step,
    Trial,
)
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.phrases import listed

_MONTHS = {"months": 1, "years": 12}
_WITHOUT_DRUG = frozenset({AcceptedOutcome.CONTRAINDICATION, AcceptedOutcome.NOT_ADVISABLE})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at. ``place`` is a node's path, or empty for the policy itself; ``field`` names the field.

    ``blocks`` True: the policy cannot be kept like this. False: it can, but a person will be asked later.
    """

    place: str
    field: str
    text: str
    blocks: bool = True


def problems_of(policy: Policy) -> tuple[Problem, ...]:
    """List what is missing or odd, in the order of the form."""
    return (*_head(policy), *_age(policy), *_steps(policy), *_others(policy))


def _head(policy: Policy) -> Iterator[Problem]:
    if not policy.payer_name.strip():
        yield Problem("", "payer", "Name the payer.")
    if not policy.drug.generic.strip():
        yield Problem("", "drug", "Name the drug.")
    elif not policy.drug.drug_ids:
        yield Problem("", "drug", "Choose a drug from the list: a policy is found by the drug of the case.")
    about = policy.indication
    if not about.covers_all and not about.name.strip():
        yield Problem("", "indication", "Name the condition, or say that every condition is covered.")
    elif not about.covers_all and not about.indication_ids:
        text = "This condition is not in the list, so the policy will not be found by it. Choose one from the list."
        yield Problem("", "indication", text, blocks=False)
    for field, text in (("effective_date", policy.effective_date), ("review_date", policy.review_date)):
        if text and not _is_date(text):
            yield Problem("", field, "Write the date as printed, such as 3/15/2026 or March 2026.")


def _is_date(text: str) -> bool:
    try:
        return PartialDate.from_iso(text).is_known
    except InvalidDateError:
        return False


def _age(policy: Policy) -> Iterator[Problem]:
    limit = policy.requirements.age
    if limit is None or limit.min_value is None or limit.max_value is None:
        return
    least = limit.min_value * _MONTHS.get(limit.min_unit, 12)
    most = limit.max_value * _MONTHS.get(limit.max_unit, 12)
    if least > most or (least == most and limit.max_is_exclusive):
        yield Problem("", "age", "The least age is above the greatest.")


def _others(policy: Policy) -> Iterator[Problem]:
    limb = policy.established
    if limb is not None and limb.min_days is not None and limb.min_days < 0:
        yield Problem("", "established_days", "The number of days cannot be below 0.")
    for field, length in (("initial", policy.approval.initial), ("renewal", policy.approval.renewal)):
        if length is not None:
            yield from _length("", field, length)


def _steps(policy: Policy) -> Iterator[Problem]:
    if not policy.steps and policy.layer in {Layer.STEP_THERAPY, Layer.PREFERRED_PRODUCT}:
        text = "A policy of this kind demands something. Add a step, or choose another kind."
        yield Problem("", "steps", text, blocks=False)
    for step in policy.steps or ():
        yield from _step(step)


def _step(step: Step) -> Iterator[Problem]:
    if not step.summary.strip():
        yield Problem(step.path, "summary", "Say in a few words what the step demands.")
    if step.logic is None:
        text = "The step demands nothing yet, so its finding will stay unknown. Add a trial, a condition or a group."
        yield Problem(step.path, "logic", text, blocks=False)
    else:
        yield from _node(step.logic)


def _node(node: Node) -> Iterator[Problem]:
    match node:
        case Trial():
            yield from _trial(node)
        case Condition():
            yield from _condition(node)
        case AllOf() | AnyOf() | AtLeast():
            yield from _group(node)
            for child in node.children:
                yield from _node(child)


def _group(group: AllOf | AnyOf | AtLeast) -> Iterator[Problem]:
    if not group.children:
        yield Problem(group.path, "children", "The group is empty: add what it holds, or remove it.")
    elif isinstance(group, AtLeast) and not 1 <= group.n <= len(group.children):
        yield Problem(group.path, "n", f"Choose a number from 1 to {len(group.children)}, the number of its limbs.")


def _trial(trial: Trial) -> Iterator[Problem]:
    if not trial.of:
        yield Problem(trial.path, "of", "Add at least one drug or class that has to be tried.")
    for field, agents in (("of", trial.of), ("also_counts", trial.also_counts), ("not_counts", trial.does_not_count)):
        yield from _agents(trial.path, field, agents)
    yield from _count(trial)
    accepted = trial.accepted_outcomes
    if accepted is not None and not accepted:
        text = "Choose at least one outcome that the policy accepts, or say that it was not seen."
        yield Problem(trial.path, "accepted_outcomes", text)
    elif accepted is not None and accepted <= _WITHOUT_DRUG and trial.min_length is not None:
        text = "A length is given, but no outcome of a real trial is accepted."
        yield Problem(trial.path, "accepted_outcomes", text, blocks=False)
    for field, length in (("min_length", trial.min_length), ("lookback", trial.lookback)):
        if length is not None:
            yield from _length(trial.path, field, length)


def _count(trial: Trial) -> Iterator[Problem]:
    if trial.count is None:
        return
    if trial.count < 1:
        yield Problem(trial.path, "count", "At least one has to be tried.")
    single = all(agent.is_resolved and not agent.classes and not agent.open_ended for agent in trial.of)
    drugs = {drug_id for agent in trial.of for drug_id in agent.drug_ids}
    if trial.of and single and trial.count > len(drugs):
        text = f"The policy wants {trial.count}, but only {len(drugs)} can be counted here."
        yield Problem(trial.path, "count", text, blocks=False)


def _agents(place: str, field: str, agents: tuple[Agent, ...]) -> Iterator[Problem]:
    if any(not agent.as_printed.strip() for agent in agents):
        yield Problem(place, field, "Write the name as the policy prints it.")
    loose = [f"“{agent.as_printed}”" for agent in agents if agent.as_printed.strip() and not agent.is_resolved]
    if loose:
        text = (
            f"{listed(loose)} {'is' if len(loose) == 1 else 'are'} tied to no drug: a person will be asked each time."
        )
        yield Problem(place, field, text, blocks=False)


def _condition(condition: Condition) -> Iterator[Problem]:
    if not condition.text.strip():
        yield Problem(condition.path, "text", "Write the condition as the policy prints it.")
    if not condition.kind.strip():
        yield Problem(condition.path, "kind", "Choose what kind of condition this is.")
    yield from _agents(condition.path, "agents", condition.agents)


def _length(place: str, field: str, length: Length) -> Iterator[Problem]:
    if length.value < 1:
        yield Problem(place, field, "A length is at least 1.")
