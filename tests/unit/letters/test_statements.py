"""Statements are made in one place, and none without a source."""

import pytest

from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.statements import (
    UnsourcedStatementError,
    capitalised,
    closed,
    fact,
    field,
    form,
    gap,
    mid_sentence,
    sentence,
    weave,
)
from denialdesk.letters.wording.phrase import Phrase

SOURCE = Source(SourceKind.CASE_FIELD, "denial.reason", "reason")
GREETING = Phrase("greeting", "Dear {name}, from {place}.")


def test_a_statement_without_a_source_is_refused() -> None:
    with pytest.raises(UnsourcedStatementError, match="source"):
        fact("The patient improved.")


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_statement_without_text_is_refused(text: str) -> None:
    with pytest.raises(UnsourcedStatementError, match="text"):
        fact(text, SOURCE)


def test_fixed_wording_that_needs_facts_cannot_stand_alone() -> None:
    with pytest.raises(UnsourcedStatementError, match="needs facts"):
        form(GREETING)


@pytest.mark.parametrize("names", [(), ("name",), ("name", "place", "other")])
def test_a_phrase_takes_exactly_the_facts_it_names(names: tuple[str, ...]) -> None:
    with pytest.raises(UnsourcedStatementError, match="takes"):
        weave(GREETING, **{name: fact("x", SOURCE) for name in names})


def test_a_phrase_is_woven_with_each_fact_keeping_its_source() -> None:
    woven = weave(GREETING, name=fact("Marigold", SOURCE), place=gap("practice.name"))
    assert "".join(each.text for each in woven) == "Dear Marigold, from [name of the practice]."
    assert [each.sources[0].kind for each in woven] == [
        SourceKind.PROGRAM,
        SourceKind.CASE_FIELD,
        SourceKind.PROGRAM,
        SourceKind.CASE_FIELD,
        SourceKind.PROGRAM,
    ]


def test_an_empty_field_becomes_a_gap_that_leads_to_it() -> None:
    empty = field("plan.member_id", " \n")
    assert (empty.text, empty.placeholder, empty.target) == ("[member ID]", True, "plan.member_id")


def test_braces_in_a_fact_are_text() -> None:
    woven = weave(Phrase("p", "{a}"), a=fact("{b} {{7*7}}", SOURCE))
    assert woven[0].text == "{b} {{7*7}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rash", "Rash."),
        ("Rash.", "Rash."),
        ("Rash!", "Rash!"),
        ('He said "no."', 'He said "no."'),
        ("He said “no”", "He said “no”."),
        (" two \n lines\t", "two lines."),
        ("", ""),
        ("(see note.)", "(see note.)"),
    ],
)
def test_a_sentence_is_closed_once(text: str, expected: str) -> None:
    assert sentence(text) == expected


def test_statements_are_closed_once() -> None:
    assert [each.text for each in closed((fact("Met", SOURCE),))] == ["Met", "."]
    assert [each.text for each in closed((fact("Met.", SOURCE),))] == ["Met."]


@pytest.mark.parametrize(
    ("text", "expected"), [("methotrexate", "Methotrexate"), ("pH test", "pH test"), ("Humira", "Humira"), ("", "")]
)
def test_a_small_first_word_is_capitalised(text: str, expected: str) -> None:
    assert capitalised(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rheumatoid arthritis", "rheumatoid arthritis"),
        ("Non-radiographic axial spondyloarthritis", "non-radiographic axial spondyloarthritis"),
        ("Crohn's disease", "Crohn's disease"),
        ("Crohn’s disease", "Crohn’s disease"),
        ("Crohn disease", "Crohn disease"),
        ("Still disease", "Still disease"),
        ("ANCA-associated vasculitis", "ANCA-associated vasculitis"),
        ("IgG4-related disease", "IgG4-related disease"),
        ("COVID-19", "COVID-19"),
        ("plaque psoriasis", "plaque psoriasis"),
        ("", ""),
    ],
)
def test_a_condition_inside_a_sentence(text: str, expected: str) -> None:
    assert mid_sentence(text) == expected
