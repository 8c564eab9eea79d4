"""What the plan owes the patient under its own law, worded as requests; without a known plan type no law is named."""

from __future__ import annotations

from collections.abc import Collection

from denialdesk.domain.law import Citation, Right
from denialdesk.domain.letter import BulletList, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.federal import citable
from denialdesk.letters.statements import (
    FULL_STOP,
    Statements,
    fact,
    field_source,
    form,
    one_line,
    paragraph,
    sentence,
    weave,
)
from denialdesk.letters.wording import closing


def rights_and_requests(dossier: Dossier, only: Collection[str] = ()) -> Section:
    """Ask for what the law of this plan type gives; ``only`` limits it to rights with these ids."""
    rights = dossier.rights
    items = [_item(dossier, right) for right in rights.rights if not only or right.id in only]
    items = [item for item in items if item]
    if rights.plan_type is None or not items:
        lead = form(closing.RIGHTS_LEAD_UNKNOWN)
        plain = tuple((form(phrase),) for phrase in closing.UNKNOWN_REQUESTS)
        return Section(
            "rights", closing.RIGHTS_HEADING_UNKNOWN, (paragraph(lead, keep_with_next=True), BulletList(plain))
        )
    plan_type = fact(rights.plan_type_name, field_source("plan.plan_type"))
    governing = citable(rights.governing_law, rights)
    if governing:
        law = fact(_joined(governing), *(_law_source(citation.for_letter) for citation in governing))
        lead_line = weave(closing.RIGHTS_LEAD, plan_type=plan_type, law=law)
    else:
        lead_line = weave(closing.RIGHTS_LEAD_NO_LAW, plan_type=plan_type)
    return Section(
        "rights", closing.RIGHTS_HEADING, (paragraph(*lead_line, keep_with_next=True), BulletList(tuple(items)))
    )


def cited(citations: tuple[Citation, ...], dossier: Dossier) -> Statements:
    """Write citations in parentheses, in the form a letter may use; empty when none may stand."""
    usable = citable(citations, dossier.rights)
    if not usable:
        return ()
    text = "; ".join(citation.for_letter for citation in usable)
    return weave(closing.CITED, citations=fact(text, *(_law_source(each.for_letter) for each in usable)))


def _item(dossier: Dossier, right: Right) -> Statements:
    if right.citations and not citable(right.citations, dossier.rights):
        return ()
    text = sentence(right.request or right.text)
    if not text:
        return ()
    source = Source(SourceKind.LAW, right.id, one_line(right.text))
    citation = cited(right.citations, dossier)
    if not citation:
        return (fact(text, source),)
    return (fact(text.rstrip("."), source), *citation, form(FULL_STOP))


def _law_source(text: str) -> Source:
    return Source(SourceKind.LAW, text, text)


def _joined(citations: tuple[Citation, ...]) -> str:
    texts = [citation.for_letter for citation in citations]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
