"""What argues behind the therapies, in one order for every kind: grounds, own words, safety, support, delay."""

from __future__ import annotations

from denialdesk.domain.letter import Block, ParagraphStyle, Section
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.sections.further_grounds import further_grounds
from denialdesk.letters.sections.necessity import expedited_ground, medical_necessity, own_words
from denialdesk.letters.sections.support import support
from denialdesk.letters.statements import fact, field_source, one_line, paragraph, weave, words
from denialdesk.letters.wording import arguments as wording

Sections = tuple[Section | None, ...]


def argued(dossier: Dossier, *, with_measures: bool = True, with_delay: bool = True) -> Sections:
    """Give the sections that argue; ``with_delay`` False where the expedited ground stands elsewhere."""
    late: Sections = ()
    if with_delay:
        late = (expedited_ground(dossier) if dossier.is_expedited else delay(dossier),)
    return (
        further_grounds(dossier),
        medical_necessity(dossier, with_measures=with_measures),
        safety(dossier),
        support(dossier),
        *late,
        notice_answers(dossier),
    )


def safety(dossier: Dossier) -> Section | None:
    """Give the prescriber's words on the drug's risks; None while there are none, which the office is told."""
    said = dossier.case.letter.safety_statement
    if not said.strip():
        return None
    return Section("safety", wording.SAFETY_HEADING, tuple(own_words(said, "letter.safety_statement")))


def delay(dossier: Dossier) -> Section | None:
    """Give the prescriber's words on what a delay would do, in a letter that asks for no expedited decision."""
    said = dossier.case.letter.harm_of_delay
    if not said.strip():
        return None
    return Section("delay", wording.DELAY_HEADING, tuple(own_words(said, "letter.harm_of_delay")))


def notice_answers(dossier: Dossier) -> Section | None:
    """Answer single points of the notice in the prescriber's own words."""
    given = {each.key: each.words for each in dossier.case.letter.notice_answers if each.words.strip()}
    blocks: list[Block] = []
    for item in dossier.grounds.items:
        if item.key in given:
            quote = fact(one_line(item.quote), field_source("denial.reason"))
            blocks.append(paragraph(*weave(wording.ANSWER_LEAD, quote=quote), keep_with_next=True))
            said = fact(f"“{one_line(given[item.key])}”", words("letter.notice_answers"))
            blocks.append(paragraph(said, style=ParagraphStyle.QUOTE))
    return Section("notice_answers", wording.ANSWERS_HEADING, tuple(blocks)) if blocks else None
