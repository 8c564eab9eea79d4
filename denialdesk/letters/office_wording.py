"""The practice's own wording: which fixed phrases an office may change, the check of a change, and its use.

Only prose that claims nothing about the patient can be changed: what asks, opens and closes. What certifies, what names
law and what tells of the record stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.errors import UserError
from denialdesk.domain.letter import Block, BulletList, Letter, Paragraph, Section, Statement
from denialdesk.domain.practice import OfficePhrase
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.statements import Statements
from denialdesk.letters.wording import arguments, closing, further, opening, papers
from denialdesk.letters.wording.phrase import Phrase


class WordingError(UserError):
    """An office's wording that cannot be used: a place for a fact is unknown, missing or broken."""


@dataclass(frozen=True, slots=True)
class EditablePhrase:
    """A phrase an office may change, and where it stands."""

    phrase: Phrase
    title: str


EDITABLE = (
    EditablePhrase(opening.SALUTATION_APPEAL, "Salutation of an appeal"),
    EditablePhrase(opening.SALUTATION_REVIEWER, "Salutation of an external review request"),
    EditablePhrase(opening.SALUTATION_EXCEPTION, "Salutation of an exception request"),
    EditablePhrase(opening.REQUEST, "Request: first appeal"),
    EditablePhrase(opening.REQUEST_IN_SUPPORT, "Request: the patient's own appeal"),
    EditablePhrase(opening.REQUEST_DISPUTE, "Request: a provider's dispute"),
    EditablePhrase(opening.REQUEST_SECOND, "Request: second-level appeal"),
    EditablePhrase(opening.REQUEST_EXTERNAL, "Request: external review"),
    EditablePhrase(opening.REQUEST_STEP_EXCEPTION, "Request: step therapy exception"),
    EditablePhrase(opening.REQUEST_FORMULARY, "Request: formulary exception"),
    EditablePhrase(opening.REQUEST_CONTINUATION, "Request: continued treatment"),
    EditablePhrase(closing.HARM_LEAD, "Before the harm of delay"),
    EditablePhrase(closing.RIGHTS_LEAD_UNKNOWN, "Before the requests, plan type not known"),
    EditablePhrase(closing.OVERTURN, "Close: overturn the denial"),
    EditablePhrase(closing.PEER_TO_PEER, "Close: call me, with a time"),
    EditablePhrase(closing.PEER_TO_PEER_PHONE, "Close: call me, with a number"),
    EditablePhrase(closing.PEER_TO_PEER_PLAIN, "Close: call me"),
    EditablePhrase(closing.IF_UPHELD, "Close: if the denial stands"),
    EditablePhrase(closing.SINCERELY, "Complimentary close"),
    EditablePhrase(opening.SALUTATION_PLAIN, "Salutation of other letters"),
    EditablePhrase(further.REQUEST_NECESSITY, "Request: letter of medical necessity"),
    *(
        EditablePhrase(words.asked, f"Request: {name}")
        for words, name in (
            (further.HEARING, "state fair hearing"),
            (further.RECONSIDERATION, "Part D reconsideration"),
            (further.ABOVE_RECONSIDERATION, "next Medicare level"),
            (further.BY_OPM, "review by OPM"),
            (further.TRICARE_REVIEW, "next TRICARE review"),
            (further.CHIP_REVIEW, "the state’s review, CHIP"),
            (further.VA_REVIEW, "further clinical appeal, VA"),
        )
    ),
    EditablePhrase(further.EARLIER_APPEAL, "Second level: the first appeal"),
    EditablePhrase(arguments.SAME_CLASS, "Further grounds: no further drug of a class"),
    EditablePhrase(arguments.SPECIALTY, "Further grounds: the prescriber's specialty"),
    EditablePhrase(arguments.DOSE, "Further grounds: the dose asked for"),
    EditablePhrase(further.GRANT_EXCEPTION, "Close: grant the step therapy exception"),
    EditablePhrase(further.GRANT_FORMULARY, "Close: grant the formulary exception"),
    EditablePhrase(further.APPROVE, "Close: approve the drug"),
    EditablePhrase(further.KEEP_GOING, "Close: approve continued treatment"),
    EditablePhrase(further.IF_REFUSED, "Close: if the request is refused"),
    EditablePhrase(further.EXTERNAL_DECIDE, "External review: decide for coverage"),
    EditablePhrase(further.EXTERNAL_RECORD, "External review: on the whole record"),
    EditablePhrase(further.EXTERNAL_REVIEWER, "External review: the reviewer's specialty"),
    EditablePhrase(papers.SEND_TO, "Claim file: where to send it"),
    EditablePhrase(papers.OVERDUE_DECIDE, "Overdue decision: decide now"),
    EditablePhrase(papers.OVERDUE_SAY, "Overdue decision: if no decision is due"),
    EditablePhrase(papers.FUNDING_LEAD, "Plan question: before the questions"),
    EditablePhrase(papers.FUNDING_SOON, "Plan question: answer soon"),
    EditablePhrase(papers.RECORDS_LEAD, "Records request: opening"),
    EditablePhrase(papers.RECORDS_ASK, "Records request: what to send"),
    EditablePhrase(papers.THANKS, "Records request: thanks"),
    EditablePhrase(papers.PATIENT_LETTER, "Patient's letter: read both together"),
    EditablePhrase(papers.PATIENT_ASK, "Patient's letter: send me the decision"),
    EditablePhrase(papers.COMPLAINT_LEAD, "Complaint: opening"),
    EditablePhrase(papers.FAX_SUBJECT, "Fax cover: what follows"),
    EditablePhrase(papers.FAX_NOTICE, "Fax cover: confidentiality notice"),
)
_BY_ID = {each.phrase.id: each.phrase for each in EDITABLE}
_LONGEST = 1200  # characters


def checked_wording(phrase: Phrase, text: str) -> Phrase:
    """Return the phrase in the office's words; raises WordingError that says which place is wrong."""
    line = " ".join(text.split())
    if not line:
        raise WordingError("The phrase is empty.", "Type it, or choose Restore.")
    if len(line) > _LONGEST:
        raise WordingError("The phrase is too long.", f"Keep it under {_LONGEST} characters.")
    office = Phrase(phrase.id, line)
    unknown = sorted(office.facts - phrase.facts)
    if unknown:
        usable = _listed(sorted(phrase.facts))
        raise WordingError(
            f"{{{unknown[0]}}} is not known in this phrase.", f"Use only {usable}." if usable else "It takes none."
        )
    if any(mark in part for part in office.parts[::2] for mark in "{}"):
        raise WordingError(
            "A curly bracket stands alone.", f"Write places as {_listed(sorted(phrase.facts)) or 'plain text'}."
        )
    missing = sorted(phrase.facts - office.facts)
    if missing:
        raise WordingError(f"{_listed(missing)} is missing.", "Put it where the fact belongs.")
    if any(mark in part for part in office.parts[::2] for mark in "[]"):
        raise WordingError("Square brackets mark a gap in a letter.", "Use round ones.")
    return office


def phrases_of(wording: Iterable[OfficePhrase]) -> dict[str, Phrase]:
    """Read what the office stored; a phrase that is no longer offered or no longer fits keeps the shipped wording."""
    found = {}
    for each in wording:
        shipped = _BY_ID.get(each.phrase_id)
        try:
            office = checked_wording(shipped, each.text) if shipped is not None else None
        except WordingError:
            continue  # the program's phrase has other places since an update
        if office is not None and office != shipped:
            found[each.phrase_id] = office
    return found


def in_office_words(letter: Letter, wording: Iterable[OfficePhrase]) -> Letter:
    """Put the office's phrases into a letter composed in the shipped ones; facts keep their sources."""
    for phrase_id, office in phrases_of(wording).items():
        letter = rewoven(letter, _BY_ID[phrase_id], office)
    return letter


def rewoven(letter: Letter, old: Phrase, new: Phrase) -> Letter:
    """Say a phrase differently wherever a letter says it; the letter itself where it does not."""
    sections = tuple(_section(section, old, new) for section in letter.sections)
    if all(one is other for one, other in zip(sections, letter.sections, strict=True)):
        return letter
    return replace(letter, sections=sections)


def passages_of(letter: Letter, phrase_id: str) -> tuple[str, ...]:
    """The texts of a letter that use a phrase."""
    return tuple(
        "".join(statement.text for statement in run)
        for section in letter.sections
        for block in section.blocks
        for run in _runs(block)
        if any(source.ref == phrase_id and source.kind is SourceKind.PROGRAM for each in run for source in each.sources)
    )


def _runs(block: Block) -> tuple[Statements, ...]:
    if isinstance(block, Paragraph):
        return (block.statements,)
    return block.items if isinstance(block, BulletList) else ()


def _section(section: Section, old: Phrase, new: Phrase) -> Section:
    blocks = tuple(_block(block, old, new) for block in section.blocks)
    if all(one is other for one, other in zip(blocks, section.blocks, strict=True)):
        return section
    return replace(section, blocks=blocks)


def _block(block: Block, old: Phrase, new: Phrase) -> Block:
    if isinstance(block, Paragraph):
        statements = _run(block.statements, old, new)
        return block if statements is block.statements else replace(block, statements=statements)
    if isinstance(block, BulletList):
        items = tuple(_run(item, old, new) for item in block.items)
        same = all(one is other for one, other in zip(items, block.items, strict=True))
        return block if same else replace(block, items=items)
    return block


def _run(statements: Statements, old: Phrase, new: Phrase) -> Statements:
    """Find the phrase's fixed texts in their order; what stands between them are the facts."""
    fixed = [(position, part) for position, part in enumerate(old.parts) if position % 2 == 0 and part]
    if not fixed or fixed[0][0] != 0 or fixed[-1][0] != len(old.parts) - 1:
        return statements  # a phrase that begins or ends with a fact has no bounds to find it by
    places: list[int] = []
    for _position, part in fixed:
        start = places[-1] + 1 if places else 0
        found = next((index for index in range(start, len(statements)) if _is(statements[index], old.id, part)), None)
        if found is None:
            return statements
        places.append(found)
    facts: dict[str, Statements] = {}
    for (position, _part), at, following in zip(fixed, places, places[1:], strict=False):
        facts.setdefault(old.parts[position + 1], tuple(statements[at + 1 : following]))
    if facts.keys() != new.facts:
        return statements
    woven = _woven(new, facts, statements[places[0]])
    return (*statements[: places[0]], *woven, *statements[places[-1] + 1 :])


def _is(statement: Statement, phrase_id: str, text: str) -> bool:
    return statement.text == text and any(
        source.kind is SourceKind.PROGRAM and source.ref == phrase_id for source in statement.sources
    )


def _woven(phrase: Phrase, facts: dict[str, Statements], like: Statement) -> Sequence[Statement]:
    source = (Source(SourceKind.PROGRAM, phrase.id, "Your office's wording"),)
    woven: list[Statement] = []
    for position, part in enumerate(phrase.parts):
        if position % 2:
            woven.extend(facts[part])
        elif part:
            woven.append(replace(like, text=part, sources=source))
    return woven


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
