"""The signature block and the list of enclosures."""

from __future__ import annotations

from denialdesk.domain.intervals import plural
from denialdesk.domain.letter import BulletList, Paragraph, ParagraphStyle, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.statements import Statements, fact, field, form, one_line, paragraph, weave
from denialdesk.letters.wording import closing


def signature(dossier: Dossier) -> Section:
    """Close with room for the pen, name with credentials, specialty, NPI and how to reach the prescriber."""
    lines = [(field("prescriber.name", dossier.case.prescriber.signature_name, bold=True),), *_below_name(dossier)]
    last, encloses = len(lines) - 1, bool(dossier.case.exhibits)
    blocks: list[Paragraph] = [
        paragraph(form(closing.SINCERELY), style=ParagraphStyle.CLOSING, keep_with_next=True),
        *(
            # The enclosures stay with the signature: alone on a page they look like another letter's.
            paragraph(*line, style=ParagraphStyle.SIGNATURE, keep_with_next=number < last or encloses)
            for number, line in enumerate(lines)
        ),
    ]
    return Section("signature", "", tuple(blocks), "Signature")


def enclosures(dossier: Dossier) -> Section | None:
    """List the exhibits with their page counts; None when there are none."""
    items = tuple(_enclosure(dossier, each.id) for each in dossier.case.exhibits)
    return Section("enclosures", closing.ENCLOSURES_HEADING, (BulletList(items),)) if items else None


def _below_name(dossier: Dossier) -> list[Statements]:
    prescriber = dossier.case.prescriber
    lines: list[Statements] = []
    if prescriber.specialty.strip():
        lines.append((field("prescriber.specialty", prescriber.specialty),))
    lines.append(weave(closing.NPI, npi=field("prescriber.npi", prescriber.npi)))
    if dossier.practice.name.strip():
        source = Source(SourceKind.PRACTICE, "practice.name", "Practice")
        lines.append((fact(one_line(dossier.practice.name), source),))
    phone, fax = one_line(prescriber.phone), one_line(prescriber.fax)
    if phone and fax:
        lines.append(weave(closing.PHONE_FAX, phone=field("prescriber.phone", phone), fax=field("prescriber.fax", fax)))
    elif phone:
        lines.append(weave(closing.PHONE, phone=field("prescriber.phone", phone)))
    elif fax:
        lines.append(weave(closing.FAX, fax=field("prescriber.fax", fax)))
    return lines


def _enclosure(dossier: Dossier, exhibit_id: str) -> Statements:
    exhibit = dossier.exhibit(exhibit_id)
    title = one_line(exhibit.title) if exhibit else ""
    source = Source(SourceKind.EXHIBIT, exhibit_id, title)
    name = fact(f"Exhibit {dossier.exhibit_letter(exhibit_id)}", source)
    told = fact(title, source) if title else fact("untitled", source)
    if exhibit is None or exhibit.pages is None:
        return weave(closing.ENCLOSURE, exhibit=name, title=told)
    return weave(closing.ENCLOSURE_PAGES, exhibit=name, title=told, pages=fact(plural(exhibit.pages, "page"), source))
