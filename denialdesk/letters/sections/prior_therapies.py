"""One paragraph for each prior therapy: dose, dates, length, outcome, what happened, who prescribed, proof."""

from __future__ import annotations

from collections.abc import Collection

from denialdesk.domain.intervals import is_ongoing
from denialdesk.domain.letter import Block, Section, Statement
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.sections.exhibit_reference import proof_in_words
from denialdesk.letters.sections.measures import measures_in_words
from denialdesk.letters.statements import (
    FULL_STOP,
    Statements,
    capitalised,
    fact,
    field_source,
    form,
    gap,
    mid_sentence,
    one_line,
    paragraph,
    sentence,
    unclosed,
    weave,
)
from denialdesk.letters.wording import therapies as words
from denialdesk.letters.wording.lengths import length_in_words, span_in_words


def prior_therapies(dossier: Dossier, only: Collection[str] = ()) -> Section:
    """Tell each prior therapy, oldest first; rows nobody has confirmed are named as gaps.

    ``only`` limits it to rows with these ids.
    """
    blocks: list[Block] = [
        paragraph(*therapy_paragraph(dossier, row)) for row in dossier.tried_therapies if not only or row.id in only
    ]
    blocks.extend(
        paragraph(gap(f"therapy:{row.id}:drug", f"confirm the imported row: {one_line(row.drug) or 'no drug'}"))
        for row in dossier.unconfirmed_therapies
    )
    if not blocks:
        blocks.append(paragraph(fact(words.NONE_RECORDED.text, field_source("therapies"))))
    return Section("prior_therapies", words.HEADING, tuple(blocks))


def therapy_paragraph(dossier: Dossier, row: Therapy) -> Statements:
    """Tell one prior therapy with everything the log has about it and nothing else."""
    named = fact(regimen(dossier, row), dossier.therapy_source(row), bold=True)
    told: list[Statement] = [named, form(FULL_STOP, bold=True)]
    told.extend(_taken(dossier, row))
    told.extend(_ending(dossier, row))
    told.extend(_surroundings(dossier, row))
    return tuple(told)


def regimen(dossier: Dossier, row: Therapy) -> str:
    """Name a drug with dose, route and frequency as the log has them."""
    name = capitalised(dossier.therapy_name(row))
    dose = one_line(row.dose)
    rest = [text for text in (one_line(row.route), one_line(row.frequency)) if text]
    return ", ".join([f"{name} {dose}" if dose else name, *rest])


def _taken(dossier: Dossier, row: Therapy) -> Statements:
    source = dossier.therapy_source(row)
    span = fact(span_in_words(row), source)
    length = length_in_words(row, dossier.letter_date)
    if length:
        return weave(words.TAKEN_LENGTH, span=span, length=fact(length, source))
    undated = not (row.start.is_known or row.stop.is_known or is_ongoing(row))
    taken = (fact(words.DATES_NOT_KNOWN.text, source),) if undated else weave(words.TAKEN, span=span)
    noted = unclosed(row.stated_length)
    if noted:
        return (*taken, *weave(words.NOTED_LENGTH, length=fact(noted, source)))
    return taken


def _ending(dossier: Dossier, row: Therapy) -> Statements:
    source = dossier.therapy_source(row)
    story = sentence(row.what_happened)
    told: Statements = (fact(capitalised(story), source),) if story else ()
    if row.outcome is Outcome.UNKNOWN:
        drug = one_line(row.drug)
        outcome = gap(f"therapy:{row.id}:outcome", f"outcome of {drug}")
    else:
        outcome = fact(words.OUTCOMES[row.outcome], source)
    if told:
        return weave(words.OUTCOME_WITH_STORY, outcome=outcome, story=told)
    return weave(words.OUTCOME, outcome=outcome)


def _surroundings(dossier: Dossier, row: Therapy) -> Statements:
    source = dossier.therapy_source(row)
    told: list[Statement] = []
    if row.indication_id and row.indication_id != dossier.case.request.indication_id:
        other = dossier.vocabulary.indication(row.indication_id)
        if other is not None:
            told.extend(weave(words.FOR_OTHER, indication=fact(mid_sentence(other.name), source)))
    measures = measures_in_words(dossier, row.id)
    if measures:
        told.extend(weave(words.MEASURES, measures=measures))
    prescriber = unclosed(row.prescribed_by)
    if prescriber and not dossier.is_own(row):
        told.extend(weave(words.PRESCRIBED_BY, prescriber=fact(prescriber, source)))
    return (*told, *proof_in_words(dossier, row))
