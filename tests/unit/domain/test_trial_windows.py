"""Look-back windows, printed doses, lengths with gaps and lengths of one state: the finer terms of a trial."""

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.criteria import Length, LengthUnit, Remedy, Status
from denialdesk.domain.denial import Denial
from denialdesk.domain.plan import Plan
from denialdesk.domain.therapy import Outcome
from tests.makers import agent, days, make_answer, make_therapy, make_trial, months, on, weeks
from tests.unit.domain.judging import MET, NOT_MET, UNKNOWN, judge, remedy_texts, targets

MTX = agent("methotrexate")
THIRTY_BROKEN = Length(30, LengthUnit.DAYS, "30 days, intermittent")
YEAR_BROKEN = Length(1, LengthUnit.YEARS, "1 year, intermittent")
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
        ("at least 15 mg/week", {"dose": "15 mg/wk"}, MET),
        ("at least 15 mg/week", {"dose": "10-15 mg", "frequency": "weekly"}, UNKNOWN),  # a range that crosses it
        ("at least 15 mg/week", {"dose": "10 to 15 mg", "frequency": "weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "15-25 mg", "frequency": "weekly"}, MET),
        ("at least 15 mg/week", {"dose": "7.5-12.5 mg", "frequency": "weekly"}, NOT_MET),
        ("at least 15 mg/week", {"dose": "7.5 mg, then 20 mg weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "2.5 mg, 6 tablets", "frequency": "weekly"}, UNKNOWN),  # 15 mg in all
        ("at least 15 mg/week", {"dose": "2.5 mg x 6 weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "2.5 mg, 6 tab weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "2.5 mg, 10 caps", "frequency": "weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "7.5 mg b.i.d. weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "5 mg × 3", "frequency": "weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "10 mg tablet", "frequency": "weekly"}, NOT_MET),
        ("at least 15 mg/week", {"dose": "10 mg, 1 tab weekly"}, NOT_MET),
        ("at least 15 mg/week", {"dose": "10 mg weekly #4"}, NOT_MET),  # how many were dispensed
        ("at least 15 mg/week", {"dose": "7.5 mg", "frequency": "twice weekly"}, UNKNOWN),
        ("at least 15 mg/week", {"dose": "20 mg", "frequency": "twice weekly"}, MET),
        ("at least 40 mg/day", {"dose": "80 mg", "frequency": "nightly"}, MET),
        ("at least 40 mg/day", {"dose": "20 mg", "frequency": "at bedtime"}, NOT_MET),
        ("maximally indicated dose", {"dose": "25 mg", "frequency": "weekly"}, UNKNOWN),
        ("maximally indicated dose", {}, UNKNOWN),
        ("methotrexate 15-25 mg or leflunomide 20 mg or more", {"dose": "15 mg", "frequency": "daily"}, MET),
        ("methotrexate 15-25 mg or leflunomide 20 mg or more", {"dose": "15 mg"}, MET),
        ("methotrexate 15-25 mg or leflunomide 20 mg or more", {"dose": "10 mg"}, NOT_MET),
        ("methotrexate 15-25 mg or leflunomide 20 mg or more", {"dose": "10 mg", "frequency": "weekly"}, UNKNOWN),
        ("leflunomide 20 mg or more, or methotrexate 15 mg or more, daily", {"dose": "20 mg daily"}, MET),
        ("leflunomide 20 mg or more, or methotrexate 15 mg or more, daily", {"dose": "20 mg"}, UNKNOWN),
        ("leflunomide 20 mg or more, or methotrexate 15 mg or more, daily", {"dose": "10 mg daily"}, NOT_MET),
        ("Methotrexate 15 mg or more, Daily", {"dose": "15 mg daily"}, MET),
        ("Methotrexate 15 mg or more, Daily", {"dose": "15 mg"}, UNKNOWN),
        ("leflunomide 20 mg or more", {"dose": "25 mg", "frequency": "daily"}, UNKNOWN),  # the dose of another drug
    ],
)
def test_a_printed_dose(wanted: str, fields: dict[str, Any], expected: Status) -> None:
    row = make_therapy("methotrexate", "2023-01-01", "2024-01-01", **fields)
    finding = judge(make_trial(MTX, dose=wanted), row)
    assert finding.status is expected
    assert f", dose: {wanted}" in finding.label


def test_a_missing_dose_is_asked_for_in_its_field() -> None:
    finding = judge(make_trial(MTX, dose="maximally indicated dose"), make_therapy("methotrexate", id="t1"))
    assert targets(finding) == ["therapy:t1:dose"]
    assert remedy_texts(finding) == [
        "Add the dose of methotrexate, to show the policy's dose (maximally indicated dose)"
    ]


def test_a_dose_in_words_is_settled_by_choosing_the_row() -> None:
    trial = make_trial(MTX, dose="maximally indicated dose")
    row = make_therapy("methotrexate", dose="25 mg", frequency="weekly", id="t1")
    asked = judge(trial, row)
    assert targets(asked) == ["answer:policy-1:step1"]
    chosen = judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),))
    assert chosen.status is MET
    assert "which the office states is the policy" in chosen.reason


def test_choosing_the_row_does_not_make_a_low_dose_high() -> None:
    trial = make_trial(MTX, dose="at least 15 mg/week")
    row = make_therapy("methotrexate", dose="10 mg", frequency="weekly", id="t1")
    assert judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),)).status is NOT_MET


def test_a_dose_need_not_be_reached_by_who_does_not_tolerate_the_drug() -> None:
    trial = make_trial(MTX, accepted=("inadequate_response", "intolerance"), dose="at least 15 mg/week")
    low = {"dose": "7.5 mg", "frequency": "weekly"}
    assert judge(trial, make_therapy("methotrexate", outcome=Outcome.INTOLERANCE, **low)).status is MET
    assert judge(trial, make_therapy("methotrexate", outcome=Outcome.INADEQUATE_RESPONSE, **low)).status is NOT_MET


class TestGapsThatThePolicyPrints:
    """A policy that prints "intermittent or continuous": two short trials add up only there."""

    BROKEN = Length(12, LengthUnit.WEEKS, "at least 12 weeks, intermittent or continuous")

    @pytest.mark.parametrize(
        ("dates", "length", "expected"),
        [
            ((("2024-01-01", "2024-02-12"), ("2024-06-01", "2024-07-13")), BROKEN, MET),  # 42 and 42 days
            ((("2024-01-01", "2024-02-12"), ("2024-06-01", "2024-07-12")), BROKEN, NOT_MET),  # a day short
            ((("2024-01-01", "2024-02-12"), ("2024-02-01", "2024-03-15")), BROKEN, NOT_MET),  # shared days count once
            ((("2024-01-01", "2024-02-12"), ("2024-06-01", "2024-08")), BROKEN, MET),
            ((("2024-01-01", "2024-02-12"), ("2024-06-01", "2024-07")), BROKEN, UNKNOWN),
            ((("2024-01-01", "2024-02-12"), ("2024-06-15", "2024-07")), BROKEN, UNKNOWN),  # at most 88 days
            ((("2024-01-01", "2024-02-12"), ("2024-06-20", "2024-07")), BROKEN, NOT_MET),  # at most 83
            ((("2024-01-01", "2024-01-29"), ("2024-06-01", "2024-06-29")), months(2, "intermittent"), UNKNOWN),
            ((("2024-01-01", "2024-01-20"), ("2024-06-20", "2024-06")), THIRTY_BROKEN, NOT_MET),  # at most 29 days
            ((("2024-01-01", "2024-01-21"), ("2024-06-20", "2024-06")), THIRTY_BROKEN, UNKNOWN),  # at most 30
            ((("2024-01-01", "2024-02-12"), ("2024-06-01", "")), BROKEN, UNKNOWN),
            ((("2024-01-01", "2024-02-12"), ("", "2024-06-10")), BROKEN, UNKNOWN),
            ((("2024-01-01", "2024-03-25"),), BROKEN, MET),
            ((("2024-01-01", "2024-03-24"),), BROKEN, NOT_MET),
            ((("2024-01-01", "2024-02-12"), ("2024-06-01", "2024-07-13")), weeks(12), NOT_MET),  # nothing printed
            # broken months have no calendar: 31 days each are surely enough, fewer than 28 surely not
            ((("2024-01-01", "2024-02-01"), ("2024-06-01", "2024-07-02")), months(2, "2 months intermittent"), MET),
            ((("2024-01-01", "2024-02-01"), ("2024-06-01", "2024-07-01")), months(2, "2 months intermittent"), UNKNOWN),
            ((("2024-01-01", "2024-01-29"), ("2024-06-01", "2024-06-28")), months(2, "2 months intermittent"), NOT_MET),
            ((("2024-01-01", "2024-01-31"), ("2024-06-01", "2024-07-01")), months(2, "intermittent", 30), MET),
            ((("2024-01-01", "2024-01-31"), ("2024-06-01", "2024-06-30")), months(2, "intermittent", 30), NOT_MET),
            ((("2023-01-01", "2023-12-01"), ("2024-06-01", "2024-06-30")), YEAR_BROKEN, NOT_MET),
            ((("2023-01-01", "2023-12-01"), ("2024-06-01", "2024-07-03")), YEAR_BROKEN, MET),
            ((("2023-01-01", "2023-12-01"), ("2024-06-01", "2024-07-02")), YEAR_BROKEN, UNKNOWN),
            (
                (("2024-01-01", "2024-01-20"), ("2024-06-01", "2024-06-11")),
                Length(29, LengthUnit.DAYS, "intermittent"),
                MET,
            ),
        ],
    )
    def test_add_up(self, dates: tuple[tuple[str, str], ...], length: Length, expected: Status) -> None:
        rows = tuple(
            make_therapy("methotrexate", start, stop, id=f"t{place}") for place, (start, stop) in enumerate(dates, 1)
        )
        assert judge(make_trial(MTX, min_length=length), *rows).status is expected

    def test_the_reason_and_the_rows_name_them_all(self) -> None:
        rows = (
            make_therapy("methotrexate", "2024-01-01", "2024-02-12", id="t1"),
            make_therapy("methotrexate", "2024-06-01", "2024-07-13", id="t2"),
        )
        finding = judge(make_trial(MTX, min_length=self.BROKEN), *rows)
        assert "84 days at least in 2 rows together, enough for 12 weeks" in finding.reason
        assert finding.therapy_ids == ("t1", "t2")
        short = judge(make_trial(MTX, min_length=self.BROKEN), rows[0], replace(rows[1], stop=on("2024-07-01")))
        assert "72 days at least in 2 rows together, short of 12 weeks" in short.reason
        vague = judge(make_trial(MTX, min_length=self.BROKEN), rows[0], replace(rows[1], stop=on("2024-07")))
        assert "which may or may not be 12 weeks" in vague.reason
        assert remedy_texts(vague) == ["Complete the dates of every row for methotrexate"]
        assert targets(vague) == ["therapies"]
        single = judge(make_trial(MTX, min_length=self.BROKEN), rows[0])
        assert "1 month 11 days, short of 12 weeks" in single.reason


@pytest.mark.parametrize(
    ("printed", "stop", "expected"),
    [
        ("course of at least 5 days", "2025-05-05", MET),  # May 1, 2, 3, 4 and 5
        ("course of at least 5 days", "2025-05-04", NOT_MET),
        ("course of at least 5 days", "2025-05", UNKNOWN),
        ("at least 5 days", "2025-05-05", NOT_MET),
        ("at least 5 days", "2025-05-06", MET),
    ],
)
def test_a_course_has_its_first_and_its_last_day(printed: str, stop: str, expected: Status) -> None:
    trial = make_trial(MTX, accepted=("completed_trial",), min_length=Length(5, LengthUnit.DAYS, printed))
    finding = judge(trial, make_therapy("methotrexate", "2025-05-01", stop))
    assert finding.status is expected
    if "course" in printed:
        assert "a course of 5 days, the first and the last counted" in finding.reason


class TestADrugThatIsToGoOn:
    """A policy that prints "and continuing": a trial that was stopped is none, however long it was."""

    TRIAL = make_trial(
        MTX,
        accepted=("completed_trial",),
        min_length=Length(12, LengthUnit.WEEKS, "at least 12 consecutive weeks, and continuing"),
    )

    @pytest.mark.parametrize(
        ("start", "stop", "ongoing", "expected"),
        [
            ("2026-08-29", "", True, MET),  # twelve weeks to the day of judgement
            ("2026-08-30", "", True, NOT_MET),
            ("2025-01-01", "2026-01-01", False, NOT_MET),
            ("2025-01-01", "2026", False, NOT_MET),
            ("2025-01-01", "", False, UNKNOWN),
            ("2026-08-30", "", False, NOT_MET),
        ],
    )
    def test_counts_only_while_it_goes_on(self, start: str, stop: str, *, ongoing: bool, expected: Status) -> None:
        row = make_therapy("methotrexate", start, stop, ongoing=ongoing, outcome=Outcome.OTHER)
        assert judge(self.TRIAL, row).status is expected

    @pytest.mark.parametrize(
        ("printed", "expected"),
        [("4 weeks, and continued", NOT_MET), ("4 continuous weeks", MET), ("4 weeks", MET)],
    )
    def test_the_printed_words_say_so(self, printed: str, expected: Status) -> None:
        trial = make_trial(MTX, accepted=("completed_trial",), min_length=Length(4, LengthUnit.WEEKS, printed))
        assert judge(trial, make_therapy("methotrexate", "2025-01-01", "2026-01-01")).status is expected

    def test_what_is_missing_is_named(self) -> None:
        asked = judge(self.TRIAL, make_therapy("methotrexate", "2025-01-01", id="t1", outcome=Outcome.OTHER))
        assert asked.remedies == (
            Remedy("Say whether methotrexate is still taken: the policy wants it to go on", "therapy:t1:stop"),
        )
        stopped = judge(self.TRIAL, make_therapy("methotrexate", "2025-01-01", "2026-01-01", outcome=Outcome.OTHER))
        assert "but stopped, and the policy wants it to go on" in stopped.reason


class TestLengthOfOneState:
    """A policy that prints "30 days in CT, KY, MS": in those states a shorter trial may do, and a person says so."""

    TRIAL = make_trial(MTX, min_length=months(2, "at least 2 months; 30 days in CT, KY, MS"))

    @pytest.mark.parametrize(
        ("state", "stop", "expected"),
        [
            ("CT", "2024-02-05", UNKNOWN),
            ("ky", "2024-02-05", UNKNOWN),
            ("IL", "2024-02-05", NOT_MET),
            ("", "2024-02-05", NOT_MET),
            ("IN", "2024-02-05", NOT_MET),
            ("CT", "2024-03-01", MET),
        ],
    )
    def test_is_a_question_there_only(self, state: str, stop: str, expected: Status) -> None:
        row = make_therapy("methotrexate", "2024-01-01", stop)
        finding = judge(self.TRIAL, row, plan=Plan(payer_id="uhc", state=state))
        assert finding.status is expected

    def test_choosing_the_row_settles_it(self) -> None:
        row = make_therapy("methotrexate", "2024-01-01", "2024-02-05", id="t1")
        plan = Plan(payer_id="uhc", state="CT")
        asked = judge(self.TRIAL, row, plan=plan)
        assert targets(asked) == ["answer:policy-1:step1"]
        told = judge(self.TRIAL, row, plan=plan, answers=(make_answer("step1", therapy_ids=("t1",)),))
        assert told.status is MET
        assert told.reason.endswith(
            ": 1 month 4 days, which the office states is enough in CT (at least 2 months; 30 days in CT, KY, MS); "
            "inadequate response."
        )
        assert "for CT the policy prints its own length (at least 2 months; 30 days in CT, KY, MS)" in asked.reason
        assert remedy_texts(asked) == ["Say whether methotrexate was long enough for CT, by choosing the row"]
