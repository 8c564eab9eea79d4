"""Dated values of severity instruments and laboratory tests, as recorded."""

from __future__ import annotations

from denialdesk.domain.case import Measure
from denialdesk.domain.letter import Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.statements import Statements, fact, listed, one_line, unclosed
from denialdesk.letters.wording.opening import SEMICOLON


def measures_in_words(dossier: Dossier, therapy_id: str = "") -> Statements:
    """Write the measures of one therapy, or (empty id) those of none, oldest first; empty when there are none."""
    rows = [row for row in dossier.case.measures if row.therapy_id == therapy_id and row.instrument and row.value]
    rows.sort(key=lambda row: row.on.to_iso() or "9999")
    return listed(tuple((_measure(row),) for row in rows), SEMICOLON)


def _measure(row: Measure) -> Statement:
    value = f"{one_line(row.instrument)} {one_line(row.value)}"
    unit = f" {one_line(row.unit)}" if row.unit.strip() else ""
    on = f" ({row.on.display()})" if row.on.is_known else ""
    note = f", {one_line(row.note)}" if row.note.strip() else ""
    source = Source(SourceKind.CASE_FIELD, f"measures.{row.id}", f"Measure: {one_line(row.instrument)}")
    return fact(unclosed(f"{value}{unit}{on}{note}"), source)
