"""Short ways to put one requirement or one policy before the judge."""

# ruff: noqa: ANN401 - any field of a case may be given by name

import datetime as dt
from typing import Any

from denialdesk.domain.case import Answer
from denialdesk.domain.criteria import CriteriaResult, Finding, Node, Policy, PolicyFinding, Status
from denialdesk.domain.matching import judge_case
from denialdesk.domain.therapy import Therapy
from tests.makers import VOCABULARY, applies, make_case, make_policy

AS_OF = dt.date(2026, 11, 21)
MET, NOT_MET, UNKNOWN, EXEMPT = Status.MET, Status.NOT_MET, Status.UNKNOWN, Status.EXEMPT


def judge_policies(*policies: Policy, rows: tuple[Therapy, ...] = (), **case: Any) -> CriteriaResult:
    """The whole result of a case with these rows."""
    return judge_case(make_case(*rows, **case), applies(*policies), VOCABULARY, AS_OF, "test")


def judge_policy(policy: Policy, *rows: Therapy, **case: Any) -> PolicyFinding:
    """The finding of the only policy."""
    return judge_policies(policy, rows=rows, **case).findings[0]


def judge(node: Node, *rows: Therapy, answers: tuple[Answer, ...] = (), **case: Any) -> Finding:
    """The finding of one requirement, put before the judge as the only step of a policy without a summary."""
    policy = make_policy(node)
    return judge_policy(policy, *rows, answers=answers, **case).steps[0]


def remedy_texts(finding: Finding) -> list[str]:
    return [remedy.text for remedy in finding.remedies]


def targets(finding: Finding) -> list[str]:
    return [remedy.target for remedy in finding.remedies]
