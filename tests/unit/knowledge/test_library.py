"""What applies: payer, plan line, drug, route, form, condition, age and date, each with the reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.case import DrugRequest
from denialdesk.domain.criteria import Applicability, Layer
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.library import Library, load_library
from tests.packs import NEWER, pack

TODAY = dt.date(2026, 11, 21)
ANY_PLAN = Plan()
RINVOQ = DrugRequest(drug="Rinvoq 15 mg", formulation="extended-release tablet", indication_id="rheumatoid-arthritis")
STELARA = DrugRequest(drug="Stelara", indication_id="crohns-disease")


@cache
def library() -> Library:
    return load_library()


def found(
    payer_id: str,
    request: DrugRequest,
    plan: Plan = ANY_PLAN,
    birth_date: PartialDate = UNKNOWN_DATE,
    as_of: dt.date = TODAY,
) -> tuple[Applicability, ...]:
    return library().applicable(payer_id, request, plan, birth_date, as_of)


def applying(applicable: tuple[Applicability, ...]) -> list[str]:
    return [item.policy.id for item in applicable if item.applies]


def why(applicable: tuple[Applicability, ...], policy_id: str) -> str:
    return next(item.why for item in applicable if item.policy.id == policy_id)


def test_the_library_answers_what_the_rules_ask() -> None:
    vocabulary: Vocabulary = library()
    assert vocabulary.drug("upadacitinib") is not None


def test_every_layer_that_applies_stands_first_and_in_order() -> None:
    result = found("cigna", RINVOQ)
    assert applying(result) == ["cigna-upadacitinib-ra-pa", "cigna-upadacitinib-ra-preferred-product"]
    assert [item.policy.layer for item in result[:2]] == [Layer.PRIOR_AUTHORIZATION, Layer.PREFERRED_PRODUCT]
    assert result[0].why == "Cigna's policy for Rinvoq in Rheumatoid arthritis."


def test_every_other_policy_of_the_payer_for_the_drug_says_why_not() -> None:
    result = found("cigna", RINVOQ)
    assert len(result) == 14
    assert why(result, "cigna-upadacitinib-cd-pa") == "It is about Crohn's disease, not Rheumatoid arthritis."
    assert all(item.why for item in result)


@pytest.mark.parametrize("drug", ["Rinvoq", "upadacitinib", "RINVOQ 15 mg ER tablet", "upa"])
def test_brand_generic_and_abbreviation_find_the_same(drug: str) -> None:
    assert applying(found("cigna", replace(RINVOQ, drug=drug))) == applying(found("cigna", RINVOQ))


def test_no_policy_on_file_is_an_empty_answer() -> None:
    assert found("humana", RINVOQ) == ()
    assert found("", RINVOQ) == ()
    assert found("cigna", replace(RINVOQ, drug="a drug nobody knows")) == ()
    assert found("aetna", RINVOQ) == ()


def test_a_missing_route_leaves_both_policies_and_asks() -> None:
    result = found("cigna", STELARA)
    assert applying(result) == ["cigna-ustekinumab-iv-cd-pa", "cigna-ustekinumab-sc-cd-pa"]
    assert "state how the drug is to be given" in why(result, "cigna-ustekinumab-iv-cd-pa")
    assert "state how the drug is to be given" in why(result, "cigna-ustekinumab-sc-cd-pa")


@pytest.mark.parametrize(
    ("formulation", "policy_id", "other"),
    [
        ("subcutaneous injection", "cigna-ustekinumab-sc-cd-pa", "cigna-ustekinumab-iv-cd-pa"),
        ("90 mg/mL prefilled syringe", "cigna-ustekinumab-sc-cd-pa", "cigna-ustekinumab-iv-cd-pa"),
        ("intravenous infusion", "cigna-ustekinumab-iv-cd-pa", "cigna-ustekinumab-sc-cd-pa"),
        ("IV", "cigna-ustekinumab-iv-cd-pa", "cigna-ustekinumab-sc-cd-pa"),
    ],
)
def test_a_stated_route_decides(formulation: str, policy_id: str, other: str) -> None:
    result = found("cigna", replace(STELARA, formulation=formulation))
    assert applying(result) == [policy_id]
    assert "another way of giving the drug" in why(result, other)


def test_an_older_case_is_judged_by_the_text_of_its_day() -> None:
    request = replace(STELARA, formulation="intravenous infusion")
    before = found("cigna", request, as_of=dt.date(2026, 3, 14))
    assert applying(before) == ["cigna-ustekinumab-iv-cd-pa-superseded"]
    assert "replaced it on March 15, 2026" in why(before, "cigna-ustekinumab-iv-cd-pa-superseded")
    assert "takes effect on May 15, 2026" in why(before, "cigna-ustekinumab-iv-cd-pa")
    after = found("cigna", request, as_of=dt.date(2026, 3, 15))
    assert applying(after) == []
    assert "superseded" in why(after, "cigna-ustekinumab-iv-cd-pa-superseded")
    assert applying(found("cigna", request, as_of=dt.date(2026, 5, 15))) == ["cigna-ustekinumab-iv-cd-pa"]


def test_a_policy_believed_to_be_replaced_applies_only_while_nothing_newer_is_on_file() -> None:
    result = found("cigna", replace(STELARA, formulation="subcutaneous"))
    assert "believed to be replaced, and no newer text is on file" in why(result, "cigna-ustekinumab-sc-cd-pa")
    actemra = found("highmark", DrugRequest(drug="Actemra", indication_id="rheumatoid-arthritis"))
    assert applying(actemra) == ["highmark-tocilizumab-sc-ra-j0558-035"]


def test_plan_lines_decide_where_they_are_printed() -> None:
    stelara = DrugRequest(drug="Stelara", indication_id="plaque-psoriasis")
    commercial = found("aetna", stelara, Plan(plan_type=PlanType.SELF_FUNDED_ERISA))
    assert applying(commercial) == ["aetna-ustekinumab-pso"]
    medicare = found("aetna", stelara, Plan(plan_type=PlanType.MEDICARE_ADVANTAGE_PART_B))
    assert applying(medicare) == []
    assert why(medicare, "aetna-ustekinumab-pso") == "It is for other plans: commercial."
    unknown = found("aetna", stelara)
    assert "The plan's own line is not stated" in why(unknown, "aetna-ustekinumab-pso")


def test_part_d_criteria_are_for_part_d_only() -> None:
    request = DrugRequest(drug="Rinvoq", indication_id="psoriatic-arthritis")
    part_d = found("bcbs-nc", request, Plan(plan_type=PlanType.MEDICARE_PART_D))
    assert applying(part_d) == ["bcbsnc-upadacitinib-medicare-part-d-nonad"]
    assert applying(found("bcbs-nc", request, Plan(plan_type=PlanType.FULLY_INSURED_GROUP))) == []
    eczema = found(
        "bcbs-nc", replace(request, indication_id="atopic-dermatitis"), Plan(plan_type=PlanType.MEDICARE_PART_D)
    )
    assert applying(eczema) == ["bcbsnc-upadacitinib-medicare-part-d-ad"]


def test_a_drug_list_that_is_not_stated_is_asked_for() -> None:
    zeposia = DrugRequest(drug="Zeposia", indication_id="ulcerative-colitis")
    open_line = found("cigna", zeposia, Plan(plan_type=PlanType.FULLY_INSURED_GROUP))
    assert "ask which drug list the plan uses" in why(open_line, "cigna-ozanimod-uc-preferred-product-legacy")
    legacy = found("cigna", zeposia, Plan(plan_line="legacy_prescription_drug_list"))
    assert "drug list" not in why(legacy, "cigna-ozanimod-uc-preferred-product-legacy")
    assert applying(found("cigna", zeposia, Plan(plan_line="individual_and_family"))) == []
    assert library().plan_lines("cigna", "ozanimod") == ("legacy_prescription_drug_list",)


def test_a_public_program_is_told_that_the_source_names_no_plans() -> None:
    result = found("cigna", RINVOQ, Plan(plan_type=PlanType.MEDICAID_FFS))
    assert "a public program often has its own criteria" in why(result, "cigna-upadacitinib-ra-pa")


def test_brand_selection_is_about_the_products_it_names() -> None:
    wezlana = DrugRequest(drug="Wezlana", indication_id="plaque-psoriasis")
    assert "aetna-ustekinumab-pso-brand-selection" in applying(found("aetna", wezlana))
    stelara = found("aetna", replace(wezlana, drug="Stelara"))
    assert why(stelara, "aetna-ustekinumab-pso-brand-selection").endswith("not Stelara.")
    generic = found("aetna", replace(wezlana, drug="ustekinumab"))
    assert "name the product" in why(generic, "aetna-ustekinumab-pso-brand-selection")


@pytest.mark.parametrize(
    ("birth", "applies"),
    [
        (PartialDate(2012, 3, 1), {"pediatric"}),
        (PartialDate(2000, 3, 1), {"adult"}),
        (PartialDate(2008, 11, 21), {"adult"}),  # eighteen on the very day
        (PartialDate(2008, 11, 22), {"pediatric"}),
        (PartialDate(2008), {"adult", "pediatric"}),
        (UNKNOWN_DATE, {"adult", "pediatric"}),
    ],
)
def test_age_bands_share_out_the_records(birth: PartialDate, applies: set[str]) -> None:
    request = DrugRequest(drug="Cosentyx", formulation="subcutaneous pen", indication_id="psoriatic-arthritis")
    result = found("cigna", request, birth_date=birth)
    bands = {
        name for name in ("adult", "pediatric") if f"cigna-secukinumab-psa-{name}-preferred-product" in applying(result)
    }
    assert bands == applies
    if len(applies) == 2:
        assert "state the date of birth" in why(result, "cigna-secukinumab-psa-adult-preferred-product")


def test_the_form_of_the_product_decides() -> None:
    request = DrugRequest(drug="Rinvoq LQ", formulation="oral solution", indication_id="rheumatoid-arthritis")
    result = found("cigna", request)
    assert why(result, "cigna-upadacitinib-ra-pa") == (
        "It is for the tablet, another dosage form than the one requested."
    )
    juvenile = found("cigna", replace(request, indication_id="pjia"))
    assert applying(juvenile) == ["cigna-upadacitinib-pjia-preferred-product"]


def test_the_condition_may_be_given_by_its_code_or_its_name() -> None:
    by_code = replace(RINVOQ, indication_id="", icd10="M05.79")
    by_name = replace(RINVOQ, indication_id="", indication="RA")
    assert applying(found("cigna", by_code)) == applying(found("cigna", by_name)) == applying(found("cigna", RINVOQ))


def test_without_a_condition_nothing_applies_and_each_policy_names_its_own() -> None:
    result = found("cigna", replace(RINVOQ, indication_id=""))
    assert applying(result) == []
    assert why(result, "cigna-upadacitinib-ra-pa") == (
        "The condition is not stated; this policy is about Rheumatoid arthritis."
    )


def test_words_that_name_no_condition_are_left_to_a_person() -> None:
    result = found("medica", DrugRequest(drug="Olumiant", indication_id="rheumatoid-arthritis"))
    assert applying(result) == []
    assert "must be read in the policy" in why(result, "medica-baricitinib-other-preferred-product")


def test_a_text_for_several_drugs_is_found_for_each() -> None:
    for drug in ("Rinvoq", "Xeljanz"):
        result = found("highmark", DrugRequest(drug=drug, indication_id="ankylosing-spondylitis"))
        assert applying(result) == ["highmark-upadacitinib-tofacitinib-as-j0558-035"]


def test_sources_say_how_far_they_were_checked() -> None:
    checked = library().policy("cigna-ustekinumab-iv-cd-pa")
    extract = library().policy("cigna-upadacitinib-ra-pa")
    assert checked is not None
    assert extract is not None
    assert checked.verification.is_verified
    assert (checked.verification.by, checked.verification.on) == ("DenialDesk editors", "2026-11-21")
    assert checked.verification.where == checked.reference.url
    assert "copy of the payer's document" in checked.verification.note
    assert not extract.verification.is_verified
    assert "Cigna's own text was not read" in extract.verification.note
    assert library().policy("no-such-policy") is None


def test_a_month_is_thirty_days_only_where_the_policy_prints_it() -> None:
    legacy = library().policy("cigna-ozanimod-uc-preferred-product-legacy")
    plain = library().policy("cigna-upadacitinib-ra-pa")
    assert legacy is not None
    assert plain is not None
    assert legacy.approval.initial is not None
    assert legacy.approval.initial.days_per_month == 30
    assert plain.approval.initial is not None
    assert plain.approval.initial.days_per_month is None


def test_the_second_layer_names_the_first() -> None:
    from denialdesk.domain.criteria import Condition
    from denialdesk.knowledge.lint import nodes_of

    policy = library().policy("cigna-upadacitinib-ra-preferred-product")
    assert policy is not None
    meets = next(node for node in nodes_of(policy) if isinstance(node, Condition))
    assert meets.policy_ids == ("cigna-upadacitinib-ra-pa",)
    missing = library().policy("cigna-upadacitinib-as-preferred-product")
    assert missing is not None
    assert next(node for node in nodes_of(missing) if isinstance(node, Condition)).policy_ids == ()


def test_evidence_is_for_the_drug_or_its_class_in_the_condition_newest_first() -> None:
    entries = library().evidence("upadacitinib", "rheumatoid-arthritis")
    assert entries
    assert [entry.year for entry in entries] == sorted((entry.year for entry in entries), reverse=True)
    assert all("rheumatoid-arthritis" in entry.indication_ids for entry in entries)
    assert "select-switch" in {entry.id for entry in entries}
    assert not any(entry.drug_ids and "upadacitinib" not in entry.drug_ids for entry in entries)
    assert library().evidence("upadacitinib", "gout") == ()


def test_evidence_against_the_request_is_marked() -> None:
    entries = {entry.id: entry for entry in library().evidence("ustekinumab", "ankylosing-spondylitis")}
    assert entries
    assert any(entry.is_adverse for entry in entries.values())


def test_payers_are_listed_and_recognised_as_notices_print_them() -> None:
    assert len(library().payers()) == 18
    assert [payer.name for payer in library().payers()] == sorted(payer.name for payer in library().payers())
    for text, payer_id in (
        ("Cigna Healthcare", "cigna"),
        ("UNITED HEALTHCARE", "uhc"),
        ("Aetna Life Insurance Company", "aetna"),
        ("Blue Cross and Blue Shield of Kansas", "bcbs-kansas"),
    ):
        payer = library().recognise_payer(text)
        assert payer is not None
        assert payer.id == payer_id
    assert library().recognise_payer("Blue Cross") is None
    assert library().recognise_payer("Humana") is None


def test_drugs_conditions_and_instruments_hang_together() -> None:
    assert {drug.id for drug in library().drugs_in_class("JAK inhibitor")} == {
        *("abrocitinib", "baricitinib", "deuruxolitinib", "ritlecitinib", "tofacitinib", "upadacitinib")
    }
    assert library().drugs_in_class("no such class") == ()
    assert library().drug("nobody") is None
    assert library().indication("nothing") is None
    assert "das28" in {instrument.id for instrument in library().instruments_for("rheumatoid-arthritis")}
    assert library().instrument("nothing") is None
    assert {item.id for item in library().comorbidities()} >= {"heart-failure", "tuberculosis"}
    for policy in library().policies():
        assert all(library().drug(drug_id) for drug_id in policy.drug.drug_ids)
        assert all(library().indication(item) for item in policy.indication.indication_ids)


def test_a_product_of_one_route_is_known_by_it() -> None:
    infliximab = library().drug("infliximab")
    assert infliximab is not None
    routes = {entry.product: entry.routes for entry in infliximab.product_routes}
    assert routes["Zymfentra"] == ("subcutaneous",)
    assert routes["Remicade"] == ("intravenous",)


def test_the_law_is_in_the_pack() -> None:
    assert len(library().law.plans) == 15
    assert library().law is library().law


def test_opening_reads_nothing_of_the_body_however_much_it_holds() -> None:
    data = pack(NEWER)
    whole = Container(data)
    ruined = data[: len(data) - whole.header["size"]] + bytes(whole.header["size"])
    opened = Library(Container(ruined))
    assert opened.version == Library(whole).version
    assert opened.counts == Library(whole).counts


def test_of_many_policies_only_the_last_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("denialdesk.knowledge.library.KEPT_POLICIES", 5)
    small = Library(Container(pack(NEWER, with_policies=20)))
    ids = small.policy_ids()
    assert len(ids) == 20
    assert [policy.id for policy in small.policies()] == list(ids)
    last, first = small.policy(ids[-1]), small.policy(ids[0])
    assert small.policy(ids[-1]) is last
    assert small.policy(ids[0]) is first
    list(small.policies())
    assert small.policy(ids[0]) == first
    assert small.policy(ids[0]) is not first
    assert small.policy("no-such-policy") is None
