"""Published support offered for the arguments of one case, and what speaks against the request.

Offered are publications on this drug or its class, in this condition, that support one of the case's arguments; newest
first, a few. Adverse entries are shown to the office and never offered. What nobody has read at its source (a finding
that is only known, or was read in a secondary summary) is a draft: it enters a letter once the office says who read it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from denialdesk.domain.argument import Argument, ArgumentKind
from denialdesk.domain.case import Case
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.letter_choices import ChosenCitation

MOST_OFFERED = 6
_TNF = "TNF inhibitor"
_INCOMPLETE = re.compile(r"\bcheck\b", re.IGNORECASE)
_SECONDARY = "secondary"
# Which uses of a publication (the vocabulary of criteria_db/evidence) support which argument.
_SUPPORTS: dict[ArgumentKind, frozenset[str]] = {
    ArgumentKind.TRIAL_FAILED: frozenset({"after_step_failure", "no_conventional_step", "add_on", "steroid_sparing"}),
    ArgumentKind.ADVERSE_EFFECT: frozenset({"after_step_failure", "no_conventional_step", "no_ocs_step"}),
    ArgumentKind.CONTRAINDICATED: frozenset({"contraindication", "no_conventional_step", "first_line"}),
    ArgumentKind.STABLE_ON_DRUG: frozenset({"continuation"}),
    ArgumentKind.CONTINUATION: frozenset({"continuation"}),
    ArgumentKind.SAME_MECHANISM: frozenset({"switch_out_of_class"}),
    ArgumentKind.PREFERRED_NOT_APPROPRIATE: frozenset({"switch_out_of_class", "contraindication"}),
    ArgumentKind.COMBINATION_USE: frozenset({"combination"}),
    ArgumentKind.OUTSIDE_LABEL: frozenset({"efficacy", "first_line"}),
}
_AFTER_TNF = frozenset({"after_tnf_failure", "tnf_cycling_futile"})
_FAILED_TNF = frozenset({ArgumentKind.TRIAL_FAILED, ArgumentKind.ADVERSE_EFFECT, ArgumentKind.SAME_MECHANISM})
_ANY_CASE = frozenset({"efficacy"})  # that the drug works in this condition may be said of any case
_CHILDREN = frozenset({"pediatric_dosing"})


@dataclass(frozen=True, slots=True)
class OfferedEvidence:
    """One publication offered. ``for_arguments`` are those it supports; ``is_usable`` whether a letter may print it.

    ``hindrance`` says why a letter may not print it yet; ``warning`` what to know before citing it.
    """

    entry: Evidence
    for_arguments: tuple[ArgumentKind, ...]
    is_chosen: bool
    is_usable: bool
    hindrance: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceOffer:
    """What may support a case, and what cuts against it: the latter is for the office's eyes."""

    support: tuple[OfferedEvidence, ...]
    against: tuple[Evidence, ...]


def offered_evidence(case: Case, arguments: Iterable[Argument], evidence: Iterable[Evidence]) -> EvidenceOffer:
    """Choose from the publications on file for the requested drug and condition (``Library.evidence``).

    A citation the office has chosen is always among them, so that it can be taken out again.
    """
    is_child = _is_child(case)
    listed = tuple(evidence)
    wanted = _wanted(arguments, is_child=is_child)
    chosen = {each.evidence_id: each for each in case.letter.citations}
    support = []
    for entry in listed:
        kinds = tuple(kind for kind, uses in wanted.items() if uses & {*entry.supports})
        suits = bool(kinds) or bool(_ANY_CASE & {*entry.supports})
        suits = suits and (is_child or not _CHILDREN & {*entry.supports})
        if not entry.is_adverse and (suits or entry.id in chosen):
            support.append(_offered(entry, kinds, chosen.get(entry.id)))
    support.sort(key=lambda each: (not each.is_chosen, -each.entry.year, not each.for_arguments, each.entry.id))
    kept = [each for each in support if each.is_chosen]
    kept += [each for each in support if not each.is_chosen][: max(0, MOST_OFFERED - len(kept))]
    return EvidenceOffer(tuple(kept), tuple(entry for entry in listed if entry.is_adverse))


def cited_evidence(case: Case, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The chosen publications a letter may print, newest first, among those on file for this drug and condition."""
    chosen = {each.evidence_id: each for each in case.letter.citations}
    found = [entry for entry in evidence if entry.id in chosen and not hindrance(entry, chosen[entry.id])]
    return tuple(sorted(found, key=lambda entry: (-entry.year, entry.id)))


def hindrance(entry: Evidence, choice: ChosenCitation | None) -> str:
    """Say why a letter may not print a publication; empty when it may."""
    if entry.is_adverse:
        return "It speaks against the request, or must not be cited."
    if _INCOMPLETE.search(entry.citation):
        return "The reference is incomplete: volume and pages are not on file."
    if entry.was_seen and entry.source_kind != _SECONDARY:
        return ""
    if choice is not None and choice.read_by.strip() and choice.entry == evidence_entry(entry):
        return ""
    if entry.was_seen:
        return "Read in a secondary summary only: read the publication, then confirm it."
    return "From general knowledge, not read again: read the publication, then confirm it."


def evidence_entry(entry: Evidence) -> str:
    """Name of an entry for the office's confirmation; changes when the citation or our finding does."""
    return hashlib.sha256(f"{entry.id}\n{entry.citation}\n{entry.finding}".encode()).hexdigest()[:20]


def _offered(entry: Evidence, kinds: tuple[ArgumentKind, ...], choice: ChosenCitation | None) -> OfferedEvidence:
    why_not = hindrance(entry, choice)
    return OfferedEvidence(entry, kinds, choice is not None, not why_not, why_not, entry.caution)


def _wanted(arguments: Iterable[Argument], *, is_child: bool) -> dict[ArgumentKind, frozenset[str]]:
    """Collect, for each argument of the case, the uses that support it; an incomplete one still looks for support."""
    wanted: dict[ArgumentKind, frozenset[str]] = {}
    for argument in arguments:
        uses = _SUPPORTS.get(argument.kind, frozenset())
        if argument.drug_class == _TNF and argument.kind in _FAILED_TNF:
            uses |= _AFTER_TNF | {"switch_out_of_class"}
        if argument.kind is ArgumentKind.AGE_OR_DOSE and is_child:
            uses |= _CHILDREN
        if uses:
            wanted[argument.kind] = wanted.get(argument.kind, frozenset()) | uses
    return wanted


def _is_child(case: Case) -> bool:
    born, notice = case.patient.birth_date.earliest, case.denial.notice_date.latest
    return born is not None and notice is not None and (notice.year - born.year) < 18
