"""The reason of a notice split into its points: what the plan says is wrong, each in the notice's own words.

Each kind is known by the short markers that payers' notices and the federal model notices use for it. One point stands
for one kind, quoted by the sentence that says it best; a sentence that demands something and shows no marker is a point
of its own, so that nothing the plan says is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class DenialKind(StrEnum):
    """What a point of a notice is about."""

    STEP_NOT_MET = "step_not_met"
    NOT_DOCUMENTED = "not_documented"
    MISSING_INFORMATION = "missing_information"
    NOT_MEDICALLY_NECESSARY = "not_medically_necessary"
    NON_FORMULARY = "non_formulary"
    QUANTITY_LIMIT = "quantity_limit"
    DOSE = "dose"
    AGE = "age"
    EXPERIMENTAL = "experimental"
    OFF_LABEL = "off_label"
    SPECIALTY = "specialty"
    COMBINATION = "combination"
    RENEWAL = "renewal"
    BIOSIMILAR = "biosimilar"
    DIAGNOSIS = "diagnosis"
    SITE_OF_CARE = "site_of_care"
    EXCLUSION = "exclusion"
    PRIOR_AUTHORIZATION = "prior_authorization"
    POLICY_CITED = "policy_cited"
    OTHER = "other"


KIND_NAMES = {
    DenialKind.STEP_NOT_MET: "Step therapy not met",
    DenialKind.NOT_DOCUMENTED: "Not documented",
    DenialKind.MISSING_INFORMATION: "Information missing",
    DenialKind.NOT_MEDICALLY_NECESSARY: "Not medically necessary",
    DenialKind.NON_FORMULARY: "Not on the drug list",
    DenialKind.QUANTITY_LIMIT: "Quantity limit",
    DenialKind.DOSE: "Dose",
    DenialKind.AGE: "Age",
    DenialKind.EXPERIMENTAL: "Experimental",
    DenialKind.OFF_LABEL: "Off-label use",
    DenialKind.SPECIALTY: "Prescriber's specialty",
    DenialKind.COMBINATION: "Combination with another drug",
    DenialKind.RENEWAL: "Continuation or renewal",
    DenialKind.BIOSIMILAR: "Biosimilar or generic required",
    DenialKind.DIAGNOSIS: "Diagnosis",
    DenialKind.SITE_OF_CARE: "Site of care",
    DenialKind.EXCLUSION: "Benefit exclusion",
    DenialKind.PRIOR_AUTHORIZATION: "Prior authorization",
    DenialKind.POLICY_CITED: "Policy relied on",
    DenialKind.OTHER: "Another point",
}


@dataclass(frozen=True, slots=True)
class DenialItem:
    """One point of a notice. ``quote`` is the sentence that makes it, word for word."""

    kind: DenialKind
    quote: str

    @property
    def key(self) -> str:
        """Name of the point for an answer or a set-aside; changes when the notice's words do."""
        return f"notice:{self.kind}:{' '.join(self.quote.casefold().split())[:160]}"


def _marker(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_LIST = r"(?:drug list|formulary|preferred drug list|pdl\b)"
_MARKERS: dict[DenialKind, re.Pattern[str]] = {
    DenialKind.STEP_NOT_MET: _marker(
        r"step[- ](?:therapy|edit|requirement|protocol)",
        r"\btr(?:y|ied|ying|ial)\b.{0,30}\b(?:and|or|&)\b.{0,12}\bfail",
        r"\bfail(?:ure|ed)? (?:of|to respond|on)\b",
        r"\b(?:try|tried|trial|trials) (?:of|with|at least|one|two|first|other|another|the|any)\b",
        r"\b(?:day|week|month)s?[- ]trial\b",
        r"must (?:first )?(?:try|fail|have tried|have failed|use)",
        r"preferred (?:\w+ ){0,2}(?:drug|product|alternative|agent|medication|biologic)",
        r"formulary alternative|covered alternative|lower[- ]cost alternative",
        r"inadequate (?:\w+ )?response|intoleran(?:ce|t)|contraindicat",
        r"\bnot (?:been )?tried\b|\bhas(?:n't| not) tried\b|first[- ]line",
    ),
    DenialKind.NOT_DOCUMENTED: _marker(
        r"\b(?:no|not|without|lack of|lack(?:s|ing)?|insufficient) (?:\w+ ){0,2}(?:documentation|evidence|record)",
        r"(?:records?|notes?|documentation|information)(?: \w+){0,4} (?:do|does|did) not"
        r" (?:show|support|document|contain|include)",
        r"\bundocumented\b|\bnot documented\b|no record of",
    ),
    DenialKind.MISSING_INFORMATION: _marker(
        r"(?:did|have|has) not receive|not (?:been )?(?:received|provided|submitted|included|sent)\b",
        r"(?:missing|insufficient|incomplete|additional|more) (?:\w+ )?information",
        r"unable to (?:verify|confirm|determine)|could not (?:verify|confirm|determine)",
    ),
    DenialKind.NOT_MEDICALLY_NECESSARY: _marker(
        r"not (?:\w+ ){0,3}medically (?:necessary|appropriate)",
        r"medical necessity.{0,60}\b(?:not|unmet|lacking)\b",
        r"\b(?:not|lack of|lacks|without|fails? to)\b.{0,60}medical necessity",
    ),
    DenialKind.NON_FORMULARY: _marker(
        r"non-?formulary",
        rf"not (?:\w+ ){{0,3}}(?:on|in|under) (?:\w+['’]?s? ){{0,4}}{_LIST}",
        rf"excluded from (?:\w+ ){{0,3}}{_LIST}|formulary exception",
    ),
    DenialKind.QUANTITY_LIMIT: _marker(
        r"quantity (?:limit|requested|exceeds|limitation)",
        r"exceeds?(?: \w+){0,4} (?:quantity|supply|limit|units)\b",
        r"maximum (?:\w+ )?quantity",
    ),
    DenialKind.DOSE: _marker(
        r"\bdos(?:e|es|age|ing)\b.{0,60}(?:exceed|above|higher|not (?:supported|approved|within|recommended)|outside)",
        r"(?:exceed|above|higher than|outside|not within|maximum).{0,40}\bdos(?:e|es|age|ing)\b",
    ),
    DenialKind.AGE: _marker(
        r"\bage (?:limit|requirement|criteri|restriction|is|of the)",
        r"\b(?:under|below|younger than|older than) (?:the age of )?\d+\b",
        r"\b(?:at least|less than|over) \d+ years (?:of age|old)",
        r"\d+ years(?: of age)? (?:or|and) (?:older|younger|above|over)",
        r"not (?:approved|covered|indicated) (?:for|at) (?:\w+ ){0,2}age",
    ),
    DenialKind.EXPERIMENTAL: _marker(r"\bexperimental\b|\binvestigational\b|\bunproven\b"),
    DenialKind.OFF_LABEL: _marker(
        r"off[- ]label",
        r"not (?:\w+ ){0,2}(?:fda|food and drug administration)[- ](?:approved|label)",
        r"not (?:approved|labell?ed|indicated)(?: by the fda)? for",
        r"medically accepted indication|outside (?:\w+ ){0,3}label|\bcompendi(?:a|um)\b",
    ),
    DenialKind.SPECIALTY: _marker(
        r"\bspecialist\b|prescribed by (?:or |a |an )|in consultation with|prescriber(?:'s|’s)? specialty",
        r"must be (?:a|an) (?:\w+ )?\w+(?:ologist|trician)\b",
    ),
    DenialKind.COMBINATION: _marker(
        r"\bcombination with\b|\bconcurrent|\bconcomitant|duplicat(?:e|ion of) therapy|dual (?:biologic|therapy)",
        r"together with (?:another|other)",
        r"\b(?:used|taken|taking|use) (?:with )?(?:another|other) (?:biologic|targeted|jak|immun)",
    ),
    DenialKind.RENEWAL: _marker(
        r"\brenew(?:al|ed)?\b|reauthori[sz]|continuation of (?:therapy|treatment)|continued (?:use|therapy|treatment)",
        r"(?:clinical )?(?:response|benefit|improvement) (?:\w+ ){0,4}(?:was|is|has|were) not|\bno improvement\b",
    ),
    DenialKind.BIOSIMILAR: _marker(
        r"\bbiosimilar|interchangeable|reference product|multi-?source brand",
        r"generic (?:equivalent|version|alternative)",
    ),
    DenialKind.DIAGNOSIS: _marker(
        r"diagnosis (?:\w+ ){0,4}(?:not|does not|is required|must)|not (?:been )?diagnosed|\bno diagnosis\b",
    ),
    DenialKind.SITE_OF_CARE: _marker(
        r"site of (?:care|service)|hospital outpatient|home infusion|infusion (?:site|location)",
    ),
    DenialKind.EXCLUSION: _marker(
        r"benefit exclusion|plan exclusion|excluded (?:benefit|drug|from coverage)",
        r"not a covered (?:benefit|drug|service)",
    ),
    DenialKind.PRIOR_AUTHORIZATION: _marker(
        r"prior authorization (?:\w+ ){0,2}(?:required|needed|not )|requires? prior auth"
    ),
    DenialKind.POLICY_CITED: _marker(
        r"\b(?:policy|guideline|criteria) (?:no\b|number|#|titled|named|“|\")",
        r"(?:according to|based on|under|per) (?:\w+['’]?s? ){0,6}(?:policy|guideline|criteria)\b",
        r"\b(?:IP|CNF)[- ]?\d{3,}\b|evidence of coverage",
    ),
}
_NEARER = {
    DenialKind.DOSE: DenialKind.QUANTITY_LIMIT,
    DenialKind.EXPERIMENTAL: DenialKind.OFF_LABEL,
    DenialKind.NOT_DOCUMENTED: DenialKind.MISSING_INFORMATION,
}
# A sentence that demands something is a point even where no marker tells of what kind.
_DEMANDS = re.compile(r"\b(?:not|no|must|requires?|required|only|unless|exceeds?|never|fails?)\b", re.IGNORECASE)
_DECISION = re.compile(
    r"\b(?:unable to|cannot|can not|not) (?:be )?approve|\bden(?:y|ied|ial)\b|adverse (?:benefit )?determination|"
    r"\bappeal|you (?:may|can|have the right)|\bwe (?:have )?reviewed\b|coverage (?:is|was) not|not covered\b|"
    r"\bcall (?:us|our)|peer[- ]to[- ]peer|medical director|not a bill|unable to cover",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|No|vs|e\.g|i\.e|etc|St|approx|U\.S|mg|mL|Inc|Co|pp?)|\b[A-Z])\.$")
# A line break alone ends nothing: pasted notices are wrapped anywhere.
_END = re.compile(
    r"(?<=[.!?])[\"”’)]*\s+|\s*\n\s*\n\s*|\s*\n(?=\s*(?:[-*–•·▪]|\(?\d{1,2}[.)]\s))|\s*[•·▪]\s*|;\s+(?=[A-Za-z])"
)


def denial_items(reason: str) -> tuple[DenialItem, ...]:
    """Split the reason of a notice into its points, in the notice's order; a reason without any is one point."""
    found: dict[DenialKind, str] = {}
    others: list[DenialItem] = []
    for sentence in sentences(reason):
        kinds = [kind for kind, marker in _MARKERS.items() if marker.search(sentence)]
        for kind in kinds:
            found.setdefault(kind, sentence)
        if not kinds and _DEMANDS.search(sentence) and not _DECISION.search(sentence):
            others.append(DenialItem(DenialKind.OTHER, sentence))
    items = [*_without_doubles(found), *others]
    if not items and reason.strip():
        return (DenialItem(DenialKind.OTHER, " ".join(reason.split())),)
    order = {sentence: place for place, sentence in enumerate(sentences(reason))}
    return tuple(sorted(items, key=lambda item: order[item.quote]))


def sentences(text: str) -> tuple[str, ...]:
    """Split a text into sentences and list entries, each on one line; abbreviations end no sentence."""
    parts: list[str] = []
    for part in _END.split(text):
        line = " ".join(part.split()).strip(" -–*")
        if not line:
            continue
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {line}"
        else:
            parts.append(line)
    return tuple(parts)


def _without_doubles(found: dict[DenialKind, str]) -> Iterator[DenialItem]:
    """Of two kinds that say the same of one sentence, keep the nearer one."""
    for kind, sentence in found.items():
        nearer = _NEARER.get(kind)
        if nearer is None or found.get(nearer) != sentence:
            yield DenialItem(kind, sentence)
