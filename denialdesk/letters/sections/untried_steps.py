"""Required steps not tried: the condition that forbids the drug, or the prescriber's stated reason, as theirs."""

from __future__ import annotations

from collections.abc import Iterator

from denialdesk.domain.case import Answer
from denialdesk.domain.criteria import Finding, Policy, Status
from denialdesk.domain.letter import Block, Paragraph, ParagraphStyle, Section
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.letters.decisive import walk_findings
from denialdesk.letters.dossier import Dossier, criterion_source
from denialdesk.letters.statements import (
    Statements,
    capitalised,
    fact,
    field_source,
    one_line,
    paragraph,
    sentence,
    weave,
    words,
)
from denialdesk.letters.wording import therapies as therapy_words


def untried_steps(dossier: Dossier) -> Section | None:
    """Give the reason for each required drug that was not tried; None when every reason has been given elsewhere."""
    blocks: list[Block] = []
    told_rows: set[str] = set()
    for row in dossier.untried_therapies:
        told_rows.add(row.id)
        blocks.extend(_untried(dossier, row))
    told_reasons: set[tuple[str, str]] = set()
    for policy, finding in stated_reasons(dossier):
        agent = one_line(finding.required_agent or finding.label)
        reason = one_line(finding.stated_reason)
        if (agent, reason) not in told_reasons and not told_rows.intersection(finding.therapy_ids):
            told_reasons.add((agent, reason))
            blocks.extend(_stated_reason(dossier, policy, finding, agent, reason))
    return Section("untried_steps", therapy_words.HEADING_UNTRIED, tuple(blocks)) if blocks else None


def _untried(dossier: Dossier, row: Therapy) -> Iterator[Paragraph]:
    source = dossier.therapy_source(row)
    agent = fact(capitalised(dossier.therapy_name(row)), source, bold=True)
    condition = sentence(row.contraindication)
    if row.outcome is Outcome.NOT_ADVISABLE:
        lead = weave(therapy_words.NOT_ADVISABLE, agent=agent)
    elif condition:
        lead = weave(therapy_words.CONTRAINDICATED, agent=agent, condition=fact(condition, source))
    else:
        lead = weave(therapy_words.CONTRAINDICATED_BARE, agent=agent)
    story = sentence(row.what_happened)
    proof = one_line(row.proof).rstrip(".")
    told: Statements = weave(therapy_words.STORY, story=fact(capitalised(story), source)) if story else ()
    shown: Statements = weave(therapy_words.PROOF, proof=fact(proof, source)) if proof else ()
    yield paragraph(*lead, *told, *shown)


def stated_reasons(dossier: Dossier) -> Iterator[tuple[Policy, Finding]]:
    """Walk the requirements that a stated reason answers, in the policies' order."""
    for each in dossier.policy_findings:
        for finding in (*each.requirements, *each.steps):
            for node in walk_findings(finding):
                if node.stated_reason and node.status is not Status.MET:
                    yield each.policy, node


def _stated_reason(dossier: Dossier, policy: Policy, finding: Finding, agent: str, reason: str) -> Iterator[Paragraph]:
    source = criterion_source(policy, finding.path, finding.label)
    named = fact(capitalised(agent), source, bold=True)
    answer = _answer(dossier, policy, finding)
    person = one_line(answer.stated_by) if answer else ""
    if person and person not in dossier.case.prescriber.signature_name:
        by = fact(person, field_source(f"answer:{policy.id}:{finding.path}"))
        lead = weave(therapy_words.STATED_REASON_BY, agent=named, person=by)
    else:
        lead = weave(therapy_words.STATED_REASON, agent=named)
    yield paragraph(*lead, keep_with_next=True)
    quoted = fact(f"“{reason}”", words(f"answer:{policy.id}:{finding.path}"), source)
    yield paragraph(quoted, style=ParagraphStyle.QUOTE)


def _answer(dossier: Dossier, policy: Policy, finding: Finding) -> Answer | None:
    return next(
        (each for each in dossier.case.answers if each.policy_id == policy.id and each.node == finding.path), None
    )
