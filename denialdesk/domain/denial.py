"""The denial notice: an adverse benefit determination as the payer wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate


class AppealLevel(StrEnum):
    """What kind of decision the notice is, and so which level comes next."""

    INITIAL_DENIAL = "initial_denial"
    FIRST_APPEAL_UPHELD = "first_appeal_upheld"
    FINAL_INTERNAL_DENIAL = "final_internal_denial"
    EXTERNAL_UPHELD = "external_upheld"
    HEARING_UPHELD = "hearing_upheld"
    COUNCIL_UPHELD = "council_upheld"
    PHARMACY_REJECTION = "pharmacy_rejection"


@dataclass(frozen=True, slots=True)
class Denial:
    """What the notice says. ``reason`` holds the payer's own words, never ours.

    ``received_date`` and ``notice_date`` must be known to the day before a deadline is counted.
    ``printed_deadline`` is the last day the notice itself names, if it names one.
    """

    notice_date: PartialDate = UNKNOWN_DATE
    received_date: PartialDate = UNKNOWN_DATE
    reference_number: str = ""
    reason: str = ""
    urgent: bool = False
    level: AppealLevel = AppealLevel.INITIAL_DENIAL
    printed_deadline: PartialDate = UNKNOWN_DATE
    policy_cited: str = ""
    preferred_drugs_named: tuple[str, ...] = ()
    criteria_enclosed: bool | None = None
    reviewer_named: str = ""
