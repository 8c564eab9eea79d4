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
    entry: str = ""  # hash of citation and statement, under which an office's confirmation is kept
    link: str = ""  # official text, where there is one
    rule: str = ""  # our statement of the rule, as a person confirms it

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
    never_alone: bool = False  # whether this short window reaches the case is open: show the longer date beside it
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
    starts: str = ""  # what the clock starts on
    note: str = ""
    next_step_if_late: str = ""
    confidence: Confidence = Confidence.KNOWN


@dataclass(frozen=True, slots=True)
class PlanCandidate:
    """One kind of plan it may be, while the plan type is not known, with the deadline it would have."""

    plan_type: PlanType
    name: str
    deadline: Deadline


class StatePart(StrEnum):
    """The parts of a state step-therapy law a letter or a page may show."""

    GROUND = "ground"
    CLOCK = "clock"
    DEEMED_APPROVAL = "deemed_approval"
    TRIAL_CAP = "trial_cap"
    BAN = "ban"


@dataclass(frozen=True, slots=True)
class StateLawItem:
    """One ground, clock, cap or ban of a state law. ``usable_in_letter`` False: show it with a mark, never cite it."""

    part: StatePart
    id: str
    text: str
    confidence: Confidence
    usable_in_letter: bool
    entry: str = ""
    starts: dt.date | None = None
    caution: str = ""
    verification: Verification | None = None  # the office's own reading, if there is one
    rule: str = ""  # our statement of the rule, as a person confirms it


@dataclass(frozen=True, slots=True)
class StateStepLaw:
    """The step-therapy law of the state that regulates the plan. Only ever filled where the law gate is open."""

    state: str
    name: str
    kind: str
    summary: str
    citations: tuple[Citation, ...]
    items: tuple[StateLawItem, ...]
    in_force: bool | None  # None: the start is not known
    effective: dt.date | None = None
    form: str = ""
    notes: tuple[str, ...] = ()

    def usable(self, part: StatePart) -> tuple[StateLawItem, ...]:
        """The items of one kind that a letter may use today."""
        return tuple(item for item in self.items if item.part is part and item.usable_in_letter)


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
    clocks: tuple[PlanClock, ...]  # of the next level
    notes: tuple[str, ...] = ()
    unknown: str = ""  # filled when the plan type is unknown or outside our list: what to ask
    candidates: tuple[PlanCandidate, ...] = ()  # while the plan type is unknown: what it may be
    open_at_once: tuple[Deadline, ...] = ()  # external review beside an urgent appeal: to show, never to work by
    state_step_law: StateStepLaw | None = None  # None wherever the gate is closed
    request_clocks: tuple[PlanClock, ...] = ()  # for a new request, such as a step-therapy exception
    nonformulary_exception_applies: bool = False  # 45 CFR 156.122(c): this plan kind, and a drug not on its list

    @property
    def next_deadline(self) -> Deadline | None:
        """The earliest date to file by among those that could be computed."""
        dated = [(item.file_by, item) for item in self.deadlines if item.file_by is not None]
        return min(dated, key=lambda pair: pair[0])[1] if dated else None

    def right(self, right_id: str) -> Right | None:
        """Find a right by its id."""
        return next((right for right in self.rights if right.id == right_id), None)
