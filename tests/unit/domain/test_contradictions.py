"""Doubts by example: what is found in a text, what is passed over, what blocks and what may be set aside."""

from dataclasses import replace

import pytest

from denialdesk.domain.case import Case, Measure
from denialdesk.domain.clinical import Instrument
from denialdesk.domain.contradictions import find_contradictions
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.letter_choices import SetAside
from denialdesk.domain.measure_checks import instrument_of, range_of
from denialdesk.domain.person_checks import names_key, worklist_keys
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.knowledge.library import Library, load_library
from tests.clean_cases import TODAY, clean_case

# Thaddeus O'Inventory, born October 16, 1987
SEED = 3


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def case_with(words: str, library: Library) -> Case:
    case = clean_case(SEED, library)
    return replace(case, letter=replace(case.letter, harm_of_delay=words))


def doubts(case: Case, library: Library, *others: str) -> tuple[Todo, ...]:
    return find_contradictions(case, library, TODAY, other_patients=others)


@pytest.mark.parametrize(
    "words",
    [
        "Dear Mr. Smith, your request",
        "Mr Smith's symptoms",
        "Mrs. O’Brien called",
        "Ms. smith reports pain",
        "the patient, Ms. K. Alvarez, is worse",
        "my patient Mr. John Smith",
        "pt. John Smith was seen",
        "patient John Smith (chart 22) improved",
        "Patient - John Smith",
        "Patient Name John Smith",
        "Patient name: john smith",
        "Name: John Smith",
        "Patient:\tJOHN A. SMITH",
        "Member: SMITH, JOHN A",
        "Enrollee: Jane Roe",
        "Re: John Smith, claim",
        "John Smith, a 61-year-old man,",
        "John Smith is a 61 yo male",
        "DOB 01/02/1950",
        "dob 1-2-50",
        "D.O.B.: Jan 2, 1950",
        "birthdate: 2 January 1950",
        "Date of Birth 1950-01-02",
        "Birth Date = 01.02.1950",
        "born on March 1950",
        "This 91 y/o F with pain",
        "Member ID# W123456789",
    ],
)
def test_another_patient_in_a_text_is_found(words: str, library: Library) -> None:
    found = doubts(case_with(words, library), library)
    assert found
    assert all(todo.target == "letter.harm_of_delay" and todo.key for todo in found)


@pytest.mark.parametrize(
    "words",
    [
        "Mr. O'Inventory was seen with Dr. John Smith.",
        "Seen with Mr. O'Inventory's wife.",
        "Patient: Thaddeus O'Inventory",
        "Ms. Rowan Madeup, NP, called.",
        "Follow-up with Mrs. Lee, RN.",
        "John Smith, MD, agrees.",
        "Patient Global Assessment 6.",
        "Patient Health Questionnaire: 9",
        "Patient: improved, no fever",
        "Patient Assistance Program",
        "Member Services was called.",
        "Patient Reported Outcomes stable.",
        "Patient has Crohn's Disease.",
        "MS Center visit, MR Enterography done.",
        "Re: Prior Authorization",
        "Re: Plaque Psoriasis",
        "Her son was born on March 3, 2015.",
        "DOB 10/16/1987",
        "Date of birth: October 16, 1987",
        "Born in October 1987",
        "This 39-year-old patient is worse.",
        "His 71-year-old mother helps.",
        "The next visit is planned for March 3, 2027.",
        "Valid until December 31, 2027.",
        "The patient never smoked and never missed a dose.",
        "All options were discussed.",
        "Side effects were explained.",
    ],
)
def test_what_only_looks_like_it_is_passed_over(words: str, library: Library) -> None:
    assert doubts(case_with(words, library), library) == ()


def test_names_of_the_worklist_are_found_in_either_order_but_not_this_patients(library: Library) -> None:
    others = [names_key("Jane", "Roe"), names_key("Thaddeus", "O'Inventory")]
    assert doubts(case_with("Chart of Jane Roe.", library), library, *others)
    assert doubts(case_with("Roe, Jane was here.", library), library, *others)
    assert not doubts(case_with("Chart of Thaddeus O'Inventory.", library), library, *others)
    assert not doubts(case_with("Chart of Jane Roe.", library), library)
    assert names_key("", "Roe") == ""


def test_another_patients_name_blocks_and_may_be_set_aside_with_a_reason(library: Library) -> None:
    case = case_with("Mr. Smith called.", library)
    (todo,) = doubts(case, library)
    assert todo.severity is Severity.BLOCKS
    assert "“Mr. Smith” in the harm of delay is not this patient" in todo.text
    for reason, left in (("He is the husband.", 0), (" ", 1)):
        aside = replace(case.letter, set_aside=(SetAside(todo.key, reason),))
        assert len(doubts(replace(case, letter=aside), library)) == left


def test_two_facts_that_cannot_both_be_true_block_and_cannot_be_set_aside(library: Library) -> None:
    case = clean_case(SEED, library)
    case = replace(case, denial=replace(case.denial, received_date=PartialDate(2020, 1, 1)))
    (todo,) = doubts(case, library)
    assert todo.severity is Severity.BLOCKS
    assert todo.key == ""


def test_dates_that_may_be_in_order_are_no_contradiction(library: Library) -> None:
    case = clean_case(SEED, library)
    row = case.therapies[-1]
    vague = replace(row, start=PartialDate(2026), stop=PartialDate(2026, 5, 1))
    assert doubts(replace(case, therapies=(*case.therapies[:-1], vague)), library) == ()


def instrument(name: str, span: str, unit: str = "") -> Instrument:
    return Instrument(name, name, span, "worse", "invented", "known", unit)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("0-72", (0, 72)),
        ("0-4 (5-point) or 0-5 (6-point)", (0, 5)),
        ("T-VASI 0-100; F-VASI 0-3", (0, 100)),
        ("about 0-10 (0.49-9.07 for ESR)", (0, 10)),
        ("0-", None),
        ("0-about 600", None),
        ("0 to 4+", None),
        ("I-III", None),
        ("assay-dependent", None),
    ],
)
def test_ranges_as_printed(printed: str, expected: tuple[float, float] | None) -> None:
    assert range_of(instrument("x", printed)) == expected


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("73", "", 1),
        ("72", "", 0),
        ("72.5", "", 1),
        (">80", "", 1),
        ("90", "%", 0),
        ("12/80", "", 0),
        ("severe", "", 0),
    ],
)
def test_a_measure_outside_its_range(value: str, unit: str, found: int, library: Library) -> None:
    case = replace(clean_case(SEED, library), measures=(Measure("m", "PASI", value, unit, PartialDate(2026, 3)),))
    scale = (instrument("pasi", "0-72"),)
    assert len(find_contradictions(case, library, TODAY, instruments=scale)) == found


def test_instruments_are_known_by_what_a_chart_writes() -> None:
    scales = (instrument("mayo", "0-12"), instrument("partial-mayo", "0-9"), instrument("das28", "0-10"))
    named = {
        written: getattr(instrument_of(Measure("m", written, "1"), scales), "id", None)
        for written in ("Mayo score", "partial Mayo", "DAS28-CRP", "HAQ-DI", "")
    }
    assert named == {
        "Mayo score": "mayo",
        "partial Mayo": "partial-mayo",
        "DAS28-CRP": "das28",
        "HAQ-DI": None,
        "": None,
    }


def test_the_worklists_lines_give_the_names_to_look_for() -> None:
    assert worklist_keys(["Roe, Jane", "Name not entered", "de la Muestra, Mai-Lan"]) == {
        "jane roe",
        "mai-lan de la muestra",
    }
