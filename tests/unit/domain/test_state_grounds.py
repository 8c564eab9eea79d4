"""State grounds against the log: met only by what the rows show, and in a letter only what may be stated."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import Answer, AnswerValue, Case
from denialdesk.domain.criteria import CriteriaResult, Status
from denialdesk.domain.denial import Denial
from denialdesk.domain.law import Confidence, StateLawItem, StatePart, StateStepLaw
from denialdesk.domain.matching import judge_case
from denialdesk.domain.state_grounds import GroundMatch, match_grounds
from denialdesk.domain.state_law import Ground
from denialdesk.domain.therapy import Origin, Outcome, Provenance, Supply, Therapy
from tests.makers import VOCABULARY, agent, applies, make_case, make_policy, make_request, make_therapy, make_trial

AS_OF = dt.date(2026, 11, 21)
LAW = StateStepLaw(
    "TX",
    "Texas",
    "general",
    "",
    (),
    tuple(
        StateLawItem(
            StatePart.GROUND, ground.value, "", Confidence.SEEN, usable_in_letter=ground is not Ground.STABLE_ON_DRUG
        )
        for ground in Ground
    ),
    in_force=True,
)
FAILED = make_therapy("methotrexate", "2024-03", "2024-09-30")
POLICY = make_policy(make_trial(agent("methotrexate"), agent(classes={"TNF inhibitor"})))
NOTHING = CriteriaResult(())


def matched(case: Case, *, with_policy: bool = True, law: StateStepLaw | None = LAW) -> dict[str, GroundMatch]:
    criteria = judge_case(case, applies(POLICY), VOCABULARY, AS_OF, "test") if with_policy else NOTHING
    return {match.item.id: match for match in match_grounds(case, law, criteria, VOCABULARY, AS_OF)}


def test_without_a_state_law_that_reaches_the_plan_there_is_nothing() -> None:
    assert matched(make_case(FAILED), law=None) == {}


def test_a_required_drug_that_failed_meets_the_ground_by_its_row() -> None:
    found = matched(make_case(make_therapy("apremilast"), FAILED))[Ground.TRIED_AND_FAILED]
    assert (found.status, found.therapy_ids) == (Status.MET, (FAILED.id,))
    assert "methotrexate" in found.reason
    assert found.may_enter_letter


def test_a_failed_drug_nobody_requires_meets_nothing() -> None:
    found = matched(make_case(make_therapy("apremilast")))[Ground.TRIED_AND_FAILED]
    assert found.status is Status.NOT_MET
    assert not found.may_enter_letter


def test_the_drugs_the_notice_names_are_required_too() -> None:
    case = make_case(make_therapy("apremilast"), denial=Denial(preferred_drugs_named=("Otezla",)))
    assert matched(case)[Ground.TRIED_AND_FAILED].status is Status.MET


def test_without_policy_or_named_drugs_the_question_stays_open_and_says_what_to_enter() -> None:
    found = matched(make_case(FAILED), with_policy=False)[Ground.TRIED_AND_FAILED]
    assert found.status is Status.UNKNOWN
    assert found.remedy is not None
    assert found.remedy.target == "denial.preferred_drugs_named"


@pytest.mark.parametrize("outcome", [Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY])
def test_harm_by_a_required_drug_is_the_ground_of_harm(outcome: Outcome) -> None:
    found = matched(make_case(replace(FAILED, outcome=outcome)))
    assert found[Ground.CONTRAINDICATED_OR_HARM].status is Status.MET
    assert found[Ground.TRIED_AND_FAILED].status is Status.NOT_MET


def test_a_contraindication_counts_once_its_condition_is_named() -> None:
    row = make_therapy("Enbrel", outcome=Outcome.CONTRAINDICATED)
    found = matched(make_case(row))[Ground.CONTRAINDICATED_OR_HARM]
    assert found.status is Status.UNKNOWN
    assert found.remedy is not None
    assert found.remedy.target == f"therapy:{row.id}:contraindication"
    named = replace(row, contraindication="heart failure")
    assert matched(make_case(named))[Ground.CONTRAINDICATED_OR_HARM].status is Status.MET


def test_an_imported_row_waits_for_a_yes() -> None:
    row = replace(FAILED, provenance=Provenance(Origin.IMPORTED, "FHIR bundle", "x", confirmed=False))
    found = matched(make_case(row))[Ground.TRIED_AND_FAILED]
    assert (found.status, found.may_enter_letter) == (Status.UNKNOWN, False)


def test_another_drug_of_a_required_class_meets_the_class_ground() -> None:
    case = make_case(make_therapy("Humira"), denial=Denial(preferred_drugs_named=("Enbrel",)))
    found = matched(case, with_policy=False)
    assert found[Ground.SAME_CLASS_COUNTS].status is Status.MET
    assert found[Ground.TRIED_AND_FAILED].status is Status.NOT_MET


@pytest.mark.parametrize(
    ("taking", "rows", "status"),
    [
        (None, (), Status.UNKNOWN),
        (False, (), Status.NOT_MET),
        (True, (), Status.MET),
        (True, ({"supply": Supply.PAID_CLAIM},), Status.MET),
        (True, ({"supply": Supply.SAMPLE},), Status.UNKNOWN),
        (True, ({"outcome": Outcome.LOST_RESPONSE, "supply": Supply.PAID_CLAIM},), Status.UNKNOWN),
    ],
)
def test_stable_on_the_drug(taking: bool | None, rows: tuple[dict[str, Any], ...], status: Status) -> None:
    usual: dict[str, Any] = {"ongoing": True, "outcome": Outcome.ONGOING}
    therapies = tuple(make_therapy("Rinvoq", "2026-05", **(usual | fields)) for fields in rows)
    case = make_case(*therapies, request=make_request(already_taking=taking))
    found = matched(case)[Ground.STABLE_ON_DRUG]
    assert found.status is status
    assert not found.may_enter_letter  # this item is not usable


@pytest.mark.parametrize("ground", [Ground.EXPECTED_INEFFECTIVE, Ground.NOT_IN_BEST_INTEREST])
def test_opinion_is_the_prescribers(ground: Ground) -> None:
    answer = Answer("policy-1", "step1", AnswerValue.NOT_APPROPRIATE, reason="Too slow for this disease.")
    for case in (make_case(FAILED), make_case(FAILED, answers=(answer,))):
        found = matched(case)[ground]
        assert found.status is Status.UNKNOWN
        assert found.remedy is not None
        assert found.remedy.target == "letter.medical_necessity"


DRUGS = ("methotrexate", "Enbrel", "Humira", "Rinvoq", "apremilast", "no such drug")


@given(
    rows=st.lists(
        st.builds(
            make_therapy,
            st.sampled_from(DRUGS),
            outcome=st.sampled_from(Outcome),
            contraindication=st.sampled_from(["", "heart failure"]),
            provenance=st.builds(Provenance, confirmed=st.booleans()),
        ),
        max_size=4,
        unique_by=lambda row: row.id,
    ),
    taking=st.sampled_from([None, True, False]),
)
def test_a_met_ground_names_confirmed_rows_of_the_log_and_never_the_denied_drug_as_a_failure(
    rows: list[Therapy], taking: bool | None
) -> None:
    case = make_case(*rows, request=make_request(already_taking=taking))
    by_id = {row.id: row for row in rows}
    for ground, found in matched(case).items():
        assert found.reason
        assert set(found.therapy_ids) <= set(by_id)
        if found.status is Status.MET and ground != Ground.STABLE_ON_DRUG:
            assert found.therapy_ids
            assert all(by_id[row_id].provenance.confirmed for row_id in found.therapy_ids)
            assert all(by_id[row_id].drug_id != "upadacitinib" for row_id in found.therapy_ids)
