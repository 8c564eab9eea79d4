"""Where the office's text of a policy differs from the shipped one, section by section, to read or print."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from denialdesk.domain.policy_differences import Difference, DifferenceKind
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import Hairline, WrapLabel

_WORDS = {
    DifferenceKind.CHANGED: ("Changed", Tone.CAUTION),
    DifferenceKind.ADDED: ("Added", Tone.GOOD),
    DifferenceKind.REMOVED: ("Removed", Tone.BAD),
}
NONE = "Both texts demand the same."


class DifferencesDialog(QDialog):
    """Lists differences; Copy puts them on the clipboard as plain lines."""

    def __init__(self, title: str, lead: str, differences: Sequence[Difference], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Differences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = title
        self.differences = tuple(differences)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(f"Differences of {title}")
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(theme.SMALL)
        self.text.setHtml(_html(self.differences))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = self._buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(WrapLabel(lead))
        layout.addWidget(Hairline())
        layout.addWidget(self.text, 1)
        layout.addWidget(Hairline())
        layout.addWidget(self._buttons)
        self.resize(720, 520)
        self._buttons.rejected.connect(self.reject)
        self.copy.clicked.connect(self._on_copy)

    def add_choice(self, text: str) -> QPushButton:
        """Add a button for something that can be done about the differences; Close then means Cancel."""
        self._buttons.setStandardButtons(QDialogButtonBox.StandardButton.Cancel)
        button = self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        return button

    @Slot()
    def _on_copy(self) -> None:
        lines = [each.shown for each in self.differences] or [NONE]
        QGuiApplication.clipboard().setText("\n".join((self._title, *lines)))


def _html(differences: Sequence[Difference]) -> str:
    if not differences:
        return f"<p>{NONE}</p>"
    parts = []
    for section, found in groupby(differences, key=lambda each: each.section):
        rows = "".join(_row(each) for each in found)
        parts.append(f'<h4>{escape(section)}</h4><table width="100%" cellspacing="0" cellpadding="5">{rows}</table>')
    return "".join(parts)


def _row(difference: Difference) -> str:
    colors = theme.colors()
    word, tone = _WORDS[difference.kind]
    line = f"border-bottom: 1px solid {colors.hairline.name()}"
    muted = colors.tone(Tone.MUTED).name()
    before, after = escape(difference.before.strip()), escape(difference.after.strip())
    if difference.kind is DifferenceKind.CHANGED:
        text = f'<span style="color: {muted}">{before}</span><br>{after}'
    else:
        text = after or f'<span style="color: {muted}">{before}</span>'
    head = f'<td width="14%" style="{line}; color: {colors.tone(tone).name()}">{word}</td>'
    return f'<tr>{head}<td style="{line}">{text}</td></tr>'
