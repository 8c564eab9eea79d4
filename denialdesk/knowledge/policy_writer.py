"""A policy written as a policy file: what ``schema.py`` reads back as the same policy.

Named groups of drugs are written as the drugs and classes they stand for. A key that would say nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from denialdesk.domain.criteria import (
    AgeLimit,
    Agent,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Established,
    Length,
    Node,
    Policy,
    PolicyDrug,
    PolicyIndication,
    Requirements,
    Step,
    Trial,
)
from denialdesk.domain.worked_example import WorkedExample
from denialdesk.knowledge.exception_scopes import KEY as SCOPES_KEY
from denialdesk.knowledge.exception_scopes import scopes_map
from denialdesk.knowledge.schema import NOT_SEEN
from denialdesk.knowledge.worked_examples import KEY as EXAMPLES_KEY
from denialdesk.knowledge.worked_examples import example_map

Map = dict[str, Any]  # what YAML writes: texts, numbers, lists and further maps


def policy_text(policy: Policy, examples: Iterable[WorkedExample] = ()) -> str:
    """Write a policy and its worked examples as YAML; the same policy gives the same text."""
    values = policy_map(policy)
    _put(values, EXAMPLES_KEY, [example_map(example) for example in examples])
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)


def policy_map(policy: Policy) -> Map:
    """Write a policy as plain values, keys in the order of a policy file."""
    values: Map = {
        "id": policy.id,
        "payer": policy.payer_id,
        "family": policy.family,
        "layer": policy.layer.value,
    }
    if policy.plan_lines is not None:
        values["plan_lines"] = list(policy.plan_lines)
    for key in ("plan_note", "benefit", "title", "number", "effective_date", "review_date", "program_type"):
        _put(values, key, getattr(policy, key))
    values["currency"] = policy.currency
    for key in ("currency_note", "in_force_since", "superseded_on"):
        _put(values, key, getattr(policy, key))
    _put(values, "supersedes", list(policy.supersedes))
    _put(values, "days_per_month", _days_per_month(policy))
    values["source"] = _source(policy)
    values["drug"] = _drug(policy.drug)
    values["indication"] = _indication(policy.indication)
    _put(values, "requirements", _requirements(policy.requirements))
    values["steps"] = NOT_SEEN if policy.steps is None else [_step(step) for step in policy.steps]
    if policy.established is not None:
        values["established"] = _established(policy.established)
    _put(values, "exceptions", list(policy.exceptions))
    _put(values, SCOPES_KEY, scopes_map(policy))
    approval: Map = {}
    _put_length(approval, "initial", policy.approval.initial)
    _put_length(approval, "renewal", policy.approval.renewal)
    _put(approval, "note", policy.approval.note)
    _put(values, "approval", approval)
    _put(values, "renewal_criteria", list(policy.renewal_criteria))
    _put(values, "notes", list(policy.notes))
    return values


def _put(values: Map, key: str, value: object) -> None:
    if value or (isinstance(value, int) and not isinstance(value, bool)):
        values[key] = value


def _put_length(values: Map, key: str, length: Length | None) -> None:
    if length is not None:
        values[key] = {"value": length.value, "unit": length.unit.value}
        _put(values[key], "as_printed", length.as_printed)


def _days_per_month(policy: Policy) -> int | None:
    lengths = [policy.approval.initial, policy.approval.renewal]
    for step in policy.steps or ():
        lengths.extend(_lengths(step.logic))
    return next((length.days_per_month for length in lengths if length and length.days_per_month), None)


def _lengths(node: Node | None) -> list[Length | None]:
    match node:
        case Trial():
            return [node.min_length, node.lookback]
        case AllOf() | AnyOf() | AtLeast():
            return [length for child in node.children for length in _lengths(child)]
        case _:
            return []


def _source(policy: Policy) -> Map:
    reference = policy.reference
    values: Map = {"url": reference.url, "kind": reference.kind}
    _put(values, "section", reference.section)
    _put(values, "retrieved_via", reference.retrieved_via)
    values["seen_on"] = reference.seen_on
    values["payer_text_read"] = policy.verification.is_verified
    values["confidence"] = policy.confidence
    return values


def _drug(drug: PolicyDrug) -> Map:
    values: Map = {"ids": list(drug.drug_ids), "name": drug.generic}
    _put(values, "brands", list(drug.brands))
    _put(values, "formulation", drug.formulation)
    _put(values, "routes", sorted(drug.routes))
    _put(values, "forms", sorted(drug.forms))
    _put(values, "products", list(drug.products))
    values["class"] = drug.drug_class
    return values


def _indication(about: PolicyIndication) -> Map:
    values: Map = {}
    _put(values, "ids", list(about.indication_ids))
    _put(values, "covers_all", about.covers_all)
    _put(values, "except", list(about.excluded_ids))
    values["name"] = about.name
    _put(values, "short", about.short)
    _put(values, "icd10_stems", list(about.icd10_stems))
    _put(values, "icd10_basis", about.icd10_basis)
    return values


def _requirements(needs: Requirements) -> Map:
    values: Map = {}
    if needs.age is not None:
        values["age"] = _age(needs.age)
    _put(values, "prescriber", list(needs.prescriber_specialties))
    _put(values, "diagnosis", list(needs.diagnosis))
    _put(values, "tb_screening", needs.tb_screening)
    _put(values, "concurrent_use_exclusion", needs.concurrent_use_exclusion)
    _put(values, "documentation", needs.documentation)
    _put(values, "other", list(needs.other))
    return values


def _age(limit: AgeLimit) -> Map:
    values: Map = {}
    if limit.min_value is not None:
        values["min"] = {"value": limit.min_value, "unit": limit.min_unit}
    if limit.max_value is not None:
        values["max"] = {"value": limit.max_value, "unit": limit.max_unit}
        _put(values["max"], "below", limit.max_is_exclusive)
    _put(values, "note", limit.note)
    _put(values, "is_band", limit.is_band)
    return values


def _established(limb: Established) -> Map:
    values: Map = {}
    _put(values, "min_days", limb.min_days)
    if limb.alternative_to_step is not None:
        values["alternative_to_step"] = limb.alternative_to_step
    _put(values, "applies_to", limb.applies_to)
    _put(values, "verification", limb.verification)
    return values


def _step(step: Step) -> Map:
    values: Map = {"summary": step.summary}
    return values if step.logic is None else values | _node(step.logic)


def _node(node: Node) -> Map:
    match node:
        case AllOf():
            return {"all_of": [_node(child) for child in node.children]}
        case AnyOf():
            return {"any_of": [_node(child) for child in node.children]}
        case AtLeast():
            return {"at_least": {"n": node.n, "of": [_node(child) for child in node.children]}}
        case Trial():
            return {"trial": _trial(node)}
        case Condition():
            return {"condition": _condition(node)}


def _trial(trial: Trial) -> Map:
    count: int | str = "all" if trial.count_all else "not_printed" if trial.count is None else trial.count
    values: Map = {"of": _agents(trial.of), "count": count}
    _put_length(values, "min_length", trial.min_length)
    _put(values, "dose", trial.dose)
    if trial.accepted_outcomes is not None:
        values["accepted_outcomes"] = sorted(outcome.value for outcome in trial.accepted_outcomes)
    _put(values, "also_counts", _agents(trial.also_counts))
    _put(values, "does_not_count", _agents(trial.does_not_count))
    _put_length(values, "lookback", trial.lookback)
    _put(values, "documentation", trial.documentation)
    _put(values, "note", trial.note)
    _put(values, "contraindication_must_cover_all", trial.contraindication_must_cover_all)
    return values


def _condition(condition: Condition) -> Map:
    values: Map = {"kind": condition.kind, "text": condition.text}
    _put(values, "policies", list(condition.policy_ids))
    _put(values, "agents", _agents(condition.agents))
    return values


def _agents(agents: tuple[Agent, ...]) -> list[Map]:
    return [_agent(agent) for agent in agents]


def _agent(agent: Agent) -> Map:
    values: Map = {"as_printed": agent.as_printed}
    _put(values, "drugs", sorted(agent.drug_ids))
    _put(values, "classes", sorted(agent.classes))
    _put(values, "except", sorted(agent.excluded_drug_ids))
    _put(values, "routes", sorted(agent.routes))
    _put(values, "brands", sorted(agent.brands))
    _put(values, "counts_as", agent.counts_as)
    _put(values, "open_ended", agent.open_ended)
    _put(values, "uncertain", sorted(agent.uncertain_drug_ids))
    return values
