"""Drugs that do not agree: name against id, brand against generic, route, dose, doubles, the requested drug failed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from denialdesk.domain.case import Case
from denialdesk.domain.doubts import contradiction, suspicion
from denialdesk.domain.free_texts import Author, FreeText
from denialdesk.domain.readiness import Todo
from denialdesk.domain.record import read_routes
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy
from denialdesk.domain.vocabulary import Drug, NameMatch, Vocabulary

_FAILED = frozenset({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE, Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY})
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?(mg|mcg|g|units?)\b(?!/kg)", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]{2,}")
_RANGE = re.compile(r"\d ?(?:-|–|to) ?\d")
# Behind such words stands the drug that is asked for; behind a notice's, the drug that was refused.
_ASKS = (
    r"(?:ask(?:ing)?|request(?:ing|ed)?|appl(?:y|ying)) (?:you |that |to |for |approval |coverage |of )+|"
    r"(?:approv(?:e|al|ing)|authori[sz](?:e|ation)|coverage|overturn\w*|denial|denied|prescrib(?:e|ed|ing)) "
    r"(?:the |of |for |coverage |treatment |denial |request |with |my |continued )*"
)
_ASKED_DRUG = re.compile(rf"\b(?:{_ASKS})(?P<drug>[A-Za-z][\w-]+(?: [A-Za-z][\w-]+)?)", re.IGNORECASE)
_REFUSES = re.compile(
    r"\b(?:(?:unable to|cannot|can ?not|not) (?:approve|cover)|den(?:y|ied|ial of|ying)|request for|coverage of)"
    r" (?:your |the |a |coverage |request |of |for |drug |medication )*(?P<drug>[A-Za-z][\w-]+(?: [A-Za-z][\w-]+)?)",
    re.IGNORECASE,
)
_INJECTED = frozenset({"subcutaneous", "intravenous", "intramuscular"})


def drug_doubts(case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """Find everything about the drugs in the fields of a case that does not agree."""
    request = case.request
    yield from _name(request.drug, request.drug_id, "request.drug", "The denied drug", vocabulary)
    yield from _request(case, vocabulary)
    for row in case.therapies:
        label = row.drug.strip() or "A row"
        yield from _name(row.drug, row.drug_id, f"therapy:{row.id}:drug", label, vocabulary)
        yield from _row(row, case, vocabulary)
    yield from _doubles(case)


def _name(written: str, drug_id: str, target: str, label: str, vocabulary: Vocabulary) -> Iterator[Todo]:
    """A name that means another drug than the one it is filed under, or two drugs at once."""
    named = vocabulary.drugs_named(written) if written.strip() else ()
    ids = {match.drug_id for match in named}
    if len(ids) > 1 and drug_id not in _combined(ids, vocabulary):
        first, second = _two(named)
        text = (
            f"{label} names two drugs: {first.name} and {second.name}. Brand and generic name do not belong together."
        )
        yield contradiction(text, target)
        return
    filed = vocabulary.drug(drug_id) if drug_id and written.strip() else None
    if filed is None:
        return
    match = named[0] if named else vocabulary.recognise_drug(written)
    if match is not None:
        if match.drug_id != drug_id and not _is_part_of(match, filed):
            text = f"{label} is written as {match.name}, but is filed as {filed.generic}. Choose the drug again."
            yield contradiction(text, target)
    elif not _words(written) & _words(" ".join((*filed.names, *filed.also_called))):
        text = f"{label} is filed as {filed.generic}, which shares no word with what is written. Choose the drug again."
        yield suspicion("filed", text, target, written)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _combined(ids: set[str], vocabulary: Vocabulary) -> set[str]:
    """The drugs in whose own generic name all these stand: fluticasone and salmeterol."""
    drugs = [vocabulary.drug(each) for each in ids]
    words = [drug.generic.casefold().split("-") for drug in drugs if drug]
    longest = max(words, key=len, default=[])
    return {drug.id for drug in drugs if drug and drug.generic.casefold().split("-") == longest and len(longest) > 1}


def _is_part_of(match: NameMatch, drug: Drug) -> bool:
    """Say whether a name is a part of a combination's or a longer name: "tacrolimus" of "tacrolimus topical"."""
    return match.name.casefold() in drug.generic.casefold() or drug.generic.casefold() in match.name.casefold()


def _two(named: tuple[NameMatch, ...]) -> tuple[NameMatch, NameMatch]:
    first = named[0]
    return first, next(match for match in named if match.drug_id != first.drug_id)


def _request(case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    request = case.request
    drug = vocabulary.drug(request.drug_id)
    for field in ("strength", "formulation", "directions", "quantity"):
        value = getattr(request, field)
        others = [match for match in vocabulary.drugs_named(value) if match.drug_id != request.drug_id] if value else []
        if others and drug is not None:
            text = f"The {field} names {others[0].name}, but the denied drug is {request.drug}."
            yield contradiction(text, f"request.{field}")
    if drug is not None:
        yield from _route(drug, f"{request.formulation} {request.directions}", "request.formulation", request.drug)
    yield from _dose(request.strength, request.directions)


def _row(row: Therapy, case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    drug = vocabulary.drug(row.drug_id) if row.drug_id else None
    if drug is not None and row.route.strip():
        yield from _route(drug, row.route, f"therapy:{row.id}:route", row.drug)
    is_requested = bool(row.drug_id) and row.drug_id == case.request.drug_id
    if is_requested and row.outcome in _FAILED and not _is_other_product(row, case, vocabulary):
        text = f"The log says that {row.drug}, the requested drug itself, failed or was not tolerated."
        yield suspicion("requested_failed", text, f"therapy:{row.id}:outcome")
    elif is_requested and row.outcome in NOT_TRIED:
        text = f"The log says that {row.drug}, the requested drug itself, must not or should not be taken."
        yield contradiction(text, f"therapy:{row.id}:outcome")


def _is_other_product(row: Therapy, case: Case, vocabulary: Vocabulary) -> bool:
    """Another product of the requested drug (a biosimilar) may well have failed."""
    taken, asked = vocabulary.recognise_drug(row.drug), vocabulary.recognise_drug(case.request.drug)
    if taken is None or asked is None:
        return False
    return (taken.product or taken.name).casefold() != (asked.product or asked.name).casefold()


def _route(drug: Drug, written: str, target: str, label: str) -> Iterator[Todo]:
    stated = read_routes(written)
    known = frozenset[str]().union(*(read_routes(route) or {route.casefold()} for route in drug.routes))
    if not stated or not known or stated & known:
        return
    if "injection" in written.casefold() and known & _INJECTED:
        return
    text = f"{label} is recorded as {' or '.join(sorted(stated))}; our drug list knows it as {', '.join(drug.routes)}."
    yield suspicion("route", text, target, written)


def _dose(strength: str, directions: str) -> Iterator[Todo]:
    """A dose that cannot be made up of the strength: neither a multiple, nor a half, nor a quarter of it."""
    strengths, doses = _AMOUNT.findall(strength), _AMOUNT.findall(directions)
    if len(strengths) != 1 or not doses or _RANGE.search(directions):
        return
    amount, unit = _number(strengths[0][0]), strengths[0][1].casefold()
    for dose, dose_unit in doses:
        if dose_unit.casefold() == unit and amount and (_number(dose) / amount * 4) % 1:
            text = f"A dose of {dose} {dose_unit} cannot be made up of {strength.strip()}."
            yield suspicion("dose", text, "request.directions", f"{dose} {dose_unit}")
            return


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _doubles(case: Case) -> Iterator[Todo]:
    seen: dict[tuple[str, str, str, str], Therapy] = {}
    for row in case.therapies:
        drug = row.drug_id or " ".join(row.drug.casefold().split())
        is_dated = row.start.is_known or row.stop.is_known
        if not drug or not (is_dated or row.outcome in NOT_TRIED):
            continue
        key = (drug, row.start.to_iso(), row.stop.to_iso(), row.route.strip().casefold())
        if key in seen:
            text = f"{row.drug} stands twice in the log with the same dates: remove one row."
            yield suspicion("double", text, f"therapy:{row.id}:drug", row.drug)
        else:
            seen[key] = row


# ---------------------------------------------------------------- free text


def named_drug_doubts(texts: Iterable[FreeText], case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """Find texts of a case that ask for, refuse or mention a drug that is not this case's."""
    own = frozenset({case.request.drug_id})
    known = _known(case, vocabulary)
    for text in texts:
        if text.author is Author.OFFICE or not case.request.drug_id:
            continue
        pattern = _REFUSES if text.author is Author.PAYER else _ASKED_DRUG
        asked = {match.drug_id: match for match in _captured(pattern, text.text, vocabulary)}
        wrong = [match for drug_id, match in asked.items() if drug_id not in own]
        if wrong and not own & asked.keys() and not _is_history(text, wrong[0], known):
            verb = "refuses" if text.author is Author.PAYER else "asks for"
            told = f"{_capital(text.name)} {verb} {wrong[0].name}, but the denied drug is {case.request.drug}."
            yield suspicion("asked_drug", told, text.target, wrong[0].name, blocks=True)
        elif text.author is Author.PRESCRIBER:
            yield from _strangers(text, known, vocabulary)


def _captured(pattern: re.Pattern[str], text: str, vocabulary: Vocabulary) -> Iterator[NameMatch]:
    for found in pattern.finditer(text):
        named = vocabulary.drugs_named(found["drug"])
        if named:
            yield named[0]


def _is_history(text: FreeText, match: NameMatch, known: frozenset[str]) -> bool:
    """Say whether a prescriber's "prescribed X" is about a drug of the log; a notice speaks of the refused one only."""
    return text.author is Author.PRESCRIBER and match.drug_id in known


def _known(case: Case, vocabulary: Vocabulary) -> frozenset[str]:
    """The drugs this case is about: requested, in the log, named by the notice."""
    ids = {case.request.drug_id, *(row.drug_id for row in case.therapies)}
    for written in (*case.denial.preferred_drugs_named, case.denial.reason, *(row.drug for row in case.therapies)):
        ids |= {match.drug_id for match in vocabulary.drugs_named(written)}
    return frozenset(ids - {""})


def _strangers(text: FreeText, known: frozenset[str], vocabulary: Vocabulary) -> Iterator[Todo]:
    for match in vocabulary.drugs_named(text.text):
        if match.drug_id not in known:
            told = f"{match.name} is named in {text.name}, but is not requested, nor in the log or the notice."
            yield suspicion("stranger", told, text.target, match.name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
