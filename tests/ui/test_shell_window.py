import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QPlainTextEdit

from denialdesk.domain.case import Case, CaseStatus
from denialdesk.domain.errors import DiskFullError
from denialdesk.services.cases import CaseService
from denialdesk.services.demo import sample_history
from denialdesk.ui.dialogs.about import AboutDialog
from denialdesk.ui.dialogs.help import HelpDialog
from denialdesk.ui.dialogs.import_history import ImportHistoryDialog
from denialdesk.ui.dialogs.practice import PracticeDialog
from denialdesk.ui.theme import Appearance
from denialdesk.ui.work_area import CRITERIA, DENIAL, LETTER, PACKET, THERAPIES, tab_of
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, focused, nameless_controls

CTRL = Qt.KeyboardModifier.ControlModifier


def line(program: RunningProgram, target: str) -> QLineEdit:
    """The line edit of a field of the denial page."""
    program.session.jump(target)
    edit = QApplication.focusWidget()
    assert isinstance(edit, QLineEdit)
    return edit


def test_a_new_case_is_made_named_found_and_kept(program: RunningProgram) -> None:
    program.key(Qt.Key.Key_N, CTRL)
    program.wait(lambda: program.session.case is not None)
    program.type_text("Fern")
    program.key(Qt.Key.Key_Tab)
    program.type_text("Imagined")
    assert program.area.header.name.text() == "Imagined, Fern"
    row = program.area.worklist.row_of(program.case.id)
    assert row is not None
    assert row.name == "Imagined, Fern"  # at once, before it is saved
    program.wait(lambda: not program.session.has_unsaved)
    assert program.window.status.saved.text() == "Saved 10:42"
    new_id = program.case.id

    program.open_case(1)
    assert program.case.id != new_id
    program.ctrl(Qt.Key.Key_K)
    program.type_text("imagined fern")
    program.key(Qt.Key.Key_Return)
    program.wait(lambda: program.case.id == new_id)
    assert program.case.patient.first_name == "Fern"


def test_the_search_finds_commands_too(program: RunningProgram) -> None:
    program.open_case()
    program.ctrl(Qt.Key.Key_K)
    program.type_text("prior therap")
    model = program.area.worklist.model
    assert [model.data(model.index(row)) for row in range(model.rowCount())] == ["Do, 1", "Prior therapies, Ctrl+2"]
    program.key(Qt.Key.Key_Down)
    program.key(Qt.Key.Key_Return)
    assert program.area.current_tab == THERAPIES
    assert program.area.worklist.search.text() == ""


def test_escape_clears_the_search_and_then_the_message(program: RunningProgram) -> None:
    program.desk._messages.say("Something")
    program.ctrl(Qt.Key.Key_K)
    program.type_text("nobody")
    program.key(Qt.Key.Key_Escape)
    assert program.area.worklist.search.text() == ""
    assert program.area.messages.text == "Something"
    program.key(Qt.Key.Key_Escape)
    assert program.area.messages.text == ""


@pytest.mark.parametrize("tab", [DENIAL, THERAPIES, CRITERIA, LETTER, PACKET])
def test_ctrl_and_a_number_show_a_tab_with_the_cursor_in_it(program: RunningProgram, tab: int) -> None:
    program.open_case()
    program.key(Qt.Key(Qt.Key.Key_1 + tab), CTRL)
    assert program.area.current_tab == tab
    assert program.area.stack.currentWidget() is program.area.page(tab)
    assert program.area.page(tab).isAncestorOf(focused())


def test_every_shortcut_of_the_window_stands_in_a_menu_and_is_there_once(program: RunningProgram) -> None:
    in_menus: list[QAction] = []
    for menu in program.window.menuBar().findChildren(QMenu):
        in_menus += [action for action in menu.actions() if not action.isSeparator()]
    keys = [key.toString() for action in in_menus for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    wanted = {"Ctrl+N", "Ctrl+K", "F2", "Ctrl+Return", "Ctrl+Z", "Ctrl+Y", "Ctrl+P", "Ctrl+E", "F1", "Esc"}
    assert wanted | {f"Ctrl+{number}" for number in range(1, 6)} <= set(keys)
    of_window = [action for action in program.window.actions() if not action.shortcut().isEmpty()]
    assert [action.text() for action in of_window if action not in in_menus] == []


def test_each_case_keeps_its_tab_and_its_place(program: RunningProgram) -> None:
    program.open_case(0)
    program.key(Qt.Key.Key_4, CTRL)
    bar = program.area.letter.preview.verticalScrollBar()
    bar.setValue(300)
    program.open_case(1)
    assert program.area.current_tab == DENIAL
    program.open_case(0)
    assert program.area.current_tab == LETTER
    program.wait(lambda: bar.value() == 300)


def test_ctrl_z_takes_back_a_step_made_in_another_field(program: RunningProgram) -> None:
    program.open_case()
    before = program.case
    edit = line(program, "patient.first_name")
    edit.selectAll()
    QTest.keyClicks(edit, "Fern")
    line(program, "plan.plan_name")
    program.ctrl(Qt.Key.Key_Z)  # nothing was typed here: the step before goes
    assert program.case == before
    program.ctrl(Qt.Key.Key_Y)
    assert program.case.patient.first_name == "Fern"
    assert program.window.actions_.undo.text().startswith("Undo: First name")


def test_ctrl_z_in_a_field_being_typed_takes_back_words_first(program: RunningProgram) -> None:
    program.open_case()
    program.session.jump("letter.medical_necessity")
    field = focused()
    assert isinstance(field, QPlainTextEdit)
    before = field.toPlainText()
    QTest.keyClicks(field, "New words. ")
    program.ctrl(Qt.Key.Key_Z)
    assert field.toPlainText() == before
    assert program.case.letter.medical_necessity == before


def test_a_failed_save_stays_on_the_screen_and_keeps_the_window_open(
    program: RunningProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.open_case()
    save = CaseService.save

    def refuse(_service: CaseService, _case: Case) -> object:
        raise DiskFullError("The disk is full; nothing was changed.", "Free some space and try again.")

    monkeypatch.setattr(CaseService, "save", refuse)
    edit = line(program, "patient.first_name")
    edit.selectAll()
    QTest.keyClicks(edit, "Fern")
    status = program.window.status
    program.wait(lambda: "The disk is full" in status.saved.text())
    assert "Free some space" in status.saved.text()
    program.window.close()
    text = program.answer("Keep open")
    assert "could not be saved" in text
    assert program.window.isVisible()
    assert program.case.patient.first_name == "Fern"

    monkeypatch.setattr(CaseService, "save", save)
    click(status.retry)
    program.wait(lambda: status.saved.text() == "Saved 10:42")
    assert not status.retry.isVisible()
    case_id = program.case.id
    program.close()
    office = program.desk.office
    office.vault.open()
    assert office.cases.get(case_id).patient.first_name == "Fern"
    office.vault.close()


def test_what_was_just_typed_is_saved_when_the_window_is_closed(program: RunningProgram) -> None:
    program.open_case()
    edit = line(program, "patient.first_name")
    edit.selectAll()
    QTest.keyClicks(edit, "Fern")
    assert program.session.has_unsaved
    case_id = program.case.id
    program.close()
    office = program.desk.office
    office.vault.open()
    assert office.cases.get(case_id).patient.first_name == "Fern"
    assert office.preferences.get("case") == case_id
    office.vault.close()


def test_deleting_asks_and_removes_the_case(program: RunningProgram) -> None:
    program.open_case()
    gone = program.case.id
    program.trigger(program.window.actions_.delete_case)
    assert "cannot be undone" in program.answer("Keep")
    assert program.case.id == gone
    program.trigger(program.window.actions_.delete_case)
    program.answer("Delete")
    program.wait(lambda: program.area.worklist.row_of(gone) is None)
    assert program.session.case is None
    assert program.area.stack.currentWidget() is program.area.empty
    assert not program.window.actions_.export_case.isEnabled()


def test_the_list_of_what_is_left_leads_to_each_place(program: RunningProgram) -> None:
    program.open_case()
    program.session.edit("Test", lambda case: replace(case, patient=replace(case.patient, first_name="")))
    header = program.area.header
    assert header.left.text() == "1 thing left"
    assert header.primary.text() == "Next: complete the denial"
    program.area.tabs.setCurrentIndex(PACKET)
    click(header.left)
    program.wait(header.list.isVisible)
    program.key(Qt.Key.Key_Return)
    assert not header.list.isVisible()
    assert program.area.current_tab == DENIAL
    assert focused().accessibleName() == "First name"
    program.type_text("Fern")
    assert header.left.text().startswith("Ready")


def test_ctrl_enter_does_the_next_step(program: RunningProgram) -> None:
    program.open_case()
    program.session.edit("Test", lambda case: replace(case, letter=replace(case.letter, medical_necessity="")))
    program.area.tabs.setCurrentIndex(DENIAL)
    program.ctrl(Qt.Key.Key_Return)
    assert program.area.current_tab == LETTER
    assert focused() is program.area.letter.words.rows["letter.medical_necessity"].editor


def test_the_practice_is_edited_and_heads_the_letter(program: RunningProgram) -> None:
    program.open_case()
    program.trigger(program.window.actions_.practice)
    dialog = program.dialog(PracticeDialog)
    assert nameless_controls(dialog) == []
    name = dialog.rows["practice.name"].editor
    assert isinstance(name, QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "Invented Derm")
    dialog.tabs.setCurrentIndex(1)
    click(dialog.add_button)
    program.type_text("Ada Invented")
    npi = dialog.rows["prescriber.npi"].editor
    QTest.keyClicks(npi, "1234567890")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "check digit" in dialog.rows["prescriber.npi"].message
    assert dialog.isVisible()
    QTest.keyClick(npi, Qt.Key.Key_Backspace)
    QTest.keyClicks(npi, "3")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    program.wait(lambda: program.appraisal.letter.letterhead.name == "Invented Derm")
    assert program.session.practice.prescribers[-1].name == "Ada Invented"
    assert program.session.practice.prescribers[-1].npi == "1234567893"


def test_help_opens_at_the_field(program: RunningProgram) -> None:
    program.open_case()
    program.session.jump("plan.plan_type")
    program.key(Qt.Key.Key_F1)
    dialog = program.dialog(HelpDialog)
    assert dialog.list.currentItem().text() == "The denial"
    assert dialog.text.textCursor().selectedText() == "Plan type"
    assert nameless_controls(dialog) == []
    dialog.close()


def test_about_names_licences_and_checks_the_installation(program: RunningProgram) -> None:
    program.trigger(program.window.actions_.self_check)
    dialog = program.dialog(AboutDialog)
    program.wait(dialog.results.count)
    texts = [dialog.results.item(row).text() for row in range(dialog.results.count())]
    assert any(text.startswith("Encrypted vault: ") for text in texts)
    assert any(text.startswith("PDF: ") for text in texts)
    assert nameless_controls(dialog) == []
    dialog.close()


def test_a_case_is_exported_and_imported_as_another_one(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    program.trigger(program.window.actions_.export_case)
    assert "not encrypted" in program.answer("Export")
    target = tmp_path / "case.json"
    program.choose_file(target)
    program.wait(lambda: "Case saved as case.json" in program.area.messages.text)
    assert json.loads(target.read_text())["case"]["patient"]["last_name"] == program.case.patient.last_name

    before, count = program.case, len(program.desk._rows)
    program.trigger(program.window.actions_.import_case)
    program.choose_file(target)
    program.wait(lambda: program.case.id != before.id)
    assert program.case.patient == before.patient
    program.wait(lambda: len(program.desk._rows) == count + 1)


def test_a_file_that_is_no_case_is_refused_in_a_sentence(program: RunningProgram, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    program.trigger(program.window.actions_.import_case)
    program.choose_file(wrong)
    program.wait(lambda: program.area.messages.text)
    assert not program.has_dialog(QMessageBox)
    assert len(program.desk._rows) == 2


def test_a_medication_history_is_proposed_and_taken_over(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    rows = len(program.case.therapies)
    chart = tmp_path / "chart.json"
    chart.write_bytes(sample_history())
    program.trigger(program.window.actions_.import_history)
    program.choose_file(chart)
    dialog = program.dialog(ImportHistoryDialog)
    assert nameless_controls(dialog) == []
    for box in dialog.boxes.values():
        box.setChecked(False)
    assert not dialog.add_button.isEnabled()
    box = next(iter(dialog.boxes.values()))
    click(box, QPoint(8, box.height() // 2))  # on its square: the rest of the line is no part of it
    assert dialog.add_button.text() == "Add 1 row"
    click(dialog.add_button)
    assert len(program.case.therapies) == rows + 1
    assert not program.case.therapies[-1].provenance.confirmed
    assert program.area.current_tab == THERAPIES
    program.ctrl(Qt.Key.Key_Z)
    assert len(program.case.therapies) == rows


def test_a_backup_is_made_where_the_office_wants_it(program: RunningProgram, tmp_path: Path) -> None:
    folder = tmp_path / "backup drive"
    folder.mkdir()
    program.trigger(program.window.actions_.back_up)
    program.choose_file(folder)
    program.wait(lambda: "Backup made and checked" in program.area.messages.text)
    (backup,) = folder.iterdir()
    assert not backup.read_bytes().startswith(b"SQLite format 3")


def test_the_appearance_is_kept_for_the_next_time(program: RunningProgram) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.palette()
    try:
        program.trigger(program.window.actions_.appearances[Appearance.DARK])
        assert application.palette().window().color().lightness() < 100
        program.close()
        office = program.desk.office
        office.vault.open()
        assert office.preferences.get("appearance") == "dark"
        office.vault.close()
    finally:
        application.setPalette(before)


def test_every_control_of_every_tab_has_a_name(program: RunningProgram) -> None:
    program.open_case()
    for tab in (DENIAL, THERAPIES, CRITERIA, LETTER, PACKET):
        program.area.tabs.setCurrentIndex(tab)
        assert nameless_controls(program.window) == []
    assert nameless_controls(program.window.opening) == []


def test_the_window_fits_an_office_screen(program: RunningProgram) -> None:
    program.open_case()
    program.window.resize(1366, 740)
    for tab in (DENIAL, THERAPIES, CRITERIA, LETTER, PACKET):
        program.area.tabs.setCurrentIndex(tab)
        least = program.window.minimumSizeHint()
        assert least.width() <= 1366, tab
        assert least.height() <= 720, tab


def test_targets_lead_to_their_tabs() -> None:
    assert tab_of("patient.birth_date") == DENIAL
    assert tab_of("therapy:1:stop") == THERAPIES
    assert tab_of("therapies") == THERAPIES
    assert tab_of("answer:cigna:step1") == CRITERIA
    assert tab_of("policy:cigna") == CRITERIA
    assert tab_of("letter.medical_necessity") == LETTER
    assert tab_of("exhibit:1") == PACKET


def test_closing_and_reopening_a_case(program: RunningProgram) -> None:
    program.open_case()
    before = program.case
    program.trigger(program.window.actions_.close_case)
    assert program.case == replace(before, status=CaseStatus.CLOSED)
    assert program.area.header.primary.text() == "Next: reopen the case"
    program.wait(lambda: not program.session.has_unsaved)
    program.ctrl(Qt.Key.Key_Return)
    assert program.case == before


def test_zooming_from_the_keyboard_shows_the_letter(program: RunningProgram) -> None:
    program.open_case()
    for _ in range(3):
        program.key(Qt.Key.Key_Plus, CTRL)
    preview = program.area.letter.preview
    assert program.area.current_tab == LETTER
    assert preview.fits_width is False
    scale = preview.scale
    program.key(Qt.Key.Key_Minus, CTRL)
    assert preview.scale < scale
    program.key(Qt.Key.Key_0, CTRL)
    assert preview.fits_width
