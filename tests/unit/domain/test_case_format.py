import copy
import dataclasses
import functools
import json
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from denialdesk.domain.case import Case, CaseStatus, ConfirmedPolicy, Event, EventKind, Patient
from denialdesk.domain.case_format import (
    case_from_json,
    case_schema,
    case_schema_text,
    case_to_json,
    dump_case,
    dump_practice,
    load_case,
    load_practice,
    without_unprintable,
)
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import CaseFormatError
from denialdesk.domain.json_shapes import JsonShape
from denialdesk.domain.practice import Practice, Prescriber
from denialdesk.domain.therapy import Outcome, Therapy
from tests.strategies import cases, practices

ROOT = Path(__file__).resolve().parents[3]
SCHEMA_FILE = ROOT / "resources" / "case.schema.json"
DOCUMENT = ROOT / "docs" / "case-format.md"

EXAMPLE = Case(
    id="case-1",
    patient=Patient("Marigold", "Testcase", PartialDate(1961, 2, 3)),
    therapies=(
        Therapy(id="t1", drug="methotrexate", start=PartialDate(2024, 3), outcome=Outcome.INADEQUATE_RESPONSE),
        Therapy(id="t2", drug="Humira", start=PartialDate(2024, 11, 5), stop=PartialDate(2025)),
    ),
)


def with_change(change: str, value: object) -> Any:  # noqa: ANN401  # JSON values, wrong ones too
    """The example as JSON values with one place set; the place is written as an error writes it."""
    whole: Any = case_to_json(EXAMPLE)
    steps = change.replace("[", ".[").split(".")
    target = whole
    for step in steps[:-1]:
        target = target[int(step[1:-1])] if step.startswith("[") else target[step]
    last = steps[-1]
    target[int(last[1:-1]) if last.startswith("[") else last] = value
    return whole


# --- what is written is what is read ---------------------------------------------------------------------------


@given(cases())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_was_written_reads_back_as_the_same_case(case: Case) -> None:
    data = dump_case(case)
    again = load_case(data)
    assert again == case
    assert dump_case(again) == data
    assert load_case(dump_case(case, readable=False)) == case


@given(practices())
def test_a_practice_comes_back_too(practice: Practice) -> None:
    data = dump_practice(practice)
    assert load_practice(data) == practice
    assert dump_practice(load_practice(data)) == data


def test_the_bytes_are_canonical() -> None:
    text = dump_case(EXAMPLE).decode("utf-8")
    whole = json.loads(text)
    assert list(whole) == ["format", "version", "case"]
    assert (whole["format"], whole["version"]) == ("denialdesk-case", 1)
    assert list(whole["case"]) == sorted(field.name for field in dataclasses.fields(Case))
    assert list(whole["case"]["therapies"][0]) == sorted(field.name for field in dataclasses.fields(Therapy))
    assert whole["case"]["therapies"][0]["start"] == "2024-03"
    assert whole["case"]["therapies"][1]["stop"] == "2025"
    assert whole["case"]["status"] == "draft"
    assert text.endswith("}\n")


def test_defaults_may_be_left_out_when_reading() -> None:
    data = b'{"version": 1, "format": "denialdesk-case", "case": {"id": "a", "therapies": [{"id": "b"}]}}'
    assert load_case(data) == Case(id="a", therapies=(Therapy(id="b"),))


def test_a_byte_order_mark_of_an_editor_does_no_harm() -> None:
    assert load_case(b"\xef\xbb\xbf" + dump_case(EXAMPLE)) == EXAMPLE


def test_a_long_case_is_written_and_read_quickly() -> None:
    rows = tuple(Therapy(id=f"t{n}", drug="methotrexate", what_happened="no better " * 20) for n in range(30))
    case = Case(id="long", therapies=rows)
    load_case(dump_case(case))  # the plans are built once
    fastest = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        load_case(dump_case(case))
        fastest = min(fastest, time.perf_counter() - started)
    assert fastest < 0.02  # about 0.002 s here; the margin is for a busy machine, a plan built anew each time fails


# --- what is refused, where, and what to do ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (
            "therapies[1].start",
            "2026-02-30",
            "therapies[1].start is not a date that exists: February 2026 has no day 30.",
        ),
        ("therapies[1].start", "spring 2024", "therapies[1].start is not a date that exists"),
        ("therapies[0].stop", "24-03-01", "therapies[0].stop is not a date"),
        ("therapies[0].stop", 2024, "therapies[0].stop is not a date in quotes. Write YYYY-MM-DD"),
        (
            "therapies[0].outcome",
            "failed",
            "therapies[0].outcome is not one of the allowed words. Write one of: inadequate",
        ),
        ("therapies[0].ongoing", "no", "therapies[0].ongoing is not true or false"),
        ("therapies[0].ongoing", 0, "therapies[0].ongoing is not true or false"),
        ("therapies[0].drug", None, "therapies[0].drug is not text"),
        ("therapies[0].drug", ["mtx"], "therapies[0].drug is not text"),
        ("therapies[0].id", "", "therapies[0].id is empty"),
        ("therapies[1].id", "t1", "therapies[1].id is the same as that of an earlier row"),
        ("therapies", {}, "therapies is not a list"),
        ("therapies[1]", "t2", "therapies[1] is not an object"),
        ("plan.plan_type", "erisa", "plan.plan_type is not one of the allowed words"),
        ("plan.plan_type", ["va"], "plan.plan_type is not one of the allowed words"),
        ("plan.plan_tpye", "va", 'plan has a field "plan_tpye" this format does not know. Did you mean "plan_type"?'),
        ("colour", "red", 'The content has a field "colour" this format does not know. Remove it, or use one of:'),
        ("id", "", "id is empty"),
        ("exhibits", [{"id": "e", "title": "note", "pages": 1.0}], "exhibits[0].pages is not a whole number"),
        ("exhibits", [{"id": "e", "title": "note", "pages": True}], "exhibits[0].pages is not a whole number"),
        ("exhibits", [{"id": "e"}], 'exhibits[0] has no "title". Add "title"; it cannot be left out.'),
        (
            "events",
            [{"id": "e", "kind": "sent", "at": "2026-02-30"}],
            "events[0].at is not a date, or a date with a time",
        ),
        (
            "events",
            [{"id": "e", "kind": "sent", "at": "20260228"}],
            "events[0].at is not a date, or a date with a time",
        ),
        ("updated_at", "yesterday", "updated_at is not a date, or a date with a time"),
        ("notes", "page\x0cbreak", "notes holds a character that cannot be printed (U+000C)"),
        ("notes", "half \ud83d", "notes holds a character that cannot be printed (U+D83D)"),
        ("patient", [], "patient is not an object"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(place: str, value: object, message: str) -> None:
    with pytest.raises(CaseFormatError) as caught:
        case_from_json(with_change(place, value))
    assert message in str(caught.value)
    assert caught.value.remedy


def test_an_impossible_confirmation_date_is_refused() -> None:
    row = {"policy_id": "p", "number": "n", "effective_date": "2026-13-01"}
    with pytest.raises(CaseFormatError, match=r"confirmed_policies\[0\]\.effective_date is not a date that exists"):
        case_from_json({"id": "a", "confirmed_policies": [row]})  # type: ignore[list-item]  # nested literals widen


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not valid JSON: line 1, column 1"),
        (b"{", "not valid JSON: line 1"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"[]", "no DenialDesk case file"),
        (b'"text"', "no DenialDesk case file"),
        (b'{"resourceType": "Bundle"}', "no DenialDesk case file"),
        (b'{"format": "denialdesk-practice", "version": 1, "practice": {}}', "no DenialDesk case file"),
        (b'{"format": "denialdesk-case", "case": {"id": "a"}}', '"version" is not a whole number'),
        (b'{"format": "denialdesk-case", "version": true, "case": {"id": "a"}}', '"version" is not a whole number'),
        (b'{"format": "denialdesk-case", "version": "1", "case": {"id": "a"}}', '"version" is not a whole number'),
        (b'{"format": "denialdesk-case", "version": 2}', "format version 2; this DenialDesk reads up to version 1"),
        (b'{"format": "denialdesk-case", "version": 1}', 'The file has no "case"'),
        (b'{"format": "denialdesk-case", "version": 1, "case": {"id": "a"}, "x": 1}', "holds something else"),
        (b'{"format": "denialdesk-case", "version": 1, "case": {}}', 'has no "id"'),
        (b'{"format": "denialdesk-case", "version": 1, "case": {"id": "a", "id": "b"}}', '"id" stands twice'),
        (b'{"format": "denialdesk-case", "version": 1, "case": {"id": NaN}}', "a number that is no number"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 10_000, "a number that is no number"),
    ],
)
def test_a_file_that_is_no_case_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(CaseFormatError) as caught:
        load_case(data)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_no_error_repeats_what_the_file_holds() -> None:
    secrets = with_change("therapies[0].drug", {"Marigold Testcase, born 1961": "Zytiga"})
    secrets["Marigold Testcase"] = secrets.pop("notes")
    with pytest.raises(CaseFormatError) as caught:
        case_from_json(secrets)
    assert "Marigold" not in str(caught.value)
    twice = b'{"Marigold Testcase": 1, "Marigold Testcase": 2}'
    with pytest.raises(CaseFormatError, match="One field stands twice"):
        load_case(twice)


def test_text_that_cannot_be_printed_is_not_written_either() -> None:
    with pytest.raises(CaseFormatError, match=r"therapies\[1\]\.what_happened holds a character"):
        dump_case(Case(id="a", therapies=(Therapy(id="b"), Therapy(id="c", what_happened="rash\x0band fever"))))


def test_a_value_of_the_wrong_class_is_not_written() -> None:
    with pytest.raises(CaseFormatError, match=r"patient is of the wrong kind"):
        dump_case(Case(id="a", patient=Prescriber(name="x")))  # type: ignore[arg-type]  # the fault under test


# --- pasted text -------------------------------------------------------------------------------------------------


def test_pasted_control_characters_can_be_cleaned() -> None:
    case = Case(id="a", notes="first\x0bsecond\x0cthird\x00", therapies=(Therapy(id="b", proof="half \ud83d"),))
    clean = without_unprintable(case)
    assert clean.notes == "first\nsecond\nthird"
    assert clean.therapies[0].proof == "half "
    assert load_case(dump_case(clean)) == clean


@given(st.text(st.characters()))
def test_any_text_can_be_kept_once_cleaned(text: str) -> None:
    clean = without_unprintable(Case(id="a", notes=text))
    assert load_case(dump_case(clean)) == clean


# --- the schema and the document ---------------------------------------------------------------------------------


def test_the_schema_file_is_in_step_with_the_classes() -> None:
    how = "run: python -m denialdesk.domain.case_format > resources/case.schema.json"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == case_schema_text(), how


@given(cases())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_case_fits_the_schema(case: Case) -> None:
    validator().validate(json.loads(dump_case(case)))


@functools.cache
def validator() -> jsonschema.Draft202012Validator:
    """A validator over the shipped schema file."""
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


ODD_VALUES: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 0, 1.5, "", "2026-02", "draft", "nonsense", [], [{}], {}, {"id": "x"}, "a\x00"]
)


@given(st.data())
@settings(max_examples=300)
def test_what_the_schema_refuses_the_reader_refuses(data: st.DataObject) -> None:
    whole = json.loads(dump_case(EXAMPLE_WITH_ALL))
    target: Any = whole
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        child = target[key]
        if isinstance(child, dict | list) and child and data.draw(st.booleans()):
            target = child
            continue
        break
    action = data.draw(st.sampled_from(["set", "delete", "rename"]))
    if action == "set" or isinstance(target, list):
        target[key] = data.draw(ODD_VALUES)
    else:
        value = target.pop(key)
        if action == "rename":
            target[f"{key}_x"] = value
    changed = copy.deepcopy(whole)
    fits_schema = validator().is_valid(changed)
    try:
        read: Case | None = load_case(json.dumps(changed).encode())
    except CaseFormatError:
        read = None
    assert fits_schema or read is None


EXAMPLE_WITH_ALL = dataclasses.replace(
    EXAMPLE,
    status=CaseStatus.SENT,
    events=(Event("v1", EventKind.SENT, "2026-11-02T10:00:00+00:00"),),
    confirmed_policies=(ConfirmedPolicy("p1", "IP0680", "2026-09-01", "3", "Nurse Example", "2026-11-02"),),
)


def test_the_document_names_every_field_and_word() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    definitions: Any = case_schema()["$defs"]
    for name, definition in definitions.items():
        words = [*definition.get("properties", {}), *definition.get("enum", [])]
        missing = [word for word in words if f"`{word}`" not in document]
        assert missing == [], f"docs/case-format.md does not describe these of {name}"


def test_the_example_of_the_document_can_be_read() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    example = document.split("```json\n", 1)[1].split("```", 1)[0]
    case = load_case(example.encode())
    assert case.therapies
    assert validator().is_valid(json.loads(example))


def test_a_class_the_format_does_not_know_is_a_fault_of_the_program() -> None:
    @dataclasses.dataclass(frozen=True)
    class Odd:
        length: float = 0.0

    with pytest.raises(TypeError, match="does not know"):
        JsonShape(Odd)
