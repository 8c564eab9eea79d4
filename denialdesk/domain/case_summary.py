"""One line of the worklist: what is said of a case without reading the whole of it."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.case import Case, CaseStatus
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in the worklist. Dates are ISO text as exact as they are known, ``updated_at`` an ISO date-time in UTC."""

    case_id: str
    sort_name: str = ""
    drug: str = ""
    strength: str = ""
    payer_name: str = ""
    reference_number: str = ""
    status: CaseStatus = CaseStatus.DRAFT
    notice_date: str = ""
    received_date: str = ""
    printed_deadline: str = ""
    plan_type: PlanType | None = None
    level: AppealLevel = AppealLevel.INITIAL_DENIAL
    urgent: bool = False
    updated_at: str = ""


def summarise(case: Case) -> CaseSummary:
    """Take the worklist's line out of a case."""
    return CaseSummary(
        case_id=case.id,
        sort_name=case.patient.sort_name,
        drug=case.request.drug,
        strength=case.request.strength,
        payer_name=case.plan.payer_name,
        reference_number=case.denial.reference_number,
        status=case.status,
        notice_date=case.denial.notice_date.to_iso(),
        received_date=case.denial.received_date.to_iso(),
        printed_deadline=case.denial.printed_deadline.to_iso(),
        plan_type=case.plan.plan_type,
        level=case.denial.level,
        urgent=case.denial.urgent,
        updated_at=case.updated_at,
    )
