"""Worked examples read strictly, written back word for word, and never a part of what a pack holds."""

from __future__ import annotations

import shutil
from dataclasses import fields, replace
from pathlib import Path

from denialdesk.domain.case import AnswerValue, Measure
from denialdesk.domain.criteria import Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Outcome, Supply, Therapy, Use
from denialdesk.domain.worked_example import ExampleAnswer, ExampleRequest, Expectation, WorkedExample
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.known import Known
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.office_file import known_of, read_any_policy_file, read_policy_text
from denialdesk.knowledge.pack import pack_of
from denialdesk.knowledge.policy_writer import policy_text
from denialdesk.knowledge.strict_yaml import documents_of
from denialdesk.knowledge.tree import load_tree
from denialdesk.knowledge.worked_examples import examples_from
from denialdesk.system.paths import criteria_db_dir
from tests.packs import knowledge

KNOWN = Known(
    drugs={"tofacitinib": "JAK inhibitor"},
    indications=frozenset({"psoriatic-arthritis", "plaque-psoriasis"}),
    policies=frozenset({"other"}),
)
FULL_TEXT = """
examples:
  - name: "Everything: an example with each key"
    as_of: 2026-10-01
    patient: {age: 15, born: 2011-05}
    plan: {line: employer, type: aca_individual, state: KY}
    prescriber: {specialty: dermatology}
    diagnosis: psoriatic-arthritis
    requests: {drug: tofacitinib, as_written: Xeljanz XR, route: oral, form: tablet, taking: false, since: 2025}
    notice: 2026-09-30
    renewal: true
    unknown_drugs: true
    log:
      - drug: mtx
        dose: 15 mg
        route: oral
        frequency: weekly
        what_happened: nausea
        contraindication: cirrhosis
        proof: chart note
        stated_length: about a year
        start: 2024
        stop: 2024-06
        outcome: intolerance
        supply: sample
        use: never_taken
        indication: plaque-psoriasis
        confirmed: false
      - {drug: Humira, start: 2024-06-20, ongoing: true}
    measures:
      - {instrument: DAS28, value: 5.1, unit: points, on: 2024-06-20, note: before}
    answers:
      - {step: 2, value: not_appropriate, reason: too ill, condition: hepatitis, stated_by: Alex Example, rows: [2]}
      - {step: step1.any2, value: yes, policy: other}
      - {step: other1, value: no}
    expect: not_met
    steps: [met, exempt]
    places: {1: met, step2.all1: exempt}
    says: [short of, 3 months]
"""
FULL = WorkedExample(
    name="Everything: an example with each key",
    expect=Expectation.NOT_MET,
    log=(
        Therapy(
            id="row1",
            drug="mtx",
            dose="15 mg",
            route="oral",
            frequency="weekly",
            start=PartialDate(2024),
            stop=PartialDate(2024, 6),
            outcome=Outcome.INTOLERANCE,
            what_happened="nausea",
            contraindication="cirrhosis",
            proof="chart note",
            supply=Supply.SAMPLE,
            use=Use.NEVER_TAKEN,
            stated_length="about a year",
            indication_id="plaque-psoriasis",
        ),
        Therapy(id="row2", drug="Humira", start=PartialDate(2024, 6, 20), ongoing=True, outcome=Outcome.ONGOING),
    ),
    as_of=PartialDate(2026, 10, 1),
    age=15,
    born=PartialDate(2011, 5),
    diagnosis="psoriatic-arthritis",
    request=ExampleRequest("tofacitinib", "Xeljanz XR", "oral", "tablet", taking=False, since=PartialDate(2025)),
    plan_line="employer",
    plan_type=PlanType.ACA_INDIVIDUAL,
    state="KY",
    specialty="dermatology",
    notice=PartialDate(2026, 9, 30),
    renewal=True,
    answers=(
        ExampleAnswer("step2", AnswerValue.NOT_APPROPRIATE, "", "too ill", "hepatitis", "Alex Example", rows=(2,)),
        ExampleAnswer("step1.any2", AnswerValue.YES, "other"),
        ExampleAnswer("other1", AnswerValue.NO),
    ),
    measures=(Measure("measure1", "DAS28", "5.1", "points", PartialDate(2024, 6, 20), note="before"),),
    unknown_drugs=True,
    steps=(Status.MET, Status.EXEMPT),
    places=(("step1", Status.MET), ("step2.all1", Status.EXEMPT)),
    says=("short of", "3 months"),
)


def read(text: str, known: Known = KNOWN) -> tuple[WorkedExample, ...]:
    (body,) = documents_of(text, "examples.yaml")
    return examples_from(body, known)


def confirmed(example: WorkedExample) -> WorkedExample:
    """The same example but for the provenance of its rows, which the full text sets by one word."""
    log = tuple(replace(row, provenance=Therapy("").provenance) for row in example.log)
    return replace(example, log=log)


def test_every_key_is_read() -> None:
    (example,) = read(FULL_TEXT)
    assert confirmed(example) == FULL
    assert [row.provenance.confirmed for row in example.log] == [False, True]
    assert example.line == 3
    empty = WorkedExample("", Expectation.MET)
    untouched = {
        field.name for field in fields(WorkedExample) if getattr(example, field.name) == getattr(empty, field.name)
    }
    assert untouched == set()


def test_a_bare_example_has_the_usual_values() -> None:
    (example,) = read("examples:\n  - {name: Bare, log: [], expect: unknown, says: nothing}\n")
    assert example == WorkedExample("Bare", Expectation.UNKNOWN, says=("nothing",))
    assert example.as_of == PartialDate(2026, 11, 21)
    assert read("id: x\n") == ()


def test_what_is_written_reads_back_as_the_same_example() -> None:
    policy = knowledge().policies[0]
    for examples in (read(FULL_TEXT), *(knowledge().examples or {}).values()):
        text = policy_text(policy, examples)
        known = replace(KNOWN, indications=frozenset(item.id for item in knowledge().indications))
        known = replace(known, policies=frozenset({"other", *(each.id for each in knowledge().policies)}))
        known = replace(known, drugs={drug.id: drug.drug_class for drug in knowledge().drugs})
        assert read(text, known) == examples


def test_a_policy_without_examples_is_written_without_the_key() -> None:
    assert "examples" not in policy_text(knowledge().policies[0])


def test_a_policy_text_keeps_policy_and_examples_apart() -> None:
    library, policy = Library(Container(pack_of(knowledge()))), knowledge().policies[0]
    (example,) = read("examples:\n  - {name: Bare, log: [], expect: unknown}\n")
    text = policy_text(policy, (example,))
    found, examples = read_policy_text(text, "kept.yaml", policy.payer_name, library, known_of(library))
    assert (found, examples) == (policy, (example,))
    assert read_any_policy_file(text.encode(), "file.yaml", library, known_of(library, ())) == (policy, (example,))


def test_no_pack_holds_them(tmp_path: Path) -> None:
    data = tmp_path / "criteria_db"
    shutil.copytree(criteria_db_dir(), data, ignore=shutil.ignore_patterns("icd10cm"))
    for path in (data / "payers").glob("*/[!_]*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").partition("\nexamples:\n")[0] + "\n", encoding="utf-8")
    bare = load_tree(data)
    assert not any((bare.examples or {}).values())
    assert any((knowledge().examples or {}).values())
    with_them, without = Container(pack_of(knowledge())).header, Container(pack_of(bare)).header
    assert with_them["hashes"] == without["hashes"]
