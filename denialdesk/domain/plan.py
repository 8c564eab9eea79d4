"""The health plan: who pays, under which kind of plan, and therefore under whose law."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlanType(StrEnum):
    """The kinds of US health plan, by the body of appeal law that reaches them (ids of the rights data)."""

    SELF_FUNDED_ERISA = "self_funded_erisa"
    FULLY_INSURED_GROUP = "fully_insured_group"
    ACA_INDIVIDUAL = "aca_individual"
    GRANDFATHERED = "grandfathered"
    NONFEDERAL_GOVERNMENTAL = "nonfederal_governmental"
    CHURCH = "church"
    FEHB_PSHB = "fehb_pshb"
    MEDICARE_PART_D = "medicare_part_d"
    MEDICARE_ADVANTAGE_PART_B = "medicare_advantage_part_b"
    MEDICAID_FFS = "medicaid_ffs"
    MEDICAID_MANAGED_CARE = "medicaid_managed_care"
    CHIP = "chip"
    TRICARE = "tricare"
    VA = "va"
    SHORT_TERM_LIMITED = "short_term_limited"


class FormularyStatus(StrEnum):
    """Whether the plan's drug list holds the drug: decides whether 45 CFR 156.122(c) can be the route."""

    ON_FORMULARY = "on_formulary"
    NOT_ON_FORMULARY = "not_on_formulary"
    UNKNOWN = "unknown"


class Funding(StrEnum):
    """Who carries the risk of an employer plan."""

    INSURED = "insured"
    SELF_FUNDED = "self_funded"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a case. ``plan_type`` None means "I don't know yet", a real answer."""

    payer_id: str = ""
    payer_name: str = ""
    plan_name: str = ""
    plan_type: PlanType | None = None
    state: str = ""
    plan_line: str = ""
    formulary_status: FormularyStatus = FormularyStatus.UNKNOWN
    member_id: str = ""
    group_number: str = ""
    appeals_address: str = ""
    appeals_fax: str = ""
