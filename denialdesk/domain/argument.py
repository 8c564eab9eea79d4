"""The shape of an argument: a reason why the denial should not stand, with the facts it rests on and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from denialdesk.domain.criteria import Remedy
from denialdesk.domain.sources import Source


class ArgumentKind(StrEnum):
    """The pathways, strongest first where two rest on equally good ground."""

    TRIAL_FAILED = "trial_failed"
    ADVERSE_EFFECT = "adverse_effect"
    CONTRAINDICATED = "contraindicated"
    STABLE_ON_DRUG = "stable_on_drug"
    CONTINUATION = "continuation"
    SAME_MECHANISM = "same_mechanism"
    PREFERRED_NOT_APPROPRIATE = "preferred_not_appropriate"
    NONPREFERRED_BIOSIMILAR = "nonpreferred_biosimilar"
    COMBINATION_USE = "combination_use"
    PRESCRIBER_SPECIALTY = "prescriber_specialty"
    DOCUMENTED_ELSEWHERE = "documented_elsewhere"
    OUTSIDE_LABEL = "outside_label"
    AGE_OR_DOSE = "age_or_dose"
    SAFETY = "safety"
    HARM_OF_DELAY = "harm_of_delay"
    CRITERIA_NOT_PROVIDED = "criteria_not_provided"


class Basis(IntEnum):
    """How good the ground is: a printed criterion that the rows fulfil is the best there is."""

    CRITERION_MET = 4
    CRITERION_EXEMPT = 3
    RECORD = 2  # the record shows it, but no criterion on file turns on it
    STATED = 1  # the prescriber's word


class Ground(StrEnum):
    """How a preferred drug stands in the record."""

    TRIED = "tried"
    SAME_DRUG = "same_drug"  # another product of a drug that was tried
    FORBIDDEN = "forbidden"  # a row says why it was not tried
    STATED = "stated"  # the prescriber's reason answers the step it stands in
    SAME_MECHANISM = "same_mechanism"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an argument: what it is, and how the record has it."""

    name: str
    value: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Argument:
    """One pathway tried. ``about`` is the drug or requirement it is about, as the case names it.

    ``missing`` is what it cannot do without: an argument that lacks something is shown to the office and never
    printed. ``would_help`` only makes it stronger. ``criteria`` are the nodes that turn on it, "<policy id>#<path>".
    """

    kind: ArgumentKind
    about: str
    basis: Basis
    facts: tuple[Fact, ...] = ()
    missing: tuple[Remedy, ...] = ()
    would_help: tuple[Remedy, ...] = ()
    therapy_ids: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    drug_id: str = ""
    drug_class: str = ""
    ground: Ground | None = None  # for a preferred drug

    @property
    def is_complete(self) -> bool:
        """True when every fact it needs is there."""
        return not self.missing

    def fact(self, name: str) -> str:
        """Find the value of a fact by its name; empty when the record has none."""
        return next((fact.value for fact in self.facts if fact.name == name), "")
