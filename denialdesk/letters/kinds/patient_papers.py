"""Papers the patient signs: the authorization of a representative, and the patient's own letter with the appeal."""

from __future__ import annotations

from denialdesk.domain.letter import BulletList, Paragraph, ParagraphStyle, Section, Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.reference import reference_block
from denialdesk.letters.sections.routing import date_and_address, subject
from denialdesk.letters.statements import Statements, fact, field, form, gap, listed, one_line, paragraph, weave
from denialdesk.letters.wording import opening, papers
from denialdesk.letters.wording.phrase import Phrase

_OWN_LINES = 9


def representative_authorization(dossier: Dossier) -> Contents:
    """Let the patient appoint the prescriber and the office for this denial, with room for signatures."""
    case = dossier.case
    practice = one_line(dossier.practice.name)
    appointed = weave(
        papers.AUTHORIZE,
        patient=dossier.patient(),
        birth_date=known_date(case.patient.birth_date, "patient.birth_date"),
        member=field("plan.member_id", case.plan.member_id),
        prescriber=_prescriber(dossier),
        practice=fact(practice, Source(SourceKind.PRACTICE, "practice.name", "Practice"))
        if practice
        else gap("practice.name"),
        payer=dossier.payer(),
        drug=dossier.drug(),
        reference=field("denial.reference_number", case.denial.reference_number),
        date=known_date(case.denial.notice_date, "denial.notice_date"),
    )
    powers = BulletList(tuple((form(phrase),) for phrase in papers.AUTHORIZE_POWERS))
    blocks = (
        paragraph(*appointed),
        paragraph(form(papers.AUTHORIZE_MAY), keep_with_next=True),
        powers,
        paragraph(form(papers.AUTHORIZE_END)),
    )
    signatures = _signed(papers.SIGNED_PATIENT, papers.SIGNED_GUARDIAN, papers.SIGNED_ACCEPT)
    return Contents(
        papers.TITLE_AUTHORIZATION,
        (
            date_and_address(dossier),
            subject(papers.TITLE_AUTHORIZATION),
            Section("authorization", "", blocks, papers.TITLE_AUTHORIZATION),
            Section("signature", "", signatures, "Signatures"),
        ),
        has_letterhead=False,
    )


def patient_cover(dossier: Dossier) -> Contents:
    """Give the patient a letter of their own: who, what, what was tried, and room for their own words."""
    case = dossier.case
    lead = weave(
        papers.PATIENT_LEAD,
        patient=dossier.patient(),
        member=field("plan.member_id", case.plan.member_id),
        date=known_date(case.denial.notice_date, "denial.notice_date"),
        drug=dossier.drug(),
        prescriber=_prescriber(dossier),
        indication=dossier.indication(),
        reference=field("denial.reference_number", case.denial.reference_number),
    )
    told: list[Paragraph] = [paragraph(*lead)]
    tried: tuple[Statements, ...] = tuple((fact(name, *sources),) for name, sources in _tried(dossier).items())
    if tried:
        told.append(paragraph(*weave(papers.PATIENT_TRIED, therapies=listed(tried, opening.COMMA))))
    told.append(paragraph(*weave(papers.PATIENT_LETTER, prescriber=_prescriber(dossier))))
    own = tuple(paragraph(form(papers.PATIENT_LINE)) for _ in range(_OWN_LINES))
    return Contents(
        papers.TITLE_PATIENT,
        (
            date_and_address(dossier),
            subject(papers.TITLE_PATIENT),
            reference_block(dossier, with_dose=False, with_diagnosis=False),
            Section("patient", "", tuple(told), "The letter"),
            Section("own_words", papers.PATIENT_OWN_HEADING, own),
            Section("close", "", (paragraph(*weave(papers.PATIENT_ASK, prescriber=_prescriber(dossier))),), "Request"),
            Section("signature", "", _signed(papers.SIGNED_PATIENT, papers.PATIENT_CONTACT), "Signature"),
        ),
        has_letterhead=False,
    )


def _prescriber(dossier: Dossier) -> Statement:
    return field("prescriber.name", dossier.case.prescriber.signature_name)


def _tried(dossier: Dossier) -> dict[str, list[Source]]:
    named: dict[str, list[Source]] = {}
    for row in dossier.tried_therapies:
        named.setdefault(dossier.therapy_name(row), []).append(dossier.therapy_source(row))
    return named


def _signed(*phrases: Phrase) -> tuple[Paragraph, ...]:
    last = len(phrases) - 1
    return tuple(
        paragraph(form(phrase), style=ParagraphStyle.SIGN_HERE, keep_with_next=number < last)
        for number, phrase in enumerate(phrases)
    )
