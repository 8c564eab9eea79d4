"""Keeping a drug the plan already approved while an appeal runs: short windows that are easy to miss.

Never for a first request: these rules protect an authorization that is being cut.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from denialdesk.domain.counting import in_words
from denialdesk.domain.holidays import business_day_on_or_before
from denialdesk.domain.law import Confidence
from denialdesk.domain.plan import PlanType

_TEN_DAYS = dt.timedelta(days=10)
_DAY = dt.timedelta(days=1)
_PRESUMED_RECEIPT = dt.timedelta(days=5)  # 42 CFR 431.231(c)
_KEEP = "To keep the drug"


@dataclass(frozen=True, slots=True)
class Continuation:
    """The last day to ask that a drug continue, and the safe day. ``is_right`` False: the agency may, but need not.

    ``lead`` says what asking by that day does, ``confidence`` how sure rule and citation are.
    """

    last_day: dt.date
    ask_by: dt.date
    is_right: bool
    who_asks: str
    text: str
    citation: str
    lead: str = _KEEP
    confidence: Confidence = Confidence.SEEN


def continuation_of(
    plan_type: PlanType,
    sent: dt.date,
    effective: dt.date | None,
    *,
    received: dt.date | None = None,
    second_request: bool = False,
) -> tuple[Continuation, ...]:
    """The windows to ask for continued benefits in Medicaid; empty where the law has no such request.

    ``sent`` is the day the plan or agency sent the notice, ``effective`` the day the cut begins. Sources: 42 CFR
    438.420 (managed care), 42 CFR 431.230 and 431.231(a), (c) (fee for service, where no second request exists).
    """
    if plan_type is PlanType.MEDICAID_MANAGED_CARE:
        return (_managed_care(sent, effective, second_request=second_request),)
    if plan_type is PlanType.MEDICAID_FFS and not second_request:
        cut = _fee_for_service(effective) if effective is not None else ()
        return (*cut, _without_advance_notice(sent, received))
    return ()


def _without_advance_notice(sent: dt.date, received: dt.date | None) -> Continuation:
    """Counted from presumed receipt, or from an earlier known one; a later one would have to be proved."""
    presumed = sent + _PRESUMED_RECEIPT
    start = presumed if received is None or received > presumed else received
    last = start + _TEN_DAYS
    return Continuation(
        last_day=last,
        ask_by=business_day_on_or_before(last),
        is_right=False,
        who_asks="the beneficiary",
        text=(
            "It must, where the rules asked for advance notice and none was given, if a hearing is asked for within 10 "
            f"days of receiving the notice (presumed 5 days after its date): {in_words(last)}."
        ),
        citation="42 CFR 431.231(c)",
        lead="If no advance notice was given, the agency must reinstate the drug",
        confidence=Confidence.KNOWN,
    )


def _managed_care(sent: dt.date, effective: dt.date | None, *, second_request: bool) -> Continuation:
    ten = sent + _TEN_DAYS
    if second_request:
        return Continuation(
            last_day=ten,
            ask_by=business_day_on_or_before(ten),
            is_right=True,
            who_asks="the enrollee, not the provider",
            text=f"Ask again with the hearing request, within 10 days after the plan sent its answer: {in_words(ten)}.",
            citation="42 CFR 438.420(c)(2)",
            confidence=Confidence.KNOWN,
        )
    last = max(ten, effective) if effective is not None else ten
    return Continuation(
        last_day=last,
        ask_by=business_day_on_or_before(last),
        is_right=True,
        who_asks="the enrollee, not the provider",
        text=f"Ask within 10 days after the plan sent the notice, or by the effective date if later: {in_words(last)}.",
        citation="42 CFR 438.420",
    )


def _fee_for_service(effective: dt.date) -> tuple[Continuation, ...]:
    before = effective - _DAY
    after = effective + _TEN_DAYS
    return (
        Continuation(
            last_day=before,
            ask_by=business_day_on_or_before(before),
            is_right=True,
            who_asks="the beneficiary",
            text=f"The drug must continue if a hearing is asked for before the action begins: {in_words(before)}.",
            citation="42 CFR 431.230",
            confidence=Confidence.KNOWN,
        ),
        Continuation(
            last_day=after,
            ask_by=business_day_on_or_before(after),
            is_right=False,
            who_asks="the beneficiary",
            text=f"Within 10 days after the action, {in_words(after)}, the agency may reinstate it: this is no right.",
            citation="42 CFR 431.231(a)",
            lead="The agency may reinstate the drug",
        ),
    )
