import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.domain.practice import Prescriber
from denialdesk.ui.models.case_fields import field_value
from denialdesk.ui.models.plan_choices import PLAN_TYPES
from denialdesk.ui.pages.denial import DenialPage
from denialdesk.ui.pages.denial_rows import NO_POLICY_OF_PAYER
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.name_edits import NOT_A_LISTED_DRUG, DrugEdit
from denialdesk.ui.widgets.text_edits import ReasonEdit
from denialdesk.ui.widgets.yes_no_edit import YesNoEdit
from tests.makers import VALID_NPI, make_case, make_practice, make_prescriber, on
from tests.ui.sessions import click, focused, labels_without_buddy, make_session, nameless_controls, opened


def make_page(qtbot: QtBot, case: Case | None = None) -> DenialPage:
    page = DenialPage(make_session(case or Case(id="new")))
    qtbot.addWidget(page)
    page.resize(1130, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def line_of(page: DenialPage, target: str) -> QLineEdit:
    editor = page.rows[target].editor
    control = editor.focusProxy() or editor
    assert isinstance(control, QLineEdit)
    return control


def type_into(page: DenialPage, target: str, text: str) -> None:
    line = line_of(page, target)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Tab)


def test_a_whole_denial_is_typed_by_keyboard_alone(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    page.rows["patient.first_name"].focus()

    def keys(text: str, tabs: int = 1) -> None:
        QTest.keyClicks(focused(), text)
        for _ in range(tabs):
            QTest.keyClick(focused(), Qt.Key.Key_Tab)

    keys("Marigold")
    keys("Testcase")
    keys("6/15/1980", tabs=2)  # past "I don't know yet"
    keys("Cigna")
    keys("Invented Employer Plan")
    keys("Employer", tabs=2)  # past the button of the plan finder
    keys("Illinois")
    keys("U0000001")
    keys("0000001")
    keys("On")
    keys("PO Box 1")
    keys("555-010-0199")
    keys("Rinvoq")
    keys("15 mg")
    keys("tablet")
    keys("once daily")
    keys("30")
    keys("12 months")
    keys("Rheumatoid arthritis")
    keys("M05.79")
    case = opened(page._session)
    assert case.patient.full_name == "Marigold Testcase"
    assert case.patient.birth_date == on("1980-06-15")
    assert (case.plan.payer_id, case.plan.plan_type, case.plan.state) == ("cigna", PlanType.SELF_FUNDED_ERISA, "IL")
    assert (case.plan.member_id, case.plan.group_number) == ("U0000001", "0000001")
    assert (case.request.drug, case.request.drug_id) == ("Rinvoq", "upadacitinib")
    assert (case.request.indication_id, case.request.icd10) == ("rheumatoid-arthritis", "M05.79")


def test_one_field_typed_is_one_undoable_step(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    type_into(page, "patient.last_name", "Testcase")
    assert len(page._session.history) == 1
    assert page._session.history.undo_text == "Last name"
    page._session.undo()
    assert line_of(page, "patient.last_name").text() == ""
    page._session.redo()
    assert line_of(page, "patient.last_name").text() == "Testcase"


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("3/14/26", "2026-03-14", "3/14/2026"),
        ("Mar 2024", "2024-03", "3/2024"),
        ("2024", "2024", "2024"),
        ("2026-03-14", "2026-03-14", "3/14/2026"),
    ],
)
def test_dates_are_typed_as_people_write_them_and_shown_with_their_precision(
    qtbot: QtBot, typed: str, stored: str, shown: str
) -> None:
    page = make_page(qtbot)
    type_into(page, "denial.notice_date", typed)
    assert opened(page._session).denial.notice_date == on(stored)
    assert line_of(page, "denial.notice_date").text() == shown
    assert page.rows["denial.notice_date"].error == ""


@pytest.mark.parametrize("typed", ["2026-02-30", "2/30/2026", "spring 2024", "31/12/2024", "soon"])
def test_a_date_that_cannot_be_read_says_so_beside_the_field_and_keeps_what_was(qtbot: QtBot, typed: str) -> None:
    page = make_page(qtbot, make_case())
    type_into(page, "denial.notice_date", typed)
    row = page.rows["denial.notice_date"]
    assert row.error
    assert "11/10/2026 is kept" in row.error
    assert line_of(page, "denial.notice_date").text() == typed
    assert opened(page._session).denial.notice_date == on("2026-11-10")
    type_into(page, "denial.notice_date", "11/12/2026")
    assert row.error == ""
    assert opened(page._session).denial.notice_date == on("2026-11-12")


def test_i_dont_know_yet_is_an_answer_for_a_date(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    edit = page.rows["denial.received_date"].editor
    assert isinstance(edit, PartialDateEdit)
    click(edit.unknown)
    assert not opened(page._session).denial.received_date.is_known
    assert edit.unknown.isChecked()
    assert edit.line.text() == ""
    type_into(page, "denial.received_date", "11/13/2026")
    assert not edit.unknown.isChecked()
    type_into(page, "denial.received_date", "don't know")
    assert edit.unknown.isChecked()
    assert edit.error == ""


def test_every_plan_type_can_be_chosen_and_explains_itself(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    row = page.rows["plan.plan_type"]
    assert isinstance(row.editor, ChoiceEdit)
    assert {choice.plan_type for choice in PLAN_TYPES} == {None, *PlanType}
    hints = set()
    for index in range(row.editor.count()):
        row.editor.setCurrentIndex(index)
        row.editor.activated.emit(index)
        assert opened(page._session).plan.plan_type == PLAN_TYPES[index].plan_type
        hints.add(row.message)
    assert len(hints) == 16


def test_the_wheel_over_a_choice_scrolls_the_page_and_changes_nothing(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    page.rows["patient.first_name"].focus()
    choice = page.rows["plan.plan_type"].editor
    before = opened(page._session)
    _wheel(choice)
    assert opened(page._session) == before


def _wheel(widget: QWidget) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_drug_completes_by_its_brand_and_the_choice_brings_its_id(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    edit = page.rows["request.drug"].editor
    assert isinstance(edit, DrugEdit)
    edit.setFocus()
    QTest.keyClicks(edit, "rinv")
    offered = {offer.text for offer in edit.offers_shown}
    assert "Rinvoq" in offered
    QTest.keyClick(edit._popup, Qt.Key.Key_Down)
    QTest.keyClick(edit._popup, Qt.Key.Key_Return)
    request = opened(page._session).request
    assert request.drug_id == "upadacitinib"
    assert request.drug.startswith("Rinvoq")
    assert "upadacitinib" in page.rows["request.drug"].message


def test_a_drug_by_its_generic_name_is_known_too(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    type_into(page, "request.drug", "upadacitinib")
    assert opened(page._session).request.drug_id == "upadacitinib"


def test_an_unknown_drug_is_kept_as_typed_and_marked(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    type_into(page, "request.drug", "Inventumab")
    request = opened(page._session).request
    assert (request.drug, request.drug_id) == ("Inventumab", "")
    assert page.rows["request.drug"].message == NOT_A_LISTED_DRUG


def test_an_unknown_payer_is_kept_and_says_what_follows(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    type_into(page, "plan.payer_name", "Invented Mutual")
    plan = opened(page._session).plan
    assert (plan.payer_name, plan.payer_id) == ("Invented Mutual", "")
    assert page.rows["plan.payer_name"].message == NO_POLICY_OF_PAYER


def test_another_indication_takes_the_code_of_the_old_one_away(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    assert opened(page._session).request.icd10 == "M05.79"
    type_into(page, "request.indication", "Psoriatic arthritis")
    assert opened(page._session).request.indication_id == "psoriatic-arthritis"
    assert not opened(page._session).request.icd10.startswith("M05")


def test_a_code_brings_the_indication_when_there_is_none_yet(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    type_into(page, "request.icd10", "m05.79")
    request = opened(page._session).request
    assert request.icd10 == "M05.79"
    assert request.indication_id == "rheumatoid-arthritis"
    assert "rheumatoid factor" in page.rows["request.icd10"].message


def test_a_code_of_another_indication_is_asked_about(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    type_into(page, "request.icd10", "L40.0")
    assert "Rheumatoid arthritis" in page.rows["request.icd10"].message
    assert opened(page._session).request.icd10 == "L40.0"


def test_the_npi_check_digit_is_told_beside_the_field(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    line = line_of(page, "prescriber.npi")
    line.setFocus()
    QTest.keyClicks(line, "123")
    assert page.rows["prescriber.npi"].error == "", "nothing is said while too few digits are typed"
    QTest.keyClicks(line, "4567894")
    assert "check digit" in page.rows["prescriber.npi"].error
    line.selectAll()
    QTest.keyClicks(line, "1234-567-893")
    assert page.rows["prescriber.npi"].error == ""
    assert opened(page._session).prescriber.npi == VALID_NPI


def test_too_short_an_npi_is_told_when_the_field_is_left(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    type_into(page, "prescriber.npi", "123")
    assert "ten digits" in page.rows["prescriber.npi"].error


def test_choosing_a_prescriber_of_the_practice_fills_the_fields_in_one_step(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    choice = page.rows["prescriber.choice"].editor
    assert isinstance(choice, ChoiceEdit)
    choice.setFocus()
    QTest.keyClicks(choice, "Avery")
    assert opened(page._session).prescriber == make_prescriber()
    assert line_of(page, "prescriber.name").text() == "Avery Invented"
    assert len(page._session.history) == 1
    type_into(page, "prescriber.phone", "555-010-0102")
    assert choice.value is None, "changed for this case, it is no longer the practice's own entry"


def test_a_prescriber_added_to_the_practice_is_offered_at_once(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    choice = page.rows["prescriber.choice"].editor
    assert isinstance(choice, ChoiceEdit)
    new = Prescriber("Blake Made-Up", "NP", "Dermatology")
    page._session.set_practice(make_practice(prescribers=(make_prescriber(), new)))
    assert new in choice.values


def test_the_deadline_is_shown_live_with_its_counting_on_demand(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    assert "File by" in page.deadlines.text()
    assert "29 CFR 2560.503-1" in page.deadlines.text()
    block = page.deadlines.blocks[0]
    assert block.counting is not None
    assert "180 calendar days" not in page.deadlines.text()
    click(block.counting.button)
    assert "180 calendar days" in page.deadlines.text()
    before = page.deadlines.text()
    type_into(page, "denial.received_date", "11/12/2026")
    assert page.deadlines.text() != before
    assert "180 calendar days" in page.deadlines.text(), "the counting stays open"


def test_without_a_plan_type_no_day_is_counted_and_it_says_why(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    assert "File by" not in page.deadlines.text()
    assert page.deadlines.text()


def test_urgent_level_and_enclosed_criteria_are_stored(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    urgent = page.rows["denial.urgent"].editor
    QTest.keyClick(urgent, Qt.Key.Key_Space)
    assert opened(page._session).denial.urgent is True
    level = page.rows["denial.level"].editor
    level.setFocus()
    QTest.keyClicks(level, "Final")
    assert opened(page._session).denial.level is AppealLevel.FINAL_INTERNAL_DENIAL
    enclosed = page.rows["denial.criteria_enclosed"].editor
    assert isinstance(enclosed, YesNoEdit)
    enclosed.setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Left)  # from "I don't know yet" to "No"
    assert opened(page._session).denial.criteria_enclosed is False


def test_since_when_is_asked_only_of_a_patient_on_the_drug(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    since = page.rows["request.taking_since"]
    assert since.isHidden()
    taking = page.rows["request.already_taking"].editor
    assert isinstance(taking, YesNoEdit)
    click(taking._buttons[True])
    assert opened(page._session).request.already_taking is True
    assert not since.isHidden()


def test_the_reason_keeps_the_payers_words_and_lines(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    reason = page.rows["denial.reason"].editor
    assert isinstance(reason, ReasonEdit)
    reason.setFocus()
    QTest.keyClicks(reason, "Not covered.")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    QTest.keyClicks(reason, "Try the preferred drug first.")
    assert opened(page._session).denial.reason == "Not covered.\nTry the preferred drug first."
    QTest.keyClick(reason, Qt.Key.Key_Tab)
    assert not reason.hasFocus(), "Tab leaves the field"


def test_drugs_the_notice_names_are_kept_apart(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    line = line_of(page, "denial.preferred_drugs_named")
    line.setFocus()
    QTest.keyClicks(line, "adalimumab, Enbrel; Inventumab")
    assert opened(page._session).denial.preferred_drugs_named == ("adalimumab", "Enbrel", "Inventumab")
    assert line.text() == "adalimumab, Enbrel; Inventumab", "what is being typed is not rewritten"


def test_every_field_is_a_place_to_jump_to_and_comes_into_view(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    targets = [
        target
        for target, row in page.rows.items()
        if target not in {"prescriber.choice", "request.taking_since", "plan.plan_line"}
        and not (target.startswith("appeal.") and row.isHidden())  # asked only where the plan needs it
    ]
    assert len(targets) > 25
    for target in targets:
        assert page.focus_target(target)
        row = page.rows[target]
        control = row.editor.focusProxy() or row.editor
        assert control.hasFocus(), target
        assert not row.visibleRegion().isEmpty(), target
        field_value(opened(page._session), target)
    assert not page.focus_target("therapies")
    assert not page.focus_target("patient.shoe_size")


def test_opening_another_case_shows_it_and_forgets_what_could_not_be_read(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    type_into(page, "denial.notice_date", "2/30/2026")
    page._session.open(Case(id="other"))
    assert line_of(page, "denial.notice_date").text() == ""
    assert page.rows["denial.notice_date"].error == ""
    assert line_of(page, "patient.first_name").text() == ""


def test_a_narrow_page_puts_the_notice_on_top_of_the_form(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    reason = page.rows["denial.reason"]
    page.resize(690, 420)
    assert page.focus_target("denial.reason")
    qtbot.waitUntil(lambda: reason.width() > 500)
    page.resize(1130, 600)
    qtbot.waitUntil(lambda: reason.width() < 500)


def test_every_control_has_a_name_and_every_field_label_its_control(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    assert nameless_controls(page) == []
    assert labels_without_buddy(page, {row.label.text() for row in page.rows.values()}) == []
