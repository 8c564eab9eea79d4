"""Arguments beside table and therapies, one line each: what the record shows and no other part of the letter says."""

from __future__ import annotations

from denialdesk.domain.argument import Argument, ArgumentKind
from denialdesk.domain.denial_reasons import DenialKind
from denialdesk.domain.letter import BulletList, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Therapy
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.statements import (
    Statements,
    capitalised,
    fact,
    field,
    field_source,
    listed,
    one_line,
    weave,
)
from denialdesk.letters.wording import arguments as words
from denialdesk.letters.wording.opening import COMMA
from denialdesk.letters.wording.opening import SEMICOLON as _SEMICOLON
from denialdesk.letters.wording.therapies import OUTCOMES

_ABOUT_PROOF = frozenset({DenialKind.NOT_DOCUMENTED, DenialKind.MISSING_INFORMATION})


def further_grounds(dossier: Dossier) -> Section | None:
    """List the further arguments, strongest first; None when there is none."""
    items: list[Statements] = []
    for argument in dossier.grounds.arguments:
        if argument.is_complete:
            item = _worded(dossier, argument)
            if item:
                items.append(item)
    return Section("further_grounds", words.FURTHER_HEADING, (BulletList(tuple(items)),)) if items else None


def class_source(drug_id: str, drug_class: str) -> Source:
    """Point at the drug list, which says of what class a drug is."""
    return Source(SourceKind.CITATION, f"drug:{drug_id}", f"Drug list: {drug_class}")


def trials_in_words(dossier: Dossier, rows: tuple[Therapy, ...]) -> Statements:
    """Name trials with their outcome: "Humira (adalimumab), loss of response"."""
    told = []
    for row in rows:
        name = f"{dossier.therapy_name(row)}, {OUTCOMES.get(row.outcome, '')}".removesuffix(", ")
        told.append((fact(name, dossier.therapy_source(row)),))
    return listed(tuple(told), _SEMICOLON)


def rows_of(dossier: Dossier, argument: Argument) -> tuple[Therapy, ...]:
    """The rows an argument rests on, in its order."""
    return tuple(row for row in map(dossier.case.therapy, argument.therapy_ids) if row is not None)


def _worded(dossier: Dossier, argument: Argument) -> Statements:
    match argument.kind:
        case ArgumentKind.SAME_MECHANISM:
            return _same_class(dossier, argument)
        case ArgumentKind.STABLE_ON_DRUG:
            return _on_treatment(dossier, argument)
        case ArgumentKind.DOCUMENTED_ELSEWHERE:
            return _other_office(dossier, argument)
        case ArgumentKind.COMBINATION_USE:
            return _no_combination(dossier, argument)
        case ArgumentKind.PRESCRIBER_SPECIALTY:
            return weave(words.SPECIALTY, specialty=field("prescriber.specialty", argument.fact("specialty")))
        case ArgumentKind.NONPREFERRED_BIOSIMILAR:
            return _inactive_ingredient(dossier, argument)
        case ArgumentKind.AGE_OR_DOSE:
            return _age_or_dose(argument)
        case _:
            return ()


def _same_class(dossier: Dossier, argument: Argument) -> Statements:
    """Ask that no further drug of a class be required; not where the requested drug is of it."""
    requested = dossier.vocabulary.drug(dossier.case.request.drug_id)
    rows = rows_of(dossier, argument)
    if requested is None or requested.drug_class == argument.drug_class or not rows:
        return ()
    sources = [class_source(row.drug_id, argument.drug_class) for row in rows]
    return weave(
        words.SAME_CLASS,
        class_name=fact(argument.drug_class, *sources),
        trials=trials_in_words(dossier, rows),
    )


def _on_treatment(dossier: Dossier, argument: Argument) -> Statements:
    """Tell what treatment has done so far; the summary says since when, so without a measure nothing is said."""
    changes = [each for each in argument.facts if each.name == "change"]
    if not changes:
        return ()
    told: Statements = listed(tuple((fact(each.value, *each.sources),) for each in changes), _SEMICOLON)
    since = field("request.taking_since", argument.fact("since"))
    return weave(words.ON_TREATMENT, drug=dossier.drug(), date=since, changes=weave(words.CHANGES, changes=told))


def _other_office(dossier: Dossier, argument: Argument) -> Statements:
    """Say that a trial was another office's; only where the notice misses records."""
    if not any(item.kind in _ABOUT_PROOF for item in dossier.grounds.items):
        return ()
    (row,) = rows_of(dossier, argument)
    source = dossier.therapy_source(row)
    return weave(
        words.OTHER_OFFICE,
        drug=fact(capitalised(dossier.therapy_name(row)), source),
        prescriber=fact(one_line(row.prescribed_by), source),
    )


def _no_combination(dossier: Dossier, argument: Argument) -> Statements:
    rows = rows_of(dossier, argument)
    told: Statements = ()
    if rows:
        phrase = words.CONVENTIONAL if len(rows) == 1 else words.CONVENTIONALS
        drugs = listed(tuple((fact(dossier.therapy_name(row), dossier.therapy_source(row)),) for row in rows), COMMA)
        told = weave(phrase, drugs=drugs)
        permitted = next((each for each in argument.facts if each.name == "permitted"), None)
        if permitted is not None:
            told = (*told, fact(words.PERMITTED.text, *permitted.sources))
    log = field_source("therapies")
    return tuple(
        fact(each.text, log) if each.text.startswith("Our records") else each
        for each in weave(words.NO_COMBINATION, conventional=told)
    )


def _inactive_ingredient(dossier: Dossier, argument: Argument) -> Statements:
    row, *_ = rows_of(dossier, argument)
    source = dossier.therapy_source(row)
    return weave(
        words.INACTIVE,
        preferred=fact(capitalised(argument.about), field_source("denial.preferred_drugs_named")),
        outcome=fact(OUTCOMES[row.outcome], source),
        drug=fact(dossier.therapy_name(row), source),
        ingredient=fact(argument.fact("ingredient"), source),
    )


def _age_or_dose(argument: Argument) -> Statements:
    told = next((each for each in argument.facts if each.name in {"age", "asked"}), None)
    if told is None:
        return ()
    if told.name == "age":
        return weave(words.AGE, age=fact(told.value, field_source("patient.birth_date")))
    paths = ("request.strength", "request.directions", "request.quantity")
    return weave(words.DOSE, asked=fact(told.value, *map(field_source, paths)))
