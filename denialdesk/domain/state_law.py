"""The law as data: step-therapy law and external review of each state, every item with its own confidence.

A value that is None was not found or does not apply; it never means "no". ``knowledge/law.py`` builds these shapes
from ``criteria_db/law``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.plan_law import BookCitation


class StateLawKind(StrEnum):
    """What kind of step-therapy law a state has."""

    GENERAL = "general"
    BAN = "ban"
    PARTIAL = "partial"
    LIMITED = "limited"
    NONE_FOUND = "none_found"
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """The grounds on which a state law gives an exception."""

    CONTRAINDICATED_OR_HARM = "contraindicated_or_harm"
    EXPECTED_INEFFECTIVE = "expected_ineffective"
    TRIED_AND_FAILED = "tried_and_failed"
    SAME_CLASS_COUNTS = "same_class_or_mechanism_counts"
    STABLE_ON_DRUG = "stable_on_drug"
    NOT_IN_BEST_INTEREST = "not_in_best_interest"


@dataclass(frozen=True, slots=True)
class GroundEntry:
    """Whether a state's law lists one ground; None: not known."""

    ground: Ground
    listed: bool | None
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class StateClock:
    """The plan's time to answer a state exception request, in the statute's own units."""

    standard: str
    urgent: str
    starts: str
    standard_confidence: Confidence
    urgent_confidence: Confidence
    deemed_approved_if_late: bool | None
    deemed_confidence: Confidence


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a state law reaches one kind of plan; None: not known."""

    plan: str
    reached: bool | None
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Provision:
    """A part of a state law with its own date or reach. ``starts`` is an ISO date, or a year when no day is known."""

    what: str
    starts: str
    applies_to: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Ban:
    """A condition for which step therapy is forbidden; empty texts: not confirmed, so never asserted unchecked."""

    condition: str
    starts: dt.date | None
    applies_to: str
    only_if: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class TrialCap:
    """The longest trial a plan may require."""

    days: int | None
    alternative: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class StateExternalReview:
    """A state's external review: its own count where known."""

    body: str
    amount: int | None
    unit: ClockUnit | None
    start_event: str
    differs_from_four_months: bool | None
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateEntry:
    """The step-therapy law and external review of one state or the District of Columbia."""

    code: str
    name: str
    as_of: dt.date
    kind: StateLawKind
    citations: tuple[BookCitation, ...]
    enacted: str
    effective: dt.date | None
    provisions: tuple[Provision, ...]
    grounds: tuple[GroundEntry, ...]
    medicaid_differs: str
    clock: StateClock
    reaches: tuple[Reach, ...]
    trial_cap: TrialCap
    bans: tuple[Ban, ...]
    form: str
    form_confidence: Confidence
    notes: tuple[str, ...]
    external_review: StateExternalReview
    statute_confidence: Confidence
    statute_status_known: bool = True  # False: not even whether such a law exists
    sources: tuple[str, ...] = ()

    def reach(self, plan: str) -> Reach | None:
        """Find the reach for "individual", "fully_insured_group", "state_employees", "medicaid", ..."""
        return next((entry for entry in self.reaches if entry.plan == plan), None)
