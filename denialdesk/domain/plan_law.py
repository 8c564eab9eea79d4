"""The law as data: what each kind of plan gives, every item with its own confidence.

A value that is None was not found or does not apply; it never means "no". ``knowledge/law.py`` builds these shapes
from ``criteria_db/law``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.plan import PlanType

FactValue = str | int | bool | float | dt.date | tuple[str, ...] | None


class PlanFamily(StrEnum):
    """Which counting habits a plan type follows."""

    COMMERCIAL = "commercial"
    PUBLIC = "public"
    POLICY_TERMS = "policy_terms"  # the policy and state law only; no federal count unless an employee plan
    NONE = "none"  # nothing is ever computed


class StateLawReach(StrEnum):
    """Whether a state's step-therapy statute can bind a plan type."""

    NEVER = "never"
    ALWAYS = "always"
    INSURED_ONLY = "insured_only"
    INSURED_OR_NAMED = "insured_or_named"  # self-funded only where the statute names the public-employee plan
    IF_NAMED = "if_named"  # only where the statute names the public program
    CHECK_STATUTE = "check_statute"


class Condition(StrEnum):
    """When a citation holds only for some plans of a type."""

    INSURED = "insured"
    SELF_FUNDED = "self_funded"
    ERISA = "erisa"
    STATE_LAW = "state_law"
    STATE_PROCESS = "state_process"


class StartEvent(StrEnum):
    """What a filing window is counted from."""

    RECEIPT = "receipt"
    NOTICE_DATE = "notice_date"
    MAILING = "mailing"
    LETTER = "letter"  # the rule gives no count: the letter, the plan document or the state does


class MonthEnd(StrEnum):
    """What happens when the target month has no such day."""

    FIRST_DAY_OF_NEXT_MONTH = "first_day_of_next_month"
    CLAMP_TO_LAST_DAY = "clamp_to_last_day"


@dataclass(frozen=True, slots=True)
class BookCitation:
    """One citation of an entry; ``section`` is its section-level form, ``link`` the official text if there is one."""

    text: str
    section: str
    confidence: Confidence
    only_if: Condition | None = None
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One more thing an entry says, kept as found. ``value`` None: looked for and not found."""

    id: str
    value: FactValue
    confidence: Confidence
    citations: tuple[BookCitation, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """How long a filer has. ``amount`` None: the rule gives no number.

    ``is_floor`` True: a plan may allow more. ``state_sets_number`` True: a number between ``least`` and ``most`` must
    be entered. ``safe_start`` names an earlier day from which the safe date is counted, where two counts are arguable.
    """

    amount: int | None
    unit: ClockUnit
    start: StartEvent
    start_event: str
    confidence: Confidence
    is_floor: bool = False
    state_sets_number: bool = False
    least: int | None = None
    most: int | None = None
    presumed_receipt_days: int | None = None
    safe_start: StartEvent | None = None
    rolls: bool | None = None
    rolls_basis: str = ""
    rolls_confidence: Confidence | None = None  # where it is less certain than the window
    month_end: MonthEnd | None = None
    filed_when: str = ""
    expedited_start: StartEvent | None = None  # the stricter start of an expedited request
    citations: tuple[str, ...] = ()  # which of the level's citations carry the window; empty: all


@dataclass(frozen=True, slots=True)
class DecisionTime:
    """How long the decider has, from ``starts``. ``kind`` is "standard", "expedited", "post_service", ...

    ``citations`` name which of the level's citations carry the time; empty: all of them.
    """

    kind: str
    amount: int
    unit: ClockUnit
    confidence: Confidence
    starts: str = ""
    note: str = ""
    citations: tuple[str, ...] = ()

    @property
    def is_expedited(self) -> bool:
        """True for the urgent clock."""
        return "expedited" in self.kind


@dataclass(frozen=True, slots=True)
class LevelEntry:
    """One level of review; ``order`` 0 is the first decision, 1 the first appeal, equal numbers are alternatives.

    ``processes`` are the alternative forms of an external review, each with its own window.
    """

    id: str
    order: int
    name: str
    confidence: Confidence
    window: Window | None = None
    expedited_window: Window | None = None
    decisions: tuple[DecisionTime, ...] = ()
    citations: tuple[BookCitation, ...] = ()
    sources: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    processes: tuple[LevelEntry, ...] = ()
    if_late: str = ""  # what the filer may do when the decision is late
    no_filing: str = ""  # filled when nothing is filed at this level, and why
    follows: tuple[AppealLevel, ...] = ()  # the kinds of notice after which this level is next
    only_if: Condition | None = None
    needs_printed_date: bool = False  # no date is computed unless the notice's own date is entered

    def fact(self, fact_id: str) -> FactValue:
        """Find the value of a fact by its id; None when absent or not found."""
        return next((fact.value for fact in self.facts if fact.id == fact_id), None)


@dataclass(frozen=True, slots=True)
class RightEntry:
    """One right: ``rule`` as found, ``statement`` and ``request`` as a letter words it."""

    id: str
    statement: str
    confidence: Confidence
    request: str = ""
    rule: str = ""
    citations: tuple[BookCitation, ...] = ()
    sources: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class StateLawEntry:
    """Whether state step-therapy law reaches a plan type, and the law that says so."""

    reach: StateLawReach
    rule: str
    confidence: Confidence
    citations: tuple[BookCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class Representation:
    """Who may file and with which form, in one sentence each."""

    who_may_file: str
    form_needed: str
    confidence: Confidence
    prescriber_urgent_without_form: bool | None = None
    citations: tuple[BookCitation, ...] = ()
    sources: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """Everything on one plan type. ``later_printed_date_counts`` None: not known whether one may be relied on."""

    id: PlanType
    name: str
    short_name: str
    family: PlanFamily
    as_of: dt.date
    state_law: StateLawEntry
    governing_law: tuple[BookCitation, ...]
    later_printed_date_counts: bool | None = None
    recognise: tuple[str, ...] = ()
    representation: Representation | None = None
    rights: tuple[RightEntry, ...] = ()
    levels: tuple[LevelEntry, ...] = ()
    facts: tuple[Fact, ...] = ()
    nothing_computed: str = ""  # filled when no date may be computed for this plan type, and why
    ask: str = ""  # what to ask whom, for a plan type about which something must be known first

    def right(self, right_id: str) -> RightEntry | None:
        """Find a right by its id."""
        return next((entry for entry in self.rights if entry.id == right_id), None)

    def level(self, level_id: str) -> LevelEntry | None:
        """Find a level or one of its processes ("external_review.private_iro") by its id."""
        for entry in self.levels:
            if entry.id == level_id:
                return entry
            for process in entry.processes:
                if f"{entry.id}.{process.id}" == level_id:
                    return process
        return None
