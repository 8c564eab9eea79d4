"""The limb for patients already on the drug, and renewal."""

# ruff: noqa: ANN401 - any field of a case or row may be given by name

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue, LetterKind, LetterOptions, Measure
from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    Condition,
    Established,
    Finding,
    Node,
    PolicyFinding,
    Remedy,
    Requirements,
    Status,
)
from denialdesk.domain.renewal import measured_changes
from denialdesk.domain.therapy import Outcome, Supply, Therapy, Use
from tests.makers import TNF, make_answer, make_policy, make_request, make_therapy, make_trial, on
from tests.unit.domain.judging import EXEMPT, MET, NOT_MET, UNKNOWN, judge_policy, targets

PLAIN = "patients already receiving the drug"


def judged(
    limb: Established, *rows: Therapy, since: str = "", taking: bool | None = True, **case: Any
) -> PolicyFinding:
    request = make_request(already_taking=taking, taking_since=on(since))
    return judge_policy(make_policy(make_trial(TNF), established=limb), *rows, request=request, **case)


def established(limb: Established, *rows: Therapy, **more: Any) -> Finding:
    finding = judged(limb, *rows, **more).established
    assert finding is not None
    return finding


def running(start: str = "2026-01-01", supply: Supply = Supply.PAID_CLAIM, **fields: Any) -> Therapy:
    values = {"id": "t1", "ongoing": True, "outcome": Outcome.ONGOING, "supply": supply}
    return make_therapy("Rinvoq", start, "", **(values | fields))


LIMB = Established(min_days=90, alternative_to_step=True, applies_to=PLAIN)


@pytest.mark.parametrize(
    ("taking", "rows", "since", "expected"),
    [
        (True, (running(),), "", MET),
        (True, (running(),), "2026-01-01", MET),
        (True, (running("2026-08-23"),), "", MET),  # 90 days today
        (True, (running("2026-08-24"),), "", NOT_MET),
        (True, (running("2026-08"),), "", UNKNOWN),
        (True, (running(""),), "", UNKNOWN),
        (True, (running(""),), "2026-01", MET),
        (True, (running("2026-08-24"),), "2026-01-01", MET),  # the case says since when
        (True, (), "2026-01-01", UNKNOWN),  # how it was obtained is not on record
        (True, (), "2026-10-01", NOT_MET),
        (True, (running(supply=Supply.UNKNOWN),), "", UNKNOWN),
        (True, (running(supply=Supply.INPATIENT),), "", UNKNOWN),
        (True, (running(supply=Supply.SAMPLE),), "", NOT_MET),
        (True, (running(supply=Supply.MANUFACTURER),), "", NOT_MET),
        (True, (running(supply=Supply.SAMPLE), running(id="t2")), "", MET),
        (False, (), "", NOT_MET),
        (False, (running(),), "", NOT_MET),
        (None, (), "", NOT_MET),  # nobody claims it
        (None, (running(),), "", UNKNOWN),
        (None, (running(use=Use.PLANNED),), "", NOT_MET),
    ],
)
def test_established_on_the_drug(taking: bool | None, rows: tuple[Therapy, ...], since: str, expected: Status) -> None:
    assert established(LIMB, *rows, since=since, taking=taking).status is expected


@pytest.mark.parametrize(
    ("applies_to", "expected"),
    [
        ("", MET),
        (PLAIN, MET),
        ("patients currently on Rinvoq, shown by claims or medical records", MET),
        ("patients already receiving SC (claims look-back 130 days) or IV (prescriber statement)", UNKNOWN),
        ("currently on the requested non-preferred agent", MET),
        ("renewal", UNKNOWN),
        ("eligible for continuation", UNKNOWN),
        ("new to the plan, stable on Olumiant, with documented expected harm from changing", UNKNOWN),
        ("treated within the past 90 days and at risk if changed", UNKNOWN),
    ],
)
def test_further_conditions_are_for_a_person(applies_to: str, expected: Status) -> None:
    limb = Established(min_days=90, alternative_to_step=True, applies_to=applies_to)
    finding = established(limb, running())
    assert finding.status is expected
    if expected is UNKNOWN:
        assert targets(finding) == ["answer:policy-1:established"]


@pytest.mark.parametrize(
    ("applies_to", "kind", "expected"),
    [
        ("initial review", LetterKind.FIRST_APPEAL, MET),
        ("initial review", LetterKind.CONTINUATION, UNKNOWN),
        ("renewal", LetterKind.CONTINUATION, MET),
        ("renewal", LetterKind.FIRST_APPEAL, UNKNOWN),
    ],
)
def test_a_limb_for_one_kind_of_review(applies_to: str, kind: LetterKind, expected: Status) -> None:
    limb = Established(min_days=90, alternative_to_step=True, applies_to=applies_to)
    assert established(limb, running(), letter=LetterOptions(kind=kind)).status is expected


def test_without_a_printed_length_being_on_it_is_enough() -> None:
    limb = Established(alternative_to_step=True, applies_to=PLAIN)
    assert established(limb, running("")).status is MET
    assert established(limb, running("2026-11-20")).status is MET


@pytest.mark.parametrize(
    ("applies_to", "written", "expected"),
    [
        ("currently on the requested non-preferred agent", "Humira", MET),
        ("currently on the requested non-preferred agent", "Amjevita", UNKNOWN),
        (
            "patients currently on the requested adalimumab product, shown by claims or medical records",
            "Hyrimoz",
            UNKNOWN,
        ),
        ("patients currently on the requested adalimumab product", "adalimumab", UNKNOWN),
        ("patients currently on adalimumab", "Amjevita", MET),
    ],
)
def test_a_limb_about_the_requested_product_wants_that_product(applies_to: str, written: str, expected: Status) -> None:
    limb = Established(alternative_to_step=True, applies_to=applies_to)
    row = replace(running(), drug=written, drug_id="adalimumab")
    request = make_request("Humira", already_taking=True)
    found = judge_policy(make_policy(make_trial(TNF), established=limb), row, request=request).established
    assert found is not None
    assert found.status is expected


def test_the_product_is_asked_for() -> None:
    limb = Established(alternative_to_step=True, applies_to="currently on the requested agent")
    request = make_request("Humira", already_taking=True)
    generic = replace(running(), drug="adalimumab", drug_id="adalimumab")
    found = judge_policy(make_policy(make_trial(TNF), established=limb), generic, request=request).established
    assert found is not None
    assert found.remedies == (Remedy("Write which product of adalimumab was taken", "therapy:t1:drug"),)
    bare = judge_policy(
        make_policy(make_trial(TNF), established=limb), generic, request=replace(request, drug="adalimumab")
    ).established
    assert bare is not None
    assert bare.status is MET  # no product is requested, so any is


@pytest.mark.parametrize(
    ("stop", "expected"), [("2026-11-20", UNKNOWN), ("2026-11-21", MET), ("2026-11", MET), ("2025", UNKNOWN)]
)
def test_a_drug_that_the_log_shows_as_stopped_is_asked_about(stop: str, expected: Status) -> None:
    limb = Established(alternative_to_step=True, applies_to="patients currently on Rinvoq")
    row = make_therapy("Rinvoq", "2024-06-01", stop, id="t1", supply=Supply.PAID_CLAIM, outcome=Outcome.OTHER)
    found = established(limb, row)
    assert found.status is expected
    if expected is UNKNOWN:
        assert targets(found) == ["therapy:t1:stop"]
        assert "the log shows it as stopped" in found.reason
    not_said = established(limb, row, taking=None)
    assert not_said.status is (NOT_MET if expected is UNKNOWN else UNKNOWN)
    assert targets(not_said) == ["request.already_taking"]


def test_what_is_missing_is_asked_for() -> None:
    assert targets(established(LIMB, running("2026-08", Supply.UNKNOWN))) == [
        "request.taking_since",
        "therapy:t1:supply",
    ]
    assert targets(established(LIMB, since="2026-01-01")) == ["therapies"]
    assert targets(established(LIMB, running(), taking=None)) == ["request.already_taking"]
    assert targets(established(LIMB, running(supply=Supply.SAMPLE))) == ["therapy:t1:supply"]


def test_an_answer_settles_it_but_makes_no_claim_of_samples() -> None:
    yes, no = (make_answer("established", value) for value in (AnswerValue.YES, AnswerValue.NO))
    told = established(LIMB, running(supply=Supply.UNKNOWN), answers=(yes,))
    assert (told.status, told.path, told.reason) == (MET, "established", "The office states that this is so.")
    assert established(LIMB, running(), answers=(no,)).status is NOT_MET
    assert established(LIMB, running(supply=Supply.SAMPLE), answers=(yes,)).status is NOT_MET


def test_the_limb_replaces_the_steps() -> None:
    finding = judged(LIMB, running())
    assert finding.status is EXEMPT
    assert [step.status for step in finding.steps] == [EXEMPT]
    assert finding.steps[0].remedies == ()
    assert finding.steps[0].reason == "The policy's limb for patients already on the drug replaces this step."
    assert finding.blocking == ()


def test_the_limb_replaces_no_requirement() -> None:
    policy = make_policy(make_trial(TNF), established=LIMB, requirements=Requirements(tb_screening="TB test"))
    finding = judge_policy(policy, running(), request=make_request(already_taking=True))
    assert finding.status is UNKNOWN
    assert [each.path for each in finding.blocking] == ["tb_screening"]


class TestBesideAnotherPolicy:
    """A policy wants the standard criteria, and either the step or established use: the limb is for the step alone."""

    STANDARD = Condition("step1.all1", "meets_other_policy", "Meets the standard policy")
    STEP = AllOf("step1", (STANDARD, replace(make_trial(TNF), path="step1.all2")))

    def found(self, standard: AnswerValue, *rows: Therapy, step: Node = STEP) -> PolicyFinding:
        policy = make_policy(step, established=LIMB)
        request = make_request(already_taking=True)
        return judge_policy(policy, *rows, request=request, answers=(make_answer("step1.all1", standard),))

    @pytest.mark.parametrize(
        ("standard", "expected"),
        [(AnswerValue.YES, EXEMPT), (AnswerValue.NO, NOT_MET), (AnswerValue.UNKNOWN, UNKNOWN)],
    )
    def test_the_limb_does_not_replace_it(self, standard: AnswerValue, expected: Status) -> None:
        finding = self.found(standard, running())
        assert finding.established is not None
        assert finding.established.status is MET
        assert finding.status is expected
        assert finding.steps[0].children[1].status is EXEMPT
        if expected is not EXEMPT:
            assert finding.steps[0].reason == finding.steps[0].children[0].reason
            assert finding.steps[0].remedies == finding.steps[0].children[0].remedies

    @pytest.mark.parametrize(
        ("standard", "expected"),
        [(AnswerValue.YES, UNKNOWN), (AnswerValue.NO, NOT_MET), (AnswerValue.UNKNOWN, UNKNOWN)],
    )
    def test_an_undecided_limb_leaves_open_what_it_could_replace(self, standard: AnswerValue, expected: Status) -> None:
        assert self.found(standard, running(supply=Supply.UNKNOWN)).status is expected

    def test_a_step_that_is_nothing_but_another_policy_is_not_replaced(self) -> None:
        alone = replace(self.STANDARD, path="step1")
        finding = self.found(AnswerValue.UNKNOWN, running(), step=alone)
        assert (finding.status, finding.steps[0].status) == (UNKNOWN, UNKNOWN)

    def test_an_alternative_beside_another_policy_is_replaced(self) -> None:
        either = AnyOf("step1.all2", (replace(make_trial(TNF), path="step1.all2.any1"),))
        finding = self.found(AnswerValue.YES, running(), step=AllOf("step1", (self.STANDARD, either)))
        assert finding.status is EXEMPT


def test_an_undecided_limb_leaves_the_policy_undecided() -> None:
    assert judged(LIMB, running(supply=Supply.UNKNOWN)).status is UNKNOWN
    assert judged(LIMB, taking=False).status is NOT_MET


@pytest.mark.parametrize("replaces", [False, None])
def test_a_limb_not_printed_as_an_alternative_replaces_nothing(replaces: bool | None) -> None:
    limb = Established(min_days=90, alternative_to_step=replaces, applies_to=PLAIN)
    finding = judged(limb, running())
    assert finding.established is not None
    assert finding.established.status is MET
    assert finding.status is NOT_MET


def test_a_step_that_is_met_stays_met() -> None:
    finding = judged(LIMB, running(), make_therapy("Humira", "2022-01-01", "2023-01-01"))
    assert finding.status is MET
    assert [step.status for step in finding.steps] == [MET]


def test_no_limb_no_finding() -> None:
    assert judge_policy(make_policy(make_trial(TNF))).established is None


def test_the_label_has_the_policys_words() -> None:
    limb = Established(90, True, "patients on it", "claims within 130 days")
    assert established(limb).label == "Already on the drug: patients on it; at least 90 days; claims within 130 days"
    assert established(Established()).label == "Already on the drug"


# ---------------------------------------------------------------- renewal

CONTINUATION = LetterOptions(kind=LetterKind.CONTINUATION)
DAS = (
    Measure("m1", "DAS28", "5.8", on=on("2026-01")),
    Measure("m2", "DAS28", "3.1", on=on("2026-07-10")),
)


def renewal(*criteria: str, since: str = "", taking: bool | None = True, **case: Any) -> tuple[Finding, ...]:
    request = make_request(already_taking=taking, taking_since=on(since))
    policy = make_policy(make_trial(TNF), renewal_criteria=criteria)
    return judge_policy(policy, request=request, letter=CONTINUATION, **case).renewal


@pytest.mark.parametrize(
    ("text", "since", "taking", "expected"),
    [
        ("On the drug at least 6 months", "2026-05-21", True, MET),
        ("On the drug at least 6 months", "2026-05-22", True, NOT_MET),
        ("On therapy at least 6 months", "2026-05", True, UNKNOWN),
        ("On Olumiant at least 1 year", "2025-11-21", True, MET),
        ("On SC ustekinumab at least 90 days", "2026-08-23", True, MET),
        ("On the drug at least 6 months", "", True, UNKNOWN),
        ("On the drug at least 6 months", "2026-01-01", False, NOT_MET),
        ("On the drug at least 6 months", "2026-01-01", None, MET),
        ("Still in remission", "2026-01-01", True, UNKNOWN),
    ],
)
def test_time_on_the_drug(text: str, since: str, taking: bool | None, expected: Status) -> None:
    assert renewal(text, since=since, taking=taking)[0].status is expected


def test_benefit_is_for_a_person_to_say_with_the_measures_shown() -> None:
    text = "Objective measure improved from baseline"
    asked = renewal(text, measures=DAS)[0]
    assert asked.status is UNKNOWN
    assert asked.reason == (
        "On record: DAS28 5.8 (January 2026) to 3.1 (July 10, 2026). Whether this is enough has to be said."
    )
    told = renewal(text, measures=DAS, answers=(make_answer("renewal1"),))[0]
    assert told.status is MET
    assert told.reason.endswith("On record: DAS28 5.8 (January 2026) to 3.1 (July 10, 2026).")
    denied = renewal(text, measures=DAS, answers=(make_answer("renewal1", AnswerValue.NO),))[0]
    assert denied.status is NOT_MET
    assert denied.reason == "The office states that this is not so."
    assert (told.path, denied.path) == ("renewal1", "renewal1")
    two = (*DAS, Measure("c1", "CRP", "24", on=on("2026-01")), Measure("c2", "CRP", "3", on=on("2026-07")))
    assert "(July 10, 2026); CRP 24 (January 2026) to 3 (July 2026)" in renewal(text, measures=two)[0].reason
    answered = renewal(text, measures=two, answers=(make_answer("renewal1"),))[0]
    assert "(July 10, 2026); CRP 24 (January 2026) to 3 (July 2026)" in answered.reason
    assert renewal("Still in remission", measures=DAS)[0].reason == "Nobody has stated this yet."
    bare = renewal(text, answers=(make_answer("renewal1"),))[0]
    assert bare.reason == "The office states that this is so."
    assert targets(renewal(text)[0]) == ["measures", "answer:policy-1:renewal1"]


@pytest.mark.parametrize(
    ("value", "expected"), [(AnswerValue.YES, MET), (AnswerValue.NO, NOT_MET), (AnswerValue.UNKNOWN, UNKNOWN)]
)
def test_an_undecided_limb_for_current_users_decides_no_renewal(value: AnswerValue, expected: Status) -> None:
    policy = make_policy(make_trial(TNF), established=LIMB, renewal_criteria=("Positive clinical response",))
    request = make_request(already_taking=True)
    found = judge_policy(policy, request=request, letter=CONTINUATION, answers=(make_answer("renewal1", value),))
    assert found.established is not None
    assert found.established.status is UNKNOWN
    assert found.status is expected


def test_renewal_takes_the_place_of_the_steps() -> None:
    policy = make_policy(make_trial(TNF), renewal_criteria=("On the drug at least 6 months",))
    request = make_request(already_taking=True, taking_since=on("2026-01-01"))
    finding = judge_policy(policy, request=request, letter=CONTINUATION)
    assert finding.status is MET
    assert finding.blocking == ()
    assert judge_policy(policy, request=request).renewal == ()
    assert judge_policy(policy, request=request).status is NOT_MET


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        (DAS, ("DAS28 5.8 (January 2026) to 3.1 (July 10, 2026)",)),
        (tuple(reversed(DAS)), ("DAS28 5.8 (January 2026) to 3.1 (July 10, 2026)",)),
        (DAS[:1], ()),
        ((), ()),
        ((*DAS, Measure("m3", "das28 ", "2.4", on=on("2026-10"))), ("DAS28 5.8 (January 2026) to 2.4 (October 2026)",)),
        ((DAS[0], Measure("m2", "DAS28", "3.1", on=on("2026-01-20"))), ()),  # which came first is not known
        ((DAS[0], Measure("m2", "DAS28", "3.1")), ()),
        ((Measure("a", "PGA", "4", on=on("2026-01-05")), Measure("b", "PGA", "1", on=on("2026-01-05"))), ()),
        ((DAS[0], Measure("m2", "DAS28", " ", on=on("2026-07"))), ()),
        ((DAS[0], Measure("m2", "CDAI", "3.1", on=on("2026-07"))), ()),
        (
            (Measure("a", "CRP", "24", "mg/L", on("2025")), Measure("b", "CRP", "3", "mg/L", on("2026"))),
            ("CRP 24 mg/L (2025) to 3 mg/L (2026)",),
        ),
    ],
)
def test_measured_changes(measures: tuple[Measure, ...], expected: tuple[str, ...]) -> None:
    assert measured_changes(measures) == expected
