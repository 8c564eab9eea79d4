"""The label as the office read it, and the publications the office chose: nothing else is cited."""

from __future__ import annotations

from denialdesk.domain.evidence import Evidence
from denialdesk.domain.letter import Block, BulletList, Paragraph, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.sections.further_grounds import trials_in_words
from denialdesk.letters.statements import Statements, fact, field, one_line, paragraph, sentence, unclosed, weave
from denialdesk.letters.wording import arguments as words


def support(dossier: Dossier) -> Section | None:
    """Quote the label and list the publications, newest first; None when there is neither."""
    label = _label(dossier)
    blocks: list[Block] = [label] if label else []
    cited = dossier.grounds.cited
    if cited:
        blocks.append(BulletList(tuple(_publication(entry) for entry in cited)))
    return Section("support", words.SUPPORT_HEADING, tuple(blocks)) if blocks else None


def _label(dossier: Dossier) -> Paragraph | None:
    """Say what the label names, by section and revision date; only as read, and where nothing speaks against it."""
    check = dossier.grounds.label
    reading, use = check.reading, check.use
    if reading is None or use is None or check.drug is None or not check.may_be_quoted:
        return None
    source = Source(SourceKind.CITATION, f"label:{check.drug.id}", f"FDA label as read by {reading.read_by}")
    section = one_line(reading.section)
    place: Statements = weave(words.LABEL_SECTION, section=fact(section, source)) if section else ()
    revised = weave(words.LABEL_REVISED, date=fact(reading.revised.display(), source))
    says = ", ".join(part for part in (unclosed(use.age), unclosed(use.prior_therapy_wording)) if part)
    told = weave(
        words.LABEL,
        drug=dossier.drug(),
        place=(*place, *revised),
        indication=dossier.indication(),
        words=fact(says, source) if says else field("request.indication", dossier.case.request.indication),
    )
    rows = tuple(row for row in map(dossier.case.therapy, check.prior_ids) if row is not None)
    shown = weave(words.LABEL_SHOWN, rows=trials_in_words(dossier, rows)) if rows else ()
    return paragraph(*told, *shown)


def _publication(entry: Evidence) -> Statements:
    source = Source(SourceKind.CITATION, entry.id, one_line(entry.title))
    doi = f" doi:{entry.doi}." if entry.doi else ""
    reference = f"{unclosed(entry.authors)}. {unclosed(entry.title)}. {unclosed(entry.citation)}.{doi}"
    return weave(
        words.PUBLICATION, reference=fact(reference, source), finding=fact(sentence(entry.finding), source, italic=True)
    )
