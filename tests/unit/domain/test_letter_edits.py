from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denialdesk.domain.case import Case, LetterKind, LetterOptions
from denialdesk.domain.letter import BulletList, Letter
from denialdesk.domain.letter_edits import (
    EditedLetter,
    PartNotEditableError,
    accept,
    drop,
    edit_letter,
    has_edits,
    leave_out,
    merged_order,
    move,
    restore,
    restore_all,
    reword,
)
from denialdesk.domain.letter_parts import PartKind, parts_of
from denialdesk.domain.sources import SourceKind
from denialdesk.letters.docx import render_docx
from denialdesk.letters.html import render_html
from denialdesk.letters.text import plain_text
from tests.unit.letters.reading import docx_words, html_words, text_words
from tests.unit.letters.scenarios import Scenario, base_case, met, methotrexate, with_gaps

TRIED = "summary/list/summary_tried"
MTX = "prior_therapies/therapy:t1"
TABLE = "criteria/table:cigna-upadacitinib-ra-pa"
LETTER = met().letter()
NAMES = [part.name for part in parts_of(LETTER)]


def edited(options: LetterOptions, letter: Letter = LETTER) -> EditedLetter:
    return edit_letter(letter, options)


def words_of(letter: Letter, name: str) -> str:
    part = next(part for part in parts_of(letter) if part.name == name)
    return part.text


def with_rows(scenario: Scenario, case: Case) -> Letter:
    return replace(scenario, case=case).letter()


def test_names_are_unique_and_those_of_the_same_thing_in_every_letter() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert {
        TRIED,
        MTX,
        "request/request_first",
        "close/list/close_if_upheld",
        TABLE,
    } <= set(NAMES)


def test_names_stay_when_a_row_comes_before_them() -> None:
    scenario = met()
    earlier = methotrexate(id="t0", start="2020-01", stop="2020-06")
    letter = with_rows(scenario, replace(scenario.case, therapies=(earlier, *scenario.case.therapies)))
    assert words_of(letter, MTX) == words_of(LETTER, MTX)
    assert {name for name in NAMES if name.startswith("prior_therapies")} < {part.name for part in parts_of(letter)}


def test_without_edits_the_letter_is_the_very_same_object() -> None:
    assert edited(LetterOptions()).letter is LETTER
    assert not has_edits(LetterOptions())


def test_reworded_text_stands_in_every_renderer_and_keeps_its_sources() -> None:
    options = reword(LetterOptions(), edited(LetterOptions()), MTX, "Methotrexate failed.\nSee the chart.")
    letter = edited(options).letter
    words = text_words(plain_text(letter))
    assert "Methotrexate failed." in " ".join(words)
    assert docx_words(render_docx(letter)) == html_words(render_html(letter)) == words
    state = edited(options).part(MTX)
    assert state is not None
    assert state.is_reworded
    assert not state.is_stale
    place = state.place
    assert place is not None
    block = letter.sections[place[0]].blocks[place[1]]
    kinds = {source.kind for statement in block.statements for source in statement.sources}  # type: ignore[union-attr]  # a paragraph
    assert {SourceKind.THERAPY, SourceKind.OFFICE} <= kinds


def test_restoring_and_writing_the_programs_own_text_drop_the_edit() -> None:
    options = reword(LetterOptions(), edited(LetterOptions()), MTX, "Other words.")
    assert restore(options, edited(options), MTX) == LetterOptions()
    assert reword(options, edited(options), MTX, words_of(LETTER, MTX)) == LetterOptions()


def test_emptied_text_leaves_the_part_out_and_restore_brings_it_back() -> None:
    options = reword(LetterOptions(), edited(LetterOptions()), MTX, " \n")
    assert options == leave_out(LetterOptions(), edited(LetterOptions()), MTX)
    state = edited(options).part(MTX)
    assert state is not None
    assert (state.is_left_out, state.place) == (True, None)
    assert "Methotrexate 20 mg, oral" not in plain_text(edited(options).letter)
    assert edited(restore(options, edited(options), MTX)).letter is LETTER


@pytest.mark.parametrize("name", ["denial_reason/case_field:denial.reason", TABLE, "summary/list"])
def test_quotes_tables_and_whole_lists_are_not_reworded_but_may_be_left_out(name: str) -> None:
    with pytest.raises(PartNotEditableError, match="where it is entered"):
        reword(LetterOptions(), edited(LetterOptions()), name, "Other words.")
    options = leave_out(LetterOptions(), edited(LetterOptions()), name)
    assert name not in [part.name for part in parts_of(edited(options).letter)]


def test_a_section_is_renamed_moved_and_left_out() -> None:
    options = reword(LetterOptions(), edited(LetterOptions()), "summary", "At a glance")
    options = move(options, edited(options), "prior_therapies", -1)
    options = leave_out(options, edited(options), "rights")
    ids = [section.id for section in edited(options).letter.sections]
    assert ids.index("prior_therapies") == ids.index("criteria") - 1
    assert "rights" not in ids
    assert "At a glance" in plain_text(edited(options).letter)


def test_a_section_whose_every_part_is_left_out_goes_with_its_heading() -> None:
    options = LetterOptions()
    for part in parts_of(LETTER):
        if part.parent == "medical_necessity":
            options = leave_out(options, edited(options), part.name)
    assert "medical_necessity" not in [section.id for section in edited(options).letter.sections]
    state = edited(options).part("medical_necessity")
    assert state is not None
    assert state.place is None


def test_items_move_within_their_list_and_back() -> None:
    start = edited(LetterOptions())
    options = move(LetterOptions(), start, "close/list/close_if_upheld", -1)
    section = next(section for section in edited(options).letter.sections if section.id == "close")
    block = section.blocks[0]
    assert isinstance(block, BulletList)
    assert "".join(statement.text for statement in block.items[2]).startswith("If any part")
    moved = [each.part.name for each in edited(options).parts if each.is_moved]
    assert len(moved) == 1
    assert move(options, edited(options), "close/list/close_if_upheld", 1) == LetterOptions()
    assert move(LetterOptions(), start, "close/list/close_if_upheld", 1) == LetterOptions()  # the last stays last


def test_moving_passes_over_what_is_left_out() -> None:
    options = leave_out(LetterOptions(), edited(LetterOptions()), "close/list/close_peer")
    options = move(options, edited(options), "close/list/close_if_upheld", -1)
    names = [part.name for part in parts_of(edited(options).letter) if part.parent == "close/list"]
    assert names.index("close/list/close_if_upheld") == 1


def test_changed_facts_make_an_edit_stale_until_a_person_accepts_it() -> None:
    options = reword(LetterOptions(), edited(LetterOptions()), MTX, "Methotrexate did not help.")
    scenario = met()
    rows = tuple(replace(row, dose="25 mg") if row.id == "t1" else row for row in scenario.case.therapies)
    changed = with_rows(scenario, replace(scenario.case, therapies=rows))
    state = edited(options, changed).part(MTX)
    assert state is not None
    assert state.is_stale
    assert state.text == "Methotrexate did not help."
    typed_on = reword(options, edited(options, changed), MTX, "Methotrexate did not help her.")
    assert edited(typed_on, changed).changed[0].is_stale
    options = accept(options, edited(options, changed), MTX)
    assert not edited(options, changed).changed[0].is_stale
    assert edited(options).changed[0].is_stale  # the facts of before are now the changed ones


def test_an_edit_follows_its_part_when_the_wording_it_was_named_by_changes() -> None:
    scenario = met()
    options = reword(LetterOptions(), edited(LetterOptions()), "close/list/close_peer", "Call me first.")
    case = replace(scenario.case, letter=replace(scenario.case.letter, peer_to_peer=""))
    letter = replace(scenario, case=case).letter()
    after = edited(options, letter)
    assert {each.part.name for each in after.changed} <= {"close/list/close_peer_phone"}
    assert len(after.changed) + len(after.lost) == 1  # never on another part, never forgotten


def test_of_two_parts_alike_the_edit_stays_with_the_text_it_replaced() -> None:
    scenario = met()
    second = "medical_necessity/prescriber:letter.medical_necessity~2"
    options = leave_out(LetterOptions(), edited(LetterOptions()), second)
    words = scenario.case.letter.medical_necessity
    case = replace(scenario.case, letter=replace(scenario.case.letter, medical_necessity=f"A new first line.\n{words}"))
    letter = replace(scenario, case=case).letter()
    (state,) = edited(options, letter).changed
    assert state.part.text.startswith(words.splitlines()[1][:20])
    assert state.part.name.endswith("~3")


def test_an_edit_whose_part_is_gone_is_kept_told_and_dropped_on_request() -> None:
    options = reword(LetterOptions(), edited(LetterOptions()), MTX, "Methotrexate did not help.")
    scenario = met()
    rows = tuple(row for row in scenario.case.therapies if row.id != "t1")
    letter = with_rows(scenario, replace(scenario.case, therapies=rows))
    after = edited(options, letter)
    assert [edit.text for edit in after.lost] == ["Methotrexate did not help."]
    assert "Methotrexate did not help." not in plain_text(after.letter)
    assert drop(options, after.lost[0]) == LetterOptions()


def test_words_about_one_therapy_never_stand_for_another() -> None:
    scenario = met()
    rows = scenario.case.therapies
    for gone in rows:
        name = f"prior_therapies/therapy:{gone.id}"
        options = reword(LetterOptions(), edited(LetterOptions()), name, "It did not help.")
        letter = with_rows(scenario, replace(scenario.case, therapies=tuple(row for row in rows if row is not gone)))
        assert edited(options, letter).changed == ()


def test_a_gap_that_stays_in_the_words_still_blocks_and_leads_to_its_field() -> None:
    letter = with_gaps().letter()
    _section, gap = letter.placeholders()[0]
    part = next(each for each in parts_of(letter) if gap.text in each.text and each.can_be_reworded)
    options = reword(
        LetterOptions(), edited(LetterOptions(), letter), part.name, f"Reworded, {gap.text} and [to check]."
    )
    after = edited(options, letter).letter
    gaps = {statement.text: statement.target for _each, statement in after.placeholders()}
    assert gaps[gap.text] == gap.target
    assert gaps["[to check]"] == f"letter.part:{part.name}"


def test_edits_of_another_kind_of_letter_do_not_touch_this_one() -> None:

    options = reword(LetterOptions(), edited(LetterOptions()), MTX, "Other words.")
    other = replace(options, edits=tuple(replace(edit, kind=LetterKind.SECOND_APPEAL) for edit in options.edits))
    assert edited(other).letter is LETTER
    assert restore_all(other) == other
    assert restore_all(options) == LetterOptions()


def test_a_new_part_follows_the_one_it_follows_by_nature() -> None:
    assert merged_order(["a", "b", "new", "c"], ["c", "a", "b"]) == ["c", "a", "b", "new"]
    assert merged_order(["new", "a"], ["a"]) == ["new", "a"]
    assert merged_order(["a", "b"], ["b", "gone", "a"]) == ["b", "a"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["reword", "leave_out", "restore", "up", "down"]), st.sampled_from(NAMES)), max_size=12
)


def apply(options: LetterOptions, step: tuple[str, str]) -> LetterOptions:
    act, name = step
    state = edited(options)
    if act == "reword":
        part = state.part(name)
        assert part is not None
        return (
            reword(options, state, name, f"Office words {NAMES.index(name)}") if part.part.can_be_reworded else options
        )
    if act == "leave_out":
        return leave_out(options, state, name)
    if act == "restore":
        return restore(options, state, name)
    return move(options, state, name, -1 if act == "up" else 1)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_is_done_nothing_is_lost_and_all_can_be_given_back(steps: list[tuple[str, str]]) -> None:
    options = LetterOptions()
    for step in steps:
        options = apply(options, step)
    after = edited(options)
    assert after.lost == ()
    places = [part.place for part in after.parts if part.place is not None]
    assert len(places) == len(set(places))
    for part in after.parts:
        if part.place is not None and len(part.place) == 1:
            assert after.letter.sections[part.place[0]].id == part.part.section_id
        if part.is_reworded and part.place is not None and part.part.kind is not PartKind.SECTION:
            block = after.letter.sections[part.place[0]].blocks[part.place[1]]
            shown = block.items[part.place[2]] if isinstance(block, BulletList) else block.statements  # type: ignore[union-attr]  # paragraphs and items alone are reworded
            assert "".join(statement.text for statement in shown) == part.text
            assert set(part.part.sources) <= {source for statement in shown for source in statement.sources}
    assert all(statement.sources for _section, statement in after.letter.statements())
    assert edited(restore_all(options)).letter is LETTER


def test_an_empty_case_has_parts_too() -> None:
    assert parts_of(replace(met(), case=base_case()).letter())
