"""The sections that argue: what each says, when it is left out, and that nothing unread or unchosen is printed."""

from dataclasses import replace

import pytest

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Letter, block_statements
from denialdesk.domain.letter_choices import LabelReading
from denialdesk.domain.sources import SourceKind
from denialdesk.letters.text import plain_text, run_text
from tests.unit.letters.scenarios import Scenario, argued, in_dispute, met, of_kind


def section_ids(letter: Letter) -> list[str]:
    return [section.id for section in letter.sections]


def text_of(letter: Letter, section_id: str) -> str:
    section = next(each for each in letter.sections if each.id == section_id)
    return "\n".join(run_text(block_statements(block)) for block in section.blocks)


def with_letter(scenario: Scenario, **fields: object) -> Scenario:
    return replace(scenario, case=replace(scenario.case, letter=replace(scenario.case.letter, **fields)))  # type: ignore[arg-type] # any field


def test_the_arguments_stand_behind_the_therapies_in_one_order() -> None:
    ids = section_ids(argued().letter())
    start = ids.index("untried_steps")
    assert ids[start : start + 8] == [
        "untried_steps", "further_grounds", "medical_necessity", "safety", "support", "delay", "notice_answers",
        "rights",
    ]  # fmt: skip


def test_without_anything_to_say_they_are_left_out() -> None:
    scenario = met()
    rows = tuple(row for row in scenario.case.therapies if "Rowan" not in row.prescribed_by)
    ids = section_ids(replace(scenario, case=replace(scenario.case, therapies=rows)).letter())
    assert not {"further_grounds", "safety", "support", "delay", "notice_answers", "untried_steps"} & set(ids)


def test_a_preferred_product_and_one_of_a_class_that_failed_have_a_block_each() -> None:
    blocks = text_of(argued().letter(), "untried_steps").split("\n")
    assert [block.split(":")[0] for block in blocks] == ["Hyrimoz", "Simponi"]  # Humira itself was tried


def test_the_class_is_not_held_against_a_request_of_that_class() -> None:
    scenario = argued()
    request = replace(scenario.case.request, drug="Cimzia", drug_id="certolizumab")
    letter = replace(scenario, case=replace(scenario.case, request=request)).letter()
    assert "Drugs of one class" not in plain_text(letter)


def test_a_label_is_quoted_only_as_read() -> None:
    assert "section 1, revised October 2025" in text_of(argued().letter(), "support")
    unread = with_letter(argued(), label_reading=LabelReading()).letter()
    assert "FDA label" not in plain_text(unread)


def test_a_label_that_speaks_against_the_use_is_not_quoted_even_when_read() -> None:
    scenario = argued()
    rows = tuple(row for row in scenario.case.therapies if row.drug_id not in {"adalimumab", "etanercept"})
    letter = replace(scenario, case=replace(scenario.case, therapies=rows)).letter()
    assert "FDA label" not in plain_text(letter)


def test_only_the_publications_given_are_printed() -> None:
    assert "J Invented Rheumatol 2021;80:1-9. doi:10.0000/invented." in text_of(argued().letter(), "support")
    assert "J Invented" not in plain_text(replace(argued(), cited=()).letter())


def test_the_prescribers_words_are_theirs() -> None:
    letter = argued().letter()
    for section_id in ("safety", "delay"):
        section = next(each for each in letter.sections if each.id == section_id)
        assert "in the prescriber’s own words" in section.heading
        for block in section.blocks:
            kinds = {source.kind for each in block_statements(block) for source in each.sources}
            assert kinds == {SourceKind.PRESCRIBER}


def test_an_expedited_letter_tells_the_harm_once_with_its_ground() -> None:
    letter = in_dispute().letter()
    assert "delay" not in section_ids(letter)
    assert plain_text(letter).count("Each month of active disease adds erosions") == 1


@pytest.mark.parametrize(
    "kind",
    [
        LetterKind.FIRST_APPEAL,
        LetterKind.SECOND_APPEAL,
        LetterKind.EXTERNAL_REVIEW,
        LetterKind.EXPEDITED_APPEAL,
        LetterKind.STEP_EXCEPTION,
        LetterKind.FORMULARY_EXCEPTION,
        LetterKind.CONTINUATION,
        LetterKind.MEDICAL_NECESSITY,
    ],
)
def test_every_kind_that_argues_has_them(kind: LetterKind) -> None:
    ids = section_ids(of_kind(kind, argued(), expedited_ground="").letter())
    assert {"further_grounds", "safety", "support"} <= set(ids)


@pytest.mark.parametrize("kind", [LetterKind.FAX_COVER, LetterKind.RECORDS_REQUEST, LetterKind.PLAN_FUNDING_QUESTION])
def test_papers_that_need_less_hold_none_of_it(kind: LetterKind) -> None:
    text = plain_text(of_kind(kind, argued()).letter())
    assert "thrombosis" not in text
    assert "J Invented" not in text
