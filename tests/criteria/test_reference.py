"""Nothing the reference says was dropped: each record is rebuilt from the loaded data and compared with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from denialdesk.knowledge.tree import Knowledge, load_tree
from denialdesk.system.paths import criteria_db_dir
from tests.criteria.reference_shape import (
    Record,
    comorbidity_as_reference,
    drug_as_reference,
    evidence_as_reference,
    family_as_reference,
    indication_as_reference,
    instrument_as_reference,
    load_reference,
    policy_as_reference,
    with_outcome_sets,
    without_silence,
)

REFERENCE = load_reference()
RECORDS: dict[str, Record] = {
    record["id"]: record for file in REFERENCE["payer_criteria"].values() for record in file["records"]
}
# The README of the reference counts its own records: payer, then records. Its "blues-prime" is five payers here.
COUNTED_IN_README = {
    "cigna": 76,
    "uhc": 36,
    "medica": 24,
    "medical-mutual": 7,
    "carefirst-caremark": 21,
    "blues-prime": 16,
    "aetna": 14,
    "highmark": 13,
    "anthem": 8,
    "western-health": 4,
    "point32health": 4,
    "bcbs-nc": 3,
    "bcbs-nd": 2,
    "mn-medicaid": 1,
}


@cache
def knowledge() -> Knowledge:
    return load_tree(criteria_db_dir())


def test_the_reference_is_the_one_its_readme_describes() -> None:
    assert len(RECORDS) == 229
    assert len(REFERENCE["payer_criteria"]) == 39
    assert sum(record["payer_text_read"] for record in RECORDS.values()) == 43
    assert Counter(record["source"]["source_type"] for record in RECORDS.values()) == {
        "payer_document_copy": 28,
        "payer_page": 15,
        "third_party_extract": 180,
        "guide": 6,
    }


def test_no_policy_was_added_or_left_out() -> None:
    assert {policy.id for policy in knowledge().policies} == set(RECORDS)


@pytest.mark.parametrize("record_id", sorted(RECORDS))
def test_a_policy_says_everything_its_record_says(record_id: str) -> None:
    policy = next(policy for policy in knowledge().policies if policy.id == record_id)
    assert policy_as_reference(policy) == with_outcome_sets(RECORDS[record_id])


@pytest.mark.parametrize("name", sorted(REFERENCE["payer_criteria"]))
def test_a_payer_family_says_everything_its_file_says_beside_the_records(name: str) -> None:
    file = REFERENCE["payer_criteria"][name]
    beside = {key: value for key, value in file.items() if key != "records"}
    rebuilt = [
        family_as_reference(payer, family)
        for payer in knowledge().payers
        for family in payer.families
        if (family.collection or payer.id) == file["payer_id"] and family.name == file["drug_class"]
    ]
    assert rebuilt
    assert all(found == beside for found in rebuilt)
    ids = {
        policy.id
        for payer in knowledge().payers
        for family in payer.families
        if (family.collection or payer.id) == file["payer_id"] and family.name == file["drug_class"]
        for policy in knowledge().policies
        if policy.payer_id == payer.id and policy.family == family.name
    }
    assert ids == {record["id"] for record in file["records"]}


def test_counts_for_each_payer_are_those_of_the_readme() -> None:
    collection = {
        (payer.id, family.name): family.collection or payer.id
        for payer in knowledge().payers
        for family in payer.families
    }
    counts = Counter(collection[policy.payer_id, policy.family] for policy in knowledge().policies)
    assert counts == COUNTED_IN_README


@pytest.mark.parametrize(
    ("payers", "counted"),
    [
        (
            {"cigna"},
            {
                "JAK inhibitors": 27,
                "IL-12/23 inhibitors": 9,
                "IL-17 inhibitors": 7,
                "TNF inhibitors": 7,
                "IL-6 inhibitors": 5,
                "IL-4/13 inhibitors": 4,
                "preferred-product rules": 3,
                "IL-23 inhibitors": 3,
                "MS DMTs": 3,
                "CGRP inhibitors": 2,
                "PCSK9 inhibitors": 2,
                "diabetes step therapy": 2,
                "topical dermatology": 2,
            },
        ),
        (
            {"uhc"},
            {
                "JAK inhibitors": 10,
                "IL-12/23 inhibitors": 9,
                "IL-17 inhibitors": 5,
                "IL-23 inhibitors": 5,
                "PCSK9 inhibitors": 3,
                "IL-4/13 inhibitors": 2,
                "TNF inhibitors": 1,
                "CGRP inhibitors": 1,
            },
        ),
        (
            {"medica", "medical-mutual"},
            {"JAK inhibitors": 23, "TNF, GLP-1, IL-17, IL-12/23": 7, "IL-17 inhibitors": 1},
        ),
        ({"carefirst-caremark"}, {"JAK inhibitors": 12, "TNF inhibitors": 5, "IL-12/23 inhibitors": 4}),
        ({"aetna"}, {"IL-12/23 inhibitors": 9, "TNF inhibitors": 5}),
        ({"highmark"}, {"JAK inhibitors": 10, "TNF, IL-4/13, IL-6": 3}),
    ],
)
def test_counts_for_each_class_are_those_of_the_readme(payers: set[str], counted: dict[str, int]) -> None:
    found = Counter(policy.family for policy in knowledge().policies if policy.payer_id in payers)
    assert found == counted


def _rebuilt() -> Iterator[tuple[str, str, list[Record]]]:
    known = knowledge()
    yield "drugs.yaml", "drugs", [drug_as_reference(drug) for drug in known.drugs if not drug.origin]
    conditions = [indication_as_reference(item) for item in known.indications]
    yield "indications.yaml", "conditions", conditions
    yield "indications.yaml", "comorbidities", [comorbidity_as_reference(item) for item in known.comorbidities]
    yield "indications.yaml", "instruments", [instrument_as_reference(item) for item in known.instruments]
    yield "evidence.yaml", "evidence", [evidence_as_reference(entry) for entry in known.evidence]


@pytest.mark.parametrize(
    ("file", "kind", "count"),
    [
        ("drugs.yaml", "drugs", 275),
        ("indications.yaml", "conditions", 61),
        ("indications.yaml", "comorbidities", 23),
        ("indications.yaml", "instruments", 67),
        ("evidence.yaml", "evidence", 148),
    ],
)
def test_clinical_entries_say_everything_the_reference_says(file: str, kind: str, count: int) -> None:
    original = {entry["id"]: without_silence(entry) for entry in REFERENCE["clinical"][file][kind]}
    rebuilt = next(entries for name, sort, entries in _rebuilt() if (name, sort) == (file, kind))
    found = {entry["id"]: without_silence(entry) for entry in rebuilt if entry["id"] in original}
    assert len(original) == count
    assert found == original


def test_what_the_editors_added_says_so() -> None:
    originals = {entry["id"] for entry in REFERENCE["clinical"]["indications.yaml"]["conditions"]}
    added = [item for item in knowledge().indications if item.id not in originals]
    assert {item.id for item in added} == {
        "hefh",
        "hofh",
        "ici-colitis",
        "pyoderma-gangrenosum",
        "spondyloarthritis-other",
    }
    assert all("Added by the DenialDesk editors" in item.notes for item in added)
    original_drugs = {entry["id"] for entry in REFERENCE["clinical"]["drugs.yaml"]["drugs"]}
    assert {drug.id for drug in knowledge().drugs if drug.origin} == {
        drug.id for drug in knowledge().drugs if drug.id not in original_drugs
    }


@pytest.mark.parametrize(
    ("file", "about", "left_out"),
    [
        ("drugs.yaml", "drugs/_about.yaml", {"schema", "entries", "class_vocabulary"}),
        ("indications.yaml", "indications/_about.yaml", {"schema", "conditions", "comorbidities", "instruments"}),
        ("evidence.yaml", "evidence/_about.yaml", {"schema", "entries"}),
    ],
)
def test_what_the_reference_says_about_itself_is_kept(file: str, about: str, left_out: set[str]) -> None:
    meta = {key: value for key, value in REFERENCE["clinical"][file]["meta"].items() if key not in left_out}
    kept: dict[str, Any] = yaml.safe_load((criteria_db_dir() / about).read_text(encoding="utf-8"))["about"]
    assert kept == meta


def test_every_class_of_the_reference_is_known() -> None:
    classes = yaml.safe_load((criteria_db_dir() / "drugs/_about.yaml").read_text(encoding="utf-8"))["classes"]
    assert set(REFERENCE["clinical"]["drugs.yaml"]["meta"]["class_vocabulary"]) <= set(classes)


def test_one_small_file_a_policy() -> None:
    files = [path for path in Path(criteria_db_dir()).glob("payers/*/*.yaml") if not path.name.startswith("_")]
    assert len(files) == 229
    whole = [path.read_text(encoding="utf-8") for path in files]
    assert max(len(text.partition("\nexamples:\n")[0]) for text in whole) < 8_000
    assert max(map(len, whole)) < 16_000
