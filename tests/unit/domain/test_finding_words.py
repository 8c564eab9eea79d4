"""What each finding says, whole: status, reason, ways forward with their places, sources. Read like a proof sheet."""

# ruff: noqa: ANN401 - any field of a row or case may be given by name

from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue, LetterKind, LetterOptions, Patient
from denialdesk.domain.criteria import (
    AgeLimit,
    Established,
    Finding,
    Layer,
    Policy,
    PolicyFinding,
    Requirements,
    Status,
    Trial,
)
from denialdesk.domain.plan import Plan
from denialdesk.domain.sources import SourceKind
from denialdesk.domain.therapy import Outcome, Supply, Therapy, Use
from tests.makers import (
    TNF,
    agent,
    all_of,
    any_of,
    at_least,
    condition,
    days,
    make_answer,
    make_policy,
    make_prescriber,
    make_request,
    make_therapy,
    make_trial,
    months,
    on,
)
from tests.unit.domain.judging import (
    EXEMPT,
    MET,
    NOT_MET,
    UNKNOWN,
    judge,
    judge_policies,
    judge_policy,
)

MTX = agent("methotrexate")
HERE = "answer:policy-1:step1"
ADD = ("If there was a trial of methotrexate, add it to the log", "therapies")
ADD_ANOTHER = ("If there was another trial of methotrexate, add it to the log", "therapies")
ARGUE = ("Write the prescriber's reason why methotrexate is not appropriate", HERE)
FORBID = ("Name the condition that forbids methotrexate", HERE)
TAKEN = "Methotrexate, taken January 1, 2022 to January 1, 2023"


def row(drug: str = "methotrexate", start: str = "2022-01-01", stop: str = "2023-01-01", **fields: Any) -> Therapy:
    return make_therapy(drug, start, stop, **({"id": "t1"} | fields))


def told(finding: Finding) -> tuple[Status, str, list[tuple[str, str]]]:
    return finding.status, finding.reason, [(remedy.text, remedy.target) for remedy in finding.remedies]


@pytest.mark.parametrize(
    ("trial", "therapy", "status", "reason", "remedies"),
    [
        (make_trial(MTX), None, NOT_MET, "The log has no trial of methotrexate.", [ADD, ARGUE]),
        (
            make_trial(MTX),
            row(use=Use.PLANNED),
            NOT_MET,
            "Methotrexate, only planned, not taken.",
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX),
            row(use=Use.NEVER_TAKEN),
            NOT_MET,
            "Methotrexate, prescribed but never taken.",
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX),
            row(start="2026-12-01", stop=""),
            NOT_MET,
            "Methotrexate, to start December 1, 2026: not taken yet.",
            [ADD_ANOTHER, ARGUE],
        ),
        (make_trial(MTX, accepted=()), row(), NOT_MET, f"{TAKEN}.", [ADD_ANOTHER, ARGUE]),
        (
            make_trial(MTX, accepted=("contraindication",)),
            row(outcome=Outcome.CONTRAINDICATED),
            UNKNOWN,
            "Methotrexate, contraindicated, not tried: the condition is not named.",
            [
                (
                    "Name the condition that forbids methotrexate and where it is recorded",
                    "therapy:t1:contraindication",
                )
            ],
        ),
        (
            make_trial(MTX, accepted=("not_advisable",)),
            row(outcome=Outcome.NOT_ADVISABLE),
            UNKNOWN,
            "Methotrexate, not advisable, not tried: no reason is recorded.",
            [("Write why methotrexate is not advisable", "therapy:t1:what_happened")],
        ),
        (
            make_trial(MTX, accepted=("not_advisable",)),
            row(outcome=Outcome.NOT_ADVISABLE, what_happened="plans a pregnancy"),
            EXEMPT,
            "Methotrexate, not tried: not advisable in the prescriber's judgment.",
            [("Say where the reason against methotrexate is recorded", "therapy:t1:proof")],
        ),
        (
            make_trial(MTX, accepted=("contraindication",)),
            row(outcome=Outcome.NOT_ADVISABLE),
            NOT_MET,
            "Methotrexate, not advisable, not tried: the policy does not print this as accepted.",
            [FORBID],
        ),
        (
            make_trial(MTX, accepted=("inadequate_response",)),
            row(outcome=Outcome.CONTRAINDICATED),
            NOT_MET,
            "Methotrexate, contraindicated, not tried: the policy does not print a contraindication as accepted.",
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX, accepted=("contraindication",)),
            row(),
            NOT_MET,
            f"{TAKEN}: no contraindication is recorded.",
            [FORBID],
        ),
        (
            make_trial(MTX, accepted=("contraindication",)),
            row(contraindication="cirrhosis", proof="chart"),
            EXEMPT,
            f"{TAKEN}; now contraindicated: cirrhosis.",
            [],
        ),
        (make_trial(MTX, accepted=("not_advisable",)), row(), NOT_MET, f"{TAKEN}: it was tried.", [ARGUE]),
        (
            make_trial(MTX, accepted=("inadequate_response",)),
            row(outcome=Outcome.UNKNOWN),
            UNKNOWN,
            f"{TAKEN}: 12 months; outcome not recorded.",
            [("Say how methotrexate ended", "therapy:t1:outcome")],
        ),
        (
            make_trial(MTX, accepted=("intolerance",)),
            row(),
            NOT_MET,
            f"{TAKEN}: 12 months; inadequate response, which the policy does not print as accepted.",
            [("If methotrexate was tried and not tolerated, record it in the log", "therapies"), ARGUE],
        ),
        (
            make_trial(MTX, accepted=("inadequate_response",)),
            row(stop="", ongoing=True, outcome=Outcome.ONGOING, start="2026-01-05"),
            NOT_MET,
            "Methotrexate, taken since January 5, 2026: 10 months 16 days; a trial still running is not a failure.",
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX, accepted=("inadequate_response",)),
            row(outcome=Outcome.ONGOING),
            NOT_MET,
            f"{TAKEN}: 12 months; still taken; a trial still running is not a failure.",
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX),
            row(indication_id="plaque-psoriasis"),
            UNKNOWN,
            f"{TAKEN}: 12 months; inadequate response; it was given for another condition.",
            [
                (
                    "If methotrexate was given for this condition too, correct what it was given for",
                    "therapy:t1:indication_id",
                )
            ],
        ),
        (
            make_trial(MTX, accepted=None),
            row(outcome=Outcome.INTOLERANCE),
            UNKNOWN,
            f"{TAKEN}: 12 months; not tolerated; which outcomes the policy accepts was not seen.",
            [("Ask the plan which outcomes of a trial it accepts", HERE)],
        ),
        (
            make_trial(MTX, accepted=None),
            row(outcome=Outcome.CONTRAINDICATED),
            UNKNOWN,
            (
                "Methotrexate, contraindicated, not tried: the condition is not named; "
                "which outcomes the policy accepts was not seen."
            ),
            [
                ("Ask the plan which outcomes of a trial it accepts", HERE),
                (
                    "Name the condition that forbids methotrexate and where it is recorded",
                    "therapy:t1:contraindication",
                ),
            ],
        ),
        (
            make_trial(MTX, lookback=days(180)),
            row(),
            NOT_MET,
            f"{TAKEN}: 12 months; inadequate response; before the policy's window of 180 days.",
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX, lookback=days(180), lookback_as_printed="the last 180 days"),
            row(start="2026-01-01", stop="2026-05"),
            UNKNOWN,
            (
                "Methotrexate, taken January 1, 2026 to May 2026: at least 4 months; inadequate response; "
                "the dates do not show whether it lies within the policy's window of the last 180 days."
            ),
            [("Add the day to the stop date of methotrexate (May 2026)", "therapy:t1:stop")],
        ),
        (
            make_trial(MTX, lookback_as_printed="since diagnosis"),
            row(),
            UNKNOWN,
            f"{TAKEN}: 12 months; inadequate response; the policy's window (since diagnosis) has to be checked.",
            [("Check methotrexate against the policy's window: since diagnosis", "therapies")],
        ),
        (
            make_trial(MTX, dose="at least 15 mg/week"),
            row(),
            UNKNOWN,
            (
                f"{TAKEN}: 12 months; inadequate response; its dose is not recorded, "
                "which must be the policy's dose (at least 15 mg/week)."
            ),
            [("Add the dose of methotrexate, to show the policy's dose (at least 15 mg/week)", "therapy:t1:dose")],
        ),
        (
            make_trial(MTX, dose="at least 15 mg/week"),
            row(dose="10 mg", frequency="weekly"),
            NOT_MET,
            (
                f"{TAKEN}: 12 months; inadequate response; "
                "at 10 mg weekly, less than the policy's dose (at least 15 mg/week)."
            ),
            [ADD_ANOTHER, ARGUE],
        ),
        (
            make_trial(MTX, dose="at least 15 mg/week"),
            row(dose="20 mg", frequency="weekly"),
            MET,
            f"{TAKEN}: 12 months; inadequate response; at 20 mg weekly.",
            [],
        ),
        (
            make_trial(MTX, dose="maximally indicated dose"),
            row(dose="20 mg"),
            UNKNOWN,
            (
                f"{TAKEN}: 12 months; inadequate response; "
                "at 20 mg, which may or may not be the policy's dose (maximally indicated dose)."
            ),
            [
                (
                    (
                        "If 20 mg of methotrexate was the policy's dose (maximally indicated dose), "
                        "choose the row for this step"
                    ),
                    HERE,
                )
            ],
        ),
        (
            make_trial(
                agent("prednisone", uncertain_drug_ids=frozenset({"budesonide"}), as_printed="systemic steroid")
            ),
            row("Entocort EC"),
            UNKNOWN,
            (
                "The policy's words “systemic steroid” are not tied to a list of drugs; "
                "the log shows Entocort EC (budesonide)."
            ),
            [("Say which rows are “systemic steroid”", HERE)],
        ),
        (
            make_trial(agent("adalimumab", brands={"Humira"})),
            row("Amjevita"),
            NOT_MET,
            (
                "The log has no trial of adalimumab; not counted: "
                "Amjevita (adalimumab) is not the product the policy names."
            ),
            [
                ("If there was a trial of adalimumab, add it to the log", "therapies"),
                ("Write the prescriber's reason why adalimumab is not appropriate", HERE),
            ],
        ),
        (
            make_trial(agent("adalimumab", brands={"Humira"})),
            row("adalimumab"),
            UNKNOWN,
            (
                "Adalimumab, taken January 1, 2022 to January 1, 2023: 12 months; inadequate response; "
                "the row does not say which product of adalimumab was taken."
            ),
            [("Write which product of adalimumab was taken", "therapy:t1:drug")],
        ),
    ],
)
def test_a_trial(
    trial: Trial, therapy: Therapy | None, status: Status, reason: str, remedies: list[tuple[str, str]]
) -> None:
    rows = () if therapy is None else (therapy,)
    assert told(judge(trial, *rows)) == (status, reason, remedies)


@pytest.mark.parametrize(
    ("drug", "status", "reason", "remedies"),
    [
        (
            "Stelara",
            NOT_MET,
            "The log has no trial of ustekinumab; not counted: Stelara (ustekinumab) is the requested product itself.",
            [
                ("If there was a trial of ustekinumab, add it to the log", "therapies"),
                ("Write the prescriber's reason why ustekinumab is not appropriate", HERE),
            ],
        ),
        (
            "ustekinumab",
            UNKNOWN,
            (
                "Ustekinumab, taken January 1, 2022 to January 1, 2023: 12 months; inadequate response; "
                "it is not recorded whether ustekinumab was the requested product or another one."
            ),
            [("Write which product of ustekinumab was taken", "therapy:t1:drug")],
        ),
    ],
)
def test_a_product_of_the_requested_drug(
    drug: str, status: Status, reason: str, remedies: list[tuple[str, str]]
) -> None:
    finding = judge(make_trial(agent("ustekinumab")), row(drug), request=make_request("Stelara", "crohns-disease"))
    assert told(finding) == (status, reason, remedies)


def test_alternatives_are_named_with_or() -> None:
    finding = judge(make_trial(agent("etanercept"), agent("adalimumab"), agent("infliximab")))
    assert finding.reason == "The log has no trial of etanercept, adalimumab or infliximab."


def test_some_of_several() -> None:
    trial = make_trial(TNF, count=3)
    rows = (row("Humira", id="h"), row("Enbrel", id="e"))
    dates = "taken January 1, 2022 to January 1, 2023: 12 months; inadequate response"
    assert told(judge(trial, *rows)) == (
        NOT_MET,
        f"2 of 3 recorded: Humira (adalimumab), {dates}; Enbrel (etanercept), {dates}.",
        [
            ("If there was another trial of TNF inhibitor, add it to the log", "therapies"),
            ("Write the prescriber's reason why TNF inhibitor is not appropriate", HERE),
        ],
    )
    met = judge(make_trial(TNF, count=2), *rows)
    assert met.reason == f"2 of 2 recorded: Humira (adalimumab), {dates}; Enbrel (etanercept), {dates}."


def test_three_rows_that_fall_short_are_enough_to_show() -> None:
    rows = tuple(row(drug, id=drug) for drug in ("Humira", "Enbrel", "Cimzia", "Simponi"))
    finding = judge(make_trial(TNF, min_length=months(24)), *rows)
    assert finding.reason.count("short of 24 months") == 3
    assert finding.therapy_ids == ("Humira", "Enbrel", "Cimzia", "Simponi")


def test_a_sure_and_a_doubtful_one() -> None:
    steroid = agent("prednisone", uncertain_drug_ids=frozenset({"budesonide"}), as_printed="systemic steroid")
    finding = judge(make_trial(steroid, count=2), row("Entocort EC", id="b"), row("prednisone", id="p"))
    dates = "taken January 1, 2022 to January 1, 2023: 12 months; inadequate response"
    assert told(finding) == (
        UNKNOWN,
        (
            f"1 of 2 recorded: prednisone, {dates}; not certain: Entocort EC (budesonide), {dates}; "
            "the policy's words “systemic steroid” are not tied to Entocort EC (budesonide) for certain."
        ),
        [("Say which rows are “systemic steroid”", HERE)],
    )


# ---------------------------------------------------------------- groups


def test_groups() -> None:
    trial = make_trial(MTX)
    assert told(judge(any_of())) == (NOT_MET, "The policy names nothing here.", [])
    assert judge(any_of(trial)).reason == "The log has no trial of methotrexate."
    assert judge(any_of(trial, make_trial(TNF))).reason == (
        "None of the 2 ways is met. The log has no trial of methotrexate."
    )
    some = at_least(2, trial, condition(), condition("site", "Face"))
    assert told(judge(some, row())) == (
        UNKNOWN,
        "1 of 2 needed: Nobody has stated this yet.",
        [
            ("Say whether this is so: Severe disease", "answer:policy-1:step1.least2"),
            ("Say whether this is so: Face", "answer:policy-1:step1.least3"),
        ],
    )
    assert (
        judge(at_least(3, trial, make_trial(TNF)), row()).reason
        == "1 of 3 needed: The log has no trial of TNF inhibitor."
    )
    both = judge(all_of(trial, make_trial(TNF)), row(), row("Humira", id="h"))
    dates = "taken January 1, 2022 to January 1, 2023: 12 months; inadequate response."
    assert both.reason == f"Methotrexate, {dates} Humira (adalimumab), {dates}"
    weakest = judge(all_of(trial, condition(), make_trial(TNF)), row())
    assert weakest.reason == "1 of 3 needed: The log has no trial of TNF inhibitor."
    assert judge(all_of(condition(), trial)).path == "step1"


def test_a_nested_group_is_labelled_by_its_kind() -> None:
    finding = judge(any_of(all_of(make_trial(MTX), condition()), condition("site", "Face")))
    nested = next(child for child in finding.children if child.path == "step1.any1")
    assert nested.label == "All 2 of these"
    assert nested.stated_reason == ""
    assert nested.required_length == ""


# ---------------------------------------------------------------- limbs


@pytest.mark.parametrize(
    ("kind", "status", "reason", "remedy"),
    [
        ("severity", UNKNOWN, "Nobody has stated this yet.", ("Say whether this is so: The limb", HERE)),
        (
            "exception",
            NOT_MET,
            "This exception is not claimed.",
            ("If it applies to this patient, say so: The limb", HERE),
        ),
        (
            "meets_other_policy",
            UNKNOWN,
            "That policy is not on file for this request.",
            ("Ask the plan for that policy, or say whether it is met: The limb", HERE),
        ),
        (
            "prior_advanced_therapy",
            NOT_MET,
            "The log shows no such drug.",
            ("If such a drug was used, add it to the log", "therapies"),
        ),
    ],
)
def test_a_limb(kind: str, status: Status, reason: str, remedy: tuple[str, str]) -> None:
    finding = judge(condition(kind, "The limb"))
    assert told(finding) == (status, reason, [remedy])
    assert finding.label == "The limb"
    assert [(source.ref, source.label) for source in finding.sources] == [("policy-1#step1", "INV-1")]


def test_advanced_drugs_of_the_log() -> None:
    rows = (row("Humira", id="h"), row("Xeljanz", id="x"))
    finding = judge(condition("prior_advanced_therapy", "The limb"), *rows)
    assert told(finding) == (
        UNKNOWN,
        (
            "The log shows Humira (adalimumab) and Xeljanz (tofacitinib); "
            "whether that is what the policy means has to be said."
        ),
        [("Say whether the policy means Humira (adalimumab) and Xeljanz (tofacitinib): The limb", HERE)],
    )
    assert [source.ref for source in finding.sources] == ["policy-1#step1", "h", "x"]


def test_a_limb_that_offers_more_than_a_drug() -> None:
    finding = judge(condition("prior_advanced_therapy", "Severe disease or a prior biologic"))
    assert told(finding) == (
        UNKNOWN,
        "Nobody has stated this yet.",
        [("Say whether this is so: Severe disease or a prior biologic", HERE)],
    )


def test_named_advanced_drugs() -> None:
    limb = condition("prior_advanced_therapy", "The limb", agents=(agent("adalimumab"),))
    finding = judge(limb, row("Humira"))
    assert finding.path == "step1"
    assert finding.sources[0].ref == "policy-1#step1"


@pytest.mark.parametrize(
    ("rows", "reason", "remedies"),
    [
        ((), "The log shows no such drug.", []),
        ((row("methotrexate"),), "The log shows no such drug.", []),
        ((row("Enbrel", use=Use.PLANNED),), "Enbrel (etanercept), only planned, not taken.", []),
        (
            (row("humera"),),
            "The log shows no such drug.",
            [("Choose the drug from the list for “humera”", "therapy:t1:drug")],
        ),
    ],
)
def test_a_limb_about_named_drugs_speaks_of_a_drug(
    rows: tuple[Therapy, ...], reason: str, remedies: list[tuple[str, str]]
) -> None:
    named = (agent("adalimumab", "etanercept", as_printed="Previously treated with a biologic"),)
    finding = judge(condition("prior_advanced_therapy", "Previously treated with a biologic", agents=named), *rows)
    assert told(finding) == (NOT_MET, reason, [("If such a drug was used, add it to the log", "therapies"), *remedies])
    assert finding.label == "Previously treated with a biologic"


def test_a_row_without_dates_says_no_length() -> None:
    bare = row(start="", stop="")
    assert judge(make_trial(MTX), bare).reason == "Methotrexate, taken, dates missing; inadequate response."
    not_borne = row(start="", stop="", outcome=Outcome.INTOLERANCE)
    assert judge(make_trial(MTX, accepted=("intolerance",)), not_borne).reason == (
        "Methotrexate, taken, dates missing; not tolerated."
    )


def test_what_would_strengthen_a_satisfied_group_is_kept() -> None:
    proven = make_trial(MTX, documentation="required")
    ask = [("Say what proves methotrexate: the policy asks for documentation", "therapy:t1:proof")]
    assert told(judge(any_of(proven, condition()), row()))[2] == ask
    assert told(judge(all_of(proven, make_trial(MTX)), row()))[2] == ask
    assert told(judge(at_least(1, proven, condition()), row()))[2] == ask


def test_the_kinds_of_sources() -> None:
    field = SourceKind.CASE_FIELD
    taking = judge(condition("established_on_drug", "On it"))
    assert taking.sources[-1].kind is field
    specialty = required(Requirements(prescriber_specialties=("rheumatologist",)))
    assert (specialty.sources[-1].kind, specialty.sources[-1].label) == (field, "prescriber's specialty")
    assert required(Requirements(diagnosis=("RA",))).sources[-1].kind is field
    assert renewal(ON_SIX, taking_since=on("2026-01-01")).sources[-1].kind is field
    limb = condition("meets_other_policy", "Meets it", policy_ids=("other",))
    other = judge_policies(make_policy(limb), make_policy(id="other")).findings[0].steps[0]
    assert other.sources[-1].kind is SourceKind.CRITERION


def test_another_policy_that_is_met_asks_for_nothing() -> None:
    limb = condition("meets_other_policy", "Meets it", policy_ids=("other",))
    waived = make_policy(
        make_trial(MTX), id="other", established=Established(alternative_to_step=True, applies_to="currently on it")
    )
    finding = judge_policies(
        make_policy(limb), waived, rows=(running(),), request=make_request(already_taking=True)
    ).findings[0]
    assert finding.steps[0].status is EXEMPT
    assert finding.steps[0].remedies == ()


def test_no_payer_named() -> None:
    assert judge_policies(plan=Plan()).no_policy_reason == "No policy of this payer for Rinvoq is on file."


def test_the_requested_drug_not_taken() -> None:
    finding = judge(condition("established_on_drug", "On it"))
    assert told(finding) == (NOT_MET, "The case says that the requested drug is not taken yet.", [])
    assert [source.ref for source in finding.sources] == ["policy-1#step1", "request.already_taking"]


def test_a_limb_that_does_not_fit_the_patient() -> None:
    answer = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="too young")
    finding = judge(condition(), answers=(answer,))
    assert told(finding) == (NOT_MET, "The office states why this does not fit the patient.", [])
    assert [(source.ref, source.label) for source in finding.sources] == [
        ("policy-1#step1", "INV-1"),
        (HERE, "answer of the office"),
    ]
    assert finding.label == "Severe disease"


def test_another_policy() -> None:
    limb = condition("meets_other_policy", "Meets it", policy_ids=("other",))

    def judged(other: Policy) -> Finding:
        return judge_policies(make_policy(limb), other).findings[0].steps[0]

    unknown = judged(make_policy(condition(), condition(), id="other", title="", number="N-7"))
    assert told(unknown) == (
        UNKNOWN,
        "N-7: not decided yet.",
        [
            ("Say whether this is so: Severe disease", "answer:other:step1"),
            ("Say whether this is so: Severe disease", "answer:other:step2"),
        ],
    )
    assert [(source.ref, source.label) for source in unknown.sources] == [
        ("policy-1#step1", "INV-1"),
        ("other", "N-7"),
    ]
    assert told(judged(make_policy(id="other", title="", number=""))) == (MET, "other: met.", [])
    failed = judged(make_policy(make_trial(MTX), id="other", title="Standard policy"))
    assert told(failed) == (NOT_MET, "Standard policy: not met.", [ADD])


# ---------------------------------------------------------------- requirements


def required(needs: Requirements, **case: Any) -> Finding:
    return judge_policy(make_policy(requirements=needs), **case).requirements[0]


@pytest.mark.parametrize(
    ("born", "status", "reason", "remedies", "refs"),
    [
        (
            "",
            UNKNOWN,
            "The date of birth is missing.",
            [("Add the date of birth", "patient.birth_date")],
            ["policy-1#age"],
        ),
        (
            "2008",
            UNKNOWN,
            "The date of birth is not exact enough to tell.",
            [("Complete the date of birth", "patient.birth_date")],
            ["policy-1#age", "patient.birth_date"],
        ),
        ("1980-01-01", MET, "The date of birth shows it.", [], ["policy-1#age", "patient.birth_date"]),
        (
            "2012-01-01",
            NOT_MET,
            "By the date of birth the patient is outside this age.",
            [],
            ["policy-1#age", "patient.birth_date"],
        ),
    ],
)
def test_age(born: str, status: Status, reason: str, remedies: list[tuple[str, str]], refs: list[str]) -> None:
    patient = Patient("Marigold", "Testcase", on(born))
    finding = required(Requirements(age=AgeLimit(18)), patient=patient)
    assert told(finding) == (status, reason, remedies)
    assert [source.ref for source in finding.sources] == refs
    assert finding.sources[-1].label in {"date of birth", "INV-1"}
    noted = required(Requirements(age=AgeLimit(18, note="Boundary unverified.")), patient=patient)
    if born:
        assert noted.reason == f"{reason} Note on the source: Boundary unverified."


@pytest.mark.parametrize(
    ("specialty", "status", "reason", "remedies", "refs"),
    [
        (
            "",
            UNKNOWN,
            "The prescriber's specialty is missing.",
            [
                ("Add the prescriber's specialty", "prescriber.specialty"),
                ("If a specialist was consulted, say so and who", "answer:policy-1:prescriber"),
            ],
            ["policy-1#prescriber"],
        ),
        (
            "Rheumatology",
            MET,
            "The prescriber's specialty is Rheumatology.",
            [],
            ["policy-1#prescriber", "prescriber.specialty"],
        ),
        (
            "Family Medicine",
            NOT_MET,
            "The prescriber's specialty is Family Medicine, and no consultation is stated.",
            [("If a specialist was consulted, say so and who", "answer:policy-1:prescriber")],
            ["policy-1#prescriber", "prescriber.specialty"],
        ),
    ],
)
def test_prescriber(
    specialty: str, status: Status, reason: str, remedies: list[tuple[str, str]], refs: list[str]
) -> None:
    needs = Requirements(prescriber_specialties=("rheumatologist", "dermatologist"))
    finding = required(needs, prescriber=make_prescriber(specialty=specialty))
    assert told(finding) == (status, reason, remedies)
    assert [source.ref for source in finding.sources] == refs
    assert finding.label == "Prescribed by or in consultation with: rheumatologist or dermatologist"
    assert finding.path == "prescriber"


def test_a_specialty_that_words_leave_open() -> None:
    needs = Requirements(prescriber_specialties=("specialist (e.g. dermatologist)",))
    finding = required(needs, prescriber=make_prescriber(specialty="Family Medicine"))
    label = "Prescribed by or in consultation with: specialist (e.g. dermatologist)"
    assert told(finding) == (
        UNKNOWN,
        "Whether Family Medicine is meant has to be said.",
        [(f"Say whether this is so: {label}", "answer:policy-1:prescriber")],
    )
    assert finding.label == label
    assert finding.path == "prescriber"


def test_a_diagnosis_shown_by_the_request() -> None:
    finding = required(Requirements(diagnosis=("RA",)))
    assert told(finding) == (MET, "It is the indication of this request.", [])
    assert [(source.ref, source.label) for source in finding.sources] == [
        ("policy-1#diagnosis1", "INV-1"),
        ("request.indication", "indication"),
    ]
    assert finding.label == "RA"
    assert finding.path == "diagnosis1"


def test_a_requirement_for_the_office_to_state() -> None:
    finding = required(Requirements(tb_screening="Negative TB test"))
    assert told(finding) == (
        UNKNOWN,
        "Nobody has stated this yet.",
        [("Say whether this is so: Negative TB test", "answer:policy-1:tb_screening")],
    )
    assert finding.label == "Negative TB test"
    assert [source.ref for source in finding.sources] == ["policy-1#tb_screening"]


# ---------------------------------------------------------------- established, renewal


def established(limb: Established, *rows: Therapy, **request: Any) -> Finding:
    values: dict[str, Any] = {"already_taking": True}
    policy = make_policy(make_trial(TNF), established=limb)
    finding = judge_policy(policy, *rows, request=make_request(**(values | request))).established
    assert finding is not None
    return finding


def running(start: str = "2026-01-01", supply: Supply = Supply.PAID_CLAIM) -> Therapy:
    return row("Rinvoq", start, "", ongoing=True, outcome=Outcome.ONGOING, supply=supply)


LIMB = Established(90, True, "patients already receiving the drug")


@pytest.mark.parametrize(
    ("limb", "rows", "request_fields", "status", "reason", "remedies"),
    [
        (
            LIMB,
            (running(),),
            {},
            MET,
            "The patient is on the requested drug, paid for by a plan, for as long as is asked.",
            [],
        ),
        (LIMB, (running("2026-10-01"),), {}, NOT_MET, "The drug has been taken for less than 90 days.", []),
        (
            LIMB,
            (running(supply=Supply.SAMPLE),),
            {},
            NOT_MET,
            "The drug came as samples or from the manufacturer, which establishes nothing.",
            [("If any of it was paid for by a plan, correct how it was obtained", "therapy:t1:supply")],
        ),
        (
            LIMB,
            (),
            {"already_taking": False},
            NOT_MET,
            "It is not claimed that the patient is already on the drug.",
            [("If the patient is already on the drug, say so and since when", "request.already_taking")],
        ),
        (
            LIMB,
            (running(),),
            {"already_taking": None},
            UNKNOWN,
            "The log shows the requested drug; whether it is taken now is not said.",
            [("Say whether the patient is on the requested drug now", "request.already_taking")],
        ),
        (
            LIMB,
            (running("2026-08", Supply.UNKNOWN),),
            {},
            UNKNOWN,
            "Since when or by which supply the drug is taken is not certain.",
            [
                ("Say exactly since when the drug has been taken", "request.taking_since"),
                ("Say how the drug was obtained (samples do not count)", "therapy:t1:supply"),
            ],
        ),
        (
            LIMB,
            (),
            {"taking_since": on("2026-01")},
            UNKNOWN,
            "Since when or by which supply the drug is taken is not certain.",
            [("Add the requested drug to the log, with how it was obtained", "therapies")],
        ),
        (
            Established(90, True, "renewal"),
            (running(),),
            {},
            UNKNOWN,
            "The policy sets further conditions for this.",
            [("Say whether this is so: renewal", "answer:policy-1:established")],
        ),
    ],
)
def test_established(
    limb: Established,
    rows: tuple[Therapy, ...],
    request_fields: dict[str, Any],
    status: Status,
    reason: str,
    remedies: list[tuple[str, str]],
) -> None:
    finding = established(limb, *rows, **request_fields)
    assert told(finding) == (status, reason, remedies)
    assert finding.path == "established"
    assert finding.therapy_ids == tuple(each.id for each in rows)
    assert [source.ref for source in finding.sources] == [
        "policy-1#established",
        "request.already_taking",
        *finding.therapy_ids,
    ]
    assert finding.sources[1].label == "already on the requested drug"


def renewal(text: str, **request: Any) -> Finding:
    values: dict[str, Any] = {"already_taking": True}
    policy: Policy = make_policy(make_trial(TNF), renewal_criteria=(text,))
    judged: PolicyFinding = judge_policy(
        policy, request=make_request(**(values | request)), letter=LetterOptions(kind=LetterKind.CONTINUATION)
    )
    return judged.renewal[0]


ON_SIX = "On the drug at least 6 months"


@pytest.mark.parametrize(
    ("text", "request_fields", "status", "reason", "remedies"),
    [
        (ON_SIX, {"taking_since": on("2026-01-01")}, MET, "On the drug since January 1, 2026.", []),
        (ON_SIX, {"taking_since": on("2026-10-01")}, NOT_MET, "On the drug only since October 1, 2026.", []),
        (
            ON_SIX,
            {"taking_since": on("2026-05")},
            UNKNOWN,
            "Since when the drug is taken is not certain.",
            [("Say exactly since when the drug has been taken", "request.taking_since")],
        ),
        (
            ON_SIX,
            {"already_taking": False},
            NOT_MET,
            "The case says that the drug is not taken yet.",
            [(f"Say whether this is so: {ON_SIX}", "answer:policy-1:renewal1")],
        ),
        (
            "In remission",
            {},
            UNKNOWN,
            "Nobody has stated this yet.",
            [("Say whether this is so: In remission", "answer:policy-1:renewal1")],
        ),
        (
            "Symptoms improved",
            {},
            UNKNOWN,
            "Nobody has stated this yet.",
            [
                ("Add the measure at baseline and now, with dates", "measures"),
                ("Say whether this is so: Symptoms improved", "answer:policy-1:renewal1"),
            ],
        ),
    ],
)
def test_renewal(
    text: str, request_fields: dict[str, Any], status: Status, reason: str, remedies: list[tuple[str, str]]
) -> None:
    finding = renewal(text, **request_fields)
    assert told(finding) == (status, reason, remedies)
    assert finding.label == text
    assert finding.path == "renewal1"
    assert finding.sources[0].ref == "policy-1#renewal1"
    if status in {MET, NOT_MET} and "taking_since" in request_fields:
        assert [(source.ref, source.label) for source in finding.sources[1:]] == [
            ("request.taking_since", "on the drug since")
        ]


# ---------------------------------------------------------------- whole policies


def test_what_is_not_covered_or_not_seen() -> None:
    excluded = judge_policy(make_policy(steps=None, layer=Layer.NOT_COVERED)).steps[0]
    assert told(excluded) == (
        NOT_MET,
        "The policy lists this use as not covered.",
        [("Ask the plan for the text that excludes this use", "policy:policy-1")],
    )
    assert excluded.label == "Coverage of upadacitinib for Rheumatoid arthritis"
    assert excluded.sources[0].ref == "policy-1#coverage"
    unseen = judge_policy(make_policy(steps=None)).steps[0]
    assert told(unseen) == (
        UNKNOWN,
        "The step text was not seen; ask the plan for it.",
        [("Ask the plan for the text of this step", "policy:policy-1")],
    )
    assert (unseen.path, unseen.label, unseen.sources[0].ref) == ("steps", "Steps", "policy-1#steps")


def test_a_policy_without_a_number_is_cited_by_title_or_payer() -> None:
    titled = judge_policy(make_policy(condition(), number="")).steps[0]
    assert titled.sources[0].label == "Invented prior authorization policy"
    bare = judge_policy(make_policy(condition(), number="", title="")).steps[0]
    assert bare.sources[0].label == "Cigna"


@pytest.mark.parametrize(
    ("accepted", "answer", "status", "reason", "remedies"),
    [
        (
            None,
            {"reason": "unsafe"},
            UNKNOWN,
            "The prescriber states why it is not appropriate; which reasons the policy accepts was not seen.",
            [ADD],
        ),
        (
            ("contraindication",),
            {"reason": "unsafe"},
            UNKNOWN,
            "The prescriber states why methotrexate is not appropriate; the condition that forbids it is not named.",
            [("Name the condition that forbids methotrexate and where it is recorded", HERE)],
        ),
        (
            ("contraindication",),
            {"reason": "unsafe", "condition": "cirrhosis"},
            EXEMPT,
            "The prescriber states that methotrexate is contraindicated: cirrhosis.",
            [],
        ),
        (
            ("not_advisable",),
            {"reason": "unsafe"},
            EXEMPT,
            "In the prescriber's judgment methotrexate is not advisable.",
            [],
        ),
        (
            ("completed_trial",),
            {"reason": "unsafe"},
            NOT_MET,
            "The log has no trial of methotrexate; the prescriber states why it is not appropriate.",
            [ADD],
        ),
        (
            ("completed_trial",),
            {},
            NOT_MET,
            "The log has no trial of methotrexate.",
            [ARGUE, ADD],
        ),
    ],
)
def test_a_stated_reason(
    accepted: tuple[str, ...] | None,
    answer: dict[str, str],
    status: Status,
    reason: str,
    remedies: list[tuple[str, str]],
) -> None:
    trial = make_trial(MTX, accepted=accepted)
    finding = judge(trial, answers=(make_answer("step1", AnswerValue.NOT_APPROPRIATE, **answer),))
    assert told(finding) == (status, reason, remedies)
    assert finding.stated_reason == answer.get("reason", "")
    if answer:
        assert (finding.sources[-1].ref, finding.sources[-1].label) == (HERE, "the prescriber's stated reason")
