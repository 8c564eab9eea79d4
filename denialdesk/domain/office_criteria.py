"""The office's own criteria: policies it entered or corrected, and its checks against the payers' documents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.criteria import Policy
from denialdesk.domain.worked_example import WorkedExample

OWN_PREFIX = "office-"  # no shipped policy has an id that begins so


class Origin(StrEnum):
    """Where the policy in force comes from."""

    SHIPPED = "shipped"
    CORRECTED = "corrected"  # the office's text stands in place of a shipped one
    OWN = "own"  # the office entered it; nothing is shipped under its id


@dataclass(frozen=True, slots=True)
class OfficePolicy:
    """A policy as the office has it. A correction bears the id of the shipped policy it stands in for.

    ``base_hash`` is the content hash of that shipped policy when it was corrected (empty: nothing was shipped).
    ``written_on`` is an ISO date. ``examples`` came with the policy's file; they are kept and passed on with it.
    """

    policy: Policy
    base_hash: str = ""
    written_by: str = ""
    written_on: str = ""
    examples: tuple[WorkedExample, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyMark:
    """The office compared a policy with the payer's document, for all its cases.

    It holds for the very text that was compared: ``content_hash`` is that text's. ``checked_on`` and ``effective_date``
    are ISO dates; number, date and page as the document prints them.
    """

    policy_id: str
    content_hash: str
    checked_by: str
    checked_on: str
    number: str = ""
    effective_date: str = ""
    page: str = ""
    note: str = ""
