"""From an entry's citation to the one a letter may use, with the office's own confirmation if there is one.

A confirmation is kept under the hash of citation, rule and confidence, so that a changed entry asks again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from denialdesk.domain.law import Citation, Confidence
from denialdesk.domain.plan_law import BookCitation, Condition
from denialdesk.domain.sources import Verification, VerificationState

UNCONFIRMED = Verification(VerificationState.UNVERIFIED)


@lru_cache(maxsize=4096)
def entry_hash(citation: str, rule: str, confidence: Confidence) -> str:
    """Name of an entry for the office's confirmation: changes when the citation, our rule or its confidence does."""
    text = f"{citation}\n{rule}\n{confidence.value}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _if(item: BookCitation) -> str:
    return f" (if {item.only_if.value.replace('_', '-')})" if item.only_if else ""


@dataclass(frozen=True, slots=True)
class Citer:
    """Turns book citations into letter citations. ``holds`` are the conditions known to be true of the plan.

    A citation bound to a condition that is not known to hold is left out.
    """

    confirmed: Mapping[str, Verification] = field(default_factory=dict)
    holds: frozenset[Condition] = frozenset()

    def cite(self, citations: Iterable[BookCitation], rule: str) -> tuple[Citation, ...]:
        """Make the citations of one rule, worded as our own statement of it."""
        return tuple(self._one(item, rule) for item in citations if item.only_if is None or item.only_if in self.holds)

    def cite_either(self, citations: Iterable[BookCitation], rule: str) -> tuple[Citation, ...]:
        """Make all citations of a rule, each naming the kind of plan it is for: to show, while the kind is unknown."""
        return tuple(
            replace(self._one(item, rule), text=f"{item.text}{_if(item)}", section=f"{item.section}{_if(item)}")
            for item in citations
        )

    def _one(self, item: BookCitation, rule: str) -> Citation:
        entry = entry_hash(item.text, rule, item.confidence)
        return Citation(
            text=item.text,
            section=item.section,
            confidence=item.confidence,
            verification=self.confirmed.get(entry, UNCONFIRMED),
            entry=entry,
            link=item.link,
            rule=rule,
        )

    def entry(self, name: str, rule: str, confidence: Confidence) -> str:
        """Name of an item for its confirmation."""
        return entry_hash(name, rule, confidence)

    def reading(self, name: str, rule: str, confidence: Confidence) -> Verification:
        """The office's own reading of an item that has no citation of its own, such as a state ground."""
        return self.confirmed.get(entry_hash(name, rule, confidence), UNCONFIRMED)
