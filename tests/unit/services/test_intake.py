"""From a chart export to rows of the log: nothing enters without a yes, and another patient's chart is pointed out."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from denialdesk.domain.case import Case, Patient
from denialdesk.domain.proposals import HistoryProposal
from denialdesk.services.demo import sample_cases, sample_history
from denialdesk.services.intake import accept_therapies, confirm_therapies, propose_history
from tests.makers import SmallVocabulary, make_case, make_therapy, on

TODAY = dt.date(2026, 11, 20)


def propose(case: Case) -> HistoryProposal:
    numbers = itertools.count(1)
    return propose_history(sample_history(), case, SmallVocabulary(), lambda: f"new{next(numbers)}", TODAY)


def test_chosen_rows_come_in_unconfirmed_after_the_rows_already_there() -> None:
    case = make_case(make_therapy("Humira", id="old"))
    proposal = propose(case)
    chosen = [item.therapy.id for item in proposal.therapies if "Methotrexate" in item.therapy.drug]
    after = accept_therapies(case, proposal, chosen)
    assert [row.id for row in after.therapies] == ["old", *chosen]
    assert not after.therapies[1].provenance.confirmed
    assert accept_therapies(case, proposal, ()) == case


def test_a_yes_confirms_only_the_rows_meant() -> None:
    case = make_case()
    proposal = propose(case)
    ids = [item.therapy.id for item in proposal.therapies][:2]
    case = confirm_therapies(accept_therapies(case, proposal, ids), ids[:1])
    assert [row.provenance.confirmed for row in case.therapies if row.id in ids] == [True, False]


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        (Patient("Rosalia", "HENRÍQUEZ", on("1966-02-27")), 0),
        (Patient("Marigold", "Testcase", on("1966-02-27")), 1),
        (Patient("Marigold", "Testcase", on("1966-02-28")), 2),
        (Patient("", "", on("1966-02")), 0),
    ],
)
def test_another_patients_chart_is_pointed_out_without_naming_anyone(patient: Patient, expected: int) -> None:
    warnings = propose(replace(make_case(), patient=patient)).warnings
    assert len(warnings) == expected
    assert not any("Testcase" in text or "Henr" in text for text in warnings)


def test_sample_a_starts_from_what_the_shipped_export_really_gives() -> None:
    row = sample_cases()[0].therapies[0]
    (found,) = [
        item.therapy for item in propose(sample_cases()[0]).therapies
        if item.therapy.provenance.locator == row.provenance.locator
    ]  # fmt: skip
    assert (found.drug, found.start) == (row.drug, row.start)
    assert not found.stop.is_known
    assert row.provenance.changed_by_hand
