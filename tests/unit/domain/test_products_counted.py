"""Policies about products: each product of a drug counts by itself, and two trials side by side want two drugs."""

from denialdesk.domain.criteria import AllOf, Condition, Finding, Status, Trial
from denialdesk.domain.therapy import Outcome, Therapy
from tests.makers import TNF, agent, all_of, condition, make_answer, make_request, make_therapy, make_trial
from tests.unit.domain.judging import MET, NOT_MET, UNKNOWN, judge, targets

STELARA = make_request("Stelara", "plaque-psoriasis")
PREFERRED = agent("ustekinumab", brands={"Selarsdi", "Yesintek", "Wezlana"}, as_printed="preferred ustekinumab product")


def product(name: str, outcome: Outcome = Outcome.INADEQUATE_RESPONSE, row: str = "", year: int = 2024) -> Therapy:
    return make_therapy(name, f"{year}-01-01", f"{year}-08-01", id=row or name, outcome=outcome)


def three(*rows: Therapy, of: Trial | None = None) -> Finding:
    trial = of or make_trial(PREFERRED, accepted={"inadequate_response"}, count=3)
    return judge(trial, *rows, request=STELARA)


def test_three_products_of_one_drug_are_three() -> None:
    finding = three(product("Selarsdi"), product("Yesintek"), product("Wezlana"))
    assert finding.status is MET
    assert finding.reason.startswith("3 of 3 recorded: ")


def test_two_products_named_together_are_two_and_named_one_by_one_the_drug_is_one() -> None:
    rows = (product("Selarsdi"), product("Yesintek"))
    together = make_trial(agent("ustekinumab", brands={"Selarsdi", "Yesintek"}), count=2)
    assert three(*rows, of=together).status is MET
    one_by_one = (agent("ustekinumab", brands={name}) for name in ("Selarsdi", "Yesintek"))
    assert three(*rows, of=make_trial(*one_by_one, count=2)).status is NOT_MET


def test_one_product_twice_is_one() -> None:
    rows = (product("Selarsdi"), product("Selarsdi", row="again", year=2025), product("Yesintek"))
    assert three(*rows).status is NOT_MET
    assert three(*rows, product("Wezlana")).status is MET


def test_another_product_is_none_of_them() -> None:
    finding = three(product("Selarsdi"), product("Yesintek"), product("Imuldosa"))
    assert finding.status is NOT_MET
    assert "not the product the policy names" in finding.reason


def test_rows_without_their_product_may_be_different_ones() -> None:
    finding = three(product("Selarsdi"), product("ustekinumab", row="a"), product("ustekinumab", row="b", year=2025))
    assert finding.status is UNKNOWN
    assert {"therapy:a:drug", "therapy:b:drug"} <= set(targets(finding))
    assert three(product("Selarsdi"), product("ustekinumab", row="a")).status is NOT_MET


def test_products_that_the_policy_says_count_once_do() -> None:
    once = agent("ustekinumab", brands={"Selarsdi", "Yesintek"}, counts_as="ustekinumab")
    two = make_trial(once, accepted={"inadequate_response"}, count=2)
    assert three(product("Selarsdi"), product("Yesintek"), of=two).status is NOT_MET


def test_biosimilars_count_once_where_no_product_is_demanded() -> None:
    two = make_trial(agent("adalimumab", "ustekinumab"), accepted={"inadequate_response"}, count=2)
    assert three(product("Amjevita"), product("Cyltezo"), of=two).status is NOT_MET
    assert three(product("Amjevita"), product("Selarsdi"), of=two).status is MET


def mix() -> AllOf:
    failed = make_trial(PREFERRED, accepted={"inadequate_response"}, count=2)
    return all_of(failed, make_trial(PREFERRED, accepted={"intolerance"}))


def test_two_failed_and_one_not_borne_are_three_different_products() -> None:
    failed = (product("Selarsdi"), product("Yesintek"))
    assert judge(mix(), *failed, product("Wezlana", Outcome.INTOLERANCE), request=STELARA).status is MET
    again = judge(mix(), *failed, product("Selarsdi", Outcome.INTOLERANCE, "again", 2025), request=STELARA)
    assert again.status is NOT_MET
    assert again.reason == "Together 3 different of preferred ustekinumab product are wanted; the log shows 2."
    assert targets(again) == ["therapies"]
    another = product("Imuldosa", year=2026)  # none of the preferred, so no third
    twice = product("Selarsdi", Outcome.INTOLERANCE, "again", 2025)
    assert judge(mix(), *failed, another, twice, request=STELARA).status is NOT_MET


def test_a_limb_beside_them_and_a_trial_without_outcomes_share_nothing_out() -> None:
    rows = (product("Selarsdi"), product("Yesintek"), product("Selarsdi", Outcome.INTOLERANCE, "again", 2025))
    stated = make_answer("step1.all3")
    beside = all_of(*mix().children, condition())
    assert judge(beside, *rows, answers=(stated,), request=STELARA).status is NOT_MET
    third = product("Wezlana", Outcome.INTOLERANCE)
    assert judge(beside, *rows[:2], third, answers=(stated,), request=STELARA).status is MET
    unseen = all_of(make_trial(TNF, accepted={"inadequate_response"}), make_trial(TNF, accepted=None))
    assert judge(unseen, product("Humira")).status is MET


def test_trials_of_other_drugs_side_by_side_may_share_a_row() -> None:
    first, second = make_trial(agent("adalimumab")), make_trial(agent("adalimumab", "etanercept"))
    assert judge(all_of(first, second), product("Humira")).status is MET


def test_the_same_outcome_twice_is_one_question_asked_twice() -> None:
    assert (
        judge(all_of(make_trial(agent("adalimumab")), make_trial(agent("adalimumab"))), product("Humira")).status is MET
    )


def requested(drug: str) -> Status:
    limb = condition("preferred_product", "Requested product is preferred")
    node = Condition(limb.path, limb.kind, limb.text, agents=(PREFERRED,))
    return judge(node, request=make_request(drug, "plaque-psoriasis")).status


def test_the_requested_product_may_be_the_preferred_one() -> None:
    assert requested("Selarsdi") is MET
    assert requested("Stelara") is NOT_MET
    assert requested("ustekinumab") is UNKNOWN
    assert requested("ustekinumab-aekn") is UNKNOWN  # Selarsdi, or sold without that name
    assert requested("ustekinumab-srlf") is NOT_MET  # Imuldosa
    assert requested("Humira") is NOT_MET


def test_an_earlier_row_does_not_make_the_request_a_preferred_product() -> None:
    limb = condition("preferred_product", "Requested product is preferred")
    node = Condition(limb.path, limb.kind, limb.text, agents=(PREFERRED,))
    assert judge(node, product("Selarsdi"), request=STELARA).status is NOT_MET
