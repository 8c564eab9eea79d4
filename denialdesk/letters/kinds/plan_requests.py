"""Letters that ask the plan, or about the plan: the file, the late decision, its funding, a complaint."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.case import Event, EventKind
from denialdesk.domain.filing import filing_received, filing_sent
from denialdesk.domain.letter import BulletList, Paragraph, ParagraphStyle, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.close import time_in_words
from denialdesk.letters.sections.denial_reason import denial_reason
from denialdesk.letters.sections.follow_up import event_date, event_day, event_source, last_event, overdue_clock
from denialdesk.letters.sections.reference import reference_block
from denialdesk.letters.sections.requests import approval, numbered
from denialdesk.letters.sections.rights import cited, request_item
from denialdesk.letters.sections.routing import date_and_address, date_line, salutation, subject, typed_address
from denialdesk.letters.sections.signature import signature
from denialdesk.letters.statements import (
    Statements,
    fact,
    field,
    field_source,
    form,
    gap,
    one_line,
    paragraph,
    sentence,
    unclosed,
    weave,
)
from denialdesk.letters.wording import opening, papers
from denialdesk.letters.wording.lengths import date_in_words

_FILE_RIGHTS = (
    "claim_file",
    "case_file_for_appeal",
    "criteria",
    "clinical_judgment_explanation",
    "identity_of_medical_experts",
    "plan_documents",
)


def claim_file_request(dossier: Dossier) -> Contents:
    """Ask for the file and the criteria behind the denial."""
    lead = weave(
        papers.CLAIM_FILE_LEAD,
        payer=dossier.payer(),
        drug=dossier.drug(),
        patient=dossier.patient(),
        date=known_date(dossier.case.denial.notice_date, "denial.notice_date"),
    )
    wanted = [right for right in dossier.rights.rights if right.id in _FILE_RIGHTS]
    items = [item for right in wanted if (item := request_item(dossier, right))]
    if dossier.rights.plan_type is None or not items:
        items = [(form(phrase),) for phrase in papers.CLAIM_FILE_UNKNOWN]
    blocks = (paragraph(*lead), BulletList(tuple(items), numbered=True), paragraph(form(papers.SEND_TO)))
    return Contents(
        papers.TITLE_CLAIM_FILE,
        (
            date_and_address(dossier, attention=papers.ATTENTION_CLAIMS),
            subject(papers.TITLE_CLAIM_FILE),
            reference_block(dossier, with_dose=False),
            salutation(opening.SALUTATION_PLAIN),
            Section("file", "", blocks, "What is asked for"),
            signature(dossier),
        ),
    )


def overdue_decision(dossier: Dossier) -> Contents:
    """Say that the decision is late by the plan's own clock, and what follows."""
    right = dossier.rights.right("deemed_exhaustion")
    reserved: Statements = ()
    if right is not None and (citation := cited(right.citations, dossier)):
        text = fact(unclosed(right.text), Source(SourceKind.LAW, right.id, one_line(right.text)))
        reserved = weave(papers.OVERDUE_RESERVED, right=text, citations=citation)
    return Contents(
        papers.TITLE_OVERDUE,
        (
            date_and_address(dossier),
            subject(papers.TITLE_OVERDUE),
            reference_block(dossier, with_dose=False),
            salutation(opening.SALUTATION_PLAIN),
            Section("late", "", tuple(_late(dossier)), "The late decision"),
            numbered(
                papers.OVERDUE_HEADING,
                (form(papers.OVERDUE_DECIDE),),
                approval(dossier, papers.OVERDUE_APPROVE),
                (form(papers.OVERDUE_SAY),),
            ),
            Section("reserved", "", (paragraph(*reserved),), "What follows") if reserved else None,
            signature(dossier),
        ),
    )


def plan_funding_question(dossier: Dossier) -> Contents:
    """Ask the plan what it is, so that the right law and the right dates can be found."""
    asked = papers.QUESTIONS_BY_RESULT.get(dossier.case.appeal.question, papers.FUNDING_QUESTIONS)
    questions = [weave(phrase, drug=dossier.drug()) if phrase.facts else (form(phrase),) for phrase in asked]
    blocks = (
        paragraph(form(papers.FUNDING_LEAD), keep_with_next=True),
        BulletList(tuple(questions), numbered=True),
        paragraph(form(papers.FUNDING_SOON)),
    )
    return Contents(
        papers.TITLE_FUNDING,
        (
            date_and_address(dossier, attention=papers.ATTENTION_MEMBER),
            subject(papers.TITLE_FUNDING),
            reference_block(dossier, with_dose=False, with_diagnosis=False),
            salutation(opening.SALUTATION_PLAIN),
            Section("questions", "", blocks, "Questions"),
            signature(dossier),
        ),
    )


def regulator_complaint(dossier: Dossier) -> Contents:
    """Tell the body that oversees this kind of plan what happened, as recorded, and what to look into."""
    lead = weave(
        papers.COMPLAINT_LEAD,
        patient=dossier.patient(),
        payer=dossier.payer(),
        drug=dossier.drug(),
        indication=dossier.indication(),
    )
    return Contents(
        papers.TITLE_COMPLAINT,
        (
            _regulator(dossier),
            subject(papers.TITLE_COMPLAINT),
            reference_block(dossier, with_dose=False),
            salutation(opening.SALUTATION_PLAIN),
            Section("complaint", "", (paragraph(*lead),), "The complaint"),
            Section("events", papers.COMPLAINT_EVENTS_HEADING, (BulletList(tuple(_events(dossier))),)),
            denial_reason(dossier),
            *_issues(dossier),
            numbered(papers.COMPLAINT_ASK_HEADING, *((form(phrase),) for phrase in papers.COMPLAINT_ASK)),
            signature(dossier),
        ),
    )


def _late(dossier: Dossier) -> list[Paragraph]:
    sent, received = filing_sent(dossier.case), filing_received(dossier.case)
    lead = weave(
        papers.OVERDUE_LEAD,
        sent=event_date(sent) if sent else gap("events", "date on which the appeal was sent"),
        payer=dossier.payer(),
        drug=dossier.drug(),
        patient=dossier.patient(),
        today=fact(date_in_words(dossier.letter_date), field_source("letter.letter_date")),
    )
    told: list[Statements] = [lead]
    if received is not None:
        told.append(weave(papers.OVERDUE_RECEIVED, date=event_date(received)))
    clock, due = overdue_clock(dossier)
    if clock is not None:
        source = Source(SourceKind.LAW, clock.level_id, clock.label)
        time, citations = fact(time_in_words(clock), source), cited(clock.citations, dossier)
        told.append(weave(papers.OVERDUE_CLOCK, time=time, citations=citations))
    if due is not None and due >= dossier.letter_date:
        told.append((gap("events", papers.OVERDUE_NOT_YET.format(date=date_in_words(due))),))
    return [paragraph(*each) for each in told]


def _regulator(dossier: Dossier) -> Section:
    plan_type = dossier.case.plan.plan_type
    name = papers.REGULATORS.get(plan_type) if plan_type else None
    to = fact(name, field_source("plan.plan_type")) if name else gap("plan.plan_type", "body that oversees this plan")
    named: Statements = (to,)
    if name and name.startswith("State "):
        named = weave(papers.REGULATOR_OF_STATE, body=to, state=field("plan.state", dossier.case.plan.state))
    lines = [paragraph(*named, style=ParagraphStyle.ADDRESS)]
    return Section("address", "", (date_line(dossier), *lines, *typed_address(dossier)), "Date and address")


def _events(dossier: Dossier) -> list[Statements]:
    """Tell the notice and every recorded step in the order of their dates."""
    denial = dossier.case.denial
    notice = weave(
        papers.COMPLAINT_NOTICE, date=known_date(denial.notice_date, "denial.notice_date"), payer=dossier.payer()
    )
    dated: list[tuple[dt.date, Statements]] = [(denial.notice_date.earliest or dt.date.min, notice)]
    dated.extend(
        (event_day(each), _event(each)) for each in dossier.case.events if each.kind.value in papers.EVENT_WORDS
    )
    return [told for _, told in sorted(dated, key=lambda pair: pair[0])]


def _event(event: Event) -> Statements:
    source = event_source(event)
    decided = one_line(event.decision) if event.kind is EventKind.DECIDED else ""
    words = papers.EVENT_DECIDED.format(decision=decided) if decided else papers.EVENT_WORDS[event.kind.value]
    text = sentence(event.text)
    if not text:
        return weave(papers.COMPLAINT_EVENT, date=event_date(event), event=fact(words, source))
    return weave(
        papers.COMPLAINT_EVENT_TEXT, date=event_date(event), event=fact(words, source), text=fact(text, source)
    )


def _issues(dossier: Dossier) -> tuple[Section, ...]:
    items: list[Statements] = []
    clock, due = overdue_clock(dossier)
    if clock is not None and due is not None and due < dossier.letter_date and not _is_decided(dossier):
        items.append(
            weave(
                papers.COMPLAINT_ISSUE_LATE,
                time=fact(time_in_words(clock), Source(SourceKind.LAW, clock.level_id, clock.label)),
                citations=cited(clock.citations, dossier),
                today=fact(date_in_words(dossier.letter_date), field_source("letter.letter_date")),
            )
        )
    if dossier.case.denial.criteria_enclosed is False:
        items.append((fact(papers.COMPLAINT_ISSUE_CRITERIA.text, field_source("denial.criteria_enclosed")),))
    items.append((form(papers.COMPLAINT_ISSUE_REASON),))
    return (Section("issues", papers.COMPLAINT_ISSUES_HEADING, (BulletList(tuple(items)),)),)


def _is_decided(dossier: Dossier) -> bool:
    sent, decided = (last_event(dossier.case, kind) for kind in (EventKind.SENT, EventKind.DECIDED))
    return decided is not None and (sent is None or decided.at >= sent.at)
