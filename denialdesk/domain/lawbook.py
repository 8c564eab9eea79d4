"""The law as data: what each kind of plan and each state gives, every item with its own confidence.

A value that is None was not found or does not apply; it never means "no". ``knowledge/law.py`` builds these shapes
from ``criteria_db/law``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from denialdesk.domain.law import Confidence
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_finder import FinderGraph
from denialdesk.domain.plan_law import BookCitation, Fact, PlanEntry
from denialdesk.domain.state_law import StateEntry


@dataclass(frozen=True, slots=True)
class OutsideEntry:
    """Coverage to recognise and send to the right office; nothing is computed for it."""

    id: str
    name: str
    goes_to: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LawChange:
    """A recent or coming change. ``status`` "" is law; "proposed_only" and "bill_only" are not and are never cited."""

    date: dt.date
    what: str
    status: str
    confidence: Confidence
    date_note: str = ""
    date_confidence: Confidence = Confidence.KNOWN
    citations: tuple[BookCitation, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_law(self) -> bool:
        """True only for a change that has been enacted or issued as final."""
        return not self.status


@dataclass(frozen=True, slots=True)
class LawSource:
    """Where an entry was read: a statute or regulation text, an agency page, or someone's account of it."""

    id: str
    url: str
    kind: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class CommonRule:
    """A rule that several plan types share."""

    id: str
    text: str
    confidence: Confidence
    citations: tuple[BookCitation, ...] = ()
    sources: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LawBook:
    """All the law the program knows, as of one day."""

    as_of: dt.date
    plans: Mapping[PlanType, PlanEntry]
    states: Mapping[str, StateEntry]
    outside: tuple[OutsideEntry, ...] = ()
    changes: tuple[LawChange, ...] = ()
    sources: Mapping[str, LawSource] = field(default_factory=dict)
    common: tuple[CommonRule, ...] = ()
    notes: tuple[Fact, ...] = ()
    finder: FinderGraph | None = None

    def common_rule(self, rule_id: str) -> CommonRule | None:
        """Find a shared rule by its id."""
        return next((rule for rule in self.common if rule.id == rule_id), None)
