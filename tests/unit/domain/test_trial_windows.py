"""Look-back windows and printed doses of a demanded trial."""

from typing import Any

import pytest

from denialdesk.domain.criteria import Length, LengthUnit, Remedy, Status
from denialdesk.domain.denial import Denial
from denialdesk.domain.therapy import Outcome
from tests.makers import agent, days, make_answer, make_therapy, make_trial, months, on
from tests.unit.domain.judging import MET, NOT_MET, UNKNOWN, judge, remedy_texts, targets

MTX = agent("methotrexate")
TWO_YEARS = Length(2, LengthUnit.YEARS, "2 years")


@pytest.mark.parametrize(
    ("start", "stop", "lookback", "expected"),
    [
        # the notice is of November 10, 2026; 180 days before is May 14, 2026
        ("2026-01-01", "2026-05-14", days(180), MET),
        ("2026-01-01", "2026-05-13", days(180), NOT_MET),
        ("2026-06-01", "2026-09-01", days(180), MET),
        ("2024-01-01", "2024-11-10", TWO_YEARS, MET),
        ("2024-01-01", "2024-11-09", TWO_YEARS, NOT_MET),
        ("2026-01-01", "2026-05-10", months(6), MET),
        ("2026-01-01", "2026-05-09", months(6), NOT_MET),
        # inexact ends
        ("2026-01-01", "2026-05", days(180), UNKNOWN),
        ("2026-01-01", "2026-04", days(180), NOT_MET),
        ("2026-01-01", "2026-06", days(180), MET),
        ("2026-01-01", "2026", days(180), UNKNOWN),
        ("2026-06-01", "2026", days(180), MET),  # it cannot have ended before it began
        # a missing end
        ("2026-06-01", "", days(180), MET),
        ("2026-01-01", "", days(180), UNKNOWN),
        ("", "2026-09-01", days(180), MET),
        ("", "", days(180), UNKNOWN),
        # the stop is before the start
        ("2026-09-01", "2026-08-01", days(180), UNKNOWN),
    ],
)
def test_the_last_day_of_use_must_lie_in_the_window(start: str, stop: str, lookback: Length, expected: Status) -> None:
    finding = judge(make_trial(MTX, lookback=lookback), make_therapy("methotrexate", start, stop, id="t1"))
    assert finding.status is expected
    assert "within the past" in finding.label
    if expected is NOT_MET:
        assert "before the policy's window of" in finding.reason


def test_a_drug_still_taken_is_in_every_window() -> None:
    row = make_therapy("methotrexate", "2019", "", ongoing=True)
    assert judge(make_trial(MTX, lookback=days(30)), row).status is MET


def test_the_stop_date_is_asked_for() -> None:
    finding = judge(make_trial(MTX, lookback=days(180)), make_therapy("methotrexate", "2026-01-01", "2026-05", id="t1"))
    assert finding.remedies == (Remedy("Add the day to the stop date of methotrexate (May 2026)", "therapy:t1:stop"),)


@pytest.mark.parametrize(
    ("notice", "stop", "expected"),
    [
        ("2026-11-10", "2026-05-20", MET),
        ("2026-11", "2026-05-20", UNKNOWN),  # the window opens between May 5 and June 3
        ("2026-11", "2026-06-03", MET),
        ("2026-11", "2026-05-04", NOT_MET),
        ("", "2026-05-25", MET),  # counted from the as-of date, November 21, 2026
        ("", "2026-05-24", NOT_MET),
    ],
)
def test_the_window_is_counted_from_the_notice_or_else_the_as_of_date(notice: str, stop: str, expected: Status) -> None:
    row = make_therapy("methotrexate", "2026-01-01", stop)
    finding = judge(make_trial(MTX, lookback=days(180)), row, denial=Denial(notice_date=on(notice)))
    assert finding.status is expected


def test_intolerance_must_lie_in_the_window_too() -> None:
    trial = make_trial(MTX, accepted=("intolerance",), lookback=days(180))
    old = make_therapy("methotrexate", "2020-01-01", "2020-01-05", outcome=Outcome.INTOLERANCE)
    new = make_therapy("methotrexate", "2026-07-01", "2026-07-05", outcome=Outcome.INTOLERANCE)
    assert judge(trial, old).status is NOT_MET
    assert judge(trial, new).status is MET


def test_a_window_in_words_is_for_a_person_to_check() -> None:
    trial = make_trial(MTX, lookback_as_printed="since the diagnosis")
    finding = judge(trial, make_therapy("methotrexate", "2024-01-01", "2024-06-01"))
    assert finding.status is UNKNOWN
    assert finding.label == "Trial of: methotrexate (since the diagnosis); accepted: completed trial"
    assert "since the diagnosis" in finding.reason


@pytest.mark.parametrize(
    ("wanted", "fields", "expected"),
    [
        ("at least 15 mg/week", {"dose": "15 mg", "frequency": "weekly"}, MET),
        ("at least 15 mg/week", {"dose": "17.5 mg", "frequency": "once weekly"}, MET),
        ("at least 15 mg/week", {"dose": "20mg weekly"}, MET),
        ("at least 15 mg/week", {"dose": "15 mg", "frequency": "qw"}, MET),
        ("at least 15 mg per week", {"dose": "15 mg/week"}, MET),
        ("at least 15 mg/week", {"dose": "14.9 mg", "frequency": "weekly"}, NOT_MET),
        ("at least 15 mg/week", {"dose": "7.5 mg", "frequency": "every week"}, NOT_MET),
        ("at least 1500 mg/day", {"dose": "1,500 mg", "frequency": "daily"}, MET),
        ("at least 1500 mg/day", {"dose": "1000 mg", "frequency": "once daily"}, NOT_MET),
        ("at least 15 mg/week", {"dose": "15 mg"}, UNKNOWN),  # how often is not told
        ("at least 15 mg/week", {"dose": "15 mg", "frequency": "daily"}, UNKNOWN),  # another rhythm: for a person
        ("at least 15 mg/week", {"dose": "15 mg", "frequency": "biweekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "full dose", "frequency": "weekly"}, UNKNOWN),
        ("at least 15 mg/week", {}, UNKNOWN),
        ("maximally indicated dose", {"dose": "25 mg", "frequency": "weekly"}, UNKNOWN),
        ("maximally indicated dose", {}, UNKNOWN),
    ],
)
def test_a_printed_dose(wanted: str, fields: dict[str, Any], expected: Status) -> None:
    row = make_therapy("methotrexate", "2023-01-01", "2024-01-01", **fields)
    finding = judge(make_trial(MTX, dose=wanted), row)
    assert finding.status is expected
    assert f", at {wanted}" in finding.label


def test_a_missing_dose_is_asked_for_in_its_field() -> None:
    finding = judge(make_trial(MTX, dose="maximally indicated dose"), make_therapy("methotrexate", id="t1"))
    assert targets(finding) == ["therapy:t1:dose"]
    assert remedy_texts(finding) == ["Add the dose of methotrexate (the policy wants maximally indicated dose)"]


def test_a_dose_in_words_is_settled_by_choosing_the_row() -> None:
    trial = make_trial(MTX, dose="maximally indicated dose")
    row = make_therapy("methotrexate", dose="25 mg", frequency="weekly", id="t1")
    asked = judge(trial, row)
    assert targets(asked) == ["answer:policy-1:step1"]
    chosen = judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),))
    assert chosen.status is MET
    assert "which the office states is maximally indicated dose" in chosen.reason


def test_choosing_the_row_does_not_make_a_low_dose_high() -> None:
    trial = make_trial(MTX, dose="at least 15 mg/week")
    row = make_therapy("methotrexate", dose="10 mg", frequency="weekly", id="t1")
    assert judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),)).status is NOT_MET


def test_a_dose_need_not_be_reached_by_who_does_not_tolerate_the_drug() -> None:
    trial = make_trial(MTX, accepted=("inadequate_response", "intolerance"), dose="at least 15 mg/week")
    low = {"dose": "7.5 mg", "frequency": "weekly"}
    assert judge(trial, make_therapy("methotrexate", outcome=Outcome.INTOLERANCE, **low)).status is MET
    assert judge(trial, make_therapy("methotrexate", outcome=Outcome.INADEQUATE_RESPONSE, **low)).status is NOT_MET
