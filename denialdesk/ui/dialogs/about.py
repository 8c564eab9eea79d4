"""About the program: its version, the licences of what it is made of, and the check of this installation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from denialdesk import __version__
from denialdesk.services.self_check import CheckResult
from denialdesk.system.diagnostics import describe_machine
from denialdesk.system.paths import resources_dir
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel

ABOUT, LICENCES, CHECK = range(3)


class AboutDialog(QDialog):
    """Three tabs. ``check_wanted`` asks for the check of the installation, whose results come to ``show_results``."""

    check_wanted = Signal()

    def __init__(self, criteria_version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About DenialDesk")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._machine = describe_machine()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._make_about(criteria_version), "About")
        self.tabs.addTab(self._make_licences(), "Licences")
        self.tabs.addTab(self._make_check(), "Check")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)
        self.resize(600, 460)
        theme.plain_buttons(buttons)
        buttons.rejected.connect(self.close)

    def _make_about(self, criteria_version: str) -> QWidget:
        title = QLabel(f"DenialDesk {__version__}")
        title.setFont(theme.title_font(self.font(), steps=2))
        copy = QPushButton("Copy these versions")
        theme.set_icon(copy, "copy")
        copy.clicked.connect(self._on_copy)
        lines = (
            "From a step-therapy denial to a letter ready for the physician's signature, on this computer alone.",
            f"Criteria, drugs and law: edition {criteria_version}.",
            "The prescriber checks and signs every letter. DenialDesk gives no legal or medical advice.",
            self._machine,
        )
        return _page(title, *(WrapLabel(line) for line in lines), copy, stretch=True)

    def _make_licences(self) -> QWidget:
        text = QPlainTextEdit((resources_dir() / "licences" / "README.txt").read_text(encoding="utf-8"))
        icons = (resources_dir() / "icons" / "LICENSE.txt").read_text(encoding="utf-8")
        text.appendPlainText(f"\nIcons\n=====\n\n{icons}")
        text.moveCursor(text.textCursor().MoveOperation.Start)
        text.setReadOnly(True)
        text.setAccessibleName("Licences")
        return _page(text)

    def _make_check(self) -> QWidget:
        self.run_button = QPushButton("Check this installation")
        self.results = QListWidget()
        self.results.setWordWrap(True)
        self.results.setAccessibleName("Results of the check")
        self.run_button.clicked.connect(self.run_check)
        hint = ToneLabel("Tries the criteria, the encryption, the letters, the PDF and the keychain. Touches no case.")
        return _page(hint, self.run_button, self.results)

    @Slot()
    def run_check(self) -> None:
        """Ask for the check and show that it runs."""
        self.tabs.setCurrentIndex(CHECK)
        self.run_button.setEnabled(False)
        self.run_button.setText("Checking …")
        self.results.clear()
        self.check_wanted.emit()

    def show_results(self, results: Sequence[CheckResult]) -> None:
        """List what the check found."""
        self.run_button.setEnabled(True)
        self.run_button.setText("Check this installation")
        for result in results:
            sign = ("circle-check", Tone.GOOD) if result.passed else ("circle-x", Tone.BAD)
            word = "" if result.passed else " does not work"
            self.results.addItem(QListWidgetItem(theme.icon(*sign), f"{result.name}{word}: {result.detail}"))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._machine)


def _page(*widgets: QWidget, stretch: bool = False) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setSpacing(theme.MEDIUM)
    for widget in widgets:
        layout.addWidget(
            widget, 0, Qt.AlignmentFlag.AlignLeft if isinstance(widget, QPushButton) else Qt.AlignmentFlag(0)
        )
    if stretch:
        layout.addStretch(1)
    return page
