"""The choices of the plan and denial groups, in plain words: plan types, states, formulary status, level."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.next_steps import kinds_known
from denialdesk.domain.plan import FormularyStatus, PlanType
from denialdesk.domain.plan_law import PlanEntry


@dataclass(frozen=True, slots=True)
class PlanTypeChoice:
    """A kind of plan as the office meets it: a plain name and how to recognise it."""

    plan_type: PlanType | None
    name: str
    explanation: str


PLAN_TYPES = (
    PlanTypeChoice(
        None,
        "I don't know yet",
        "No law is named and no deadline counted until it is known. Ask the plan or the patient's employer: "
        "“Is this plan self-funded or fully insured?”",
    ),
    PlanTypeChoice(
        PlanType.SELF_FUNDED_ERISA,
        "Employer plan, self-funded",
        "The employer pays the claims; the card often says “administered by” or “ASO”. Federal law (ERISA); "
        "state step-therapy law does not reach it.",
    ),
    PlanTypeChoice(
        PlanType.FULLY_INSURED_GROUP,
        "Employer plan, insured",
        "The employer buys a policy from an insurer or HMO. Federal law, and the insurance law of the state of issue.",
    ),
    PlanTypeChoice(
        PlanType.ACA_INDIVIDUAL,
        "Marketplace or individual plan",
        "Bought by the person, on or off the exchange. Federal law, and the insurance law of the state of issue.",
    ),
    PlanTypeChoice(
        PlanType.GRANDFATHERED,
        "Grandfathered plan",
        "In force since before March 23, 2010, and the plan papers say “grandfathered”. Some federal appeal rights "
        "do not apply.",
    ),
    PlanTypeChoice(
        PlanType.NONFEDERAL_GOVERNMENTAL,
        "State or local government employee plan",
        "For employees of a state, county, city, public school or public university. Not under ERISA.",
    ),
    PlanTypeChoice(
        PlanType.CHURCH,
        "Church plan",
        "Of a church or a body it controls, without an election to come under ERISA; the plan papers say so.",
    ),
    PlanTypeChoice(
        PlanType.FEHB_PSHB,
        "Federal employee or postal plan (FEHB, PSHB)",
        "For federal and postal employees and retirees. Disputes go to the plan, then to OPM.",
    ),
    PlanTypeChoice(
        PlanType.MEDICARE_PART_D,
        "Medicare Part D",
        "A drug plan, alone or within Medicare Advantage. The way around a step is an exception request; after a "
        "denial, a redetermination.",
    ),
    PlanTypeChoice(
        PlanType.MEDICARE_ADVANTAGE_PART_B,
        "Medicare Advantage, drug under Part B",
        "Given in the office or infused, and paid as a medical benefit by a Medicare Advantage plan.",
    ),
    PlanTypeChoice(
        PlanType.MEDICAID_FFS,
        "Medicaid, fee for service",
        "Paid by the state itself; the appeal is a state fair hearing.",
    ),
    PlanTypeChoice(
        PlanType.MEDICAID_MANAGED_CARE,
        "Medicaid managed care",
        "Paid by a health plan for the state: appeal to the plan first, then a state fair hearing.",
    ),
    PlanTypeChoice(
        PlanType.CHIP, "Children's program (CHIP)", "A separate CHIP. One run as part of Medicaid counts as Medicaid."
    ),
    PlanTypeChoice(
        PlanType.TRICARE,
        "TRICARE",
        "For the uniformed services and their families. A network provider cannot be the appealing party.",
    ),
    PlanTypeChoice(
        PlanType.VA, "Veterans Affairs (VA)", "Drugs from a VA pharmacy; the VA has its own clinical appeal."
    ),
    PlanTypeChoice(
        PlanType.SHORT_TERM_LIMITED,
        "Short-term, fixed indemnity or sharing plan",
        "Not full health insurance: federal appeal rights do not reach it; the contract and state law decide.",
    ),
)

FORMULARY_CHOICES = (
    (FormularyStatus.UNKNOWN, "I don't know yet"),
    (FormularyStatus.ON_FORMULARY, "On the plan's drug list"),
    (FormularyStatus.NOT_ON_FORMULARY, "Not on the plan's drug list"),
)

LEVEL_CHOICES = (
    (AppealLevel.INITIAL_DENIAL, "First denial of the request"),
    (AppealLevel.FIRST_APPEAL_UPHELD, "First appeal refused (a second one is open)"),
    (AppealLevel.FINAL_INTERNAL_DENIAL, "Final internal denial (external review is next)"),
    (AppealLevel.EXTERNAL_UPHELD, "External review refused"),
    (AppealLevel.HEARING_UPHELD, "Hearing decision against the patient"),
    (AppealLevel.COUNCIL_UPHELD, "Medicare Appeals Council decision against the patient"),
    (AppealLevel.PHARMACY_REJECTION, "Rejected at the pharmacy, no written denial yet"),
)

_OWN_LEVEL_NAMES = {
    PlanType.MEDICARE_PART_D: {
        AppealLevel.INITIAL_DENIAL: "Coverage determination: denied",
        AppealLevel.FIRST_APPEAL_UPHELD: "Redetermination by the plan: denied",
        AppealLevel.FINAL_INTERNAL_DENIAL: "Final decision of the plan: denied",
        AppealLevel.EXTERNAL_UPHELD: "Independent review entity: denied",
    },
    PlanType.MEDICARE_ADVANTAGE_PART_B: {
        AppealLevel.INITIAL_DENIAL: "Organization determination: denied",
        AppealLevel.FIRST_APPEAL_UPHELD: "Reconsideration by the plan: denied",
        AppealLevel.FINAL_INTERNAL_DENIAL: "Final decision of the plan: denied",
        AppealLevel.EXTERNAL_UPHELD: "Independent review entity: denied",
    },
    PlanType.MEDICAID_MANAGED_CARE: {
        AppealLevel.FIRST_APPEAL_UPHELD: "Plan appeal refused (notice of resolution)",
        AppealLevel.FINAL_INTERNAL_DENIAL: "Final decision of the plan",
        AppealLevel.EXTERNAL_UPHELD: "The state's medical review refused",
    },
    PlanType.FEHB_PSHB: {
        AppealLevel.FIRST_APPEAL_UPHELD: "Reconsideration by the plan refused (OPM is next)",
        AppealLevel.FINAL_INTERNAL_DENIAL: "Final decision of the plan (OPM is next)",
        AppealLevel.EXTERNAL_UPHELD: "OPM refused",
    },
}


def level_choices(plan: PlanEntry | None, shown: AppealLevel) -> tuple[tuple[AppealLevel, str], ...]:
    """The kinds of decision a plan knows, in its own words; the one a case has stays in the list."""
    known = set(kinds_known(plan)) | {shown}
    own = _OWN_LEVEL_NAMES.get(plan.id, {}) if plan else {}
    return tuple((kind, own.get(kind, name)) for kind, name in LEVEL_CHOICES if kind in known)


_STATES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|"
    "KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|"
    "MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|"
    "RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|"
    "WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)
STATE_CHOICES = (
    ("", "I don't know yet"),
    *((entry[:2], f"{entry[3:]} ({entry[:2]})") for entry in _STATES.split("|")),
)


def plan_type_explanation(plan_type: PlanType | None) -> str:
    """Say in a line how to recognise a kind of plan and what follows from it."""
    return next(choice.explanation for choice in PLAN_TYPES if choice.plan_type is plan_type)


_PLAN_LINES = {
    "commercial": "Commercial",
    "individual_and_family": "Individual and family plans",
    "employer": "Employer plans",
    "medicare_part_d": "Medicare Part D",
    "legacy_prescription_drug_list": "Legacy prescription drug list",
}


def plan_line_name(line: str) -> str:
    """Name a line of business or drug list as a person would."""
    return _PLAN_LINES.get(line, line.replace("_", " ").capitalize())
