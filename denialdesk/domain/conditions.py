"""Limbs of a policy that are no drug trial: answered by the office, by the log where it can, or by another policy.

A required fact that nobody states is unknown and asked for. An exception that nobody claims is not claimed: it counts
as not met, and the finding says how to claim it. That another advanced drug was used before is read from the log, which
is taken as complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from denialdesk.domain.agents import Fit, fits_request
from denialdesk.domain.case import Answer, AnswerValue
from denialdesk.domain.criteria import (
    AcceptedOutcome,
    Condition,
    Finding,
    Length,
    LengthUnit,
    Policy,
    PolicyFinding,
    Remedy,
    Status,
    Trial,
)
from denialdesk.domain.outcomes import RANK
from denialdesk.domain.phrases import agents_in_words, listed
from denialdesk.domain.record import Record, Row
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.trials import criterion_source, judge_trial, therapy_sources

EXCEPTION_KINDS = frozenset({"exception", "state_law_style_exception"})
TARGETED_CLASSES = frozenset({"JAK inhibitor", "TYK2 inhibitor", "PDE4 inhibitor (oral)", "S1P modulator"})
"""Targeted synthetic drugs of immunology: with the biologics they make up the advanced therapies."""

_NO_SUCH_DRUG = "The log shows no such drug"
_ADD_SUCH_A_DRUG = Remedy("If such a drug was used, add it to the log", "therapies")

# Beside a prior drug such a limb also offers severity or intolerance, which the log cannot rule out.
_OFFERS_MORE_THAN_A_DRUG = re.compile(r"severe|concomitant|contraindication|intoleran", re.IGNORECASE)

_WITHIN = re.compile(r"within the (?:past|last) (\d+) (day|week|month|year)s?\b", re.IGNORECASE)

_TOLD = {
    AnswerValue.YES: (Status.MET, "states that this is so"),
    AnswerValue.NO: (Status.NOT_MET, "states that this is not so"),
    AnswerValue.NOT_APPROPRIATE: (Status.NOT_MET, "states why this does not fit the patient"),
    AnswerValue.UNKNOWN: (Status.UNKNOWN, "has not stated this yet"),
}

FindPolicy = Callable[[str], PolicyFinding | None]


def judge_condition(condition: Condition, policy: Policy, record: Record, find_policy: FindPolicy) -> Finding:
    """Judge a limb that is no trial. ``find_policy`` gives the finding of another policy of the same run, or None."""
    answer = record.answer(policy.id, condition.path)
    if answer is not None and answer.value is not AnswerValue.UNKNOWN:
        return answered(answer, condition.path, condition.text, policy, record)
    target = f"answer:{policy.id}:{condition.path}"
    if condition.kind in EXCEPTION_KINDS:
        return _finding(
            condition,
            policy,
            Status.NOT_MET,
            "This exception is not claimed.",
            Remedy(f"If it applies to this patient, say so: {condition.text}", target),
        )
    if condition.kind == "meets_other_policy":
        return _other_policy(condition, policy, find_policy, target)
    if condition.kind == "prior_advanced_therapy":
        return _prior_advanced_therapy(condition, policy, record, target)
    if condition.kind == "preferred_product" and condition.agents:
        return _requested_is_preferred(condition, policy, record, target)
    if condition.kind == "established_on_drug" and record.case.request.already_taking is False:
        finding = _finding(condition, policy, Status.NOT_MET, "The case says that the requested drug is not taken yet.")
        return replace(finding, sources=(*finding.sources, Source(SourceKind.CASE_FIELD, "request.already_taking")))
    return _finding(condition, policy, Status.UNKNOWN, "Nobody has stated this yet.", asked(condition.text, target))


def asked(text: str, target: str) -> Remedy:
    """Ask the office whether a requirement is fulfilled."""
    return Remedy(f"Say whether this is so: {text}", target)


def answered(answer: Answer, path: str, label: str, policy: Policy, record: Record) -> Finding:
    """Take the office's word for a requirement, and say whose word it is."""
    who = answer.stated_by.strip() or "The office"
    words = answer.reason.strip()
    status, told = _TOLD[answer.value]
    target = f"answer:{policy.id}:{path}"
    kind = SourceKind.PRESCRIBER if words else SourceKind.CASE_FIELD
    therapy_ids = tuple(each for each in answer.therapy_ids if record.case.therapy(each) is not None)
    return Finding(
        path=path,
        status=status,
        label=label,
        reason=f"{who} {told}.",
        therapy_ids=therapy_ids,
        sources=(
            criterion_source(policy, path),
            Source(kind, target, f"answer of {answer.stated_by.strip() or 'the office'}"),
            *therapy_sources(therapy_ids, record),
        ),
        stated_reason=words,
    )


def advanced_rows(record: Record) -> tuple[Row, ...]:
    """List the rows of biologics and targeted synthetic drugs that were really used, but for the requested drug."""
    return tuple(
        row
        for row in record.rows
        if row.drug is not None
        and row.therapy.was_tried
        and row.drug_id != record.case.request.drug_id
        and (row.drug.is_biologic or row.drug_class in TARGETED_CLASSES)
    )


def _other_policy(condition: Condition, policy: Policy, find_policy: FindPolicy, target: str) -> Finding:
    found = [each for each in map(find_policy, condition.policy_ids) if each is not None]
    if not found:
        remedy = Remedy(f"Ask the plan for that policy, or say whether it is met: {condition.text}", target)
        return _finding(condition, policy, Status.UNKNOWN, "That policy is not on file for this request.", remedy)
    other = max(found, key=lambda each: RANK[each.status])
    words = {Status.UNKNOWN: "not decided yet", Status.NOT_MET: "not met"}.get(other.status, other.status.value)
    name = other.policy.title or other.policy.number or other.policy.id
    finding = _finding(condition, policy, other.status, f"{name}: {words}.", *_remedies_of(other))
    return replace(finding, sources=(*finding.sources, Source(SourceKind.CRITERION, other.policy.id, name)))


def _remedies_of(other: PolicyFinding) -> tuple[Remedy, ...]:
    return tuple(dict.fromkeys(remedy for finding in other.blocking for remedy in finding.remedies[:1]))


def _requested_is_preferred(condition: Condition, policy: Policy, record: Record, target: str) -> Finding:
    """Judge whether the requested product is one of those that the policy prefers."""
    fits = {fits_request(agent, record) for agent in condition.agents}
    requested = record.case.request.drug.strip()
    field = Source(SourceKind.CASE_FIELD, "request.drug", "requested drug")
    if Fit.YES in fits:
        finding = _finding(condition, policy, Status.MET, f"{requested} is one of the products the policy prefers.")
    elif Fit.UNSURE in fits:
        remedy = Remedy("Write which product is requested", "request.drug")
        words = "The request does not say which product it is for."
        finding = _finding(condition, policy, Status.UNKNOWN, words, remedy)
    else:
        remedy = Remedy(f"If the plan's list has changed, say so: {condition.text}", target)
        words = f"{requested} is not one of the products the policy prefers."
        finding = _finding(condition, policy, Status.NOT_MET, words, remedy)
    return replace(finding, sources=(*finding.sources, field))


def _prior_advanced_therapy(condition: Condition, policy: Policy, record: Record, target: str) -> Finding:
    if condition.agents:
        trial = Trial(
            condition.path,
            condition.agents,
            accepted_outcomes=frozenset({AcceptedOutcome.COMPLETED_TRIAL}),
            lookback=_window(condition.text),
        )
        return _in_the_limbs_words(condition, judge_trial(trial, policy, record))
    rows = advanced_rows(record)
    if rows:
        names = listed(row.name for row in rows)
        ids = tuple(row.therapy.id for row in rows)
        finding = _finding(
            condition,
            policy,
            Status.UNKNOWN,
            f"The log shows {names}; whether that is what the policy means has to be said.",
            Remedy(f"Say whether the policy means {names}: {condition.text}", target),
        )
        return replace(finding, therapy_ids=ids, sources=(*finding.sources, *therapy_sources(ids, record)))
    if _OFFERS_MORE_THAN_A_DRUG.search(condition.text):
        return _finding(condition, policy, Status.UNKNOWN, "Nobody has stated this yet.", asked(condition.text, target))
    return _finding(
        condition,
        policy,
        Status.NOT_MET,
        f"{_NO_SUCH_DRUG}.",
        _ADD_SUCH_A_DRUG,
    )


def _window(text: str) -> Length | None:
    """Read the time in which the earlier drug must lie: "for RA within the past 120 days"."""
    printed = _WITHIN.search(text)
    if printed is None:
        return None
    return Length(int(printed[1]), LengthUnit(f"{printed[2].casefold()}s"), printed[0].removeprefix("within "))


def _in_the_limbs_words(condition: Condition, finding: Finding) -> Finding:
    """Word a trial that stands for a limb: its drugs are the limb's whole text, which makes no sentence with a drug."""
    finding = replace(finding, label=condition.text)
    if finding.status is not Status.NOT_MET:
        return finding
    absent = f"The log has no trial of {agents_in_words(condition.agents)}"
    to_recognise = (each for each in finding.remedies if each.target.endswith(":drug"))
    return replace(
        finding,
        reason=finding.reason.replace(absent, _NO_SUCH_DRUG, 1),
        remedies=(_ADD_SUCH_A_DRUG, *to_recognise),
    )


def _finding(condition: Condition, policy: Policy, status: Status, reason: str, *remedies: Remedy) -> Finding:
    return Finding(
        path=condition.path,
        status=status,
        label=condition.text,
        reason=reason,
        sources=(criterion_source(policy, condition.path),),
        remedies=remedies,
    )
