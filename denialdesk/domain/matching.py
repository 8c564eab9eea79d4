"""The judgement of a case: every policy that applies, every requirement of it, met, not met, unknown or exempt.

Every way a policy offers is tried, and the strongest is put first. Nothing is claimed that the record does not show.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from denialdesk.domain.case import Answer, AnswerValue, Case, ConfirmedPolicy, LetterKind
from denialdesk.domain.conditions import judge_condition
from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    Applicability,
    AtLeast,
    Condition,
    CriteriaResult,
    Finding,
    Layer,
    Node,
    Policy,
    PolicyFinding,
    Remedy,
    Status,
    Step,
    Trial,
)
from denialdesk.domain.established import judge_established
from denialdesk.domain.outcomes import RANK
from denialdesk.domain.phrases import node_label
from denialdesk.domain.printed_exceptions import judge_exceptions, standing_in
from denialdesk.domain.record import Record, read_record
from denialdesk.domain.renewal import judge_renewal
from denialdesk.domain.requirements import judge_requirements
from denialdesk.domain.side_by_side import too_few_drugs
from denialdesk.domain.sources import Source, Verification, VerificationState
from denialdesk.domain.trials import criterion_source, judge_trial
from denialdesk.domain.vocabulary import Vocabulary

SATISFIED = frozenset({Status.MET, Status.EXEMPT})
_BY_CURRENT_USE = "The policy's limb for patients already on the drug replaces this step."


def judge_case(
    case: Case, applicable: tuple[Applicability, ...], vocabulary: Vocabulary, as_of: dt.date, version: str
) -> CriteriaResult:
    """Judge a case by the policies that apply to it, as of a day; ``version`` names the criteria it is judged by.

    A drug still taken is counted to ``as_of``. A policy that the office confirmed against the payer's document carries
    the number and date the office read there.
    """
    judge = _Judge(case, applicable, read_record(case, vocabulary, as_of))
    findings = tuple(finding for finding in map(judge.finding_of, judge.policies) if finding is not None)
    left = tuple(each for each in applicable if not each.applies)
    return CriteriaResult(findings, left, "" if findings else _why_none(case, left), version)


def _why_none(case: Case, not_applicable: tuple[Applicability, ...]) -> str:
    drug = case.request.drug or "this drug"
    payer = case.plan.payer_name or "this payer"
    if not_applicable:
        return f"No policy of {payer} on file for {drug} applies to this request."
    return f"No policy of {payer} for {drug} is on file."


def combined(statuses: list[Status], needed: int) -> Status:
    """Judge a group of which ``needed`` must be satisfied: exempt only where no more than exemptions satisfy it."""
    met, exempt = statuses.count(Status.MET), statuses.count(Status.EXEMPT)
    if met + exempt >= needed:
        return Status.EXEMPT if exempt and not met else Status.MET
    if met + exempt + statuses.count(Status.UNKNOWN) >= needed:
        return Status.UNKNOWN
    return Status.NOT_MET


class _Judge:
    """One run over the policies of a case; a policy that another one refers to is judged once."""

    def __init__(self, case: Case, applicable: tuple[Applicability, ...], record: Record) -> None:
        self._record = record
        confirmed = {entry.policy_id: entry for entry in case.confirmed_policies}
        self._policies = {
            each.policy.id: _as_confirmed(each.policy, confirmed.get(each.policy.id))
            for each in applicable
            if each.applies
        }
        self._findings: dict[str, PolicyFinding] = {}
        self._under_way: set[str] = set()

    @property
    def policies(self) -> tuple[str, ...]:
        return tuple(self._policies)

    def finding_of(self, policy_id: str) -> PolicyFinding | None:
        """Judge a policy of this run; None for one that is not in it, and for one that is being judged (a circle)."""
        if policy_id in self._findings:
            return self._findings[policy_id]
        policy = self._policies.get(policy_id)
        if policy is None or policy_id in self._under_way:
            return None
        self._under_way.add(policy_id)
        finding = self._judge_policy(policy)
        self._under_way.discard(policy_id)
        self._findings[policy_id] = finding
        return finding

    def _judge_policy(self, policy: Policy) -> PolicyFinding:
        requirements = judge_requirements(policy, self._record)
        established = judge_established(policy, self._record)
        renewal: tuple[Finding, ...] = ()
        if self._record.case.letter.kind is LetterKind.CONTINUATION:
            renewal = judge_renewal(policy, self._record)
        steps = self._judge_steps(policy)
        exceptions = judge_exceptions(policy, self._record)
        claimed = standing_in(policy, self._record, exceptions)
        if claimed is not None:
            steps = _all_replaced(policy, steps, claimed.reason, claimed.sources)
        replaced = _replaces_steps(policy, established)
        if replaced and established is not None and established.status in SATISFIED:
            steps = _all_replaced(policy, steps)
        # The limb for current users stands in for the steps of a first review, never for what a renewal asks.
        undecided = replaced and not renewal and established is not None and established.status is Status.UNKNOWN
        instead = _all_replaced(policy, steps) if undecided else None
        status, reason = _verdict(policy, requirements, renewal or steps, instead)
        return PolicyFinding(policy, status, reason, requirements, steps, established, renewal, exceptions)

    def _judge_steps(self, policy: Policy) -> tuple[Finding, ...]:
        if policy.layer is Layer.NOT_COVERED:
            return (_not_covered(policy),)
        if policy.steps is None:
            return (_not_seen("steps", "Steps", policy),)
        return tuple(self._judge_step(step, policy) for step in policy.steps)

    def _judge_step(self, step: Step, policy: Policy) -> Finding:
        if step.logic is None:
            return _not_seen(step.path, step.summary, policy)
        finding = self._judge_node(step.logic, policy, None)
        if isinstance(step.logic, Trial | Condition) or not step.summary:
            return finding
        return replace(finding, label=step.summary)

    def _judge_node(self, node: Node, policy: Policy, inherited: Answer | None) -> Finding:
        match node:
            case Trial():
                return judge_trial(node, policy, self._record, inherited)
            case Condition():
                return judge_condition(node, policy, self._record, self.finding_of)
            case AllOf() | AnyOf() | AtLeast():
                return self._judge_group(node, policy, inherited)

    def _judge_group(self, node: AllOf | AnyOf | AtLeast, policy: Policy, inherited: Answer | None) -> Finding:
        """Judge a group. A reason or a choice of rows given for the whole group goes to each trial in it."""
        answer = self._record.answer(policy.id, node.path) or inherited
        passed_on = answer if answer and (answer.therapy_ids or answer.value is AnswerValue.NOT_APPROPRIATE) else None
        children = tuple(self._judge_node(child, policy, passed_on) for child in node.children)
        strongest_first = tuple(sorted(children, key=_by_strength))
        status = combined([child.status for child in children], _needed(node))
        told = _group_reason(node, status, strongest_first)
        remedies = _group_remedies(status, strongest_first, children, node)
        if isinstance(node, AllOf) and status in SATISFIED:
            too_few = too_few_drugs(node, children, self._record)
            if too_few:
                status, told = Status.NOT_MET, too_few
                remedies = (Remedy("If another of them was tried, add it to the log", "therapies"),)
        counted = _behind(node, status, strongest_first)
        lead = strongest_first[0] if isinstance(node, AnyOf) and strongest_first else None
        return Finding(
            path=node.path,
            status=status,
            label=node_label(node),
            reason=told,
            therapy_ids=tuple(dict.fromkeys(each for child in counted for each in child.therapy_ids)),
            sources=tuple(
                dict.fromkeys(
                    (criterion_source(policy, node.path), *(src for child in counted for src in child.sources))
                )
            ),
            remedies=remedies,
            children=strongest_first if isinstance(node, AnyOf) else children,
            stated_reason=next((child.stated_reason for child in strongest_first if child.stated_reason), ""),
            required_agent=lead.required_agent if lead else "",
            required_length=lead.required_length if lead else "",
        )


def _by_strength(finding: Finding) -> tuple[int, bool]:
    """Put the strongest first; of two that are not met the one that the log has something for."""
    return -RANK[finding.status], finding.status is Status.NOT_MET and not finding.therapy_ids


def _needed(node: AllOf | AnyOf | AtLeast) -> int:
    match node:
        case AllOf():
            return len(node.children)
        case AnyOf():
            return 1
        case AtLeast():
            return node.n


def _behind(node: AllOf | AnyOf | AtLeast, status: Status, strongest_first: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Choose the children whose rows carry a group's verdict."""
    if isinstance(node, AnyOf):
        return strongest_first[:1]
    if status in SATISFIED:
        return tuple(child for child in strongest_first if child.status in SATISFIED)
    return strongest_first


def _group_reason(node: AllOf | AnyOf | AtLeast, status: Status, strongest_first: tuple[Finding, ...]) -> str:
    if not strongest_first:
        return "The policy names nothing here."
    satisfied = sum(child.status in SATISFIED for child in strongest_first)
    if isinstance(node, AnyOf):
        if status is Status.NOT_MET and len(strongest_first) > 1:
            return f"None of the {len(strongest_first)} ways is met. {strongest_first[0].reason}"
        return strongest_first[0].reason
    if status in SATISFIED:
        return " ".join(child.reason for child in strongest_first if child.status in SATISFIED)
    weakest = (
        strongest_first[-1] if isinstance(node, AllOf) else strongest_first[min(satisfied, len(strongest_first) - 1)]
    )
    return f"{satisfied} of {_needed(node)} needed: {weakest.reason}"


def _group_remedies(
    status: Status, strongest_first: tuple[Finding, ...], children: tuple[Finding, ...], node: AllOf | AnyOf | AtLeast
) -> tuple[Remedy, ...]:
    """Gather what would unblock a group, the shortest way first; what would strengthen it, when it is satisfied."""
    if status in SATISFIED:
        helped = _behind(node, status, strongest_first)
    elif isinstance(node, AllOf):
        helped = tuple(child for child in children if child.status not in SATISFIED)
    else:
        helped = tuple(child for child in strongest_first if child.status not in SATISFIED)
    # The same advice for two ways stands once, for the stronger way.
    by_text = {remedy.text: remedy for child in reversed(helped) for remedy in child.remedies}
    return tuple(dict.fromkeys(by_text[remedy.text] for child in helped for remedy in child.remedies))


# ---------------------------------------------------------------- a whole policy


def _as_confirmed(policy: Policy, entry: ConfirmedPolicy | None) -> Policy:
    """Carry what the office read in the payer's document: number, date, and that the text was checked."""
    if entry is None:
        return policy
    verified = Verification(VerificationState.VERIFIED, entry.confirmed_by, entry.confirmed_on, entry.page)
    return replace(
        policy,
        verification=verified,
        number=entry.number or policy.number,
        effective_date=entry.effective_date or policy.effective_date,
    )


def _not_covered(policy: Policy) -> Finding:
    return Finding(
        path="coverage",
        status=Status.NOT_MET,
        label=f"Coverage of {policy.drug.generic or policy.title} for {policy.indication.name}",
        reason="The policy lists this use as not covered.",
        sources=(criterion_source(policy, "coverage"),),
        remedies=(Remedy("Ask the plan for the text that excludes this use", f"policy:{policy.id}"),),
    )


def _not_seen(path: str, label: str, policy: Policy) -> Finding:
    return Finding(
        path=path,
        status=Status.UNKNOWN,
        label=label,
        reason="The step text was not seen; ask the plan for it.",
        sources=(criterion_source(policy, path),),
        remedies=(Remedy("Ask the plan for the text of this step", f"policy:{policy.id}"),),
    )


def _replaces_steps(policy: Policy, established: Finding | None) -> bool:
    return established is not None and policy.established is not None and policy.established.alternative_to_step is True


def _all_replaced(
    policy: Policy, steps: tuple[Finding, ...], reason: str = _BY_CURRENT_USE, sources: tuple[Source, ...] = ()
) -> tuple[Finding, ...]:
    """Mark the steps that something else stands in for; ``sources`` are those of the reason, where it has its own."""
    nodes = {step.path: step.logic for step in policy.steps or ()}
    return tuple(_replaced(step, nodes.get(step.path), reason, sources) for step in steps)


def _replaced(step: Finding, node: Node | None, reason: str, sources: tuple[Source, ...]) -> Finding:
    """Mark a step that a claimed exception or being established on the drug stands in for; its findings stay beneath.

    That another policy must be met as well ("the standard criteria, and either the step or established on the drug") is
    no part of the step, and stays as it is.
    """
    if step.status in SATISFIED or _is_other_policy(node):
        return step
    if isinstance(node, AllOf) and any(map(_is_other_policy, node.children)):
        pairs = zip(step.children, node.children, strict=True)
        children = tuple(_replaced(child, of, reason, sources) for child, of in pairs)
        status = combined([child.status for child in children], len(children))
        if status not in SATISFIED:
            weakest = min(children, key=lambda child: RANK[child.status])
            left = tuple(child for child in children if child.status not in SATISFIED)
            remedies = tuple(dict.fromkeys(remedy for child in left for remedy in child.remedies))
            return replace(step, status=status, reason=weakest.reason, remedies=remedies, children=children)
        step = replace(step, children=children)
    return replace(
        step,
        status=Status.EXEMPT,
        reason=reason,
        sources=tuple(dict.fromkeys((*step.sources, *sources))),
        remedies=(),
    )


def _is_other_policy(node: Node | None) -> bool:
    return isinstance(node, Condition) and node.kind == "meets_other_policy"


def _verdict(
    policy: Policy, requirements: tuple[Finding, ...], steps: tuple[Finding, ...], instead: tuple[Finding, ...] | None
) -> tuple[Status, str]:
    """Judge the whole policy: every requirement and every step.

    ``instead`` are the steps as they would be if the patient, where that is not decided, were established on the drug.
    """
    if policy.layer is Layer.NOT_COVERED:
        return Status.NOT_MET, "The policy lists this use as not covered."
    step_status = combined([step.status for step in steps], len(steps))
    if instead is not None and step_status is Status.NOT_MET:
        would_be = combined([step.status for step in instead], len(instead))
        step_status = Status.NOT_MET if would_be is Status.NOT_MET else Status.UNKNOWN
    side = combined([finding.status for finding in requirements], len(requirements))
    if side not in SATISFIED or step_status not in SATISFIED:
        status = min((side, step_status), key=RANK.__getitem__)
        return status, _blocked_reason((*requirements, *steps))
    status = Status.EXEMPT if steps and step_status is Status.EXEMPT else Status.MET
    if not steps:
        return status, "The policy prints no prior-therapy step, and every requirement is met."
    return status, "Every requirement and every step is met or exempt."


def _blocked_reason(findings: tuple[Finding, ...]) -> str:
    """Name what is not met and what is not decided."""
    parts = []
    for status, words in ((Status.NOT_MET, "Not met"), (Status.UNKNOWN, "Not decided")):
        labels = [finding.label for finding in findings if finding.status is status]
        if labels:
            parts.append(f"{words}: {'; '.join(labels)}.")
    return " ".join(parts)
