"""Whole policies and whole cases: groups, the order of ways, answers to steps, reasons, what is left to do."""

from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue, ConfirmedPolicy
from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    Applicability,
    Finding,
    Layer,
    Node,
    Remedy,
    Requirements,
    Status,
)
from denialdesk.domain.matching import combined, judge_case
from denialdesk.domain.sources import Source, SourceKind, VerificationState
from denialdesk.domain.therapy import Outcome, Therapy
from tests.makers import (
    TNF,
    VOCABULARY,
    agent,
    all_of,
    any_of,
    applies,
    at_least,
    condition,
    make_answer,
    make_case,
    make_policy,
    make_request,
    make_therapy,
    make_trial,
    months,
    with_answers,
)
from tests.unit.domain.judging import (
    AS_OF,
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

MTX, SSZ, HCQ = (make_trial(agent(drug)) for drug in ("methotrexate", "sulfasalazine", "hydroxychloroquine"))
FORBIDDABLE = make_trial(agent("leflunomide"), accepted=("contraindication",))
ASKED = condition("severity", "Severe disease")


def row(drug: str, **fields: Any) -> Therapy:  # noqa: ANN401 - any row field
    return make_therapy(drug, "2022-01-01", "2023-01-01", id=drug, **fields)


METHOTREXATE, SULFASALAZINE = row("methotrexate"), row("sulfasalazine")
NO_LEFLUNOMIDE = row("leflunomide", outcome=Outcome.CONTRAINDICATED, contraindication="cirrhosis", proof="chart")


@pytest.mark.parametrize(
    ("statuses", "needed", "expected"),
    [
        ([], 0, MET),
        ([], 1, NOT_MET),
        ([MET], 1, MET),
        ([EXEMPT], 1, EXEMPT),
        ([UNKNOWN], 1, UNKNOWN),
        ([NOT_MET], 1, NOT_MET),
        ([MET, EXEMPT], 2, MET),
        ([EXEMPT, EXEMPT], 2, EXEMPT),
        ([MET, EXEMPT], 1, MET),
        ([EXEMPT, UNKNOWN], 1, EXEMPT),
        ([EXEMPT, UNKNOWN], 2, UNKNOWN),
        ([MET, UNKNOWN], 2, UNKNOWN),
        ([MET, NOT_MET], 2, NOT_MET),
        ([UNKNOWN, NOT_MET], 2, NOT_MET),
        ([UNKNOWN, NOT_MET], 1, UNKNOWN),
        ([MET, UNKNOWN, NOT_MET], 2, UNKNOWN),
        ([MET, NOT_MET, NOT_MET], 2, NOT_MET),
        ([MET, MET, NOT_MET], 2, MET),
    ],
)
def test_combining(statuses: list[Status], needed: int, expected: Status) -> None:
    assert combined(statuses, needed) is expected
    assert combined(statuses[::-1], needed) is expected


@pytest.mark.parametrize(
    ("node", "rows", "expected"),
    [
        (all_of(MTX, SSZ), (), NOT_MET),
        (all_of(MTX, SSZ), (METHOTREXATE,), NOT_MET),
        (all_of(MTX, SSZ), (METHOTREXATE, SULFASALAZINE), MET),
        (all_of(MTX, ASKED), (METHOTREXATE,), UNKNOWN),
        (all_of(MTX, ASKED), (), NOT_MET),
        (all_of(MTX, FORBIDDABLE), (METHOTREXATE, NO_LEFLUNOMIDE), MET),
        (all_of(FORBIDDABLE), (NO_LEFLUNOMIDE,), EXEMPT),
        (any_of(MTX, SSZ), (), NOT_MET),
        (any_of(MTX, SSZ), (SULFASALAZINE,), MET),
        (any_of(MTX, ASKED), (), UNKNOWN),
        (any_of(MTX, ASKED), (METHOTREXATE,), MET),
        (any_of(FORBIDDABLE, ASKED), (NO_LEFLUNOMIDE,), EXEMPT),
        (any_of(FORBIDDABLE, MTX), (NO_LEFLUNOMIDE, METHOTREXATE), MET),
        (at_least(2, MTX, SSZ, HCQ), (METHOTREXATE,), NOT_MET),
        (at_least(2, MTX, SSZ, HCQ), (METHOTREXATE, SULFASALAZINE), MET),
        (at_least(2, MTX, SSZ, ASKED), (METHOTREXATE,), UNKNOWN),
        (at_least(3, MTX, SSZ), (METHOTREXATE, SULFASALAZINE), NOT_MET),
        (all_of(any_of(MTX, SSZ), any_of(HCQ, ASKED)), (METHOTREXATE,), UNKNOWN),
        (any_of(all_of(MTX, SSZ), all_of(HCQ, ASKED)), (METHOTREXATE, SULFASALAZINE), MET),
        (any_of(), (), NOT_MET),
        (all_of(), (), MET),
    ],
)
def test_groups(node: Node, rows: tuple[Therapy, ...], expected: Status) -> None:
    assert judge(node, *rows).status is expected


class TestOrder:
    NODE = any_of(SSZ, ASKED, FORBIDDABLE, MTX)

    def test_of_several_ways_the_strongest_is_first_and_all_are_kept(self) -> None:
        finding = judge(self.NODE, METHOTREXATE, NO_LEFLUNOMIDE)
        assert [(child.path, child.status) for child in finding.children] == [
            ("step1.any4", MET),
            ("step1.any3", EXEMPT),
            ("step1.any2", UNKNOWN),
            ("step1.any1", NOT_MET),
        ]
        assert finding.reason == finding.children[0].reason
        assert finding.therapy_ids == ("methotrexate",)

    def test_ways_of_equal_strength_keep_the_policys_order(self) -> None:
        assert [child.path for child in judge(any_of(MTX, SSZ, HCQ)).children] == [
            "step1.any1",
            "step1.any2",
            "step1.any3",
        ]

    def test_what_is_all_demanded_keeps_the_policys_order(self) -> None:
        for node in (all_of(SSZ, MTX), at_least(1, SSZ, MTX)):
            finding = judge(node, METHOTREXATE)
            assert [child.required_agent for child in finding.children] == ["sulfasalazine", "methotrexate"]

    def test_of_ways_not_met_the_one_in_the_log_comes_first(self) -> None:
        short = make_therapy("methotrexate", "2024-01-01", "2024-02-01", id="t1")
        finding = judge(any_of(SSZ, HCQ, make_trial(agent("methotrexate"), min_length=months(3))), short)
        assert finding.status is NOT_MET
        assert [child.path for child in finding.children] == ["step1.any3", "step1.any1", "step1.any2"]
        assert finding.reason.startswith("None of the 3 ways is met. Methotrexate, taken January 1, 2024")

    def test_the_strongest_way_lends_its_demand(self) -> None:
        finding = judge(any_of(SSZ, make_trial(TNF, min_length=months(3, "3-month trial"))), row("Humira"))
        assert finding.required_agent == "TNF inhibitor (any)"
        assert finding.required_length == "3-month trial"
        assert judge(all_of(SSZ, MTX)).required_agent == ""


class TestRemedies:
    def test_an_open_group_offers_the_shortest_way_first(self) -> None:
        vague = make_therapy("methotrexate", "2024-03", "2024-06-14", id="t1")
        node = any_of(SSZ, make_trial(agent("methotrexate"), min_length=months(3)))
        finding = judge(node, vague)
        assert finding.status is UNKNOWN
        assert targets(finding)[0] == "therapy:t1:start"

    def test_a_satisfied_group_asks_for_nothing_of_its_other_ways(self) -> None:
        assert judge(any_of(MTX, ASKED), METHOTREXATE).remedies == ()

    def test_all_that_is_demanded_and_open_is_asked_for(self) -> None:
        finding = judge(all_of(SSZ, ASKED, MTX), METHOTREXATE)
        assert "Say whether this is so: Severe disease" in remedy_texts(finding)
        assert "If there was a trial of sulfasalazine, add it to the log" in remedy_texts(finding)
        assert not any("methotrexate" in text for text in remedy_texts(finding))

    def test_the_same_advice_stands_once(self) -> None:
        finding = judge(any_of(make_trial(TNF, min_length=months(3)), make_trial(TNF, accepted=("intolerance",))))
        texts = remedy_texts(finding)
        assert len(texts) == len(set(texts))
        assert (
            Remedy("Write the prescriber's reason why TNF inhibitor is not appropriate", "answer:policy-1:step1.any1")
            in finding.remedies
        )

    def test_documentation_that_the_policy_wants_is_asked_for_without_blocking(self) -> None:
        trial = make_trial(agent("methotrexate"), documentation="required")
        bare = judge(trial, row("methotrexate"))
        assert bare.status is MET
        assert bare.remedies == (
            Remedy("Say what proves methotrexate: the policy asks for documentation", "therapy:methotrexate:proof"),
        )
        assert judge(trial, row("methotrexate", proof="chart note")).remedies == ()
        assert judge(trial, row("methotrexate", exhibit_id="e1")).remedies == ()

    @pytest.mark.parametrize(
        ("accepted", "first", "last"),
        [
            (("completed_trial",), "If there was a trial of TNF inhibitor, add it to the log", "prescriber's reason"),
            (("intolerance",), "If TNF inhibitor was tried and not tolerated, record it in the log", "reason why"),
            (("contraindication",), "Name the condition that forbids TNF inhibitor", "forbids"),
            (("contraindication", "not_advisable"), "Name the condition that forbids TNF inhibitor", "forbids"),
            (("inadequate_response", "contraindication"), "If there was a trial", "Name the condition"),
        ],
    )
    def test_an_absent_trial_has_ways_that_fit_its_outcomes(
        self, accepted: tuple[str, ...], first: str, last: str
    ) -> None:
        texts = remedy_texts(judge(make_trial(TNF, accepted=accepted)))
        assert texts[0].startswith(first)
        assert last in texts[-1]

    def test_one_of_two_asks_for_another(self) -> None:
        finding = judge(make_trial(TNF, count=2), row("Humira"))
        assert remedy_texts(finding)[0] == "If there was another trial of TNF inhibitor, add it to the log"


class TestStatedReason:
    """The prescriber states why a step does not fit: an exemption only where the policy prints one."""

    TRIAL = make_trial(TNF, min_length=months(3))

    def judged(self, accepted: tuple[str, ...] | None, **answer: str) -> Finding:
        trial = make_trial(TNF, min_length=months(3), accepted=accepted)
        return judge(trial, answers=(make_answer("step1", AnswerValue.NOT_APPROPRIATE, **answer),))

    @pytest.mark.parametrize(
        ("accepted", "answer", "expected"),
        [
            (("completed_trial",), {"reason": "severe heart failure"}, NOT_MET),
            (("completed_trial",), {"reason": "unsafe", "condition": "heart failure"}, NOT_MET),
            (("completed_trial", "contraindication"), {"reason": "unsafe", "condition": "heart failure"}, EXEMPT),
            (("completed_trial", "contraindication"), {"condition": "heart failure"}, EXEMPT),
            (("completed_trial", "contraindication"), {"reason": "unsafe"}, UNKNOWN),
            (("inadequate_response", "not_advisable"), {"reason": "plans a pregnancy"}, EXEMPT),
            (("contraindication", "not_advisable"), {"reason": "plans a pregnancy"}, EXEMPT),
            (None, {"reason": "unsafe", "condition": "heart failure"}, UNKNOWN),
            (("completed_trial", "contraindication"), {}, NOT_MET),
            (("completed_trial", "contraindication"), {"reason": "  ", "condition": " "}, NOT_MET),
        ],
    )
    def test_exempts_only_as_printed(
        self, accepted: tuple[str, ...] | None, answer: dict[str, str], expected: Status
    ) -> None:
        assert self.judged(accepted, **answer).status is expected

    def test_is_carried_to_the_letter_where_it_does_not_exempt(self) -> None:
        finding = self.judged(("completed_trial",), reason="severe heart failure", stated_by="Dr. Invented")
        assert finding.stated_reason == "severe heart failure"
        assert finding.reason == (
            "The log has no trial of TNF inhibitor; the prescriber states why it is not appropriate."
        )
        assert finding.sources[-1] == Source(SourceKind.PRESCRIBER, "answer:policy-1:step1", "Dr. Invented")

    def test_a_contraindication_names_its_condition(self) -> None:
        finding = self.judged(("contraindication",), reason="unsafe", condition="NYHA class III heart failure")
        assert finding.reason == (
            "The prescriber states that TNF inhibitor is contraindicated: NYHA class III heart failure."
        )
        assert finding.remedies == ()
        asked = self.judged(("contraindication",), reason="unsafe")
        assert targets(asked) == ["answer:policy-1:step1"]
        assert asked.stated_reason == "unsafe"

    @pytest.mark.parametrize("accepted", ["contraindication", "not_advisable"])
    def test_an_exemption_leaves_nothing_to_complete_in_the_log(self, accepted: str) -> None:
        trial = make_trial(TNF, min_length=months(3), accepted=("completed_trial", accepted))
        answer = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="unsafe", condition="heart failure")
        finding = judge(trial, make_therapy("Humira", "2024-03", "2024-06"), answers=(answer,))
        assert finding.status is EXEMPT
        assert finding.remedies == ()

    def test_an_empty_reason_is_asked_for(self) -> None:
        finding = self.judged(("completed_trial",))
        assert finding.stated_reason == ""
        assert remedy_texts(finding)[0] == "Write the prescriber's reason why TNF inhibitor is not appropriate"

    def test_what_the_log_shows_comes_first(self) -> None:
        answer = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="unsafe")
        finding = judge(self.TRIAL, row("Humira"), answers=(answer,))
        assert finding.status is MET
        assert finding.stated_reason == ""

    def test_an_open_trial_stays_open(self) -> None:
        answer = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="unsafe")
        finding = judge(self.TRIAL, make_therapy("Humira", "2024-03", "2024-06"), answers=(answer,))
        assert finding.status is UNKNOWN
        assert finding.stated_reason == "unsafe"

    def test_given_for_a_whole_step_goes_to_each_trial(self) -> None:
        node = any_of(self.TRIAL, make_trial(TNF, accepted=("contraindication",)))
        answer = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="unsafe", condition="heart failure")
        finding = judge(node, answers=(answer,))
        assert finding.status is EXEMPT
        assert [child.stated_reason for child in finding.children] == ["unsafe", "unsafe"]
        assert finding.stated_reason == "unsafe"

    def test_a_trials_own_answer_wins_over_the_steps(self) -> None:
        node = any_of(self.TRIAL, make_trial(TNF, accepted=("contraindication",)))
        whole = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="unsafe", condition="heart failure")
        own = make_answer("step1.any2", AnswerValue.NO)
        finding = judge(node, answers=(whole, own))
        assert finding.status is NOT_MET


class TestAnswersToTrials:
    def test_no_means_not_done(self) -> None:
        finding = judge(make_trial(TNF), row("Humira"), answers=(make_answer("step1", AnswerValue.NO),))
        assert finding.status is NOT_MET
        assert finding.reason == "The office states that this was not done."

    def test_yes_alone_proves_nothing(self) -> None:
        assert judge(make_trial(TNF), answers=(make_answer("step1", AnswerValue.YES),)).status is NOT_MET

    def test_rows_chosen_for_a_step_go_to_its_trials(self) -> None:
        node = any_of(make_trial(agent(as_printed="Step 1 agent")), ASKED)
        finding = judge(node, row("Humira"), answers=(make_answer("step1", therapy_ids=("Humira",)),))
        assert finding.status is MET

    def test_yes_or_no_to_a_group_is_no_answer_to_its_trials(self) -> None:
        node = any_of(make_trial(TNF), ASKED)
        assert judge(node, row("Humira"), answers=(make_answer("step1", AnswerValue.NO),)).status is MET
        assert judge(node, answers=(make_answer("step1", AnswerValue.YES),)).status is UNKNOWN


class TestPolicy:
    def test_every_step_must_be_met(self) -> None:
        policy = make_policy(MTX, SSZ)
        assert judge_policy(policy, METHOTREXATE).status is NOT_MET
        assert judge_policy(policy, METHOTREXATE, SULFASALAZINE).status is MET
        assert [step.path for step in judge_policy(policy, METHOTREXATE).blocking] == ["step2"]

    def test_no_step_printed(self) -> None:
        finding = judge_policy(make_policy())
        assert finding.status is MET
        assert finding.steps == ()
        assert finding.reason == "The policy prints no prior-therapy step, and every requirement is met."
        asked = judge_policy(make_policy(requirements=Requirements(tb_screening="TB test")))
        assert asked.status is UNKNOWN
        assert asked.reason == "Not decided: TB test."

    def test_step_text_not_seen(self) -> None:
        finding = judge_policy(make_policy(steps=None))
        assert finding.status is UNKNOWN
        assert finding.steps[0].reason == "The step text was not seen; ask the plan for it."
        assert targets(finding.steps[0]) == ["policy:policy-1"]
        single = judge_policy(make_policy(None))
        assert single.status is UNKNOWN
        assert single.steps[0].path == "step1"
        assert single.steps[0].label == "Step 1"

    def test_a_use_listed_as_not_covered(self) -> None:
        finding = judge_policy(make_policy(steps=None, layer=Layer.NOT_COVERED))
        assert finding.status is NOT_MET
        assert finding.reason == "The policy lists this use as not covered."
        assert finding.blocking[0].path == "coverage"

    def test_exempt_steps_make_an_exempt_policy(self) -> None:
        assert judge_policy(make_policy(FORBIDDABLE), NO_LEFLUNOMIDE).status is EXEMPT
        assert judge_policy(make_policy(FORBIDDABLE, MTX), NO_LEFLUNOMIDE, METHOTREXATE).status is MET

    def test_the_reason_names_what_is_missing(self) -> None:
        policy = make_policy(MTX, ASKED, SSZ)
        finding = judge_policy(policy, METHOTREXATE)
        assert finding.status is NOT_MET
        assert finding.reason == (
            "Not met: Trial of: sulfasalazine; accepted: completed trial. Not decided: Severe disease."
        )
        met = judge_policy(make_policy(MTX), METHOTREXATE)
        assert met.reason == "Every requirement and every step is met or exempt."

    def test_a_group_of_a_step_carries_the_policys_summary(self) -> None:
        assert judge_policy(make_policy(any_of(MTX, SSZ))).steps[0].label == "Step 1"
        assert judge_policy(make_policy(MTX)).steps[0].label == "Trial of: methotrexate; accepted: completed trial"

    def test_a_policy_the_office_confirmed_is_verified_with_number_and_date(self) -> None:
        entry = ConfirmedPolicy("policy-1", "IP0682", "2026-03-15", "p. 4", "A. Coordinator", "2026-11-20")
        policy = judge_policy(make_policy(MTX), confirmed_policies=(entry,)).policy
        assert policy.verification.state is VerificationState.VERIFIED
        assert (policy.number, policy.effective_date) == ("IP0682", "2026-03-15")
        assert (policy.verification.by, policy.verification.on) == ("A. Coordinator", "2026-11-20")
        assert policy.verification.where == "p. 4"
        bare = ConfirmedPolicy("policy-1", "", "")
        kept = judge_policy(make_policy(MTX, effective_date="2025-01-01"), confirmed_policies=(bare,)).policy
        assert (kept.number, kept.effective_date) == ("INV-1", "2025-01-01")
        other = ConfirmedPolicy("elsewhere", "X", "2026-01-01")
        assert not judge_policy(make_policy(MTX), confirmed_policies=(other,)).policy.verification.is_verified


class TestCase:
    def test_every_policy_that_applies_is_judged_in_order(self) -> None:
        first, second = make_policy(MTX, id="one"), make_policy(SSZ, id="two")
        left = Applicability(make_policy(id="three"), applies=False, why="It is about another drug.")
        case = make_case(METHOTREXATE)
        result = judge_case(case, (*applies(first), left, *applies(second)), VOCABULARY, AS_OF, "2026-11-20")
        assert [finding.policy.id for finding in result.findings] == ["one", "two"]
        assert [finding.status for finding in result.findings] == [MET, NOT_MET]
        assert result.not_applicable == (left,)
        assert result.version == "2026-11-20"
        assert result.no_policy_reason == ""

    def test_no_policy_on_file_is_an_answer(self) -> None:
        result = judge_policies()
        assert result.findings == ()
        assert result.no_policy_reason == "No policy of Cigna for Rinvoq is on file."

    def test_policies_that_do_not_apply_are_another_answer(self) -> None:
        left = Applicability(make_policy(), applies=False, why="It is about another form.")
        result = judge_case(make_case(), (left,), VOCABULARY, AS_OF, "")
        assert result.no_policy_reason == "No policy of Cigna on file for Rinvoq applies to this request."
        nameless = make_case(request=make_request("", "rheumatoid-arthritis"))
        assert judge_case(nameless, (), VOCABULARY, AS_OF, "").no_policy_reason == (
            "No policy of Cigna for this drug is on file."
        )

    def test_answers_are_kept_by_policy(self) -> None:
        case = with_answers(make_case(), make_answer("step1", policy_id="two"))
        policies = (make_policy(ASKED, id="one"), make_policy(ASKED, id="two"))
        result = judge_case(case, applies(*policies), VOCABULARY, AS_OF, "")
        assert [finding.status for finding in result.findings] == [UNKNOWN, MET]

    def test_the_as_of_date_decides_how_long_a_running_drug_was_taken(self) -> None:
        case = make_case(make_therapy("Humira", "2026-09-01", ongoing=True, outcome=Outcome.ONGOING))
        policy = applies(make_policy(make_trial(TNF, min_length=months(3))))
        assert judge_case(case, policy, VOCABULARY, AS_OF, "").findings[0].status is NOT_MET
        assert judge_case(case, policy, VOCABULARY, AS_OF.replace(month=12), "").findings[0].status is MET


def test_sources_name_the_criterion_the_rows_and_the_exhibits() -> None:
    therapy = row("methotrexate", exhibit_id="e1", exhibit_page="3", proof="chart note")
    finding = judge(MTX, therapy, row("Humira"))
    assert finding.sources == (
        Source(SourceKind.CRITERION, "policy-1#step1", "INV-1"),
        Source(SourceKind.THERAPY, "methotrexate", "methotrexate"),
        Source(SourceKind.EXHIBIT, "e1", "chart note", "3"),
    )


@pytest.mark.parametrize("group", [AllOf, AnyOf])
def test_a_group_cites_its_own_place_and_the_rows_behind_it(group: type[AllOf] | type[AnyOf]) -> None:
    finding = judge(group("", (MTX, SSZ)), METHOTREXATE, SULFASALAZINE)
    refs = [source.ref for source in finding.sources]
    assert refs[0] == "policy-1#step1"
    assert "methotrexate" in refs
    assert ("sulfasalazine" in refs) is (group is AllOf)
