"""What the plan owes the patient under its own law, worded as requests; without a known plan type no law is named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from denialdesk.domain.law import Citation, Right
from denialdesk.domain.letter import BulletList, Section, Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.federal import citable
from denialdesk.letters.statements import (
    FULL_STOP,
    Statements,
    capitalised,
    fact,
    field_source,
    form,
    one_line,
    paragraph,
    sentence,
    unclosed,
    weave,
)
from denialdesk.letters.wording import closing
from denialdesk.letters.wording.phrase import Phrase

# What a first appeal asks for; the rest of the law's list belongs to the letter that asks for the file.
FIRST_APPEAL = (
    "step_exception",
    "claim_file",
    "case_file_for_appeal",
    "criteria",
    "same_specialty_reviewer",
    "identity_of_medical_experts",
    "external_review",
)

_ASKS_FOR_CRITERIA = ("criteri", "policy with its number")


def rights_and_requests(
    dossier: Dossier, only: Collection[str] = FIRST_APPEAL, also: tuple[Phrase, ...] = ()
) -> Section:
    """Ask for what the law of this plan type gives: the rights named in ``only``, and the requests in ``also``."""
    rights = dossier.rights
    wanted = [*only, "simultaneous_expedited_external"] if dossier.is_expedited else [*only]
    named = [right for right in rights.rights if right.id in wanted]
    items = [item for right in named if (item := request_item(dossier, right, imperative=True))]
    added: list[Statements] = [(form(phrase),) for phrase in also]
    if rights.plan_type is None or not items:
        asked = closing.PLAIN_REQUESTS if rights.plan_type else (*closing.PLAIN_REQUESTS, closing.ASK_FUNDING)
        blocks = (
            paragraph(form(closing.RIGHTS_LEAD_UNKNOWN), keep_with_next=True),
            BulletList((*((form(phrase),) for phrase in asked), *added)),
        )
        return Section("rights", closing.RIGHTS_HEADING_UNKNOWN, blocks)
    if not any(word in statement.text for item in items for statement in item for word in _ASKS_FOR_CRITERIA):
        added.insert(0, (form(closing.ASK_CRITERIA),))
    plan = fact(closing.PLAN_NAMES[rights.plan_type], field_source("plan.plan_type"))
    lead_line = paragraph(*weave(closing.RIGHTS_LEAD, plan=plan), keep_with_next=True)
    added = [tuple(_imperative(statement) for statement in item) for item in added]
    return Section("rights", closing.RIGHTS_HEADING, (lead_line, BulletList((*items, *added))))


def _imperative(statement: Statement) -> Statement:
    """Drop the "Please" of a request that stands in a list which already asks."""
    if not statement.text.startswith(closing.PLEASE):
        return statement
    return replace(statement, text=capitalised(statement.text.removeprefix(closing.PLEASE)))


def request_item(dossier: Dossier, right: Right, *, imperative: bool = False) -> Statements:
    """Word one right as a request with its citations; empty where it asks for nothing or none of its law may be cited.

    ``imperative`` drops the "Please" for a list that is already a request.
    """
    if right.citations and not citable(right.citations, dossier.rights):
        return ()
    text = sentence(right.request)
    if not text:
        return ()
    if imperative:
        text = capitalised(text.removeprefix(closing.PLEASE).replace(", please ", ", "))
    source = Source(SourceKind.LAW, right.id, one_line(right.text))
    citation = cited(right.citations, dossier)
    if not citation:
        return (fact(text, source),)
    return (fact(unclosed(text), source), *citation, form(FULL_STOP))


def cited(citations: tuple[Citation, ...], dossier: Dossier) -> Statements:
    """Write citations in parentheses, in the form a letter may use; empty when none may stand."""
    usable = citable(citations, dossier.rights)
    if not usable:
        return ()
    text = "; ".join(citation.for_letter for citation in usable)
    return weave(closing.CITED, citations=fact(text, *(law_source(each.for_letter) for each in usable)))


def law_source(text: str) -> Source:
    """Point at a law by its citation."""
    return Source(SourceKind.LAW, text, text)
