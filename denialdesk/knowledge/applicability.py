"""Whether one policy is about one request: condition, product, route, form, plan line, age band and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from denialdesk.domain.case import DrugRequest
from denialdesk.domain.criteria import AgeLimit, Applicability, Layer, Policy
from denialdesk.domain.dates import PartialDate, add_months
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.vocabulary import Drug, Indication
from denialdesk.knowledge.forms import forms_in, routes_fit, routes_in

_COMMERCIAL = frozenset({"commercial", "employer", "individual_and_family", "legacy_prescription_drug_list"})
_EMPLOYER = frozenset({"commercial", "employer", "legacy_prescription_drug_list"})
_INDIVIDUAL = frozenset({"commercial", "individual_and_family", "legacy_prescription_drug_list"})
_MEDICAID = frozenset({"medicaid", "medicaid_fee_for_service"})
_NO_LINE = frozenset[str]()
LINES_OF_PLAN_TYPE = {
    PlanType.SELF_FUNDED_ERISA: _EMPLOYER,
    PlanType.FULLY_INSURED_GROUP: _EMPLOYER,
    PlanType.ACA_INDIVIDUAL: _INDIVIDUAL,
    PlanType.GRANDFATHERED: _COMMERCIAL,
    PlanType.NONFEDERAL_GOVERNMENTAL: _EMPLOYER,
    PlanType.CHURCH: _EMPLOYER,
    PlanType.FEHB_PSHB: _EMPLOYER,
    PlanType.SHORT_TERM_LIMITED: _INDIVIDUAL,
    PlanType.MEDICARE_PART_D: frozenset({"medicare_part_d"}),
    PlanType.MEDICARE_ADVANTAGE_PART_B: frozenset({"medicare_part_b"}),
    PlanType.MEDICAID_FFS: _MEDICAID,
    PlanType.MEDICAID_MANAGED_CARE: frozenset({"medicaid"}),
    PlanType.CHIP: frozenset({"chip"}),
    PlanType.TRICARE: _NO_LINE,
    PlanType.VA: _NO_LINE,
}
_WIDER = {
    "employer": "commercial",
    "individual_and_family": "commercial",
    "legacy_prescription_drug_list": "commercial",
}
_PUBLIC = frozenset(
    {
        *(PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B, PlanType.MEDICAID_FFS),
        *(PlanType.MEDICAID_MANAGED_CARE, PlanType.CHIP, PlanType.TRICARE, PlanType.VA),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """A request as the policies see it. ``product`` is empty when only the generic drug is named."""

    drug: Drug
    product: str
    request: DrugRequest
    plan: Plan
    indication: Indication | None
    birth_date: PartialDate
    as_of: dt.date | None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """One reason: against the policy, or a fact that is missing and would decide."""

    against: str = ""
    open_question: str = ""


_FITS = _Verdict()


def judge(policy: Policy, question: Question, siblings: Iterable[Policy]) -> Applicability:
    """Tell whether a policy applies. The first reason against it decides; open questions are named in ``why``."""
    checks: tuple[Callable[[Policy, Question], _Verdict], ...] = (_indication, _product, _route, _form, _line, _age)
    verdicts = [check(policy, question) for check in checks]
    verdicts.append(_date(policy, question, tuple(siblings)))
    against = next((verdict.against for verdict in verdicts if verdict.against), "")
    if against:
        return Applicability(policy, applies=False, why=against)
    questions = [verdict.open_question for verdict in verdicts if verdict.open_question]
    return Applicability(policy, applies=True, why=" ".join((_about(policy, question), *questions)))


def _about(policy: Policy, question: Question) -> str:
    drug = question.product or policy.drug.generic
    return f"{policy.payer_name}'s policy for {drug} in {_condition(policy, question)}."


def _condition(policy: Policy, question: Question) -> str:
    if policy.indication.covers_all and question.indication is not None:
        return question.indication.name
    return policy.indication.name


def _indication(policy: Policy, question: Question) -> _Verdict:
    about, stated, code = policy.indication, question.indication, question.request.icd10.replace(".", "").upper()
    if about.covers_all:
        if stated is not None and stated.id in about.excluded_ids:
            return _Verdict(f"It covers every condition but {stated.name}.")
        if stated is None and about.excluded_ids:
            return _Verdict(f"The condition is not stated; this policy is about: {about.name}.")
        return _FITS
    if not about.indication_ids:
        return _Verdict(f"It names only “{about.name}”; whether that covers this condition must be read in the policy.")
    if stated is not None:
        if stated.id in about.indication_ids:
            return _FITS
        return _Verdict(f"It is about {about.name}, not {stated.name}.")
    stems = tuple(stem.replace(".", "").upper() for stem in about.icd10_stems)
    if not code:
        return _Verdict(f"The condition is not stated; this policy is about {about.name}.")
    if code.startswith(stems):
        return _FITS
    return _Verdict(f"It is about {about.name}, not {question.request.icd10}.")


def _product(policy: Policy, question: Question) -> _Verdict:
    products = policy.drug.products
    if not products:
        return _FITS
    listed = {product.casefold() for product in products}
    if question.product:
        if question.product.casefold() in listed:
            return _FITS
        return _Verdict(f"It is about {_list(products)}, not {question.product}.")
    return _Verdict(open_question=f"It applies only to {_list(products)}: name the product that was requested.")


def stated_routes(question: Question) -> frozenset[str]:
    """Find the routes the request can mean: stated in words, else those of its product, else those of the drug."""
    request = question.request
    stated = routes_in(f"{request.formulation} {request.strength} {request.directions}") or routes_in(request.drug)
    if stated:
        return stated
    for entry in question.drug.product_routes:
        if question.product and entry.product.casefold() == question.product.casefold():
            return frozenset(entry.routes)
    return frozenset(question.drug.routes)


def _route(policy: Policy, question: Question) -> _Verdict:
    fit = routes_fit(stated_routes(question), policy.drug.routes)
    wanted = _list(tuple(sorted(policy.drug.routes)))
    if fit is False:
        return _Verdict(f"It is for {wanted} use, another way of giving the drug than the one requested.")
    if fit is None:
        return _Verdict(open_question=f"It is for {wanted} use: state how the drug is to be given.")
    return _FITS


def _form(policy: Policy, question: Question) -> _Verdict:
    request, wanted = question.request, policy.drug.forms
    stated = forms_in(f"{request.drug} {request.formulation}")
    if not wanted or not stated or stated & wanted:
        return _FITS
    named = _list(tuple(sorted(wanted)))
    if question.product in policy.drug.brands and policy.layer is not Layer.PRIOR_AUTHORIZATION:
        return _Verdict(
            open_question=f"The text read is about the {named}; check that it holds for the form requested."
        )
    return _Verdict(f"It is for the {named}, another dosage form than the one requested.")


def _line(policy: Policy, question: Question) -> _Verdict:
    lines, plan = policy.plan_lines, question.plan
    if lines is None:
        if plan.plan_type in _PUBLIC:
            text = (
                "The source does not say for which plans it was written; a public program often has its own criteria."
            )
            return _Verdict(open_question=text)
        return _FITS
    named = _list(tuple(line.replace("_", " ") for line in lines))
    wanted = frozenset(lines)
    if plan.plan_line:
        if plan.plan_line in wanted or _WIDER.get(plan.plan_line) in wanted:
            return _FITS
        if plan.plan_line == "commercial" and wanted & _COMMERCIAL:
            return _Verdict(open_question=f"It is for these plans only: {named}.")
        return _Verdict(f"It is for other plans: {named}.")
    if plan.plan_type is None:
        return _Verdict(open_question=f"It is for these plans only: {named}. The plan's own line is not stated.")
    possible = LINES_OF_PLAN_TYPE[plan.plan_type]
    if not wanted & possible:
        return _Verdict(f"It is for other plans: {named}.")
    if wanted & possible <= {"legacy_prescription_drug_list"}:
        return _Verdict(
            open_question="It is for plans with a Legacy drug list only: ask which drug list the plan uses."
        )
    return _FITS


def _age(policy: Policy, question: Question) -> _Verdict:
    """Judge the age only where sister records share out the ages; elsewhere it is a requirement, not a selection."""
    limit = policy.requirements.age
    if limit is None or not limit.is_band:
        return _FITS
    inside = _within(limit, question.birth_date, question.as_of)
    words = limit.note or "another age"
    if inside is False:
        return _Verdict(f"It is for patients of other ages ({words}).")
    if inside is None:
        return _Verdict(open_question=f"It holds for one age group only ({words}): state the date of birth.")
    return _FITS


def _within(limit: AgeLimit, birth_date: PartialDate, as_of: dt.date | None) -> bool | None:
    earliest, latest = birth_date.earliest, birth_date.latest
    if earliest is None or latest is None or as_of is None:
        return None
    answers = {_is_within(limit, birth, as_of) for birth in (earliest, latest)}
    return answers.pop() if len(answers) == 1 else None


def _is_within(limit: AgeLimit, birth: dt.date, as_of: dt.date) -> bool:
    def reached(value: int, unit: str) -> bool:
        return add_months(birth, value * 12 if unit == "years" else value) <= as_of

    if limit.min_value is not None and not reached(limit.min_value, limit.min_unit):
        return False
    if limit.max_value is None:
        return True
    past = limit.max_value if limit.max_is_exclusive else limit.max_value + 1
    return not reached(past, limit.max_unit)


def _date(policy: Policy, question: Question, siblings: tuple[Policy, ...]) -> _Verdict:
    as_of = question.as_of
    if policy.currency == "superseded":
        return _superseded(policy, as_of)
    if policy.currency == "probably_superseded" and (newer := _newer(policy, siblings)) is not None:
        return _Verdict(f"It is believed to be replaced by {newer.number or newer.title or newer.id}.")
    since = policy.in_force_since or policy.effective_date
    start = PartialDate.from_iso(since).earliest if since else None
    if as_of is not None and start is not None and start > as_of:
        return _Verdict(f"It takes effect on {PartialDate.from_iso(since).display()}, after the date of this case.")
    if policy.currency == "probably_superseded":
        note = f" {policy.currency_note}" if policy.currency_note else ""
        return _Verdict(open_question=f"It is believed to be replaced, and no newer text is on file.{note}")
    return _FITS


def _superseded(policy: Policy, as_of: dt.date | None) -> _Verdict:
    ended = PartialDate.from_iso(policy.superseded_on).earliest if policy.superseded_on else None
    if ended is not None and as_of is not None and as_of < ended:
        shown = PartialDate.of(ended).display()
        return _Verdict(open_question=f"It was in force on the date of this case; another text replaced it on {shown}.")
    return _Verdict(f"It is superseded. {policy.currency_note}".strip())


def _newer(policy: Policy, siblings: tuple[Policy, ...]) -> Policy | None:
    """Find a policy on file that stands in the place of one believed to be replaced."""
    for other in siblings:
        same_place = other.layer is policy.layer and {*other.indication.indication_ids} & {
            *policy.indication.indication_ids
        }
        same_way = not other.drug.routes or not policy.drug.routes or other.drug.routes & policy.drug.routes
        if other.id != policy.id and other.is_current and same_place and same_way:
            return other
    return None


def _list(items: tuple[str, ...]) -> str:
    """Write a list as a sentence does: "a, b and c"."""
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)
