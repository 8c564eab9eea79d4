"""The one-sentence request and the half-minute summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from denialdesk.domain.case import LetterKind
from denialdesk.domain.intervals import plural
from denialdesk.domain.letter import BulletList, ParagraphStyle, Section, Statement
from denialdesk.domain.sources import Source
from denialdesk.domain.therapy import Therapy
from denialdesk.letters.decisive import verdict_of
from denialdesk.letters.dossier import Dossier, criterion_source
from denialdesk.letters.sections.untried_steps import stated_reasons
from denialdesk.letters.statements import (
    Statements,
    fact,
    field,
    field_source,
    form,
    listed,
    one_line,
    paragraph,
    weave,
)
from denialdesk.letters.wording import criteria as criteria_words
from denialdesk.letters.wording import opening
from denialdesk.letters.wording.phrase import Phrase
from denialdesk.letters.wording.therapies import OUTCOMES


def request(dossier: Dossier, asked: Phrase | None = None) -> Section:
    """Ask for the drug in one sentence with dose, quantity and duration; by default in the words of who files."""
    phrase = asked or opening.REQUEST_BY_FILER[dossier.case.appeal.filer]
    pieces: dict[str, Statement | Statements] = {
        "drug": dossier.drug(),
        "patient": dossier.patient(),
        "indication": dossier.indication(),
        "payer": dossier.payer(),
        "drug_and_dose": dossier.drug_and_dose(with_generic="drug" not in phrase.facts),
        "duration": duration(dossier),
    }
    woven = weave(phrase, **{name: pieces[name] for name in phrase.facts})
    return Section("request", "", (paragraph(*woven, style=ParagraphStyle.REQUEST),), "Request")


def duration(dossier: Dossier) -> Statement:
    """Say how long approval is asked for."""
    asked = dossier.case.request.duration
    return field("request.duration", asked) if asked.strip() else form(opening.FULL_PERIOD)


def summary(dossier: Dossier) -> Section:
    """Say in a few lines what a reviewer has to know: the counts, what was tried, what was not."""
    items: list[Statements] = [_counts(dossier), _tried(dossier)]
    untried = _untried(dossier)
    if untried:
        items.append(weave(opening.SUMMARY_UNTRIED, therapies=untried))
    if dossier.case.request.already_taking:
        items.append(_on_drug(dossier))
    if dossier.is_expedited:
        items.append((fact(opening.SUMMARY_EXPEDITED.text, field_source("denial.urgent")),))
    return Section("summary", opening.SUMMARY_HEADING, (BulletList(tuple(items)),))


def counts_in_words(dossier: Dossier) -> str:
    """Count the requirements by verdict: ``4 requirements – 3 met, 1 exempt``; ``2 requirements – both met``."""
    verdicts = Counter(verdict_of(finding) for _, finding in dossier.top_findings())
    shown = [verdict for verdict in criteria_words.COUNTED if verdicts[verdict]]
    total = verdicts.total()
    requirements = plural(total, "requirement")
    if len(shown) == 1 and total > 1:
        return f"{requirements} – {'both' if total == 2 else 'all'} {shown[0].text.lower()}"
    return f"{requirements} – {', '.join(f'{verdicts[verdict]} {verdict.text.lower()}' for verdict in shown)}"


def _counts(dossier: Dossier) -> Statements:
    if not any(True for _ in dossier.top_findings()):
        to_plan = dossier.case.letter.kind is not LetterKind.EXTERNAL_REVIEW
        return (form(opening.SUMMARY_NO_POLICY if to_plan else opening.SUMMARY_NO_POLICY_FOR_REVIEW),)
    sources: list[Source] = [criterion_source(each.policy) for each in dossier.policy_findings]
    counts = fact(counts_in_words(dossier), *sources)
    checked = all(dossier.is_checked(each.policy) for each in dossier.policy_findings)
    return weave(opening.SUMMARY_COUNT if checked else opening.SUMMARY_COUNT_UNCHECKED, counts=counts)


def _tried(dossier: Dossier) -> Statements:
    rows = [row for row in dossier.tried_therapies if row.drug.strip()]
    if not rows:
        return (fact(opening.SUMMARY_NONE_TRIED.text, field_source("therapies")),)
    return weave(opening.SUMMARY_TRIED, therapies=_named(dossier, rows))


def _on_drug(dossier: Dossier) -> Statements:
    """Say that the drug is already taken, and since when where that is known."""
    drug = dossier.drug()
    drug = replace(drug, sources=(*drug.sources, field_source("request.already_taking")))
    since = dossier.case.request.taking_since
    if not since.is_known:
        return weave(opening.SUMMARY_ON_DRUG, drug=drug)
    return weave(opening.SUMMARY_ON_DRUG_SINCE, drug=drug, date=field("request.taking_since", since.display()))


def _untried(dossier: Dossier) -> Statements:
    """Name the drugs not tried, and the agents of the steps that a stated reason answers."""
    rows = _named(dossier, list(dossier.untried_therapies))
    named: list[Statements] = [(fact(reason.agents, *reason.sources),) for reason in stated_reasons(dossier)]
    return listed(tuple(([rows] if rows else []) + named), opening.SEMICOLON)


def _named(dossier: Dossier, rows: list[Therapy]) -> Statements:
    """Name therapies with their outcome; the same drug with the same outcome is named once."""
    named: dict[str, list[Source]] = {}
    for row in rows:
        name = dossier.therapy_name(row)
        ending = one_line(row.contraindication) if row.contraindication else OUTCOMES.get(row.outcome, "")
        text = f"{name} – {ending}" if ending else name
        named.setdefault(text, []).append(dossier.therapy_source(row))
    return listed(tuple((fact(text, *sources),) for text, sources in named.items()), opening.SEMICOLON)
