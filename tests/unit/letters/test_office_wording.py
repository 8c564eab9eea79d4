"""The practice's own phrases: what is refused, and that facts and renderers stay as they are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import LetterKind
from denialdesk.domain.practice import OfficePhrase
from denialdesk.domain.sources import SourceKind
from denialdesk.letters.docx import render_docx
from denialdesk.letters.html import render_html
from denialdesk.letters.office_wording import (
    EDITABLE,
    WordingError,
    checked_wording,
    in_office_words,
    passages_of,
    phrases_of,
    rewoven,
)
from denialdesk.letters.text import plain_text
from denialdesk.letters.wording import closing, opening
from denialdesk.letters.wording.phrase import Phrase
from tests.unit.letters.reading import docx_words, html_words, text_words
from tests.unit.letters.scenarios import Scenario, met, of_kind

OURS = (
    "Dear {payer} team: {patient} has {indication}. Please cover {drug}, that is {drug_and_dose}, for {duration}, now."
)


def with_wording(*pairs: tuple[str, str]) -> Scenario:
    scenario = met()
    wording = tuple(OfficePhrase(*pair) for pair in pairs)
    return replace(scenario, practice=replace(scenario.practice, wording=wording))


def test_a_phrase_of_the_office_stands_in_the_letter_and_its_facts_keep_their_sources() -> None:
    shipped, ours = met().letter(), with_wording(("request_first", OURS)).letter()
    text = plain_text(ours)
    assert "Dear Cigna team: Marigold Testcase has rheumatoid arthritis. Please cover Rinvoq (upadacitinib)" in text
    assert "I am appealing" not in text
    assert docx_words(render_docx(ours)) == html_words(render_html(ours)) == text_words(text)

    def facts(letter_text: object) -> set[tuple[str, object]]:
        letter = shipped if letter_text is shipped else ours
        return {
            (statement.text, statement.sources)
            for section, statement in letter.statements()
            if section.id == "request" and statement.sources[0].kind is not SourceKind.PROGRAM
        }

    assert facts(shipped) == facts(ours)
    labels = {s.label for _sec, each in ours.statements() for s in each.sources if s.ref == "request_first"}
    assert labels == {"Your office's wording"}


def test_without_office_wording_the_letter_is_the_same_object() -> None:
    letter = met().letter()
    assert in_office_words(letter, ()) is letter
    assert in_office_words(letter, (OfficePhrase("request_second", opening.REQUEST_SECOND.text),)) is letter


def test_items_of_a_list_are_said_in_the_offices_words() -> None:
    letter = with_wording(("close_if_upheld", "Otherwise tell us why."), ("sincerely", "With regards,")).letter()
    assert "4. Otherwise tell us why." in plain_text(letter)
    assert "With regards," in plain_text(letter)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        ("Cover {drug} for {duration}", r"\{strength\} is missing"),
        ("Cover {drug} {strength} for {duration} by {date}", r"\{date\} is not known.*only \{drug\}"),
        ("Cover {drug} {strength} for {duration} {", "curly bracket"),
        ("Cover {drug} {strength} for {duration} {Dose}", "curly bracket"),
        ("Cover {drug} {strength} for {duration} [check]", "Square brackets"),
        ("Cover {drug} {strength} for {duration}" + "x" * 1300, "too long"),
    ],
)
def test_wording_with_a_wrong_place_is_refused_with_a_sentence(text: str, message: str) -> None:
    with pytest.raises(WordingError, match=message):
        checked_wording(closing.OVERTURN, text)


def test_a_stored_phrase_that_no_longer_fits_gives_way_to_the_shipped_one() -> None:
    assert phrases_of([OfficePhrase("close_overturn", "Cover {gone}."), OfficePhrase("no_such", "Text.")]) == {}


@pytest.mark.parametrize("each", EDITABLE, ids=lambda each: each.phrase.id)
def test_every_phrase_offered_has_bounds_and_its_facts_apart(each: object) -> None:
    phrase = each.phrase  # type: ignore[attr-defined]  # an EditablePhrase
    assert all(phrase.parts[::2]), phrase.id  # fixed text before, between and after all facts
    assert checked_wording(phrase, phrase.text) == phrase


def test_phrases_offered_are_used_by_some_letter() -> None:
    used = set()
    for kind in LetterKind:
        letter = of_kind(kind).letter()
        used |= {each.phrase.id for each in EDITABLE if passages_of(letter, each.phrase.id)}
    assert {"salutation_appeal", "request_first", "request_second", "close_overturn", "sincerely"} <= used


@given(st.lists(st.sampled_from(["{drug}", "{strength}", "{duration}", "and", "Please", "“", "."]), max_size=9))
def test_what_is_accepted_can_be_said_and_taken_back(words: list[str]) -> None:
    text = " ".join(["Now", *words, "{drug}", "x", "{strength}", "y", "{duration}", "end."])
    ours = checked_wording(closing.OVERTURN, text)
    letter = met().letter()
    said = rewoven(letter, closing.OVERTURN, ours)
    assert said is not letter
    (passage,) = passages_of(said, "close_overturn")
    assert passage.startswith("Now")
    assert "{" not in passage
    assert all(statement.sources for _section, statement in said.statements())


def test_a_phrase_without_bounds_changes_nothing() -> None:
    letter = met().letter()
    assert rewoven(letter, Phrase("close_overturn", "{drug} only"), closing.OVERTURN) is letter
