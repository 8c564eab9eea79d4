"""Answers of the office to the nodes of a policy: finding, replacing, and what kind of answer a node takes."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from denialdesk.domain.case import Answer, AnswerValue, Case, ConfirmedPolicy
from denialdesk.domain.criteria import Condition, Policy
from denialdesk.ui.models.finding_outline import holds_trial, nodes_of

_NOT_ANSWERED = frozenset({"steps", "coverage"})


class AnswerKind(StrEnum):
    """What a node can be answered with."""

    NONE = "none"  # judged from the case alone
    ROWS = "rows"  # rows of the log, or the prescriber's reason why the drug is not appropriate
    STATEMENT = "statement"  # yes, no or not known, with the words of whoever states it


def answer_kind(policy: Policy, path: str) -> AnswerKind:
    """Say what kind of answer a node takes."""
    if path in _NOT_ANSWERED:
        return AnswerKind.NONE
    if path == "age":
        limit = policy.requirements.age
        has_numbers = limit is not None and (limit.min_value is not None or limit.max_value is not None)
        return AnswerKind.NONE if has_numbers else AnswerKind.STATEMENT
    printed = next((each for each in policy.printed_exceptions if each.path == path), None)
    if printed is not None:
        return AnswerKind.STATEMENT if printed.can_be_claimed else AnswerKind.NONE
    node = nodes_of(policy).get(path)
    if node is None:
        return AnswerKind.NONE if path.startswith("step") else AnswerKind.STATEMENT
    if isinstance(node, Condition):
        return AnswerKind.STATEMENT
    is_whole_step = "." not in path
    has_own_trials = is_whole_step or not hasattr(node, "children")
    return AnswerKind.ROWS if holds_trial(node) and has_own_trials else AnswerKind.NONE


def answer_of(case: Case, policy_id: str, path: str) -> Answer:
    """Find the office's answer to a node; an empty one when there is none."""
    return next(
        (each for each in case.answers if (each.policy_id, each.node) == (policy_id, path)), Answer(policy_id, path)
    )


def is_empty(answer: Answer) -> bool:
    """Say whether an answer says nothing."""
    return answer == Answer(answer.policy_id, answer.node)


def with_answer(case: Case, answer: Answer) -> Case:
    """Give the case with one answer replaced; one that says nothing is taken out."""
    key = (answer.policy_id, answer.node)
    if not any((each.policy_id, each.node) == key for each in case.answers):
        return case if is_empty(answer) else replace(case, answers=(*case.answers, answer))
    changed = (answer if (each.policy_id, each.node) == key else each for each in case.answers)
    return replace(case, answers=tuple(each for each in changed if not is_empty(each)))


def trial_answer(answer: Answer, case: Case) -> Answer:
    """Give the answer of a trial the value that its parts amount to, and a name to whose reason it is."""
    says_why = bool(answer.reason.strip() or answer.condition.strip())
    value = AnswerValue.NOT_APPROPRIATE if says_why else AnswerValue.YES if answer.therapy_ids else AnswerValue.UNKNOWN
    return replace(answer, value=value, stated_by=_who(answer, case) if says_why else "")


def statement_answer(answer: Answer, case: Case) -> Answer:
    """Give a statement with words a name to whose words they are."""
    return replace(answer, stated_by=_who(answer, case) if answer.reason.strip() else answer.stated_by)


def _who(answer: Answer, case: Case) -> str:
    return answer.stated_by or case.prescriber.signature_name


def with_confirmed_policy(case: Case, confirmed: ConfirmedPolicy) -> Case:
    """Give the case with a policy checked against the payer's document."""
    others = tuple(each for each in case.confirmed_policies if each.policy_id != confirmed.policy_id)
    return replace(case, confirmed_policies=(*others, confirmed))


def without_confirmed_policy(case: Case, policy_id: str) -> Case:
    """Give the case with a policy no longer marked as checked."""
    return replace(
        case, confirmed_policies=tuple(each for each in case.confirmed_policies if each.policy_id != policy_id)
    )
