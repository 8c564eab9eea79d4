"""Limbs that are no drug trial: stated facts, exceptions, other policies, advanced drugs used before."""

from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue
from denialdesk.domain.criteria import Remedy, Requirements, Status
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Outcome, Use
from tests.makers import (
    TNF,
    agent,
    all_of,
    any_of,
    condition,
    make_answer,
    make_policy,
    make_request,
    make_therapy,
    make_trial,
    months,
)
from tests.unit.domain.judging import (
    EXEMPT,
    MET,
    NOT_MET,
    UNKNOWN,
    judge,
    judge_policies,
    judge_policy,
    remedy_texts,
    targets,
)

FACTS = [
    *("severity", "site", "disease_feature", "baseline_test", "prior_procedure", "attestation", "intolerance"),
    *("unseen", "preferred_product", "non_drug_trial"),
]


@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_nobody_states_is_unknown_and_asked_for(kind: str) -> None:
    finding = judge(condition(kind, "At least 10% body surface area"))
    assert finding.status is UNKNOWN
    assert finding.remedies == (
        Remedy("Say whether this is so: At least 10% body surface area", "answer:policy-1:step1"),
    )


@pytest.mark.parametrize("kind", ["exception", "state_law_style_exception"])
def test_an_exception_nobody_mentions_is_not_claimed(kind: str) -> None:
    finding = judge(condition(kind, "Documented needle phobia"))
    assert finding.status is NOT_MET
    assert finding.reason == "This exception is not claimed."
    assert remedy_texts(finding) == ["If it applies to this patient, say so: Documented needle phobia"]


def test_an_exception_beside_a_trial_hides_nothing() -> None:
    node = any_of(make_trial(TNF), condition("exception", "Documented needle phobia"))
    finding = judge(node)
    assert finding.status is NOT_MET
    assert "If it applies to this patient, say so: Documented needle phobia" in remedy_texts(finding)
    claimed = judge(node, answers=(make_answer("step1.any2", reason="severe needle phobia, see psychiatry note"),))
    assert claimed.status is MET
    assert claimed.children[0].path == "step1.any2"
    assert claimed.stated_reason == "severe needle phobia, see psychiatry note"


@pytest.mark.parametrize("kind", [*FACTS, "exception", "meets_other_policy", "prior_advanced_therapy"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (AnswerValue.YES, MET),
        (AnswerValue.NO, NOT_MET),
        (AnswerValue.NOT_APPROPRIATE, NOT_MET),
    ],
)
def test_the_office_decides_what_it_states(kind: str, value: AnswerValue, expected: Status) -> None:
    finding = judge(condition(kind), answers=(make_answer("step1", value),))
    assert finding.status is expected
    assert finding.remedies == ()


def test_an_answer_of_unknown_says_nothing() -> None:
    assert judge(condition(), answers=(make_answer("step1", AnswerValue.UNKNOWN),)).status is UNKNOWN
    chosen = make_answer("step1", AnswerValue.UNKNOWN, therapy_ids=("t1",))
    assert judge(condition(), make_therapy("Humira", id="t1"), answers=(chosen,)).status is UNKNOWN


def test_an_answer_to_another_policy_or_node_says_nothing() -> None:
    assert judge(condition(), answers=(make_answer("step2"),)).status is UNKNOWN
    assert judge(condition(), answers=(make_answer("step1", policy_id="policy-2"),)).status is UNKNOWN


def test_whose_word_it_is() -> None:
    plain = judge(condition(), answers=(make_answer("step1"),))
    assert plain.reason == "The office states that this is so."
    assert [source.kind for source in plain.sources] == [SourceKind.CRITERION, SourceKind.CASE_FIELD]
    told = judge(
        condition(),
        make_therapy("Humira", id="t1"),
        answers=(make_answer("step1", reason="12% BSA", stated_by="Dr. Invented", therapy_ids=("t1", "gone")),),
    )
    assert told.reason == "Dr. Invented states that this is so."
    assert told.stated_reason == "12% BSA"
    assert told.therapy_ids == ("t1",)
    assert [source.kind for source in told.sources] == [
        SourceKind.CRITERION,
        SourceKind.PRESCRIBER,
        SourceKind.THERAPY,
    ]
    assert judge(condition(), answers=(make_answer("step1", AnswerValue.NO),)).reason == (
        "The office states that this is not so."
    )


class TestOtherPolicy:
    STANDARD = make_policy(make_trial(TNF, min_length=months(3)), id="standard", title="Standard policy")

    def judged(self, start: str, stop: str, *policy_ids: str) -> Status:
        row = make_therapy("Humira", start, stop)
        product = make_policy(condition("meets_other_policy", "Meets the standard policy", policy_ids=policy_ids))
        result = judge_policies(product, self.STANDARD, rows=(row,))
        return result.findings[0].steps[0].status

    def test_takes_over_the_finding_of_the_same_run(self) -> None:
        assert self.judged("2024-01-01", "2024-06-01", "standard") is MET
        assert self.judged("2024-01-01", "2024-02-01", "standard") is NOT_MET
        assert self.judged("2024-01", "2024-04", "standard") is UNKNOWN

    def test_is_unknown_when_that_policy_is_not_in_the_run(self) -> None:
        finding = judge(condition("meets_other_policy", "Meets the standard policy", policy_ids=("elsewhere",)))
        assert finding.status is UNKNOWN
        assert remedy_texts(finding) == [
            "Ask the plan for that policy, or say whether it is met: Meets the standard policy"
        ]
        assert judge(condition("meets_other_policy", "Meets the standard policy")).status is UNKNOWN

    def test_of_several_the_best_decides(self) -> None:
        assert self.judged("2024-01-01", "2024-06-01", "elsewhere", "standard") is MET
        strict = make_policy(make_trial(TNF, min_length=months(36)), id="strict")
        node = condition("meets_other_policy", "Meets one of them", policy_ids=("strict", "standard"))
        row = make_therapy("Humira", "2024-01-01", "2024-06-01")
        result = judge_policies(strict, self.STANDARD, make_policy(node), rows=(row,))
        assert [finding.status for finding in result.findings] == [NOT_MET, MET, MET]

    def test_names_the_policy_and_its_shortest_remedy(self) -> None:
        node = condition("meets_other_policy", "Meets the standard policy", policy_ids=("standard",))
        finding = judge_policies(make_policy(node), self.STANDARD).findings[0].steps[0]
        assert finding.reason == "Standard policy: not met."
        assert targets(finding) == ["therapies"]
        assert "standard" in [source.ref for source in finding.sources]

    def test_an_exemption_there_is_an_exemption_here(self) -> None:
        lenient = make_policy(make_trial(TNF, accepted=("contraindication",)), id="standard")
        node = condition("meets_other_policy", "Meets the standard policy", policy_ids=("standard",))
        row = make_therapy(
            "Humira", outcome=Outcome.CONTRAINDICATED, contraindication="heart failure", proof="echo 2025"
        )
        result = judge_policies(make_policy(node), lenient, rows=(row,))
        assert [finding.status for finding in result.findings] == [EXEMPT, EXEMPT]

    def test_policies_that_refer_to_each_other_stay_undecided(self) -> None:
        first = make_policy(condition("meets_other_policy", "the other", policy_ids=("two",)), id="one")
        second = make_policy(condition("meets_other_policy", "the other", policy_ids=("one",)), id="two")
        result = judge_policies(first, second)
        assert [finding.status for finding in result.findings] == [UNKNOWN, UNKNOWN]


class TestPriorAdvancedTherapy:
    WORDS = "Previously received a biologic or targeted synthetic drug for RA"

    @pytest.mark.parametrize(
        ("drug", "fields", "expected"),
        [
            ("Humira", {}, UNKNOWN),  # shown, and a person says whether it is meant
            ("Xeljanz", {}, UNKNOWN),
            ("Otezla", {}, UNKNOWN),
            ("methotrexate", {}, NOT_MET),
            ("unheard of", {}, NOT_MET),
            ("Rinvoq", {}, NOT_MET),  # the requested drug itself
            ("Humira", {"use": Use.PLANNED}, NOT_MET),
            ("Humira", {"outcome": Outcome.CONTRAINDICATED}, NOT_MET),
        ],
    )
    def test_the_log_is_taken_as_complete(self, drug: str, fields: dict[str, Any], expected: Status) -> None:
        finding = judge(condition("prior_advanced_therapy", self.WORDS), make_therapy(drug, id="t1", **fields))
        assert finding.status is expected
        assert finding.therapy_ids == (("t1",) if expected is UNKNOWN else ())

    def test_an_empty_log_shows_none(self) -> None:
        finding = judge(condition("prior_advanced_therapy", self.WORDS))
        assert finding.status is NOT_MET
        assert targets(finding) == ["therapies"]

    @pytest.mark.parametrize(
        "text",
        [
            "Alternative route: severe disease, severe psoriasis, or another labeled biologic or Otezla",
            "Alternative route: contraindication/intolerance to one of three drugs, or another labeled biologic",
        ],
    )
    def test_a_limb_that_offers_more_than_a_drug_is_asked_about(self, text: str) -> None:
        assert judge(condition("prior_advanced_therapy", text)).status is UNKNOWN

    @pytest.mark.parametrize(
        ("drug", "fields", "expected"),
        [
            ("Humira", {}, MET),
            ("Humira", {"outcome": Outcome.ONGOING}, MET),
            ("Humira", {"use": Use.NEVER_TAKEN}, NOT_MET),
            ("Cosentyx", {}, NOT_MET),
        ],
    )
    def test_named_drugs_are_read_from_the_log(self, drug: str, fields: dict[str, Any], expected: Status) -> None:
        node = condition("prior_advanced_therapy", self.WORDS, agents=(agent("adalimumab", "etanercept"),))
        finding = judge(node, make_therapy(drug, "2022-01-01", "2023-01-01", **fields))
        assert finding.status is expected
        assert finding.label == self.WORDS

    @pytest.mark.parametrize(
        ("text", "stop", "expected"),
        [
            # the notice is of November 10, 2026; 120 days before is July 13, 2026
            ("A biologic for RA within the past 120 days", "2026-07-13", MET),
            ("A biologic for RA within the past 120 days", "2026-07-12", NOT_MET),
            ("A biologic for RA within the past 120 days", "2026-07", UNKNOWN),
            ("A biologic for RA within the last 6 months", "2026-05-10", MET),
            ("A biologic for RA within the last 6 months", "2026-05-09", NOT_MET),
            ("A biologic for RA", "2012-07-12", MET),
        ],
    )
    def test_a_printed_window_is_kept(self, text: str, stop: str, expected: Status) -> None:
        node = condition("prior_advanced_therapy", text, agents=(agent("adalimumab"),))
        assert judge(node, make_therapy("Humira", "2012-01-01", stop)).status is expected


class TestEstablishedOnDrug:
    NODE = condition("established_on_drug", "Currently treated and stable on the requested drug")

    def test_is_not_met_when_the_case_says_the_drug_is_not_taken(self) -> None:
        finding = judge(self.NODE, request=make_request(already_taking=False))
        assert finding.status is NOT_MET
        assert finding.sources[-1].ref == "request.already_taking"

    @pytest.mark.parametrize("already_taking", [True, None])
    def test_is_asked_about_otherwise(self, already_taking: bool | None) -> None:
        assert judge(self.NODE, request=make_request(already_taking=already_taking)).status is UNKNOWN


def test_a_required_fact_keeps_the_whole_undecided() -> None:
    node = all_of(make_trial(TNF), condition("site", "Face, neck, axilla or groin"))
    finding = judge(node, make_therapy("Humira", "2022-01-01", "2023-01-01"))
    assert finding.status is UNKNOWN
    assert finding.reason == "1 of 2 needed: Nobody has stated this yet."
    assert judge(node).status is NOT_MET


def test_requirements_do_not_hide_behind_steps() -> None:
    policy = make_policy(make_trial(TNF), requirements=Requirements(tb_screening="Negative TB test"))
    result = judge_policy(policy, make_therapy("Humira", "2022-01-01", "2023-01-01"))
    assert result.status is UNKNOWN
    assert [finding.path for finding in result.blocking] == ["tb_screening"]


class TestPreferredProduct:
    """Whether the request itself is for a product the policy prefers: the request decides, and is cited."""

    NODE = condition(
        "preferred_product", "Hyrimoz or Cyltezo", agents=(agent("adalimumab", brands={"Hyrimoz", "Cyltezo"}),)
    )

    @pytest.mark.parametrize(
        ("requested", "expected"),
        [
            ("Hyrimoz", MET),
            ("cyltezo", MET),
            ("Humira", NOT_MET),
            ("adalimumab", UNKNOWN),  # which product is not said
            ("adalimumab-adaz", UNKNOWN),  # sold as Hyrimoz, and without that name
            ("adalimumab-atto", NOT_MET),  # Amjevita, under either name
            ("Enbrel", NOT_MET),
        ],
    )
    def test_the_request_decides(self, requested: str, expected: Status) -> None:
        finding = judge(self.NODE, request=make_request(requested))
        assert finding.status is expected
        assert finding.sources[-1] == Source(SourceKind.CASE_FIELD, "request.drug", "requested drug")
        assert finding.sources[0].kind is SourceKind.CRITERION

    def test_it_says_so_and_what_would_change_it(self) -> None:
        preferred, other, open_one = (
            judge(self.NODE, request=make_request(drug)) for drug in ("Hyrimoz", " Humira ", "adalimumab")
        )
        assert preferred.reason == "Hyrimoz is one of the products the policy prefers."
        assert preferred.remedies == ()
        assert other.reason == "Humira is not one of the products the policy prefers."
        assert other.remedies == (
            Remedy("If the plan's list has changed, say so: Hyrimoz or Cyltezo", "answer:policy-1:step1"),
        )
        assert open_one.reason == "The request does not say which product it is for."
        assert open_one.remedies == (Remedy("Write which product is requested", "request.drug"),)
        assert open_one.label == "Hyrimoz or Cyltezo"

    def test_of_several_lists_one_is_enough(self) -> None:
        node = condition(
            "preferred_product",
            "Enbrel or Hyrimoz",
            agents=(agent("etanercept"), agent("adalimumab", brands={"Hyrimoz"})),
        )
        assert judge(node, request=make_request("Enbrel")).status is MET
        assert judge(node, request=make_request("adalimumab")).status is UNKNOWN
        assert judge(node, request=make_request("Cosentyx")).status is NOT_MET

    def test_the_office_may_know_better(self) -> None:
        answer = make_answer("step1", reason="The list of November has it")
        assert judge(self.NODE, request=make_request("Humira"), answers=(answer,)).status is MET
