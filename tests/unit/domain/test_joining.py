"""Rows that follow each other are one trial only as far as they are the policy's product, at the policy's dose."""

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.criteria import Length, LengthUnit, Status
from denialdesk.domain.therapy import Outcome, Therapy
from tests.makers import agent, make_therapy, make_trial, months
from tests.unit.domain.judging import MET, NOT_MET, UNKNOWN, judge, remedy_texts, targets

MTX = agent("methotrexate")
AT_15 = make_trial(MTX, accepted=("inadequate_response",), min_length=months(3), dose="at least 15 mg/week")
MONTH_OF_ONE = make_trial(
    agent("adalimumab", brands={"Amjevita", "Humira"}), accepted=("inadequate_response",), min_length=months(1)
)


def methotrexate(start: str, stop: str, dose: str, **fields: Any) -> Therapy:  # noqa: ANN401 - any field of a row
    values = {"outcome": Outcome.OTHER, "frequency": "weekly" if dose else ""}
    return make_therapy("methotrexate", start, stop, dose=dose, **(values | fields))


def last(start: str, stop: str, dose: str) -> Therapy:
    return methotrexate(start, stop, dose, outcome=Outcome.INADEQUATE_RESPONSE, id="last")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # two months at each dose
        ((("2025-09-01", "2025-10-31", "15 mg"), ("2025-11-01", "2025-12-31", "20 mg")), MET),
        ((("2025-09-01", "2025-10-31", "10 mg"), ("2025-11-01", "2025-12-31", "20 mg")), NOT_MET),
        ((("2025-09-01", "2025-10-31", "20 mg"), ("2025-11-01", "2025-12-31", "10 mg")), NOT_MET),
        ((("2025-09-01", "2025-10-31", ""), ("2025-11-01", "2025-12-31", "20 mg")), UNKNOWN),
        # the last dose was long enough by itself, whatever was before it
        ((("2025-08-01", "2025-08-31", "10 mg"), ("2025-09-01", "2025-12-31", "20 mg")), MET),
        ((("2025-08-01", "2025-08-31", ""), ("2025-09-01", "2025-12-31", "20 mg")), MET),
        # of three rows the last two are long enough
        (
            (
                ("2025-01-01", "2025-02-28", "7.5 mg"),
                ("2025-03-01", "2025-04-30", "15 mg"),
                ("2025-05-01", "2025-06-30", "25 mg"),
            ),
            MET,
        ),
        (
            (
                ("2025-01-01", "2025-02-28", ""),
                ("2025-03-01", "2025-04-30", "15 mg"),
                ("2025-05-01", "2025-06-30", "25 mg"),
            ),
            MET,
        ),
        # a low dose in between breaks the trial
        (
            (
                ("2025-01-01", "2025-02-28", "15 mg"),
                ("2025-03-01", "2025-04-30", "7.5 mg"),
                ("2025-05-01", "2025-06-30", "25 mg"),
            ),
            NOT_MET,
        ),
    ],
)
def test_only_time_at_the_printed_dose_counts(rows: tuple[tuple[str, str, str], ...], expected: Status) -> None:
    *before, end = rows
    log = (*(methotrexate(*row, id=f"t{place}") for place, row in enumerate(before)), last(*end))
    assert judge(AT_15, *log).status is expected


def test_the_missing_dose_of_an_earlier_row_is_asked_for() -> None:
    earlier = methotrexate("2025-09-01", "2025-10-31", "", id="first")
    finding = judge(AT_15, earlier, last("2025-11-01", "2025-12-31", "20 mg"))
    assert targets(finding) == ["therapy:first:dose"]
    assert remedy_texts(finding) == ["Add the dose of methotrexate, to show the policy's dose (at least 15 mg/week)"]
    assert finding.reason.endswith(
        "; in part its dose is not recorded, which must be the policy's dose (at least 15 mg/week)."
    )


def test_without_a_printed_dose_a_change_of_dose_is_no_new_trial() -> None:
    trial = make_trial(MTX, accepted=("inadequate_response",), min_length=months(3))
    rows = (methotrexate("2025-09-01", "2025-10-31", "10 mg"), last("2025-11-01", "2025-12-31", "20 mg"))
    assert judge(trial, *rows).status is MET


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Amjevita", MET),
        ("Humira", MET),  # one of the two, for a month
        ("Hyrimoz", NOT_MET),
        ("adalimumab", NOT_MET),
    ],
)
def test_only_time_on_a_named_product_counts(before: str, expected: Status) -> None:
    rows = (
        make_therapy(before, "2025-03-01", "2025-03-25", outcome=Outcome.OTHER),
        make_therapy("Amjevita", "2025-03-26", "2025-04-10", outcome=Outcome.INADEQUATE_RESPONSE),
    )
    assert judge(MONTH_OF_ONE, *rows).status is expected


def test_vague_dates_do_not_bring_another_product_in() -> None:
    rows = (
        make_therapy("Hyrimoz", "2025-03", "2025-03", outcome=Outcome.OTHER),
        make_therapy("Amjevita", "2025-03-26", "2025-04-10", outcome=Outcome.INADEQUATE_RESPONSE),
    )
    assert judge(MONTH_OF_ONE, *rows).status is NOT_MET


def test_the_reason_says_since_when_the_named_product_was_taken() -> None:
    trial = make_trial(agent("adalimumab", brands={"Amjevita"}), accepted=("inadequate_response",))
    rows = (
        make_therapy("Humira", "2025-03-01", "2025-03-25", outcome=Outcome.OTHER, id="t1"),
        make_therapy("Amjevita", "2025-03-26", "2025-04-10", outcome=Outcome.INADEQUATE_RESPONSE, id="t2"),
    )
    finding = judge(trial, *rows)
    assert finding.reason.startswith("Amjevita (adalimumab), taken March 26, 2025 to April 10, 2025: 15 days")
    assert finding.therapy_ids == ("t2",)


class TestWithGaps:
    """A policy that lets a trial have gaps adds up only what is its product, at its dose."""

    BROKEN = Length(12, LengthUnit.WEEKS, "at least 12 weeks, intermittent or continuous")
    AT_15 = make_trial(MTX, min_length=BROKEN, dose="at least 15 mg/week")

    @pytest.mark.parametrize(
        ("doses", "expected"),
        [
            (("15 mg", "20 mg"), MET),
            (("10 mg", "20 mg"), NOT_MET),
            (("20 mg", "10 mg"), NOT_MET),
            (("", "20 mg"), UNKNOWN),
            (("20 mg", ""), UNKNOWN),
            (("", "15 mg", "15 mg"), MET),  # enough without the row that names no dose
            (("10 mg", "15 mg", "15 mg"), MET),
            (("10 mg", "", "15 mg"), UNKNOWN),
        ],
    )
    def test_each_part_is_at_the_printed_dose(self, doses: tuple[str, ...], expected: Status) -> None:
        # seven weeks each, three months apart
        dates = (("2024-01-01", "2024-02-19"), ("2024-05-01", "2024-06-19"), ("2024-09-01", "2024-10-20"))
        rows = (
            methotrexate(*when, dose, id=f"t{place}")
            for place, (when, dose) in enumerate(zip(dates, doses, strict=False))
        )
        assert judge(self.AT_15, *rows).status is expected

    def test_a_part_whose_dose_is_missing_is_asked_about(self) -> None:
        rows = (
            methotrexate("2024-01-01", "2024-02-19", "", id="t1"),
            methotrexate("2024-05-01", "2024-06-19", "20 mg", id="t2"),
        )
        assert set(targets(judge(self.AT_15, *rows))) == {"therapy:t1:dose"}

    def test_another_product_is_no_part(self) -> None:
        trial = make_trial(agent("adalimumab", brands={"Humira"}), min_length=self.BROKEN)
        other = make_therapy("Amjevita", "2024-01-01", "2024-02-19", id="t1")
        own = make_therapy("Humira", "2024-05-01", "2024-06-19", id="t2")
        assert judge(trial, other, own).status is NOT_MET
        assert judge(trial, replace(other, drug="Humira"), own).status is MET
