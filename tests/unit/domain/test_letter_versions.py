"""Versions of letters: the same letter is one version, its mark is typed and found as people and scanners write it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.letter import Letter, Paragraph, Statement
from denialdesk.domain.letter_versions import (
    is_version_id,
    letter_paragraphs,
    mark_of,
    marked,
    printed_marks,
    typed_mark,
    version_of,
)
from denialdesk.domain.sources import Source, SourceKind
from tests.unit.letters.scenarios import met

IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def letter() -> Letter:
    return replace(met().letter(), draft=False)


def test_the_same_letter_of_the_same_case_is_one_version() -> None:
    first, second = marked(letter(), "case-1"), marked(letter(), "case-1")
    assert (first.version_id, first.mark) == (second.version_id, second.mark)
    assert marked(first, "case-1") == first  # what it carries does not count
    assert is_version_id(first.version_id)
    assert first.mark_words == f"Ref. {first.mark}"
    assert letter().mark_words == ""


def test_another_case_a_draft_and_any_other_word_are_other_versions() -> None:
    base = letter()
    more = Paragraph((Statement("One more word.", (Source(SourceKind.PROGRAM, "x"),)),))
    last = base.sections[-1]
    longer = replace(base, sections=(*base.sections[:-1], replace(last, blocks=(*last.blocks, more))))
    head = replace(base, letterhead=replace(base.letterhead, footer="Another foot"))
    versions = {
        marked(base, "case-1").version_id,
        marked(base, "case-2").version_id,
        marked(replace(base, draft=True), "case-1").version_id,
        marked(longer, "case-1").version_id,
        marked(head, "case-1").version_id,
    }
    assert len(versions) == 5


@given(IDS)
def test_a_mark_is_read_as_it_is_typed_and_printed(version_id: str) -> None:
    mark = mark_of(version_id)
    spoken = mark.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    for typed in (mark, mark.lower(), f"Ref. {mark}", f" ref {spoken} ", mark.replace("-", ""), mark.replace("-", "–")):
        assert typed_mark(typed) == mark
    page = f"Confidential\nRef. {mark}  ·  Page 1 of 3\nRef. {mark}  ·  Page 2 of 3"
    assert printed_marks(page) == (mark,)


@pytest.mark.parametrize("text", ["", "7K3F", "7K3F-Q", "7K3F-Q22", "the letter", "7K3F Q2 7K3F"])
def test_what_is_no_mark_is_not_taken_for_one(text: str) -> None:
    assert typed_mark(text) == ""
    assert printed_marks(text) == ()


def test_a_reference_number_of_the_plan_is_no_mark() -> None:
    assert printed_marks("Reference REF-11-22-33, ref. 12-3456, Ref. CR-1") == ()


def test_a_version_keeps_what_the_letter_says_and_what_stands_around_it() -> None:
    carried = marked(letter(), "case-1")
    version = version_of(carried, "case-1", "2026-11-21T10:42:00+00:00")
    assert (version.id, version.mark, version.kind, version.is_draft) == (
        carried.version_id,
        carried.mark,
        carried.kind,
        False,
    )
    assert version.paragraphs == tuple(letter_paragraphs(carried))
    assert "In brief" in version.paragraphs
    assert all(text.strip() for text in version.paragraphs)
    assert carried.letterhead.name in version.furniture
    assert carried.running_title in version.furniture
