"""Papers of the office itself: the brief for the prescriber's call with the plan, and the fax cover sheet."""

from __future__ import annotations

from denialdesk.domain.letter import Block, BulletList, Cell, ParagraphStyle, Section, Statement, Table
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.criteria_table import criteria_brief
from denialdesk.letters.sections.denial_reason import quoted_reason
from denialdesk.letters.sections.necessity import own_words
from denialdesk.letters.sections.prior_therapies import regimen
from denialdesk.letters.sections.request import duration
from denialdesk.letters.sections.routing import subject
from denialdesk.letters.statements import (
    Statements,
    fact,
    field,
    field_source,
    form,
    one_line,
    paragraph,
    sentence,
    unclosed,
    weave,
)
from denialdesk.letters.wording import papers
from denialdesk.letters.wording.lengths import date_in_words, length_in_words, span_in_words
from denialdesk.letters.wording.therapies import OUTCOMES

_FAX_WIDTHS = (17, 36, 22, 25)
_SHORT_STATEMENT = 450  # longer ones would push the brief onto a second page; the letter has them whole


def peer_to_peer_brief(dossier: Dossier) -> Contents:
    """Put on one page what the prescriber needs in the call."""
    case = dossier.case
    asked = weave(
        papers.BRIEF_ASK,
        patient=dossier.patient(),
        birth_date=known_date(case.patient.birth_date, "patient.birth_date"),
        member=field("plan.member_id", case.plan.member_id),
        reference=field("denial.reference_number", case.denial.reference_number),
        drug_and_dose=dossier.drug_and_dose(),
        indication=dossier.indication(),
        duration=duration(dossier),
    )
    statement = case.letter.medical_necessity
    is_short = 0 < len(statement.strip()) <= _SHORT_STATEMENT
    own: tuple[Block, ...] = tuple(own_words(statement, "letter.medical_necessity")) if is_short else ()
    return Contents(
        papers.TITLE_BRIEF,
        (
            subject(papers.TITLE_BRIEF),
            Section("brief", "", (paragraph(form(papers.BRIEF_NOTE), style=ParagraphStyle.SMALL),), "Note"),
            Section("ask", papers.BRIEF_ASK_HEADING, (paragraph(*asked),)),
            Section("denial_reason", papers.BRIEF_REASON_HEADING, tuple(quoted_reason(dossier))),
            Section("facts", papers.BRIEF_FACTS_HEADING, _facts(dossier)),
            Section("criteria", papers.BRIEF_CRITERIA_HEADING, criteria_brief(dossier)),
            Section(
                "close", papers.BRIEF_CLOSE_HEADING, (BulletList(tuple((form(each),) for each in papers.BRIEF_CLOSE)),)
            ),
            Section(
                "record",
                papers.BRIEF_RECORD_HEADING,
                tuple(paragraph(form(each), style=ParagraphStyle.SIGN_HERE) for each in papers.BRIEF_RECORD),
            ),
            Section("statement", papers.BRIEF_STATEMENT_HEADING, own),
        ),
        has_letterhead=False,
    )


def fax_cover(dossier: Dossier) -> Contents:
    """Cover a fax with the least data: no patient, no drug, no diagnosis."""
    case, practice = dossier.case, dossier.practice
    labels = papers.FAX_LABELS
    source = Source(SourceKind.PROGRAM, "today", "Date of composing")
    sender = one_line(practice.name) or one_line(case.prescriber.signature_name)
    rows: list[tuple[str, Statements]] = [
        ("to", (dossier.payer(),)),
        ("to_fax", (field("plan.appeals_fax", case.plan.appeals_fax),)),
        ("from", (_practice("name", sender),)),
        ("phone", (_practice("phone", practice.phone or case.prescriber.phone),)),
        ("date", (fact(date_in_words(dossier.letter_date), source),)),
        ("reply", (_practice("fax", practice.fax or case.prescriber.fax),)),
        ("about", (field("denial.reference_number", case.denial.reference_number),)),
        ("pages", (form(papers.FAX_PAGES_BLANK),)),
    ]
    cells = [cell for name, value in rows for cell in (Cell((form(labels[name], bold=True),)), Cell(value))]
    table = Table(
        (), tuple(tuple(cells[start : start + 4]) for start in range(0, len(cells), 4)), _FAX_WIDTHS, layout="plain"
    )
    blocks: list[Block] = [table, paragraph(form(papers.FAX_SUBJECT))]
    if dossier.is_expedited:
        blocks.append(paragraph(fact(papers.FAX_URGENT.text, field_source("denial.urgent"), bold=True)))
    blocks.append(paragraph(form(papers.FAX_NOTICE), style=ParagraphStyle.SMALL))
    return Contents(
        papers.TITLE_FAX, (subject(papers.FAX_HEADING), Section("fax", "", tuple(blocks), papers.TITLE_FAX))
    )


def _practice(name: str, value: str) -> Statement:
    line = one_line(value)
    source = Source(SourceKind.PRACTICE, f"practice.{name}", f"Practice {name}")
    return fact(line, source) if line else field(f"practice.{name}", "")


def _facts(dossier: Dossier) -> tuple[Block, ...]:
    """Tell each therapy in one line."""
    items: list[Statements] = []
    for row in (*dossier.tried_therapies, *dossier.untried_therapies):
        source = dossier.therapy_source(row)
        length = length_in_words(row, dossier.letter_date)
        dates = f": {span_in_words(row)}{f' ({length})' if length else ''}" if row.was_tried else ""
        ending = OUTCOMES.get(row.outcome, "")
        reason = unclosed(row.contraindication or row.what_happened)
        told = ". ".join(part for part in (ending, sentence(reason).removesuffix(".")) if part)
        items.append((fact(f"{regimen(dossier, row)}{dates}{f' – {told}' if told else ''}.", source),))
    if not items:
        items.append((fact("No prior therapy is recorded.", field_source("therapies")),))
    return (BulletList(tuple(items)),)
