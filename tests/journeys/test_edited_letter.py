"""A letter put into the office's words: edited, exported, restored; a fact changes and a warning says so."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from denialdesk.letters.docx import docx_text
from denialdesk.ui.work_area import LETTER
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, focused

pytestmark = pytest.mark.usefixtures("qt_dialogs")

CTRL = Qt.KeyboardModifier.ControlModifier
OURS = "Please approve Rinvoq 15 mg: my patient cannot hold a cup."


def exported(program: RunningProgram, path: Path) -> str:
    program.ctrl(Qt.Key.Key_E)
    program.choose_file(path)
    program.wait(path.exists)
    return docx_text(path.read_bytes())


def warned(program: RunningProgram) -> list[str]:
    return [todo.text for todo in program.appraisal.readiness.todos if "facts have changed" in todo.text]


def test_edit_export_change_a_fact_see_the_warning_and_restore(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case(1)
    program.key(Qt.Key(Qt.Key.Key_1 + LETTER), CTRL)
    page = program.area.letter
    page.preview.setFocus()
    while page.text.part is None or page.text.part.part.name != "request/request_first":
        QTest.keyClick(page.preview, Qt.Key.Key_Right)
    program.key(Qt.Key.Key_F2)
    assert focused() is page.text.editor
    program.ctrl(Qt.Key.Key_A)
    program.type_text(OURS)
    first = exported(program, tmp_path / "one.docx")
    assert OURS in first
    assert "I am appealing" not in first
    assert warned(program) == []

    program.window.activateWindow()  # the offscreen platform forgets it when a dialog closes
    program.wait(program.window.isActiveWindow)
    program.session.jump("request.strength")
    strength = QApplication.focusWidget()
    assert isinstance(strength, QLineEdit)
    strength.selectAll()
    program.type_text("30 mg")
    assert len(warned(program)) == 1
    assert any("“15 mg”" in todo.text for todo in program.appraisal.readiness.todos)  # no longer in the record
    program.session.jump(next(t.target for t in program.appraisal.readiness.todos if t.text == warned(program)[0]))
    assert program.area.current_tab == LETTER
    assert page.text.warning.isVisible()
    assert "30 mg" in page.text.warning.text()
    assert OURS in exported(program, tmp_path / "two.docx")  # it warns, a person decides

    click(page.text.restore)
    assert warned(program) == []
    third = exported(program, tmp_path / "three.docx")
    assert OURS not in third
    assert "approve Rinvoq (upadacitinib) 30 mg" in third
