"""The look-up over every policy on file: found by every name of its drug, left out only with a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.case import DrugRequest
from denialdesk.domain.criteria import Applicability, Policy
from denialdesk.domain.dates import PartialDate, add_months
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.vocabulary import Drug
from denialdesk.knowledge.library import Library, load_library

TODAY = dt.date(2026, 11, 21)
LONG_AFTER = dt.date(2027, 6, 1)  # every policy on file has taken effect


@cache
def library() -> Library:
    return load_library()


POLICIES = tuple(library().policies())
IN_FORCE = [policy for policy in POLICIES if policy.currency not in {"superseded", "probably_superseded"}]


def request_for(policy: Policy, drug: str) -> DrugRequest:
    """A request for the policy's condition, in the words of its formulation."""
    indication = policy.indication
    ids = indication.indication_ids or (("rheumatoid-arthritis",) if indication.covers_all else ())
    return DrugRequest(drug=drug, formulation=policy.drug.formulation, indication_id=next(iter(ids), ""))


def plan_for(policy: Policy) -> Plan:
    return Plan(plan_line=policy.plan_lines[0]) if policy.plan_lines else Plan()


def born_for(policy: Policy) -> PartialDate:
    """A birth date inside the policy's ages."""
    limit = policy.requirements.age
    least = 0 if limit is None or limit.min_value is None else limit.min_value
    years = least + 1 if limit is not None and limit.max_value is not None else max(least, 45)
    return PartialDate.of(add_months(TODAY, -12 * years))


def found(policy: Policy, request: DrugRequest, plan: Plan | None = None) -> Applicability:
    result = library().applicable(policy.payer_id, request, plan or plan_for(policy), born_for(policy), LONG_AFTER)
    return next(each for each in result if each.policy.id == policy.id)


def names_of(drug: Drug) -> tuple[str, ...]:
    spoken = (name for name in drug.also_called if library().recognise_drug(name) is not None)
    return tuple(dict.fromkeys((*drug.names, *spoken)))


# ---------------------------------------------------------------- every policy, by every name


@pytest.mark.parametrize("policy", IN_FORCE, ids=lambda policy: policy.id)
def test_a_policy_is_found_by_every_name_of_its_drug(policy: Policy) -> None:
    """By the generic name, brands, biosimilars, their suffixed names and what charts call it."""
    about = {product.casefold() for product in policy.drug.products}
    can_apply = bool(policy.indication.indication_ids) or policy.indication.covers_all
    for drug_id in policy.drug.drug_ids:
        drug = library().drug(drug_id)
        assert drug is not None
        for name in names_of(drug):
            match = library().recognise_drug(name)
            assert match is not None
            answer = found(policy, request_for(policy, name))
            is_other_product = bool(about and match.product) and match.product.casefold() not in about
            assert answer.applies is (can_apply and not is_other_product), (name, answer.why)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_policy_left_out_says_why(policy: Policy) -> None:
    """Another condition, a drug list of another kind of plan, a day before it took effect."""
    request = request_for(policy, next(iter(names_of(_drug_of(policy)))))
    if not policy.indication.covers_all:
        other = found(policy, replace(request, indication_id="gout"))
        assert not other.applies
        assert policy.indication.name in other.why
    if policy.plan_lines and policy.indication.indication_ids:
        elsewhere = found(policy, request, Plan(plan_type=PlanType.TRICARE))
        assert not elsewhere.applies
        assert elsewhere.why
    since = PartialDate.from_iso(policy.in_force_since or policy.effective_date).earliest
    if since is not None and policy.currency == "current_at_fetch":
        result = library().applicable(
            policy.payer_id, request, plan_for(policy), born_for(policy), since - dt.timedelta(days=1)
        )
        early = next(each for each in result if each.policy.id == policy.id)
        assert not early.applies
        assert "It takes effect on" in early.why


def _drug_of(policy: Policy) -> Drug:
    drug = library().drug(policy.drug.drug_id)
    assert drug is not None
    return drug


def test_each_payer_answers_only_for_itself() -> None:
    for payer in library().payers():
        for policy in (each for each in IN_FORCE if each.payer_id == payer.id):
            result = library().applicable(payer.id, request_for(policy, policy.drug.generic), plan_for(policy))
            assert all(each.policy.payer_id == payer.id and each.why for each in result)
            assert [each.applies for each in result] == sorted((each.applies for each in result), reverse=True)


# ---------------------------------------------------------------- one request after another, payer by payer

EMPLOYER, COMMERCIAL = Plan(plan_type=PlanType.SELF_FUNDED_ERISA), Plan(plan_line="commercial")
MEDICAID, PART_D = Plan(plan_type=PlanType.MEDICAID_MANAGED_CARE), Plan(plan_type=PlanType.MEDICARE_PART_D)
ADULT, CHILD = PartialDate(1980, 6, 15), PartialDate(2015, 6, 15)
EXAMPLES = [
    # payer as a notice prints it, drug, formulation, condition, plan, born, what applies in the order of the layers
    (
        *("Aetna", "Wezlana 90 mg", "subcutaneous injection", "plaque psoriasis", EMPLOYER, ADULT),
        ["aetna-ustekinumab-pso-brand-selection", "aetna-ustekinumab-pso"],
    ),
    ("Aetna", "Stelara", "subcutaneous", "L40.0", EMPLOYER, ADULT, ["aetna-ustekinumab-pso"]),
    ("Aetna", "Stelara", "subcutaneous", "L40.0", MEDICAID, ADULT, []),
    ("Aetna", "certolizumab pegol", "", "RA", EMPLOYER, ADULT, ["aetna-certolizumab-ra-brand-selection"]),
    ("Aetna", "Rinvoq", "", "RA", EMPLOYER, ADULT, []),
    (
        *("Anthem Blue Cross", "Selarsdi", "", "Crohn's disease", COMMERCIAL, ADULT),
        ["anthem-ustekinumab-cd", "anthem-ustekinumab-cd-step-commercial"],
    ),
    (
        *("Anthem", "ustekinumab-aekn", "", "K50.90", MEDICAID, ADULT),
        ["anthem-ustekinumab-cd", "anthem-ustekinumab-step-medicaid"],
    ),
    ("Anthem", "Stelara", "", "psoriatic arthritis", COMMERCIAL, ADULT, ["anthem-ustekinumab-psa"]),
    (
        *("Blue Cross and Blue Shield of Alabama", "adalimumab-atto", "", "psoriasis vulgaris", EMPLOYER, ADULT),
        ["bcbs-alabama-adalimumab-pso"],
    ),
    ("BCBSIL", "Stelara", "", "plaque psoriasis", EMPLOYER, ADULT, ["bcbsil-ustekinumab-products"]),
    ("BCBSIL", "Stelara", "", "ulcerative colitis", EMPLOYER, ADULT, []),
    (
        "Blue Cross and Blue Shield of Kansas",
        "Xeljanz XR",
        "",
        "AS",
        EMPLOYER,
        ADULT,
        ["bcbs-kansas-tofacitinib-as-step"],
    ),
    (
        *("Blue Cross and Blue Shield of Montana", "Opzelura", "cream", "vitiligo", EMPLOYER, ADULT),
        ["bcbs-montana-ruxolitinib-cream-vitiligo"],
    ),
    ("BCBSNC", "Rinvoq", "tablet", "ulcerative colitis", PART_D, ADULT, ["bcbsnc-upadacitinib-medicare-part-d-nonad"]),
    ("BCBSNC", "Rinvoq", "tablet", "ulcerative colitis", EMPLOYER, ADULT, []),
    ("BCBSNC", "Litfulo", "", "alopecia areata", EMPLOYER, ADULT, ["bcbsnc-ritlecitinib-aa"]),
    (
        *("Blue Cross Blue Shield of North Dakota", "Stelara", "IV infusion", "Crohn disease", EMPLOYER, ADULT),
        ["bcbsnd-ustekinumab-iv-cd"],
    ),
    ("Blue Cross Blue Shield of North Dakota", "Stelara", "prefilled syringe", "Crohn disease", EMPLOYER, ADULT, []),
    (
        *("Blue Cross and Blue Shield of Oklahoma", "Cibinqo 100 mg", "", "atopic dermatitis", EMPLOYER, ADULT),
        ["blue-cross-blue-shield-of-oklahoma-abrocitinib-ad"],
    ),
    ("CareFirst", "Hyrimoz", "", "hidradenitis suppurativa", EMPLOYER, ADULT, ["carefirst-adalimumab-hs"]),
    ("CareFirst", "upadacitinib", "ER tablet", "M45.9", EMPLOYER, ADULT, ["carefirst-upadacitinib-as"]),
    (
        *("Highmark", "Xeljanz", "", "psoriatic arthritis", EMPLOYER, ADULT),
        ["highmark-tofacitinib-psa", "highmark-upadacitinib-tofacitinib-psa-j0558-035"],
    ),
    (
        *("Medica", "Rinvoq LQ", "oral solution", "pjia", EMPLOYER, CHILD),
        ["medica-upadacitinib-pjia", "medica-upadacitinib-pjia-preferred-product"],
    ),
    ("Medica", "Ozempic", "", "E11.9", EMPLOYER, ADULT, ["medica-semaglutide-t2d"]),
    ("Medica", "Rybelsus", "", "E11.9", EMPLOYER, ADULT, []),
    (
        *("Medical Mutual", "Rinvoq", "tablet", "atopic dermatitis", EMPLOYER, ADULT),
        ["medical-mutual-upadacitinib-ad", "medical-mutual-upadacitinib-psm-general"],
    ),
    (
        *("Minnesota Medicaid", "Cosentyx", "", "plaque psoriasis", Plan(plan_type=PlanType.MEDICAID_FFS), ADULT),
        ["mn-medicaid-immunomodulators-pdl"],
    ),
    ("Minnesota Medicaid", "Cosentyx", "", "plaque psoriasis", EMPLOYER, ADULT, []),
    ("Harvard Pilgrim Health Care", "Olumiant", "", "RA", EMPLOYER, ADULT, ["point32health-baricitinib-ra"]),
    (
        *("UnitedHealthcare", "Skyrizi", "subcutaneous", "Crohn's disease", EMPLOYER, ADULT),
        ["uhc-risankizumab-cd-medical-necessity", "uhc-risankizumab-cd-notification"],
    ),
    ("UnitedHealthcare", "Aimovig", "", "G43.709", EMPLOYER, ADULT, ["uhc-erenumab-migraine"]),
    ("Western Health Advantage", "Ajovy", "", "migraine", EMPLOYER, ADULT, ["wha-erenumab-fremanezumab-migraine"]),
]


@pytest.mark.parametrize(
    ("payer", "drug", "form", "condition", "plan", "born", "expected"),
    EXAMPLES,
    ids=[f"{example[0]}, {example[1]}, {example[3]}, {len(example[6])}" for example in EXAMPLES],
)
def test_what_applies(
    payer: str, drug: str, form: str, condition: str, plan: Plan, born: PartialDate, expected: list[str]
) -> None:
    known = library().recognise_payer(payer)
    assert known is not None
    is_code = any(letter.isdigit() for letter in condition)
    request = DrugRequest(
        drug=drug, formulation=form, indication="" if is_code else condition, icd10=condition if is_code else ""
    )
    result = library().applicable(known.id, request, plan, born, TODAY)
    assert [each.policy.id for each in result if each.applies] == expected
    assert all(each.why for each in result)


@pytest.mark.parametrize(
    ("printed", "payer_id"),
    [
        ("Anthem", "anthem"),
        ("Anthem BCBS", "anthem"),
        ("Anthem Blue Cross and Blue Shield of Colorado", "anthem"),
        ("CareFirst BlueChoice, Inc.", "carefirst-caremark"),
        ("Harvard Pilgrim HMO", "point32health"),
        ("Medical Mutual of Ohio", "medical-mutual"),
        ("United Healthcare Community Plan", "uhc"),
        ("CVS Caremark", ""),  # it serves many plans
        ("Optum Rx", ""),
        ("Blue Cross Blue Shield", ""),
    ],
)
def test_payers_are_recognised_by_what_notices_print(printed: str, payer_id: str) -> None:
    payer = library().recognise_payer(printed)
    assert (payer.id if payer else "") == payer_id


def test_every_payer_has_an_example() -> None:
    payers = {payer.id for example in EXAMPLES if (payer := library().recognise_payer(example[0]))}
    assert {payer.id for payer in library().payers()} - payers == {"cigna"}  # in tests/unit/knowledge/test_library.py


@pytest.mark.parametrize(
    ("payer_id", "drug"),
    [("humana", "Rinvoq"), ("aetna", "Rinvoq"), ("cigna", "Wegovy"), ("bcbs-nd", "Humira"), ("uhc", "")],
)
def test_no_policy_on_file_is_an_answer_of_its_own(payer_id: str, drug: str) -> None:
    request = DrugRequest(drug=drug, indication_id="rheumatoid-arthritis")
    assert library().applicable(payer_id, request, EMPLOYER, ADULT, TODAY) == ()
