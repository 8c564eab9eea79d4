"""From a judged case to one letter: the only entry to the kinds of letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from denialdesk.domain.arguments import Grounds, find_grounds
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.criteria import CriteriaResult
from denialdesk.domain.law import Rights
from denialdesk.domain.letter import Letter, Letterhead
from denialdesk.domain.picture import Picture, picture_from_text
from denialdesk.domain.practice import Practice
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.kinds.coverage import continuation, medical_necessity_letter
from denialdesk.letters.kinds.exceptions import formulary_exception, step_exception
from denialdesk.letters.kinds.first_appeal import first_appeal
from denialdesk.letters.kinds.further_appeals import expedited_appeal, external_review, second_appeal
from denialdesk.letters.kinds.office_papers import fax_cover, peer_to_peer_brief
from denialdesk.letters.kinds.patient_papers import patient_cover, representative_authorization
from denialdesk.letters.kinds.plan_requests import (
    claim_file_request,
    overdue_decision,
    plan_funding_question,
    regulator_complaint,
)
from denialdesk.letters.kinds.records_request import records_request
from denialdesk.letters.office_wording import in_office_words
from denialdesk.letters.statements import one_line
from denialdesk.letters.wording.lengths import date_in_words

KINDS: Mapping[LetterKind, Callable[[Dossier], Contents]] = {
    LetterKind.FIRST_APPEAL: first_appeal,
    LetterKind.SECOND_APPEAL: second_appeal,
    LetterKind.EXTERNAL_REVIEW: external_review,
    LetterKind.EXPEDITED_APPEAL: expedited_appeal,
    LetterKind.STEP_EXCEPTION: step_exception,
    LetterKind.FORMULARY_EXCEPTION: formulary_exception,
    LetterKind.MEDICAL_NECESSITY: medical_necessity_letter,
    LetterKind.CONTINUATION: continuation,
    LetterKind.CLAIM_FILE_REQUEST: claim_file_request,
    LetterKind.RECORDS_REQUEST: records_request,
    LetterKind.OVERDUE_DECISION: overdue_decision,
    LetterKind.PLAN_FUNDING_QUESTION: plan_funding_question,
    LetterKind.REPRESENTATIVE_AUTHORIZATION: representative_authorization,
    LetterKind.PATIENT_COVER: patient_cover,
    LetterKind.PEER_TO_PEER_BRIEF: peer_to_peer_brief,
    LetterKind.FAX_COVER: fax_cover,
    LetterKind.REGULATOR_COMPLAINT: regulator_complaint,
}


def compose(
    case: Case,
    practice: Practice,
    criteria: CriteriaResult,
    rights: Rights,
    vocabulary: Vocabulary,
    *,
    today: dt.date,
    final: bool,
    grounds: Grounds | None = None,
) -> Letter:
    """Compose the letter of the kind the case asks for.

    ``grounds`` None: worked out here, without publications. The result is marked a draft unless ``final`` is asked for
    and no gap is left.
    """
    if grounds is None:
        grounds = find_grounds(case, criteria, vocabulary, today)
    dossier = Dossier(case, practice, criteria, rights, vocabulary, today, grounds)
    contents = KINDS[case.letter.kind](dossier)
    sections = tuple(section for section in contents.sections if section is not None and section.blocks)
    letter = Letter(
        kind=case.letter.kind,
        title=contents.title,
        letterhead=letterhead(dossier) if contents.has_letterhead else Letterhead(""),
        sections=sections,
        running_title=running_title(dossier, contents.title),
        draft=True,
        date=dossier.letter_date,
        signature=stored_signature(case, practice),
        signer=one_line(case.prescriber.name),
    )
    letter = in_office_words(letter, practice.wording)
    if not final or letter.placeholders():
        return letter
    return replace(letter, draft=False)


def letterhead(dossier: Dossier) -> Letterhead:
    """Set the practice's name and address at the top; a practice without a name is headed by its prescriber."""
    practice, prescriber = dossier.practice, dossier.case.prescriber
    reached = [
        f"{label} {one_line(value)}"
        for label, value in (("Phone", practice.phone), ("Fax", practice.fax))
        if value.strip()
    ]
    if practice.email.strip():
        reached.append(one_line(practice.email))
    address = ", ".join(one_line(line) for line in practice.address_lines if line.strip())
    lines = [line for line in (address, "  ·  ".join(reached)) if line]
    return Letterhead(
        one_line(practice.name) or one_line(prescriber.signature_name),
        tuple(lines),
        one_line(practice.footer),
        picture_from_text(practice.logo),
    )


def stored_signature(case: Case, practice: Practice) -> Picture | None:
    """The prescriber's stored signature, only where it was switched on for this very letter."""
    if case.letter.signature_on is not case.letter.kind:
        return None
    return picture_from_text(practice.signature_of(case.prescriber))


def running_title(dossier: Dossier, title: str) -> str:
    """Head the following pages: what the letter is, its reference number and date, never the patient's name."""
    reference = one_line(dossier.case.denial.reference_number)
    parts = [title, *([f"Reference {reference}"] if reference else []), date_in_words(dossier.letter_date)]
    return "  ·  ".join(parts)
