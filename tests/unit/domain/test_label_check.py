"""The request beside the FDA label: use, age, prior-therapy wording, warnings to address."""

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.case import Patient
from denialdesk.domain.criteria import Status
from denialdesk.domain.label_check import LabelCheck, LabelPoint, check_label
from denialdesk.domain.therapy import Outcome, Provenance, Therapy, Use
from denialdesk.domain.vocabulary import LabeledIndication, LabelFact
from tests.makers import DRUGS, SmallVocabulary, make_case, make_request, make_therapy, on
from tests.unit.domain.judging import AS_OF, MET, NOT_MET, UNKNOWN

AFTER_TNF = "after inadequate response or intolerance to one or more TNF blockers"
FACTS = (
    LabelFact("warning", "May cause fetal harm.", "section 5"),
    LabelFact("limitation", "Not with other JAK inhibitors.", "section 1"),
    LabelFact("boxed_warning", "Serious infections.", "boxed warning"),
    LabelFact("contraindication", "Known hypersensitivity.", "section 4"),
)


def checked(*rows: Therapy, labeled: LabeledIndication | None = None, **case: Any) -> LabelCheck:  # noqa: ANN401 - any case field
    """Check upadacitinib with the given labeled use."""
    uses = () if labeled is None else (labeled,)
    drugs = [
        replace(drug, labeled_indications=uses, label_facts=FACTS) if drug.id == "upadacitinib" else drug
        for drug in DRUGS
    ]
    return check_label(make_case(*rows, **case), SmallVocabulary(drugs), AS_OF)


def point(check: LabelCheck, topic: str) -> LabelPoint:
    return next(each for each in check.points if each.topic == topic)


RA = LabeledIndication("rheumatoid-arthritis", "adults", AFTER_TNF)


def test_a_use_the_label_names() -> None:
    found = point(checked(labeled=RA), "indication")
    assert found == LabelPoint(
        "indication", MET, "Rheumatoid arthritis; adults", "The label on file names Rheumatoid arthritis."
    )


def test_a_use_the_label_does_not_name_is_never_called_on_label() -> None:
    check = checked(labeled=RA, request=make_request("Rinvoq", "crohns-disease"))
    assert [each.topic for each in check.points] == ["indication"]
    assert check.points[0].status is NOT_MET
    assert "do not call this use on-label" in check.points[0].reason


def test_what_is_not_on_file_is_unknown() -> None:
    assert checked().points == (LabelPoint("indication", UNKNOWN, "", "No labeled use of upadacitinib is on file."),)
    nameless = checked(labeled=RA, request=make_request("Rinvoq", ""))
    assert nameless.points[0].status is UNKNOWN
    assert checked(labeled=RA, request=make_request("foobarol")) == LabelCheck(())


@pytest.mark.parametrize(
    ("age", "born", "expected"),
    [
        ("adults", "2008-11-21", MET),
        ("adults", "2008-11-22", NOT_MET),
        ("adults", "2008", UNKNOWN),
        ("adults", "", UNKNOWN),
        ("adults (moderate to severe)", "1980-01-01", MET),
        ("2 years and older", "2024-11-21", MET),
        ("2 years and older", "2024-11-22", NOT_MET),
        ("12 years and older, at least 40 kg", "2014-11-21", MET),
        ("adults; 6 years and older and at least 40 kg", "2008-11-21", MET),
        ("adults; 6 years and older and at least 40 kg", "2018-01-01", UNKNOWN),
        ("hospitalized adults", "1980-01-01", UNKNOWN),
        ("", "1980-01-01", UNKNOWN),
    ],
)
def test_age(age: str, born: str, expected: Status) -> None:
    labeled = LabeledIndication("rheumatoid-arthritis", age)
    found = point(checked(labeled=labeled, patient=Patient("A", "B", on(born))), "age")
    assert found.status is expected
    assert found.label_says == age


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), NOT_MET),
        ((make_therapy("Humira", id="t1"),), MET),
        ((make_therapy("Humira", id="t1", outcome=Outcome.LOST_RESPONSE),), MET),
        ((make_therapy("Humira", id="t1", outcome=Outcome.INTOLERANCE),), MET),
        ((make_therapy("Humira", id="t1", outcome=Outcome.HYPERSENSITIVITY),), MET),
        ((make_therapy("Humira", id="t1", outcome=Outcome.OTHER),), NOT_MET),
        ((make_therapy("Humira", id="t1", outcome=Outcome.CONTRAINDICATED),), NOT_MET),
        ((make_therapy("Humira", id="t1", outcome=Outcome.UNKNOWN),), UNKNOWN),
        ((make_therapy("Humira", id="t1", use=Use.NEVER_TAKEN),), NOT_MET),
        ((make_therapy("Humira", id="t1", provenance=Provenance(confirmed=False)),), NOT_MET),
        ((make_therapy("methotrexate", id="t1"),), NOT_MET),
    ],
)
def test_the_labels_own_prior_therapy(rows: tuple[Therapy, ...], expected: Status) -> None:
    found = point(checked(*rows, labeled=RA), "prior_therapy")
    assert found.status is expected
    assert found.label_says == AFTER_TNF


def test_the_rows_behind_it_are_named() -> None:
    found = point(checked(make_therapy("Humira", id="t1"), labeled=RA), "prior_therapy")
    assert found.reason == "The log shows Humira (adalimumab) (inadequate response)."
    assert found.therapy_ids == ("t1",)


def test_another_wording_is_for_a_person() -> None:
    other = LabeledIndication("rheumatoid-arthritis", "adults", "failed one or more DMARDs")
    assert point(checked(labeled=other), "prior_therapy").status is UNKNOWN
    either = LabeledIndication(
        "rheumatoid-arthritis", "adults", f"{AFTER_TNF}; or, if TNF blockers are clinically inadvisable, after another"
    )
    assert point(checked(labeled=either), "prior_therapy").status is UNKNOWN
    assert point(checked(make_therapy("Humira"), labeled=either), "prior_therapy").status is MET


def test_no_wording_no_comparison() -> None:
    check = checked(labeled=LabeledIndication("rheumatoid-arthritis", "adults"))
    assert [each.topic for each in check.points] == ["indication", "age"]


def test_warnings_are_to_be_addressed_the_gravest_first() -> None:
    assert [fact.kind for fact in checked(labeled=RA).to_address] == ["boxed_warning", "contraindication", "limitation"]
