"""Where a statement comes from: the pointer that makes every sentence of a letter traceable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    """What kind of thing a source points at."""

    CASE_FIELD = "case_field"  # ref: dotted path of a case field, such as "denial.reason"
    THERAPY = "therapy"  # ref: therapy id
    EXHIBIT = "exhibit"  # ref: exhibit id; page filled where known
    CRITERION = "criterion"  # ref: "<policy id>#<node path>"
    LAW = "law"  # ref: law entry id
    CITATION = "citation"  # ref: evidence entry id
    PRESCRIBER = "prescriber"  # ref: field holding the prescriber's own words
    PRACTICE = "practice"  # ref: dotted path of a practice field
    OFFICE = "office"  # ref: the part of the letter the office put into its own words
    PROGRAM = "program"  # fixed form wording that claims nothing (headings, labels, salutations)


@dataclass(frozen=True, slots=True)
class Source:
    """One pointer: what kind, which one, how to name it to a person, and the page where there is one."""

    kind: SourceKind
    ref: str
    label: str = ""
    page: str = ""


class VerificationState(StrEnum):
    """How far a rule was checked against the document that makes it a rule."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Verification:
    """Who checked a rule, when, against what. ``on`` is an ISO date; empty strings mean nobody has."""

    state: VerificationState
    by: str = ""
    on: str = ""
    where: str = ""
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """True only for a rule that was read in the issuing document itself."""
        return self.state is VerificationState.VERIFIED


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rule was read: title, link, section or page, and the ISO date it was seen.

    ``kind`` is what was read: payer_document_copy, payer_page, third_party_extract, guide, ...
    """

    title: str
    url: str = ""
    section: str = ""
    seen_on: str = ""
    kind: str = ""
    retrieved_via: str = ""  # whose copy was read, where it was not the issuer's own
