"""The plan finder as a person uses it: by keys and mouse, forward and back, to each kind of end."""

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.plan_finder import FinderQuestion
from denialdesk.ui.dialogs.plan_finder import FoundPlan, PlanFinderDialog, with_found_plan
from denialdesk.ui.widgets.labels import WrapLabel
from tests.law import law_book, law_case
from tests.ui.sessions import click, nameless_controls

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def found() -> list[FoundPlan]:
    return []


@pytest.fixture
def dialog(qtbot: QtBot, found: list[FoundPlan]) -> Iterator[PlanFinderDialog]:
    finder = law_book().finder
    assert finder is not None
    case = law_case(None, notice="2026-11-02", received="2026-11-05")
    made = PlanFinderDialog(law_book(), finder, case, TODAY)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.found.connect(found.append)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()


def keys(*pressed: Qt.Key) -> None:
    for key in pressed:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key)


def test_digits_and_enter_lead_to_a_plan_type(dialog: PlanFinderDialog, found: list[FoundPlan]) -> None:
    assert not dialog.next.isEnabled()
    keys(Qt.Key.Key_8, Qt.Key.Key_Return)  # an insurer or an employer
    keys(Qt.Key.Key_1, Qt.Key.Key_Return)  # from an employer
    keys(Qt.Key.Key_1, Qt.Key.Key_Return)  # a private one
    keys(Qt.Key.Key_2, Qt.Key.Key_Return)  # not grandfathered
    keys(Qt.Key.Key_1, Qt.Key.Key_Return)  # the employer pays
    assert dialog.title.text() == "Employer plan, self-funded"
    assert dialog.trail.text().count("›") == 4
    keys(Qt.Key.Key_Return)
    (result,) = found
    assert result.result.plan_type is PlanType.SELF_FUNDED_ERISA
    assert dialog.isHidden()


def test_arrow_keys_choose_and_the_mouse_chooses_anywhere_in_the_line(dialog: PlanFinderDialog) -> None:
    keys(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert any(button.isChecked() for button in dialog.choices)
    click(dialog.choices[4], dialog.choices[4].words.geometry().center())
    assert dialog.choices[4].isChecked()
    click(dialog.next)
    assert dialog.title.text() == "Whose coverage is it?"


def test_back_shows_the_question_before_with_the_answer_given(dialog: PlanFinderDialog) -> None:
    assert not dialog.back.isEnabled()
    first = dialog.title.text()
    keys(Qt.Key.Key_2, Qt.Key.Key_Return)
    assert dialog.title.text() != first
    QTest.keyClick(dialog, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert dialog.title.text() == first
    assert dialog.choices[1].isChecked()
    keys(Qt.Key.Key_Return)
    click(dialog.back)
    assert dialog.title.text() == first


def test_a_result_shows_the_date_that_follows(dialog: PlanFinderDialog) -> None:
    keys(Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_Return)
    words = " ".join(label.text() for label in dialog._body.findChildren(WrapLabel))
    assert "file by" in words
    assert "2027" in words


def test_coverage_outside_the_list_says_where_it_goes(dialog: PlanFinderDialog, found: list[FoundPlan]) -> None:
    keys(Qt.Key.Key_5, Qt.Key.Key_Return, Qt.Key.Key_2, Qt.Key.Key_Return)
    assert dialog.title.text() == "CHAMPVA"
    assert not dialog.ask.isVisible()
    keys(Qt.Key.Key_Return)
    case = with_found_plan(law_case(PlanType.VA), found[0])
    assert case.plan.plan_type is None
    assert case.appeal.outside == "champva"


def test_a_question_to_the_plan_offers_its_letter_and_names_the_dates_it_may_have(
    dialog: PlanFinderDialog, found: list[FoundPlan]
) -> None:
    keys(Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_5, Qt.Key.Key_Return)
    assert dialog.title.text() == "Ask the plan this"
    assert dialog.ask.isVisible()
    click(dialog.ask)
    case = with_found_plan(law_case(None), found[0])
    assert case.letter.kind is LetterKind.PLAN_FUNDING_QUESTION
    assert case.appeal.question == "ask_medicare_part"


def test_cancel_and_escape_change_nothing(dialog: PlanFinderDialog, found: list[FoundPlan]) -> None:
    keys(Qt.Key.Key_1, Qt.Key.Key_Return)
    keys(Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert found == []


def test_every_control_has_a_name_in_every_question(dialog: PlanFinderDialog) -> None:
    finder = law_book().finder
    assert finder is not None
    waiting: list[tuple[str, ...]] = [()]
    seen = set()
    while waiting:
        answers = waiting.pop()
        dialog._answers = list(answers)
        dialog._show_node()
        node = dialog.node
        if node.id in seen:
            continue
        seen.add(node.id)
        assert nameless_controls(dialog) == []
        assert dialog.title.text()
        if isinstance(node, FinderQuestion):
            assert len(dialog.choices) == len(node.answers) <= 9  # a digit for each
            waiting.extend((*answers, answer.id) for answer in node.answers)
    assert seen == {*finder.questions, *finder.results}


@pytest.mark.parametrize(("result_id", "funding"), [("government_insured", Funding.INSURED), ("church_unknown", None)])
def test_what_the_answers_showed_goes_into_the_case(result_id: str, funding: Funding | None) -> None:
    finder = law_book().finder
    assert finder is not None
    old = AppealFacts(funding=Funding.SELF_FUNDED, outside="champva", question="ask_kind", is_erisa=True)
    case = with_found_plan(Case(id="c", appeal=old), FoundPlan(finder.results[result_id]))
    assert (case.appeal.funding, case.appeal.outside, case.appeal.question) == (funding, "", "")
    assert case.letter.kind is LetterKind.FIRST_APPEAL
