"""The sheet with the recovery key: as text to save, and on paper."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

_LINES = (
    "DenialDesk recovery key",
    "",
    "{key}",
    "",
    "It opens the cases of this office on any computer, and every backup made with it.",
    "Keep it where you keep other keys of the practice, not on the computer itself.",
    "To use it: start DenialDesk and choose “Use the recovery key”.",
)


def sheet_text(key: str) -> str:
    """The sheet as plain text; the key on a line of its own."""
    return "\n".join(_LINES).format(key=key) + "\n"


def ask_and_print(key: str, window: QWidget) -> QPrintDialog:
    """Ask for a printer and print the sheet."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Recovery key")
    dialog = QPrintDialog(printer, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    document = QTextDocument(dialog)
    document.setDefaultFont(QFont("monospace", 12))
    document.setPlainText(sheet_text(key))
    dialog.accepted.connect(lambda: document.print_(printer))
    QDialog.open(dialog)  # QPrintDialog.open wants a receiver
    return dialog
