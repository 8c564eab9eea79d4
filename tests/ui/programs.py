"""The whole program in a test: started, driven by real clicks and keys, closed."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QListView, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case
from denialdesk.office import Office
from denialdesk.services.appeal import Appraisal
from denialdesk.ui.app import Program
from denialdesk.ui.desk import Desk
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.session import CaseSession
from denialdesk.ui.work_area import WorkArea

NOW = dt.datetime(2026, 11, 21, 10, 42, tzinfo=dt.UTC)
LONGEST_WAIT_MS = 20_000
D = TypeVar("D", bound=QWidget)


class RunningProgram:
    """A Program with what tests ask of it."""

    def __init__(self, qtbot: QtBot, open_office: Callable[[], Office]) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.qtbot = qtbot
        self.program = Program(application, open_office)
        self.is_closed = False
        self.window.closed.connect(self._on_closed)

    def _on_closed(self) -> None:
        self.is_closed = True

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def desk(self) -> Desk:
        assert self.program.desk is not None
        return self.program.desk

    @property
    def area(self) -> WorkArea:
        return self.desk.area

    @property
    def session(self) -> CaseSession:
        return self.desk.session

    @property
    def case(self) -> Case:
        assert self.session.case is not None
        return self.session.case

    @property
    def appraisal(self) -> Appraisal:
        assert self.session.appraisal is not None
        return self.session.appraisal

    def start(self) -> None:
        """Show the window and wait until work can begin."""
        with self.qtbot.waitSignal(self.program.ready, timeout=LONGEST_WAIT_MS):
            self.appear()

    def appear(self) -> None:
        """Show the window, whatever it then shows."""
        with self.qtbot.waitActive(self.window):
            self.program.start()
            self.window.activateWindow()

    def close(self) -> None:
        """Close the window as a person does and wait for the threads."""
        if not self.is_closed:
            self.window.close()
            self.wait(lambda: self.is_closed)
            self.window.deleteLater()
            self.program.deleteLater()

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=LONGEST_WAIT_MS)

    def open_case(self, number: int = 0) -> None:
        """Click a case of the worklist and wait until it is open."""
        view = self.area.worklist.view
        rows = [row for row in range(view.model().rowCount()) if view.model().index(row, 0).flags().value]
        index = view.model().index(rows[number], 0)
        with self.qtbot.waitSignal(self.session.case_opened, timeout=LONGEST_WAIT_MS):
            click_row(view, index)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the cursor is."""
        self.activate()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def activate(self) -> None:
        """Give the window the keyboard when nobody has it: the offscreen platform forgets that as dialogs close."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            self.wait(self.window.isActiveWindow)

    def ctrl(self, key: Qt.Key) -> None:
        """Press Ctrl and a key where the cursor is."""
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def type_text(self, text: str) -> None:
        """Type where the cursor is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, text)

    def dialog(self, kind: type[D]) -> D:
        """The one open dialog of a kind."""
        self.wait(lambda: [each for each in self.window.findChildren(kind) if each.isVisible()])
        (found,) = [each for each in self.window.findChildren(kind) if each.isVisible()]
        self.wait(found.isActiveWindow)
        return found

    def has_dialog(self, kind: type[QWidget] = QDialog) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(kind))

    def answer(self, button: str) -> str:
        """Press a button of the question that is asked and give its text."""
        box = self.dialog(QMessageBox)
        text = box.text()
        (found,) = [each for each in box.buttons() if each.text().replace("&", "") == button]
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        return str(text)

    def choose_file(self, path: object) -> None:
        """Accept a path in the file dialog that is open."""
        dialog = self.dialog(QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(path))
        name.setFocus()
        QTest.keyClick(name, Qt.Key.Key_Return)
        self.wait(lambda: not self.has_dialog(QFileDialog))

    def trigger(self, action: QAction) -> None:
        """Choose a menu entry; one that is greyed out cannot be chosen."""
        assert action.isEnabled(), action.text()
        action.trigger()


def click_row(view: QListView, index: QModelIndex) -> None:
    """Click a row of a list."""
    view.scrollTo(index)
    place: QPoint = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
