"""The shipped Cigna policies for upadacitinib and ustekinumab, put to hand-written logs.

What each policy demands is said at its test; a change of the policy data that changes a verdict shows here.
"""

# ruff: noqa: ANN401 - any field of a row or case may be given by name

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue, Case
from denialdesk.domain.criteria import CriteriaResult, PolicyFinding, Status
from denialdesk.domain.matching import judge_case
from denialdesk.domain.therapy import Outcome, Supply, Therapy, Use
from denialdesk.knowledge.library import Library, load_library
from tests.makers import make_answer, make_case, make_prescriber, make_request, make_therapy, on
from tests.unit.domain.judging import EXEMPT, MET, NOT_MET, UNKNOWN

AS_OF = dt.date(2026, 11, 21)
RA_STANDARD = "cigna-upadacitinib-ra-pa"
RA_PRODUCT = "cigna-upadacitinib-ra-preferred-product"
PSO = "cigna-ustekinumab-sc-pso-pa"
CD_IV = "cigna-ustekinumab-iv-cd-pa"


@cache
def library() -> Library:
    return load_library()


def row(drug: str, start: str = "", stop: str = "", **fields: Any) -> Therapy:
    match = library().recognise_drug(drug)
    assert match is not None, drug
    return make_therapy(drug, start, stop, **({"id": f"{drug} {start}", "drug_id": match.drug_id} | fields))


def judged(case: Case) -> CriteriaResult:
    found = library().applicable(case.plan.payer_id, case.request, case.plan, case.patient.birth_date, AS_OF)
    return judge_case(case, found, library(), AS_OF, library().version)


def finding(case: Case, policy_id: str) -> PolicyFinding:
    return next(each for each in judged(case).findings if each.policy.id == policy_id)


class TestUpadacitinibInRheumatoidArthritis:
    """Standard: a 3-month trial of a TNF inhibitor, or one not tolerated; adult; rheumatologist.

    Preferred product: meets the standard policy, and has tried etanercept or an adalimumab product (no length printed).
    """

    @pytest.mark.parametrize(
        ("rows", "standard", "product"),
        [
            ((), NOT_MET, NOT_MET),
            ((("methotrexate", "2023-01-01", "2024-01-01"),), NOT_MET, NOT_MET),
            ((("Humira", "2024-01-01", "2024-04-01"),), MET, MET),  # one trial serves both layers
            ((("adalimumab", "2024-01-01", "2024-04-01"),), MET, MET),
            ((("Hadlima", "2024-01-01", "2024-04-01"),), MET, MET),
            ((("adalimumab-adaz", "2024-01-01", "2024-04-01"),), MET, MET),
            ((("Enbrel", "2024-01-01", "2024-04-01"),), MET, MET),
            ((("Humira", "2024-01-01", "2024-03-31"),), NOT_MET, NOT_MET),  # a day short: the product layer falls too
            ((("Cimzia", "2024-01-01", "2024-04-01"),), MET, NOT_MET),  # a TNF inhibitor, but no preferred product
            ((("Cimzia", "2024-01-01", "2024-04-01"), ("Enbrel", "2024-05-01", "2024-05-20")), MET, MET),
            ((("Humira", "2024-01", "2024-04"),), UNKNOWN, UNKNOWN),
            ((("Humira", "2024-01", "2024-05"),), MET, MET),
            ((("Humira", "2024-01-01", ""),), UNKNOWN, UNKNOWN),
            ((("Orencia", "2023-01-01", "2024-01-01"),), NOT_MET, NOT_MET),
            ((("Xeljanz", "2023-01-01", "2024-01-01"),), NOT_MET, NOT_MET),
            ((("Humira", "2024-01-01", "2024-02-10"), ("Humira", "2024-06-01", "2024-07-15")), NOT_MET, NOT_MET),
        ],
    )
    def test_trials(self, rows: tuple[tuple[str, str, str], ...], standard: Status, product: Status) -> None:
        case = make_case(*(row(*each) for each in rows))
        assert [each.policy.id for each in judged(case).findings] == [RA_STANDARD, RA_PRODUCT]
        assert [each.status for each in judged(case).findings] == [standard, product]

    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            (Outcome.INTOLERANCE, MET),
            (Outcome.HYPERSENSITIVITY, MET),
            (Outcome.INADEQUATE_RESPONSE, NOT_MET),
            (Outcome.OTHER, NOT_MET),
            (Outcome.UNKNOWN, UNKNOWN),
            (Outcome.CONTRAINDICATED, NOT_MET),  # the extract prints no contraindication
        ],
    )
    def test_a_trial_cut_short(self, outcome: Outcome, expected: Status) -> None:
        case = make_case(row("Humira", "2024-01-01", "2024-01-20", outcome=outcome, contraindication="heart failure"))
        assert finding(case, RA_STANDARD).status is expected

    def test_a_reason_against_every_tnf_inhibitor_is_argued_not_claimed(self) -> None:
        answer = make_answer(
            "step1",
            AnswerValue.NOT_APPROPRIATE,
            RA_STANDARD,
            reason="NYHA class III heart failure",
            condition="heart failure",
        )
        judged_step = finding(make_case(answers=(answer,)), RA_STANDARD).steps[0]
        assert judged_step.status is NOT_MET
        assert judged_step.stated_reason == "NYHA class III heart failure"

    def test_a_plan_or_an_unused_fill_is_no_trial(self) -> None:
        for use in (Use.PLANNED, Use.NEVER_TAKEN):
            case = make_case(row("Humira", "2024-01-01", "2024-06-01", use=use))
            assert finding(case, RA_STANDARD).status is NOT_MET

    def test_age_and_prescriber(self) -> None:
        case = make_case(row("Humira", "2024-01-01", "2024-06-01"))
        child = replace(case, patient=replace(case.patient, birth_date=on("2012-05-01")))
        assert [each.path for each in finding(child, RA_STANDARD).blocking] == ["age"]
        family = replace(case, prescriber=make_prescriber(specialty="Family Medicine"))
        assert [each.path for each in finding(family, RA_STANDARD).blocking] == ["prescriber"]

    @pytest.mark.parametrize(
        ("supply", "expected"), [(Supply.PAID_CLAIM, EXEMPT), (Supply.SAMPLE, NOT_MET), (Supply.UNKNOWN, UNKNOWN)]
    )
    def test_established_on_the_drug_replaces_the_product_step(self, supply: Supply, expected: Status) -> None:
        rinvoq = row("Rinvoq", "2026-01-05", "", ongoing=True, outcome=Outcome.ONGOING, supply=supply)
        request = make_request("Rinvoq", already_taking=True, taking_since=on("2026-01-05"))
        cimzia = row("Cimzia", "2025-01-05", "2025-12-05")  # meets the standard policy, and is no preferred product
        assert finding(make_case(cimzia, rinvoq, request=request), RA_PRODUCT).status is expected
        alone = make_case(rinvoq, request=request)
        assert finding(alone, RA_STANDARD).status is NOT_MET  # the standard policy prints no such limb
        assert finding(alone, RA_PRODUCT).status is NOT_MET  # and must be met as well


class TestUstekinumabInPlaquePsoriasis:
    """Standard: a traditional systemic agent for 3 months unless intolerant, or methotrexate contraindicated."""

    def case(self, *rows: Therapy, **fields: Any) -> Case:
        values: dict[str, Any] = {
            "request": make_request("Stelara", "plaque-psoriasis", formulation="subcutaneous injection"),
            "prescriber": make_prescriber(specialty="Dermatology"),
        }
        return make_case(*rows, **(values | fields))

    @pytest.mark.parametrize(
        ("drug", "start", "stop", "fields", "expected"),
        [
            ("methotrexate", "2024-01-01", "2024-04-01", {}, MET),
            ("methotrexate", "2024-01-01", "2024-03-31", {}, NOT_MET),
            ("methotrexate", "2024-01-01", "2024-01-15", {"outcome": Outcome.INTOLERANCE}, MET),
            ("acitretin", "2024-01-01", "2024-04-01", {}, MET),
            ("cyclosporine", "2024-01-01", "2024-04-01", {}, MET),
            ("Humira", "2024-01-01", "2024-12-01", {}, NOT_MET),
            ("clobetasol", "2024-01-01", "2024-12-01", {}, NOT_MET),
            ("methotrexate", "", "", {"outcome": Outcome.CONTRAINDICATED, "contraindication": "cirrhosis"}, EXEMPT),
            ("methotrexate", "", "", {"outcome": Outcome.CONTRAINDICATED}, UNKNOWN),
            ("acitretin", "", "", {"outcome": Outcome.CONTRAINDICATED, "contraindication": "pregnancy"}, NOT_MET),
        ],
    )
    def test_trials(self, drug: str, start: str, stop: str, fields: dict[str, Any], expected: Status) -> None:
        assert finding(self.case(row(drug, start, stop, **fields)), PSO).status is expected

    def test_an_empty_log_is_not_met_and_says_what_to_do(self) -> None:
        step = finding(self.case(), PSO).steps[0]
        assert step.status is NOT_MET
        assert any(remedy.target == "therapies" for remedy in step.remedies)

    def test_an_agent_the_words_may_mean_is_a_question(self) -> None:
        doubtful = self.case(row("sulfasalazine", "2024-01-01", "2024-12-01"))
        assert finding(doubtful, PSO).steps[0].status is UNKNOWN
        chosen = make_answer("step1", policy_id=PSO, therapy_ids=("sulfasalazine 2024-01-01",))
        assert finding(replace(doubtful, answers=(chosen,)), PSO).steps[0].status is MET
        assert finding(self.case(row("apremilast", "2024-01-01", "2024-12-01")), PSO).steps[0].status is NOT_MET


class TestUstekinumabInCrohnsDisease:
    """IV policy IP0686 as read in the payer's text: no prior-therapy step since March 15, 2026."""

    def case(self, *rows: Therapy, **fields: Any) -> Case:
        values: dict[str, Any] = {
            "request": make_request("Stelara", "crohns-disease", formulation="intravenous infusion"),
            "prescriber": make_prescriber(specialty="Gastroenterology"),
        }
        return make_case(*rows, **(values | fields))

    def test_no_step_is_printed(self) -> None:
        judged_policy = finding(self.case(), CD_IV)
        assert judged_policy.steps == ()
        assert judged_policy.policy.verification.is_verified

    def test_what_is_left_is_what_the_office_has_to_state(self) -> None:
        judged_policy = finding(self.case(), CD_IV)
        assert judged_policy.status is UNKNOWN
        assert [each.path for each in judged_policy.blocking] == ["diagnosis1", "concurrent_use", "other1"]
        answers = tuple(make_answer(path, policy_id=CD_IV) for path in ("diagnosis1", "concurrent_use", "other1"))
        assert finding(self.case(answers=answers), CD_IV).status is MET

    def test_the_superseded_step_is_not_judged(self) -> None:
        result = judged(self.case())
        assert "cigna-ustekinumab-iv-cd-pa-superseded" not in {each.policy.id for each in result.findings}
        assert "cigna-ustekinumab-iv-cd-pa-superseded" in {each.policy.id for each in result.not_applicable}


def test_a_payer_without_policies_gives_an_answer_too() -> None:
    case = make_case()
    other = replace(case, plan=replace(case.plan, payer_id="humana", payer_name="Humana"))
    result = judged(other)
    assert result.findings == ()
    assert result.no_policy_reason == "No policy of Humana for Rinvoq is on file."
