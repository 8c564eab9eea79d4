"""Findings, rights and deadlines of one case as plain JSON values, for the command line and other programs.

A report names rows, policies and laws by id; it repeats no name, birth date or member number.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from denialdesk.domain.case import Case
from denialdesk.domain.continuation import Continuation
from denialdesk.domain.criteria import Finding, PolicyFinding
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.law import Citation, Deadline, PlanCandidate, PlanClock, Right, StateLawItem
from denialdesk.domain.reminders import SecondClock
from denialdesk.domain.representation import authorization_of
from denialdesk.domain.state_grounds import GroundMatch
from denialdesk.services.agenda import continuations, second_clock_of
from denialdesk.services.appeal import Appraisal
from denialdesk.services.follow_up import RunningClock, running_clocks

Json = dict[str, Any]


def findings_report(appraisal: Appraisal) -> Json:
    """Every policy that applies with the verdict on each node, the policies that do not, and what is left to do."""
    criteria = appraisal.criteria
    return {
        "format": "denialdesk-findings",
        "version": 1,
        "case_id": appraisal.case.id,
        "criteria_version": criteria.version,
        "no_policy_reason": criteria.no_policy_reason,
        "policies": [_policy(finding) for finding in criteria.findings],
        "not_applicable": [{"policy_id": item.policy.id, "why": item.why} for item in criteria.not_applicable],
        "ready": appraisal.readiness.is_ready,
        "todos": [
            {"severity": todo.severity.value, "text": todo.text, "target": todo.target, "tab": todo.tab}
            for todo in appraisal.readiness.todos
        ],
    }


_LONGEST_RELIEF_DAYS = 3653  # as the window has it


def refuse_impossible_dates(case: Case, today: dt.date) -> None:
    """Refuse a notice whose dates contradict one another or the day of counting; raises InvalidDateError.

    A month or a year contradicts only where no day of it would fit.
    """
    notice, received = case.denial.notice_date, case.denial.received_date
    printed = case.denial.printed_deadline
    for date, words in ((notice, "The notice is dated"), (received, "The notice was received")):
        if date.earliest is not None and date.earliest > today:
            raise InvalidDateError(
                f"{words} after the day of counting, {today.isoformat()}.",
                "Correct the date, or count as of a later day.",
            )
    for days in case.appeal.excluded:
        first, last = days.first.earliest, days.last.latest
        if first and last and (last - first).days > _LONGEST_RELIEF_DAYS:
            raise InvalidDateError("Excluded days of more than ten years cannot be right.", "Check the years.")
    if notice.earliest and received.latest and received.latest < notice.earliest:
        raise InvalidDateError(
            "The notice cannot have been received before its own date.", "Check both dates on the notice."
        )
    if notice.earliest and printed.latest and printed.latest < notice.earliest:
        raise InvalidDateError(
            "The last day the notice names lies before the date of the notice.", "Check both dates on the notice."
        )


def deadlines_report(appraisal: Appraisal, today: dt.date) -> Json:
    """The law that applies, who may file and with which form, each right, each deadline with its counting, the clocks.

    ``today`` is the day on which clocks that run are judged late or not.
    """
    case, rights = appraisal.case, appraisal.rights
    authorization = authorization_of(case, rights)
    clocks = running_clocks(case, rights)
    return {
        "format": "denialdesk-deadlines",
        "version": 1,
        "case_id": case.id,
        "as_of": today.isoformat(),
        "plan_type": rights.plan_type.value if rights.plan_type else None,
        "plan_type_name": rights.plan_type_name,
        "unknown": rights.unknown,
        "candidates": [_candidate(item) for item in rights.candidates],
        "state": case.plan.state,
        "state_law_applies": rights.state_law_applies,
        "nonformulary_exception_applies": rights.nonformulary_exception_applies,
        "governing_law": [_citation(item) for item in rights.governing_law],
        "in_whose_right": case.appeal.filer.value,
        "who_may_file": rights.who_may_file,
        "form_needed": rights.form_needed,
        "authorization": {
            "needed": authorization.is_needed,
            "form": authorization.form,
            "why": authorization.why,
            "on_file": authorization.is_here,
        },
        "rights": [_right(item) for item in rights.rights],
        "deadlines": [_deadline(item) for item in rights.deadlines],
        "open_at_once": [_deadline(item) for item in rights.open_at_once],
        "continuation": [_continuation(item) for item in continuations(case)],
        "clocks": [_clock(item) for item in rights.clocks],
        "request_clocks": [_clock(item) for item in rights.request_clocks],
        "running": [_running(item, today) for item in clocks],
        "second_clock": _second_clock(second_clock_of(case, clocks, today)),
        "state_step_law": _state_law(appraisal),
        "notes": list(rights.notes),
    }


def _policy(finding: PolicyFinding) -> Json:
    policy = finding.policy
    return {
        "policy_id": policy.id,
        "payer": policy.payer_name,
        "layer": policy.layer.value,
        "title": policy.title,
        "number": policy.number,
        "effective_date": policy.effective_date,
        "currency": policy.currency,
        "checked": policy.verification.state.value,
        "source": policy.reference.url,
        "status": finding.status.value,
        "reason": finding.reason,
        "requirements": [_finding(item) for item in finding.requirements],
        "steps": [_finding(item) for item in finding.steps],
        "established": _finding(finding.established) if finding.established else None,
        "exceptions": [_finding(item) for item in finding.exceptions],
    }


def _finding(finding: Finding) -> Json:
    return {
        "path": finding.path,
        "status": finding.status.value,
        "label": finding.label,
        "reason": finding.reason,
        "required_agent": finding.required_agent,
        "required_length": finding.required_length,
        "therapy_ids": list(finding.therapy_ids),
        "stated_reason": finding.stated_reason,
        "remedies": [{"text": item.text, "target": item.target} for item in finding.remedies],
        "children": [_finding(child) for child in finding.children],
    }


def _citation(citation: Citation) -> Json:
    return {
        "text": citation.text,
        "section": citation.section,
        "confidence": citation.confidence.value,
        "checked": citation.verification.state.value,
        "checked_by": citation.verification.by,
        "checked_on": citation.verification.on,
        "for_letter": citation.for_letter,
        "rule": citation.rule,
        "link": citation.link,
        "entry": citation.entry,
    }


def _right(right: Right) -> Json:
    return {
        "id": right.id,
        "text": right.text,
        "request": right.request,
        "confidence": right.confidence.value,
        "citations": [_citation(item) for item in right.citations],
    }


def _date(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _deadline(deadline: Deadline) -> Json:
    return {
        "level": deadline.level_id,
        "label": deadline.label,
        "legal_deadline": _date(deadline.legal_deadline),
        "file_by": _date(deadline.file_by),
        "start_event": deadline.start_event,
        "start_date": _date(deadline.start_date),
        "start_is_presumed": deadline.start_is_presumed,
        "printed_date": _date(deadline.printed_date),
        "printed_note": deadline.printed_note,
        "refusal": deadline.refusal,
        "ask": deadline.ask,
        "warnings": list(deadline.warnings),
        "never_alone": deadline.never_alone,
        "counting": [{"text": step.text, "date": _date(step.date)} for step in deadline.steps],
        "citations": [_citation(item) for item in deadline.citations],
    }


def _clock(clock: PlanClock) -> Json:
    return {
        "level": clock.level_id,
        "label": clock.label,
        "amount": clock.amount,
        "unit": clock.unit.value,
        "expedited": clock.expedited,
        "starts": clock.starts,
        "note": clock.note,
        "confidence": clock.confidence.value,
        "next_step_if_late": clock.next_step_if_late,
        "citations": [_citation(item) for item in clock.citations],
    }


def _running(running: RunningClock, today: dt.date) -> Json:
    due = running.due
    return {
        "level": running.clock.level_id,
        "label": due.label,
        "due": due.moment.isoformat(timespec="minutes") if due.moment else due.day.isoformat(),
        "late": running.is_sure and due.day < today,
        "confirmed": running.is_sure,
        "next_step": due.next_step,
        "counting": [{"text": step.text, "date": _date(step.date)} for step in due.steps],
    }


def _second_clock(clock: SecondClock | None) -> Json | None:
    if clock is None:
        return None
    return {"ends_on": clock.ends_on.isoformat(), "text": clock.text, "gap_days": clock.gap_days}


def _candidate(candidate: PlanCandidate) -> Json:
    return {
        "plan_type": candidate.plan_type.value,
        "name": candidate.name,
        "deadline": _deadline(candidate.deadline),
    }


def _continuation(continuation: Continuation) -> Json:
    return {
        "last_day": continuation.last_day.isoformat(),
        "ask_by": continuation.ask_by.isoformat(),
        "is_right": continuation.is_right,
        "who_asks": continuation.who_asks,
        "text": continuation.text,
        "citation": continuation.citation,
        "confidence": continuation.confidence.value,
        "lead": continuation.lead,
    }


def _state_law(appraisal: Appraisal) -> Json | None:
    law = appraisal.rights.state_step_law
    if law is None:
        return None
    grounds = {match.item.id: match for match in appraisal.grounds}
    return {
        "state": law.state,
        "name": law.name,
        "kind": law.kind,
        "summary": law.summary,
        "in_force": law.in_force,
        "effective": _date(law.effective),
        "form": law.form,
        "notes": list(law.notes),
        "citations": [_citation(item) for item in law.citations],
        "items": [_state_item(item, grounds.get(item.id)) for item in law.items],
    }


def _state_item(item: StateLawItem, match: GroundMatch | None) -> Json:
    found: Json = {
        "part": item.part.value,
        "id": item.id,
        "text": item.text,
        "confidence": item.confidence.value,
        "usable_in_letter": item.usable_in_letter,
        "starts": _date(item.starts),
        "caution": item.caution,
        "entry": item.entry,
    }
    if match is not None:
        found["match"] = {
            "status": match.status.value,
            "reason": match.reason,
            "therapy_ids": list(match.therapy_ids),
            "may_enter_letter": match.may_enter_letter,
        }
    return found
