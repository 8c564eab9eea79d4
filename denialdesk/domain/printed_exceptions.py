"""The exceptions a policy prints under a heading of their own: claimed by the office with a reason, or not at all.

An exception that nobody claims changes nothing and is asked for nowhere. One that is claimed is the word of whoever
states it: it can stand in for the steps, never for what the policy demands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.case import AnswerValue
from denialdesk.domain.conditions import answered
from denialdesk.domain.criteria import ExceptionScope, Finding, Layer, Policy, PrintedException, Remedy, Status
from denialdesk.domain.record import Record
from denialdesk.domain.sources import Source
from denialdesk.domain.trials import criterion_source

_NOT_CLAIMED = {
    ExceptionScope.STEPS: "Not claimed. Claimed with a reason, it stands in for the steps.",
    ExceptionScope.STATED: "Not claimed. Claimed with a reason, the letter states it; the findings stay as they are.",
    ExceptionScope.IN_STEPS: "The steps hold it: it is claimed there, or read from the log.",
    ExceptionScope.NOTE: "A remark of the policy; there is nothing to claim.",
}


@dataclass(frozen=True, slots=True)
class StandIn:
    """A claimed exception in place of the steps: the reason their findings give, and where it comes from."""

    reason: str
    sources: tuple[Source, ...]


def judge_exceptions(policy: Policy, record: Record) -> tuple[Finding, ...]:
    """Judge each exception the policy prints: met where the office claims it and says why, else not met."""
    return tuple(_judge(each, policy, record) for each in policy.printed_exceptions)


def standing_in(policy: Policy, record: Record, exceptions: tuple[Finding, ...]) -> StandIn | None:
    """Find the claimed exception that stands in for the steps of a policy; None when there is none.

    Nothing stands in for the words that a use is not covered at all.
    """
    if policy.layer is Layer.NOT_COVERED:
        return None
    replacing = {each.path for each in policy.printed_exceptions if each.scope is ExceptionScope.STEPS}
    claimed = next((each for each in exceptions if each.path in replacing and each.status is Status.MET), None)
    if claimed is None:
        return None
    answer = record.answer(policy.id, claimed.path)
    who = (answer.stated_by.strip() if answer else "") or "The office"
    return StandIn(f"{who} states that an exception of the policy applies: {claimed.label}.", claimed.sources)


def _judge(printed: PrintedException, policy: Policy, record: Record) -> Finding:
    answer = record.answer(policy.id, printed.path) if printed.can_be_claimed else None
    if answer is None or answer.value in {AnswerValue.UNKNOWN, AnswerValue.NOT_APPROPRIATE}:
        return _not_claimed(printed, policy, _NOT_CLAIMED[printed.scope])
    if answer.value is AnswerValue.YES and not answer.reason.strip():
        target = f"answer:{policy.id}:{printed.path}"
        remedy = Remedy(f"Say why it applies to this patient: {printed.text}", target)
        return _not_claimed(printed, policy, "Without a reason it is not claimed.", remedy)
    return answered(answer, printed.path, printed.text, policy, record)  # whose word it is stands in its reason


def _not_claimed(printed: PrintedException, policy: Policy, reason: str, *remedies: Remedy) -> Finding:
    return Finding(
        path=printed.path,
        status=Status.NOT_MET,
        label=printed.text,
        reason=reason,
        sources=(criterion_source(policy, printed.path),),
        remedies=remedies,
    )
