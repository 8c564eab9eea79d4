"""The request to an earlier prescriber or pharmacy for the record of a trial that still lacks proof or dates."""

from __future__ import annotations

from denialdesk.domain.letter import Cell, ParagraphStyle, Section, Table
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.prior_therapies import regimen
from denialdesk.letters.sections.routing import date_line, salutation, subject, typed_address
from denialdesk.letters.sections.signature import signature
from denialdesk.letters.statements import Statements, fact, form, gap, listed, one_line, paragraph, weave
from denialdesk.letters.wording import opening, papers
from denialdesk.letters.wording.lengths import span_in_words
from denialdesk.letters.wording.phrase import Phrase


def records_request(dossier: Dossier) -> Contents:
    """Ask one earlier prescriber for what the log lacks: drug, dates, dose, result; no diagnosis, no denial."""
    rows = _rows_of_one_holder(dossier)
    lead = weave(
        papers.RECORDS_LEAD,
        patient=dossier.patient(),
        birth_date=known_date(dossier.case.patient.birth_date, "patient.birth_date"),
    )
    table = Table(
        papers.RECORDS_COLUMNS, tuple(_row(dossier, row) for row in rows) or (_no_row(),), papers.RECORDS_WIDTHS
    )
    blocks = (
        paragraph(*lead, keep_with_next=True),
        table,
        paragraph(form(papers.RECORDS_ASK)),
        paragraph(form(papers.THANKS)),
    )
    return Contents(
        papers.TITLE_RECORDS,
        (
            _address(dossier, rows),
            subject(papers.TITLE_RECORDS),
            salutation(opening.SALUTATION_PLAIN),
            Section("records", "", blocks, "What is asked for"),
            signature(dossier),
        ),
    )


def lacks(row: Therapy) -> tuple[Phrase, ...]:
    """List what a row of the log still lacks to prove a trial."""
    wanted: list[Phrase] = []
    if not row.start.is_known and not row.stop.is_known and not row.ongoing:
        wanted.append(papers.RECORDS_NEED_DATES)
    elif not row.start.is_known:
        wanted.append(papers.RECORDS_NEED_START)
    elif not row.stop.is_known and not row.ongoing:
        wanted.append(papers.RECORDS_NEED_STOP)
    if not row.dose.strip():
        wanted.append(papers.RECORDS_NEED_DOSE)
    if row.outcome is Outcome.UNKNOWN:
        wanted.append(papers.RECORDS_NEED_OUTCOME)
    if not row.proof.strip():
        wanted.append(papers.RECORDS_NEED_PROOF)
    return tuple(wanted)


def _rows_of_one_holder(dossier: Dossier) -> tuple[Therapy, ...]:
    """The rows that lack something, of the earlier prescriber who comes first; one letter goes to one holder."""
    own = dossier.case.prescriber.name.strip()
    wanting = [row for row in dossier.tried_therapies if lacks(row) and (not own or own not in row.prescribed_by)]
    named = [row for row in wanting if row.prescribed_by.strip()] or wanting
    return tuple(row for row in named if row.prescribed_by == named[0].prescribed_by)


def _address(dossier: Dossier, rows: tuple[Therapy, ...]) -> Section:
    person = one_line(rows[0].prescribed_by) if rows else ""
    if person:
        to = weave(papers.RECORDS_TO, person=fact(person, *(dossier.therapy_source(row) for row in rows)))
    else:
        to = (form(papers.RECORDS_TO_UNKNOWN),)
    lines = (paragraph(*to, style=ParagraphStyle.ADDRESS), *typed_address(dossier))
    return Section("address", "", (date_line(dossier), *lines), "Date and address")


def _row(dossier: Dossier, row: Therapy) -> tuple[Cell, ...]:
    source = dossier.therapy_source(row)
    needed: Statements = listed(tuple((fact(phrase.text, source),) for phrase in lacks(row)), opening.SEMICOLON)
    return Cell((fact(regimen(dossier, row), source),)), Cell((fact(span_in_words(row), source),)), Cell(needed)


def _no_row() -> tuple[Cell, ...]:
    return Cell((gap("therapies", papers.RECORDS_NONE),)), Cell(()), Cell(())
