"""Findings, rights and deadlines of one case as plain JSON values, for the command line and other programs.

A report names rows, policies and laws by id; it repeats no name, birth date or member number.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from denialdesk.domain.criteria import Finding, PolicyFinding
from denialdesk.domain.law import Citation, Deadline, PlanClock, Right
from denialdesk.services.appeal import Appraisal

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


def deadlines_report(appraisal: Appraisal) -> Json:
    """The law that applies, who may file, each right, each deadline with its counting, and the plan's own clocks."""
    rights = appraisal.rights
    return {
        "format": "denialdesk-deadlines",
        "version": 1,
        "case_id": appraisal.case.id,
        "plan_type": rights.plan_type.value if rights.plan_type else None,
        "plan_type_name": rights.plan_type_name,
        "unknown": rights.unknown,
        "state_law_applies": rights.state_law_applies,
        "governing_law": [_citation(item) for item in rights.governing_law],
        "who_may_file": rights.who_may_file,
        "form_needed": rights.form_needed,
        "rights": [_right(item) for item in rights.rights],
        "deadlines": [_deadline(item) for item in rights.deadlines],
        "clocks": [_clock(item) for item in rights.clocks],
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
        "for_letter": citation.for_letter,
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
        "citations": [_citation(item) for item in clock.citations],
    }
