"""Which publications are offered for a case, which a letter may print, and what is shown as speaking against it."""

from dataclasses import replace

import pytest

from denialdesk.domain.argument import Argument, ArgumentKind, Basis
from denialdesk.domain.case import Patient
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.evidence_offer import (
    MOST_OFFERED,
    cited_evidence,
    evidence_entry,
    hindrance,
    offered_evidence,
)
from denialdesk.domain.letter_choices import ChosenCitation
from tests.makers import make_case, on

TNF_FAILED = Argument(ArgumentKind.TRIAL_FAILED, "Humira", Basis.RECORD, drug_class="TNF inhibitor")


def entry(name: str = "a", *supports: str, year: int = 2020, **fields: object) -> Evidence:
    values: dict[str, object] = {
        "id": name, "kind": "trial", "title": f"Trial {name}", "authors": "Invented A", "year": year,
        "citation": f"J Invented {year};1:1-2", "finding": "It worked.", "supports": supports or ("efficacy",),
        "indication_ids": ("rheumatoid-arthritis",), "drug_classes": ("JAK inhibitor",), "confidence": "seen",
        "source_kind": "primary_or_abstract",
    }  # fmt: skip
    return Evidence(**(values | fields))  # type: ignore[arg-type] # any field


def ids(*evidence: Evidence, arguments: tuple[Argument, ...] = (TNF_FAILED,)) -> list[str]:
    return [each.entry.id for each in offered_evidence(make_case(), arguments, evidence).support]


def test_offered_is_what_supports_an_argument_of_the_case_newest_first() -> None:
    old, new = entry("old", "after_tnf_failure", year=2015), entry("new", "tnf_cycling_futile", year=2024)
    other = entry("other", "continuation", year=2025)
    assert ids(old, other, new) == ["new", "old"]
    assert ids(old, other, new, arguments=()) == []


def test_efficacy_may_be_said_of_any_case() -> None:
    assert ids(entry("a", "efficacy"), arguments=()) == ["a"]


def test_at_most_a_few() -> None:
    many = [entry(f"e{number}", year=2000 + number) for number in range(12)]
    assert len(ids(*many)) == MOST_OFFERED


@pytest.mark.parametrize("use", ["adverse_for_jak", "do_not_cite", "off_label_refuted"])
def test_what_speaks_against_it_is_shown_and_never_offered(use: str) -> None:
    against = entry("x", "efficacy", use)
    offer = offered_evidence(make_case(), (TNF_FAILED,), (against,))
    assert offer.support == ()
    assert offer.against == (against,)
    case = make_case()
    chosen = replace(case, letter=replace(case.letter, citations=(ChosenCitation("x", "Casey", "2026-11-20"),)))
    assert cited_evidence(chosen, (against,)) == ()


def test_a_pediatric_dose_is_offered_for_a_child_only() -> None:
    dosing = entry("child", "efficacy", "pediatric_dosing")
    assert ids(dosing) == []
    child = make_case(patient=Patient("A", "B", on("2016-01-01")))
    assert [each.entry.id for each in offered_evidence(child, (), (dosing,)).support] == ["child"]


@pytest.mark.parametrize(
    ("changes", "is_free"),
    [
        ({}, True),
        ({"source_kind": "label_copy_or_manufacturer"}, True),
        ({"source_kind": "secondary"}, False),
        ({"confidence": "known"}, False),
        ({"citation": "Reported 2026 (volume/pages: check)"}, False),
    ],
)
def test_a_letter_prints_only_what_was_read_at_its_source(changes: dict[str, object], is_free: bool) -> None:
    assert (hindrance(entry(**changes), None) == "") is is_free  # type: ignore[arg-type] # any field


def test_reading_it_makes_a_draft_usable_for_these_very_words() -> None:
    draft = entry(confidence="known")
    read = ChosenCitation("a", "Casey", "2026-11-20", evidence_entry(draft))
    assert hindrance(draft, read) == ""
    assert hindrance(replace(draft, finding="It worked twice."), read)
    assert hindrance(draft, replace(read, read_by=" "))


def test_an_incomplete_reference_stays_out_even_when_read() -> None:
    draft = entry(citation="Reported 2026 (volume/pages: check)")
    assert "incomplete" in hindrance(draft, ChosenCitation("a", "Casey", "2026-11-20", evidence_entry(draft)))


def test_only_chosen_ones_are_cited() -> None:
    case = make_case()
    one, other = entry("one", year=2019), entry("other", year=2022)
    assert cited_evidence(case, (one, other)) == ()
    both = replace(case, letter=replace(case.letter, citations=(ChosenCitation("one"), ChosenCitation("other"))))
    assert [each.id for each in cited_evidence(both, (one, other))] == ["other", "one"]


def test_a_chosen_one_stays_on_offer_so_that_it_can_be_taken_out() -> None:
    case = make_case()
    case = replace(case, letter=replace(case.letter, citations=(ChosenCitation("a"),)))
    (offered,) = offered_evidence(case, (), (entry("a", "continuation"),)).support
    assert offered.is_chosen


def test_a_caution_goes_with_the_offer() -> None:
    (offered,) = offered_evidence(make_case(), (), (entry(caution="Industry sponsored."),)).support
    assert offered.warning == "Industry sponsored."
