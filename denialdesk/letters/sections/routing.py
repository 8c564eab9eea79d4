"""Date, inside address and the routing line: level, standard or expedited, whose appeal."""

from __future__ import annotations

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Paragraph, ParagraphStyle, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.statements import Statements, fact, field, field_source, form, paragraph, weave
from denialdesk.letters.wording import opening
from denialdesk.letters.wording.lengths import date_in_words
from denialdesk.letters.wording.phrase import Phrase


def date_and_address(dossier: Dossier, *, attention: Phrase | None = opening.ATTENTION_APPEALS) -> Section:
    """Date the letter and address it to the payer."""
    plan = dossier.case.plan
    address = plan.appeals_address.casefold()
    blocks: list[Paragraph] = [date_line(dossier)]
    if not plan.payer_name.strip() or not address.startswith(plan.payer_name.strip().casefold()):
        blocks.append(paragraph(dossier.payer(), style=ParagraphStyle.ADDRESS))
    if attention and not any(word in address for word in ("attn", "attention", "appeal")):
        blocks.append(paragraph(form(attention), style=ParagraphStyle.ADDRESS))
    blocks.extend(
        paragraph(field("plan.appeals_address", line), style=ParagraphStyle.ADDRESS)
        for line in plan.appeals_address.splitlines()
        if line.strip()
    )
    if plan.appeals_fax.strip():
        fax = weave(opening.BY_FAX, fax=field("plan.appeals_fax", plan.appeals_fax))
        blocks.append(paragraph(*fax, style=ParagraphStyle.ADDRESS))
    return Section("address", "", tuple(blocks), "Date and address")


def typed_address(dossier: Dossier) -> tuple[Paragraph, ...]:
    """The lines of the address the office typed for letters of this kind; none where it is not known."""
    lines = dossier.case.letter.address_for(dossier.case.letter.kind).splitlines()
    return tuple(
        paragraph(field("letter.addresses", line), style=ParagraphStyle.ADDRESS) for line in lines if line.strip()
    )


def date_line(dossier: Dossier) -> Paragraph:
    """Write the letter's date."""
    chosen = dossier.case.letter.letter_date.is_known
    source = field_source("letter.letter_date") if chosen else Source(SourceKind.PROGRAM, "today", "Date of composing")
    return paragraph(fact(date_in_words(dossier.letter_date), source), style=ParagraphStyle.DATE)


def routing_line(dossier: Dossier, *, whose: Phrase | None = None, level: Phrase | None = None) -> Section:
    """Say level, speed and whose appeal it is, in one line; the case says whose, unless the letter does."""
    named: Statements = (fact(level.text, field_source("plan.plan_type"), bold=True),) if level else _level(dossier)
    line: list[Statements] = [named, _speed(dossier)]
    if whose is None:
        by_case = opening.WHOSE_BY_FILER[dossier.case.appeal.filer]
        line.append((form(by_case, bold=True),))
    else:
        line.append((form(whose, bold=True),))
    joined: list[Statements] = []
    for number, part in enumerate(line):
        joined.extend([(form(opening.DOT, bold=True),), part] if number else [part])
    statements = tuple(statement for part in joined for statement in part)
    return Section("routing", "", (paragraph(*statements, style=ParagraphStyle.ROUTING),), "Routing line")


def subject(title: str) -> Section:
    """Say in one line what a letter is that is no filing of a level."""
    return Section(
        "routing", "", (paragraph(form(Phrase("subject", title), bold=True), style=ParagraphStyle.ROUTING),), "Subject"
    )


def salutation(phrase: Phrase = opening.SALUTATION_APPEAL) -> Section:
    """Greet the reader."""
    return Section("salutation", "", (paragraph(form(phrase), keep_with_next=True),), "Salutation")


def _level(dossier: Dossier) -> Statements:
    case = dossier.case
    by_kind = opening.LEVEL_BY_KIND.get(case.letter.kind)
    if by_kind is not None:
        return (form(by_kind, bold=True),)
    plan_type = case.plan.plan_type
    phrase = opening.FIRST_LEVEL_BY_PLAN.get(plan_type, opening.FIRST_LEVEL) if plan_type else opening.FIRST_LEVEL
    if plan_type is None or case.letter.kind is not LetterKind.FIRST_APPEAL:
        return (form(phrase, bold=True),)
    return (fact(phrase.text, field_source("plan.plan_type"), field_source("denial.level"), bold=True),)


def _speed(dossier: Dossier) -> Statements:
    if not dossier.is_expedited:
        return (form(opening.STANDARD, bold=True),)
    return (fact(opening.EXPEDITED.text, field_source("denial.urgent"), bold=True),)
