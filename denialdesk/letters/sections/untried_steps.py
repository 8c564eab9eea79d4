"""Required steps not tried: the condition that forbids the drug, or the prescriber's stated reason, as theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from denialdesk.domain.argument import Argument, ArgumentKind, Ground
from denialdesk.domain.case import Answer
from denialdesk.domain.criteria import Finding, Policy, Status
from denialdesk.domain.letter import Block, Paragraph, ParagraphStyle, Section
from denialdesk.domain.sources import Source
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.letters.decisive import walk_findings
from denialdesk.letters.dossier import Dossier, criterion_source
from denialdesk.letters.sections.exhibit_reference import proof_in_words
from denialdesk.letters.sections.further_grounds import class_source, rows_of, trials_in_words
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
from denialdesk.letters.wording import arguments as wording
from denialdesk.letters.wording import therapies as therapy_words

_AGAINST = frozenset({Ground.SAME_DRUG, Ground.SAME_MECHANISM})


@dataclass(frozen=True, slots=True)
class StatedReason:
    """One reason in the prescriber's words, and the requirements it answers."""

    text: str
    answered: tuple[tuple[Policy, Finding], ...]

    @property
    def agents(self) -> str:
        """Name what the reason is about: the agents, or the requirement where it names none."""
        names = (one_line(finding.required_agent or finding.label) for _, finding in self.answered)
        return "; ".join(dict.fromkeys(names))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Point at the criteria the reason answers."""
        return tuple(criterion_source(policy, finding.path, finding.label) for policy, finding in self.answered)


def stated_reasons(dossier: Dossier) -> tuple[StatedReason, ...]:
    """Gather the reasons why a step does not fit, each once; a row of the log that says why comes first."""
    told_rows = {row.id for row in dossier.untried_therapies}
    gathered: dict[str, list[tuple[Policy, Finding]]] = {}
    for policy, top in dossier.top_findings():
        for finding in walk_findings(top):
            reason = one_line(finding.stated_reason)
            passed_on = any(one_line(child.stated_reason) == reason for child in finding.children)
            shown_by_row = bool(told_rows.intersection(finding.therapy_ids))
            if reason and not passed_on and not shown_by_row and finding.status is not Status.MET:
                gathered.setdefault(reason, []).append((policy, finding))
    return tuple(StatedReason(text, tuple(answered)) for text, answered in gathered.items())


def untried_steps(dossier: Dossier) -> Section | None:
    """Give the reason for each required or preferred drug that was not tried; None when there is nothing to say."""
    blocks: list[Block] = [_untried(dossier, row) for row in dossier.untried_therapies]
    blocks.extend(_preferred(dossier, each) for each in _preferred_untried(dossier))
    for reason in stated_reasons(dossier):
        blocks.extend(_stated(dossier, reason))
    return Section("untried_steps", therapy_words.HEADING_UNTRIED, tuple(blocks)) if blocks else None


def _preferred_untried(dossier: Dossier) -> Iterator[Argument]:
    """The preferred drugs of the notice that were not tried themselves, but that the log has something against."""
    for each in dossier.grounds.of(ArgumentKind.PREFERRED_NOT_APPROPRIATE):
        if each.ground in _AGAINST and rows_of(dossier, each):
            yield each


def _preferred(dossier: Dossier, argument: Argument) -> Paragraph:
    """Say that a preferred drug is another product of one already tried, or of the class of one that failed."""
    preferred = fact(capitalised(argument.about), field_source("denial.preferred_drugs_named"), bold=True)
    rows = rows_of(dossier, argument)
    trials = trials_in_words(dossier, rows)
    if argument.ground is Ground.SAME_DRUG:
        source = class_source(argument.drug_id, argument.about)
        told = weave(
            wording.OTHER_PRODUCT, preferred=replace(preferred, sources=(*preferred.sources, source)), trials=trials
        )
    else:
        sources = [class_source(drug_id, argument.drug_class) for drug_id in (argument.drug_id, rows[0].drug_id)]
        class_name = fact(argument.drug_class, *sources)
        told = weave(wording.OF_SAME_CLASS, preferred=preferred, class_name=class_name, trials=trials)
    return paragraph(*told)


def _untried(dossier: Dossier, row: Therapy) -> Paragraph:
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
    told: Statements = weave(therapy_words.STORY, story=fact(capitalised(story), source)) if story else ()
    return paragraph(*lead, *told, *proof_in_words(dossier, row))


def _stated(dossier: Dossier, reason: StatedReason) -> Iterator[Paragraph]:
    named = fact(capitalised(reason.agents), *reason.sources, bold=True)
    answer = next((each for pair in reason.answered if (each := _answer(dossier, *pair))), None)
    person = one_line(answer.stated_by) if answer else ""
    targets = [f"answer:{policy.id}:{finding.path}" for policy, finding in reason.answered]
    if person and person not in dossier.case.prescriber.signature_name:
        lead = weave(
            therapy_words.STATED_REASON_BY, agent=named, person=fact(person, *(field_source(each) for each in targets))
        )
    else:
        lead = weave(therapy_words.STATED_REASON, agent=named)
    yield paragraph(*lead, keep_with_next=True)
    quoted = fact(f"“{reason.text}”", *(words(each) for each in targets), *reason.sources)
    yield paragraph(quoted, style=ParagraphStyle.QUOTE)


def _answer(dossier: Dossier, policy: Policy, finding: Finding) -> Answer | None:
    """Find the answer behind a stated reason: at the node itself, or at the group that passed it on."""
    answers = [each for each in dossier.case.answers if each.policy_id == policy.id]
    exact = next((each for each in answers if each.node == finding.path), None)
    return exact or next((each for each in answers if finding.path.startswith(f"{each.node}.")), None)
