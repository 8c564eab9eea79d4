from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import Case, LetterOptions
from denialdesk.domain.edit_checks import edit_todos, find_strays
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_edits import edit_letter, leave_out, reword
from denialdesk.domain.letter_parts import parts_of
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.stray_facts import held_by, stray_facts
from tests.makers import VOCABULARY
from tests.unit.letters.scenarios import (
    Scenario,
    exempt,
    hostile,
    in_dispute,
    met,
    no_policy,
    on_drug,
    texas,
    with_gaps,
)

SCENARIO = met()
LETTER = SCENARIO.letter()
HELD = held_by(SCENARIO.case, SCENARIO.practice, LETTER)
MTX = "prior_therapies/therapy:t1"


def strays(text: str) -> list[str]:
    return [stray.text for stray in stray_facts(text, HELD, VOCABULARY)]


def todos_of(letter: Letter, case: Case, options: LetterOptions) -> tuple[Todo, ...]:
    edited = edit_letter(letter, options)
    return edit_todos(edited, find_strays(edited, case, SCENARIO.practice, VOCABULARY))


@pytest.mark.parametrize(
    "text",
    [
        "Methotrexate 20 mg once weekly did not help.",
        "She took Humira from 2024.",
        "Her DAS28-CRP was 5.8, later 5.4.",
        "The notice of November 10, 2026 and of 11/10/2026 and 2026-11-10.",
        "The diagnosis is M05.79.",
        "One of her hands no longer closes.",
        "Call 555-010-0100.",
        "",
    ],
)
def test_what_the_record_holds_is_not_complained_of(text: str) -> None:
    assert strays(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Methotrexate 25 mg.", ["25 mg"]),
        ("Methotrexate 25mg.", ["25mg"]),
        ("for 20 months", ["20 months"]),  # 20 stands in the record, but as milligrams
        ("after nineteen weeks", ["nineteen weeks"]),
        ("It began in May 2019.", ["May 2019"]),
        ("It began on 5 May 2019 and on 2019-05-06.", ["5 May 2019", "2019-05-06"]),
        ("since 1987", ["1987"]),
        ("the code L40.50", ["L40.50"]),
        ("Call 555-9999.", ["555-9999"]),
        ("a score of 77.5", ["77.5"]),
        ("Tofacitinib was tried, and Stelara.", ["Tofacitinib", "Stelara"]),
        ("Stelara, Stelara and Stelara", ["Stelara"]),
    ],
)
def test_each_fact_the_record_lacks_is_named_as_written(text: str, found: list[str]) -> None:
    assert strays(text) == found


@pytest.mark.parametrize(
    "make", [met, in_dispute, exempt, no_policy, with_gaps, hostile, on_drug, texas], ids=lambda make: make.__name__
)
def test_the_programs_own_text_never_holds_a_stray_fact(make: object) -> None:
    scenario = make()  # type: ignore[operator]  # one of the makers above
    assert isinstance(scenario, Scenario)
    letter = scenario.letter()
    held = held_by(scenario.case, scenario.practice, letter)
    found = {part.name: stray_facts(part.text, held, VOCABULARY) for part in parts_of(letter) if part.can_be_reworded}
    assert found == dict.fromkeys(found, ())


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    for stray in stray_facts(text, HELD, VOCABULARY):
        assert stray.text in text


@given(st.integers(1001, 1899))
def test_a_figure_of_no_record_is_always_found(figure: int) -> None:
    assert strays(f"A value of {figure} was found.") == ([] if str(figure) in HELD.figures else [str(figure)])


def test_an_edit_is_no_record_of_itself() -> None:
    options = reword(LetterOptions(), edit_letter(LETTER, LetterOptions()), MTX, "Methotrexate 77 mg, Stelara.")
    case = replace(SCENARIO.case, letter=options)
    todos = todos_of(LETTER, case, options)
    assert [todo.text.split(". ")[0] for todo in todos] == [
        "The record does not hold the number “77 mg”",
        "The record does not hold the drug “Stelara”",
    ]
    assert {(todo.severity, todo.target, todo.tab) for todo in todos} == {
        (Severity.WEAKENS, f"letter.part:{MTX}", "letter")
    }


def test_a_left_out_section_and_a_lost_edit_are_told() -> None:
    options = leave_out(LetterOptions(), edit_letter(LETTER, LetterOptions()), "rights")
    options = reword(options, edit_letter(LETTER, options), MTX, "Words of ours.")
    rows = tuple(row for row in SCENARIO.case.therapies if row.id != "t1")
    scenario = replace(SCENARIO, case=replace(SCENARIO.case, therapies=rows, letter=options))
    todos = todos_of(scenario.letter(), scenario.case, options)
    assert any("is left out of the letter" in todo.text for todo in todos)
    assert any("no longer in the letter" in todo.text and "Words of ours" in todo.text for todo in todos)
