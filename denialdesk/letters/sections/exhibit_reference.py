"""Pointing at an exhibit: "Exhibit B, page 7"."""

from __future__ import annotations

from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Therapy
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.statements import Statements, fact, one_line, unclosed, weave
from denialdesk.letters.wording import therapies as words


def exhibit_reference(dossier: Dossier, row: Therapy) -> Statements:
    """Point at the exhibit page that proves a row; empty when no exhibit of the packet does."""
    letter = dossier.exhibit_letter(row.exhibit_id) if row.exhibit_id else ""
    if not letter:
        return ()
    exhibit = dossier.exhibit(row.exhibit_id)
    page = one_line(row.exhibit_page)
    source = Source(SourceKind.EXHIBIT, row.exhibit_id, exhibit.title if exhibit else "", page)
    several = any(mark in page for mark in "-–,")
    place = f", {'pages' if several else 'page'} {page}" if page else ""
    return (fact(f"Exhibit {letter}{place}", source, dossier.therapy_source(row)),)


def proof_in_words(dossier: Dossier, row: Therapy) -> Statements:
    """Say what proves a row, and where in the packet it is; empty when neither is known."""
    exhibit = exhibit_reference(dossier, row)
    proof = unclosed(row.proof)
    if not proof:
        return weave(words.EXHIBIT_ONLY, exhibit=exhibit) if exhibit else ()
    shown = fact(proof, dossier.therapy_source(row))
    return weave(words.PROOF_EXHIBIT, proof=shown, exhibit=exhibit) if exhibit else weave(words.PROOF, proof=shown)
