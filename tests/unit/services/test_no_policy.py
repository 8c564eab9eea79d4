"""No policy on file is an answer of its own: the letter asks for the criteria and argues from the notice's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.therapy import Outcome
from denialdesk.knowledge.library import Library, load_library
from denialdesk.letters.text import plain_text
from denialdesk.services.appeal import Appraisal, appraise
from tests.makers import make_case, make_practice, make_request, make_therapy

TODAY = dt.date(2026, 11, 21)
WORDS = "The records do not show a trial of a preferred TNF inhibitor of at least 3 months."


@cache
def library() -> Library:
    return load_library()


def appealed(payer_id: str, payer: str, drug: str = "Rinvoq", plan_type: PlanType | None = None) -> Appraisal:
    kind = plan_type or PlanType.FULLY_INSURED_GROUP
    case = make_case(
        make_therapy("methotrexate", "2024-01-10", "2024-06-01", what_happened="joints stayed swollen"),
        make_therapy("Humira", "2024-07-01", "2025-01-15", outcome=Outcome.LOST_RESPONSE),
        plan=Plan(payer_id=payer_id, payer_name=payer, plan_type=kind, state="IL", member_id="U0000001"),
        request=make_request(drug),
    )
    case = replace(case, denial=replace(case.denial, reason=WORDS, preferred_drugs_named=("Humira", "Enbrel")))
    return appraise(case, make_practice(), library(), TODAY)


@pytest.mark.parametrize(
    ("payer_id", "payer", "drug", "plan_type", "why"),
    [
        ("", "Humana", "Rinvoq", None, "No policy of Humana for Rinvoq is on file."),  # a payer not on file
        ("aetna", "Aetna", "Rinvoq", None, "No policy of Aetna for Rinvoq is on file."),  # a payer without this drug
        (  # policies for the drug, none for this plan
            *("bcbs-nc", "Blue Cross NC", "Rinvoq", PlanType.FULLY_INSURED_GROUP),
            "No policy of Blue Cross NC on file for Rinvoq applies to this request.",
        ),
        (  # and none for this condition
            *("carefirst-caremark", "CareFirst", "Stelara", None),
            "No policy of CareFirst on file for Stelara applies to this request.",
        ),
    ],
)
def test_the_letter_asks_for_the_criteria_and_answers_the_notice(
    payer_id: str, payer: str, drug: str, plan_type: PlanType | None, why: str
) -> None:
    appraisal = appealed(payer_id, payer, drug, plan_type)
    assert appraisal.criteria.findings == ()
    assert appraisal.criteria.no_policy_reason == why
    text = plain_text(appraisal.letter)
    assert WORDS in text
    assert f"The policy {payer} relied on is not known to us." in text
    assert "Please provide it, with its number and effective date." in text
    assert "Send us, free of charge, the step-therapy policy with its number and effective date" in text
    assert "answers the notice in the notice’s own words" in text
    assert "Humira (adalimumab): July 1, 2024 to January 15, 2025" in text  # the drugs that the notice names
    assert "Enbrel | " in text


def test_policies_that_do_not_apply_are_shown_with_their_reasons() -> None:
    criteria = appealed("bcbs-nc", "Blue Cross NC").criteria
    assert {each.policy.id for each in criteria.not_applicable} == {
        "bcbsnc-upadacitinib-medicare-part-d-ad",
        "bcbsnc-upadacitinib-medicare-part-d-nonad",
    }
    assert all(each.why for each in criteria.not_applicable)


def test_a_policy_on_file_is_argued_from_instead() -> None:
    appraisal = appealed("cigna", "Cigna")
    assert appraisal.criteria.findings
    assert appraisal.criteria.no_policy_reason == ""
    assert "is not known to us" not in plain_text(appraisal.letter)
