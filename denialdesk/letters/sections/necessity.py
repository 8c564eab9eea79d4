"""Medical necessity in the prescriber's own words, and the certified ground for expedited review."""

from __future__ import annotations

from denialdesk.domain.letter import Block, ParagraphStyle, Section
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.sections.measures import measures_in_words
from denialdesk.letters.statements import Statements, fact, form, gap, one_line, paragraph, weave, words
from denialdesk.letters.wording import closing
from denialdesk.letters.wording.further import GROUND_NOT_ACCEPTED, JEOPARDY_ONLY

_GROUNDS = {"jeopardy": closing.GROUND_JEOPARDY, "severe_pain": closing.GROUND_PAIN}


def medical_necessity(dossier: Dossier, *, with_measures: bool = True) -> Section:
    """Give the prescriber's statement word for word, then the measures that belong to no one therapy."""
    blocks: list[Block] = own_words(dossier.case.letter.medical_necessity, "letter.medical_necessity")
    measures = measures_in_words(dossier) if with_measures else ()
    if measures:
        blocks.append(paragraph(*weave(closing.MEASURES_LEAD, measures=measures)))
    return Section("medical_necessity", closing.NECESSITY_HEADING, tuple(blocks))


def expedited_ground(dossier: Dossier) -> Section | None:
    """Certify why a standard decision would come too late; None when nothing expedited is asked for."""
    if not dossier.is_expedited:
        return None
    letter = dossier.case.letter
    ground = _GROUNDS.get(letter.expedited_ground)
    if ground is closing.GROUND_PAIN and dossier.rights.plan_type in JEOPARDY_ONLY:
        certified = gap("letter.expedited_ground", GROUND_NOT_ACCEPTED)
    elif ground:
        certified = fact(ground.text, words("letter.expedited_ground"))
    else:
        certified = gap("letter.expedited_ground")
    blocks: list[Block] = [paragraph(certified, keep_with_next=bool(letter.harm_of_delay.strip()))]
    if letter.harm_of_delay.strip():
        blocks.append(paragraph(form(closing.HARM_LEAD), keep_with_next=True))
        blocks.extend(own_words(letter.harm_of_delay, "letter.harm_of_delay"))
    return Section("expedited", closing.EXPEDITED_HEADING, tuple(blocks))


def own_words(text: str, path: str) -> list[Block]:
    """Quote the prescriber word for word, one paragraph a line; a gap when nothing was written."""
    lines = [one_line(line) for line in text.splitlines() if line.strip()]
    if not lines:
        return [paragraph(gap(path), style=ParagraphStyle.QUOTE)]
    last = len(lines) - 1
    quoted: list[Statements] = [
        (fact(f"{'“' if number == 0 else ''}{line}{'”' if number == last else ''}", words(path)),)
        for number, line in enumerate(lines)
    ]
    return [paragraph(*line, style=ParagraphStyle.QUOTE) for line in quoted]
