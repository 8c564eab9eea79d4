"""A payer's policy as a tree of requirements, and the verdict on each of its nodes.

A policy has layers (prior authorization, preferred product ...). Its steps form one tree each; every step must be met.
Nodes are named by a path that is stable within the policy: "step1", "step1.any1", "step1.any2.all1". The requirements
beside the steps are nodes too: "age", "prescriber", "diagnosis1", "tb_screening", "concurrent_use", "documentation",
"other1"; so are the exceptions a policy prints under that heading: "exception1".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.sources import Reference, Source, Verification


class Layer(StrEnum):
    """Which of a payer's parallel policies this is."""

    PRIOR_AUTHORIZATION = "prior_authorization"
    PREFERRED_PRODUCT = "preferred_product"
    STEP_THERAPY = "step_therapy"
    MEDICAL_BENEFIT = "medical_benefit"
    MEDICARE_PART_D = "medicare_part_d"
    PREFERRED_DRUG_LIST = "preferred_drug_list"
    NOT_COVERED = "not_covered"


class AcceptedOutcome(StrEnum):
    """An end of a trial that the policy prints as good enough."""

    COMPLETED_TRIAL = "completed_trial"  # only "tried" or "trial" is printed: any real use counts
    INADEQUATE_RESPONSE = "inadequate_response"
    INTOLERANCE = "intolerance"
    HYPERSENSITIVITY = "hypersensitivity"
    CONTRAINDICATION = "contraindication"
    NOT_ADVISABLE = "not_advisable"


class LengthUnit(StrEnum):
    """Units a policy prints lengths in. Months and years are calendar units, weeks and days exact."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Length:
    """A length as a policy prints it. ``days_per_month`` is set only where the policy defines a month in days."""

    value: int
    unit: LengthUnit
    as_printed: str = ""
    days_per_month: int | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """One alternative a trial names, resolved to drugs where it can be.

    A therapy is this agent when its drug is in ``drug_ids`` or its class in ``classes``, its brand in ``brands`` (when
    given: the policy demands that product; the generic name among them means the generic product) and its route fits
    ``routes`` (empty: any). ``counts_as`` groups products that count once ("adalimumab"); an agent of several
    ``brands`` without it counts each product by itself. ``open_ended`` True: the printed names are examples.
    ``uncertain_drug_ids`` may or may not be meant (the strength or vehicle decides, or the words are wider than their
    examples): a therapy with one of them is a question for a person. Nothing resolved means the policy's words could
    not be tied to drugs: a person decides.
    """

    as_printed: str
    drug_ids: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    excluded_drug_ids: frozenset[str] = frozenset()
    counts_as: str = ""
    open_ended: bool = False
    uncertain_drug_ids: frozenset[str] = frozenset()

    @property
    def is_resolved(self) -> bool:
        """True when the printed words were tied to drugs or classes."""
        return bool(self.drug_ids or self.classes)


@dataclass(frozen=True, slots=True)
class Trial:
    """A demanded trial: ``count`` different agents of ``of`` (None: number not printed; ``count_all``: every one).

    ``accepted_outcomes`` None: not seen in the source. ``lookback`` is the window before the request in which the trial
    must lie. ``contraindication_must_cover_all`` True: the policy says that a contraindication counts only when it
    rules out every agent of ``of`` (of a class: every drug of it).
    """

    path: str
    of: tuple[Agent, ...]
    count: int | None = 1
    count_all: bool = False
    min_length: Length | None = None
    dose: str = ""
    accepted_outcomes: frozenset[AcceptedOutcome] | None = None
    also_counts: tuple[Agent, ...] = ()
    does_not_count: tuple[Agent, ...] = ()
    lookback: Length | None = None
    lookback_as_printed: str = ""
    documentation: str = ""
    note: str = ""
    contraindication_must_cover_all: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A limb that is no drug trial: severity, site, prior surgery, another policy, an exception.

    ``agents``, where the words could be tied to drugs: for kind "prior_advanced_therapy" the drugs of which any real
    earlier use meets the condition; for kind "preferred_product" the products one of which must be the requested one.
    """

    path: str
    kind: str
    text: str
    policy_ids: tuple[str, ...] = ()  # for kind "meets_other_policy": the policies meant, where on file
    agents: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every child must be met."""

    path: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One child is enough."""

    path: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """``n`` of the children must be met."""

    path: str
    n: int
    children: tuple[Node, ...]


Node = AllOf | AnyOf | AtLeast | Trial | Condition


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a policy, in the policy's order."""

    path: str
    order: int
    summary: str
    logic: Node | None


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """Least and greatest age, each with its unit (years unless printed otherwise).

    ``max_is_exclusive`` True: the limit is "below", so the birthday that reaches it is already out. ``is_band`` True: a
    sister record holds the other ages, so outside these ages the record does not apply at all.
    """

    min_value: int | None = None
    min_unit: str = "years"
    max_value: int | None = None
    max_unit: str = "years"
    note: str = ""
    max_is_exclusive: bool = False
    is_band: bool = False


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a policy demands beside its steps; empty means not printed or not seen."""

    age: AgeLimit | None = None
    prescriber_specialties: tuple[str, ...] = ()
    diagnosis: tuple[str, ...] = ()
    tb_screening: str = ""
    concurrent_use_exclusion: str = ""
    documentation: str = ""
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Established:
    """The limb that replaces the steps for a patient already on the drug."""

    min_days: int | None = None
    alternative_to_step: bool | None = None
    applies_to: str = ""
    verification: str = ""


class ExceptionScope(StrEnum):
    """What an exception that a policy prints under its own heading does once the office claims it."""

    STEPS = "steps"  # it stands in for every step
    STATED = "stated"  # narrower, or not printed: the letter states it, and a person weighs it
    IN_STEPS = "in_steps"  # the steps hold it as a way of their own: it is claimed there, or read from the log
    NOTE = "note"  # a remark of the policy that no patient can claim


@dataclass(frozen=True, slots=True)
class ExceptionReading:
    """What one printed exception does, as the editors read it; ``text`` is the exception as printed."""

    text: str
    scope: ExceptionScope


@dataclass(frozen=True, slots=True)
class PrintedException:
    """One exception as printed; ``path`` is where the office claims it: "exception1"."""

    path: str
    text: str
    scope: ExceptionScope

    @property
    def can_be_claimed(self) -> bool:
        """True where an answer of the office says something."""
        return self.scope in {ExceptionScope.STEPS, ExceptionScope.STATED}


@dataclass(frozen=True, slots=True)
class Approval:
    """Approval lengths as printed."""

    initial: Length | None = None
    renewal: Length | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PolicyDrug:
    """The drug a policy is about; ``other_drug_ids`` are further drugs that the same text covers.

    ``drug_id`` is empty when the text covers a group that no list of ours names. ``routes`` empty: not printed or all.
    ``products`` are the products the text is limited to (a brand-selection policy); empty: every product of the drug.
    ``forms`` are the dosage forms it is limited to ("tablet", "oral solution"); empty: every form.
    """

    drug_id: str
    generic: str
    brands: tuple[str, ...] = ()
    formulation: str = ""
    drug_class: str = ""
    routes: frozenset[str] = frozenset()
    other_drug_ids: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()

    @property
    def drug_ids(self) -> tuple[str, ...]:
        """Every drug the text covers."""
        return (*((self.drug_id,) if self.drug_id else ()), *self.other_drug_ids)


@dataclass(frozen=True, slots=True)
class PolicyIndication:
    """The condition a policy is about; ``icd10_stems`` match every code that begins with one of them.

    ``covers_all`` True: every condition but ``excluded_ids``. Without ids and not covering all, the words could not be
    tied to a condition of ours and a person decides.
    """

    indication_ids: tuple[str, ...]
    name: str
    short: str = ""
    icd10_stems: tuple[str, ...] = ()
    icd10_basis: str = ""
    covers_all: bool = False
    excluded_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """One record of criteria: one payer, layer, drug and indication.

    ``steps`` None: the step text was not seen (or does not apply); an empty tuple: text read, no step printed.
    ``verification`` is verified only where the payer's own text was read or the office confirmed it.
    """

    id: str
    payer_id: str
    payer_name: str
    layer: Layer
    drug: PolicyDrug
    indication: PolicyIndication
    reference: Reference
    verification: Verification
    title: str = ""
    number: str = ""
    effective_date: str = ""  # ISO or empty
    review_date: str = ""
    program_type: str = ""
    currency: str = "undated"  # current_at_fetch, dated, undated, probably_superseded, superseded
    currency_note: str = ""
    plan_lines: tuple[str, ...] | None = None
    plan_note: str = ""
    benefit: str = ""
    requirements: Requirements = Requirements()
    steps: tuple[Step, ...] | None = None
    established: Established | None = None
    exceptions: tuple[str, ...] = ()
    exception_scopes: tuple[ExceptionReading, ...] = ()  # an exception not named here is STATED
    approval: Approval = Approval()
    renewal_criteria: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: str = ""
    supersedes: tuple[str, ...] = ()
    family: str = ""  # the group of drugs it was collected with: "JAK inhibitors"
    in_force_since: str = ""  # ISO, where a revision table tells since when this very text holds
    superseded_on: str = ""  # ISO, the day another text took its place

    @property
    def is_current(self) -> bool:
        """False for a version known or believed to be replaced."""
        return self.currency not in {"superseded", "probably_superseded"}

    @property
    def printed_exceptions(self) -> tuple[PrintedException, ...]:
        """The exceptions in the policy's order, each with the place where it is claimed and what it does."""
        scopes = {each.text: each.scope for each in self.exception_scopes}
        return tuple(
            PrintedException(f"exception{number}", text, scopes.get(text, ExceptionScope.STATED))
            for number, text in enumerate(self.exceptions, start=1)
        )


class Status(StrEnum):
    """The verdict on one node. Unknown is a value: a needed fact is missing or inexact."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Remedy:
    """The shortest way to unblock a node, as a sentence and as a place to jump to.

    ``target`` is a dotted place the window understands: "therapy:<id>:stop", "answer:<policy id>:<node path>",
    "patient.birth_date", "therapies" (add a row).
    """

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one node: status, one sentence of reason, the rows used, and what would change it."""

    path: str
    status: Status
    label: str  # the requirement in words, as the policy has it
    reason: str
    therapy_ids: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    children: tuple[Finding, ...] = ()
    stated_reason: str = ""  # the prescriber's own words, when the step is answered by a stated reason
    required_agent: str = ""  # for trials: what the policy wants, as printed
    required_length: str = ""  # for trials: as printed, or "none printed"


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """The verdict on one policy: every requirement and step, and the whole.

    ``renewal`` is judged only for a letter of continuation; it then takes the place of the steps. ``exceptions`` are
    those the policy prints under that heading, met where the office claims one with a reason; they count in no verdict.
    """

    policy: Policy
    status: Status
    reason: str
    requirements: tuple[Finding, ...]
    steps: tuple[Finding, ...]
    established: Finding | None = None
    renewal: tuple[Finding, ...] = ()
    exceptions: tuple[Finding, ...] = ()

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The requirements and steps that are neither met nor exempt, in the policy's order."""
        return tuple(
            finding
            for finding in (*self.requirements, *(self.renewal or self.steps))
            if finding.status not in {Status.MET, Status.EXEMPT}
        )


@dataclass(frozen=True, slots=True)
class Applicability:
    """Why a policy on file does or does not apply to a case."""

    policy: Policy
    applies: bool
    why: str


@dataclass(frozen=True, slots=True)
class CriteriaResult:
    """Every layer that applies with its finding, and the policies that do not apply with the reason.

    No policy on file is an answer of its own: ``findings`` is then empty and ``no_policy_reason`` says why.
    """

    findings: tuple[PolicyFinding, ...]
    not_applicable: tuple[Applicability, ...] = ()
    no_policy_reason: str = ""
    version: str = ""
