from dataclasses import replace

import pytest

from denialdesk.domain.case import Case, CaseStatus
from denialdesk.domain.readiness import Readiness, Severity, Todo
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.ui.next_act import Act, next_act, open_questions
from tests.ui.sessions import TODAY, library


def act_of(case: Case, *todos: Todo) -> tuple[Act, str]:
    appraisal = appraise(case, sample_practice(), library(), TODAY)
    if todos:
        appraisal = replace(appraisal, readiness=Readiness(todos))
    act = next_act(appraisal)
    return act.act, act.target


def ready_case() -> Case:
    case = sample_cases()[0]
    appraisal = appraise(case, sample_practice(), library(), TODAY)
    assert appraisal.readiness.is_ready
    assert open_questions(appraisal) == ()
    return case


def todo(tab: str, target: str) -> Todo:
    return Todo(Severity.BLOCKS, "Something", target, tab)


def test_what_blocks_comes_first_in_the_order_of_the_tabs() -> None:
    case = ready_case()
    letter, denial = todo("letter", "letter.medical_necessity"), todo("denial", "patient.birth_date")
    therapies = todo("therapies", "therapy:1:stop")
    assert act_of(case, letter, therapies, denial) == (Act.JUMP, "patient.birth_date")
    assert act_of(case, letter, therapies) == (Act.JUMP, "therapy:1:stop")
    assert act_of(case, letter) == (Act.JUMP, "letter.medical_necessity")


def test_what_only_weakens_does_not_stand_in_the_way() -> None:
    weak = Todo(Severity.WEAKENS, "No phone", "prescriber.phone", "denial")
    assert act_of(ready_case(), weak)[0] is Act.EXPORT


@pytest.mark.parametrize(
    ("status", "act"),
    [
        (CaseStatus.DRAFT, Act.EXPORT),
        (CaseStatus.READY, Act.RECORD_SENT),
        (CaseStatus.SENT, Act.RECORD_DECISION),
        (CaseStatus.DECIDED, Act.CLOSE),
        (CaseStatus.CLOSED, Act.REOPEN),
    ],
)
def test_a_case_goes_from_export_to_sent_to_decided_to_closed(status: CaseStatus, act: Act) -> None:
    assert act_of(replace(ready_case(), status=status))[0] is act


def test_a_letter_that_is_no_longer_ready_is_completed_before_it_is_sent() -> None:
    case = replace(ready_case(), status=CaseStatus.READY)
    assert act_of(case, todo("denial", "denial.notice_date")) == (Act.JUMP, "denial.notice_date")


def test_open_questions_are_counted_and_lead_to_the_first() -> None:
    case = replace(ready_case(), answers=(), measures=(), prescriber=replace(ready_case().prescriber, specialty=""))
    appraisal = appraise(case, sample_practice(), library(), TODAY)
    questions = open_questions(appraisal)
    if not questions:
        pytest.fail("this case no longer leaves a question open: choose another one")
    act = next_act(appraisal)
    if appraisal.readiness.is_ready:
        number = "1 question" if len(questions) == 1 else f"{len(questions)} questions"
        assert act.text == f"Answer {number}"
        assert act.target == questions[0].remedies[0].target
