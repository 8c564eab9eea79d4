"""Appraising again after an edit gives what appraising afresh gives, whatever was edited."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from denialdesk.domain.case import Answer, AnswerValue, Case, LetterKind
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.knowledge.library import load_library
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_cases, sample_practice
from tests.makers import on

TODAY = dt.date(2026, 11, 21)

EDITS: dict[str, Callable[[Case], Case]] = {
    "words": lambda case: replace(case, letter=replace(case.letter, medical_necessity="In other words.")),
    "the letter's date": lambda case: replace(case, letter=replace(case.letter, letter_date=on("2026-12-01"))),
    "kind": lambda case: replace(case, letter=replace(case.letter, kind=LetterKind.CONTINUATION)),
    "a row": lambda case: replace(case, therapies=case.therapies[:2]),
    "plan": lambda case: replace(case, plan=replace(case.plan, plan_type=PlanType.MEDICARE_PART_D)),
    "prescriber": lambda case: replace(case, prescriber=replace(case.prescriber, specialty="Dentistry")),
    "notice": lambda case: replace(case, denial=replace(case.denial, level=AppealLevel.FIRST_APPEAL_UPHELD)),
    "patient": lambda case: replace(case, patient=replace(case.patient, birth_date=on("2015-01-01"))),
    "an answer": lambda case: replace(
        case, answers=(Answer("cigna-upadacitinib-ra-pa", "step1.any1", AnswerValue.NO, reason="Not so."),)
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_appraised_after_another_value_it_is_the_same_as_afresh(name: str) -> None:
    library, practice, case = load_library(), sample_practice(), sample_cases()[0]
    before = appraise(case, practice, library, TODAY)
    changed = EDITS[name](case)
    assert changed != case
    again = appraise(changed, practice, library, TODAY, before=before)
    assert again == appraise(changed, practice, library, TODAY)


def test_only_words_take_the_findings_over() -> None:
    library, practice, case = load_library(), sample_practice(), sample_cases()[0]
    before = appraise(case, practice, library, TODAY)
    assert appraise(EDITS["words"](case), practice, library, TODAY, before=before).criteria is before.criteria
    assert appraise(EDITS["a row"](case), practice, library, TODAY, before=before).criteria != before.criteria


def test_the_next_day_and_other_confirmations_are_judged_anew() -> None:
    library, practice, case = load_library(), sample_practice(), sample_cases()[0]
    case = replace(case, letter=replace(case.letter, letter_date=on("")))
    before = appraise(case, practice, library, TODAY)
    tomorrow = TODAY + dt.timedelta(days=1)
    assert appraise(case, practice, library, tomorrow, before=before).rights is not before.rights
    assert appraise(case, practice, library, TODAY, confirmed={}, before=before).rights is not before.rights


def test_doubts_about_the_record_stay_while_words_are_typed() -> None:
    library, practice, case = load_library(), sample_practice(), sample_cases()[0]
    case = replace(case, notes="Patient: Someone Other. He will be cured by 2027-01-01.")
    before = appraise(case, practice, library, TODAY)
    assert before.doubts
    typed = replace(case, letter=replace(case.letter, harm_of_delay="Patient: Anybody Else cannot work."))
    again = appraise(typed, practice, library, TODAY, before=before)
    assert again.doubts is before.doubts
    assert any("Anybody Else" in todo.text for todo in again.readiness.todos)
    assert all(todo in again.readiness.todos for todo in before.doubts)
