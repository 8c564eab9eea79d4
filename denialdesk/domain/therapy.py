"""One row of the prior-therapy log: a drug, when it was taken, how it ended, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate


class Outcome(StrEnum):
    """How a prior therapy ended, in the terms payers' policies use."""

    INADEQUATE_RESPONSE = "inadequate_response"
    LOST_RESPONSE = "lost_response"
    INTOLERANCE = "intolerance"
    HYPERSENSITIVITY = "hypersensitivity"
    CONTRAINDICATED = "contraindicated"  # not tried: a condition forbids it
    NOT_ADVISABLE = "not_advisable"  # not tried: the prescriber advises against it
    ONGOING = "ongoing"  # still taken, no outcome yet
    OTHER = "other"  # stopped for a reason that is no outcome of the drug (cost, pregnancy, moved)
    UNKNOWN = "unknown"


NOT_TRIED = frozenset({Outcome.CONTRAINDICATED, Outcome.NOT_ADVISABLE})


class Supply(StrEnum):
    """How the drug was obtained: samples and manufacturer supply often do not count as established on therapy."""

    UNKNOWN = "unknown"
    PAID_CLAIM = "paid_claim"
    SAMPLE = "sample"
    MANUFACTURER = "manufacturer"
    INPATIENT = "inpatient"


class Use(StrEnum):
    """Whether the drug was really used: a plan, or one fill never taken, is no use."""

    TAKEN = "taken"
    PLANNED = "planned"
    NEVER_TAKEN = "never_taken"


class Origin(StrEnum):
    """How a row came into the log."""

    TYPED = "typed"
    PASTED = "pasted"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row came from. ``confirmed`` False: imported or pasted, and no person has said yes yet."""

    origin: Origin = Origin.TYPED
    document: str = ""  # what was imported, such as "FHIR bundle"; never a file path
    locator: str = ""  # place inside it, such as "MedicationRequest/1f0c"
    confirmed: bool = True
    changed_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Therapy:
    """A prior therapy. ``drug`` is as written by the office, ``drug_id`` the vocabulary's id when recognised.

    ``stop`` unknown and ``ongoing`` False means the stop date is missing. ``stated_length`` is a length from a note
    ("about 4 months"), shown but never used for judgement where dates exist.
    """

    id: str
    drug: str = ""
    drug_id: str = ""
    dose: str = ""
    route: str = ""
    frequency: str = ""
    start: PartialDate = UNKNOWN_DATE
    stop: PartialDate = UNKNOWN_DATE
    ongoing: bool = False
    outcome: Outcome = Outcome.UNKNOWN
    what_happened: str = ""
    contraindication: str = ""  # the condition that forbids the drug, when outcome is contraindicated
    prescribed_by: str = ""
    proof: str = ""  # what proves the row, in words: "chart note 2024-09-12", "pharmacy fill history"
    exhibit_id: str = ""
    exhibit_page: str = ""
    supply: Supply = Supply.UNKNOWN
    use: Use = Use.TAKEN
    stated_length: str = ""
    indication_id: str = ""  # what the drug was given for, when not the case's own indication
    provenance: Provenance = Provenance()

    @property
    def was_tried(self) -> bool:
        """True when the row records real use of the drug."""
        return self.use is Use.TAKEN and self.outcome not in NOT_TRIED
