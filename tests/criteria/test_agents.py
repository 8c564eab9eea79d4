"""The printed alternatives of the policies, tied to drugs: what decides findings, so the judgement calls are pinned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from denialdesk.domain.criteria import Agent, Condition, Policy, Trial
from denialdesk.knowledge.lint import nodes_of
from denialdesk.knowledge.tree import Knowledge, load_tree
from denialdesk.system.paths import criteria_db_dir

SYSTEMIC = {"prednisone", "prednisolone", "methylprednisolone", "dexamethasone", "hydrocortisone-systemic"}


@cache
def knowledge() -> Knowledge:
    return load_tree(criteria_db_dir())


def agents_of(policy: Policy) -> Iterator[Agent]:
    for node in nodes_of(policy):
        if isinstance(node, Trial):
            yield from (*node.of, *node.also_counts, *node.does_not_count)


@cache
def by_words() -> dict[str, tuple[Agent, ...]]:
    found: dict[str, dict[Agent, None]] = defaultdict(dict)
    for policy in knowledge().policies:
        for agent in agents_of(policy):
            found[agent.as_printed][agent] = None
    return {words: tuple(agents) for words, agents in found.items()}


def agent(policy_id: str, words: str) -> Agent:
    policy = next(policy for policy in knowledge().policies if policy.id == policy_id)
    return next(agent for agent in agents_of(policy) if agent.as_printed == words)


def only(words: str) -> Agent:
    (found,) = by_words()[words]
    return found


def test_every_printed_alternative_is_kept() -> None:
    assert len(by_words()) == 220


def test_a_class_is_a_class() -> None:
    for words in ("TNF inhibitor (any)", "TNF inhibitor"):
        assert only(words).classes == {"TNF inhibitor"}
        assert only(words).drug_ids == set()
        assert not only(words).counts_as  # two TNF inhibitors are two
    assert only("TNF inhibitor (e.g. etanercept, certolizumab, golimumab, adalimumab)").classes == {"TNF inhibitor"}
    assert only("NSAID").classes == {"NSAID"}


@pytest.mark.parametrize(
    ("words", "drug_id"),
    [
        ("adalimumab product (any)", "adalimumab"),
        ("etanercept (Enbrel)", "etanercept"),
        ("certolizumab (Cimzia)", "certolizumab-pegol"),
        ("adalimumab (Humira)", "adalimumab"),
        ("upadacitinib (Rinvoq/LQ)", "upadacitinib"),
        ("infliximab product (including Zymfentra)", "infliximab"),
        ("vedolizumab IV or SC (Entyvio)", "vedolizumab"),
        ("golimumab (Simponi Aria or SC)", "golimumab"),
        ("Xeljanz", "tofacitinib"),
    ],
)
def test_a_drug_with_its_brand_behind_it_is_any_product_of_the_drug_and_counts_once(words: str, drug_id: str) -> None:
    found = only(words)
    assert found.drug_ids == {drug_id}
    assert found.counts_as == drug_id
    assert not found.brands
    assert not found.routes


@pytest.mark.parametrize(
    ("words", "drug_id", "route"),
    [
        ("golimumab SC (Simponi)", "golimumab", "subcutaneous"),
        ("golimumab (Simponi Aria)", "golimumab", "intravenous"),
        ("golimumab IV (Simponi Aria)", "golimumab", "intravenous"),
        ("ustekinumab SC product (any)", "ustekinumab", "subcutaneous"),
        ("ustekinumab IV", "ustekinumab", "intravenous"),
        ("infliximab IV product", "infliximab", "intravenous"),
        ("infliximab-dyyb SC (Zymfentra)", "infliximab", "subcutaneous"),
        ("tocilizumab SC product", "tocilizumab", "subcutaneous"),
    ],
)
def test_a_printed_route_limits_the_drug(words: str, drug_id: str, route: str) -> None:
    assert only(words).drug_ids == {drug_id}
    assert only(words).routes == {route}


@pytest.mark.parametrize(
    ("words", "drug_id", "brands", "counts_as"),
    [
        ("Sandoz-labeled Pyzchiva or Stelara", "ustekinumab", {"Pyzchiva", "Stelara"}, "ustekinumab"),
        ("one of Avsola or Inflectra", "infliximab", {"Avsola", "Inflectra"}, "infliximab"),
        ("one of Avsola, Inflectra, Renflexis", "infliximab", {"Avsola", "Inflectra", "Renflexis"}, "infliximab"),
        ("Wezlana", "ustekinumab", {"Wezlana"}, "Wezlana"),
        ("Tecfidera", "dimethyl-fumarate", {"Tecfidera"}, "dimethyl-fumarate"),
        ("generic fingolimod", "fingolimod", {"fingolimod"}, "fingolimod"),
        ("generic teriflunomide", "teriflunomide", {"teriflunomide"}, "teriflunomide"),
    ],
)
def test_a_product_is_demanded_only_where_the_policy_demands_it(
    words: str, drug_id: str, brands: set[str], counts_as: str
) -> None:
    found = only(words)
    assert found.drug_ids == {drug_id}
    assert found.brands == brands
    assert found.counts_as == counts_as


def test_a_demanded_generic_is_named_by_the_drug_s_own_generic_name() -> None:
    for words, found in by_words().items():
        if words.startswith("generic ") and found[0].brands:
            (drug_id,) = found[0].drug_ids
            drug = next(drug for drug in knowledge().drugs if drug.id == drug_id)
            assert found[0].brands == {drug.generic}


def test_examples_leave_the_words_open() -> None:
    for policy_id, words in (
        ("cigna-ustekinumab-sc-pso-pa", "traditional systemic agent for psoriasis"),
        (
            "cigna-risankizumab-pso-pa",
            "traditional systemic agent for psoriasis (e.g. methotrexate, cyclosporine, acitretin)",
        ),
    ):
        found = agent(policy_id, words)
        assert found.drug_ids == {"methotrexate", "cyclosporine", "acitretin"}
        assert found.open_ended
        assert "apremilast" not in found.uncertain_drug_ids | found.drug_ids


def test_every_printed_example_is_open_ended_unless_the_class_is_closed() -> None:
    closed = {
        "TNF inhibitor (e.g. etanercept, certolizumab, golimumab, adalimumab)",
        "phototherapy (e.g. UVB, PUVA)",
        "phototherapy (e.g. PUVA, UVB)",
    }
    loose = {words for words, found in by_words().items() if "e.g." in words and not found[0].open_ended}
    assert loose == closed


def test_conventional_agents_for_crohns_disease() -> None:
    found = agent(
        "cigna-ustekinumab-sc-cd-pa",
        "conventional systemic therapy for Crohn disease (e.g. azathioprine, 6-mercaptopurine, methotrexate)",
    )
    assert found.drug_ids == {"azathioprine", "mercaptopurine", "methotrexate"}
    assert "mesalamine" not in found.drug_ids | found.uncertain_drug_ids


def test_corticosteroids() -> None:
    assert only("corticosteroid").drug_ids == {*SYSTEMIC, "budesonide-gut"}
    assert only("systemic corticosteroid").drug_ids == SYSTEMIC
    assert "budesonide-gut" in only("systemic corticosteroid").uncertain_drug_ids  # acts in the gut, little elsewhere
    assert only("oral corticosteroid").routes == {"oral"}
    assert only("corticosteroid").counts_as == "corticosteroid"  # prednisone and budesonide are one alternative


def test_the_strength_of_a_topical_corticosteroid_is_a_question_where_the_vehicle_decides_it() -> None:
    strong = only("high- or super-high-potency topical corticosteroid")
    assert {"clobetasol-topical", "halobetasol-topical", "fluocinonide-topical"} <= strong.drug_ids
    assert "triamcinolone-acetonide-topical" in strong.uncertain_drug_ids
    assert not {"desonide-topical", "alclometasone-topical"} & (strong.drug_ids | strong.uncertain_drug_ids)
    assert only("low-potency or stronger topical corticosteroid").classes == {"corticosteroid (topical)"}


def test_a_biologic_other_than_the_requested_drug() -> None:
    found = agent("cigna-adalimumab-ra-pa", "a 3-month trial of at least one biologic other than the requested drug")
    assert "TNF inhibitor" in found.classes
    assert found.excluded_drug_ids >= {"adalimumab", "icotrokinra"}
    own = agent("medica-adalimumab-ra", "a biosimilar of the requested biologic")
    assert own.drug_ids == {"adalimumab"}


def test_what_cannot_be_tied_to_drugs_is_left_unresolved() -> None:
    for words in (
        "Step 1 agent",
        "preferred agents (list kept in a separate table, not seen)",
        "all statins",
        "one Step 3 product",
        "preferred adalimumab",
        "preferred TNF inhibitor(s) (list not seen)",
    ):
        assert not only(words).is_resolved
    assert only("preferred adalimumab").uncertain_drug_ids == {"adalimumab"}


def test_no_agent_of_a_trial_is_certain_and_uncertain_at_once() -> None:
    class_of = {drug.id: drug.drug_class for drug in knowledge().drugs}
    for found in by_words().values():
        for each in found:
            assert not each.drug_ids & each.uncertain_drug_ids
            assert not {class_of[drug_id] for drug_id in each.uncertain_drug_ids} & each.classes


def test_several_ustekinumab_products_count_separately_only_where_products_are_counted() -> None:
    found = agent("bcbsil-ustekinumab-products", "preferred ustekinumab product")
    assert found.brands == {"Selarsdi", "Steqeyma", "Yesintek"}
    assert not found.counts_as


@pytest.mark.parametrize(
    ("policy_id", "words", "met_by", "not_met_by"),
    [
        ("uhc-upadacitinib-ra", "FDA-approved for RA", "tocilizumab", "dupilumab"),
        ("uhc-secukinumab-pso-medical-necessity", "FDA-approved for PsO", "adalimumab", "secukinumab"),
        ("carefirst-upadacitinib-ra", "non-TNF biologic", "abatacept", "adalimumab"),
        ("carefirst-upadacitinib-nr-axspa", "non-TNF biologic", "tofacitinib", "certolizumab-pegol"),
        ("carefirst-upadacitinib-cd", "non-TNF biologic", "ustekinumab", "infliximab"),
    ],
)
def test_an_earlier_advanced_therapy_is_tied_to_its_drugs(
    policy_id: str, words: str, met_by: str, not_met_by: str
) -> None:
    policy = next(policy for policy in knowledge().policies if policy.id == policy_id)
    conditions = [node for node in nodes_of(policy) if isinstance(node, Condition) and words in node.text]
    (condition,) = conditions
    (found,) = condition.agents
    assert met_by in found.drug_ids
    assert not_met_by not in found.drug_ids


def test_an_alternative_that_is_more_than_drugs_stays_a_question() -> None:
    policy = next(policy for policy in knowledge().policies if policy.id == "bcbs-alabama-adalimumab-psa")
    (condition,) = [node for node in nodes_of(policy) if isinstance(node, Condition)]
    assert "severe disease" in condition.text
    assert condition.agents == ()


def test_a_contraindication_that_must_cover_all_is_marked() -> None:
    marked = {
        policy.id
        for policy in knowledge().policies
        for node in nodes_of(policy)
        if isinstance(node, Trial) and node.contraindication_must_cover_all
    }
    assert len(marked) == 8
    assert {"highmark-adalimumab-ra", "point32health-baricitinib-ra", "bcbs-kansas-ustekinumab-cd"} <= marked
