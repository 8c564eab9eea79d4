"""What a reader of outside files proposes: facts with their place in the document, waiting for a person's yes."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.therapy import Therapy


@dataclass(frozen=True, slots=True)
class ProposedTherapy:
    """One row for the log, not yet confirmed.

    ``evidence`` says in words what the document shows ("3 orders from … to …"), ``warnings`` what to check.
    """

    therapy: Therapy
    evidence: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_recognised(self) -> bool:
        """True when the drug is one the drug list knows."""
        return bool(self.therapy.drug_id)


@dataclass(frozen=True, slots=True)
class HistoryProposal:
    """What one chart export holds: whose it says it is, the rows it proposes, and what was left out and why."""

    document: str
    therapies: tuple[ProposedTherapy, ...]
    patient_first_name: str = ""
    patient_last_name: str = ""
    birth_date: PartialDate = UNKNOWN_DATE
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
