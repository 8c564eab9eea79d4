"""Guidelines and trials a letter may cite, what each supports, and what cuts against a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """One publication. ``supports`` uses the vocabulary of ``criteria_db/evidence``.

    ``confidence`` "seen": the finding was read in the page at ``url``; "known": not re-read, a draft to confirm.
    Entries whose ``supports`` holds ``do_not_cite`` or ``adverse_...`` warn the office and never support a letter.
    """

    id: str
    kind: str  # guideline, randomized_trial, ...
    title: str
    authors: str
    year: int
    citation: str
    finding: str
    supports: tuple[str, ...]
    indication_ids: tuple[str, ...]
    drug_classes: tuple[str, ...]
    drug_ids: tuple[str, ...] = ()
    caution: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    confidence: str = "known"
    source_kind: str = ""
    citation_cross_checked: bool = False

    @property
    def was_seen(self) -> bool:
        """True when the finding was read at its address."""
        return self.confidence == "seen"

    @property
    def is_adverse(self) -> bool:
        """True when the entry warns the office: it must never be offered to a letter as support."""
        return any(use.startswith("adverse_") or use in {"do_not_cite", "off_label_refuted"} for use in self.supports)
