"""The one-sentence request and the half-minute summary."""

from __future__ import annotations

from denialdesk.domain.criteria import Status
from denialdesk.domain.letter import BulletList, ParagraphStyle, Section, Statement
from denialdesk.domain.sources import Source
from denialdesk.domain.therapy import Therapy
from denialdesk.letters.dossier import Dossier, criterion_source
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

_COUNTED = (Status.MET, Status.EXEMPT, Status.NOT_MET, Status.UNKNOWN)


def request(dossier: Dossier, phrase: Phrase = opening.REQUEST) -> Section:
    """Ask for the drug in one sentence with dose, quantity and duration."""
    pieces: dict[str, Statement | Statements] = {
        "drug": dossier.drug(),
        "patient": dossier.patient(),
        "indication": dossier.indication(),
        "payer": dossier.payer(),
        "drug_and_dose": dossier.drug_and_dose(),
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
    untried = [row for row in dossier.untried_therapies if row.drug.strip()]
    if untried:
        items.append(weave(opening.SUMMARY_UNTRIED, therapies=_named(dossier, untried)))
    if dossier.is_expedited:
        items.append((fact(opening.SUMMARY_EXPEDITED.text, field_source("denial.urgent")),))
    return Section("summary", opening.SUMMARY_HEADING, (BulletList(tuple(items)),))


def counts_in_words(dossier: Dossier) -> str:
    """Count the requirements by verdict: ``4 requirements – 3 met, 1 exempt, 0 in dispute``."""
    counts = {status: dossier.count(status) for status in _COUNTED}
    total = sum(counts.values())
    shown = [status for status in _COUNTED if counts[status] or status is not Status.UNKNOWN]
    verdicts = ", ".join(f"{counts[status]} {criteria_words.COUNT_WORDS[status]}" for status in shown)
    return f"{total} requirement{'' if total == 1 else 's'} – {verdicts}"


def _counts(dossier: Dossier) -> Statements:
    if not any(True for _ in dossier.top_findings()):
        return (form(opening.SUMMARY_NO_POLICY),)
    sources: list[Source] = [criterion_source(each.policy) for each in dossier.policy_findings]
    counts = fact(counts_in_words(dossier), *sources)
    checked = all(dossier.is_checked(each.policy) for each in dossier.policy_findings)
    return weave(opening.SUMMARY_COUNT if checked else opening.SUMMARY_COUNT_UNCHECKED, counts=counts)


def _tried(dossier: Dossier) -> Statements:
    rows = [row for row in dossier.tried_therapies if row.drug.strip()]
    if not rows:
        return (fact(opening.SUMMARY_NONE_TRIED.text, field_source("therapies")),)
    return weave(opening.SUMMARY_TRIED, therapies=_named(dossier, rows))


def _named(dossier: Dossier, rows: list[Therapy]) -> Statements:
    """Name therapies with their outcome; the same drug with the same outcome is named once."""
    named: dict[str, list[Source]] = {}
    for row in rows:
        name = dossier.with_generic(row.drug, row.drug_id)
        ending = one_line(row.contraindication) if row.contraindication else OUTCOMES.get(row.outcome, "")
        text = f"{name} ({ending})" if ending else name
        named.setdefault(text, []).append(dossier.therapy_source(row))
    return listed(tuple((fact(text, *sources),) for text, sources in named.items()), opening.SEMICOLON)
