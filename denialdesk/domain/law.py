"""Appeal rights as data: plan types, levels, windows, clocks, citations; and what was found to hold for one case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.plan import PlanType
from denialdesk.domain.sources import Verification


class Confidence(StrEnum):
    """Whether a law statement was read in a listed source, or is general knowledge nobody re-read."""

    SEEN = "seen"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Citation:
    """One legal citation with the confidence of that very citation; ``section`` is its section-level form.

    "29 CFR 2560.503-1(h)(3)(i)" has the section "29 CFR 2560.503-1". Until a person has confirmed it, a citation that
    is only known is written at section level or named in words.
    """

    text: str
    section: str
    confidence: Confidence
    verification: Verification

    @property
    def for_letter(self) -> str:
        """The form a letter may use today."""
        usable = self.confidence is Confidence.SEEN or self.verification.is_verified
        return self.text if usable else self.section


@dataclass(frozen=True, slots=True)
class Right:
    """One thing the plan owes the patient, worded as a statement with its citations.

    ``id`` is stable ("claim_file", "criteria", "same_specialty_reviewer", "external_review", ...).
    """

    id: str
    text: str
    citations: tuple[Citation, ...]
    confidence: Confidence
    request: str = ""  # the sentence that asks for it, for a letter


class ClockUnit(StrEnum):
    """Units of legal clocks."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class CountStep:
    """One line of the counting, to show how a date came about."""

    text: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One computed last day. ``file_by`` is the safe date to show staff, never later than ``legal_deadline``.

    ``legal_deadline`` and ``file_by`` are None when the program refuses to compute: ``refusal`` says why and
    ``ask`` what to ask whom.
    """

    level_id: str
    label: str
    legal_deadline: dt.date | None
    file_by: dt.date | None
    start_event: str
    start_date: dt.date | None
    start_is_presumed: bool
    citations: tuple[Citation, ...]
    steps: tuple[CountStep, ...] = ()
    printed_date: dt.date | None = None
    printed_note: str = ""
    refusal: str = ""
    ask: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanClock:
    """How long the plan has once it has the filing."""

    level_id: str
    label: str
    amount: int
    unit: ClockUnit
    expedited: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the law gives in one case. ``plan_type`` None: unknown, and nothing is claimed.

    ``state_law_applies`` False closes the gate: no state statute may appear in the letter.
    """

    plan_type: PlanType | None
    plan_type_name: str
    state_law_applies: bool
    governing_law: tuple[Citation, ...]
    who_may_file: str
    form_needed: str
    rights: tuple[Right, ...]
    deadlines: tuple[Deadline, ...]
    clocks: tuple[PlanClock, ...]
    notes: tuple[str, ...] = ()
    unknown: str = ""  # filled when the plan type is unknown or outside our list: what to ask

    def right(self, right_id: str) -> Right | None:
        """Find a right by its id."""
        return next((right for right in self.rights if right.id == right_id), None)
