"""Turns loaded criteria data back into the shape of the reference it was made from, to prove that nothing was lost."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any, TypeAlias

from denialdesk.domain.clinical import Comorbidity, Instrument
from denialdesk.domain.criteria import (
    Agent,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Length,
    Node,
    Policy,
    Step,
    Trial,
)
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.payer import Payer, PolicyFamily
from denialdesk.domain.vocabulary import Drug, Icd10, Indication

Json: TypeAlias = Any  # a piece of the reference, of whatever kind
Record = dict[str, Json]  # one mapping of the reference, of whatever depth
HERE = Path(__file__).resolve().parent


def load_reference() -> dict[str, dict[str, Any]]:
    return dict(json.loads(lzma.decompress((HERE / "reference" / "reference.json.xz").read_bytes())))


# -- policies


def policy_as_reference(policy: Policy) -> Record:
    requirements, established = policy.requirements, policy.established
    return {
        "id": policy.id,
        "layer": policy.layer.value,
        "plan_lines": None if policy.plan_lines is None else list(policy.plan_lines),
        "plan_note": policy.plan_note or None,
        "benefit": policy.benefit or None,
        "policy": {
            "title": policy.title or None,
            "number": policy.number or None,
            "effective_date": policy.effective_date or None,
            "review_date": policy.review_date or None,
            "program_type": policy.program_type or None,
            "currency": policy.currency,
            "currency_note": policy.currency_note or None,
        },
        "source": {
            "url": policy.reference.url,
            "source_type": policy.reference.kind,
            "retrieved_via": policy.reference.retrieved_via or None,
            "retrieved": policy.reference.seen_on,
        },
        "drug": {
            "generic": policy.drug.generic,
            "brands": list(policy.drug.brands),
            "formulation": policy.drug.formulation or None,
            "class": policy.drug.drug_class,
        },
        "indication": {
            "name": policy.indication.name,
            "short": policy.indication.short,
            "icd10_stem": list(policy.indication.icd10_stems) or None,
            "icd10_basis": policy.indication.icd10_basis or None,
        },
        "requirements": {
            "age": _age(policy),
            "prescriber": list(requirements.prescriber_specialties) or None,
            "diagnosis_and_baseline": list(requirements.diagnosis) or None,
            "tb_screening": requirements.tb_screening or None,
            "concurrent_use_exclusion": requirements.concurrent_use_exclusion or None,
            "documentation": requirements.documentation or None,
            "other": list(requirements.other) or None,
        },
        "steps": None if policy.steps is None else [_step(step) for step in policy.steps],
        "established_on_therapy": None
        if established is None
        else {
            "min_days": established.min_days,
            "alternative_to_step": established.alternative_to_step,
            "applies_to": established.applies_to,
            "verification": established.verification or None,
        },
        "exceptions": list(policy.exceptions) or None,
        "approval": {
            "initial": _plain_length(policy.approval.initial),
            "renewal": _plain_length(policy.approval.renewal),
        },
        "renewal_criteria": list(policy.renewal_criteria) or None,
        "confidence": policy.confidence,
        "payer_text_read": policy.verification.is_verified,
        "notes": list(policy.notes) or None,
    }


def _age(policy: Policy) -> Record:
    age = policy.requirements.age
    if age is None:
        return {"min": None, "max": None, "note": None}
    below = " (below)" if age.max_is_exclusive else ""
    return {
        "min": None if age.min_value is None else {"value": age.min_value, "unit": age.min_unit},
        "max": None if age.max_value is None else {"value": age.max_value, "unit": age.max_unit + below},
        "note": age.note or None,
    }


def _plain_length(length: Length | None) -> Record | None:
    return None if length is None else {"value": length.value, "unit": length.unit.value}


def _step(step: Step) -> Record:
    assert step.logic is not None
    return {"order": step.order, "summary": step.summary, "logic": _node(step.logic)}


def _node(node: Node) -> Record:
    match node:
        case AllOf():
            return {"all_of": [_node(child) for child in node.children]}
        case AnyOf():
            return {"any_of": [_node(child) for child in node.children]}
        case AtLeast():
            return {"at_least": {"n": node.n, "of": [_node(child) for child in node.children]}}
        case Condition():
            return {"condition": {"kind": node.kind, "text": node.text}}
        case Trial():
            return {"trial": _trial(node)}


def _trial(trial: Trial) -> Record:
    length = trial.min_length
    if length is not None and any(length.as_printed in agent.as_printed for agent in trial.of):
        length = None  # the reference leaves it where it is printed, in the words for the drug
    return {
        "of": _printed(trial.of),
        "count": "all" if trial.count_all else trial.count,
        "min_duration": None
        if length is None
        else {"value": length.value, "unit": length.unit.value, "as_printed": length.as_printed},
        "dose": trial.dose or None,
        "accepted_outcomes": None if trial.accepted_outcomes is None else {o.value for o in trial.accepted_outcomes},
        "also_counts": _printed(trial.also_counts) or None,
        "does_not_count": _printed(trial.does_not_count) or None,
        "lookback": trial.lookback_as_printed or None,
        "documentation": trial.documentation or None,
        "note": trial.note or None,
    }


def _printed(agents: tuple[Agent, ...]) -> list[str]:
    return [agent.as_printed for agent in agents]


def with_outcome_sets(value: Json) -> Json:
    """The reference with its lists of accepted outcomes as sets: their order says nothing."""
    if isinstance(value, dict):
        return {
            key: set(item) if key == "accepted_outcomes" and item is not None else with_outcome_sets(item)
            for key, item in value.items()
        }
    return [with_outcome_sets(item) for item in value] if isinstance(value, list) else value


# -- payers


def family_as_reference(payer: Payer, family: PolicyFamily) -> Record:
    """Everything a reference file says beside its records; absent blocks are left out, as there."""
    found: Record = {
        "schema_version": 1,
        "payer": family.collection_name or payer.name,
        "payer_id": family.collection or payer.id,
        "drug_class": family.name,
        "retrieved": family.collected_on,
    }
    if family.not_found:
        found["not_found"] = list(family.not_found)
    if family.corroboration:
        found["corroboration"] = [
            {
                **({"id": item.id} if item.id else {}),
                "url": item.url,
                "source_type": item.kind,
                "confidence": item.confidence,
                "facts": list(item.facts),
            }
            for item in family.corroboration
        ]
    if family.notes:
        found["label_dosing_seen"] = family.notes
    rules = {rule.topic: rule for rule in family.rules}
    if (general := rules.pop("general_rules", None)) is not None:
        found["general_rules"] = {"source": general.url, "source_type": general.kind, "facts": list(general.facts)}
    if rules:
        levels = rules.pop("step_levels")
        found["rules"] = {
            **{topic: rule.text for topic, rule in rules.items()},
            "step_levels_as_extracted": [
                {
                    "level": level.level,
                    "products": list(level.products),
                    **({"note": level.note} if level.note else {}),
                }
                for level in levels.levels
            ],
            "step_levels_source": levels.url,
            "step_levels_source_type": levels.kind,
            "policy_numbers_seen": {item.number: item.text for item in family.policy_numbers_seen},
        }
    return found


# -- clinical


def drug_as_reference(drug: Drug) -> Record:
    return {
        "id": drug.id,
        "generic": drug.generic,
        "brands": list(drug.brands),
        "biosimilars": [
            {"name": item.name, "nonproprietary": item.nonproprietary} for item in drug.biosimilar_products
        ],
        "class": drug.drug_class,
        "brand_notes": list(drug.brand_notes),
        "type": drug.kind,
        "routes": list(drug.routes_as_printed),
        "roles": list(drug.roles),
        "areas": list(drug.areas),
        "status": drug.status,
        "labeled_indications": [
            {
                "condition": use.indication_id,
                "age": use.age,
                "prior_therapy_wording": use.prior_therapy_wording,
                "note": use.note,
            }
            for use in drug.labeled_indications
        ],
        "rxcui": drug.rxcui,
        "rxcui_source": drug.rxcui_source,
        "rxcui_product_example": drug.rxcui_product_example,
        "hcpcs": [
            {"code": code.code, "descriptor": code.descriptor, "product": code.product} for code in drug.billing_codes
        ],
        "label_facts": [
            {
                "kind": fact.kind,
                "fact": fact.fact,
                "source": fact.source,
                "url": fact.url,
                "confidence": fact.confidence,
                "source_kind": fact.source_kind,
            }
            for fact in drug.label_facts
        ],
        "notes": drug.notes,
    }


def indication_as_reference(indication: Indication) -> Record:
    return {
        "id": indication.id,
        "name": indication.name,
        "icd10cm": _codes(indication.icd10),
        "synonyms": list(indication.synonyms),
        "specialties": list(indication.specialties),
        "instruments": list(indication.instruments),
        "notes": indication.notes,
    }


def _codes(codes: tuple[Icd10, ...]) -> list[Record]:
    return [{"code": code.code, "description": code.description, "billable": code.billable} for code in codes]


def comorbidity_as_reference(item: Comorbidity) -> Record:
    return {"id": item.id, "name": item.name, "icd10cm": _codes(item.icd10), "relevant_to": list(item.relevant_to)}


def instrument_as_reference(item: Instrument) -> Record:
    return {
        "id": item.id,
        "name": item.name,
        "range": item.range,
        "unit": item.unit,
        "higher_is": item.higher_is,
        "bands": [{"label": band.label, "criterion": band.criterion} for band in item.bands],
        "treatment_target_or_response": item.target_or_response,
        "source": item.source,
        "confidence": item.confidence,
        "url": item.url,
        "notes": item.notes,
    }


def evidence_as_reference(entry: Evidence) -> Record:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "organisation_or_authors": entry.authors,
        "year": entry.year,
        "citation": entry.citation,
        "doi": entry.doi,
        "pmid": entry.pmid,
        "indications": list(entry.indication_ids),
        "drug_classes": list(entry.drug_classes),
        "drugs": list(entry.drug_ids),
        "finding": entry.finding,
        "supports": list(entry.supports),
        "caution": entry.caution,
        "confidence": entry.confidence,
        "url": entry.url,
        "source_kind": entry.source_kind,
        "citation_cross_checked": entry.citation_cross_checked,
    }


def without_silence(value: Json) -> Json:
    """A record without what says nothing: null, empty text, empty list, and a check that was not made."""
    if isinstance(value, dict):
        kept = {key: without_silence(item) for key, item in value.items()}
        return {
            key: item
            for key, item in kept.items()
            if item not in (None, "", [], {}) and not (key == "citation_cross_checked" and item is False)
        }
    return [without_silence(item) for item in value] if isinstance(value, list) else value
