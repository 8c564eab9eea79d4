"""One line of the worklist: what is said of a case without reading the whole of it."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import Case, CaseStatus, DrugRequest, Event, EventKind, LetterKind, LetterOptions
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel, Denial
from denialdesk.domain.filing import filed_at, filing_sent, refusal_of
from denialdesk.domain.plan import FormularyStatus, Plan, PlanType


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in the worklist. Dates are ISO text as exact as they are known, ``updated_at`` an ISO date-time in UTC.

    ``filed_at`` is the ISO date or moment from which the plan's time to answer counts, empty before the filing, and
    ``filed_letter`` the kind of letter that was filed. ``refused_at`` is that of a refusal not yet taken further.
    """

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
    state: str = ""
    formulary_status: FormularyStatus = FormularyStatus.UNKNOWN
    letter_kind: LetterKind = LetterKind.FIRST_APPEAL
    already_taking: bool | None = None
    filed_at: str = ""
    appeal: AppealFacts = AppealFacts()
    filed_letter: LetterKind | None = None
    refused_at: str = ""


def summarise(case: Case) -> CaseSummary:
    """Take the worklist's line out of a case."""
    sent, refusal = filing_sent(case), refusal_of(case)
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
        state=case.plan.state,
        formulary_status=case.plan.formulary_status,
        letter_kind=case.letter.kind,
        already_taking=case.request.already_taking,
        filed_at=filed_at(case),
        appeal=case.appeal,
        filed_letter=sent.letter if sent else None,
        refused_at=refusal.at if refusal else "",
    )


def dated_case(summary: CaseSummary) -> Case:
    """As much of the case as its dates turn on: plan, notice, facts, letter and filing; no patient and no log.

    Raises InvalidDateError when a date of the line cannot be read.
    """
    events: tuple[Event, ...] = ()
    if summary.filed_at:
        events = (Event("filing", EventKind.SENT, summary.filed_at, letter=summary.filed_letter),)
    if summary.refused_at:
        events = (*events, Event("refusal", EventKind.DECIDED, summary.refused_at, decision="upheld"))
    return Case(
        id=summary.case_id,
        plan=Plan(plan_type=summary.plan_type, state=summary.state, formulary_status=summary.formulary_status),
        request=DrugRequest(already_taking=summary.already_taking),
        denial=Denial(
            notice_date=PartialDate.from_iso(summary.notice_date),
            received_date=PartialDate.from_iso(summary.received_date),
            printed_deadline=PartialDate.from_iso(summary.printed_deadline),
            level=summary.level,
            urgent=summary.urgent,
        ),
        appeal=summary.appeal,
        letter=LetterOptions(kind=summary.letter_kind),
        events=events,
        status=summary.status,
    )
