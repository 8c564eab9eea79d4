"""FHIR medication history, read from real exports: what is proposed, what is warned about, what is refused."""

import datetime as dt
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from denialdesk.domain.errors import UserError
from denialdesk.domain.proposals import HistoryProposal, ProposedTherapy
from denialdesk.domain.therapy import Origin, Use
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.intake.fhir import NotFhirError, read_fhir
from denialdesk.knowledge.library import load_library

DATA = Path(__file__).parents[2] / "data" / "fhir"
SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
TODAY = dt.date(2026, 11, 20)

Reader = Callable[[bytes], HistoryProposal]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_library()


@pytest.fixture
def read(vocabulary: Vocabulary) -> Reader:
    numbers = itertools.count(1)

    def reader(data: bytes) -> HistoryProposal:
        return read_fhir(data, vocabulary, lambda: f"row{next(numbers)}", TODAY)

    return reader


def row(proposal: HistoryProposal, drug_id: str) -> ProposedTherapy:
    (found,) = [item for item in proposal.therapies if item.therapy.drug_id == drug_id]
    return found


def bundle(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": item} for item in resources]}).encode()


def order(name: str = "Methotrexate 2.5 MG Oral Tablet", **fields: object) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "o1",
        "status": "stopped",
        "intent": "order",
        "authoredOn": "2024-03-14",
        "medicationCodeableConcept": {"text": name},
    } | fields


def test_the_sample_bundle_gives_methotrexate_with_its_date_reason_and_place(read: Reader) -> None:
    proposal = read((SAMPLES / "rosalia_henriquez.json").read_bytes())
    found = row(proposal, "methotrexate")
    assert found.therapy.start.to_iso() == "2013-02-03"
    assert not found.therapy.stop.is_known
    assert found.therapy.provenance.origin is Origin.IMPORTED
    assert not found.therapy.provenance.confirmed
    assert found.therapy.provenance.locator.startswith("MedicationRequest/")
    assert "Given for: Rheumatoid arthritis (disorder)" in found.evidence
    assert "The record shows no stop date." in found.warnings
    assert (proposal.patient_first_name, proposal.birth_date.to_iso()) == ("Rosalia", "1966-02-27")


def test_recognised_drugs_come_first_and_nothing_is_lost(read: Reader) -> None:
    proposal = read((SAMPLES / "rosalia_henriquez.json").read_bytes())
    recognised = [item.is_recognised for item in proposal.therapies]
    assert recognised == sorted(recognised, reverse=True)
    assert any("Penicillin G" in item.therapy.drug for item in proposal.therapies)


def test_repeated_orders_become_one_row_that_tells_of_the_gaps(read: Reader) -> None:
    found = row(read((DATA / "ed_ebert.json").read_bytes()), "adalimumab")
    assert found.therapy.start.to_iso() == "1992-09-11"
    assert found.evidence[0].startswith("13 orders from September 11, 1992 to June 27, 2025")
    assert any("days without one" in warning for warning in found.warnings)
    assert any("still marked active" in warning for warning in found.warnings)
    assert not found.therapy.ongoing


def test_dates_after_death_are_set_aside(read: Reader) -> None:
    data = json.loads((DATA / "guillermo_veum.json").read_bytes())
    for entry in data["entry"]:
        if entry["resource"].get("authoredOn", "").startswith("1978"):
            entry["resource"]["authoredOn"] = "1985-01-01"
    found = row(read(json.dumps(data).encode()), "methotrexate")
    assert found.evidence[0] == "2 orders on January 6, 1975"
    assert any(warning.startswith("1 of the dates cannot be right") for warning in found.warnings)


def test_a_fill_with_a_dose_in_milligrams_keeps_it(read: Reader) -> None:
    proposal = read((DATA / "MedicationDispense-meddisp0307.json").read_bytes())
    therapy = proposal.therapies[0].therapy
    assert (therapy.drug, therapy.dose, therapy.frequency) == ("Myleran 2mg tablet, film coated", "6 mg", "every day")
    assert therapy.start.to_iso() == "2015-01-15"
    assert proposal.therapies[0].evidence == ("1 fill on January 15, 2015",)


def test_a_drug_named_only_in_a_contained_resource_is_found(read: Reader) -> None:
    therapy = read((DATA / "MedicationDispense-meddisp0317.json").read_bytes()).therapies[0].therapy
    assert therapy.drug == "Adcetris (Brentuximab Vedotin 50mg/10.5ml)"
    assert (therapy.dose, therapy.frequency, therapy.route) == ("1.8 mg/kg", "every 3 weeks", "intravenous")


def test_a_statement_keeps_its_note_and_reason_as_evidence(read: Reader) -> None:
    found = read((DATA / "MedicationStatement-example004.json").read_bytes()).therapies[0]
    assert found.therapy.start.to_iso() == "2014-01-23"
    assert "Given for: Otitis Media" in found.evidence
    assert "Note in the record: Patient indicates they miss the occasional dose" in found.evidence


@pytest.mark.parametrize("name", ["MedicationRequest-medrx0302.json", "MedicationRequest-medrx0333.json"])
def test_every_specification_example_is_read_with_its_prescriber(read: Reader, name: str) -> None:
    assert read((DATA / name).read_bytes()).therapies[0].therapy.prescribed_by == "Patrick Pump"


def test_a_document_bundle_is_read_too(read: Reader) -> None:
    assert read((DATA / "Bundle-father.json").read_bytes()).therapies


def test_a_period_gives_start_and_stop_as_exact_as_written(read: Reader) -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "status": "stopped",
        "medicationCodeableConcept": {"text": "Humira"},
        "effectivePeriod": {"start": "2024-03", "end": "2024-09-01T08:00:00-05:00"},
        "statusReason": [{"text": "loss of response"}],
    }
    therapy = row(read(bundle(statement)), "adalimumab").therapy
    assert (therapy.start.to_iso(), therapy.stop.to_iso()) == ("2024-03", "2024-09-01")
    assert therapy.what_happened == "loss of response"


def test_a_stop_before_the_start_is_left_out_and_told(read: Reader) -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "status": "stopped",
        "medicationCodeableConcept": {"text": "Humira"},
        "effectivePeriod": {"start": "2024-03-02", "end": "2023-03-02"},
    }
    found = row(read(bundle(statement)), "adalimumab")
    assert not found.therapy.stop.is_known
    assert "The record's stop date lies before its start date and was left out." in found.warnings


def test_plans_and_refusals_are_no_use(read: Reader) -> None:
    assert row(read(bundle(order(intent="plan"))), "methotrexate").therapy.use is Use.PLANNED
    statement = {
        "resourceType": "MedicationStatement",
        "status": "not-taken",
        "medicationCodeableConcept": {"text": "mtx"},
    }
    assert row(read(bundle(statement)), "methotrexate").therapy.use is Use.NEVER_TAKEN


def test_a_plan_beside_a_real_order_does_not_undo_the_use(read: Reader) -> None:
    assert row(read(bundle(order(intent="plan"), order(id="o2"))), "methotrexate").therapy.use is Use.TAKEN


def test_orders_entered_in_error_and_nameless_ones_are_reported_not_proposed(read: Reader) -> None:
    nameless = order(id="o9") | {"medicationCodeableConcept": {}}
    proposal = read(bundle(order(status="entered-in-error"), nameless))
    assert proposal.therapies == ()
    assert proposal.skipped == (
        "Methotrexate 2.5 MG Oral Tablet: entered in error.",
        "MedicationRequest/o9: the record names no drug.",
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "it is not JSON"),
        (b"", "it is not JSON"),
        (b'{"a": 1}', "not FHIR"),
        (b"[1, 2]", "not FHIR"),
        (b'{"resourceType": "Bundle"}', "not FHIR"),
        (b'{"resourceType": "Bundle", "entry": "x"}', "not FHIR"),
        ((DATA / "Coverage-7547E.json").read_bytes(), "no medication orders"),
    ],
)
def test_other_files_are_refused_with_what_to_do(read: Reader, data: bytes, sentence: str) -> None:
    with pytest.raises(NotFhirError, match=sentence) as caught:
        read(data)
    assert caught.value.remedy
    assert isinstance(caught.value, UserError)


@pytest.mark.parametrize("junk", [None, 7, "x", [], [[]], {}, {"text": 5}, {"coding": [{"display": None}]}, [None]])
@pytest.mark.parametrize(
    "element",
    ["dosageInstruction", "dosage", "reasonCode", "reasonReference", "statusReason", "note", "requester", "authoredOn",
     "effectivePeriod", "contained", "medicationReference", "status", "intent", "id"],
)  # fmt: skip
def test_junk_in_any_element_is_survived(read: Reader, element: str, junk: Any) -> None:  # noqa: ANN401  # any JSON
    assert row(read(bundle(order() | {element: junk})), "methotrexate").therapy.drug_id == "methotrexate"
