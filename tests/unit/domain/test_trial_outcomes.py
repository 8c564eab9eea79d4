"""One demanded trial and one row: outcome, length, real use. Each line is one worked example, written by hand."""

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.criteria import Length, LengthUnit, Remedy, Status
from denialdesk.domain.therapy import Outcome, Provenance, Use
from tests.makers import agent, days, make_therapy, make_trial, months, on, weeks
from tests.unit.domain.judging import EXEMPT, MET, NOT_MET, UNKNOWN, judge, remedy_texts, targets

MTX = agent("methotrexate")
TRIED = ("completed_trial",)
FAILED = ("inadequate_response",)
FAILED_OR_NOT_BORNE = ("inadequate_response", "intolerance")
ANY_PRINTED = ("inadequate_response", "intolerance", "contraindication")
NOT_BORNE = ("intolerance",)
FORBIDDEN = ("contraindication",)
YEAR_LONG = ("2023-01-01", "2024-01-01")
SHORT = ("2023-01-01", "2023-02-01")


@pytest.mark.parametrize(
    ("accepted", "outcome", "expected"),
    [
        # only "tried" is printed: any real use of the printed length counts, whatever the outcome
        (TRIED, Outcome.INADEQUATE_RESPONSE, MET),
        (TRIED, Outcome.LOST_RESPONSE, MET),
        (TRIED, Outcome.INTOLERANCE, MET),
        (TRIED, Outcome.HYPERSENSITIVITY, MET),
        (TRIED, Outcome.ONGOING, MET),
        (TRIED, Outcome.OTHER, MET),
        (TRIED, Outcome.UNKNOWN, MET),
        (TRIED, Outcome.CONTRAINDICATED, NOT_MET),
        (TRIED, Outcome.NOT_ADVISABLE, NOT_MET),
        # failure is printed
        (FAILED, Outcome.INADEQUATE_RESPONSE, MET),
        (FAILED, Outcome.LOST_RESPONSE, MET),  # a lost response is an inadequate response
        (FAILED, Outcome.INTOLERANCE, NOT_MET),
        (FAILED, Outcome.HYPERSENSITIVITY, NOT_MET),
        (FAILED, Outcome.ONGOING, NOT_MET),
        (FAILED, Outcome.OTHER, NOT_MET),
        (FAILED, Outcome.UNKNOWN, UNKNOWN),
        (FAILED, Outcome.CONTRAINDICATED, NOT_MET),
        (FAILED, Outcome.NOT_ADVISABLE, NOT_MET),
        # intolerance is printed
        (NOT_BORNE, Outcome.INTOLERANCE, MET),
        (NOT_BORNE, Outcome.HYPERSENSITIVITY, MET),  # who reacts to a drug does not tolerate it
        (NOT_BORNE, Outcome.INADEQUATE_RESPONSE, NOT_MET),
        (NOT_BORNE, Outcome.LOST_RESPONSE, NOT_MET),
        (NOT_BORNE, Outcome.ONGOING, NOT_MET),
        (NOT_BORNE, Outcome.OTHER, NOT_MET),
        (NOT_BORNE, Outcome.UNKNOWN, UNKNOWN),
        (NOT_BORNE, Outcome.CONTRAINDICATED, NOT_MET),
        # hypersensitivity alone is printed
        (("hypersensitivity",), Outcome.HYPERSENSITIVITY, MET),
        (("hypersensitivity",), Outcome.INTOLERANCE, NOT_MET),
        (("hypersensitivity",), Outcome.UNKNOWN, UNKNOWN),
        (("hypersensitivity",), Outcome.CONTRAINDICATED, NOT_MET),
        # contraindication is printed
        (FORBIDDEN, Outcome.CONTRAINDICATED, EXEMPT),
        (FORBIDDEN, Outcome.NOT_ADVISABLE, NOT_MET),
        (FORBIDDEN, Outcome.INADEQUATE_RESPONSE, EXEMPT),  # tried once, and the condition that now forbids it is named
        (ANY_PRINTED, Outcome.CONTRAINDICATED, EXEMPT),
        (ANY_PRINTED, Outcome.INADEQUATE_RESPONSE, MET),
        (ANY_PRINTED, Outcome.INTOLERANCE, MET),
        (("completed_trial", "contraindication"), Outcome.CONTRAINDICATED, EXEMPT),
        # "not advisable" is printed
        (("not_advisable",), Outcome.NOT_ADVISABLE, EXEMPT),
        (("not_advisable",), Outcome.CONTRAINDICATED, NOT_MET),
        (("not_advisable",), Outcome.INADEQUATE_RESPONSE, NOT_MET),
        (("contraindication", "not_advisable"), Outcome.NOT_ADVISABLE, EXEMPT),
        (("contraindication", "not_advisable"), Outcome.CONTRAINDICATED, EXEMPT),
        # nothing is printed that any row could fulfil
        ((), Outcome.INADEQUATE_RESPONSE, NOT_MET),
    ],
)
def test_only_a_printed_outcome_is_accepted(accepted: tuple[str, ...], outcome: Outcome, expected: Status) -> None:
    row = make_therapy("methotrexate", *YEAR_LONG, outcome=outcome, contraindication="cirrhosis")
    assert judge(make_trial(MTX, accepted=accepted), row).status is expected


@pytest.mark.parametrize(
    ("accepted", "outcome", "length", "expected"),
    [
        (TRIED, Outcome.INADEQUATE_RESPONSE, months(1), MET),
        (TRIED, Outcome.INADEQUATE_RESPONSE, months(3), NOT_MET),
        (TRIED, Outcome.INTOLERANCE, months(3), NOT_MET),  # "tried 3 months", stopped early: intolerance is not printed
        (TRIED, Outcome.OTHER, months(1), MET),
        (("completed_trial", "intolerance"), Outcome.INTOLERANCE, months(3), MET),  # "unless intolerant"
        (("completed_trial", "intolerance"), Outcome.INADEQUATE_RESPONSE, months(3), NOT_MET),
        (FAILED, Outcome.INADEQUATE_RESPONSE, months(3), NOT_MET),
        (FAILED, Outcome.LOST_RESPONSE, months(3), NOT_MET),
        (FAILED, Outcome.INTOLERANCE, months(3), NOT_MET),
        (FAILED_OR_NOT_BORNE, Outcome.INTOLERANCE, months(3), MET),
        (FAILED_OR_NOT_BORNE, Outcome.HYPERSENSITIVITY, months(3), MET),
        (FAILED_OR_NOT_BORNE, Outcome.INADEQUATE_RESPONSE, months(3), NOT_MET),
        (NOT_BORNE, Outcome.INTOLERANCE, months(3), MET),  # "unable to tolerate a 3-month trial"
        (("hypersensitivity",), Outcome.HYPERSENSITIVITY, months(3), MET),
        (ANY_PRINTED, Outcome.CONTRAINDICATED, months(3), EXEMPT),
        (FAILED, Outcome.INADEQUATE_RESPONSE, weeks(4), MET),
        (FAILED, Outcome.INADEQUATE_RESPONSE, weeks(5), NOT_MET),
        (FAILED, Outcome.INADEQUATE_RESPONSE, days(31), MET),
        (FAILED, Outcome.INADEQUATE_RESPONSE, days(32), NOT_MET),
        (FAILED, Outcome.INADEQUATE_RESPONSE, Length(1, LengthUnit.MONTHS, "one month", 30), MET),
        (FAILED, Outcome.INADEQUATE_RESPONSE, Length(1, LengthUnit.MONTHS, "one month", 32), NOT_MET),
        (FAILED, Outcome.UNKNOWN, months(3), NOT_MET),  # too short, however it ended
        (FAILED_OR_NOT_BORNE, Outcome.UNKNOWN, months(3), UNKNOWN),  # too short, unless it was not tolerated
    ],
)
def test_an_early_stop_counts_only_where_it_is_printed(
    accepted: tuple[str, ...], outcome: Outcome, length: Length, expected: Status
) -> None:
    condition = "cirrhosis" if outcome is Outcome.CONTRAINDICATED else ""
    row = make_therapy("methotrexate", *SHORT, outcome=outcome, contraindication=condition)
    assert judge(make_trial(MTX, accepted=accepted, min_length=length), row).status is expected


@pytest.mark.parametrize(
    ("accepted", "fields", "expected"),
    [
        (TRIED, {"use": Use.PLANNED}, NOT_MET),
        (TRIED, {"use": Use.NEVER_TAKEN}, NOT_MET),
        (FAILED, {"use": Use.PLANNED}, NOT_MET),
        (NOT_BORNE, {"use": Use.NEVER_TAKEN, "outcome": Outcome.INTOLERANCE}, NOT_MET),
        (TRIED, {"start": on("2026-12-01"), "stop": on(""), "ongoing": True}, NOT_MET),  # will start
        (TRIED, {"start": on("2026-12"), "stop": on("")}, NOT_MET),
        (TRIED, {"start": on("2026-11-21"), "stop": on(""), "ongoing": True}, MET),
        (TRIED, {"start": on("2026-11"), "stop": on(""), "ongoing": True}, MET),
        (TRIED, {"start": on("2026"), "stop": on(""), "ongoing": True}, MET),
        (TRIED, {"start": on(""), "stop": on("")}, MET),  # no length is printed: any real use
        (TRIED, {"start": on("2024-03-01"), "stop": on("2024-03-01")}, MET),  # one day is real use
        (FAILED, {"start": on(""), "stop": on("")}, MET),
        (FORBIDDEN, {"outcome": Outcome.CONTRAINDICATED, "use": Use.NEVER_TAKEN, "contraindication": "HBV"}, EXEMPT),
    ],
)
def test_only_real_use_counts(accepted: tuple[str, ...], fields: dict[str, Any], expected: Status) -> None:
    row = replace(make_therapy("methotrexate"), **fields)
    assert judge(make_trial(MTX, accepted=accepted), row).status is expected


@pytest.mark.parametrize(
    ("start", "stop", "expected", "asked"),
    [
        ("2024-03", "2024-06", UNKNOWN, ["t1:stop", "t1:start"]),
        ("2024-03-14", "2024-06", UNKNOWN, ["t1:stop"]),
        ("2024-03", "2024-06-14", UNKNOWN, ["t1:start"]),
        ("2024-03-14", "", UNKNOWN, ["t1:stop"]),
        ("", "2024-06-14", UNKNOWN, ["t1:start"]),
        ("", "", UNKNOWN, ["t1:stop", "t1:start"]),
        ("2023", "2024", UNKNOWN, ["t1:stop", "t1:start"]),
        ("2024-03", "2024-07", MET, []),
        ("2022", "2024", MET, []),
    ],
)
def test_an_inexact_date_that_matters_is_asked_for(start: str, stop: str, expected: Status, asked: list[str]) -> None:
    finding = judge(make_trial(MTX, min_length=months(3)), make_therapy("methotrexate", start, stop, id="t1"))
    assert finding.status is expected
    assert targets(finding) == [f"therapy:{target}" for target in asked]


def test_the_missing_part_is_named() -> None:
    trial = make_trial(MTX, min_length=months(3))
    assert remedy_texts(judge(trial, make_therapy("methotrexate", "2024-03-14", ""))) == [
        "Add a stop date for methotrexate"
    ]
    assert remedy_texts(judge(trial, make_therapy("methotrexate", "2024-03-14", "2024-06"))) == [
        "Add the day to the stop date of methotrexate (June 2024)"
    ]
    assert remedy_texts(judge(trial, make_therapy("methotrexate", "2023", "2024-02-14"))) == [
        "Add the month to the start date of methotrexate (2023)"
    ]


def test_a_drug_still_taken_has_no_stop_date_to_ask_for() -> None:
    finding = judge(make_trial(MTX, min_length=months(3)), make_therapy("methotrexate", "2026-08", "", ongoing=True))
    assert finding.status is UNKNOWN
    assert remedy_texts(finding) == ["Add the day to the start date of methotrexate (August 2026)"]


def test_a_length_in_a_note_is_shown_and_never_counted() -> None:
    row = make_therapy("methotrexate", "", "", stated_length="about 4 months")
    finding = judge(make_trial(MTX, min_length=months(3)), row)
    assert finding.status is UNKNOWN
    assert "(a note says about 4 months)" in finding.reason
    short = make_therapy("methotrexate", *SHORT, stated_length="about 4 months")
    assert judge(make_trial(MTX, min_length=months(3)), short).status is NOT_MET  # the dates win


@pytest.mark.parametrize(
    ("accepted", "outcome", "length", "expected"),
    [
        (TRIED, Outcome.UNKNOWN, months(3), MET),
        (TRIED, Outcome.ONGOING, months(3), MET),
        (TRIED, Outcome.ONGOING, months(36), NOT_MET),
        (FAILED, Outcome.ONGOING, months(3), NOT_MET),  # a running trial is not a failure
        (FAILED, Outcome.UNKNOWN, months(3), NOT_MET),  # still taken, with no outcome yet
        (
            FAILED,
            Outcome.INADEQUATE_RESPONSE,
            months(3),
            MET,
        ),  # continued beside the next drug, and said to have failed
        (NOT_BORNE, Outcome.ONGOING, None, NOT_MET),
        (NOT_BORNE, Outcome.UNKNOWN, None, NOT_MET),
    ],
)
def test_a_drug_still_taken(
    accepted: tuple[str, ...], outcome: Outcome, length: Length | None, expected: Status
) -> None:
    row = make_therapy("methotrexate", "2025-01-10", "", ongoing=True, outcome=outcome)
    assert judge(make_trial(MTX, accepted=accepted, min_length=length), row).status is expected


class TestContraindication:
    def test_must_name_its_condition(self) -> None:
        row = make_therapy("methotrexate", outcome=Outcome.CONTRAINDICATED, id="t1")
        finding = judge(make_trial(MTX, accepted=ANY_PRINTED), row)
        assert finding.status is UNKNOWN
        assert finding.remedies == (
            Remedy(
                "Name the condition that forbids methotrexate and where it is recorded", "therapy:t1:contraindication"
            ),
        )

    def test_blanks_name_no_condition(self) -> None:
        row = make_therapy("methotrexate", outcome=Outcome.CONTRAINDICATED, contraindication="  ")
        assert judge(make_trial(MTX, accepted=ANY_PRINTED), row).status is UNKNOWN

    def test_is_named_in_the_reason_and_its_proof_is_asked_for(self) -> None:
        row = make_therapy("methotrexate", outcome=Outcome.CONTRAINDICATED, contraindication="cirrhosis", id="t1")
        finding = judge(make_trial(MTX, accepted=ANY_PRINTED), row)
        assert finding.status is EXEMPT
        assert finding.reason == "Methotrexate, contraindicated, not tried: cirrhosis."
        assert targets(finding) == ["therapy:t1:proof"]

    @pytest.mark.parametrize("fields", [{"proof": "chart note 2024-09-12"}, {"exhibit_id": "e1"}])
    def test_with_proof_leaves_nothing_to_do(self, fields: dict[str, Any]) -> None:
        row = make_therapy("methotrexate", outcome=Outcome.CONTRAINDICATED, contraindication="cirrhosis", **fields)
        assert judge(make_trial(MTX, accepted=ANY_PRINTED), row).remedies == ()

    def test_of_a_drug_once_taken_counts_when_named(self) -> None:
        trial = make_trial(MTX, accepted=ANY_PRINTED, min_length=months(3))
        taken = make_therapy("methotrexate", *SHORT, outcome=Outcome.OTHER, contraindication="pregnancy")
        assert judge(trial, taken).status is EXEMPT
        assert judge(trial, make_therapy("methotrexate", *SHORT, outcome=Outcome.OTHER)).status is NOT_MET

    def test_not_printed_is_shown_and_not_claimed(self) -> None:
        row = make_therapy("methotrexate", outcome=Outcome.CONTRAINDICATED, contraindication="cirrhosis")
        finding = judge(make_trial(MTX, accepted=FAILED), row)
        assert finding.status is NOT_MET
        assert "does not print a contraindication as accepted" in finding.reason

    def test_not_advisable_needs_a_reason(self) -> None:
        trial = make_trial(MTX, accepted=("not_advisable",))
        bare = make_therapy("methotrexate", outcome=Outcome.NOT_ADVISABLE, id="t1")
        assert judge(trial, bare).status is UNKNOWN
        assert targets(judge(trial, bare)) == ["therapy:t1:what_happened"]
        told = make_therapy("methotrexate", outcome=Outcome.NOT_ADVISABLE, what_happened="plans a pregnancy")
        assert judge(trial, told).status is EXEMPT
        named = make_therapy("methotrexate", outcome=Outcome.NOT_ADVISABLE, contraindication="plans a pregnancy")
        assert judge(trial, named).status is EXEMPT


class TestOutcomesNotSeen:
    """The source does not show which outcomes are accepted: nothing is assumed."""

    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            (Outcome.INADEQUATE_RESPONSE, MET),  # satisfies the strictest reading
            (Outcome.LOST_RESPONSE, MET),
            (Outcome.INTOLERANCE, UNKNOWN),
            (Outcome.HYPERSENSITIVITY, UNKNOWN),
            (Outcome.OTHER, UNKNOWN),
            (Outcome.ONGOING, UNKNOWN),
            (Outcome.UNKNOWN, UNKNOWN),
            (Outcome.CONTRAINDICATED, UNKNOWN),
            (Outcome.NOT_ADVISABLE, UNKNOWN),
        ],
    )
    def test_only_the_strictest_reading_is_met(self, outcome: Outcome, expected: Status) -> None:
        row = make_therapy("methotrexate", *YEAR_LONG, outcome=outcome, contraindication="cirrhosis")
        finding = judge(make_trial(MTX, accepted=None, min_length=months(3)), row)
        assert finding.status is expected
        if expected is UNKNOWN:
            assert "which outcomes the policy accepts was not seen" in finding.reason
            assert remedy_texts(finding)[0] == "Ask the plan which outcomes of a trial it accepts"

    def test_a_trial_that_fails_every_reading_is_not_met(self) -> None:
        row = make_therapy("methotrexate", *SHORT, outcome=Outcome.OTHER)
        assert judge(make_trial(MTX, accepted=None, min_length=months(3)), row).status is NOT_MET
        planned = make_therapy("methotrexate", *YEAR_LONG, use=Use.PLANNED)
        assert judge(make_trial(MTX, accepted=None), planned).status is NOT_MET

    def test_an_absent_trial_is_not_met(self) -> None:
        assert judge(make_trial(MTX, accepted=None)).status is NOT_MET

    def test_the_label_says_so(self) -> None:
        assert judge(make_trial(MTX, accepted=None)).label == "Trial of: methotrexate; accepted outcomes not seen"


class TestImportedRows:
    def test_a_row_nobody_confirmed_gives_unknown(self) -> None:
        row = make_therapy("methotrexate", *YEAR_LONG, id="t1", provenance=Provenance(confirmed=False))
        finding = judge(make_trial(MTX, min_length=months(3)), row)
        assert finding.status is UNKNOWN
        assert finding.remedies[0] == Remedy("Confirm the imported row for methotrexate", "therapy:t1:confirmed")
        assert "not confirmed yet" in finding.reason

    def test_a_row_that_would_not_count_is_no_question(self) -> None:
        row = make_therapy("methotrexate", *SHORT, provenance=Provenance(confirmed=False))
        assert judge(make_trial(MTX, min_length=months(3)), row).status is NOT_MET

    def test_an_exemption_waits_for_the_yes_too(self) -> None:
        row = make_therapy(
            "methotrexate",
            outcome=Outcome.CONTRAINDICATED,
            contraindication="cirrhosis",
            provenance=Provenance(confirmed=False),
        )
        assert judge(make_trial(MTX, accepted=ANY_PRINTED), row).status is UNKNOWN


class TestOtherCondition:
    def test_a_row_for_another_condition_gives_unknown(self) -> None:
        row = make_therapy("methotrexate", *YEAR_LONG, id="t1", indication_id="plaque-psoriasis")
        finding = judge(make_trial(MTX), row)
        assert finding.status is UNKNOWN
        assert targets(finding) == ["therapy:t1:indication_id"]
        assert "given for another condition" in finding.reason

    def test_the_same_condition_or_none_given_is_no_question(self) -> None:
        same = make_therapy("methotrexate", *YEAR_LONG, indication_id="rheumatoid-arthritis")
        assert judge(make_trial(MTX), same).status is MET
        assert judge(make_trial(MTX), make_therapy("methotrexate", *YEAR_LONG)).status is MET


class TestStopBeforeStart:
    def test_a_demanded_length_is_unknown_and_the_error_named(self) -> None:
        row = make_therapy("methotrexate", "2024-06-14", "2024-03-14", id="t1")
        finding = judge(make_trial(MTX, min_length=months(3)), row)
        assert finding.status is UNKNOWN
        assert remedy_texts(finding)[0] == "Correct the dates of methotrexate: the stop is before the start"
        assert targets(finding).count("therapy:t1:stop") == 1

    def test_what_else_is_missing_is_asked_for_too(self) -> None:
        row = make_therapy("methotrexate", "2024-06-14", "2024-03-14", id="t1", outcome=Outcome.UNKNOWN)
        finding = judge(make_trial(MTX, accepted=("inadequate_response",)), row)
        assert finding.status is UNKNOWN
        assert targets(finding) == ["therapy:t1:stop", "therapy:t1:outcome"]

    def test_a_start_still_to_come_is_no_use_whatever_the_stop_says(self) -> None:
        finding = judge(make_trial(MTX), make_therapy("methotrexate", "2027-01-01", "2026-05-01"))
        assert finding.status is NOT_MET
        assert "to start January 1, 2027: not taken yet" in finding.reason

    def test_use_itself_is_not_in_doubt(self) -> None:
        finding = judge(make_trial(MTX), make_therapy("methotrexate", "2024-06-14", "2024-03-14"))
        assert finding.status is MET
        assert remedy_texts(finding) == ["Correct the dates of methotrexate: the stop is before the start"]
