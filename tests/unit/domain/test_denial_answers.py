"""What of the letter answers each point of the notice, what is open, and what the office did about it."""

from dataclasses import replace

import pytest

from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.denial_answers import AnsweredItem, answer_todos
from denialdesk.domain.letter_choices import NoticeAnswer, SetAside
from denialdesk.domain.readiness import Severity
from denialdesk.knowledge.library import load_library
from denialdesk.services.appeal import Appraisal, appraise
from denialdesk.services.demo import sample_cases, sample_practice
from tests.clean_cases import TODAY

SCREENING = "A tuberculosis test within 12 months is required."


def appraised(case: Case) -> Appraisal:
    return appraise(case, sample_practice(), load_library(), TODAY)


def with_reason(reason: str, **changes: object) -> Case:
    case = sample_cases()[0]
    case = replace(case, denial=replace(case.denial, reason=reason))
    return replace(case, **changes)  # type: ignore[arg-type] # any field


def with_words(case: Case, words: str) -> Case:
    return replace(case, letter=replace(case.letter, medical_necessity=words))


def only(case: Case) -> AnsweredItem:
    (item,) = appraised(case).answered
    return item


@pytest.mark.parametrize("number", [0, 1])
def test_a_plain_step_denial_with_a_table_is_answered_by_itself(number: int) -> None:
    found = appraised(sample_cases()[number])
    assert found.answered
    assert not any(each.is_open for each in found.answered)
    assert found.readiness.is_ready


@pytest.mark.parametrize(
    ("reason", "section"),
    [
        ("Step therapy requirement not met.", "criteria"),
        ("We did not receive records that show this.", "enclosures"),
        ("The drug is not medically necessary.", "medical_necessity"),
        ("The drug is not on your plan's formulary.", "untried_steps"),
        ("Prior authorization is required.", "criteria"),
        ("See policy number IP0412.", "criteria"),
        ("Coverage cannot be given.", "medical_necessity"),
        ("It must be prescribed by a specialist.", "further_grounds"),
        ("It will be used in combination with another biologic.", "further_grounds"),
    ],
)
def test_the_part_that_answers_a_point(reason: str, section: str) -> None:
    assert only(with_reason(reason)).section_id == section


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("The quantity requested exceeds the plan limit.", "The dose follows the weight."),
        ("The use is experimental.", "Guidelines recommend it."),
        ("Another site of care has to be used.", "Infusion at home is not safe."),
        ("A biosimilar is required.", "There was a reaction to that product."),
        ("The diagnosis provided does not qualify.", "The diagnosis was confirmed by serology."),
    ],
)
def test_other_points_are_open_until_the_statement_takes_them_up(reason: str, words: str) -> None:
    case = with_reason(reason)
    assert only(with_words(case, "She is unwell.")).is_open
    assert only(with_words(case, words)).section_id == "medical_necessity"


def test_a_step_denial_with_an_empty_log_is_open() -> None:
    assert only(with_reason("Step therapy requirement not met.", therapies=())).is_open


def test_an_open_point_blocks_the_export_with_its_words_and_place() -> None:
    found = appraised(with_reason(f"Step therapy was not met. {SCREENING}"))
    (todo,) = answer_todos(found.answered)
    assert todo.severity is Severity.BLOCKS
    assert todo.target == "letter.notice_answers"
    assert SCREENING in todo.text
    assert todo in found.readiness.blocking
    assert not found.readiness.is_ready


def test_an_answer_in_the_prescribers_words_closes_it_and_stands_in_the_letter() -> None:
    case = with_reason(f"Step therapy was not met. {SCREENING}")
    key = next(each for each in appraised(case).answered if each.is_open).item.key
    case = replace(case, letter=replace(case.letter, notice_answers=(NoticeAnswer(key, "Negative on June 2, 2026."),)))
    found = appraised(case)
    assert found.readiness.is_ready
    said = [statement.text for _, statement in found.letter.statements()]
    assert "“Negative on June 2, 2026.”" in said
    assert SCREENING in said


@pytest.mark.parametrize(("reason", "is_open"), [("Already sent by fax.", False), ("  ", True)])
def test_setting_aside_needs_a_reason(reason: str, is_open: bool) -> None:
    case = with_reason(f"Step therapy was not met. {SCREENING}")
    key = next(each for each in appraised(case).answered if each.is_open).item.key
    found = appraised(replace(case, letter=replace(case.letter, set_aside=(SetAside(key, reason),))))
    assert any(each.is_open for each in found.answered) is is_open


def test_changed_words_of_the_notice_ask_again() -> None:
    case = with_reason(f"Step therapy was not met. {SCREENING}")
    key = next(each for each in appraised(case).answered if each.is_open).item.key
    aside = replace(case.letter, set_aside=(SetAside(key, "Sent."),))
    changed = with_reason("Step therapy was not met. A hepatitis test within 12 months is required.", letter=aside)
    assert any(each.is_open for each in appraised(changed).answered)


@pytest.mark.parametrize("kind", [LetterKind.FAX_COVER, LetterKind.CLAIM_FILE_REQUEST, LetterKind.RECORDS_REQUEST])
def test_a_letter_that_does_not_take_up_the_reason_answers_nothing(kind: LetterKind) -> None:
    case = with_reason(SCREENING)
    assert appraised(replace(case, letter=replace(case.letter, kind=kind))).answered == ()


def preferring(*names: str, reason: str, words: str = "The joints stay swollen.") -> Case:
    case = with_words(with_reason(reason), words)
    return replace(case, denial=replace(case.denial, preferred_drugs_named=names))


def test_a_step_that_names_a_drug_is_open_until_the_letter_speaks_of_that_drug() -> None:
    reason = "Step therapy: a trial of Cimzia is required first."
    assert only(preferring("Cimzia", reason=reason)).is_open is False  # two of its class failed
    reason = "Step therapy: a trial of Orencia is required first."
    case = preferring("Orencia", reason=reason)
    assert only(case).is_open
    assert any("Orencia" in todo.text for todo in appraised(case).readiness.blocking)
    taken_up = preferring("Orencia", reason=reason, words="Orencia is not suitable: recurrent pneumonia.")
    assert only(taken_up).section_id == "medical_necessity"


def test_of_drugs_named_as_alternatives_one_in_the_log_is_enough() -> None:
    reason = "Step therapy: a trial of one of Humira, Orencia is required first."
    assert only(preferring("Humira", "Orencia", reason=reason)).section_id == "criteria"
